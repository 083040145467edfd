"""Where an item is cut, comparable between people, this engine and a sentence splitter."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BETWEEN = re.compile(r"(?:[\W_]+|(?:and|but|so|also|plus|or|yet)\b|\d{1,2}[.)])*", re.IGNORECASE)


def cuts(text: str, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Offsets of the words at which a new piece begins, without the first of the text.

    A piece begins where a span starts, and behind its end. What stands between two points and belongs to neither
    (punctuation, list numbers, a conjunction) is passed over, so that it does not matter on which side it was left.
    """
    first = _word_at(text, 0)
    found = {_word_at(text, place) for span in spans for place in span}
    return frozenset(found - {first, len(text)})


def _word_at(text: str, place: int) -> int:
    match = _BETWEEN.match(text, place)
    return match.end() if match else place
