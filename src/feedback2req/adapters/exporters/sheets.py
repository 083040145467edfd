"""Workbooks in which nothing is a formula: every text is written as text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import xlsxwriter

from feedback2req.adapters.exporters.wording import safe_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_CELL_LIMIT = 32_767
_FIRST_EXCEL_YEAR = 1900
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the day of writing would change the bytes

Cell = str | int | float | datetime | None
Column = tuple[str, int, str]
"""Heading, width in characters, and the form of its cells: text, whole, decimal, percent or day."""

Sheet = tuple[str, Sequence[Column], Iterable[Sequence[Cell]]]
"""Name, columns and rows."""


def workbook(title: str, sheets: Iterable[Sheet]) -> bytes:
    """A whole workbook; texts are marked as texts, so that neither opening nor editing a cell runs one."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": _CREATED})
    base = {"valign": "top", "text_wrap": True}
    forms = {
        "text": book.add_format({**base, "quote_prefix": True}),
        "whole": book.add_format({**base, "num_format": "#,##0"}),
        "decimal": book.add_format({**base, "num_format": "0.000"}),
        "percent": book.add_format({**base, "num_format": "0.0%"}),
        "day": book.add_format({**base, "num_format": "yyyy-mm-dd"}),
    }
    heading = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
    for name, columns, rows in sheets:
        _fill(book.add_worksheet(name), columns, rows, forms, heading)
    book.close()
    return buffer.getvalue()


def _fill(
    sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], forms: dict[str, Format], head: Format
) -> None:
    for n, (title, width, _) in enumerate(columns):
        sheet.set_column(n, n, width)
        sheet.write_string(0, n, title, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for n, (value, (_, _, form)) in enumerate(zip(row, columns, strict=True)):
            _write(sheet, last, n, value, forms[form], forms["text"])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write(sheet: Worksheet, row: int, column: int, value: Cell, form: Format, text_form: Format) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, _fitting(safe_text(value)), text_form)
    elif isinstance(value, datetime):
        if value.year >= _FIRST_EXCEL_YEAR:
            sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), form)
        else:
            sheet.write_string(row, column, value.isoformat(), text_form)
    elif value is not None:
        sheet.write_number(row, column, value, form)


def _fitting(text: str) -> str:
    """A cell holds 32,767 UTF-16 units; what is cut is marked as cut."""
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 <= _CELL_LIMIT:
        return text
    raw = text.encode("utf-16-le", "surrogatepass")[: 2 * (_CELL_LIMIT - 2)]
    return raw.decode("utf-16-le", "ignore") + "…"
