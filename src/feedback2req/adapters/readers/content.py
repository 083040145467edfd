"""What a column holds, judged by its values alone and never by their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from feedback2req.adapters.readers.dates import looks_like_date

_SAMPLE = 1000
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[A-Za-z]{2,}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9_.:\-/#]{1,64}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Shares in [0, 1] of a column's distinct values that have a form; and how wordy they are.

    Attributes
    ----------
    n : int
        Values that are not empty.
    n_distinct : int
        Different ones among them.
    n_words : float
        Median of words a value.
    """

    n: int
    n_distinct: int
    n_words: float
    words: float
    dates: float
    emails: float
    urls: float
    ids: float
    numbers: float

    @property
    def variety(self) -> float:
        """Share of values that are different, in [0, 1]."""
        return self.n_distinct / self.n if self.n else 0.0

    @property
    def is_label(self) -> bool:
        """Few short values that come again and again: a column of classes."""
        return self.n >= 10 and self.n_words <= 4 and self.n_distinct <= max(3, 0.15 * self.n)

    @property
    def free_text(self) -> float:
        """How much this looks like what people write, in [0, 1]; 0 is not at all."""
        if self.n == 0 or self.words < 0.5 or max(self.dates, self.emails, self.urls, self.numbers) > 0.5:
            return 0.0
        if self.is_label or (self.ids > 0.9 and self.n_words <= 1):
            return 0.0
        wordy = min(self.n_words / 8.0, 1.0)
        return round(0.1 + 0.6 * wordy + 0.3 * self.variety, 3)


def content_of(values: Sequence[str]) -> Content:
    """Judge a column by an even sample of its distinct values in sorted order."""
    filled = [v for v in map(str.strip, values) if v]
    distinct = sorted(set(filled))
    sample = distinct[:: max(len(distinct) // _SAMPLE, 1)] or [""]
    return Content(
        n=len(filled),
        n_distinct=len(distinct),
        n_words=float(median(len(v.split()) for v in sample)),
        words=_share(sample, lambda v: any(c.isalpha() for c in v)),
        dates=_share(sample, looks_like_date),
        emails=_share(sample, lambda v: _EMAIL.fullmatch(v)),
        urls=_share(sample, lambda v: _URL.fullmatch(v)),
        ids=_share(sample, lambda v: _ID.fullmatch(v) and any(c.isdigit() for c in v)),
        numbers=_share(sample, lambda v: _NUMBER.fullmatch(v)),
    )


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(v)) for v in values) / len(values)
