"""From cuts to pieces: trimming, joining a bare plea to its point, setting aside what says nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from feedback2req.domain.statement import Cuts
from feedback2req.stages.segment.words import BARE_FIX, COURTESY, FUNCTION, GENERIC, JUDGEMENT, TROUBLE

_LEAD = re.compile(
    r"(?:[\s,;:.…\-–—*•)\]!?]+|\d{1,2}[.)]\s+|(?:but|and|so|yet|also|however|plus)\b[\s,]+)+", re.IGNORECASE
)
_TAIL = re.compile(r"(?:[\s,;:\-–—*•(\[]+|\s(?:\d{1,2}[.)]|but|and|so|yet|plus|however))+$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_][\w'’/]*")
_MARKED = re.compile(
    r"\n\s*\n|\n(?=\s*(?:[-*•–]|\d{1,2}[.)])\s)"
    r"|(?<=[.!?:;\s])(?=(?:[2-9]|[1-9]\d)[.)]\s+[A-Za-z])|(?<=\s)(?=1\)\s+[A-Za-z])"
)
"""Where the writer shows that a new point begins: a blank line, an entry of a list."""

_EMPTY = FUNCTION | JUDGEMENT | GENERIC | COURTESY
_QUESTION_WORDS = frozenset("what when where which who how do does can may will is are".split())
MIN_QUESTION_WORDS = 4
MAX_COURTESY_WORDS = 8
MIN_POINT = 0.35
"""Below it a piece is story, courtesy or a lead-in; chosen on the dev split of the gold set."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of one text: `name` is None for a point, else the name of a remainder."""

    start: int
    end: int
    name: str | None = None


def words(text: str) -> list[str]:
    """Lower-case words of a text, with inner apostrophes straightened."""
    return [w.replace("’", "'").lower() for w in _WORD.findall(text)]


def says_nothing(text: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a text is made only of judgement, grammar and words for the thing itself.

    `names` are the words of the product's own name, in small letters.
    """
    said = words(text)
    return all(_is_empty(w) or w in names for w in said) and not _asks(said)


def names_nothing(text: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a text says that something is wrong or wanted, and not what ("only one problem", "needs work")."""
    said = words(text)
    return all(_is_empty(w) or w in names or w in TROUBLE for w in said) and not _asks(said)


def _asks(said: list[str]) -> bool:
    """Whether a text is a question of some length: even in plain words it asks something ("how old are you")."""
    return len(said) >= MIN_QUESTION_WORDS and said[0] in _QUESTION_WORDS


def _is_empty(word: str) -> bool:
    return word in _EMPTY or (word.isdigit() and len(word) == 1) or _drawn_out(word)


def _drawn_out(word: str) -> bool:
    """Whether a word is one that says nothing, with letters drawn out ("gooood", "sooo")."""
    short = re.sub(r"(.)\1+", r"\1", word)
    double = re.sub(r"(.)\1{2,}", r"\1\1", word)
    return short != word and (short in _EMPTY or double in _EMPTY)


def pieces(text: str, cuts: Cuts) -> list[Piece]:
    """Cut a text and decide what each piece is.

    The writer's own marks cut too. Pieces are trimmed of white space, list marks and conjunctions at their edges. A
    bare "please fix" joins the point before it; courtesy, marks and what makes no point become named remainders.
    """
    said = list(map(int, cuts.starts))
    edges = sorted({*said, *(m.end() for m in _MARKED.finditer(text) if 0 < m.end() < len(text)), len(text)})
    out: list[Piece] = []
    for start, end in pairwise(edges):
        piece = _trimmed(text, start, end, float(cuts.points[bisect_right(said, start) - 1]))
        if piece is None:
            continue
        if piece.name == "bare_fix" and out and out[-1].name is None:
            out[-1] = Piece(out[-1].start, piece.end)
        else:
            out.append(piece)
    return out


def _trimmed(text: str, start: int, end: int, point: float) -> Piece | None:
    lead = _LEAD.match(text, start, end)
    first = lead.end() if lead else start
    body = text[first:end].rstrip()
    if not _WORD.search(body):
        # emoji carry a feeling but no point; they stay visible as a remainder
        body = text[start:end].strip()
        if not any(ord(c) > 0x2000 for c in body):
            return None
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        return Piece(first, first + len(body), "mark")
    tail = _TAIL.search(body)
    if tail and _WORD.search(body[: tail.start()]):
        body = body[: tail.start()]
    return Piece(first, first + len(body), _remainder(body, point))


def _remainder(body: str, point: float) -> str | None:
    said = words(body)
    if len(said) <= MAX_COURTESY_WORDS and said[0] in COURTESY and says_nothing(body):
        return "courtesy"
    if set(said) <= BARE_FIX:
        return "bare_fix"
    return "story" if point < MIN_POINT else None
