"""Nearest neighbours, the same on every machine and for every order of the rows."""

from __future__ import annotations

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
    for number in range(1, len(CHANNELS)):
        members = np.flatnonzero(channel == number)
        wanted = max(MIN_NEIGHBOURS, round(len(members) ** 0.5 / 2))
        k = min(n_neighbours, wanted, len(members) - 1)
        if k < 1:
            continue
        sample = members if corpus is None else np.flatnonzero(corpus == number)
        kin[number] = _kin(matrix[sample[:_SAMPLE]].astype(np.float32))
        search = exact if len(members) <= EXACT_UP_TO else in_cells
        found, cosines = search(matrix[members], k)
        rows[members, :k] = members[found]
        similarities[members, :k] = cosines
    return Neighbours(rows=rows, similarities=similarities, kin=kin)


def _kin(matrix: NDArray[np.float32]) -> float:
    """Cosine from which a pair is kin; texts stand in the order of their digests, so the first are a random sample."""
    cosines = (matrix @ matrix.T)[np.triu_indices(len(matrix), 1)].astype(np.float64)
    return round(float(np.clip(cosines.mean() + KIN_DEVIATIONS * cosines.std(), MIN_KIN, MAX_KIN)), 3)
