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
        Columns of shape (n,). What people taught goes before all other prototypes within its reach. Strength is 1 for a
        vector on its prototype and 0 at the lowest cosine that the prototype takes in.
    """
    n = len(vectors)
    nearest = np.full(n, -1, dtype=np.int64)
    similarities = np.full(n, np.nan, dtype=np.float32)
    free = np.array([a is None for a in asides], dtype=bool)
    for number in sorted({int(c) for c in channel if c > 0}):
        usable = np.flatnonzero(model.prototype_channels == number)
        rows = np.flatnonzero((channel == number) & free)
        if not len(usable) or not len(rows):
            continue
        prototypes = model.prototypes[usable].astype(np.float64).T
        for start in range(0, len(rows), _BLOCK):
            block = rows[start : start + _BLOCK]
            cosines = np.round(vectors[block].astype(np.float64) @ prototypes, 6)
            best = _before_others(cosines, model, usable).argmax(axis=1)
            nearest[block] = usable[best]
            similarities[block] = cosines[np.arange(len(block)), best]
    return _judged(nearest, similarities, asides, model)


STAY = 0.03
"""How much nearer another theme has to be than the one that a statement was in, before the statement leaves it."""

LENIENCE = 0.05
"""How far below the reach of its theme a statement that was in it may lie and still stay."""


def steadied(
    membership: Membership,
    vectors: NDArray[np.float16],
    channel: NDArray[np.int8],
    before: NDArray[np.int64],
    model: ThemeModel,
) -> Membership:
    """Membership in which a statement stays in the theme it was in, unless another one is clearly nearer.

    At the border between two themes the nearer one is nearly a toss-up, and new words elsewhere move the border a
    little each week: no reader could say why a statement changed sides. What people taught is left as it is.

    Parameters
    ----------
    membership : Membership
        What `assign` gave for the same rows.
    before : ndarray of shape (n,), int64
        Row in the model of the theme that each statement was in, or -1.
    """
    themes, states, strengths = membership.themes.copy(), membership.states.copy(), membership.strengths.copy()
    similarities, reasons = membership.similarities.copy(), list(membership.reasons)
    leaving = np.array(
        [b >= 0 and b != t and r in (None, "rare") for b, t, r in zip(before, themes, membership.reasons, strict=True)],
        dtype=bool,
    )
    for theme in np.unique(before[leaving]):
        own = np.flatnonzero((model.owners == theme) & ~model.taught)
        rows = np.flatnonzero(leaving & (before == theme))
        if not len(own):
            continue
        cosines = np.round(vectors[rows].astype(np.float64) @ model.prototypes[own].astype(np.float64).T, 6)
        alike = model.prototype_channels[own][None, :] == channel[rows][:, None]
        cosines = np.where(alike, cosines, -1.0)
        best = cosines.argmax(axis=1)
        near = cosines[np.arange(len(rows)), best]
        reach = model.attach_thresholds[own[best]].astype(np.float64)
        rival = np.where(themes[rows] >= 0, similarities[rows].astype(np.float64), -1.0)
        stays = (near >= reach - LENIENCE) & (rival - near <= STAY)
        for row, cosine, threshold in zip(rows[stays], near[stays], reach[stays], strict=True):
            themes[row], states[row], reasons[row] = theme, _ATTACHED, None
            similarities[row] = cosine
            strengths[row] = round(float(np.clip((cosine - threshold) / max(1.0 - threshold, 1e-6), 0.0, 1.0)), 4)
    return Membership(
        themes=themes, states=states, similarities=similarities, strengths=strengths, reasons=tuple(reasons)
    )


def _before_others(cosines: NDArray[np.float64], model: ThemeModel, usable: NDArray[np.int64]) -> NDArray[np.float64]:
    """Cosines to choose by: what people taught goes first wherever it reaches."""
    taught = model.taught[usable]
    if not taught.any():
        return cosines
    within = taught & (cosines.astype(np.float32) >= model.attach_thresholds[usable])
    return np.where(within, cosines + 2.0, np.where(taught, -2.0, cosines))


def _judged(
    nearest: NDArray[np.int64],
    similarities: NDArray[np.float32],
    asides: tuple[str | None, ...],
    model: ThemeModel,
) -> Membership:
    asked = nearest >= 0
    attach = np.full(len(nearest), np.inf, dtype=np.float32)
    core, themes = attach.copy(), np.full(len(nearest), -1, dtype=np.int64)
    attach[asked] = model.attach_thresholds[nearest[asked]]
    core[asked] = model.core_thresholds[nearest[asked]]
    themes[asked] = model.owners[nearest[asked]]
    near = np.where(asked, similarities, -1.0).astype(np.float32)
    reached = near >= attach
    belongs = reached & (themes >= 0)
    states = np.where(belongs, np.where(near >= core, _CORE, _ATTACHED), _UNASSIGNED).astype(np.int8)
    strengths = np.zeros(len(themes), dtype=np.float32)
    width = np.maximum(1.0 - attach[belongs], 1e-6)
    strengths[belongs] = np.round(np.clip((near[belongs] - attach[belongs]) / width, 0.0, 1.0), 4)
    reasons = tuple(
        None if b else (aside or ("reviewed" if r else "rare"))
        for b, r, aside in zip(belongs, reached, asides, strict=True)
    )
    return Membership(
        themes=np.where(belongs, themes, -1),
        states=states,
        similarities=similarities,
        strengths=strengths,
        reasons=reasons,
    )
