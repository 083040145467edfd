"""Unit vectors from any sentence-transformers model, by folder or name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import EncoderInfo
from feedback2req.errors import ModelNotUsable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceTransformerEncoder:
    """Encoder over a sentence-transformers model; torch is imported at the first use only.

    One text goes in a call: padding beside longer texts changes the last digits of a vector, and with it
    whatever is computed from near ties.

    Parameters
    ----------
    name_or_path : str or Path
        A folder, or a name that sentence-transformers finds; a name may need the network.
    on_done : callable, optional
        Told how many more texts are done.
    """

    def __init__(self, name_or_path: str | Path, *, on_done: Callable[[int], None] | None = None) -> None:
        self._name_or_path = str(name_or_path)
        self._on_done = on_done

    @cached_property
    def info(self) -> EncoderInfo:
        """Name, "weights" as revision, digest of all weights and number of dimensions.

        Raises
        ------
        ModelNotUsable
            If the model cannot be loaded.
        """
        total = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            total.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
            total.update(tensor.detach().cpu().float().contiguous().numpy().tobytes())
        name = Path(self._name_or_path).name or self._name_or_path
        return EncoderInfo(name=name, revision="weights", sha256=total.hexdigest(), n_dims=self._encode_one("").size)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Encode texts as unit rows of shape (n_texts, n_dims); the vector of a text does not depend on its company.

        Parameters
        ----------
        texts : sequence of str, length n_texts

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float16
            L2-normalised in float32; a text without any known token may have a zero row.

        Raises
        ------
        ModelNotUsable
            If the model cannot be loaded, or fails.
        """
        matrix = np.zeros((len(texts), self.info.n_dims), dtype=np.float16)
        for row, text in enumerate(texts):
            matrix[row] = self._encode_one(text)
            if self._on_done is not None:
                self._on_done(1)
        return matrix

    def _encode_one(self, text: str) -> NDArray[np.float16]:
        try:
            vector = np.asarray(
                self._model.encode([text], batch_size=1, show_progress_bar=False, convert_to_numpy=True)[0], np.float32
            )
        except Exception as error:  # a model's own modules raise what they like
            raise ModelNotUsable("The model cannot encode a text.", where=f"{self._name_or_path}: {error}") from error
        norm = float(np.linalg.norm(vector))
        if not np.isfinite(norm):
            raise ModelNotUsable("The model's vector holds values that are no numbers.", where=self._name_or_path)
        unit: NDArray[np.float16] = (vector / (norm or 1.0)).astype(np.float16)
        return unit

    @cached_property
    def _model(self) -> SentenceTransformer:
        try:
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(self._name_or_path, device="cpu")
        except Exception as error:  # from a missing package to a damaged file, each raises its own
            raise ModelNotUsable(
                "The sentence-transformers model cannot be loaded.",
                where=f"{self._name_or_path}: {error}",
                remedy="Give the folder of a saved model, or a name that can be fetched from here.",
            ) from error
