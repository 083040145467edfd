"""Clusters to a theme model: prototypes, thresholds, and keys that last from run to run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from feedback2req.domain.identity import content_id
from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, ThemeModel
from feedback2req.stages.match.inherit import inherit

MAX_PROTOTYPES = 8
TEXTS_PER_PROTOTYPE = 10
"""A theme gets one more prototype for so many texts: people say one thing in several ways, and one centroid
places fewer texts as the clustering did."""

MARGIN = 0.05
"""How much nearer than mere kin a text lies to a theme that takes it in: a centroid is near to everything a little."""

_REACH = 0.005
"""Share of a theme's own texts, the farthest ones, that its attach threshold leaves out."""

_CORE = 0.35
"""Share of a theme's own texts, the farthest ones, that are attached rather than core."""


def match(
    clustering: Clustering,
    embeddings: Embeddings,
    near_copies: NearCopies,
    kin: NDArray[np.float64],
    *,
    last: ThemeModel | None,
    shared: NDArray[np.int64] | None = None,
    config_digest: str,
    seed: int,
) -> ThemeModel:
    """Make all that placing an item needs, under the keys of the last model where a theme lives on.

    New keys come from the texts of a theme, so the same input gives the same keys; how old and new themes are paired
    is said in `inherit`.

    Parameters
    ----------
    kin : ndarray of shape (n_channels,)
        Lowest cosine at which a theme of each channel takes a text in, whatever its own members look like.
    last : ThemeModel or None
        The model before this one.
    shared : ndarray of shape (n_themes + 1, n_last_themes + 1), int64, optional
        Statements of both runs by their new and their old theme; nothing is known of them if not given.

    Returns
    -------
    ThemeModel
        Prototypes of shape (n_prototypes, n_dims), a theme's together, themes in the order of the clusters.
    """
    n_themes = len(clustering.channels)
    prototypes, owners = [], []
    core, attach = np.zeros(n_themes, np.float32), np.zeros(n_themes, np.float32)
    keys = []
    for c in range(n_themes):
        members = np.flatnonzero(clustering.labels == c)
        vectors = embeddings.matrix[members].astype(np.float64)  # a theme at a time: a million rows would take 3 GB
        own = _prototypes(vectors, near_copies.weights[members], seed)
        prototypes.append(own)
        owners += [c] * len(own)
        nearest = np.round((vectors @ own.T).max(axis=1), 6)
        attach[c] = max(kin[clustering.channels[c]] + MARGIN, float(np.quantile(nearest, _REACH, method="lower")))
        core[c] = max(attach[c], float(np.quantile(nearest, _CORE, method="lower")))
        keys.append(content_id("t", *(embeddings.digests[m] for m in members)))
    stacked = np.concatenate(prototypes) if prototypes else np.zeros((0, embeddings.matrix.shape[1]))
    owner = np.array(owners, dtype=np.int64)
    model = ThemeModel(
        keys=tuple(keys),
        prototypes=stacked.astype(np.float32),
        owners=owner,
        prototype_channels=clustering.channels[owner],
        core_thresholds=core[owner],
        attach_thresholds=attach[owner],
        taught=np.zeros(len(owner), dtype=np.bool_),
        channels=clustering.channels,
        encoder=embeddings.encoder,
        config_digest=config_digest,
        lineage=((),) * n_themes,
    )
    if last is None:
        return model
    unknown = np.zeros((n_themes + 1, len(last.keys) + 1), dtype=np.int64)
    return inherit(model, last, unknown if shared is None else shared)


def _prototypes(matrix: NDArray[np.float64], weights: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    used = weights > 0
    rows, weight = matrix[used], weights[used]
    n = min(MAX_PROTOTYPES, max(1, len(rows) // TEXTS_PER_PROTOTYPE))
    if n == 1:
        centres = np.average(rows, axis=0, weights=weight)[None, :]
    else:
        centres = KMeans(n, n_init=1, random_state=seed).fit(rows, sample_weight=weight).cluster_centers_
    unit: NDArray[np.float64] = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    return np.round(unit, 6)
