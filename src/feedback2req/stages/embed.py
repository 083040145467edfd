"""Distinct texts to vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.errors import InvalidVectors
from feedback2req.ports import Encoder


def embed(grouping: Grouping, encoder: Encoder, wanted: NDArray[np.bool_]) -> Embeddings:
    """Encode every distinct text that takes part in themes, once.

    Encoding is the dearest step, and a third of a store's reviews say no more than "good": these keep a row of zeros,
    which nothing reads.

    Parameters
    ----------
    grouping : Grouping
    encoder : Encoder
    wanted : ndarray of shape (n_texts,), bool
        Which texts take part.

    Raises
    ------
    InvalidVectors
        If the encoder gives another shape than it said, or values that are no numbers.
    """
    rows = np.flatnonzero(wanted)
    found = encoder.encode([grouping.texts[row] for row in rows])
    expected = (len(rows), encoder.info.n_dims)
    if found.shape != expected:
        raise InvalidVectors(f"the encoder gave vectors of shape {found.shape}, not {expected}")
    if not np.isfinite(found).all():
        raise InvalidVectors("the encoder gave values that are no numbers", where=encoder.info.name)
    matrix = np.zeros((len(grouping.texts), encoder.info.n_dims), dtype=np.float16)
    matrix[rows] = found
    return Embeddings(digests=grouping.digests, matrix=matrix, encoder=encoder.info)
