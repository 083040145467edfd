"""Agreement with labels, each figure with an interval from resampled rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, average_precision_score, f1_score, precision_score, recall_score

N_RESAMPLES = 500
N_BINS = 10
_SEED = 20160714
_SHOWN = 3


def interval(figure: Callable[[NDArray[np.int64]], float], n_rows: int) -> list[float]:
    """95 % bootstrap interval of a figure over rows: it is given the rows of each resample."""
    rng = np.random.default_rng(_SEED)
    found = [figure(rng.integers(0, n_rows, n_rows)) for _ in range(N_RESAMPLES)]
    return [round(float(q), _SHOWN) for q in np.quantile(found, (0.025, 0.975))]


def binary(true: NDArray[np.bool_], probability: NDArray[np.float64]) -> dict[str, Any]:
    """Precision, recall and F1 at one half, average precision, and how far probabilities are calibrated."""
    said = probability >= 0.5
    return {
        "n": int(true.sum()),
        "of": len(true),
        "precision": _shown(precision_score(true, said, zero_division=0)),
        "recall": _shown(recall_score(true, said, zero_division=0)),
        "f1": _shown(f1_score(true, said, zero_division=0)),
        "f1_95": interval(lambda rows: f1(true[rows], said[rows]), len(true)),
        "ap": _shown(average_precision_score(true, probability)) if true.any() else None,
        "ece": _shown(calibration_error(true, probability)),
    }


def f1(true: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """F1 of yes, 0 where there is none; plain arithmetic, for thousands of resamples."""
    hit, all_said, all_true = (true & said).sum(), said.sum(), true.sum()
    return float(2 * hit / (all_said + all_true)) if all_said + all_true else 0.0


def calibration_error(true: NDArray[np.bool_], probability: NDArray[np.float64]) -> float:
    """Expected calibration error: ten bins of equal width, the gap between probability and share, by rows."""
    bins = np.minimum((probability * N_BINS).astype(int), N_BINS - 1)
    gaps = [abs(probability[bins == b].mean() - true[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return float(sum(gaps))


def macro_f1(true: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    """Mean F1 over the classes that the labels hold."""
    classes = np.unique(true)
    return float(np.mean([f1(true == c, said == c) for c in classes]))


def classes(true: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    """Accuracy and macro-F1 of one label a row."""
    t, s = np.array(true), np.array(said)
    per_class = {str(c): {"n": int((t == c).sum()), "f1": _shown(f1(t == c, s == c))} for c in np.unique(t)}
    return {
        "n": len(t),
        "accuracy": _shown(accuracy_score(t, s)),
        "accuracy_95": interval(lambda rows: float((t[rows] == s[rows]).mean()), len(t)),
        "macro_f1": _shown(macro_f1(t, s)),
        "macro_f1_95": interval(lambda rows: macro_f1(t[rows], s[rows]), len(t)),
        "classes": per_class,
    }


def boundaries(true: Sequence[frozenset[int]], said: Sequence[frozenset[int]]) -> dict[str, Any]:
    """Precision, recall and F1 of boundaries, each row an item."""
    counts = np.array([(len(t & s), len(s), len(t)) for t, s in zip(true, said, strict=True)], dtype=np.int64)

    def figure(rows: NDArray[np.int64]) -> float:
        hit, n_said, n_true = counts[rows].sum(axis=0)
        return float(2 * hit / (n_said + n_true)) if n_said + n_true else 1.0

    hit, n_said, n_true = counts.sum(axis=0)
    return {
        "items": len(counts),
        "n": int(n_true),
        "precision": _shown(hit / n_said if n_said else 1.0),
        "recall": _shown(hit / n_true if n_true else 1.0),
        "f1": _shown(figure(np.arange(len(counts)))),
        "f1_95": interval(figure, len(counts)),
    }


def _shown(value: float) -> float:
    return round(float(value), _SHOWN)
