"""Groups of texts that speak of one thing, without being told how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, Neighbours
from feedback2req.stages.cluster.communities import communities, n_coarse, stability
from feedback2req.stages.cluster.graph import graph_of

RESOLUTION = 8.0
"""Resolution of the modularity at granularity 1, chosen on three labelled sets; see docs/decisions/0012."""

GROUPS_PER_RESOLUTION = 3.0
"""Full resolution is for data with three times as many coarse groups; with fewer groups it is that much lower."""

MIN_TEXTS = 2


def cluster(
    embeddings: Embeddings,
    neighbours: Neighbours,
    near_copies: NearCopies,
    channel: NDArray[np.int8],
    *,
    granularity: float,
    seed: int,
) -> Clustering:
    """Find communities in the graph of nearest neighbours, each channel apart.

    Near copies are one node. A community whose texts are not more alike than chance makes them is trimmed to the part
    that is.

    Parameters
    ----------
    embeddings, neighbours, near_copies : columns by distinct text
    channel : ndarray of shape (n_texts,), int8
    granularity : float, > 0
        1 is the default grain; 2 gives finer, 0.5 coarser clusters.
    seed : int
        Of the orders in which nodes are visited, and of the subsamples that stability is measured on.

    Returns
    -------
    Clustering
        Labels of shape (n_texts,), -1 where a text has no company; numbered by size, then by first member.
    """
    n = len(channel)
    labels = np.full(n, -1, dtype=np.int64)
    channels: list[int] = []
    agreements: list[float] = []
    resolutions: list[float] = []
    graph = graph_of(neighbours, near_copies, channel)
    for number in sorted({int(c) for c in channel if c > 0}):
        nodes = np.flatnonzero((channel == number) & (near_copies.leaders == np.arange(n)))
        part = csr_array(graph[nodes][:, nodes])
        resolution = _grain(part, granularity, seed)
        found = communities(part, resolution, seed)
        kept = _numbered(_cohesive(embeddings.matrix[nodes], found, float(neighbours.kin[number])))
        labels[nodes] = np.where(kept >= 0, kept + len(channels), -1)
        channels += [number] * (int(kept.max(initial=-1)) + 1)
        agreements.append(stability(part, found, resolution, seed))
        resolutions.append(resolution)
    labels = labels[near_copies.leaders]
    labels[channel == 0] = -1
    return Clustering(
        labels=labels,
        channels=np.array(channels, dtype=np.int8),
        resolution=max(resolutions, default=RESOLUTION * granularity),
        stability=round(float(np.mean(agreements)), 3) if agreements else 1.0,
    )


def _grain(graph: csr_array, granularity: float, seed: int) -> float:
    """Resolution for this graph: lower where there are few groups at all.

    Modularity at resolution r breaks up every group that holds more than one part in r of the edges; two plain
    topics in twelve texts have to stay two.
    """
    coarse = n_coarse(graph, seed, min_texts=MIN_TEXTS)
    return granularity * min(RESOLUTION, max(1.0, coarse / GROUPS_PER_RESOLUTION))


def _numbered(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Communities of at least `MIN_TEXTS`, numbered by size and first member; -1 for the rest."""
    names, first, sizes = np.unique(found, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.full(int(names.max(initial=-1)) + 1, -1, dtype=np.int64)
    kept = [c for c in order if sizes[c] >= MIN_TEXTS]
    number[names[kept]] = np.arange(len(kept))
    return number[found] if len(found) else found


def _cohesive(matrix: NDArray[np.float16], found: NDArray[np.int64], kin: float) -> NDArray[np.int64]:
    """Communities without the members that make them no more alike than chance; each gets its own number."""
    out, free = found.copy(), int(found.max(initial=-1)) + 1
    for name in np.unique(found):
        rows = np.flatnonzero(found == name)
        for row in rows[_outsiders(matrix[rows].astype(np.float64), kin)]:
            out[row] = free
            free += 1
    return out


def _outsiders(vectors: NDArray[np.float64], kin: float) -> list[int]:
    """Members to leave out, the strangest first, until the mean cosine of all pairs is that of kin."""
    total = vectors.sum(axis=0)
    left = np.ones(len(vectors), dtype=bool)
    out: list[int] = []
    while (n := int(left.sum())) > 1 and round((float(total @ total) - n) / (n * (n - 1)), 6) < kin:
        near = np.where(left, np.round(vectors @ total, 6), np.inf)
        strangest = int(near.argmin())
        left[strangest] = False
        total = total - vectors[strangest]
        out.append(strangest)
    return out
