"""How values become JSON text: fixed digits, fixed order, no NaN, so that equal snapshots give equal bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

Record = dict[str, object]

PROBABILITY_DIGITS = 4
SENTIMENT_DIGITS = 3
SCORE_DIGITS = 6


def rounded(value: float, digits: int) -> float:
    """Rounded to `digits`, with no negative zero: -0.0 and 0.0 are equal and have to look equal."""
    return round(float(value), digits) + 0.0


def plain_number(value: float | None) -> float | int | None:
    """A rating as a customer would write it: 5 rather than 5.0."""
    if value is None:
        return None
    return int(value) if float(value).is_integer() else float(value)


def timestamp(value: datetime | None) -> str | None:
    """UTC in ISO 8601 with a Z."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def in_order(mapping: Mapping[str, object]) -> Record:
    """The mapping by key: equal mappings may have been filled in another order."""
    return {key: mapping[key] for key in sorted(mapping)}


def json_document(record: Mapping[str, object]) -> bytes:
    """One indented document for people and machines, ending in a line feed."""
    return (json.dumps(record, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def json_lines(records: Iterable[Mapping[str, object]]) -> bytes:
    """One line a record; line ends inside a text are escaped by JSON itself."""
    return "".join(
        json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(", ", ": ")) + "\n" for record in records
    ).encode()
