"""Where items are cut into statements, and what statements say, by a small transformer of its own."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.flags import FlagPatterns
from feedback2req.adapters.models.folders import read_manifest
from feedback2req.adapters.models.onnx_texts import OnnxTexts
from feedback2req.adapters.models.word_marks import (
    SIGNS,
    CutRule,
    WordMarks,
    cuts_of,
    joined,
    windows,
    word_marks,
)
from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS, Readings
from feedback2req.domain.statement import Cuts
from feedback2req.errors import ModelNotUsable

if TYPE_CHECKING:
    from tokenizers import Encoding

_RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_SENTIMENTS = ("negative", "neutral", "positive")
_QUALITIES = (*QUALITY_CHARACTERISTICS, "none")
_COMPLAINT = INTENTS.index("complaint")
_OUTPUTS = (*INTENTS, "advice", *_SENTIMENTS, *_QUALITIES)


@dataclass(frozen=True, slots=True)
class _Calibration:
    """Turns logits into probabilities: slope and offset of each yes-or-no output, and of each class of the others.

    `strength`: what a sure positive and a sure negative text feel, and what a complaint adds. `binary` has shape
    (2, n_intents + 1), `sentiment` (2, 3), `quality` (2, n_qualities): slopes, then offsets.
    """

    binary: NDArray[np.float64]
    sentiment: NDArray[np.float64]
    quality: NDArray[np.float64]
    cut: CutRule
    strength: tuple[float, float, float]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> _Calibration:
        """Read it from a manifest; ValueError, KeyError or TypeError if that is not what this version writes."""
        if tuple(manifest["outputs"]) != _OUTPUTS:
            raise ValueError("the outputs are not those of this version")
        given = manifest["calibration"]
        parts = [
            np.array([given[name][side] for name in names], dtype=np.float64)
            for side in ("slope", "offset")
            for names in (_OUTPUTS[: len(INTENTS) + 1], _SENTIMENTS, _QUALITIES)
        ]
        return cls(
            binary=np.stack([parts[0], parts[3]]),
            sentiment=np.stack([parts[1], parts[4]]),
            quality=np.stack([parts[2], parts[5]]),
            cut=_cut_rule(manifest["cut"]),
            strength=_three(manifest["strength"]),
        )


class TransformerReader:
    """Statement reader: one fine-tuned transformer with a row of outputs, and word patterns for flags.

    Parameters
    ----------
    folder : Path
        Holds ``model.onnx``, ``tokenizer.json`` and ``manifest.json`` with the calibration.
    flags : Path, optional
        ``flags.json``; the package's own if not given.
    on_done : callable, optional
        Told how many more texts are done, from the caller's thread.
    n_threads : int, >= 1, optional
        Texts in work at once; the usable cores if not given.
    keeps_loaded : bool, default=True
        Keep the model in memory between two calls.

    Notes
    -----
    A text reads the same in any company (see `OnnxTexts`). Probabilities are rounded to 4 decimals, sentiment
    to 3. A statement is read up to its 224th token. Nothing is loaded before the first use.
    """

    def __init__(
        self,
        folder: Path,
        *,
        flags: Path | None = None,
        on_done: Callable[[int], None] | None = None,
        n_threads: int | None = None,
        keeps_loaded: bool = True,
    ) -> None:
        self._folder = folder
        self._flags_path = flags if flags is not None else _RESOURCES / "flags.json"
        self._texts = OnnxTexts(folder, on_done=on_done, n_threads=n_threads, keeps_loaded=keeps_loaded)
        self._of_thread = threading.local()

    @cached_property
    def version(self) -> str:
        """Digest of weights, calibration and flags, sha256: it changes whenever the answer to some text may change.

        Raises
        ------
        ModelNotUsable
            If one of them is missing.
        """
        total = hashlib.sha256()
        for path in (self._folder / "manifest.json", self._flags_path):
            total.update(hashlib.sha256(self._bytes(path)).digest())
        return total.hexdigest()

    def read(self, texts: Sequence[str]) -> Readings:
        """Read distinct texts.

        Parameters
        ----------
        texts : sequence of str, length n_texts

        Returns
        -------
        Readings
            Columns in the order of the texts.

        Raises
        ------
        ModelNotUsable
            If a file of the model is missing or damaged.
        """
        binary, feeling, quality = self._probabilities(texts)
        return Readings(
            intents=binary[:, : len(INTENTS)].round(4).astype(np.float32),
            sentiment=_strength(feeling, binary[:, _COMPLAINT], self._calibration.strength).round(3).astype(np.float32),
            qualities=tuple(
                QUALITY_CHARACTERISTICS[i] if i < len(QUALITY_CHARACTERISTICS) else None
                for i in quality.round(6).argmax(axis=1)
            ),
            flags=tuple(map(self._flags.find, texts)),
        )

    def feelings(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities of negative, neutral, positive and complaint, of shape (n_texts, 4): strength rests on them."""
        binary, feeling, _ = self._probabilities(texts)
        return np.column_stack([feeling, binary[:, _COMPLAINT]])

    def _probabilities(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Calibrated, of yes-or-no outputs, sentiments and quality characteristics."""
        calibration, logits = self._calibration, self._logits(texts)
        n_binary, n_sentiments = len(INTENTS) + 1, len(_SENTIMENTS)
        binary = _sigmoid(_scaled(logits[:, :n_binary], calibration.binary))
        feeling = _softmax(_scaled(logits[:, n_binary : n_binary + n_sentiments], calibration.sentiment))
        quality = _softmax(_scaled(logits[:, n_binary + n_sentiments :], calibration.quality))
        return binary, feeling, quality

    def cut(self, texts: Sequence[str]) -> list[Cuts]:
        """Find where items fall into pieces.

        Parameters
        ----------
        texts : sequence of str, length n_texts
            Whole items; long ones are read in windows that overlap.

        Returns
        -------
        list of Cuts, length n_texts

        Raises
        ------
        ModelNotUsable
            If a file of the model is missing or damaged.
        """
        rule = self._calibration.cut
        return [cuts_of(text, marks, rule) for text, marks in zip(texts, self.word_marks(texts), strict=True)]

    def word_marks(self, texts: Sequence[str]) -> list[WordMarks]:
        """What the model says of each word of whole items; what `cut` and the fitting of its rule rest on."""
        spans = [(row, start, end) for row, text in enumerate(texts) for start, end in windows(text)]
        single = {row for row, n in Counter(row for row, _, _ in spans).items() if n == 1}
        marks: list[WordMarks] = [WordMarks.none() for _ in spans]
        known = self._known()

        def keep(place: int, encoding: Encoding, outputs: list[NDArray[np.float32]]) -> None:
            row, start, end = spans[place]
            logits, words = outputs
            marks[place] = word_marks(texts[row][start:end], encoding.offsets, _sigmoid(words.astype(np.float64)))
            if row in single:  # an item that turns out to be one statement need not be read again
                known[tuple(encoding.ids)] = logits.astype(np.float64)

        self._texts.run([texts[row][start:end] for row, start, end in spans], keep)
        of: list[list[tuple[int, int, WordMarks]]] = [[] for _ in texts]
        for (row, start, end), found in zip(spans, marks, strict=True):
            of[row].append((start, end, found))
        return [joined(found) for found in of]

    def _logits(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Of shape (n_texts, n_outputs); what cutting has left is used once."""
        matrix = np.zeros((len(texts), len(_OUTPUTS)), dtype=np.float64)
        known, self._of_thread.known = self._known(), {}
        new = []
        for row, text in enumerate(texts):
            found = known.get(self._texts.ids(text)) if known else None
            if found is None:
                new.append(row)
            else:
                matrix[row] = found

        def keep(place: int, _: Encoding, outputs: list[NDArray[np.float32]]) -> None:
            matrix[new[place]] = outputs[0]

        self._texts.run([texts[row] for row in new], keep)
        return matrix

    def _known(self) -> dict[tuple[int, ...], NDArray[np.float64]]:
        """What cutting has left to the thread that asked for it, by token ids: others cut and read meanwhile."""
        if not hasattr(self._of_thread, "known"):
            self._of_thread.known = {}
        known: dict[tuple[int, ...], NDArray[np.float64]] = self._of_thread.known
        return known

    @cached_property
    def _calibration(self) -> _Calibration:
        try:
            return _Calibration.of(read_manifest(self._folder))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(error) from error

    @cached_property
    def _flags(self) -> FlagPatterns:
        try:
            return FlagPatterns.from_json(self._bytes(self._flags_path))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(error) from error

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> ModelNotUsable:
        return ModelNotUsable(
            "The reader of statements is missing or damaged.",
            where=f"{self._folder}: {error}",
            remedy="Reinstall the package, or rebuild the folder with python -m scripts.reader.export.",
        )


def _strength(
    feeling: NDArray[np.float64], complaint: NDArray[np.float64], by: tuple[float, float, float]
) -> NDArray[np.float64]:
    """How strongly a text feels: a plain report of a failure is milder than one with displeasure in its words."""
    positive, negative, displeased = by
    score = positive * feeling[:, 2] - (negative + displeased * complaint) * feeling[:, 0]
    return np.asarray(np.clip(score, -1.0, 1.0), dtype=np.float64)


def _three(given: Mapping[str, float]) -> tuple[float, float, float]:
    return float(given["positive"]), float(given["negative"]), float(given["complaint"])


def _cut_rule(given: Mapping[str, float]) -> CutRule:
    weights = np.array([given[name] for name in ("model", *SIGNS)], dtype=np.float64)
    return CutRule(weights=weights, offset=float(given["offset"]), threshold=float(given["threshold"]))


def _scaled(logits: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(logits * by[0] + by[1], dtype=np.float64)


def _sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -60.0, 60.0))), dtype=np.float64)


def _softmax(z: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)
