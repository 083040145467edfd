"""Which theme of a new model is which of the last one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from feedback2req.domain.identity import content_id
from feedback2req.domain.themes import ThemeModel

MIN_SAME = 0.90
"""Lowest cosine between the directions of an old and a new theme that may be the same without a member in common."""

MIN_SHARED = 0.30
"""Lowest Jaccard index of the members of an old and a new theme that are the same."""

_BY_MEANING = 0.5
"""Weight of the cosine beside the members: it decides where few members, or none, were there before."""


def inherit(model: ThemeModel, last: ThemeModel, shared: NDArray[np.int64]) -> ThemeModel:
    """The new model under the old keys, where an old theme lives on; one old theme gives its key once.

    Old and new themes of a channel are paired so that the sum over all pairs of what they have in common is largest:
    the members that both have, and the cosine of their directions where one encoder made both.

    Parameters
    ----------
    shared : ndarray of shape (n_themes + 1, n_last_themes + 1), int64
        Statements of both runs by their new and their old theme; the last row and column are those without one.
    """
    if not last.keys or not model.keys:
        return model
    jaccard = _jaccard(shared)
    cosine = np.zeros_like(jaccard)
    if last.encoder == model.encoder:
        cosine = np.round(model.directions() @ last.directions().T, 6)
    apart = (model.channels[:, None] != last.channels[None, :]) | ((jaccard < MIN_SHARED) & (cosine < MIN_SAME))
    common = np.where(apart, 0.0, jaccard + _BY_MEANING * cosine)
    rows, columns = linear_sum_assignment(-common)
    old = {int(i): int(j) for i, j in zip(rows, columns, strict=True) if common[i, j] > 0}
    taken = {last.keys[j] for j in old.values()}
    keys = [last.keys[old[i]] if i in old else fresh(key, taken) for i, key in enumerate(model.keys)]
    lineage = [last.lineage[old[i]] if i in old else own for i, own in enumerate(model.lineage)]
    return replace(model, keys=tuple(keys), lineage=tuple(lineage))


def fresh(key: str, taken: set[str]) -> str:
    """A key of its own for a new theme, also when its texts once made the key of a theme that lives on elsewhere."""
    return key if key not in taken else content_id("t", key, "again")


def _jaccard(shared: NDArray[np.int64]) -> NDArray[np.float64]:
    both = shared[:-1, :-1].astype(np.float64)
    either = shared[:-1].sum(axis=1)[:, None] + shared[:, :-1].sum(axis=0)[None, :] - both
    index: NDArray[np.float64] = np.round(both / np.maximum(either, 1.0), 6)
    return index
