"""Delimited text as rows of cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feedback2req.domain.feedback import RejectedRow
from feedback2req.errors import InputNotUsable

DELIMITERS = (",", ";", "\t", "|")
# A unit separator does not occur in text files: with it, a line is one cell.
_NONE = "\x1f"
_SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One data row: its number from 1, a cell a column, and cells beyond the header."""

    row: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file holds, whatever its format was: named columns and rows of strings."""

    format: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    n_rows: int
    delimiter: str | None = None
    rejected: tuple[RejectedRow, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def values(self, column: int) -> list[str]:
        """All cells of one column, in the order of the rows."""
        return [record.cells[column] for record in self.records]


def parse_table(text: str, name: str, *, prefer: str | None = None) -> Table:
    """Parse CSV and its relatives; the delimiter is told by the header and by the consistency of the rows.

    Parameters
    ----------
    text : str
        The whole file, decoded.
    name : str
        For error messages.
    prefer : str or None
        The delimiter that the ending of the file promises; taken if the header has it.

    Raises
    ------
    InputNotUsable
        If there is a header and nothing else, or quotes do not balance.
    """
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    given = _SEP_LINE.match(text)
    body = text[given.end() :] if given else text
    delimiter, rows, escaped = _best(body, name, [given.group(1)] if given else _candidates(body, prefer))
    notes = ["quotes inside cells are escaped by a backslash"] if escaped else []
    header, *data = rows
    data = [row for row in data if row]
    if not data:
        raise InputNotUsable(
            f"{name} holds a header and no rows", where=name, remedy="export it again with at least one row"
        )
    columns, copies = unique_names(header)
    if copies:
        notes.append(f"repeated headers are told apart by position: {', '.join(copies)}")
    records, uneven = _fitted(data, len(columns))
    return Table(
        format="tsv" if delimiter == "\t" else "csv",
        columns=columns,
        records=tuple(records),
        n_rows=len(records),
        delimiter=None if delimiter == _NONE else delimiter,
        notes=(*notes, *uneven),
    )


def unique_names(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names, blank ones called by position and repeated ones numbered, and the names so made."""
    taken: Counter[str] = Counter()
    names: list[str] = []
    copies: list[str] = []
    for i, raw in enumerate(header, start=1):
        name = raw.strip().strip("\ufeff") or f"column {i}"
        taken[name] += 1
        if taken[name] > 1 or name in names:
            while f"{name}#{max(taken[name], 2)}" in names:
                taken[name] += 1
            name = f"{name}#{max(taken[name], 2)}"
            copies.append(name)
        names.append(name)
    return tuple(names), tuple(copies)


def _candidates(text: str, prefer: str | None) -> list[str]:
    header = _header_line(text)
    found = [d for d in DELIMITERS if d in header]
    if prefer in found:
        return [prefer]
    return found or [_NONE]


def _header_line(text: str) -> str:
    """Find the first logical line, with what stands in quotes taken out."""
    kept = []
    quoted = False
    for char in text[:65536]:
        if char == '"':
            quoted = not quoted
        elif not quoted:
            if char in "\r\n":
                break
            kept.append(char)
    return "".join(kept)


def _best(text: str, name: str, candidates: Sequence[str]) -> tuple[str, list[list[str]], bool]:
    """Choose the delimiter that makes most rows as wide as the header; all rows count, so order does not."""
    parsed: list[tuple[float, int, str, list[list[str]], bool]] = []
    failure: InputNotUsable | None = None
    for delimiter in candidates:
        try:
            rows, escaped = _rows(text, name, delimiter)
        except InputNotUsable as error:
            failure = failure or error
            continue
        data = [row for row in rows[1:] if row]
        even = sum(len(row) == len(rows[0]) for row in data) / max(len(data), 1)
        parsed.append((round(even, 3), len(rows[0]), delimiter, rows, escaped))
    if not parsed:
        raise failure or InputNotUsable(f"{name} holds no rows", where=name)
    _, _, delimiter, rows, escaped = max(parsed, key=lambda p: (p[0], p[1]))
    return delimiter, rows, escaped


def _rows(text: str, name: str, delimiter: str) -> tuple[list[list[str]], bool]:
    try:
        return list(_strict(text, name, delimiter, escaped=False)), False
    except InputNotUsable:
        # Databases write \" where spreadsheets write "".
        if '\\"' in text:
            try:
                return list(_strict(text, name, delimiter, escaped=True)), True
            except InputNotUsable:
                pass
        raise


def _strict(text: str, name: str, delimiter: str, *, escaped: bool) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
        doublequote=not escaped,
        escapechar="\\" if escaped else None,
    )
    while True:
        first_line = lines.line_num + 1
        try:
            row = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unbalanced(name, first_line, str(error)) from error
        yield row


def _unbalanced(name: str, line: int, reason: str) -> InputNotUsable:
    what = "a quote is opened and never closed" if "end of data" in reason else "quotes do not balance"
    return InputNotUsable(
        f"{name}: {what}",
        where=f"{name}, in the row that starts on line {line}",
        remedy='close the quote there, or double quotes that belong to the text ("")',
    )


def _fitted(data: Sequence[Sequence[str]], width: int) -> tuple[list[Record], list[str]]:
    records = []
    n_short = n_long = 0
    for row, cells in enumerate(data, start=1):
        n_short += len(cells) < width
        extra = tuple(cells[width:]) if any(cell.strip() for cell in cells[width:]) else ()
        n_long += bool(extra)
        records.append(Record(row=row, cells=tuple(cells[:width]) + ("",) * max(width - len(cells), 0), extra=extra))
    notes = []
    if n_short:
        notes.append(f"{n_short} rows have fewer cells than the header: filled up with empty ones")
    if n_long:
        notes.append(f"{n_long} rows have more cells than the header")
    return records, notes
