"""What a verb governs: who acts, on what, where to, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback2req.domain.inflection import is_plural, third_person
from feedback2req.domain.words import words
from feedback2req.stages.extract.lexicon import FILLER_VERBS, PRODUCT_WORDS, UNWRAPPED, USER_PRONOUNS
from feedback2req.stages.extract.phrases import (
    Phrase,
    Wording,
    articled,
    complement,
    names_product,
    noun_phrase,
    things,
)
from feedback2req.stages.extract.view import View

_VERB = re.compile(r"[a-z][a-z-]+$")
_WHEN = frozenset(("when", "whenever", "if", "while", "after", "once", "everytime", "anytime"))
_SINCE = frozenset(("on", "after", "since", "during", "upon", "following", "while", "when"))
_CHANGES = words("update upgrade installation install reboot restart reset migration lollipop marshmallow")
_NEVER_VERBS = words("all not nt cant wont dont even just ever never alot etc")
_MAX_CONDITION_WORDS = 12
_OPEN_OBJECTS = frozenset(("it", "them", "this", "that", "these", "those", "one", "ones"))


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with what it governs; `pending` says that its object is a pronoun, or cannot be read."""

    verb: str
    object: str | None
    complement: str | None
    tokens: tuple[int, ...]
    pending: bool = False


def verb_text(view: View, index: int) -> str | None:
    """Lemma with its particle; None for what is no full verb or cannot be one."""
    lemma = view.lemmas[index]
    if (
        view.masked[index]
        or not _VERB.match(lemma)
        or len(lemma) < 2
        or lemma in FILLER_VERBS
        or lemma in PRODUCT_WORDS
    ):
        return None
    if any(lemma == w for w in USER_PRONOUNS):
        return None
    particles = [k for k in view.kids_by(index, "prt") if k > index and view.low[k].isalpha()]
    if particles:
        return f"{lemma} {view.low[particles[0]]}"
    if lemma in ("log", "sign") and view.word(index + 1) in ("in", "into", "on", "onto", "out", "off"):
        return f"{lemma} {view.word(index + 1).removesuffix('to')}"
    return "log in" if lemma == "login" else lemma


def unwrap(view: View, index: int) -> int:
    """The verb that is meant: "try to open" gives open."""
    for _ in range(3):
        inner = [k for k in view.kids_by(index, "xcomp") if view.pos[k] == "VERB"]
        if view.lemmas[index] not in UNWRAPPED or not inner:
            return index
        index = inner[0]
    return index


def deeds(view: View, index: int, wording: Wording) -> list[Deed]:
    """What is done by a verb and the verbs joined to it: "copy and paste files" gives two deeds.

    A verb without an object of its own shares that of the next one, as English does.
    """
    chain = [index]
    while len(chain) < 4:
        joined = [k for k in view.kids_by(chain[-1], "conj") if view.pos[k] == "VERB" and k > chain[-1]]
        if (
            not joined
            or view.kids_by(joined[0], "nsubj", "nsubjpass", "aux", "neg")
            or _full_stop(view, chain[-1], joined[0])
        ):
            break
        chain.append(joined[0])
    found: list[Deed] = []
    for verb in reversed(chain):
        found = _deed(view, verb, wording, found[:1]) + found
    return found


def _full_stop(view: View, first: int, last: int) -> bool:
    return any(view.low[n] in (".", "!", "?", ";", "but", "-", "...", "..") for n in range(first, last))


def _deed(view: View, index: int, wording: Wording, after: list[Deed]) -> list[Deed]:
    verb = verb_text(view, index)
    if verb is None:
        return []
    heads = [k for k in view.kids_by(index, "dobj") if k > index]
    nouns = [k for k in heads if view.pos[k] in ("NOUN", "PROPN")]
    phrases = things(view, nouns[0], wording) if nouns else []
    own = [index]
    if phrases:
        way = complement(view, index, wording, phrases[0].tokens[-1])
        far = way.tokens if way else ()
        return [Deed(verb, p.text, way.text if way else None, tuple(sorted({*own, *p.tokens, *far}))) for p in phrases]
    if heads:
        open_object = view.low[heads[0]] in _OPEN_OBJECTS or bool(nouns)
        way = complement(view, index, wording, -1)
        return [Deed(verb, None, way.text if way else None, tuple(sorted({*own, heads[0]})), pending=open_object)]
    if after and not view.kids_by(index, "prep", "xcomp", "ccomp") and not after[0].pending:
        return [Deed(verb, after[0].object, after[0].complement, (*own, *after[0].tokens))]
    way = complement(view, index, wording, -1)
    return [Deed(verb, None, way.text if way else None, tuple(own) + (way.tokens if way else ()))]


def actor(view: View, subject: int | None, wording: Wording) -> tuple[str, str | None, bool]:
    """Who acts: the user, the product, or a thing of the product with its phrase; and whether that can be told."""
    if subject is None or view.low[subject] in USER_PRONOUNS:
        return "user", None, True
    if view.low[subject] in PRODUCT_WORDS or names_product(view, subject, wording):
        return "product", None, True
    phrase = noun_phrase(view, subject, wording)
    return "product", phrase.text if phrase else None, phrase is not None


def condition(view: View, index: int, wording: Wording) -> Phrase | None:
    """When the thing at a token happens, in the third person; None when nobody says so or it does not read well."""
    top = _root(view, index)
    inside = set(view.subtree(index))
    for n in range(len(view)):
        low = view.low[n]
        if n == index or _root(view, n) != top:
            continue
        found = None
        if low in _WHEN and view.rel[n] in ("mark", "advmod", "npadvmod") and view.heads[n] != index:
            found = _told(view, view.heads[n], wording)
        elif low == "time" and view.word(n - 1) in ("every", "each", "any", "the"):
            inner = view.kids_by(n, "relcl", "acl")
            found = _told(view, inner[0], wording) if inner else None
        elif low in _SINCE and view.rel[n] in ("prep", "mark", "advmod"):
            found = _change(view, n, wording)
        elif view.heads[n] == index and n > index and view.rel[n] in ("xcomp", "advcl") and low.endswith("ing"):
            found = None if view.kids_by(n, "mark", "advmod", "nsubj") else _told(view, n, wording)
        if found is not None and (n in inside or _above(view, n, index)):
            return Phrase(found.text, tuple(sorted({n, *found.tokens})))
    return None


def _above(view: View, marker: int, index: int) -> bool:
    """Whether a marker's clause hangs on the failing word, on what governs it, or the other way round."""
    clause = view.heads[marker]
    line = {index}
    while view.heads[index] != index:
        index = view.heads[index]
        line.add(index)
    return clause in line or view.heads[clause] in line


def _root(view: View, index: int) -> int:
    while view.heads[index] != index:
        index = view.heads[index]
    return index


def _change(view: View, prep: int, wording: Wording) -> Phrase | None:
    """Read "after the update", "since updating": a change of the product or the phone."""
    for k in view.kids_by(prep, "pobj"):
        if view.low[prep] != "on" and view.lemmas[k] in _CHANGES and not view.masked[k]:
            marker = "since" if view.low[prep] == "since" else "after"
            return Phrase(f"{marker} the {view.lemmas[k]}", (prep, k))
    for k in view.kids_by(prep, "pcomp"):
        if view.pos[k] == "VERB":
            return _told(view, k, wording)
    return None


def _told(view: View, index: int, wording: Wording) -> Phrase | None:
    """A clause in the third person: "I rotate my phone" becomes "the user rotates the phone"."""
    if view.negated(index) or view.auxiliaries(index) & {"could", "would", "should", "can", "may", "might", "will"}:
        return None
    inner = unwrap(view, index)
    subjects = view.kids_by(index, "nsubj", "nsubjpass")
    who, many = _who(view, subjects, wording)
    if who is None:
        return None
    if view.pos[index] == "AUX" or view.kids_by(index, "auxpass"):
        return _state(view, index, who, many)
    verb = verb_text(view, inner) if view.pos[inner] == "VERB" and view.low[inner] not in _NEVER_VERBS else None
    if any(view.low[n] in ("/", "&") for n in range(index, min(index + 4, len(view)))):
        return None
    rest = _object(view, inner, wording)
    if verb is None or rest is None:
        return None
    text = " ".join(filter(None, [who, verb if many else third_person(verb), rest.text]))
    tokens = tuple(sorted({*subjects, index, inner, *rest.tokens}))
    return Phrase(text, tokens) if len(text.split()) <= _MAX_CONDITION_WORDS else None


def _who(view: View, subjects: list[int], wording: Wording) -> tuple[str | None, bool]:
    if not subjects or view.low[subjects[0]] in USER_PRONOUNS:
        return "the user", False
    if view.low[subjects[0]] in ("it", "app", "application"):
        return "the product", False
    phrase = noun_phrase(view, subjects[0], wording)
    if phrase is None or phrase.text.endswith("ing"):
        return None, False
    many = is_plural(phrase.text.split()[-1])
    text = articled(view, phrase)
    return (text if many or text != phrase.text else f"the {text}"), many


def _state(view: View, index: int, who: str, many: bool) -> Phrase | None:
    """Read "the screen is off", "the phone is locked"."""
    be = "are" if many else "is"
    if who == "the user":
        return None
    if view.kids_by(index, "auxpass") and view.pos[index] == "VERB":
        return Phrase(f"{who} {be} {view.low[index]}", (index,))
    said = [k for k in view.kids_by(index, "acomp", "advmod") if k > index and view.low[k].isalpha()]
    if not said or view.kids[said[0]]:
        return None
    return Phrase(f"{who} {be} {view.low[said[0]]}", (index, said[0]))


def _object(view: View, index: int, wording: Wording) -> Phrase | None:
    """Object and complement of a verb as they are said, or None when one of them cannot be read."""
    heads = [k for k in view.kids_by(index, "dobj") if k > index]
    parts: list[str] = []
    tokens: list[int] = []
    if heads:
        phrase = noun_phrase(view, heads[0], wording)
        if phrase is None and view.low[heads[0]] in ("app", "application", "it"):
            phrase = Phrase("product", (heads[0],))
        if phrase is None:
            return None
        parts.append("the product" if phrase.text == "product" else articled(view, phrase))
        tokens += phrase.tokens
    way = complement(view, index, wording, heads[0] if heads else -1)
    if way is not None:
        parts.append(way.text)
        tokens += way.tokens
    elif not heads and view.kids_by(index, "xcomp", "ccomp"):
        return None
    return Phrase(" ".join(parts), tuple(tokens))
