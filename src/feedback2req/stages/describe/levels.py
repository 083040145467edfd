"""Areas over themes and parts of themes, in words and with their counts; and themes that are siblings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.identity import content_id
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.themes import Area, Arrangement, Subtheme
from feedback2req.stages.describe.areas import area_names
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.naming import Group, Named, named

ONE_THING = 0.60
"""Likeness from which on two themes of one area speak of one thing, whatever their words."""

SAME_WORD = 0.30
"""Likeness from which on they do when their labels share the word for it."""


def areas_over(
    groups: Sequence[Group], names: Sequence[Named], arrangement: Arrangement, material: Material
) -> tuple[Area, ...]:
    """Areas with names and counts, the one with the most customers first; a theme of praise has none."""
    inside: dict[int, list[int]] = defaultdict(list)
    for t, area in enumerate(arrangement.areas):
        if area >= 0:
            inside[int(area)].append(t)
    numbers = sorted(inside)
    called = {group.key: name for group, name in zip(groups, names, strict=True)}
    labels = area_names([[groups[t] for t in inside[a]] for a in numbers], called, material)
    found = []
    for number, label in zip(numbers, labels, strict=True):
        themes = sorted(inside[number], key=lambda t: (-_counts(groups[t].members, material)[1], groups[t].key))
        members = [m for t in themes for m in groups[t].members]
        n_items, n_customers = _counts(members, material)
        keys = tuple(groups[t].key for t in themes)
        found.append(
            Area(
                key=arrangement.area_keys[number],
                label=label,
                themes=keys,
                n_statements=len(members),
                n_items=n_items,
                n_customers=n_customers,
            )
        )
    return tuple(sorted(found, key=lambda a: (-a.n_customers, a.key)))


def siblings_of(groups: Sequence[Group], names: Sequence[Named], arrangement: Arrangement) -> list[tuple[str, ...]]:
    """Of each theme the keys of those of another kind, in its area, that are about the same thing; the likest first."""
    found: list[tuple[str, ...]] = []
    for t, group in enumerate(groups):
        alike = []
        for other, their in enumerate(groups):
            if their.kind == group.kind or arrangement.areas[t] < 0 or arrangement.areas[t] != arrangement.areas[other]:
                continue
            likeness = float(arrangement.likeness[t, other])
            if likeness >= (SAME_WORD if _lemmas(names[t]) & _lemmas(names[other]) else ONE_THING):
                alike.append((-likeness, their.key))
        found.append(tuple(key for _, key in sorted(alike)))
    return found


def _lemmas(name: Named) -> frozenset[str]:
    return name.chosen.lemmas if name.chosen is not None else frozenset()


def subthemes_of(
    groups: Sequence[Group],
    names: Sequence[Named],
    arrangement: Arrangement,
    material: Material,
    grouping: Grouping,
    embeddings: Embeddings,
    typical: Callable[[Sequence[int], NDArray[np.float64]], tuple[str, ...]],
) -> tuple[Subtheme, ...]:
    """The parts of divided themes with names of their own; by theme, and within it by size.

    Parameters
    ----------
    grouping, embeddings : columns by distinct text
    typical : callable
        Members and their direction to ids of exemplars.
    """
    owners, parts, directions = [], [], []
    for group in groups:
        number = arrangement.parts[list(group.members)]
        for part in range(int(number.max(initial=-1)) + 1):
            members = [m for m, p in zip(group.members, number, strict=True) if p == part]
            # a part at a time: of all statements at once, float64 takes gigabytes
            total = embeddings.matrix[grouping.text_of[members]].astype(np.float64).sum(axis=0)
            directions.append(total / max(float(np.linalg.norm(total)), 1e-12))
            owners.append(group.key)
            parts.append(
                Group(key=f"{group.key} {part:03}", kind=group.kind, members=members, among=frozenset(group.members))
            )
    if not parts:
        return ()
    called = named(parts, np.stack(directions), material, taken=[name.label for name in names])
    return tuple(
        Subtheme(
            key=content_id("s", owner, name.label),
            theme=owner,
            label=name.label,
            criterion=name.criterion,
            exemplars=typical(part.members, direction),
            members=tuple(part.members),
            n_items=_counts(part.members, material)[0],
            n_customers=_counts(part.members, material)[1],
        )
        for owner, part, name, direction in zip(owners, parts, called, directions, strict=True)
    )


def _counts(members: Sequence[int], material: Material) -> tuple[int, int]:
    """Items and customers of some statements."""
    of = {material.statements[m].item_id for m in members}
    return len(of), len({material.items[item].customer for item in of})
