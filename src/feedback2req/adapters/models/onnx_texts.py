"""One text a call through a vendored ONNX transformer, on sessions of one thread, side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.cores import n_usable_cores
from feedback2req.adapters.models.folders import checked_file, read_manifest
from feedback2req.errors import ModelNotUsable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Keep: TypeAlias = "Callable[[int, Encoding, list[NDArray[np.float32]]], None]"
_TEXTS_PER_TASK = 64


class OnnxTexts:
    """Runs ``model.onnx`` over texts, one by one, and hands on what it gives.

    Dynamic int8 takes its scales from everything in a batch, so that what it gives for a text would depend on
    the texts beside it (cosine 0.992 between two companies). Here one text goes in a call, on sessions of
    one thread, and several calls run side by side: the numbers are equal to the bit whatever the order, the
    number of texts or of cores, and no slower than batches.

    Parameters
    ----------
    folder : Path
        Holds ``model.onnx``, ``tokenizer.json`` and ``manifest.json``; files are checked against the manifest at
        the first use.
    on_done : callable, optional
        Told how many more texts are done, from the caller's thread.
    n_threads : int, >= 1, optional
        Texts in work at once; the usable cores if not given.
    keeps_loaded : bool, default=True
        Keep the sessions for the next run; without it a run leaves no memory behind, and the next one loads again.

    Notes
    -----
    Texts are cut at the model's longest input. Nothing is loaded before the first `run`.
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
        self._on_done = on_done
        self._n_threads = n_threads or n_usable_cores()
        self._free = threading.BoundedSemaphore(self._n_threads)
        self._keeps_loaded = keeps_loaded
        self._idle: list[InferenceSession] = []
        self._lock = threading.Lock()

    def run(self, texts: Sequence[str], keep: Keep) -> None:
        """Run every text.

        Parameters
        ----------
        texts : sequence of str, length n_texts
        keep : callable
            Given the row of a text, its encoding and the model's outputs without their batch axis, in float32, from
            whichever thread did the work.

        Raises
        ------
        ModelNotUsable
            If a file of the model is missing or damaged, or gives what `keep` cannot take.
        """
        if not len(texts):
            return
        try:
            self._run(texts, keep)
        finally:
            if not self._keeps_loaded:
                self._idle.clear()

    def _run(self, texts: Sequence[str], keep: Keep) -> None:
        _ = self._model_path, self._tokenizer
        # Texts of like length side by side keep the cores equally busy; each result goes to its own row.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        tasks = [order[start : start + _TEXTS_PER_TASK] for start in range(0, len(order), _TEXTS_PER_TASK)]
        if len(tasks) == 1:
            self._report(self._run_rows(texts, tasks[0], keep))
            return
        with ThreadPoolExecutor(max_workers=min(self._n_threads, len(tasks)), thread_name_prefix="model") as pool:
            futures = [pool.submit(self._run_rows, texts, rows, keep) for rows in tasks]
            try:
                for future in as_completed(futures):
                    self._report(future.result())
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def ids(self, text: str) -> tuple[int, ...]:
        """Token ids of a text: texts with equal ids are one to the model."""
        return tuple(self._tokenizer.encode(text).ids)

    def _report(self, n_done: int) -> None:
        if self._on_done is not None:
            self._on_done(n_done)

    def _run_rows(self, texts: Sequence[str], rows: Sequence[int], keep: Keep) -> int:
        with self._session() as session:
            self._run_on(session, texts, rows, keep)
        return len(rows)

    def _run_on(self, session: InferenceSession, texts: Sequence[str], rows: Sequence[int], keep: Keep) -> None:
        for row in rows:
            encoding = self._tokenizer.encode(texts[row])
            ids = np.array([encoding.ids], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            try:
                outputs = session.run(None, {entry.name: feed[entry.name] for entry in session.get_inputs()})
                keep(row, encoding, [output[0].astype(np.float32) for output in outputs])
            except Exception as error:  # onnxruntime's exceptions share no root of their own
                raise ModelNotUsable("The model cannot read a text.", where=f"{self._folder}: {error}") from error

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

    @contextmanager
    def _session(self) -> Iterator[InferenceSession]:
        """A session that no other thread works on; there are as many as texts may be in work, however many ask."""
        with self._free:
            with self._lock:
                session = self._idle.pop() if self._idle else None
            session = session or self._new_session()
            yield session
            self._idle.append(session)  # one that failed is not used again

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
