"""The stage: placed statements in, the areas over their themes and the parts of them out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.themes import CHANNELS, Area, Arrangement, Membership, ThemeModel
from feedback2req.stages.arrange.areas import areas_of, likeness
from feedback2req.stages.arrange.keys import area_keys
from feedback2req.stages.arrange.parts import parts_of

_NEED = CHANNELS.index("need")


def arrange(
    model: ThemeModel,
    membership: Membership,
    grouping: Grouping,
    embeddings: Embeddings,
    *,
    last: Sequence[Area],
    seed: int,
) -> Arrangement:
    """Group themes into areas, and divide the themes that are two things or more.

    Each level is complete: every theme that will be ranked has an area, and a theme that is divided has each of its
    statements in one of its parts. Praise is not arranged: it is a list of its own.

    Parameters
    ----------
    model, membership : the themes, and where statements belong in them
    grouping, embeddings : columns by distinct text
    last : sequence of Area
        Those of the run before this one: an area that shares most of its themes with one of them keeps its key.
    seed : int
        Of the searches for two halves.
    """
    n = len(model.keys)
    needs = np.flatnonzero(model.channels == _NEED)
    areas = np.full(n, -1, dtype=np.int64)
    alike = np.full((n, n), -1.0)
    if len(needs):
        alike[np.ix_(needs, needs)] = likeness(model.directions()[needs])
        areas[needs] = areas_of(alike[np.ix_(needs, needs)])
    parts = np.full(len(membership.themes), -1, dtype=np.int64)
    for theme in needs:
        members = np.flatnonzero(membership.themes == theme)
        texts = grouping.text_of[members]
        told = np.zeros(len(members), dtype=bool)
        told[np.unique(texts, return_index=True)[1]] = True
        parts[members] = parts_of(embeddings.matrix[texts].astype(np.float64), told, seed)
    inside = [tuple(model.keys[t] for t in np.flatnonzero(areas == a)) for a in range(int(areas.max(initial=-1)) + 1)]
    return Arrangement(areas=areas, area_keys=area_keys(inside, last), parts=parts, likeness=alike)
