"""Which phrase names a theme: said by many of its members, by few others, and close to what they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.inflection import singular
from feedback2req.stages.describe.candidates import Candidate
from feedback2req.stages.describe.vocabulary import Vocabulary
from feedback2req.stages.describe.words import PARTS, is_name, is_proper

MAX_COMMON = 0.08
FEW_STATEMENTS = 20
"""A word that more than this share of all statements hold names no theme alone; in little feedback none does."""

SHORTLIST = 12
MIN_COVERAGE = 0.12
"""Least share of a theme's statements that hold the words of its label, when there is such a phrase at all."""

COMMON = 0.25
"""Share of them from which on a phrase's coverage counts in full; one that fewer hold is hardly true of the theme."""

_WHOLE_PHRASE = 0.75
"""Share of those who hold a phrase that hold the longer one around it, from which on the longer one is the thing."""

_FORCE = {"problem": "fail", "wish": "ask", "question": "state", "praise": "state"}
_OTHER_FORCE = 0.8
"""Weight of a phrase that states where the theme reports or wishes: a problem should read as a problem."""

_BARE_PROBLEM = 0.8
"""Weight of "X problems" besides: it says where it hurts and not how."""

_SAID_ONCE = 0.5
"""Weight of a claim that one member alone makes, in a theme of more than a few."""

_PROPER = 0.7
"""Weight of a proper name alone, where customers do not ask for what it names."""

_TAKEN = frozenset({"fee", "charge"})
"""Troubles by their occasion only: there are fees that nobody minds."""

_NAMED_ONCE = 0.85
"""Weight of a thing that one member alone names, in a theme of more than a few."""

_FEW_MEMBERS = 4
_SHARED = 0.2
"""Share of those who speak of a thing from which on what is claimed of it counts in full."""

_LENGTHS = {1: 0.55, 2: 1.0, 3: 1.0, 4: 0.95, 5: 0.9, 6: 0.8}
_PRECISION_WEIGHT = 0.6
_MEANING_WEIGHT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with how well it stands for the theme's words, in [0, 1]; and how well its form suits the theme.

    `covered` is the number of members that hold it.
    """

    candidate: Candidate
    score: float
    fit: float = 1.0
    covered: int = 0


def shortlist(
    kind: str, found: Sequence[Candidate], members: Sequence[int], in_play: frozenset[int], vocabulary: Vocabulary
) -> list[Scored]:
    """The candidates whose words most members hold and few other statements do, best first."""
    inside = set(members)
    fewest = max(2, round(MIN_COVERAGE * len(inside)))
    telling = [c for c in found if not _too_common(c, in_play, vocabulary)]
    shared = [c for c in telling if len(_inside(c, inside, vocabulary)) >= fewest]
    scored: dict[str, Scored] = {}
    for candidate in shared or telling or found:
        holders = candidate.holders(vocabulary) & in_play
        covered = len(_inside(candidate, inside, vocabulary))
        if not covered:
            continue
        # one more of each: a phrase that one member of three holds is not sure to be theirs alone
        coverage, precision = covered / (len(inside) + 1), (covered + 0.5) / (len(holders | candidate.said_by) + 1)
        harmonic = (1 + _PRECISION_WEIGHT) * coverage * precision / (_PRECISION_WEIGHT * coverage + precision)
        often = 1.0 + 0.1 * np.log1p(len(candidate.said_by))
        length = _LENGTHS.get(len(candidate.text.split()), 0.7)
        fit = _fit(kind, candidate, covered, len(inside)) * length * min(1.0, covered / (COMMON * len(inside))) ** 0.5
        score = round(float(harmonic * fit * often), 6)
        if candidate.text not in scored or score > scored[candidate.text].score:
            scored[candidate.text] = Scored(candidate=candidate, score=score, fit=fit, covered=covered)
    return sorted(scored.values(), key=lambda s: (-s.score, s.candidate.text))[:SHORTLIST]


def _inside(candidate: Candidate, inside: set[int], vocabulary: Vocabulary) -> set[int]:
    return (candidate.holders(vocabulary) | candidate.said_by) & inside


def _fit(kind: str, candidate: Candidate, covered: int, n_members: int) -> float:
    """How well the form of a phrase suits the theme, and how many members make the claim it makes."""
    fit = 1.0 if candidate.force == _FORCE[kind] else _OTHER_FORCE
    if candidate.bare:
        return fit * _bare_fit(kind, candidate, n_members)
    if n_members <= _FEW_MEMBERS:
        return fit
    if len(candidate.said_by) < 2:
        return fit * _SAID_ONCE
    return fit * (0.6 + 0.4 * min(1.0, len(candidate.said_by) / (_SHARED * covered)))


def _bare_fit(kind: str, candidate: Candidate, n_members: int) -> float:
    """Of a thing alone: "message delays" is a problem as it stands, "Citibank" is none."""
    fit = _NAMED_ONCE if len(candidate.said_by) < 2 and n_members > _FEW_MEMBERS else 1.0
    if kind == "problem":
        fit *= _problem_fit(candidate)
    if kind == "praise" and all(is_name(w) for w in candidate.thing.split()):
        return fit * (1.0 if candidate.thing.upper() in PARTS else _PROPER)
    asked = kind == "wish" and candidate.force == "ask"
    return fit * (_PROPER if is_proper(candidate.thing) and not asked else 1.0)


def _problem_fit(candidate: Candidate) -> float:
    """Of a thing in a problem theme: delays trouble by themselves, a fee mostly does, a call does not."""
    if candidate.text.endswith(" problems"):
        return _BARE_PROBLEM * (0.8 if len(candidate.thing.split()) == 1 else 1.0)
    return 0.9 if singular(candidate.thing.split()[-1]) in _TAKEN else 1.0 / _OTHER_FORCE


def _too_common(candidate: Candidate, in_play: frozenset[int], vocabulary: Vocabulary) -> bool:
    """Whether every word of a phrase stands all over the feedback ("card" in complaints about cards)."""
    most = max(FEW_STATEMENTS, MAX_COMMON * len(in_play))
    return bool(candidate.lemmas) and all(
        len(vocabulary.holders([lemma]) & in_play) > most for lemma in candidate.lemmas
    )


def by_meaning(
    lists: Sequence[Sequence[Scored]],
    directions: NDArray[np.float64],
    encode: Callable[[Sequence[str]], NDArray[np.float16]],
) -> list[list[Scored]]:
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
        near = [s.fit * _MEANING_WEIGHT * _margin(cosines[row[s.candidate.text]], t) for s in short]
        total = [replace(s, score=round(s.score + n, 5)) for s, n in zip(short, near, strict=True)]
        ordered.append(sorted(_whole(total), key=lambda s: (-s.score, s.candidate.text)))
    return ordered


def _whole(short: Sequence[Scored]) -> list[Scored]:
    """A phrase goes behind the longer one around it that nearly all use who use it: "SD card", not "card"."""
    found = []
    for part in short:
        around = [
            s.score
            for s in short
            if s.candidate.lemmas > part.candidate.lemmas
            and (s.candidate.force, s.candidate.bare) == (part.candidate.force, part.candidate.bare)
            and s.covered >= _WHOLE_PHRASE * part.covered
        ]
        behind = min(part.score, max(around) - 0.00001) if around else part.score
        found.append(replace(part, score=round(behind, 5)))
    return found


def _margin(cosines: NDArray[np.float64], own: int) -> float:
    others = np.delete(cosines, own)
    return float(cosines[own] - others.max(initial=0.0) + 0.5 * cosines[own])


def unique_labels(
    ordered: Sequence[Sequence[Scored]], kinds: Sequence[str], keys: Sequence[str], *, taken: Sequence[str] = ()
) -> dict[int, Candidate | None]:
    """One label a theme, none given twice: a phrase goes to the theme that it fits best.

    Two themes of one kind do not share the words of their labels either ("root problems", "roots not shown"),
    unless nothing else is left. Labels of `taken` are given already.
    """
    offers = sorted(
        ((s, t) for t, short in enumerate(ordered) for s in short),
        key=lambda o: (-o[0].score, o[0].candidate.text, keys[o[1]]),
    )
    used = {normal(text) for text in taken}
    meant: set[tuple[str, frozenset[str]]] = set()
    chosen: dict[int, Candidate | None] = dict.fromkeys(range(len(ordered)))
    for may_share in (False, True):
        for scored, t in offers:
            label = scored.candidate
            shares = bool(label.lemmas) and (kinds[t], label.lemmas) in meant
            if chosen[t] is None and normal(label.text) not in used and (may_share or not shares):
                chosen[t] = label
                used.add(normal(label.text))
                meant.add((kinds[t], label.lemmas))
    return chosen


def normal(text: str) -> str:
    """A label as it is compared: two numbers of one noun, and two cases of one word, are one label."""
    return " ".join(singular(word) for word in text.split())
