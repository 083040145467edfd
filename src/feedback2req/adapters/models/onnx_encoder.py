"""Unit vectors from a vendored ONNX encoder, without torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.folders import read_manifest
from feedback2req.adapters.models.onnx_texts import OnnxTexts
from feedback2req.domain.readings import EncoderInfo
from feedback2req.errors import ModelNotUsable


class OnnxEncoder:
    """Encoder over a folder with ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.

    The vector of a text is equal to the bit whatever the texts beside it (see `OnnxTexts`).

    Parameters
    ----------
    folder : Path
        A vendored model; its files are checked against the manifest at the first use.
    on_done : callable, optional
        Told how many more texts are done, from the caller's thread.
    n_threads : int, >= 1, optional
        Texts in work at once; the usable cores if not given.
    keeps_loaded : bool, default=True
        Keep the model in memory between two calls.

    Notes
    -----
    An empty text has the vector of the bare start and end tokens. Texts are cut at the model's longest
    input (512 tokens). Nothing is loaded before the first `encode`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        on_done: Callable[[int], None] | None = None,
        n_threads: int | None = None,
        keeps_loaded: bool = True,
    ) -> None:
        self._folder = folder
        self._texts = OnnxTexts(folder, on_done=on_done, n_threads=n_threads, keeps_loaded=keeps_loaded)

    @cached_property
    def info(self) -> EncoderInfo:
        """Name, revision, digest of the weights and number of dimensions.

        Raises
        ------
        ModelNotUsable
            If the manifest is missing or incomplete.
        """
        manifest = read_manifest(self._folder)
        try:
            return EncoderInfo(
                name=str(manifest["name"]),
                revision=str(manifest["revision"]),
                sha256=str(manifest["files"]["model.onnx"]),
                n_dims=int(manifest["n_dims"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelNotUsable("The model's manifest is incomplete.", where=str(self._folder)) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Encode texts as unit rows of shape (n_texts, n_dims); the vector of a text does not depend on its company.

        Parameters
        ----------
        texts : sequence of str, length n_texts

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float16
            L2-normalised in float32; rounded to float16 as the last step.

        Raises
        ------
        ModelNotUsable
            If a file of the model is missing, damaged or not an encoder.
        """
        matrix = np.zeros((len(texts), self.info.n_dims), dtype=np.float16)

        def keep(row: int, _: object, outputs: list[NDArray[np.float32]]) -> None:
            first = outputs[0][0]  # the state of the first token
            if first.shape != (self.info.n_dims,):
                raise ValueError("the vectors have another number of dimensions than the manifest says")
            matrix[row] = (first / np.linalg.norm(first)).astype(np.float16)

        self._texts.run(texts, keep)
        return matrix
