"""Typical statements of a theme, which together cover it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MIN_WORDS = 3
MAX_WORDS = 40
_TYPICAL = 0.6


def exemplars(
    members: Sequence[int],
    texts: Sequence[str],
    customers: Sequence[str],
    vectors: NDArray[np.float64],
    direction: NDArray[np.float64],
    *,
    n: int,
) -> list[int]:
    """Positions of up to `n` members: near the centre, unlike each other, each by another customer if possible.

    Maximal marginal relevance [1]_ over cosines, ties by position.

    References
    ----------
    .. [1] J. Carbonell, J. Goldstein, "The use of MMR", SIGIR (1998). doi:10.1145/290941.291025
    """
    near = np.round(vectors @ direction, 6)
    readable = np.array([MIN_WORDS <= len(t.split()) <= MAX_WORDS for t in texts])
    worth = np.where(readable, near, near - 0.2)
    chosen: list[int] = []
    people: set[str] = set()
    said: set[str] = set()
    while len(chosen) < n:
        like = np.round(vectors @ vectors[chosen].T, 6).max(axis=1) if chosen else np.zeros(len(members))
        value = _TYPICAL * worth - (1 - _TYPICAL) * like
        free = [i for i in range(len(members)) if i not in chosen and texts[i].casefold() not in said]
        fresh = [i for i in free if customers[i] not in people]
        if not free:
            break
        best = max(fresh or free, key=lambda i: (value[i], -i))
        chosen.append(best)
        people.add(customers[best])
        said.add(texts[best].casefold())
    return [members[i] for i in chosen]
