"""Themes that cannot stand by what can be said of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, ThemeModel
from feedback2req.ports import Encoder
from feedback2req.stages.describe.kinds import kinds_of, members_of
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.naming import Group, rivals


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """Keys of themes that no phrase could be read for, and of doubles with the theme that each one repeats."""

    nameless: frozenset[str]
    doubles: Mapping[str, str]


def unfit(
    model: ThemeModel,
    membership: Membership,
    intents: NDArray[np.float32],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Sequence[Point],
    encoder: Encoder,
    *,
    among: Collection[str],
    labels: Mapping[str, str],
) -> Unfit:
    """Themes of which nothing can be said, and those whose only label is that of another theme.

    What the members of the former share is a mood, and no team could own it; two of the latter a reader would take for
    one. Praise is spared: what it praises is named by one word.

    Parameters
    ----------
    intents : ndarray of shape (n_statements, 6), float32
    encoder : Encoder
        The one that made the model.
    among : collection of str
        Keys of the themes that are asked about.
    labels : mapping of theme key to str
        What others are called already: their label is no longer free.
    """
    members = members_of(model, membership)
    kinds = kinds_of(model, membership, members, intents)
    material = Material.of(members, statements, items, parses, points, encoder.encode)
    rows = [t for t, kind in enumerate(kinds) if kind != "praise"]
    groups = [
        Group(key=key, kind=kinds[t], members=members[t], among=material.in_play, label=labels.get(key))
        for t, key in ((t, model.keys[t]) for t in rows)
    ]
    found = rivals(groups, model.directions()[rows], material)
    keys = {t: group.key for t, group in enumerate(groups) if group.key in among}
    return Unfit(
        nameless=frozenset(key for t, key in keys.items() if t in found and found[t] is None),
        doubles={key: groups[by].key for t, key in keys.items() if (by := found.get(t)) is not None},
    )
