"""Items, statements and rejected rows as the records that users script against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.exporters.json_text import (
    PROBABILITY_DIGITS,
    SCORE_DIGITS,
    SENTIMENT_DIGITS,
    Record,
    in_order,
    plain_number,
    rounded,
    timestamp,
)
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.sentiment import rating_disagrees, sentiment_label
from feedback2req.domain.snapshot import Placed, Snapshot
from feedback2req.domain.themes import STATES


def item_records(snapshot: Snapshot) -> Iterator[Record]:
    """One record for each kept item, copies included, in the snapshot's order."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, statement in enumerate(snapshot.statements):
        positions[statement.item_id].append(position)
    intents = snapshot.readings.intents[snapshot.grouping.text_of]
    for item, score in zip(snapshot.items, snapshot.item_sentiment, strict=True):
        own = positions.get(item.item_id, [])
        yield {
            "item_id": item.item_id,
            "external_id": item.external_id,
            "source": item.source,
            "product": item.product,
            "file": item.file,
            "row": item.row,
            "text": item.text,
            "url": item.url,
            "received_at": timestamp(item.received_at),
            "rating": plain_number(item.rating),
            "language": item.language,
            "author": item.author,
            "account": item.account,
            "attributes": in_order(item.attributes),
            "intents": _intents(intents[own].max(axis=0) if own else np.zeros(len(INTENTS), dtype=np.float32)),
            "sentiment": sentiment_record(float(score)),
            "rating_disagrees": rating_disagrees(item.satisfaction, float(score)),
            "themes": _themes_of_item(snapshot, own),
            "copy_of": snapshot.copy_of.get(item.item_id),
        }


def reading_records(placed: Placed) -> Iterator[Record]:
    """One record for each item with its statements inside: what is answered to who sends feedback."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, statement in enumerate(placed.statements):
        positions[statement.item_id].append(position)
    statements = list(statement_records(placed))
    intents = placed.readings.intents[placed.grouping.text_of]
    for item, score in zip(placed.items, placed.item_sentiment, strict=True):
        own = positions.get(item.item_id, [])
        yield {
            "item_id": item.item_id,
            "intents": _intents(intents[own].max(axis=0) if own else np.zeros(len(INTENTS), dtype=np.float32)),
            "sentiment": sentiment_record(float(score)),
            "statements": [statements[position] for position in own],
            "themes": [_membership(placed, key, own) for key in _themes_of_item(placed, own)],
        }


def _membership(placed: Placed, key: str, positions: list[int]) -> Record:
    """How an item belongs to one of its themes: as its surest statement does."""
    own = [p for p in positions if _theme_key(placed, p) == key]
    return {
        "key": key,
        "state": STATES[min(int(placed.membership.states[p]) for p in own)],
        "similarity": rounded(max(float(placed.membership.similarities[p]) for p in own), PROBABILITY_DIGITS),
    }


def statement_records(snapshot: Placed) -> Iterator[Record]:
    """One record for each statement, in the snapshot's order."""
    membership = snapshot.membership
    part_of = {member: part.key for part in snapshot.subthemes for member in part.members}
    for position, statement in enumerate(snapshot.statements):
        text_row = int(snapshot.grouping.text_of[position])
        probabilities = snapshot.readings.intents[text_row]
        flags = snapshot.readings.flags[text_row]
        yield {
            "statement_id": statement.statement_id,
            "item_id": statement.item_id,
            "start": statement.start,
            "end": statement.end,
            "text": statement.text,
            "reading": None if statement.reading == statement.text else statement.reading,
            "intents": _intents(probabilities),
            "intent": INTENTS[int(np.argmax(probabilities))],
            "sentiment": sentiment_record(float(snapshot.statement_sentiment[position])),
            "aspect": snapshot.aspects[position],
            "quality_characteristic": snapshot.readings.qualities[text_row],
            "flags": [{"flag": flag, "words": list(flags[flag])} for flag in sorted(flags)],
            "theme": _theme_key(snapshot, position),
            "subtheme": part_of.get(position),
            "state": STATES[int(membership.states[position])],
            "reason": membership.reasons[position],
            "strength": rounded(float(membership.strengths[position]), PROBABILITY_DIGITS),
        }


def rejected_records(snapshot: Snapshot) -> Iterator[Record]:
    """One record for each row that was not kept."""
    for row in snapshot.rejected:
        yield {"file": row.file, "row": row.row, "reason": row.reason, "detail": row.detail}


def sentiment_record(score: float) -> Record:
    """Label and score; the label is that of the rounded score, so that a reader can check it."""
    shown = rounded(score, SENTIMENT_DIGITS)
    return {"label": sentiment_label(shown), "score": shown}


def _intents(probabilities: NDArray[np.float32]) -> Record:
    return {name: rounded(float(p), PROBABILITY_DIGITS) for name, p in zip(INTENTS, probabilities, strict=True)}


def _theme_key(snapshot: Placed, position: int) -> str | None:
    row = int(snapshot.membership.themes[position])
    return None if row < 0 else snapshot.theme_model.keys[row]


def _themes_of_item(snapshot: Placed, positions: list[int]) -> list[str]:
    """Keys of an item's themes, the one that most of its words belong to first."""
    weight: dict[str, float] = defaultdict(float)
    for position in positions:
        key = _theme_key(snapshot, position)
        if key is not None:
            statement = snapshot.statements[position]
            weight[key] += float(snapshot.membership.strengths[position]) * (statement.end - statement.start)
    # Rounded before comparing: sums of float32 products may differ in the last bit.
    return sorted(weight, key=lambda key: (-round(weight[key], SCORE_DIGITS), key))
