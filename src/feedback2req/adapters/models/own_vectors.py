"""A reader of statements that makes the vectors it was trained on, whatever encoder the themes use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Readings
from feedback2req.ports import Encoder, StatementReader


class OwnVectorsReader:
    """Gives a `StatementReader` vectors of its own encoder; fills the same port.

    Trained heads fit one encoder. When themes are made with another one, statements are encoded a second
    time, for reading alone.
    """

    def __init__(self, reader: StatementReader, encoder: Encoder) -> None:
        self._reader = reader
        self._encoder = encoder

    @property
    def version(self) -> str:
        """That of the reader it serves."""
        return self._reader.version

    def read(self, texts: Sequence[str], vectors: NDArray[np.float16]) -> Readings:
        """Columns of shape (n_texts, …); the vectors that are given are of another encoder and are not used."""
        return self._reader.read(texts, self._encoder.encode(texts))
