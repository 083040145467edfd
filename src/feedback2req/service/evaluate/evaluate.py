"""Score the engine's reading on labelled data, with peers beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.sentiment import sentiment_label
from feedback2req.domain.statement import Cuts, Statement
from feedback2req.ports import Parser, SentimentPeer, StatementReader
from feedback2req.service.evaluate.cuts import cuts
from feedback2req.service.evaluate.gold import GoldRow
from feedback2req.service.evaluate.scores import binary, boundaries, classes
from feedback2req.stages.classify import classify, item_sentiment
from feedback2req.stages.extract import aspects, extract
from feedback2req.stages.group import group
from feedback2req.stages.segment import segment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the engine says of each row, in columns of n_rows."""

    intents: NDArray[np.float64]
    sentiment: NDArray[np.float64]
    qualities: list[str]
    aspects: list[str | None]


def evaluate(
    gold: Sequence[GoldRow],
    *,
    parser: Parser,
    reader: StatementReader,
    peers: Sequence[SentimentPeer] = (),
    items: dict[str, str] | None = None,
    whole: bool = False,
) -> dict[str, Any]:
    """Score intents, sentiment, quality characteristics, aspects and segmentation.

    Parameters
    ----------
    gold : sequence of GoldRow
    peers : sequence of SentimentPeer
        Scored on the rows with a sentiment.
    items : mapping of item id to text, optional
        With it, and with offsets in the rows, segmentation is scored beside the parser's sentences.
    whole : bool, default=False
        Each row is one statement and is read as it stands; otherwise rows are cut into statements as a run does, and
        an intent is that of the statement that has it most.
    """
    read = _read_whole(gold, parser, reader) if whole else _read_cut(gold, parser, reader)
    report: dict[str, Any] = {"rows": len(gold)}
    intents = {name: scored for name in INTENTS if (scored := _intent(gold, read, name)) is not None}
    if intents:
        report["intents"] = {**intents, "macro_f1": round(float(np.mean([s["f1"] for s in intents.values()])), 3)}
    felt = [i for i, row in enumerate(gold) if row.sentiment is not None]
    if felt:
        report["sentiment"] = _sentiment([gold[i] for i in felt], read.sentiment[felt], peers)
    judged = [i for i, row in enumerate(gold) if row.quality is not None]
    if judged:
        report["quality_characteristic"] = classes(
            [str(gold[i].quality) for i in judged], [read.qualities[i] for i in judged]
        )
    named = [(row.aspect, read.aspects[i]) for i, row in enumerate(gold) if row.aspect is not None]
    if named:
        report["aspect"] = _aspects(named)
    if items is not None:
        report["segmentation"] = _segmentation(gold, items, parser, reader)
    return report


def _as_item(n: int, text: str) -> FeedbackItem:
    return FeedbackItem(
        item_id=f"{n:09d}",
        external_id=str(n),
        product="default",
        source="gold",
        file="gold",
        row=n + 1,
        text=text,
        url=None,
        received_at=None,
        author=None,
        account=None,
        rating=None,
        satisfaction=None,
        language="en",
        attributes={},
    )


def _parsed(items: Sequence[FeedbackItem], parser: Parser) -> dict[str, Parse]:
    return dict(zip((i.item_id for i in items), parser.parse([i.text for i in items]), strict=True))


def _read_whole(gold: Sequence[GoldRow], parser: Parser, reader: StatementReader) -> _Read:
    items = [_as_item(n, row.text) for n, row in enumerate(gold)]
    statements = [
        Statement(statement_id=i.item_id, item_id=i.item_id, start=0, end=len(i.text), text=i.text, reading=i.text)
        for i in items
    ]
    return _read(items, statements, _parsed(items, parser), reader)


def _read_cut(gold: Sequence[GoldRow], parser: Parser, reader: StatementReader) -> _Read:
    items = [_as_item(n, row.text) for n, row in enumerate(gold)]
    said = [i for i in items if i.text.strip()]
    parses = _parsed(said, parser)
    return _read(items, segment(said, parses, _cut(said, reader)).statements, parses, reader)


def _cut(items: Sequence[FeedbackItem], reader: StatementReader) -> dict[str, Cuts]:
    return dict(zip((i.item_id for i in items), reader.cut([i.text for i in items]), strict=True))


def _read(
    items: Sequence[FeedbackItem], statements: Sequence[Statement], parses: dict[str, Parse], reader: StatementReader
) -> _Read:
    grouping = group(statements)
    readings = classify(grouping, reader)
    of = grouping.text_of
    by_id = {i.item_id: i for i in items}
    points = extract(statements, by_id, parses, readings.intents[of])
    about = aspects(statements, by_id, parses, points)
    rows: dict[str, list[int]] = defaultdict(list)
    for n, s in enumerate(statements):
        rows[s.item_id].append(n)
    intents = np.zeros((len(items), len(INTENTS)))
    qualities, named = [], []
    for n, item in enumerate(items):
        own = rows[item.item_id]
        if own:
            intents[n] = readings.intents[of[own]].max(axis=0)
        qualities.append(next((q for k in own if (q := readings.qualities[of[k]])), "none"))
        named.append(next((about[k] for k in own if about[k]), None))
    return _Read(
        intents=intents,
        sentiment=item_sentiment(items, statements, readings.sentiment[of]).astype(np.float64),
        qualities=qualities,
        aspects=named,
    )


def _intent(gold: Sequence[GoldRow], read: _Read, name: str) -> dict[str, Any] | None:
    known = [(i, row.intents[name]) for i, row in enumerate(gold) if row.intents is not None and name in row.intents]
    if not known:
        return None
    true = np.array([label for _, label in known], dtype=np.bool_)
    return binary(true, read.intents[[i for i, _ in known], INTENTS.index(name)])


def _sentiment(gold: Sequence[GoldRow], scores: NDArray[np.float64], peers: Sequence[SentimentPeer]) -> dict[str, Any]:
    true = [str(row.sentiment) for row in gold]
    two_way = "neutral" not in true
    found = {"feedback2req": classes(true, _labels(scores, two_way=two_way))}
    if all(row.score is not None for row in gold):
        given = np.array([row.score for row in gold], dtype=np.float64)
        found["feedback2req"]["mean_absolute_error"] = round(float(np.abs(given - scores).mean()), 3)
    for peer in peers:
        found[peer.name] = classes(true, _labels(peer.scores([row.text for row in gold]), two_way=two_way))
    return found


def _labels(scores: NDArray[np.float64], *, two_way: bool) -> list[str]:
    """Labels of scores; where the labels know no neutral, by sign."""
    if two_way:
        return ["negative" if s < 0 else "positive" for s in scores]
    return [sentiment_label(float(s)) for s in scores]


def _aspects(named: Sequence[tuple[str, str | None]]) -> dict[str, Any]:
    """How often the named thing is the same, and shares a word; over the rows that have one."""
    having = [(_words(true), _words(said or "")) for true, said in named if true]
    alike = sum(bool(true & said) for true, said in having)
    return {
        "n": len(having),
        "equal": round(sum(true == said for true, said in having) / max(1, len(having)), 3),
        "shares_a_word": round(alike / max(1, len(having)), 3),
        "named_where_there_is_none": round(
            sum(bool(said) for true, said in named if not true) / max(1, sum(not true for true, _ in named)), 3
        ),
    }


def _words(phrase: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in phrase.lower().split())


def _segmentation(
    gold: Sequence[GoldRow], items: dict[str, str], parser: Parser, reader: StatementReader
) -> dict[str, Any]:
    spans: dict[str, list[tuple[int, int]]] = {item_id: [] for item_id in items}
    for row in gold:
        if row.item_id in spans and row.start is not None and row.end is not None:
            spans[row.item_id].append((row.start, row.end))
    kept = [_as_item(n, text) for n, text in enumerate(items.values())]
    parses = _parsed(kept, parser)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for s in segment(kept, parses, _cut(kept, reader)).statements:
        found[s.item_id].append((s.start, s.end))
    true = [cuts(text, spans[item_id]) for item_id, text in items.items()]
    ours = [cuts(i.text, found[i.item_id]) for i in kept]
    sentences = [cuts(i.text, _sentences(parses[i.item_id])) for i in kept]
    return {"feedback2req": boundaries(true, ours), "sentence splitter": boundaries(true, sentences)}


def _sentences(parse: Parse) -> list[tuple[int, int]]:
    return [
        (int(parse.starts[first]), int(parse.ends[last - 1]))
        for first, last in zip(parse.sentences[:-1], parse.sentences[1:], strict=True)
    ]
