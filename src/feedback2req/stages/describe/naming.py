"""One label and criterion for each of several groups, none of them given twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.inflection import singular
from feedback2req.stages.describe.candidates import Candidate, candidates
from feedback2req.stages.describe.choice import Scored, by_meaning, normal, shortlist, unique_labels
from feedback2req.stages.describe.composed import composed
from feedback2req.stages.describe.forms import alone
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.words import capital, is_readable

_LEFT = {"problem": "Other problems", "wish": "Other wishes", "question": "Other questions", "praise": "General praise"}
_SINGULARS = {"problem": "a problem", "wish": "a wish", "question": "a question", "praise": "praise"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Statements that want a name.

    `members` are positions of statements, `among` those of the statements that the name has to tell them from. `label`
    and `criterion` are what it is called already: with both, no name is looked for.
    """

    key: str
    kind: str
    members: Sequence[int]
    among: frozenset[int]
    label: str | None = None
    criterion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A group's name, who belongs, the phrase it was made of (None where none was read), and others that offered."""

    label: str
    criterion: str
    chosen: Candidate | None
    others: tuple[Candidate, ...]

    def things(self, n: int) -> tuple[str, ...]:
        """Things that members speak of, the label's first, none within another's words."""
        told: list[str] = []
        seen: list[frozenset[str]] = []
        for candidate in (*([self.chosen] if self.chosen is not None else []), *self.others):
            words = frozenset(singular(w) for w in candidate.thing.split())
            if not any(words <= other or other <= words for other in seen) and is_readable(candidate.thing):
                seen.append(words)
                told.append(candidate.thing)
        return tuple(told[:n])


def named(
    groups: Sequence[Group], directions: NDArray[np.float64], material: Material, *, taken: Iterable[str] = ()
) -> list[Named]:
    """Names of groups, in their order.

    Parameters
    ----------
    directions : ndarray of shape (n_groups, n_dims)
        Unit direction of each group.
    taken : iterable of str
        Labels that are given already.
    """
    given = [*taken, *(group.label for group in groups if group.label is not None)]
    lists = [_shortlist(group, material) for group in groups]
    wanted = [[] if g.label and g.criterion else short for g, short in zip(groups, lists, strict=True)]
    chosen = _chosen(groups, _ordered(groups, wanted, directions, material), given)
    names = _names(chosen, groups, material, given)
    return [
        Named(
            label=group.label or names[t][0],
            criterion=group.criterion or names[t][1],
            chosen=chosen[t],
            others=tuple(s.candidate for s in lists[t]),
        )
        for t, group in enumerate(groups)
    ]


def rivals(groups: Sequence[Group], directions: NDArray[np.float64], material: Material) -> dict[int, int | None]:
    """Groups that no label is left for, with the group of their kind that has the one they would have.

    None stands beside those that no phrase could be read for, or none that a group of their kind has.
    """
    lists = [[] if group.label is not None else _shortlist(group, material) for group in groups]
    ordered = _ordered(groups, lists, directions, material)
    labels = {t: group.label for t, group in enumerate(groups) if group.label is not None}
    chosen = {t: c for t, c in _chosen(groups, ordered, tuple(labels.values())).items() if t not in labels}
    labels |= {t: c.text for t, c in chosen.items() if c is not None}
    owner = {(groups[t].kind, normal(label)): t for t, label in labels.items()}
    found: dict[int, int | None] = {}
    for t in (t for t, c in chosen.items() if c is None):
        wanted = [(groups[t].kind, normal(s.candidate.text)) for s in ordered[t]]
        found[t] = next((owner[label] for label in wanted if label in owner), None)
    return found


def _ordered(
    groups: Sequence[Group],
    lists: Sequence[Sequence[Scored]],
    directions: NDArray[np.float64],
    material: Material,
) -> list[list[Scored]]:
    """Shortlists by words and meaning, best first, as they read as labels."""
    ordered = by_meaning(lists, directions, material.encode)
    return [[_worded(g.kind, s, material) for s in short] for g, short in zip(groups, ordered, strict=True)]


def _chosen(
    groups: Sequence[Group], ordered: Sequence[Sequence[Scored]], given: Sequence[str]
) -> dict[int, Candidate | None]:
    return unique_labels(ordered, [g.kind for g in groups], [g.key for g in groups], taken=given)


def _worded(kind: str, scored: Scored, material: Material) -> Scored:
    """A candidate as it reads as a label: one word alone does not tell what customers say of it."""
    text = scored.candidate.text
    if len(text.split()) > 1:
        return scored
    return replace(scored, candidate=replace(scored.candidate, text=alone(kind, text, material.product)))


def _shortlist(group: Group, material: Material) -> list[Scored]:
    said = candidates(
        group.kind,
        group.members,
        material.statements,
        material.items,
        material.parses,
        material.points,
        material.vocabulary,
        material.cases,
    )
    said = [*said, *composed(group.kind, said, group.members, material.points, material.vocabulary)]
    return shortlist(group.kind, said, group.members, group.among, material.vocabulary)


def _names(
    chosen: Mapping[int, Candidate | None], groups: Sequence[Group], material: Material, given: Sequence[str]
) -> dict[int, tuple[str, str]]:
    """Label and criterion of each group by its number.

    Where no phrase could be read it is the word that most members share, in the form of the kind.
    """
    names = {t: (label.text, label.criterion) for t, label in chosen.items() if label is not None}
    used = {normal(text) for text in (*given, *(text for text, _ in names.values()))}
    for t in sorted((t for t in chosen if t not in names), key=lambda t: (-len(groups[t].members), groups[t].key)):
        group = groups[t]
        names[t] = next(n for n in _fallbacks(group.kind, group.members, material) if normal(n[0]) not in used)
        used.add(normal(names[t][0]))
    return names


def _fallbacks(kind: str, own: Sequence[int], material: Material) -> Iterator[tuple[str, str]]:
    vocabulary = material.vocabulary
    shared = sorted(vocabulary.telling(own).items(), key=lambda p: (-p[1], p[0]))
    for word, n in shared:
        if n > 1 and len(word) > 2 and is_readable(word) and vocabulary.is_thing(word):
            yield alone(kind, capital(word), None), f"The customer speaks of “{word}”."
    for number in count(1):
        name = _LEFT[kind] + (f" ({number})" if number > 1 else "")
        yield name, f"The customer says what is read as {_SINGULARS[kind]} and fits no other theme."
