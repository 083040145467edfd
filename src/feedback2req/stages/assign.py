"""Where statements belong: one piece of code for a batch, a re-rank and a single item."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.themes import STATES, Membership, ThemeModel

_CORE, _ATTACHED, _UNASSIGNED = range(len(STATES))
_BLOCK = 4096


def assign(
    vectors: NDArray[np.float16],
    channel: NDArray[np.int8],
    asides: tuple[str | None, ...],
    model: ThemeModel,
) -> Membership:
    """Place each vector with the nearest prototype of its channel.

    Cosines are computed in float64 and rounded to six decimals, so that a statement gets the same place
    alone as in a batch, whatever the kernel.

    Parameters
    ----------
    vectors : ndarray of shape (n, n_dims), float16
        One row a statement (or a distinct text).
    channel : ndarray of shape (n,), int8
    asides : tuple of length n
        Why a row takes no part, or None.
    model : ThemeModel

    Returns
    -------
    Membership
        Columns of shape (n,). Strength is 1 for a vector on its prototype and 0 at the lowest cosine that
        the theme takes in.
    """
    n = len(vectors)
    themes = np.full(n, -1, dtype=np.int64)
    similarities = np.full(n, np.nan, dtype=np.float32)
    for number in sorted({int(c) for c in channel if c > 0}):
        usable = np.flatnonzero(model.channels[model.owners] == number)
        rows = np.flatnonzero((channel == number) & np.array([a is None for a in asides], dtype=bool))
        if not len(usable) or not len(rows):
            continue
        prototypes = model.prototypes[usable].astype(np.float64).T
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            cosines = np.round(vectors[block].astype(np.float64) @ prototypes, 6)
            best = cosines.argmax(axis=1)
            themes[block] = model.owners[usable[best]]
            similarities[block] = cosines[np.arange(len(block)), best]
    return _judged(themes, similarities, asides, model)


def _judged(
    themes: NDArray[np.int64],
    similarities: NDArray[np.float32],
    asides: tuple[str | None, ...],
    model: ThemeModel,
) -> Membership:
    asked = themes >= 0
    attach = np.where(asked, model.attach_thresholds[themes] if len(model.keys) else 1.0, np.inf)
    core = np.where(asked, model.core_thresholds[themes] if len(model.keys) else 1.0, np.inf)
    near = np.where(asked, similarities, -1.0).astype(np.float32)
    belongs = near >= attach
    states = np.where(belongs, np.where(near >= core, _CORE, _ATTACHED), _UNASSIGNED).astype(np.int8)
    strengths = np.zeros(len(themes), dtype=np.float32)
    width = np.maximum(1.0 - attach[belongs], 1e-6)
    strengths[belongs] = np.round(np.clip((near[belongs] - attach[belongs]) / width, 0.0, 1.0), 4)
    reasons = tuple(None if b else (aside or "rare") for b, aside in zip(belongs, asides, strict=True))
    return Membership(
        themes=np.where(belongs, themes, -1),
        states=states,
        similarities=similarities,
        strengths=strengths,
        reasons=reasons,
    )
