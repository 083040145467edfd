"""Noun phrases and complements, normalised: what a point is about, without who says it and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from feedback2req.domain.inflection import indefinite
from feedback2req.domain.words import words
from feedback2req.stages.extract.lexicon import (
    DEVICES,
    DROPPED_ADJECTIVES,
    GENERIC_NOUNS,
    POINTERS,
    PRODUCT_WORDS,
    USER_PRONOUNS,
)
from feedback2req.stages.extract.view import View

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9.+&'-]*$|[0-9]{1,2}(st|nd|rd|th|g|G|d|D|k|K|p)$")
_LEFT = ("compound", "amod", "nmod", "npadvmod", "advmod", "nummod", "punct", "det", "poss", "case", "predet")
_KEPT = ("compound", "amod", "nmod", "npadvmod", "nummod")
_LEADS = words(
    "asap thanks thx needs need add adding please pls plz fix wish want wants missing lacks except including"
)
_APART = {"finger print": "fingerprint", "pass code": "passcode", "pass word": "password", "lockscreen": "lock screen"}
_MAX_ACRONYM = 5
_MAX_WORDS = 5
_CHANGING = words("to from into onto between by as in on with via through")
_WHEN = words(
    "time times day days date week weeks month months year years hour hours minute minutes second seconds moment"
    " morning night past future advance fact case addition order general particular least all first last end way"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """How this run writes words, and the name of the product that is spoken of."""

    cases: Mapping[str, str]
    product: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A normalised phrase and the tokens it was read from."""

    text: str
    tokens: tuple[int, ...]


def noun_phrase(view: View, head: int, wording: Wording) -> Phrase | None:
    """The phrase around a noun: its modifiers without determiners, possessives and judgements.

    None when the parse is doubtful (a head that is no word, a phrase too long), when it says nothing
    ("app", "thing"), when it is the product's own name, or when a mask is its head.
    """
    if (
        view.pos[head] not in ("NOUN", "PROPN")
        or view.masked[head]
        or view.low[head] in _LEADS
        or not _WORD.match(view.forms[head])
    ):
        return None
    return phrase_of(view, head, [*_modifiers(view, head), head, *_of_phrase(view, head)], wording)


def phrase_of(view: View, head: int, kept: list[int], wording: Wording) -> Phrase | None:
    """The phrase that some tokens around a head make, or None when they say nothing."""
    words = [_cased(view, n, wording) for n in kept]
    if view.word(head + 1) == "-" and view.starts[head + 1] == view.ends[head]:
        return None
    words = _hyphened(view, kept, words)
    if len(words) > _MAX_WORDS or (len(kept) == 1 and len(words[0]) < 2):
        return None
    if _says_nothing([w.lower() for w in words], view.lemmas[head], wording):
        return None
    if len({view.low[n] for n in kept}) < len(kept):
        return None
    return Phrase(_joined_up(view, kept, " ".join(words)), tuple(kept))


def _joined_up(view: View, kept: list[int], text: str) -> str:
    """One spelling of what customers write apart, and the "always on" that a parser takes for an adverb."""
    for apart, joined in _APART.items():
        text = re.sub(rf"\b{apart}\b", joined, text)
    before = [view.word(n) for n in range(max(0, kept[0] - 3), kept[0]) if view.word(n) not in ("-", '"', "'")]
    return f"always-on {text}" if before[-2:] == ["always", "on"] else text


def _hyphened(view: View, kept: list[int], words: list[str]) -> list[str]:
    """Words with the parts before their hyphens: tokens of "sub-categories" are three."""
    out: list[str] = []
    for n, word in zip(kept, words, strict=True):
        tight = (
            n >= 2
            and view.forms[n - 1] == "-"
            and view.ends[n - 2] == view.starts[n - 1]
            and view.ends[n - 1] == view.starts[n]
        )
        if tight and view.forms[n - 2].isalpha():
            if out and n - 2 in kept:
                out.pop()
            word = f"{view.low[n - 2]}-{word}"
        out.append(word)
    return out


def _modifiers(view: View, head: int) -> list[int]:
    """Modifiers that stand right before the head, in order, as far as they say what it is."""
    kept: list[int] = []
    n = head - 1
    joined = {j for chain in _joined(view, head) for j in chain[1:]}
    while n >= 0 and (n in joined or (view.heads[n] != n and view.rel[n] in _LEFT and _hangs_on(view, n, head))):
        if (view.rel[n] in _KEPT or n in joined) and _tells(view, n):
            kept.insert(0, n)
        elif (
            (view.rel[n] == "punct" and view.forms[n] not in "-'\"“”")
            or (view.rel[n] in ("nummod", "amod", "advmod") and kept)
            or view.rel[n] == "nummod"
            or view.masked[n]
        ):
            break
        n -= 1
    while kept and view.rel[kept[0]] == "npadvmod":
        kept.pop(0)
    return kept


def _joined(view: View, head: int) -> list[list[int]]:
    """Modifiers of a noun with those joined to them: FTP and cloud in "FTP and cloud storage"."""
    found = []
    for first in view.kids[head]:
        if first < head and view.rel[first] in ("nmod", "compound", "amod") and view.pos[first] in ("NOUN", "PROPN"):
            chain = [first]
            while more := [k for k in view.kids_by(chain[-1], "conj") if chain[-1] < k < head]:
                chain.append(more[0])
            if len(chain) > 1:
                found.append(chain)
    return found


def left_out(view: View, head: int, wording: Wording) -> list[Phrase]:
    """Things joined to a noun's last modifier: "FTP and cloud storage" is also about FTP.

    Under a head that only points at them ("FTP and SFTP support") each gets the head.
    """
    found = []
    for chain in _joined(view, head):
        for n in chain[:-1]:
            if view.masked[n] or not _tells(view, n):
                continue
            text = _cased(view, n, wording)
            if view.lemmas[head] in POINTERS:
                text = f"{text} {_cased(view, head, wording)}"
            if not _says_nothing([w.lower() for w in text.split()], view.lemmas[n], wording):
                found.append(Phrase(text, (n,)))
    return found


def _hangs_on(view: View, n: int, head: int) -> bool:
    """Whether a token is governed by the head through tokens between the two."""
    while n < head:
        if view.heads[n] <= n:
            return False
        n = view.heads[n]
    return n == head


def _tells(view: View, n: int) -> bool:
    low = view.low[n]
    if view.masked[n] or low in DROPPED_ADJECTIVES or view.lemmas[n] in DROPPED_ADJECTIVES or low in PRODUCT_WORDS:
        return False
    if (
        low in _LEADS
        or view.rel[n] == "advmod"
        or low in USER_PRONOUNS
        or view.pos[n] in ("PRON", "DET", "ADV", "SYM", "PUNCT", "INTJ")
    ):
        return False
    if view.rel[n] == "nummod":
        return bool(re.fullmatch(r"[0-9]{1,2}(g|d|k|G|D|K)", view.forms[n]))
    return bool(_WORD.match(view.forms[n]))


def _of_phrase(view: View, head: int) -> list[int]:
    """The "of …" right after a noun, when what follows is a plain noun: "list of contacts"."""
    if view.word(head + 1) != "of" or view.heads[head + 1] != head:
        return []
    inner = view.kids_by(head + 1, "pobj")
    if not inner or view.pos[inner[0]] != "NOUN" or view.masked[inner[0]] or view.lemmas[inner[0]] in GENERIC_NOUNS:
        return []
    if not _WORD.match(view.forms[inner[0]]):
        return []
    return [head + 1, *_modifiers(view, inner[0]), inner[0]]


def _cased(view: View, n: int, wording: Wording) -> str:
    own = wording.cases.get(view.low[n])
    if own is not None:
        return view.low[n] if own.isupper() and len(own) > _MAX_ACRONYM else own
    form = view.forms[n]
    return form if form[1:] != form[1:].lower() and not form.isupper() else view.low[n]


def _says_nothing(words: list[str], head_lemma: str, wording: Wording) -> bool:
    if all(w in GENERIC_NOUNS or w in PRODUCT_WORDS or w in USER_PRONOUNS for w in words):
        return True
    if words[-1] in ("one", "ones") or words[0] in ("in", "on", "of", "at", "to", "for", "with"):
        return True
    if len(words) == 1 and (head_lemma in GENERIC_NOUNS or head_lemma in PRODUCT_WORDS):
        return True
    return is_product(words, wording)


def is_product(words: list[str], wording: Wording) -> bool:
    """Whether words are the product's name: all of it, its first word, or a tail of two words or more."""
    name = [w for w in words if w not in PRODUCT_WORDS]
    if not name or not wording.product:
        return False
    if name[0] == wording.product[0] and len(wording.product[0]) > 3 and set(name) <= set(wording.product):
        return True
    return len(name) > 1 and tuple(name) == wording.product[-len(name) :]


def names_product(view: View, head: int, wording: Wording) -> bool:
    """Whether the phrase around a noun is the product's name."""
    return is_product([view.low[n] for n in _modifiers(view, head)] + [view.low[head]], wording)


def things(view: View, head: int, wording: Wording) -> list[Phrase]:
    """The phrase at a noun and those joined to it: "FTP and cloud storage" gives two."""
    heads, todo = [], [head]
    while todo:
        here = todo.pop(0)
        heads.append(here)
        todo += [k for k in view.kids_by(here, "conj", "appos") if view.pos[k] in ("NOUN", "PROPN") and k > here]
        if len(heads) > 4:
            break
    found = [p for h in heads for p in (*left_out(view, h, wording), noun_phrase(view, h, wording))]
    return [p for p in found if p is not None]


def complement(view: View, verb: int, wording: Wording, after: int) -> Phrase | None:
    """The first prepositional phrase that changes what a verb means: "to the SD card" gives "to SD card".

    The determiner stays as it is written, because a sentence made of the phrase needs it.
    """
    owners = [verb, after] if after >= 0 else [verb]
    for prep in sorted(k for o in owners for k in view.kids_by(o, "prep", "dative")):
        if view.low[prep] not in _CHANGING or prep < verb or view.pos[prep] != "ADP":
            continue
        inner = view.kids_by(prep, "pobj")
        if not inner or (view.lemmas[inner[0]] in _WHEN and view.low[prep] != "by") or _is_device(view, inner[0]):
            continue
        phrase = noun_phrase(view, inner[0], wording)
        if phrase is not None:
            return Phrase(f"{view.low[prep]} {articled(view, phrase)}", (prep, *phrase.tokens))
    return None


def _is_device(view: View, head: int) -> bool:
    return view.low[head] in DEVICES or any(view.low[k] in DEVICES for k in view.kids[head])


def articled(view: View, phrase: Phrase) -> str:
    """A phrase with "the" or "a" where the customer has an article or a possessive."""
    for k in view.kids[phrase.tokens[-1]]:
        if view.rel[k] == "poss" and view.low[k] in ("my", "your", "our", "their", "his", "her", "its"):
            return f"the {phrase.text}"
        if view.rel[k] == "det" and view.low[k] in ("the", "this", "that", "these", "those"):
            return f"the {phrase.text}"
        if view.rel[k] == "det" and view.low[k] in ("a", "an"):
            return indefinite(phrase.text)
    return phrase.text
