"""Exact copies: kept as evidence, embedded and read once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback2req.domain.identity import digest, folded
from feedback2req.domain.readings import Grouping
from feedback2req.domain.statement import Statement


def group(statements: Sequence[Statement]) -> Grouping:
    """Find the distinct texts among the readings of statements.

    Two readings that differ only in case and white space are one text. Texts are sorted by digest, so that
    everything after is independent of the order of the rows.

    Returns
    -------
    Grouping
        Columns of shape (n_texts,), and (n_statements,) for the way back.
    """
    keys = [folded(s.reading) for s in statements]
    by_digest = {digest(k): k for k in set(keys)}
    digests = tuple(sorted(by_digest))
    row = {by_digest[d]: i for i, d in enumerate(digests)}
    text_of = np.array([row[k] for k in keys], dtype=np.int64)
    return Grouping(
        texts=tuple(by_digest[d] for d in digests),
        digests=digests,
        text_of=text_of,
        counts=np.bincount(text_of, minlength=len(digests)).astype(np.int64),
    )
