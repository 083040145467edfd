"""Groups of texts that speak of one thing, without being told how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.metrics import adjusted_rand_score
from sknetwork.clustering import Louvain

from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, Neighbours

RESOLUTION = 5.0
"""Resolution of the modularity at granularity 1. Between 4 and 6 agreement with people's labels is flat on the
three labelled sets it was chosen on (Banking77, CLINC150, HWU64); see docs/decisions/0003."""

GROUPS_PER_RESOLUTION = 2.0
"""Full resolution is for data with twice as many coarse groups; with fewer groups it is that much lower."""

MIN_TEXTS = 2
_TOLERANCE = 1e-5
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
    cosine; communities are those of the Louvain algorithm [1]_ for modularity with a resolution, cut into their
    connected parts. (Leiden agrees with labels no better here, and the implementation at hand draws from the C
    library's random numbers, which no seed of ours reaches.) A community
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
    .. [1] V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, "Fast unfolding of communities in large
       networks", J. Stat. Mech. (2008), P10008. doi:10.1088/1742-5468/2008/10/P10008
    """
    n = len(channel)
    labels = np.full(n, -1, dtype=np.int64)
    channels: list[int] = []
    agreements: list[float] = []
    resolutions: list[float] = []
    graph = _graph(neighbours, near_copies, channel)
    for number in sorted({int(c) for c in channel if c > 0}):
        nodes = np.flatnonzero((channel == number) & (near_copies.leaders == np.arange(n)))
        part = graph[nodes][:, nodes]
        resolution = _grain(part, granularity, seed)
        found = _communities(part, resolution, seed)
        kept = _numbered(_cohesive(embeddings.matrix[nodes], found, float(neighbours.kin[number])))
        labels[nodes] = np.where(kept >= 0, kept + len(channels), -1)
        channels += [number] * (int(kept.max(initial=-1)) + 1)
        agreements.append(_stability(part, found, resolution, seed))
        resolutions.append(resolution)
    labels = labels[near_copies.leaders]
    labels[channel == 0] = -1
    return Clustering(
        labels=labels,
        channels=np.array(channels, dtype=np.int8),
        parents=np.full(len(channels), -1, dtype=np.int64),
        resolution=max(resolutions, default=RESOLUTION * granularity),
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
    """Communities, each of them connected: Louvain alone may leave one in two parts."""
    n = graph.shape[0]
    if graph.nnz == 0:
        return np.arange(n, dtype=np.int64)
    louvain = Louvain(resolution=resolution, random_state=seed, tol_optimization=_TOLERANCE, tol_aggregation=_TOLERANCE)
    found = np.asarray(louvain.fit_predict(csr_matrix(graph)), dtype=np.int64)
    sources, targets = graph.nonzero()
    inner = found[sources] == found[targets]
    within = csr_array((np.ones(int(inner.sum())), (sources[inner], targets[inner])), shape=(n, n))
    return np.asarray(connected_components(within, directed=False)[1], dtype=np.int64)


def _grain(graph: csr_array, granularity: float, seed: int) -> float:
    """Resolution for this graph: lower where there are few groups at all.

    Modularity at resolution r breaks up every group that holds more than one part in r of the edges; two plain
    topics in twelve texts have to stay two.
    """
    sizes = np.bincount(_communities(graph, 1.0, seed))
    n_coarse = int((sizes >= MIN_TEXTS).sum())
    return granularity * min(RESOLUTION, max(1.0, n_coarse / GROUPS_PER_RESOLUTION))


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
