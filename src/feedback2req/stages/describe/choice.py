"""Which phrase names a theme: said by many of its members, by few others, and close to what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback2req.stages.describe.candidates import Candidate
from feedback2req.stages.describe.vocabulary import Vocabulary

MAX_COMMON = 0.08
FEW_STATEMENTS = 20
"""A word that more than this share of all statements hold names no theme alone; in little feedback none is so common."""

SHORTLIST = 12
MIN_COVERAGE = 0.12
"""Least share of a theme's statements that hold the words of its label, when there is such a phrase at all."""

_FORCE = {"problem": "fail", "wish": "ask", "question": "state", "praise": "state"}
_OTHER_FORCE = 0.7
"""Weight of a phrase that states where the theme reports or wishes: a problem should read as a problem."""

_LENGTHS = {1: 0.7, 2: 1.0, 3: 1.0, 4: 0.95, 5: 0.9, 6: 0.8}
_PRECISION_WEIGHT = 0.6
_MEANING_WEIGHT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with how well it stands for the theme's words, in [0, 1]."""

    candidate: Candidate
    score: float


def shortlist(
    kind: str, found: Sequence[Candidate], members: Sequence[int], in_play: frozenset[int], vocabulary: Vocabulary
) -> list[Scored]:
    """The candidates whose words most members hold and few other statements do, best first."""
    inside = set(members)
    fewest = max(2, round(MIN_COVERAGE * len(inside)))
    telling = [c for c in found if not _too_common(c, in_play, vocabulary)]
    shared = [c for c in telling if len(vocabulary.holders(c.lemmas) & inside) >= fewest]
    scored = []
    for candidate in shared or telling or found:
        holders = vocabulary.holders(candidate.lemmas) & in_play
        covered = len(holders & inside)
        if not covered:
            continue
        # one more of each: a phrase that one member of three holds is not sure to be theirs alone
        coverage, precision = covered / (len(inside) + 1), (covered + 0.5) / (len(holders) + 1)
        harmonic = (1 + _PRECISION_WEIGHT) * coverage * precision / (_PRECISION_WEIGHT * coverage + precision)
        fit = 1.0 if candidate.force == _FORCE[kind] else _OTHER_FORCE
        often = 1.0 + 0.1 * np.log1p(candidate.count)
        length = _LENGTHS.get(len(candidate.text.split()), 0.7)
        scored.append(Scored(candidate=candidate, score=round(float(harmonic * fit * length * often), 6)))
    return sorted(scored, key=lambda s: (-s.score, s.candidate.text))[:SHORTLIST]


def _too_common(candidate: Candidate, in_play: frozenset[int], vocabulary: Vocabulary) -> bool:
    """Whether every word of a phrase stands all over the feedback ("card" in complaints about cards)."""
    most = max(FEW_STATEMENTS, MAX_COMMON * len(in_play))
    return all(len(vocabulary.holders([lemma]) & in_play) > most for lemma in candidate.lemmas)


def by_meaning(
    lists: Sequence[Sequence[Scored]],
    directions: NDArray[np.float64],
    encode: Callable[[Sequence[str]], NDArray[np.float16]],
) -> list[list[Candidate]]:
    """Order each theme's shortlist by words and by meaning together, best first.

    A phrase is near a theme when its vector lies closer to the theme's direction than to any other's.

    Parameters
    ----------
    lists : one shortlist a theme
    directions : ndarray of shape (n_themes, n_dims)
        Unit direction of each theme.
    encode : callable
        Texts to unit rows.
    """
    texts = sorted({s.candidate.text for short in lists for s in short})
    if not texts:
        return [[] for _ in lists]
    row = {text: i for i, text in enumerate(texts)}
    cosines = np.round(encode(texts).astype(np.float64) @ directions.T, 5)
    ordered = []
    for t, short in enumerate(lists):
        total = {s.candidate: s.score + _MEANING_WEIGHT * _margin(cosines[row[s.candidate.text]], t) for s in short}
        ordered.append(sorted(total, key=lambda c: (-round(total[c], 5), c.text)))
    return ordered


def _margin(cosines: NDArray[np.float64], own: int) -> float:
    others = np.delete(cosines, own)
    return float(cosines[own] - others.max(initial=0.0) + 0.5 * cosines[own])


def unique_labels(ordered: Sequence[Sequence[Candidate]], order: Sequence[int]) -> dict[int, Candidate | None]:
    """One label a theme, none given twice; the themes that come first in `order` choose first."""
    taken: set[str] = set()
    meant: set[frozenset[str]] = set()
    chosen: dict[int, Candidate | None] = {}
    for t in order:
        free = [c for c in ordered[t] if c.text.casefold() not in taken]
        fresh = [c for c in free if c.lemmas not in meant]
        chosen[t] = next(iter(fresh or free), None)
        label = chosen[t]
        if label is not None:
            taken.add(label.text.casefold())
            meant.add(label.lemmas)
    return chosen
