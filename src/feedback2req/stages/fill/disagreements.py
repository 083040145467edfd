"""Where a taxonomy cuts through a group, or holds two that lie apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.taxonomy import Disagreement, GivenTheme

SPLIT, MIXED = "taxonomy_split", "taxonomy_mixed"
SHARE = 0.25
"""Share of a group, or of a theme, from which on a part of it counts."""

FEWEST = 4
_SHOWN = 80


def disagreements(
    taxonomy: Sequence[GivenTheme],
    place: NDArray[np.int64],
    labels: NDArray[np.int64],
    grouping: Grouping,
    embeddings: Embeddings,
) -> tuple[Disagreement, ...]:
    """Groups that two themes share, and themes that hold two groups; by group, then by theme.

    Parameters
    ----------
    place : ndarray of shape (n_texts,), int64
        Given theme of each text, or -1.
    labels : ndarray of shape (n_texts,), int64
        The group in which it was found without the taxonomy, or -1.
    """
    found = []
    for group in range(int(labels.max(initial=-1)) + 1):
        rows = np.flatnonzero(labels == group)
        shares = _parts(rows, place)
        given = [(theme, members) for theme, members in shares if theme >= 0]
        if given and len(shares) > 1:
            found.append(_split(taxonomy, rows, given, grouping, embeddings))
    for theme in range(len(taxonomy)):
        rows = np.flatnonzero(place == theme)
        groups = [members for label, members in _parts(rows, labels) if label >= 0]
        if len(groups) > 1:
            found.append(_mixed(taxonomy[theme], groups, grouping, embeddings))
    return tuple(found)


def _parts(rows: NDArray[np.int64], by: NDArray[np.int64]) -> list[tuple[int, NDArray[np.int64]]]:
    """Rows by the value of another column, the parts that count alone, largest first."""
    names, counts = np.unique(by[rows], return_counts=True)
    fewest = max(FEWEST, SHARE * len(rows))
    kept = sorted((-int(n), int(name)) for name, n in zip(names, counts, strict=True) if n >= fewest)
    return [(name, rows[by[rows] == name]) for _, name in kept]


def _split(
    taxonomy: Sequence[GivenTheme],
    rows: NDArray[np.int64],
    parts: Sequence[tuple[int, NDArray[np.int64]]],
    grouping: Grouping,
    embeddings: Embeddings,
) -> Disagreement:
    told = [f"{_count(members, grouping)} in “{taxonomy[theme].name}”" for theme, members in parts]
    left = _count(rows, grouping) - sum(_count(members, grouping) for _, members in parts)
    told += [f"{left} elsewhere"] if left else []
    return Disagreement(
        code=SPLIT,
        themes=tuple(taxonomy[theme].key for theme, _ in parts),
        text=(
            f"{_count(rows, grouping)} statements that look like one thing (“{_typical(rows, grouping, embeddings)}”) "
            f"are split by the taxonomy: {', '.join(told)}."
        ),
    )


def _mixed(
    theme: GivenTheme, parts: Sequence[NDArray[np.int64]], grouping: Grouping, embeddings: Embeddings
) -> Disagreement:
    told = [f"{_count(rows, grouping)} like “{_typical(rows, grouping, embeddings)}”" for rows in parts]
    return Disagreement(
        code=MIXED,
        themes=(theme.key,),
        text=f"“{theme.name}” of the taxonomy holds groups that look like different things: {', '.join(told)}.",
    )


def _count(rows: NDArray[np.int64], grouping: Grouping) -> int:
    return int(grouping.counts[rows].sum())


def _typical(rows: NDArray[np.int64], grouping: Grouping, embeddings: Embeddings) -> str:
    """The text nearest to the middle of a group, cut to a line."""
    vectors = embeddings.matrix[rows].astype(np.float64)
    text = " ".join(grouping.texts[rows[int(np.round(vectors @ vectors.sum(axis=0), 4).argmax())]].split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rsplit(' ', 1)[0]} …"
