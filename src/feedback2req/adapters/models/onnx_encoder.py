"""Unit vectors from a vendored ONNX encoder, without torch."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.cores import n_usable_cores
from feedback2req.adapters.models.folders import checked_file, read_manifest
from feedback2req.domain.readings import EncoderInfo
from feedback2req.errors import ModelNotUsable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_TEXTS_PER_TASK = 64


class OnnxEncoder:
    """Encoder over a folder with ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.

    Dynamic int8 takes its scales from everything in a batch, so that the vector of a text would depend on
    the texts beside it (cosine 0.992 between two companies). Here one text goes in a call, on sessions of
    one thread, and several calls run side by side: the vector is equal to the bit whatever the order, the
    number of texts or of cores, and no slower than batches.

    Parameters
    ----------
    folder : Path
        A vendored model; its files are checked against the manifest at the first use.
    on_done : callable, optional
        Told how many more texts are done, from the caller's thread.
    n_threads : int, >= 1, optional
        Texts in work at once; the usable cores if not given.

    Notes
    -----
    An empty text has the vector of the bare start and end tokens. Texts are cut at the model's longest
    input (512 tokens). Nothing is loaded before the first `encode`.
    """

    def __init__(
        self, folder: Path, *, on_done: Callable[[int], None] | None = None, n_threads: int | None = None
    ) -> None:
        self._folder = folder
        self._on_done = on_done
        self._n_threads = n_threads
        self._idle: list[InferenceSession] = []
        self._lock = threading.Lock()

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
        if not len(texts):
            return matrix
        _ = self._model_path, self._tokenizer
        n_threads = self._n_threads or n_usable_cores()
        # Texts of like length side by side keep the cores equally busy; each result goes to its own row.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        tasks = [order[start : start + _TEXTS_PER_TASK] for start in range(0, len(order), _TEXTS_PER_TASK)]
        if len(tasks) == 1:
            self._report(self._encode_rows(texts, tasks[0], matrix))
            return matrix
        with ThreadPoolExecutor(max_workers=min(n_threads, len(tasks)), thread_name_prefix="encode") as pool:
            futures = [pool.submit(self._encode_rows, texts, rows, matrix) for rows in tasks]
            try:
                for future in as_completed(futures):
                    self._report(future.result())
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return matrix

    def _report(self, n_done: int) -> None:
        if self._on_done is not None:
            self._on_done(n_done)

    def _encode_rows(self, texts: Sequence[str], rows: Sequence[int], matrix: NDArray[np.float16]) -> int:
        session = self._take_session()
        for row in rows:
            matrix[row] = self._encode_one(session, texts[row])
        self._idle.append(session)
        return len(rows)

    def _encode_one(self, session: InferenceSession, text: str) -> NDArray[np.float16]:
        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        try:
            hidden = session.run(None, {entry.name: feed[entry.name] for entry in session.get_inputs()})[0]
            first = hidden[0, 0].astype(np.float32)
            if first.shape != (self.info.n_dims,):
                raise ValueError("the vectors have another number of dimensions than the manifest says")
        except Exception as error:  # onnxruntime's exceptions share no root of their own
            raise ModelNotUsable("The model cannot encode a text.", where=f"{self._folder}: {error}") from error
        unit: NDArray[np.float16] = (first / np.linalg.norm(first)).astype(np.float16)
        return unit

    @cached_property
    def _model_path(self) -> Path:
        return checked_file(self._folder, "model.onnx", read_manifest(self._folder))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        manifest = read_manifest(self._folder)
        path = checked_file(self._folder, "tokenizer.json", manifest)
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the Rust side raises bare Exception
            raise ModelNotUsable("The model's tokenizer cannot be read.", where=f"{path}: {error}") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=int(manifest.get("max_tokens", 512)))
        return tokenizer

    def _take_session(self) -> InferenceSession:
        """Take a session that no other thread works on; it does its work in the thread that calls it."""
        with self._lock:
            return self._idle.pop() if self._idle else self._new_session()

    def _new_session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(str(self._model_path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's exceptions share no root of their own
            raise ModelNotUsable("The model cannot be loaded.", where=f"{self._model_path}: {error}") from error
