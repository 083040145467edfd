"""A labelled table: texts, and what is known of each."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback2req.domain.printable import printable
from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS
from feedback2req.domain.sentiment import LABELS
from feedback2req.errors import InputNotUsable, WrongUsage

_SENTIMENTS = {
    "neg": "negative",
    "neu": "neutral",
    "pos": "positive",
    "-1": "negative",
    "0": "neutral",
    "1": "positive",
}
_FIELD_LIMIT = 1 << 24
ADVICE = "advice"
"""What the gold set of this project labels beside the intents: not an intent, and not scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """One labelled text; what its table does not say is None.

    Attributes
    ----------
    intents : mapping of str to bool, or None
        For each intent that the table labels, whether the text has it.
    sentiment : str or None
        One of negative, neutral, positive.
    score : float or None
        Sentiment in [-1, 1], where the table gives numbers.
    quality : str or None
        A quality characteristic, or ``none``.
    item_id, start, end :
        Where the text stands in its item.
    """

    text: str
    intents: Mapping[str, bool] | None = None
    sentiment: str | None = None
    score: float | None = None
    quality: str | None = None
    aspect: str | None = None
    item_id: str | None = None
    start: int | None = None
    end: int | None = None


def read_gold(
    path: Path, *, columns: Mapping[str, str], label_map: Mapping[str, str], where: str | None = None
) -> list[GoldRow]:
    """Read a labelled CSV, packed with gzip or not.

    Parameters
    ----------
    path : Path
    columns : mapping of str to str
        Field (text, intents, sentiment, …) to column name, where they differ.
    label_map : mapping of str to str
        The table's label to an intent; given, only the mapped intents are scored.
    where : str, optional
        ``column=value``: the rows to keep.

    Raises
    ------
    InputNotUsable
        If the file cannot be read, lacks a text, holds an unknown label, or no row is left.
    """
    rows = table(path, where)
    names = {
        name: columns.get(name, name) for name in ("text", "intents", "sentiment", "quality_characteristic", "aspect")
    }
    header = set(rows[0])
    for field, name in names.items():
        if (field == "text" or field in columns) and name not in header:
            raise InputNotUsable(
                f"{printable(path.name)} has no column {printable(name)!r}.",
                where=f"columns: {', '.join(map(printable, rows[0]))}",
                remedy=f"say which column it is: --column {field}=NAME",
            )
    if not header & {names[f] for f in ("intents", "sentiment", "quality_characteristic", "aspect")}:
        raise InputNotUsable(
            f"{printable(path.name)} holds no labels.",
            where=f"columns: {', '.join(map(printable, rows[0]))}",
            remedy="name one: --column intents=NAME, sentiment=NAME, quality_characteristic=NAME or aspect=NAME",
        )
    return [_row(path, n, row, names, label_map) for n, row in enumerate(rows, 1)]


def table(path: Path, where: str | None = None) -> list[dict[str, str]]:
    """Rows of a CSV, those that `where` (``column=value``) keeps.

    Raises
    ------
    InputNotUsable
        If the file cannot be read, or no row is left.
    WrongUsage
        If `where` names no column.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputNotUsable(
            f"{printable(path.name)} cannot be read as CSV.",
            where=printable(str(error)),
            remedy="give a UTF-8 CSV with a header",
        ) from error
    if where and rows:
        name, _, value = where.partition("=")
        if name not in rows[0]:
            raise WrongUsage(f"--where names no column: {printable(name)!r}", remedy="write --where column=value")
        rows = [row for row in rows if row[name] == value]
    if not rows:
        raise InputNotUsable(f"{printable(path.name)} has no rows to score.", remedy="check the file and --where")
    return rows


def _row(path: Path, n: int, row: Mapping[str, str], names: Mapping[str, str], label_map: Mapping[str, str]) -> GoldRow:
    feeling, score = _sentiment(path, n, row.get(names["sentiment"]))
    return GoldRow(
        text=row[names["text"]] or "",
        intents=_intents(path, n, row.get(names["intents"]), label_map),
        sentiment=feeling,
        score=score,
        quality=_quality(path, n, row.get(names["quality_characteristic"])),
        aspect=row.get(names["aspect"]),
        item_id=row.get("item_id"),
        start=_offset(row.get("start")),
        end=_offset(row.get("end")),
    )


def _offset(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isdigit() else None


def _intents(path: Path, n: int, raw: str | None, label_map: Mapping[str, str]) -> dict[str, bool] | None:
    if raw is None:
        return None
    labels = {label.strip() for label in raw.replace(",", "|").split("|") if label.strip()}
    if label_map:
        return {
            intent: any(label_map.get(label) == intent for label in labels)
            for intent in dict.fromkeys(label_map.values())
        }
    unknown = sorted(labels - {*INTENTS, ADVICE})
    if unknown:
        raise _unknown(path, n, unknown[0], INTENTS, "map labels to intents: --map bug=problem_report")
    return {intent: intent in labels for intent in INTENTS}


def _sentiment(path: Path, n: int, raw: str | None) -> tuple[str | None, float | None]:
    if not raw:
        return None, None
    known = _SENTIMENTS.get(raw.lower(), raw.lower())
    if known in LABELS:
        return known, None
    try:
        score = float(raw)
    except ValueError:
        score = float("nan")
    if not -1.0 <= score <= 1.0:
        raise _unknown(path, n, raw, LABELS, "write a label, or a number from -1 to 1")
    return LABELS[1 + (score > 0) - (score < 0)], score


def _quality(path: Path, n: int, raw: str | None) -> str | None:
    if raw is None:
        return None
    if raw and raw not in QUALITY_CHARACTERISTICS:
        raise _unknown(path, n, raw, QUALITY_CHARACTERISTICS, "leave it empty for none")
    return raw or "none"


def _unknown(path: Path, n: int, label: str, known: Sequence[str], remedy: str) -> InputNotUsable:
    return InputNotUsable(
        f"The label {printable(label)!r} is not known.",
        where=f"{printable(path.name)}, row {n}; known: {', '.join(known)}",
        remedy=remedy,
    )
