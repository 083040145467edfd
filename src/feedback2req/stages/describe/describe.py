"""The stage: a theme model with its members in, themes with names out, and the levels above and below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.past import PastTheme
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import Area, Arrangement, Membership, Subtheme, Theme, ThemeModel
from feedback2req.ports import Encoder
from feedback2req.stages.describe.exemplars import exemplars
from feedback2req.stages.describe.kinds import kinds_of, members_of
from feedback2req.stages.describe.levels import areas_over, siblings_of, subthemes_of
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.naming import Group, Named, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Themes in the order of the model, areas over them by their customers, and the parts of those that are divided."""

    themes: tuple[Theme, ...]
    areas: tuple[Area, ...]
    subthemes: tuple[Subtheme, ...]


def describe(
    model: ThemeModel,
    membership: Membership,
    arrangement: Arrangement,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Sequence[Point],
    grouping: Grouping,
    readings: Readings,
    embeddings: Embeddings,
    encoder: Encoder,
    config: PipelineConfig,
    *,
    past: Sequence[PastTheme] = (),
    names: Mapping[str, str] = MappingProxyType({}),
    given: Sequence[GivenTheme] = (),
) -> Described:
    """Name every theme, area and part in the customers' own words.

    Labels are forms of what members ask for or report; they are chosen by how many members hold their words
    and how few others do, and by how near their meaning is to the theme and far from its neighbours.

    Parameters
    ----------
    model, membership, arrangement : the theme model, where statements belong in it, and the levels around it
    points : sequence of Point
        What statements ask for or report.
    encoder : Encoder
        The one that made `embeddings`: candidate labels are compared with themes by meaning.
    past : sequence of PastTheme
        Themes as they were published last: those that live on keep their kind, label and criterion.
    names : mapping of theme key to label
        What people call themes: it goes before all else.
    given : sequence of GivenTheme
        Themes of a taxonomy: they are called what it calls them.

    Returns
    -------
    Described
        Labels are unique over all themes, and over all areas; no area is called as a theme is.
    """
    members = members_of(model, membership)
    kinds = kinds_of(model, membership, members, readings.intents[grouping.text_of])
    before, of_user = {theme.key: theme for theme in past}, {theme.key: theme for theme in given}
    material = Material.of(members, statements, items, parses, points, encoder.encode)
    groups = []
    for t, own in enumerate(members):
        key = model.keys[t]
        kept, own_words = before.get(key), of_user.get(key)
        groups.append(
            Group(
                key=key,
                kind=(own_words and own_words.kind) or (kept.kind if kept else kinds[t]),
                members=own,
                among=material.in_play,
                label=names.get(key) or (own_words.name if own_words else kept.label if kept else None),
                criterion=own_words.criterion if own_words else kept.criterion if kept else None,
            )
        )
    directions = model.directions()
    called = named(groups, directions, material)
    neighbours = _nearest(directions)
    areas = areas_over(groups, called, arrangement, material)
    parents = {key: area.key for area in areas for key in area.themes}
    siblings = siblings_of(groups, called, arrangement)

    def typical(own: Sequence[int], direction: NDArray[np.float64]) -> tuple[str, ...]:
        return _exemplars(own, statements, items, grouping, embeddings, direction, config.max_exemplars)

    themes = tuple(
        Theme(
            key=group.key,
            kind=group.kind,
            label=called[t].label,
            criterion=group.criterion or _criterion(called, t, neighbours[t]),
            keyphrases=called[t].things(config.max_keyphrases),
            exemplars=typical(group.members, directions[t]),
            members=tuple(group.members),
            parent=parents.get(group.key),
            merged_from=model.lineage[t],
            siblings=siblings[t],
        )
        for t, group in enumerate(groups)
    )
    return Described(
        themes=themes,
        areas=areas,
        subthemes=subthemes_of(groups, called, arrangement, material, grouping, embeddings, typical),
    )


def _nearest(directions: NDArray[np.float64]) -> list[int | None]:
    if len(directions) < 2:
        return [None] * len(directions)
    cosines = np.round(directions @ directions.T, 6)
    np.fill_diagonal(cosines, -2.0)
    return [int(i) for i in cosines.argmax(axis=1)]


def _criterion(called: Sequence[Named], t: int, neighbour: int | None) -> str:
    if neighbour is None:
        return called[t].criterion
    return f"{called[t].criterion[:-1]}; its neighbour “{called[neighbour].label}” is not meant."


def _exemplars(
    own: Sequence[int],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    grouping: Grouping,
    embeddings: Embeddings,
    direction: NDArray[np.float64],
    n: int,
) -> tuple[str, ...]:
    chosen = exemplars(
        own,
        [statements[m].text for m in own],
        [items[statements[m].item_id].customer for m in own],
        embeddings.matrix[grouping.text_of[own]].astype(np.float64),
        direction,
        n=n,
    )
    return tuple(statements[m].statement_id for m in chosen)
