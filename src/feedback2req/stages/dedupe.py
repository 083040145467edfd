"""Near copies: one text stands for all of them in clustering, with a weight that is capped."""

from __future__ import annotations

import numpy as np

from feedback2req.domain.readings import Grouping
from feedback2req.domain.themes import NearCopies, Neighbours


def dedupe(neighbours: Neighbours, grouping: Grouping, *, min_similarity: float, cap: int) -> NearCopies:
    """Join texts that are near copies of each other, so that a much-repeated text does not pull a theme to itself.

    A copy is near to its leader itself, never to another copy alone: chains of copies would join whole topics.
    Leaders are the texts with the most statements, then the first in the order of digests. The weight of a
    leader is the number of statements in its group, at most `cap`: five hundred "No comment" weigh as much as
    three.

    Returns
    -------
    NearCopies
        Columns of shape (n_texts,).
    """
    n = len(grouping.texts)
    near = neighbours.similarities >= min_similarity
    leaders = np.full(n, -1, dtype=np.int64)
    for text in np.lexsort((np.arange(n), -grouping.counts)):
        if leaders[text] < 0:
            leaders[text] = text
            copies = neighbours.rows[text][near[text]]
            leaders[copies[leaders[copies] < 0]] = text
    total = np.bincount(leaders, weights=grouping.counts, minlength=n)
    weights = np.where(leaders == np.arange(n), np.minimum(total, cap), 0.0)
    return NearCopies(leaders=leaders, weights=weights)
