"""Near copies: one text stands for all of them in clustering, with a weight that is capped."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.themes import NearCopies, Neighbours

MIN_WORDS = 4
"""Fewest words besides numbers for two texts to be copies by their wording: "2 stars" and "5 stars" are not."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")


def dedupe(
    embeddings: Embeddings, neighbours: Neighbours, grouping: Grouping, *, min_similarity: float, cap: int
) -> NearCopies:
    """Join texts that are near copies of each other, so that a much-repeated text does not pull a theme to itself.

    A copy is near to its leader by cosine, or reads the same but for its numbers ("Ticket 17 was closed"); never
    to another copy alone: chains of copies would join whole topics.
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
    sources, _ = np.nonzero(near)
    skeletons = _skeletons(grouping.texts)
    first = {skeleton: i for i, skeleton in reversed(list(enumerate(skeletons.tolist())))}
    heads = np.array([first[skeleton] for skeleton in skeletons.tolist()], dtype=np.int64)
    edges = (np.concatenate([sources, np.arange(n)]), np.concatenate([neighbours.rows[near], heads]))
    graph = csr_array((np.ones(len(edges[0])), edges), shape=(n, n))
    _, component = connected_components(graph, directed=False)
    leaders = np.arange(n, dtype=np.int64)
    for rows in _several(component):
        vectors = embeddings.matrix[rows].astype(np.float64)
        order = np.lexsort((rows, -grouping.counts[rows]))
        leaders[rows] = rows[_led(vectors, skeletons[rows], order, min_similarity)]
    total = np.bincount(leaders, weights=grouping.counts, minlength=n)
    weights = np.where(leaders == np.arange(n), np.minimum(total, cap), 0.0)
    return NearCopies(leaders=leaders, weights=weights)


def _skeletons(texts: Sequence[str]) -> NDArray[np.int64]:
    """A number for each text: equal for texts that read the same but for their numbers, if there is text enough."""
    names: dict[str, int] = {}
    found = []
    for text in texts:
        bare = _NUMBER.sub("#", text)
        said = bare if len(_WORD.findall(bare)) >= MIN_WORDS else text
        found.append(names.setdefault(said, len(names)))
    return np.array(found, dtype=np.int64)


def _several(component: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Rows of each component that has more than one, ascending."""
    order = np.argsort(component, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _led(
    vectors: NDArray[np.float64], skeletons: NDArray[np.int64], order: NDArray[np.int64], min_similarity: float
) -> NDArray[np.int64]:
    """Position of each vector's leader: in turn, each free one leads all free ones near to itself."""
    leaders = np.full(len(vectors), -1, dtype=np.int64)
    for one in order:
        if leaders[one] < 0:
            free = np.flatnonzero(leaders < 0)
            near = free[
                (np.round(vectors[free] @ vectors[one], 5) >= min_similarity) | (skeletons[free] == skeletons[one])
            ]
            leaders[near] = one
            leaders[one] = one
    return leaders
