"""What distinct texts mean to say, and how statements feel once the rating has been heard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.readings import INTENTS, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import CHANNELS
from feedback2req.ports import StatementReader

RATING_WEIGHT = 0.35
"""How far a rating may pull a sentiment that the text leaves open; a text that is sure is not moved."""

SURE_PRAISE = 0.7
PLEASED = 0.4
"""From here on a text is praise and nothing else: a wish that is taken for praise is lost to the backlog, praise that
is taken for a need is not lost to the strengths."""

SURE = 0.5
"""A text that feels so much is plain about it: a report of a failure in sober words lies here."""

MILD = 0.2
"""Beyond this, a text has said which way it feels, and a rating may not turn it round."""

_PRAISE = INTENTS.index("praise")
_ASKING = [INTENTS.index(name) for name in ("feature_request", "problem_report", "question", "complaint")]
_NONE, _NEED, _STRENGTH = range(len(CHANNELS))


COMPETITOR = "competitor"
"""The flag of a statement that names or compares with another product."""


def classify(grouping: Grouping, reader: StatementReader, *, competitors: Sequence[str] = ()) -> Readings:
    """Read every distinct text once, in columns of shape (n_texts, …).

    Parameters
    ----------
    grouping : Grouping
    reader : StatementReader
        Gives intents, sentiment, quality characteristics and flags.
    competitors : sequence of str
        Names of other products, as whole words whatever their case; a text that holds one gets the flag ``competitor``.
    """
    readings = reader.read(grouping.texts)
    names = sorted((re.escape(name.strip()) for name in competitors if name.strip()), key=len, reverse=True)
    if not names:
        return readings
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)
    flags = (_with_names(of, pattern.findall(text)) for of, text in zip(readings.flags, grouping.texts, strict=True))
    return replace(readings, flags=tuple(flags))


def _with_names(flags: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    if not names:
        return flags
    return {**flags, COMPETITOR: tuple(dict.fromkeys((*flags.get(COMPETITOR, ()), *names)))}


def channels(asides: Sequence[str | None], grouping: Grouping, readings: Readings) -> NDArray[np.int8]:
    """Which channel each distinct text belongs to, of shape (n_texts,), as index into `CHANNELS`.

    A text that was set aside takes part in none. Praise is a channel of its own when it is sure, the text is pleased,
    and nothing is asked, reported or complained about.
    """
    found = np.where(_pleased(readings), _STRENGTH, _NEED).astype(np.int8)
    for aside, row in zip(asides, grouping.text_of, strict=True):
        if aside is not None:
            found[row] = _NONE
    return found


def set_aside(
    statements: Sequence[Statement], grouping: Grouping, readings: Readings, aspects: Sequence[str | None]
) -> tuple[str | None, ...]:
    """Why each statement takes no part in themes, or None, of length n_statements.

    What segmenting set aside stays so; praise that speaks of no quality and of no thing ("my favourite of all I tried")
    joins it as filler: no team can own it. Copies of one text are treated alike.
    """
    general = _pleased(readings) & np.array([quality is None for quality in readings.qualities], dtype=bool)
    for aspect, row in zip(aspects, grouping.text_of, strict=True):
        general[row] &= aspect is None
    rows = zip(statements, grouping.text_of, strict=True)
    return tuple(s.aside or ("filler" if general[row] else None) for s, row in rows)


def _pleased(readings: Readings) -> NDArray[np.bool_]:
    praised = readings.intents[:, _PRAISE] >= SURE_PRAISE
    asked = readings.intents[:, _ASKING].max(axis=1, initial=0.0)
    return np.asarray(praised & (asked < 0.5) & (readings.sentiment >= PLEASED), dtype=np.bool_)


def statement_sentiment(
    statements: Sequence[Statement], items: Mapping[str, FeedbackItem], grouping: Grouping, readings: Readings
) -> NDArray[np.float32]:
    """Sentiment of each statement, of shape (n_statements,), in [-1, 1].

    The rating is a second witness: it pulls an undecided text towards itself, in proportion to how undecided
    the text is, and never turns round what the text says plainly.
    """
    text = readings.sentiment[grouping.text_of].astype(np.float64)
    rating = np.array([items[s.item_id].satisfaction for s in statements], dtype=np.float64)
    pull = RATING_WEIGHT * np.maximum(1.0 - np.abs(text) / SURE, 0.0) * (rating - text)
    heard = text + np.where(np.isnan(rating), 0.0, pull)
    heard = np.where(text >= MILD, np.maximum(heard, MILD / 2), heard)
    heard = np.where(text <= -MILD, np.minimum(heard, -MILD / 2), heard)
    return np.round(heard, 3).astype(np.float32)


def item_sentiment(
    items: Sequence[FeedbackItem], statements: Sequence[Statement], sentiment: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Sentiment of whole items, of shape (n_items,): the mean over their statements, weighted by length."""
    row = {item.item_id: i for i, item in enumerate(items)}
    total, length = np.zeros(len(items)), np.zeros(len(items))
    for statement, value in zip(statements, sentiment.astype(np.float64), strict=True):
        n = statement.end - statement.start
        total[row[statement.item_id]] += n * value
        length[row[statement.item_id]] += n
    return np.round(total / np.maximum(length, 1), 3).astype(np.float32)
