"""Groups of texts that speak of one thing, without being told how many there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, Neighbours
from feedback2req.stages.cluster.communities import communities, n_coarse, stability
from feedback2req.stages.cluster.graph import graph_of
from feedback2req.stages.cluster.parts import parted
from feedback2req.stages.cluster.trim import cohesive, mean_cosine, tied

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
    before: NDArray[np.int64] | None = None,
) -> Clustering:
    """Find communities in the graph of nearest neighbours, each channel apart.

    Near copies are one node. In a small corpus a community is cut where its parts have little in common. One whose
    texts are not more alike than chance makes them is trimmed to the part that is, and a text that hangs on its
    community by a thread is left out. Texts that are all kin are one cluster.

    Parameters
    ----------
    embeddings, neighbours, near_copies : columns by distinct text
    channel : ndarray of shape (n_texts,), int8
    granularity : float, > 0
        1 is the default grain; 2 gives finer, 0.5 coarser clusters.
    seed : int
        Of the orders in which nodes are visited, and of the subsamples that stability is measured on.
    before : ndarray of shape (n_texts,), int64, optional
        The theme that each text was in in the last run, or -1.

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
    graph = graph_of(neighbours, near_copies, channel, before)
    for number in sorted({int(c) for c in channel if c > 0}):
        nodes = np.flatnonzero((channel == number) & (near_copies.leaders == np.arange(n)))
        part = csr_array(graph[nodes][:, nodes])
        resolution = _grain(part, granularity, seed)
        matrix, kin = embeddings.matrix[nodes], float(neighbours.kin[number])
        # kin lies above the mean of all pairs unless they are all alike: one theme, where the graph would be cut anyhow
        of_one_thing = mean_cosine(matrix) >= kin
        found = np.zeros(len(nodes), dtype=np.int64) if of_one_thing else communities(part, resolution, seed)
        parts = found
        if not of_one_thing:
            mean, deviation = float(neighbours.foreign_means[number]), float(neighbours.foreign_deviations[number])
            parts = parted(matrix, found, mean, deviation, granularity=granularity)
        near = _as_nodes(neighbours.rows[nodes], near_copies.leaders, nodes)
        kept = _numbered(tied(near, neighbours.similarities[nodes], cohesive(matrix, parts, kin), kin))
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


def _as_nodes(rows: NDArray[np.int64], leaders: NDArray[np.int64], nodes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of texts as positions among the nodes that stand for them; -1 stays."""
    position = np.full(len(leaders) + 1, -1, dtype=np.int64)
    position[nodes] = np.arange(len(nodes))
    return position[np.where(rows >= 0, leaders[rows], -1)]


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
