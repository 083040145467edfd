"""From what the reader says of each word to the pieces of an item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.statement import Cuts

WINDOW = 600
OVERLAP = 200
"""Characters: an item is read at once up to a window's length, a longer one in windows that overlap."""

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class WordMarks:
    """Of each word of a text its offset, and how surely a piece begins with it and it belongs to a point.

    Columns of shape (n_words,), in the order of the text.
    """

    starts: NDArray[np.int64]
    begins: NDArray[np.float64]
    inside: NDArray[np.float64]

    @classmethod
    def none(cls) -> WordMarks:
        """Marks of a text without words."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))


def windows(text: str) -> list[tuple[int, int]]:
    """Spans that cover a text; each begins and ends at white space where there is some nearby."""
    found, start = [], 0
    while len(text) - start > WINDOW:
        end = _space_before(text, start + WINDOW, start + OVERLAP)
        found.append((start, end))
        start = _space_before(text, end - OVERLAP // 2, start + 1)
    return [*found, (start, len(text))]


def _space_before(text: str, place: int, least: int) -> int:
    while place > least and not _SPACE.match(text[place]):
        place -= 1
    return place


def word_marks(text: str, offsets: Sequence[tuple[int, int]], marks: NDArray[np.float64]) -> WordMarks:
    """Keep the marks of tokens that begin a word.

    Parameters
    ----------
    text : str
    offsets : sequence of (int, int), length n_tokens
    marks : ndarray of shape (n_tokens, 2), float64
        Probabilities.
    """
    rows = [
        n
        for n, (start, end) in enumerate(offsets)
        if end > start and text[start].isalnum() and not (start and text[start - 1].isalnum())
    ]
    starts = np.array([offsets[n][0] for n in rows], dtype=np.int64)
    return WordMarks(starts, marks[rows, 0], marks[rows, 1])


def joined(found: Sequence[tuple[int, int, WordMarks]]) -> WordMarks:
    """Marks of a whole text from its windows: in an overlap a word is heard where it is further from the edge."""
    parts = []
    for n, (start, end, marks) in enumerate(found):
        first = (start + found[n - 1][1]) // 2 if n else start
        last = (found[n + 1][0] + end) // 2 if n + 1 < len(found) else end
        places = marks.starts + start
        here = (places >= first) & (places < last)
        parts.append((places[here], marks.begins[here], marks.inside[here]))
    starts, begins, inside = (np.concatenate(column) for column in zip(*parts, strict=True))
    return WordMarks(starts, begins, inside)


SIGNS = ("sentence_end", "contrast", "glued_capital", "comma", "line_end")
"""What the writing shows right before a word; the model knows neither capitals nor line ends."""

_SENTENCE_END = re.compile(r"[.!?…][\s\"')\]]*$")
_CONTRAST = re.compile(r"\b(?:but|however|although|though|except|yet)[\s,]+$", re.IGNORECASE)
_LOWER_END = re.compile(r"[a-z]\s$")
_COMMA = re.compile(r"[,;:–—-]\s*$")
_LINE_END = re.compile(r"\n\s*$")
_REACH = 16


@dataclass(frozen=True, slots=True)
class CutRule:
    """Log-odds that a piece begins with a word: the model's, and the weights of signs in the writing.

    `weights` has shape (1 + n_signs,): of the model's own log-odds, then of `SIGNS`.
    """

    weights: NDArray[np.float64]
    offset: float
    threshold: float


def signs(text: str, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Which of `SIGNS` stand before each word, of shape (n_words, n_signs), 0 or 1."""
    found = np.zeros((len(starts), len(SIGNS)))
    for row, start in enumerate(map(int, starts)):
        before = text[max(0, start - _REACH) : start]
        capital = text[start].isupper() and text[start + 1 : start + 2].islower()
        found[row] = [
            _SENTENCE_END.search(before) is not None,
            _CONTRAST.search(before) is not None,
            capital and _LOWER_END.search(before) is not None,
            _COMMA.search(before) is not None,
            _LINE_END.search(before) is not None,
        ]
    return found


def features(text: str, marks: WordMarks) -> NDArray[np.float64]:
    """What a `CutRule` weighs, of shape (n_words, 1 + n_signs)."""
    p = np.clip(marks.begins, 1e-6, 1 - 1e-6)
    return np.column_stack([np.log(p / (1 - p)), signs(text, marks.starts)])


def cuts_of(text: str, marks: WordMarks, rule: CutRule) -> Cuts:
    """Pieces of a text: one begins with each word whose probability by the rule reaches its threshold."""
    z = np.add.reduce(features(text, marks) * rule.weights, axis=1) + rule.offset
    begin = 1.0 / (1.0 + np.exp(-z)) >= rule.threshold
    if len(begin):
        begin[0] = True
    places = np.flatnonzero(begin)
    starts = marks.starts[places]
    if len(starts):
        starts[0] = 0
    points = [float(part.mean()) for part in np.split(marks.inside, places[1:]) if len(part)]
    if not len(starts):
        starts, points = np.zeros(1, dtype=np.int64), [0.0]
    return Cuts(starts=starts.astype(np.int32), points=np.round(points, 4).astype(np.float32))
