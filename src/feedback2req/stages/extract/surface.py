"""Phrases read along the surface, where customers write what a parser was not made for: "pls add ftp client"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import Deed, verb_text
from feedback2req.stages.extract.found import Context
from feedback2req.stages.extract.lexicon import DROPPED_ADJECTIVES, POINTERS, PRODUCT_WORDS, USER_PRONOUNS
from feedback2req.stages.extract.phrases import Phrase, phrase_of
from feedback2req.stages.extract.view import View

_SKIPPED = words(
    "a an the some more any my your our their its his her this that these those these also even just too maybe perhaps"
    " another other only now at least as well such kind sort of same so very really simple proper actual back in"
)
_SKIPPED_IN = _SKIPPED - words("of in at as so")
_INNER = ("NOUN", "PROPN", "ADJ", "NUM")
_JOINTS = words("and or & / , n nd plus")
_STOPS = words("tho though app apps thing please pls plz thanks thank cause coz because asap wd")
_CHANGING = words("changing customizing customising adjusting having adding using setting")
_VERB_LIKE = ("VERB", "AUX")
_MAX_WORDS = 4
_MAX_THINGS = 4
_VERB = re.compile(r"[a-z]{3,}$")
_NO_VERBS = words("all only also even just the and for with that this who not")


@dataclass(frozen=True, slots=True)
class Run:
    """The tokens of a statement as one line of words, to be searched by pattern."""

    text: str
    offsets: tuple[int, ...]

    def token(self, offset: int) -> int:
        """The token that begins at or behind an offset into the line; one past the last if there is none."""
        return next((n for n, o in enumerate(self.offsets) if o >= offset), len(self.offsets))


def run_of(view: View) -> Run:
    """All tokens in small letters, one blank between two."""
    offsets, at = [], 0
    for low in view.low:
        offsets.append(at)
        at += len(low) + 1
    return Run(" ".join(view.low), tuple(offsets))


def things_from(c: Context, start: int) -> list[Phrase]:
    """The things that are listed from a token on: "an FTP client, themes and tabs" gives three."""
    found: list[Phrase] = []
    n = start
    while n < len(c.view) and len(found) < _MAX_THINGS:
        kept, n = _thing_at(c.view, n, first=not found)
        if not kept:
            break
        if c.view.lemmas[kept[-1]] in POINTERS and c.view.word(n) in ("for", "of") and len(kept) == 1:
            return found + things_from(c, n + 1)
        phrase = _trimmed(c, kept)
        if phrase is not None:
            found.append(phrase)
        if c.view.word(n) not in _JOINTS:
            break
        while c.view.word(n) in _JOINTS:
            n += 1
    return found


def _thing_at(view: View, n: int, *, first: bool) -> tuple[list[int], int]:
    """Tokens of the noun phrase that begins at a token, and the token behind it."""
    skipped = _SKIPPED if first else _SKIPPED_IN
    while n < len(view) and (view.low[n] in skipped or view.low[n] in "\"'“”*-"):
        n += 1
    kept: list[int] = []
    while n < len(view) and _goes_on(view, n, kept):
        kept.append(n)
        n += 1
    if n < len(view) and view.low[n] in "\"'”" and kept:
        n += 1
    while kept and view.pos[kept[-1]] not in ("NOUN", "PROPN") and not view.low[kept[-1]].endswith("ing"):
        kept.pop()
    return (kept if len(kept) <= _MAX_WORDS else []), n


def _goes_on(view: View, n: int, kept: list[int]) -> bool:
    """Whether a token belongs to the noun phrase that was begun."""
    low = view.low[n]
    if view.masked[n] or low in _STOPS or low in USER_PRONOUNS or not low.replace("-", "").isalnum():
        return False
    if low in (view.low[k] for k in kept) or view.lemmas[n] == "be":
        return False
    if view.pos[n] in _INNER:
        return True
    made = low.endswith(("ing", "ed"))
    nouns_follow = view.pos[n + 1] in ("NOUN", "PROPN") if n + 1 < len(view) else False
    if view.pos[n] == "VERB" and (low.endswith("ing") or (made and nouns_follow and not kept)):
        return not kept or nouns_follow or low.endswith("ing")
    return False


def _trimmed(c: Context, kept: list[int]) -> Phrase | None:
    """A phrase without the judgements and fillers before its head."""
    view = c.view
    told = [n for n in kept if view.low[n] not in DROPPED_ADJECTIVES | _SKIPPED_IN or n == kept[-1]]
    told = [n for n in told if view.low[n] not in PRODUCT_WORDS or n == kept[-1]]
    if view.low[kept[0]] in _CHANGING and len(kept) > 1:
        told = [n for n in told if n != kept[0]]
    if view.pos[kept[0]] == "NUM":
        told = [n for n in told if n != kept[0]]
    return phrase_of(view, told[-1], told, c.wording) if told else None


def deed_from(c: Context, start: int) -> list[Deed]:
    """The deed that begins with the verb at a token: "customize the fonts and colors" gives two."""
    view, n = c.view, start
    while n < len(view) and (view.low[n] in ("to", "also", "easily", "just", "even", "simply", "at", "least", "not")):
        if view.low[n] == "not":
            return []
        n += 1
    if n >= len(view) or view.masked[n]:
        return []
    verb = verb_text(view, n)
    if verb is None or not _VERB.match(verb.split()[0]) or verb in _NO_VERBS or view.low[n].endswith(("ing", "ed")):
        return []
    if view.pos[n] not in _VERB_LIKE and view.pos[n] not in ("NOUN", "PROPN", "ADJ"):
        return []
    verb, after = _particle(view, n, verb)
    found = things_from(c, after)
    if not found:
        return [Deed(verb, None, None, (n,))]
    return [Deed(verb, p.text, None, tuple(sorted({n, *p.tokens}))) for p in found]


def _particle(view: View, n: int, verb: str) -> tuple[str, int]:
    if " " in verb:
        return verb, n + 2
    if view.word(n + 1) in ("off", "out", "up", "down", "away") and view.pos[n + 1] in ("ADP", "ADV", "PART"):
        return f"{verb} {view.word(n + 1)}", n + 2
    return verb, n + 1


def points_at(view: View, phrase: Phrase) -> bool:
    """Whether a phrase is nothing but a word that leads over to what is meant: "option", "ability"."""
    return len(phrase.tokens) == 1 and view.lemmas[phrase.tokens[0]] in POINTERS


def thing_before(c: Context, end: int) -> Phrase | None:
    """The thing that ends right before a token; of "notifications for messages" the first one."""
    view, first = c.view, end
    while first > 0 and (view.pos[first - 1] in _INNER or view.low[first - 1] in "\"'"):
        first -= 1
    if first > 1 and view.low[first - 1] in ("for", "of") and first < end:
        return thing_before(c, first - 1)
    if first == end:
        return None
    kept, after = _thing_at(view, first, first=True)
    if not kept or after < end:
        return None
    return _trimmed(c, kept)
