"""Real parses for tests of stages: the shipped model, turned into the domain's own columns."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.identity import content_id
from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement

MODEL = Path(__file__).parent.parent / "models" / "en-core-web-sm"


@cache
def _model() -> Any:  # noqa: ANN401 - the library has no types
    return spacy.load(MODEL, exclude=["ner", "senter"])


def to_parse(doc: Any) -> Parse:  # noqa: ANN401
    return Parse(
        starts=np.array([t.idx for t in doc], dtype=np.int32),
        ends=np.array([t.idx + len(t) for t in doc], dtype=np.int32),
        lemmas=tuple(t.lemma_.lower() for t in doc),
        pos=tuple(t.pos_ for t in doc),
        relations=tuple(t.dep_ for t in doc),
        heads=np.array([t.head.i for t in doc], dtype=np.int32),
        sentences=np.array([s.start for s in doc.sents] + [len(doc)], dtype=np.int32),
    )


@cache
def parse(text: str) -> Parse:
    return to_parse(_model()(text))


def item(
    text: str, *, author: str | None = None, product: str = "default", rating: float | None = None
) -> FeedbackItem:
    item_id = content_id("i", text, author or "")
    return FeedbackItem(
        item_id=item_id,
        external_id=item_id,
        product=product,
        source="test",
        file="test.csv",
        row=1,
        text=text,
        url=None,
        received_at=None,
        author=author,
        account=None,
        rating=rating,
        satisfaction=None if rating is None else (rating - 3) / 2,
        language="en",
        attributes={},
    )


def statement(of: FeedbackItem, start: int = 0, end: int | None = None) -> Statement:
    stop = len(of.text) if end is None else end
    text = of.text[start:stop]
    return Statement(
        statement_id=content_id("s", of.item_id, str(start), str(stop)),
        item_id=of.item_id,
        start=start,
        end=stop,
        text=text,
        reading=text,
    )
