"""Ratings of exports, and the scale that a column of them is on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"([+-]?\d{1,6}(?:[.,]\d{1,6})?)\s*(?:(?:/|out of)\s*(\d{1,3}))?\s*(?:stars?|\*)?", re.IGNORECASE)
_STARS = re.compile(r"(★{0,5})(☆{0,5})|(⭐️?){1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """A column of ratings: None where a cell holds no number; `scale` is (lowest, highest) or None."""

    values: tuple[float | None, ...]
    scale: tuple[float, float] | None
    is_numeric: bool


def parse_ratings(values: Sequence[str], *, is_nps: bool = False) -> Ratings:
    """Read a column of ratings as one, since 4 is praise among stars and a detractor among NPS answers.

    Parameters
    ----------
    values : sequence of str
        ``4``, ``4.0``, ``4,5``, ``4/5``, ``8 out of 10``, ``4 stars``, ``★★★★☆``.
    is_nps : bool
        The column's name says that it asks how likely a recommendation is: 0 to 10.
    """
    known = {v: _rating(v.strip()) for v in set(values)}
    numbers = tuple(known[v][0] for v in values)
    scale = _scale([number for number, _ in known.values() if number is not None], is_nps=is_nps)
    ends = {top for number, top in known.values() if number is not None and top}
    if len(ends) == 1:
        top = ends.pop()
        scale = (1.0 if top == 5 else 0.0, top)
    filled = sum(bool(v.strip()) for v in values)
    is_numeric = filled > 0 and sum(n is not None for n in numbers) * 2 >= filled
    return Ratings(values=numbers, scale=scale, is_numeric=is_numeric)


def _rating(value: str) -> tuple[float | None, float]:
    match = _NUMBER.fullmatch(value)
    if match:
        return float(match.group(1).replace(",", ".")), float(match.group(2) or 0)
    if value and _STARS.fullmatch(value):
        return float(value.count("★") + value.count("⭐")), 5.0
    return None, 0.0


def _scale(numbers: Iterable[float], *, is_nps: bool) -> tuple[float, float] | None:
    seen = list(numbers)
    if not seen or min(seen) < 0 or max(seen) > 10:
        return None
    if is_nps or max(seen) > 5:
        return (0.0, 10.0)
    return (1.0, 5.0) if min(seen) >= 1 else (0.0, 5.0)
