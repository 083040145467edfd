"""Find statements by what they mean and by their words."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from feedback2req.errors import InputNotUsable
from feedback2req.ports import Encoder
from feedback2req.service_ports import Published
from feedback2req.store_ports import AnswerStore

_LEAST = 0.6
"""Cosine below which a statement is not said to mean what was asked."""


class Searching:
    """Searches the newest snapshots; the vectors of a few products are held in memory."""

    def __init__(self, answers: AnswerStore, published: Published, encoder: Encoder) -> None:
        self._answers, self._published, self._encoder = answers, published, encoder
        self._vectors_at = lru_cache(maxsize=4)(self._vectors)

    def __call__(self, product: str, text: str, *, limit: int) -> list[dict[str, object]]:
        """Records with `similarity`: those that hold all words, then those that mean the same, the nearest first."""
        answers = self._answers.answers(product)
        try:
            by_word = {str(one["statement_id"]): one for one in answers.search(text, limit=limit)}
        except InputNotUsable:
            return []
        ids, matrix = self._vectors_at(product, self._published.version(product))
        near = self._near(text, matrix)
        cosines = {key: float(near[i]) for i, key in enumerate(ids) if near[i] >= _LEAST or key in by_word}
        wanted = sorted({*cosines, *by_word}, key=lambda key: (key not in by_word, -cosines.get(key, -1.0), key))
        records = answers.named(wanted[:limit])
        return [{**one, "similarity": cosines.get(str(one["statement_id"]))} for one in records]

    def _near(self, text: str, matrix: NDArray[np.float16]) -> NDArray[np.float64]:
        if not len(matrix):
            return np.zeros(0)
        vector = self._encoder.encode([text])[0].astype(np.float32)
        cosines: NDArray[np.float64] = np.round((matrix.astype(np.float32) @ vector).astype(np.float64), 4)
        return cosines

    def _vectors(self, product: str, version: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        return self._published.vectors(product, self._encoder.info)
