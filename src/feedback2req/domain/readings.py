"""Vectors and readings of distinct texts, in columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

INTENTS = ("feature_request", "problem_report", "question", "praise", "complaint", "other")
"""What a customer does with a statement; a statement may do several of them."""

QUALITY_CHARACTERISTICS = (
    "functional suitability",
    "performance efficiency",
    "compatibility",
    "interaction capability",
    "reliability",
    "security",
    "maintainability",
    "flexibility",
    "safety",
)
"""Product quality of ISO/IEC 25010:2023: what a statement says is good, bad or wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderInfo:
    """Which encoder made a matrix; vectors of different encoders are never compared."""

    name: str
    revision: str
    sha256: str
    n_dims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Exact copies among statements: each distinct text is embedded and read once.

    Attributes
    ----------
    texts : tuple of str, length n_texts
        Distinct readings, sorted by digest.
    digests : tuple of str, length n_texts
        sha256 of each text after case folding and white-space folding; ascending.
    text_of : ndarray of shape (n_statements,), int64
        Row of each statement's text; in the order of the statements.
    counts : ndarray of shape (n_texts,), int64
        Statements that share each text.
    """

    texts: tuple[str, ...]
    digests: tuple[str, ...]
    text_of: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """Vectors of distinct texts.

    `matrix` has shape (n_texts, n_dims), float16: unit rows, and rows of zeros for texts that take no part in themes.
    """

    digests: tuple[str, ...]
    matrix: NDArray[np.float16]
    encoder: EncoderInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What the reader of statements says of each distinct text.

    Attributes
    ----------
    intents : ndarray of shape (n_texts, 6), float32
        Independent calibrated probabilities, columns in the order of `INTENTS`.
    sentiment : ndarray of shape (n_texts,), float32
        In [-1, 1]: how strongly the text feels towards what it is about, from the text alone.
    qualities : tuple of str or None, length n_texts
        Which of `QUALITY_CHARACTERISTICS` a text speaks of; None when of none.
    flags : tuple of mapping, length n_texts
        Flag name to the words that raised it ("data_loss": ("lost my photos",)).
    """

    intents: NDArray[np.float32]
    sentiment: NDArray[np.float32]
    qualities: tuple[str | None, ...]
    flags: tuple[Mapping[str, tuple[str, ...]], ...]
