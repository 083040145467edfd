"""Rows of CSV in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from feedback2req.adapters.exporters.wording import safe_text

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_document(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8, every cell quoted, a line feed after each row; a blank where nothing is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue().encode()


def header_line(header: Sequence[str]) -> bytes:
    """The first line of such a document: by it, we know a file as ours."""
    return csv_document(header, [])


def unguarded(cell: str) -> str:
    """A cell as it was before an apostrophe was put before what a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_STARTS) else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = safe_text(str(value)) if isinstance(value, str) else str(value)
    # The apostrophe makes a spreadsheet show the text; our reader takes it off again.
    return f"'{text}" if isinstance(value, str) and text.startswith(_STARTS) else text
