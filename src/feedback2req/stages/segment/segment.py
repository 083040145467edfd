"""The stage: items with their cuts and parses in, statements out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.identity import content_id
from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Cuts, Segmentation, Statement
from feedback2req.stages.segment.pieces import Piece, names_nothing, pieces, says_nothing, words
from feedback2req.stages.segment.readings import completed

READ_LANGUAGES = frozenset({"en", "und"})
"""Languages whose statements take part in themes: the default encoder and reader know English."""

_GIBBERISH = re.compile(r"\S{80,}")


def segment(items: Sequence[FeedbackItem], parses: Mapping[str, Parse], cuts: Mapping[str, Cuts]) -> Segmentation:
    """Find the single points of every item.

    Parameters
    ----------
    items : sequence of FeedbackItem
    parses : mapping of str to Parse
        By item id, over ``item.text``.
    cuts : mapping of str to Cuts
        By item id: where the text falls into pieces.

    Returns
    -------
    Segmentation
        Statements sorted by (item id, start); every item has at least one, and a statement that says
        nothing is set aside with its reason. Remainders name the spans between them.
    """
    statements: list[Statement] = []
    remainders: dict[str, tuple[tuple[int, int, str], ...]] = {}
    for item in sorted(items, key=lambda i: i.item_id):
        found, parse = pieces(item.text, cuts[item.item_id]), parses[item.item_id]
        points = [p for p in found if p.name is None]
        if not points:  # an item that only thanks still has its one statement, set aside
            points = [Piece(found[0].start, found[-1].end)] if found else [_whole(item.text)]
            found = []
        statements.extend(_statement(item, p, points[:n], parse) for n, p in enumerate(points))
        left = tuple((p.start, p.end, str(p.name)) for p in found if p.name is not None)
        if left:
            remainders[item.item_id] = left
    return Segmentation(statements=tuple(statements), remainders=remainders)


def _whole(text: str) -> Piece:
    stripped = text.strip()
    start = text.index(stripped)
    return Piece(start, start + len(stripped))


def _statement(item: FeedbackItem, piece: Piece, before: Sequence[Piece], parse: Parse) -> Statement:
    text = item.text[piece.start : piece.end]
    return Statement(
        statement_id=content_id("s", item.item_id, str(piece.start), str(piece.end)),
        item_id=item.item_id,
        start=piece.start,
        end=piece.end,
        text=text,
        reading=completed(item.text, piece, before, parse),
        aside=_aside(text, item),
    )


def _aside(text: str, item: FeedbackItem) -> str | None:
    names = frozenset(form for w in words(item.product) for form in (w, f"{w}s"))
    if says_nothing(text, names):
        return "filler"
    if item.language not in READ_LANGUAGES:
        return "language"
    gibberish = bool(_GIBBERISH.search(text)) and len(text.split()) < 4
    return "unclear" if gibberish or names_nothing(text, names) else None
