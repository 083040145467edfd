"""Intents, sentiment and flags of statements, by small heads on the vectors that exist anyway."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.cues import CueLexicon
from feedback2req.adapters.models.flags import FlagPatterns
from feedback2req.domain.readings import INTENTS, Readings
from feedback2req.errors import InvalidVectors, ModelNotUsable

_RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_ROWS_PER_CHUNK = 1_024
_N_HEADS = len(INTENTS) - 1


@dataclass(frozen=True, slots=True)
class _Heads:
    """What ``heads.json`` and ``weights.npy`` hold: weights of shape (n_outputs, n_dims + n_cues), float64."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    n_dims: int
    vector_scale: float
    other_slope: float
    other_offset: float
    thresholds: tuple[float, float]
    encoder_sha256: str


class HeadReader:
    """Statement reader: logistic regressions on vector and cues, and word patterns for flags.

    Parameters
    ----------
    folder : Path, optional
        Holds ``cues.json``, ``flags.json``, ``heads/heads.json`` and ``heads/weights.npy``; the package's own
        resources if not given.

    Notes
    -----
    Each output is a sum over its own row, in float64, with an order of additions that does not depend on
    the other rows: a statement reads the same in any company. Probabilities are rounded to 4 decimals,
    sentiment to 3. Nothing is loaded before the first use.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder if folder is not None else _RESOURCES

    @cached_property
    def version(self) -> str:
        """Digest of all resource files, sha256: it changes whenever the answer to some text may change.

        Raises
        ------
        ModelNotUsable
            If a resource is missing.
        """
        total = hashlib.sha256()
        for name in ("cues.json", "flags.json", "heads/heads.json", "heads/weights.npy"):
            total.update(hashlib.sha256(self._bytes(name)).digest())
        return total.hexdigest()

    @property
    def encoder_sha256(self) -> str:
        """Digest of the encoder whose vectors the heads were trained on."""
        return self._heads.encoder_sha256

    @property
    def sentiment_thresholds(self) -> tuple[float, float]:
        """Sentiment below the first is negative, above the second positive, else neutral."""
        return self._heads.thresholds

    def read(self, texts: Sequence[str], vectors: NDArray[np.float16]) -> Readings:
        """Read intents, sentiment and flags of distinct texts.

        Parameters
        ----------
        texts : sequence of str, length n_texts
        vectors : ndarray of shape (n_texts, n_dims), float16
            Unit rows of the encoder that the heads were trained on.

        Returns
        -------
        Readings
            Columns in the order of the texts.

        Raises
        ------
        InvalidVectors
            If the vectors have another shape, or hold values that are no numbers.
        ModelNotUsable
            If a resource is missing or damaged.
        """
        heads = self._heads
        if vectors.shape != (len(texts), heads.n_dims):
            raise InvalidVectors(
                f"Vectors of shape {vectors.shape} for {len(texts)} texts of {heads.n_dims} dimensions."
            )
        intents = np.zeros((len(texts), len(INTENTS)), dtype=np.float32)
        sentiment = np.zeros(len(texts), dtype=np.float32)
        for start in range(0, len(texts), _ROWS_PER_CHUNK):
            rows = slice(start, start + _ROWS_PER_CHUNK)
            if not np.isfinite(vectors[rows]).all():
                raise InvalidVectors("Vectors hold values that are no numbers.")
            intents[rows], sentiment[rows] = self._read_chunk(texts[rows], vectors[rows])
        return Readings(intents=intents, sentiment=sentiment, flags=tuple(map(self._flags.find, texts)))

    def _read_chunk(
        self, texts: Sequence[str], vectors: NDArray[np.float16]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        heads = self._heads
        features = np.hstack([vectors.astype(np.float64) * heads.vector_scale, self._cues.features(texts)])
        # Not a matrix product: BLAS picks its order of additions by the number of rows.
        z = np.stack([np.add.reduce(features * row, axis=1) for row in heads.weights], axis=1) + heads.bias
        p = _sigmoid(z[:, :_N_HEADS])
        none = np.clip(np.prod(1.0 - p, axis=1), 1e-6, 1 - 1e-6)
        other = _sigmoid(heads.other_slope * np.log(none / (1.0 - none)) + heads.other_offset)
        raised = np.exp(z[:, _N_HEADS:] - z[:, _N_HEADS:].max(axis=1, keepdims=True))
        score = (raised[:, 2] - raised[:, 0]) / (raised[:, 0] + raised[:, 1] + raised[:, 2])
        intents = np.asarray(np.column_stack([p, other]), dtype=np.float64)
        return intents.round(4), np.asarray(score, dtype=np.float64).round(3)

    @cached_property
    def _heads(self) -> _Heads:
        try:
            content: dict[str, Any] = json.loads(self._bytes("heads/heads.json"))
            for name, path in (("weights.npy", "heads/weights.npy"), ("cues.json", "cues.json")):
                if hashlib.sha256(self._bytes(path)).hexdigest() != content["sha256"][name]:
                    raise ValueError(f"{path} is not the file that the heads were trained with")
            weights = np.load(io.BytesIO(self._bytes("heads/weights.npy")), allow_pickle=False).astype(np.float64)
            low, high = map(float, content["sentiment_thresholds"])
            heads = _Heads(
                weights=weights,
                bias=np.array(content["bias"], dtype=np.float64),
                n_dims=int(content["n_dims"]),
                vector_scale=float(content["vector_scale"]),
                other_slope=float(content["other"]["slope"]),
                other_offset=float(content["other"]["offset"]),
                thresholds=(low, high),
                encoder_sha256=str(content["encoder"]["sha256"]),
            )
            n_outputs = _N_HEADS + 3
            if weights.shape != (n_outputs, heads.n_dims + len(self._cues.names)) or heads.bias.shape != (n_outputs,):
                raise ValueError("the weights have another shape than the cues and outputs ask for")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(error) from error
        return heads

    @cached_property
    def _cues(self) -> CueLexicon:
        try:
            return CueLexicon.from_json(self._bytes("cues.json"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(error) from error

    @cached_property
    def _flags(self) -> FlagPatterns:
        try:
            return FlagPatterns.from_json(self._bytes("flags.json"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._damaged(error) from error

    def _bytes(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> ModelNotUsable:
        return ModelNotUsable(
            "The statement heads are missing or damaged.",
            where=f"{self._folder}: {error}",
            remedy="Reinstall the package, or rebuild them with scripts/train_heads.py --write.",
        )


def _sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(z, -60.0, 60.0))), dtype=np.float64)
