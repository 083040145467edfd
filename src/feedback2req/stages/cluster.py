"""Groups of texts that speak of one thing, without being told how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from sklearn.metrics import adjusted_rand_score
from sknetwork.clustering import Leiden

from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, Neighbours

RESOLUTION = 5.0
"""Resolution of the modularity at granularity 1. Between 4 and 6 agreement with people's labels is flat on the
three labelled sets it was chosen on (Banking77, CLINC150, HWU64); see docs/decisions/0003."""

MIN_TEXTS = 2
_SUBSAMPLES = 3
_KEEP = 0.8


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

    Near copies are one node. The graph is that of the k nearest neighbours, made symmetric, weighted by
    cosine; communities are those of the Leiden algorithm [1]_ for modularity with a resolution. A community
    whose texts are not more alike than chance makes them is trimmed to the part that is.

    Parameters
    ----------
    embeddings, neighbours, near_copies : columns by distinct text
    channel : ndarray of shape (n_texts,), int8
    granularity : float, > 0
        1 is the default grain; 2 gives finer, 0.5 coarser clusters.
    seed : int
        Of the order in which nodes are visited, and of the subsamples that stability is measured on.

    Returns
    -------
    Clustering
        Labels of shape (n_texts,), -1 where a text has no company; numbered by size, then by first member.

    References
    ----------
    .. [1] V. A. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected
       communities", Scientific Reports 9 (2019), 5233. doi:10.1038/s41598-019-41695-z
    """
    n = len(channel)
    resolution = RESOLUTION * granularity
    labels = np.full(n, -1, dtype=np.int64)
    channels: list[int] = []
    agreements: list[float] = []
    graph = _graph(neighbours, near_copies, channel)
    for number in sorted({int(c) for c in channel if c > 0}):
        nodes = np.flatnonzero((channel == number) & (near_copies.leaders == np.arange(n)))
        found = _communities(graph[nodes][:, nodes], resolution, seed)
        kept = _numbered(_cohesive(embeddings.matrix[nodes], found, float(neighbours.kin[number])))
        labels[nodes] = np.where(kept >= 0, kept + len(channels), -1)
        channels += [number] * (int(kept.max(initial=-1)) + 1)
        agreements.append(_stability(graph[nodes][:, nodes], found, resolution, seed))
    labels = labels[near_copies.leaders]
    labels[channel == 0] = -1
    return Clustering(
        labels=labels,
        channels=np.array(channels, dtype=np.int8),
        parents=np.full(len(channels), -1, dtype=np.int64),
        resolution=resolution,
        stability=round(float(np.mean(agreements)), 3) if agreements else 1.0,
    )


def _graph(neighbours: Neighbours, near_copies: NearCopies, channel: NDArray[np.int8]) -> csr_array:
    """Symmetric graph over leaders: an edge weighs the highest cosine between the members of both groups."""
    n = len(channel)
    joined = (neighbours.rows >= 0) & (neighbours.similarities >= neighbours.kin[channel][:, None])
    sources, _ = np.nonzero(joined)
    a, b = near_copies.leaders[sources], near_copies.leaders[neighbours.rows[joined]]
    weights = neighbours.similarities[joined].astype(np.float64)
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((-weights, high, low))
    low, high, weights = low[order], high[order], weights[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first &= low != high
    half = csr_array((weights[first], (low[first], high[first])), shape=(n, n))
    return csr_array(half + half.T)


def _communities(graph: csr_array, resolution: float, seed: int) -> NDArray[np.int64]:
    if graph.nnz == 0:
        return np.arange(graph.shape[0], dtype=np.int64)
    found = Leiden(resolution=resolution, random_state=seed).fit_predict(csr_matrix(graph))
    return np.asarray(found, dtype=np.int64)


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


def _stability(graph: csr_array, found: NDArray[np.int64], resolution: float, seed: int) -> float:
    """Mean adjusted Rand index between the clustering and that of subsamples, in [-1, 1]."""
    n = graph.shape[0]
    if n < 10 or graph.nnz == 0:
        return 0.0
    rng = np.random.default_rng(seed)
    scores = []
    for _ in range(_SUBSAMPLES):
        kept = np.sort(rng.choice(n, int(_KEEP * n), replace=False))
        again = _communities(graph[kept][:, kept], resolution, seed)
        scores.append(adjusted_rand_score(found[kept], again))
    return float(np.mean(scores))
