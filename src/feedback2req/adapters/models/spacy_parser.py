"""Tokens, sentences and dependencies from a vendored spaCy pipeline."""

from __future__ import annotations

import os
import pickle
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.cores import n_usable_cores
from feedback2req.domain.parse import Parse
from feedback2req.errors import ModelNotUsable

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LONGEST_RUN = 200
_RUN = re.compile(rf"\S{{{_LONGEST_RUN}}}(?=\S)")
_MIN_TEXTS_FOR_WORKERS = 500
_TEXTS_PER_TASK = 256
_TEXTS_PER_BATCH = 64
_MAX_LENGTH = 100_000_000
_LENGTH = struct.Struct("<Q")


class SpacyParser:
    """Parser over a spaCy pipeline in a folder; many texts go to worker processes, one a core.

    Texts go through in batches, which is twice as fast as one by one: each row's sums keep their order in
    thinc's matrix products, so that the parse of a text does not depend on the texts beside it. A contract
    test holds that.

    Parameters
    ----------
    folder : Path
        A spaCy pipeline with tagger, parser and lemmatizer; ``ner`` and ``senter`` are left out.
    on_done : callable, optional
        Told how many more texts are done, one call at a time.
    n_processes : int, >= 1, optional
        Processes in work at once when there are more than 500 texts; the usable cores if not given.
    keeps_loaded : bool, default=True
        Load the pipeline into this process for a few texts, and keep it; without it they go to a worker, too, and
        nothing stays behind: the library is larger than what 10,000 items take.

    Notes
    -----
    White space of more than one character is a token of its own, with the part of speech "SPACE". A run of
    more than 200 characters without a space is cut for the parse, because the tokenizer's time grows with
    the square of it; offsets still point into the text as it is. Nothing is loaded before the first `parse`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        on_done: Callable[[int], None] | None = None,
        n_processes: int | None = None,
        keeps_loaded: bool = True,
    ) -> None:
        self._folder = folder
        self._on_done = on_done
        self._n_processes = n_processes
        self._keeps_loaded = keeps_loaded
        self._lock = threading.Lock()
        self._parsing = threading.Lock()

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """Parse each text, in order; the parse of a text does not depend on its company.

        Parameters
        ----------
        texts : sequence of str, length n_texts

        Returns
        -------
        list of Parse, length n_texts
            An empty text has a parse without tokens and sentences.

        Raises
        ------
        ModelNotUsable
            If the pipeline is missing, damaged or incomplete, or a worker process dies.
        """
        n_processes = self._n_processes or n_usable_cores()
        tasks = [list(texts[start : start + _TEXTS_PER_TASK]) for start in range(0, len(texts), _TEXTS_PER_TASK)]
        if self._keeps_loaded and (n_processes == 1 or len(texts) <= _MIN_TEXTS_FOR_WORKERS):
            return [parse for task in tasks for parse in self._parse_and_report(task)]
        return [parse for parses in self._share_out(tasks, max(1, min(n_processes, len(tasks)))) for parse in parses]

    def _parse_and_report(self, texts: Sequence[str]) -> list[Parse]:
        with self._parsing:  # a memory zone belongs to the vocabulary, which threads would share
            parses = parse_all(self._pipeline, texts)
        self._report(len(texts))
        return parses

    def _report(self, n_done: int) -> None:
        if self._on_done is not None:
            with self._lock:
                self._on_done(n_done)

    @cached_property
    def _pipeline(self) -> Language:
        return load_pipeline(self._folder)

    def _share_out(self, tasks: Sequence[list[str]], n_workers: int) -> list[list[Parse]]:
        """Give tasks to workers as they become free; results in the order of the tasks."""
        results: list[list[Parse]] = [[] for _ in tasks]
        todo = iter(range(len(tasks)))

        stopped = threading.Event()

        def work() -> None:
            with _worker(self._folder) as ask:
                while True:
                    with self._lock:
                        place = next(todo, None)
                    if place is None or stopped.is_set():
                        return
                    results[place] = ask(tasks[place])
                    self._report(len(tasks[place]))

        with ThreadPoolExecutor(max_workers=n_workers, thread_name_prefix="parse") as pool:
            futures = [pool.submit(work) for _ in range(n_workers)]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                stopped.set()
                raise
        return results


def load_pipeline(folder: Path) -> Language:
    """Load the pipeline in a folder.

    Raises
    ------
    ModelNotUsable
        If it cannot be loaded, or lacks tagger, parser or lemmatizer.
    """
    with _without_torch():
        import spacy

    try:
        pipeline = spacy.load(folder, exclude=["ner", "senter"])
    except Exception as error:  # damaged folders raise whatever the damaged part raises
        raise ModelNotUsable("The parser's pipeline cannot be loaded.", where=f"{folder}: {error}") from error
    lacking = {"tagger", "parser", "lemmatizer"} - set(pipeline.pipe_names)
    if lacking:
        raise ModelNotUsable(f"The parser's pipeline lacks {', '.join(sorted(lacking))}.", where=str(folder))
    pipeline.max_length = _MAX_LENGTH
    return pipeline


@contextmanager
def _without_torch() -> Iterator[None]:
    """Import spaCy as where no torch is installed: its backend would load it for seconds, and not use it."""
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["torch"]


def parse_all(pipeline: Language, texts: Sequence[str]) -> list[Parse]:
    """Parse a batch of texts."""
    cuts = [np.array([match.end() for match in _RUN.finditer(text)], dtype=np.int64) for text in texts]
    # A memory zone forgets the words of these texts afterwards: a long-running service does not grow.
    with pipeline.memory_zone():
        docs = pipeline.pipe(map(_cut, texts, cuts), batch_size=_TEXTS_PER_BATCH)
        return [_columns(doc, cut) for doc, cut in zip(docs, cuts, strict=True)]


def _cut(text: str, cuts: NDArray[np.int64]) -> str:
    borders = [0, *map(int, cuts), len(text)]
    return " ".join(text[start:end] for start, end in pairwise(borders))


def _columns(doc: Doc, cuts: NDArray[np.int64]) -> Parse:
    """Copy a document into columns; offsets are put back to the text without the cuts' spaces."""
    starts = np.array([token.idx for token in doc], dtype=np.int64)
    ends = np.array([token.idx + len(token) for token in doc], dtype=np.int64)
    if len(cuts):
        spaces = cuts + np.arange(len(cuts))
        starts = starts - np.searchsorted(spaces, starts, side="left")
        ends = ends - np.searchsorted(spaces, ends, side="left")
    return Parse(
        starts=starts.astype(np.int32),
        ends=ends.astype(np.int32),
        lemmas=tuple(token.lemma_.lower() for token in doc),
        pos=tuple(token.pos_ for token in doc),
        relations=tuple(token.dep_ for token in doc),
        heads=np.array([token.head.i for token in doc], dtype=np.int32),
        sentences=np.array([*(sentence.start for sentence in doc.sents), len(doc)], dtype=np.int32),
    )


@contextmanager
def _worker(folder: Path) -> Iterator[Callable[[list[str]], list[Parse]]]:
    """Run a worker process; yields a function that has it parse texts.

    A plain subprocess, because the start methods of multiprocessing import the caller's main module again:
    a script without a main guard would run twice.
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "feedback2req.adapters.models.spacy_worker", str(folder)]
    # a process group of its own: Ctrl-C in a terminal is for the caller, whose end closes the pipe and so ends this one
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, process_group=0
    )
    into, out = process.stdin, process.stdout

    def ask(texts: list[str]) -> list[Parse]:
        try:
            send(into, texts)
            answer = receive(out)
        except (OSError, EOFError) as error:
            raise ModelNotUsable("A worker process of the parser has died.", where=str(folder)) from error
        if isinstance(answer, str):
            raise ModelNotUsable("The parser failed in a worker process.", where=answer)
        parses: list[Parse] = answer
        return parses

    try:
        yield ask
    finally:
        for pipe in (into, out):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.wait()


def send(pipe: IO[bytes] | None, message: object) -> None:
    """Write one message between this program's own processes."""
    if pipe is None:
        raise EOFError
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def receive(pipe: IO[bytes] | None) -> Any:  # noqa: ANN401
    """Read one message between this program's own processes; EOFError at the end."""
    header = pipe.read(_LENGTH.size) if pipe is not None else b""
    if pipe is None or len(header) < _LENGTH.size:
        raise EOFError
    content = pipe.read(_LENGTH.unpack(header)[0])
    return pickle.loads(content)  # noqa: S301  the other end is this package's own worker
