"""Clusters to a theme model: prototypes, thresholds, and keys that last from run to run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans

from feedback2req.domain.identity import content_id
from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import Clustering, NearCopies, ThemeModel

MAX_PROTOTYPES = 8
TEXTS_PER_PROTOTYPE = 10
"""A theme gets one more prototype for so many texts: people say one thing in several ways, and one centroid
places fewer texts as the clustering did."""

MIN_SAME = 0.90
"""Lowest cosine between the main directions of an old and a new theme that may be the same."""

MARGIN = 0.05
"""How much nearer than mere kin a text lies to a theme that takes it in: a centroid is near to everything a little."""

_REACH = 0.02
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
    config_digest: str,
    seed: int,
) -> ThemeModel:
    """Make all that placing an item needs, under the keys of the last model where a theme lives on.

    New keys come from the texts of a theme, so the same input gives the same keys. Old and new themes are
    paired by optimal assignment on the cosine of their directions, within a channel.

    Parameters
    ----------
    kin : ndarray of shape (n_channels,)
        Lowest cosine at which a theme of each channel takes a text in, whatever its own members look like.
    last : ThemeModel or None
        The model before this one.

    Returns
    -------
    ThemeModel
        Prototypes of shape (n_prototypes, n_dims), a theme's together, themes in the order of the clusters.
    """
    matrix = embeddings.matrix.astype(np.float64)
    n_themes = len(clustering.channels)
    prototypes, owners = [], []
    core, attach = np.zeros(n_themes, np.float32), np.zeros(n_themes, np.float32)
    keys = []
    for c in range(n_themes):
        members = np.flatnonzero(clustering.labels == c)
        own = _prototypes(matrix[members], near_copies.weights[members], seed)
        prototypes.append(own)
        owners += [c] * len(own)
        nearest = np.round((matrix[members] @ own.T).max(axis=1), 6)
        attach[c] = max(kin[clustering.channels[c]] + MARGIN, float(np.quantile(nearest, _REACH, method="lower")))
        core[c] = max(attach[c], float(np.quantile(nearest, _CORE, method="lower")))
        keys.append(content_id("t", *(embeddings.digests[m] for m in members)))
    stacked = np.concatenate(prototypes) if prototypes else np.zeros((0, matrix.shape[1]))
    model = ThemeModel(
        keys=tuple(keys),
        prototypes=stacked.astype(np.float32),
        owners=np.array(owners, dtype=np.int64),
        channels=clustering.channels,
        core_thresholds=core,
        attach_thresholds=attach,
        encoder=embeddings.encoder,
        config_digest=config_digest,
        lineage=((),) * n_themes,
    )
    return model if last is None else _inherit(model, last)


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


def _inherit(model: ThemeModel, last: ThemeModel) -> ThemeModel:
    """The new model under the old keys, where an old theme lives on; one old theme gives its key once."""
    if last.encoder != model.encoder or not last.keys or not model.keys:
        return model
    cosine = np.round(model.directions() @ last.directions().T, 6)
    cosine[model.channels[:, None] != last.channels[None, :]] = -1.0
    rows, columns = linear_sum_assignment(-cosine)
    inherited = {int(i): last.keys[j] for i, j in zip(rows, columns, strict=True) if cosine[i, j] >= MIN_SAME}
    taken = set(inherited.values())
    keys = [inherited.get(i) or _fresh(key, taken) for i, key in enumerate(model.keys)]
    return replace(model, keys=tuple(keys))


def _fresh(key: str, taken: set[str]) -> str:
    """A key of its own for a new theme, also when its texts once made the key of a theme that lives on elsewhere."""
    return key if key not in taken else content_id("t", key, "again")
