"""Verbatim quotes: which words of which customers prove a need, and which speak against it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.point import Point
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.requirement import Evidence
from feedback2req.domain.statement import Statement

_SHORT, _LONG = 60, 160
_SHORT_WORD = 2
_ENOUGH_WORDS = 16
_ENDS = re.compile(r"[.!?…]+[\"')\]]*\s+|\n+")
_CONTENT = re.compile(
    r"\b(works?|working|fixed|solved|keep it|no need|do(n't| not) (add|need|want))\b",
    re.I,
)
_ENOUGH = 0.3
_MAX_COUNTER = 3


def sentence_around(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Offsets of the sentences around [start, end), inside [low, high), without white space at the ends."""
    cuts = [low, *(m.end() for m in _ENDS.finditer(text, low, high)), high]
    first = max(c for c in cuts if c <= start)
    last = min(c for c in cuts if c >= end)
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def quote(place: tuple[int, int] | None, statement: Statement, item: FeedbackItem) -> Evidence:
    """A statement as evidence: whole if it is short, else the sentence around the words that count."""
    start, end = statement.start, statement.end
    if place is not None and end - start > _SHORT:
        near = sentence_around(item.text, *place, start, end)
        if near[1] - near[0] >= _ENOUGH_WORDS:
            start, end = near
    while start < end and item.text[start].isspace():
        start += 1
    while end > start and item.text[end - 1].isspace():
        end -= 1
    return Evidence(
        statement_id=statement.statement_id,
        item_id=item.item_id,
        quote=item.text[start:end],
        start=start,
        end=end,
        url=item.url,
        received_at=item.received_at,
        rating=item.rating,
    )


def evidence(
    exact: Sequence[Point],
    near: Mapping[int, tuple[int, int] | None],
    *,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    strengths: NDArray[np.floating],
    max_evidence: int,
    first: frozenset[int] = frozenset(),
) -> tuple[Evidence, ...]:
    """Quotes for a need, strongest and most various first.

    Every customer is heard once before anyone is heard twice.

    Parameters
    ----------
    exact : sequence of Point
        The points that say it.
    near : mapping of int to (int, int)
        Positions of other statements that speak of it, with the offsets of the words that do.
    first : frozenset of int
        Positions of those that show the need best.
    """
    place_of: dict[int, tuple[int, int] | None] = dict(near)
    place_of |= {p.statement: (p.start, p.end) for p in reversed(exact)}
    made = {n: quote(place, statements[n], items[statements[n].item_id]) for n, place in place_of.items()}
    said = {p.statement for p in exact}

    def worth(n: int) -> tuple[bool, bool, bool, float, int, str]:
        long = not _ENOUGH_WORDS <= len(made[n].quote) <= _LONG
        return (
            n not in said,
            n not in first,
            long,
            -round(float(strengths[n]), 4),
            len(made[n].quote),
            statements[n].statement_id,
        )

    order = sorted(made, key=worth)
    heard: dict[str, int] = {}
    placed = []
    for place, n in enumerate(order):
        who = items[statements[n].item_id].customer
        heard[who] = heard.get(who, 0) + 1
        placed.append((heard[who], place, n))
    kept: list[Evidence] = []
    for n in _varied(placed, {n: _words(made[n].quote) for n in made}):
        one = made[n]
        if one.quote and all((e.item_id, e.start, e.end) != (one.item_id, one.start, one.end) for e in kept):
            kept.append(one)
    return tuple(kept[:max_evidence])


def _words(quote: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z']+", quote.casefold()) if len(w) > _SHORT_WORD)


def _varied(placed: Sequence[tuple[int, int, int]], said: Mapping[int, frozenset[str]]) -> list[int]:
    """Statements in an order in which each tells something that those before it do not (maximal marginal relevance).

    The strongest comes first. Then, among customers heard equally often, the next is the one whose place in the order
    of strength, from 0 to 1, plus its likeness to the quotes before it, by Jaccard's measure, is least.

    References
    ----------
    .. [1] J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998, 335-336.
    """
    left = sorted(placed)
    order: list[int] = []
    n_all = max(1, len(left))
    while left:
        heard = left[0][0]
        likeness = {n: max((_alike(said[n], said[k]) for k in order), default=0.0) for h, _, n in left if h == heard}
        best = min((p for p in left if p[0] == heard), key=lambda p: (round(p[1] / n_all + likeness[p[2]], 6), p[1]))
        left.remove(best)
        order.append(best[2])
    return order


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


def mentions(statement: Statement, thing: Sequence[str]) -> bool:
    """Whether a statement holds all words of a thing, in any number."""
    low = statement.text.casefold()
    return bool(thing) and all(re.search(rf"\b{re.escape(w.casefold())}", low) for w in thing)


def counter_evidence(
    members: Sequence[int],
    thing: Sequence[str],
    spoken: frozenset[int],
    *,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    intents: NDArray[np.floating],
    sentiment: NDArray[np.floating],
) -> tuple[Evidence, ...]:
    """Statements of the theme that are content with the very thing others miss or find broken."""
    praise = INTENTS.index("praise")
    against = [
        n
        for n in members
        if n not in spoken
        and mentions(statements[n], thing)
        and float(sentiment[n]) >= _ENOUGH
        and float(intents[n][praise]) >= 0.5
        and _CONTENT.search(statements[n].text)
    ]
    against.sort(key=lambda n: (-round(float(sentiment[n]), 4), statements[n].statement_id))
    return tuple(quote(None, statements[n], items[statements[n].item_id]) for n in against[:_MAX_COUNTER])
