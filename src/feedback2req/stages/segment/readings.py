"""The completed form of a statement whose verb stands in the statement before it."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.parse import Parse
from feedback2req.stages.segment.pieces import Piece

_MAX_WORDS = 8
_CLAUSE = frozenset({"VERB", "AUX"})
_OBJECTS = frozenset({"dobj", "pobj", "attr", "nsubjpass"})


def completed(text: str, piece: Piece, before: Sequence[Piece], parse: Parse) -> str:
    """The text of a piece; of a bare second object with the verb that governs it.

    "it needs an FTP client and cloud storage" is two statements, and the second is read as "needs cloud storage".
    Nothing is added where the parse does not show a noun that is joined to an object in the statement before it.
    """
    said = text[piece.start : piece.end]
    here = parse.within(piece.start, piece.end)
    if not before or not 0 < len(here) <= _MAX_WORDS or any(parse.pos[i] in _CLAUSE for i in here):
        return said
    verb = _verb(parse, here, parse.within(before[-1].start, before[-1].end))
    if verb is None:
        return said
    form = text[parse.starts[verb] : parse.ends[verb]]
    return f"{form.lower()} {said}"


def _verb(parse: Parse, here: range, previous: range) -> int | None:
    """The verb in the piece before that governs what the head of this piece is joined to."""
    heads = [i for i in here if int(parse.heads[i]) not in here and parse.pos[i] in ("NOUN", "PROPN")]
    if len(heads) != 1 or parse.relations[heads[0]] not in ("conj", "appos"):
        return None
    at = int(parse.heads[heads[0]])
    seen: set[int] = set()
    while at not in seen and parse.relations[at] in ("conj", "appos") and parse.pos[at] not in _CLAUSE:
        seen.add(at)
        at = int(parse.heads[at])
    if parse.relations[at] not in _OBJECTS or at not in previous:
        return None
    while at not in seen and parse.pos[at] not in _CLAUSE:
        seen.add(at)
        at = int(parse.heads[at])
    return at if at in previous and parse.pos[at] == "VERB" else None
