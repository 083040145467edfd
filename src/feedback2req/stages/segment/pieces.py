"""From boundaries to pieces: trimming, joining what cannot stand alone, setting aside what says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from feedback2req.stages.segment.words import BARE_FIX, COURTESY, FUNCTION, GENERIC, JUDGEMENT, TROUBLE, WEIGHED

_LEAD = re.compile(
    r"(?:[\s,;:.…\-–—*•)\]!?]+|\d{1,2}[.)]\s+|(?:but|and|so|yet|also|however|plus)\b[\s,]+)+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_][\w'’/]*")
_SUBORDINATE = re.compile(
    r"(?:when|whenever|if|after|before|because|since|while|every time|as soon as|once)\b", re.IGNORECASE
)
_EMPTY = FUNCTION | JUDGEMENT | GENERIC | COURTESY
_QUESTION_WORDS = frozenset("what when where which who how do does can may will is are".split())
MIN_QUESTION_WORDS = 4
MAX_COURTESY_WORDS = 8
MAX_SUBORDINATE_WORDS = 6
MAX_JOINED_WORDS = 60
MAX_COHERENT_WORDS = 40
_NEW_POINT = frozenset({"also", "plus", "another", "secondly", "next", "additionally", "and"})
_ANAPHOR = re.compile(r"\b(?:it|this|that|them|these|those|one|there)\b", re.IGNORECASE)
_STORY = re.compile(
    r"(?:(?:hi|hey|hello|so|ok|well|yesterday|today|recently)\b[\s,]*)*(?:i|i'm|i've|im|ive|we|my|while|when)\b",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"n't\b|n’t\b|\b(?:not|no|never|cannot|cant|wont|doesnt|dont|isnt|unable|please|pls|wish|want|need|should|would|could|hope|prefer"
    r"|suggest|request|crash\w*|error\w*|fail\w*|freez\w*|stuck|slow\w*|lost|lose|broken|disappear\w*)\b|\?",
    re.IGNORECASE,
)
_TURN = re.compile(r"\b(?:but|however|yet|though|although|except)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:(?:now|then|still|also|yet|again|because|since|as|when|if)\s+)?"
    r"(?:it|its|it's|they|they're|this|that|these|those|he|she|which|there's|theres)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of one text: `name` is None for a point, else the name of a remainder; `turns` behind a "but"."""

    start: int
    end: int
    name: str | None = None
    turns: bool = False


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


def pieces(text: str, starts: list[int]) -> list[Piece]:
    """Cut a text at the given offsets and decide what each cut is.

    Pieces are trimmed of white space, list marks and leading conjunctions. A bare "please fix" and a
    condition cut off by a full stop join their neighbour; courtesy becomes a named remainder.
    """
    edges = [0, *starts, len(text)]
    cut = [_trimmed(text, a, b) for a, b in pairwise(edges)]
    return _joined(text, [p for p in cut if p is not None])


def _trimmed(text: str, start: int, end: int) -> Piece | None:
    lead = _LEAD.match(text, start, end)
    first = lead.end() if lead else start
    body = text[first:end].rstrip()
    turns = bool(_TURN.search(text, start, first)) or bool(_TURN.match(body))
    if not _WORD.search(body):
        # emoji carry a feeling but no point; they stay visible as a remainder
        first, body = start, text[start:end].strip()
        if not any(ord(c) > 0x2000 for c in body):
            return None
        first += len(text[start:end]) - len(text[start:end].lstrip())
        return Piece(first, first + len(body), "mark")
    return Piece(first, first + len(body), _remainder(body), turns)


def _remainder(body: str) -> str | None:
    said = words(body)
    if len(said) <= MAX_COURTESY_WORDS and said[0] in COURTESY and says_nothing(body):
        return "courtesy"
    return "bare_fix" if set(said) <= BARE_FIX else None


def _joined(text: str, cut: list[Piece]) -> list[Piece]:
    out: list[Piece] = []
    pending: int | None = None  # start of a lead-in that waits for what it leads to
    for i, piece in enumerate(cut):
        start = piece.start if pending is None else pending
        pending = None
        body = text[piece.start : piece.end]
        if out and out[-1].name is None and _belongs(text, out[-1], piece, body):
            out[-1] = Piece(out[-1].start, piece.end, None, out[-1].turns)
        elif i + 1 < len(cut) and _leads(cut[i + 1], piece, body):
            pending = start
        else:
            out.append(Piece(start, piece.end, piece.name, piece.turns))
    return out


def _belongs(text: str, before: Piece, piece: Piece, body: str) -> bool:
    """Whether a piece goes on with the point before it.

    A bare "please fix" does, and so does what names nothing ("What happened?") or leans on what was said
    ("They still did not post it"), unless either of them judges: praise and trouble are two points.
    """
    if piece.name == "bare_fix":
        return True
    said = text[before.start : before.end]
    if piece.name is not None or says_nothing(said) or _judges(said) or _judges(body):
        return False
    if len(words(said)) + len(words(body)) > MAX_JOINED_WORDS:
        return False
    if _LEANS.match(body) or (_narrates(said) and len(words(said)) + len(words(body)) <= MAX_COHERENT_WORDS):
        return True
    return not piece.turns and (names_nothing(body) or _coheres(said, body))


def _narrates(said: str) -> bool:
    """Whether a piece only tells how it came about ("I topped up last night"): the point is still to come."""
    return bool(_STORY.match(said)) and not _POINTED.search(said)


def _coheres(said: str, body: str) -> bool:
    """Whether a short piece speaks of the thing that the one before it named ("I have a card. How do I top it up?")."""
    first, second = words(said), words(body)
    if len(first) + len(second) > MAX_COHERENT_WORDS or second[0] in _NEW_POINT:
        return False
    if ("?" in said) != ("?" in body):  # a question and what it is about
        return True
    return bool(_ANAPHOR.search(body)) or not _things(first).isdisjoint(_things(second))


def _things(said: list[str]) -> set[str]:
    return {w.removesuffix("s") for w in said if len(w) > 3 and not _is_empty(w) and w not in TROUBLE}


def _leads(after: Piece, piece: Piece, body: str) -> bool:
    """Whether a piece is a lead-in to the next ("My only complaint?", "When I rotate the phone.")."""
    if piece.name is not None or after.name is not None:
        return False
    return _hangs(body) or (names_nothing(body) and not says_nothing(body) and not _judges(body))


def _judges(body: str) -> bool:
    return not WEIGHED.isdisjoint(words(body))


def _hangs(body: str) -> bool:
    """Whether a piece is a condition without its main clause ("When I rotate the phone.")."""
    said = words(body)
    return bool(_SUBORDINATE.match(body)) and len(said) <= MAX_SUBORDINATE_WORDS and "," not in body
