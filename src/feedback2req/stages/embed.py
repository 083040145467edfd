"""Distinct texts to vectors."""

from __future__ import annotations

import numpy as np

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.errors import InvalidVectors
from feedback2req.ports import Encoder


def embed(grouping: Grouping, encoder: Encoder) -> Embeddings:
    """Encode every distinct text once.

    Raises
    ------
    InvalidVectors
        If the encoder gives another shape than it said, or values that are no numbers.
    """
    matrix = encoder.encode(grouping.texts)
    expected = (len(grouping.texts), encoder.info.n_dims)
    if matrix.shape != expected:
        raise InvalidVectors(f"the encoder gave vectors of shape {matrix.shape}, not {expected}")
    if not np.isfinite(matrix).all():
        raise InvalidVectors("the encoder gave values that are no numbers", where=encoder.info.name)
    return Embeddings(digests=grouping.digests, matrix=matrix, encoder=encoder.info)
