"""Numbers in words: how many customers, which share, which rating."""

from __future__ import annotations

import math
from collections.abc import Iterable

from feedback2req.domain.feedback import FeedbackItem

_Z = 1.96


def counted(n: int) -> str:
    """A number of customers in words: "1 customer", "16 customers"."""
    return f"{n} customer{'' if n == 1 else 's'}"


def mean_rating(items: Iterable[FeedbackItem]) -> float | None:
    """Mean rating of distinct items; None when none is rated."""
    ratings = [i.rating for i in {i.item_id: i for i in items}.values() if i.rating is not None]
    return math.fsum(ratings) / len(ratings) if ratings else None


def share_with_bounds(n: int, n_all: int) -> str:
    """A share in percent with Wilson's 95 % interval: "6.5 % (4.0-10.3 %)".

    References
    ----------
    .. [1] E. B. Wilson, "Probable inference", J. Am. Stat. Assoc. 22 (1927), 209-212.
    """
    p, z2 = n / n_all, _Z * _Z
    centre = (p + z2 / (2 * n_all)) / (1 + z2 / n_all)
    half = _Z * math.sqrt(p * (1 - p) / n_all + z2 / (4 * n_all * n_all)) / (1 + z2 / n_all)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return f"{100 * p:.1f} % ({100 * low:.1f}-{100 * high:.1f} %)"
