"""Whether anything can be said of a theme that is true of many of its members."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, ThemeModel
from feedback2req.ports import Encoder
from feedback2req.stages.describe.candidates import Candidate
from feedback2req.stages.describe.kinds import kinds_of, members_of
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.naming import Group, offers, rivals

LEAST_TRUE = 0.1
"""Share of its members that the best label of a theme has to be true of, as estimated; see docs/decisions/0020."""

_NEITHER, _NEAR, _HELD = -1.55, 0.42, 1.28
"""Log odds that a label is true of a statement that is as near to it as others are and holds none of its words, for
each deviation that it is nearer, and for holding its words; fitted on 571 pairs that were judged one by one."""

_SAMPLE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Keys of themes that cannot stand: those of which no label is true, and doubles with the theme each repeats."""

    vague: frozenset[str]
    doubles: Mapping[str, str]


def unfit(
    model: ThemeModel,
    membership: Membership,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Sequence[Point],
    grouping: Grouping,
    readings: Readings,
    embeddings: Embeddings,
    encoder: Encoder,
    *,
    among: Collection[str],
) -> Unfit:
    """Themes that cannot stand by what can be said of them.

    Of some no label is true: what their members share is a mood, and no team could own it. Of others the only label is
    that of another theme: a reader would take them for one. Praise is spared: what it praises is named by one word.

    Parameters
    ----------
    among : collection of str
        Keys of the themes that are asked about.
    """
    members = members_of(model, membership)
    kinds = kinds_of(model, membership, members, readings.intents[grouping.text_of])
    material = Material.of(members, statements, items, parses, points, encoder.encode)
    groups = [
        Group(key=key, kind=kind, members=own, among=material.in_play)
        for key, kind, own in zip(model.keys, kinds, members, strict=True)
    ]
    asked = [group for group in groups if group.key in among and group.kind != "praise"]
    true = truths(asked, material, grouping, embeddings)
    vague = frozenset(group.key for group, share in zip(asked, true, strict=True) if share < LEAST_TRUE)
    rest = [t for t, group in enumerate(groups) if group.kind != "praise" and group.key not in vague]
    keys = [groups[t].key for t in rest]
    taken = rivals([groups[t] for t in rest], model.directions()[rest], material)
    doubles = {keys[t]: keys[by] for t, by in taken.items() if keys[t] in among}
    return Unfit(vague=vague, doubles=doubles)


def truths(
    groups: Sequence[Group], material: Material, grouping: Grouping, embeddings: Embeddings
) -> NDArray[np.float64]:
    """Estimated share of the members that the best candidate label is true of, of shape (n_groups,); 0 without any.

    How near a label is to a statement is counted from the mean over all statements, in their deviations: an encoder
    takes some phrases to be near to everything.
    """
    rows = np.unique(grouping.text_of[sorted(material.in_play)])[:_SAMPLE]  # in the order of digests: a random sample
    usual = embeddings.matrix[rows].astype(np.float64)
    found = np.zeros(len(groups))
    for number, group in enumerate(groups):
        offered = offers(group, material)
        if not offered:
            continue
        labels = material.encode([candidate.text for candidate in offered]).astype(np.float64)
        of_all = usual @ labels.T
        own = embeddings.matrix[grouping.text_of[list(group.members)]].astype(np.float64) @ labels.T
        near = (own - of_all.mean(axis=0)) / np.maximum(of_all.std(axis=0), 1e-6)
        held = np.stack([_held(candidate, group, material) for candidate in offered], axis=1)
        true = 1.0 / (1.0 + np.exp(-(_NEITHER + _NEAR * near + _HELD * held)))
        found[number] = round(float(true.mean(axis=0).max()), 4)
    return found


def _held(candidate: Candidate, group: Group, material: Material) -> NDArray[np.bool_]:
    holders = candidate.holders(material.vocabulary) | candidate.said_by
    return np.array([member in holders for member in group.members], dtype=np.bool_)
