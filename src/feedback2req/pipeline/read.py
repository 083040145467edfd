"""From items to what their statements say, before any theme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Cuts, Statement
from feedback2req.pipeline.asked import Tools
from feedback2req.stages.classify import channels, classify, item_sentiment, set_aside, statement_sentiment
from feedback2req.stages.embed import embed
from feedback2req.stages.extract import aspects, cases_of, extract
from feedback2req.stages.group import group
from feedback2req.stages.segment import segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Items with all that was read in them.

    No value depends on which other items were read with them, but for the case of letters in names (`points`, `about`).

    `items` by id; `statements` sorted by (item id, start), and `sentiment`, `about`, `asides` in their order;
    `item_sentiment` in the order of the sorted items; `channel` of shape (n_texts,): the channel of each distinct text.
    """

    items: Mapping[str, FeedbackItem]
    parses: Mapping[str, Parse]
    statements: tuple[Statement, ...]
    grouping: Grouping
    readings: Readings
    sentiment: NDArray[np.float32]
    item_sentiment: NDArray[np.float32]
    points: tuple[Point, ...]
    about: tuple[str | None, ...]
    asides: tuple[str | None, ...]
    channel: NDArray[np.int8]
    embeddings: Embeddings

    @property
    def vectors(self) -> NDArray[np.float16]:
        """The vector of each statement, of shape (n_statements, n_dims)."""
        return self.embeddings.matrix[self.grouping.text_of]

    @property
    def channel_of_statements(self) -> NDArray[np.int8]:
        """The channel of each statement, of shape (n_statements,)."""
        return self.channel[self.grouping.text_of]

    @property
    def intents(self) -> NDArray[np.float32]:
        """Intent probabilities of each statement, of shape (n_statements, 6)."""
        return self.readings.intents[self.grouping.text_of]


def read_items(
    items: Sequence[FeedbackItem], tools: Tools, config: PipelineConfig, *, one_by_one: bool = False
) -> Read:
    """Segment, group, classify, extract and embed: the same code for a batch, a re-rank and one item.

    Parameters
    ----------
    items : sequence of FeedbackItem
        Sorted by id.
    one_by_one : bool
        Names are written as each item itself writes them, and not as most items do: then nothing at all depends on
        which other items are read with them.
    """
    tell = tools.progress.stage
    by_id = {item.item_id: item for item in items}
    parses = _parse(items, tools)
    statements = segment(items, parses, _cut(items, tools)).statements
    grouping = group(statements)

    tell("classify", len(grouping.texts))
    readings = classify(grouping, tools.reader, competitors=config.competitors)
    sentiment = statement_sentiment(statements, by_id, grouping, readings)
    intents = readings.intents[grouping.text_of]
    points: list[Point] = []
    about: list[str | None] = []
    for start, end in _spans(statements) if one_by_one else [(0, len(statements))]:
        some = statements[start:end]
        cases = cases_of(some, by_id, parses)
        found = extract(some, by_id, parses, intents[start:end], cases=cases)
        about += aspects(some, by_id, parses, found, cases=cases)
        points += (replace(point, statement=point.statement + start) for point in found) if start else found
    asides = set_aside(statements, grouping, readings, tuple(about))
    channel = channels(asides, grouping, readings)

    tell("embed", int((channel > 0).sum()))
    return Read(
        items=by_id,
        parses=parses,
        statements=statements,
        grouping=grouping,
        readings=readings,
        sentiment=sentiment,
        item_sentiment=item_sentiment(items, statements, sentiment),
        points=tuple(points),
        about=tuple(about),
        asides=asides,
        channel=channel,
        embeddings=embed(grouping, tools.encoder, channel > 0),
    )


def _spans(statements: Sequence[Statement]) -> list[tuple[int, int]]:
    """Where the statements of each item begin and end."""
    starts = [i for i, s in enumerate(statements) if i == 0 or s.item_id != statements[i - 1].item_id]
    return list(zip(starts, [*starts[1:], len(statements)], strict=True))


def _parse(items: Sequence[FeedbackItem], tools: Tools) -> dict[str, Parse]:
    """Parses by item id; each distinct text is parsed once, in the order of the texts."""
    texts = sorted({item.text for item in items})
    tools.progress.stage("parse", len(texts))
    of = dict(zip(texts, tools.parser.parse(texts), strict=True))
    return {item.item_id: of[item.text] for item in items}


def _cut(items: Sequence[FeedbackItem], tools: Tools) -> dict[str, Cuts]:
    """Cuts by item id; each distinct text is cut once, in the order of the texts."""
    texts = sorted({item.text for item in items})
    tools.progress.stage("segment", len(texts))
    of = dict(zip(texts, tools.reader.cut(texts), strict=True))
    return {item.item_id: of[item.text] for item in items}
