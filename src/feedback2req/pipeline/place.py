"""Where single items belong among published themes: the stages of a re-rank, for what was just sent in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.readings import EncoderInfo, Grouping, Readings
from feedback2req.domain.review import Review, standing
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, Subtheme, ThemeModel
from feedback2req.pipeline.read import Read
from feedback2req.stages.assign import assign
from feedback2req.stages.replay import excluded, overruled, replay


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedItems:
    """Items as a snapshot would have them; `names` are labels that people gave since it was published."""

    items: tuple[FeedbackItem, ...]
    item_sentiment: NDArray[np.float32]
    statements: tuple[Statement, ...]
    statement_sentiment: NDArray[np.float32]
    aspects: tuple[str | None, ...]
    grouping: Grouping
    readings: Readings
    membership: Membership
    theme_model: ThemeModel
    names: Mapping[str, str]
    subthemes: tuple[Subtheme, ...] = ()


def place(read: Read, model: ThemeModel, reviews: Sequence[Review] = ()) -> PlacedItems:
    """Place what was read among published themes, with the decisions that people took since.

    The model holds the decisions that were there when it was published. Of later ones merges, names,
    left-out authors and moves of these very statements are replayed; what they teach about other statements
    comes with the next snapshot.

    Parameters
    ----------
    read : Read
        Of `read_items`.
    model : ThemeModel
        As published, after people's decisions.
    reviews : sequence of Review
        All of the product's, undone ones included.
    """
    held = standing(reviews)
    left_out = excluded(held, read.items.values())
    asides = tuple(
        "reviewed" if s.item_id in left_out else aside for s, aside in zip(read.statements, read.asides, strict=True)
    )
    membership = assign(read.vectors, read.channel_of_statements, asides, model)
    names: Mapping[str, str] = {}
    if held and len(model.keys):
        replayed = replay(
            held, model, membership, read.statements, read.items, read.vectors, read.channel_of_statements
        )
        model, names = replayed.model, replayed.names
        membership = overruled(assign(read.vectors, read.channel_of_statements, asides, model), replayed)
    return PlacedItems(
        items=tuple(read.items.values()),
        item_sentiment=read.item_sentiment,
        statements=read.statements,
        statement_sentiment=read.sentiment,
        aspects=read.about,
        grouping=read.grouping,
        readings=read.readings,
        membership=membership,
        theme_model=model,
        names=names,
    )


def part(read: Read, item_ids: Collection[str]) -> Read:
    """The reading of some of the items: what it would be if they had been read alone."""
    rows = np.array([i for i, s in enumerate(read.statements) if s.item_id in item_ids], dtype=np.int64)
    items = {key: item for key, item in read.items.items() if key in item_ids}
    places = [i for i, key in enumerate(read.items) if key in item_ids]
    return replace(
        read,
        items=items,
        parses={key: read.parses[key] for key in items},
        statements=tuple(read.statements[i] for i in rows),
        grouping=replace(read.grouping, text_of=read.grouping.text_of[rows]),
        sentiment=read.sentiment[rows],
        item_sentiment=read.item_sentiment[places],
        points=(),
        about=tuple(read.about[i] for i in rows),
        asides=tuple(read.asides[i] for i in rows),
    )


def no_themes(encoder: EncoderInfo) -> ThemeModel:
    """The themes before the first snapshot: none."""
    return ThemeModel(
        keys=(),
        prototypes=np.zeros((0, encoder.n_dims), dtype=np.float32),
        owners=np.zeros(0, dtype=np.int64),
        prototype_channels=np.zeros(0, dtype=np.int8),
        core_thresholds=np.zeros(0, dtype=np.float32),
        attach_thresholds=np.zeros(0, dtype=np.float32),
        taught=np.zeros(0, dtype=np.bool_),
        channels=np.zeros(0, dtype=np.int8),
        encoder=encoder,
        config_digest="",
        lineage=(),
    )
