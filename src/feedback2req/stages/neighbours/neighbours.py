"""Nearest neighbours, the same on every machine and for every order of the rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Embeddings
from feedback2req.domain.themes import CHANNELS, Neighbours
from feedback2req.errors import InvalidVectors
from feedback2req.stages.neighbours.cells import in_cells
from feedback2req.stages.neighbours.exact import exact

KIN_DEVIATIONS = 1.75
"""How far above the mean cosine of its corpus a pair must lie to count as kin, in standard deviations. An encoder's
cosines are compressed, and the more alike the texts of a corpus are, the higher all of them lie."""


class _Quantile(NamedTuple):
    cdf: float
    at: float


_LOW, _HIGH = _Quantile(0.05, -1.645), _Quantile(0.30, -0.524)
"""Quantiles of a normal distribution by which mean and deviation are told. Pairs that speak of one thing lie above
both, even where two topics are all there is; a deviation of all pairs they would widen."""

MIN_KIN = 0.60
MAX_KIN = 0.80
MIN_NEIGHBOURS = 4
EXACT_UP_TO = 30_000
"""Texts of one channel whose neighbours are exact; with more, those in near cells are."""

_SAMPLE = 2000
_BLOCK = 65_536


def neighbours(
    embeddings: Embeddings, channel: NDArray[np.int8], *, n_neighbours: int, corpus: NDArray[np.int8] | None = None
) -> Neighbours:
    """The most similar other texts of each text's own channel.

    Blocks have a fixed size, so the arithmetic does not depend on how many threads there are; cosines are
    rounded before they are compared, and equal ones stand in the order of the texts' digests.

    Parameters
    ----------
    embeddings : Embeddings
        Unit rows of shape (n_texts, n_dims).
    channel : ndarray of shape (n_texts,), int8
        Index into `CHANNELS`; texts of channel 0 take no part.
    n_neighbours : int
        At most this many neighbours a text; fewer in a small channel (half the root of its size).

    corpus : ndarray of shape (n_texts,), int8, optional
        Channels of all texts of the corpus, where only some of them take part: kin is what stands out among all.

    Raises
    ------
    InvalidVectors
        If a vector holds NaN.
    """
    matrix = embeddings.matrix
    if not all(np.isfinite(matrix[start : start + _BLOCK]).all() for start in range(0, len(matrix), _BLOCK)):
        raise InvalidVectors("vectors hold values that are no numbers")
    n = len(matrix)
    rows = np.full((n, n_neighbours), -1, dtype=np.int64)
    similarities = np.full((n, n_neighbours), -1.0, dtype=np.float32)
    kin = np.full(len(CHANNELS), MIN_KIN)
    foreign_means, foreign_deviations = np.full(len(CHANNELS), np.nan), np.full(len(CHANNELS), np.nan)
    for number in range(1, len(CHANNELS)):
        members = np.flatnonzero(channel == number)
        wanted = max(MIN_NEIGHBOURS, round(len(members) ** 0.5 / 2))
        k = min(n_neighbours, wanted, len(members) - 1)
        if k < 1:
            continue
        sample = members if corpus is None else np.flatnonzero(corpus == number)
        kin[number], foreign_means[number], foreign_deviations[number] = _chance(
            matrix[sample[:_SAMPLE]].astype(np.float32)
        )
        search = exact if len(members) <= EXACT_UP_TO else in_cells
        found, cosines = search(matrix[members], k)
        rows[members, :k] = members[found]
        similarities[members, :k] = cosines
    return Neighbours(
        rows=rows,
        similarities=similarities,
        kin=kin,
        foreign_means=foreign_means,
        foreign_deviations=foreign_deviations,
    )


def _chance(matrix: NDArray[np.float32]) -> tuple[float, float, float]:
    """The cosine of kin; and of pairs that have nothing to do with each other, the mean and the deviation.

    Texts stand in the order of their digests, so the first are a random sample.
    """
    cosines = (matrix @ matrix.T)[np.triu_indices(len(matrix), 1)].astype(np.float64)
    kin = float(np.clip(cosines.mean() + KIN_DEVIATIONS * cosines.std(), MIN_KIN, MAX_KIN))
    low, high = np.quantile(cosines, [_LOW.cdf, _HIGH.cdf])
    deviation = float(high - low) / (_HIGH.at - _LOW.at)
    return round(kin, 3), round(float(low) - _LOW.at * deviation, 4), round(deviation, 4)
