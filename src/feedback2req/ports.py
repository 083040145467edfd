"""What the outside fills: one Protocol for each thing the core needs and does not make itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.backlog import Backlog, ExistingRequirement
from feedback2req.domain.drafting import Brief, DrafterInfo, Reply
from feedback2req.domain.feedback import Feedback
from feedback2req.domain.parse import Parse
from feedback2req.domain.placed import PlacedTexts
from feedback2req.domain.readings import EncoderInfo, Readings
from feedback2req.domain.snapshot import Snapshot
from feedback2req.domain.statement import Cuts


class Reader(Protocol):
    """Reads exports into raw items; keeps a row or rejects it with a reason, and says what it saw."""

    def read(self, paths: Sequence[Path]) -> Feedback:
        """Read all files as one input.

        Raises
        ------
        InputNotUsable
            If a file cannot be read, or no column holds text.
        """
        ...


class TextReader(Protocol):
    """Reads requirements that people wrote, with their places."""

    def read(self, path: Path) -> PlacedTexts:
        """All texts of a file in its order.

        Raises
        ------
        InputNotUsable
            If the file cannot be read or holds no text.
        """
        ...


class Parser(Protocol):
    """Finds tokens, sentences and dependencies."""

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """One parse a text, in order; the parse of a text does not depend on its company."""
        ...


class LanguageIdentifier(Protocol):
    """Tells the language of a text."""

    def identify(self, text: str) -> str:
        """ISO 639-1 code, or ``und`` when the text is too short or too mixed to tell."""
        ...


class Masker(Protocol):
    """Replaces personal data in a text by pseudonyms."""

    def mask(self, text: str, key: str) -> str:
        """The text with each address, number or card replaced; equal values get equal pseudonyms under one key."""
        ...


class Encoder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def info(self) -> EncoderInfo:
        """Name, revision, digest of the weights and number of dimensions."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Unit rows of shape (n_texts, n_dims); the vector of a text does not depend on its company."""
        ...


class StatementReader(Protocol):
    """Reads items and statements: where an item falls into pieces, and what a statement says."""

    @property
    def version(self) -> str:
        """Changes whenever the answer to some text may change."""
        ...

    def cut(self, texts: Sequence[str]) -> list[Cuts]:
        """Where each whole item falls into pieces, in order; the cuts of a text do not depend on its company."""
        ...

    def read(self, texts: Sequence[str]) -> Readings:
        """Columns of shape (n_texts, …), in order; the reading of a text does not depend on its company."""
        ...


class Drafter(Protocol):
    """Words requirements from outside of the program; what it says is judged before it is believed."""

    @property
    def info(self) -> DrafterInfo:
        """Name and version, as they stand beside each requirement that it worded."""
        ...

    def serves(self, product: str) -> bool:
        """Whether it was switched on for a product."""
        ...

    def draft(self, brief: Brief) -> Reply:
        """Propose one requirement; whatever goes wrong is an outcome of the reply and never raised."""
        ...


class SentimentPeer(Protocol):
    """Another package's sentiment, scored beside ours."""

    @property
    def name(self) -> str:
        """What it is called in tables."""
        ...

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Sentiment of each text, of shape (n_texts,), in [-1, 1]."""
        ...


class Exporter(Protocol):
    """Writes one file of a run's folder."""

    @property
    def name(self) -> str:
        """File name inside the folder."""
        ...

    def render(self, snapshot: Snapshot) -> bytes:
        """The whole file; equal snapshots give equal bytes."""
        ...


class BacklogSource(Protocol):
    """Where a published backlog is kept: the folder of a run, a store."""

    def load(self) -> Backlog:
        """All requirements, best first.

        Raises
        ------
        InputNotUsable
            If there is none, or it cannot be read.
        """
        ...


class BacklogExporter(Protocol):
    """Writes a backlog in the form that one tool takes."""

    @property
    def target(self) -> str:
        """What the form is called on the command line."""
        ...

    @property
    def on_known(self) -> str:
        """What becomes of a requirement that the tool has already: ``updated``, ``left out`` or ``not read``."""
        ...

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file, equal bytes for equal backlogs; `known` holds by key what stands in the tool already."""
        ...

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content was written by this exporter."""
        ...


class FilePlace(Protocol):
    """One file that a person named."""

    def check(self, wrote: Callable[[bytes], bool]) -> None:
        """Refuse now what must not be written over.

        Raises
        ------
        OutputRefused
            If something is there that is not ours.
        """
        ...

    def write(self, content: bytes) -> Path:
        """Put the file in place, whole."""
        ...


class Progress(Protocol):
    """Told how far a run is."""

    def stage(self, name: str, total: int) -> None:
        """A stage begins that will handle `total` things."""
        ...

    def advance(self, n: int) -> None:
        """`n` more things are done."""
        ...


class Clock(Protocol):
    """Tells how long things took; results never depend on it."""

    def now_s(self) -> float:
        """Monotonic seconds."""
        ...
