"""Rows of a table as raw items: each row is kept, or rejected with a reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedback2req.adapters.readers.columns import ColumnMap
from feedback2req.adapters.readers.dates import parse_dates
from feedback2req.adapters.readers.headers import Tool, compact, lexicon
from feedback2req.adapters.readers.ratings import Ratings, parse_ratings
from feedback2req.adapters.readers.table import Record, Table
from feedback2req.domain.feedback import RawItem, RejectedRow
from feedback2req.domain.identity import digest
from feedback2req.domain.printable import printable

_GUARDED = re.compile(r"'(?=[=+\-@])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Items in the order of their rows; rows that were not kept; what a person should know."""

    items: tuple[RawItem, ...]
    rejected: tuple[RejectedRow, ...]
    notes: tuple[str, ...]


def items_of(table: Table, columns: ColumnMap, tool: Tool, *, file: str, source: str) -> Rows:
    """Turn the rows of one file into raw items.

    A row with several texts gives several items. Two different rows with one id are numbered by their
    content (``id#2``), so that the order of the rows does not matter.
    """
    build = _Build(table, columns, tool, file, source)
    items: list[RawItem] = []
    rejected = list(table.rejected)
    for position, record in enumerate(table.records):
        reason = build.reason_to_reject(record)
        made = [] if reason else build.items(position, record)
        if made:
            items += made
        else:
            code, detail = reason or ("empty_text", f"nothing in {build.text_names}")
            rejected.append(RejectedRow(file=file, row=record.row, reason=code, detail=detail))
    notes = (*columns.notes, *build.notes)
    return Rows(items=tuple(numbered(items)), rejected=tuple(rejected), notes=notes)


def order_of(item: RawItem) -> tuple[str, ...]:
    """Make a sort key from content alone: day, text, then everything else."""
    received = item.received_at.isoformat() if item.received_at else ""
    rest = (item.author, item.account, item.product, item.url, item.language, item.external_id)
    attributes = [part for pair in sorted(item.attributes.items()) for part in pair]
    return (received, digest(item.text), digest(str(item.rating), *(part or "" for part in rest), *attributes))


def numbered(items: Sequence[RawItem]) -> list[RawItem]:
    """Tell items that share an id apart: ``#2``, ``#3`` in the order of their content."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(items):
        if item.external_id is not None:
            groups[item.external_id].append(i)
    taken = set(groups)
    result = list(items)
    for own_id in sorted(own_id for own_id, members in groups.items() if len(members) > 1):
        number = 1
        for i in sorted(groups[own_id], key=lambda i: order_of(items[i]))[1:]:
            number += 1
            while f"{own_id}#{number}" in taken:
                number += 1
            taken.add(f"{own_id}#{number}")
            result[i] = replace(items[i], external_id=f"{own_id}#{number}")
    return result


class _Build:
    """What all rows of one file share: columns read as wholes, and what was seen before."""

    def __init__(self, table: Table, columns: ColumnMap, tool: Tool, file: str, source: str) -> None:
        self._table = table
        self._columns = columns
        self._tool = tool
        self._file = file
        self._source = source
        self._seen: dict[tuple[str, ...], int] = {}
        self._header = tuple(compact(c.split("#")[0] or c) for c in table.columns)
        self._rule = self._rule_column()
        self._dates, date_notes = self._read_dates()
        self._ratings = self._read_ratings()
        self._others = self._read_others()
        self.text_names = " or ".join(printable(table.columns[i], 40) for i in columns.texts)
        self.notes = date_notes

    def reason_to_reject(self, record: Record) -> tuple[str, str] | None:
        if record.row <= self._tool.extra_header_rows or self._is_header(record):
            return "repeated_header", "the row repeats the header"
        if self._is_ruled_out(record) and self._tool.rule:
            return self._tool.rule.reason, f"{self._table.columns[self._rule]} says so"
        return self._duplicate(record)

    def items(self, position: int, record: Record) -> list[RawItem]:
        rating = self._ratings.values[position] if self._ratings else None
        base = RawItem(
            file=self._file,
            row=record.row,
            source=self._source,
            text="",
            external_id=self._own_id(record),
            product=self._cell(record, "product"),
            url=self._cell(record, "url"),
            received_at=self._dates[position] if self._dates else None,
            author=self._cell(record, "author"),
            account=self._cell(record, "account"),
            rating=rating,
            rating_scale=self._ratings.scale if self._ratings and rating is not None else None,
            language=self._cell(record, "language"),
        )
        return [
            replace(base, text=text, attributes=self._attributes(record, column))
            for column in self._columns.texts
            if (text := self._text(record, column)).strip()
        ]

    def _is_header(self, record: Record) -> bool:
        return compact(record.cells[0]) == self._header[0] and tuple(map(compact, record.cells)) == self._header

    def _is_ruled_out(self, record: Record) -> bool:
        rule = self._tool.rule
        if rule is None or self._rule < 0:
            return False
        cell = record.cells[self._rule].strip().casefold()
        return cell not in rule.values if rule.values is not None else bool(cell)

    def _rule_column(self) -> int:
        names = [compact(c) for c in self._table.columns]
        rule = self._tool.rule
        return names.index(rule.column) if rule and rule.column in names else -1

    def _duplicate(self, record: Record) -> tuple[str, str] | None:
        # Without an id of its own a row may be another person who wrote the same.
        if not self._own_id(record):
            return None
        key = (*record.cells, *record.extra)
        first = self._seen.setdefault(key, record.row)
        return ("duplicate_row", f"the same as row {first}, cell by cell") if first != record.row else None

    def _cell(self, record: Record, name: str) -> str | None:
        column = self._columns.fields.get(name)
        return (record.cells[column].strip() or None) if column is not None else None

    def _own_id(self, record: Record) -> str | None:
        if "id" in self._columns.fields:
            return self._cell(record, "id")
        url = self._cell(record, "url") or ""
        found = (pattern.search(url) for pattern in lexicon().url_ids)
        return next((match.group(1) for match in found if match), None)

    def _text(self, record: Record, column: int) -> str:
        body = record.cells[column]
        if record.extra and column == len(self._table.columns) - 1:
            # The text is the last column and was not quoted: its commas made the row longer.
            body = (self._table.delimiter or ",").join((body, *record.extra))
        title = self._cell(record, "title") if column == self._columns.texts[0] else None
        if self._tool.formula_guard:
            body = _GUARDED.sub("", body, count=1) if body.startswith("'") else body
        if not title or body.strip().casefold().startswith(title.casefold()):
            return body
        return f"{title}\n{body}" if body.strip() else title

    def _attributes(self, record: Record, column: int) -> Mapping[str, str]:
        attributes = {name: cell for i, name in self._others if (cell := record.cells[i].strip())}
        if len(self._columns.texts) > 1:
            attributes["question"] = self._table.columns[column]
        if record.extra and self._columns.texts[-1] != len(self._table.columns) - 1:
            attributes["further cells"] = " | ".join(record.extra)
        return attributes

    def _read_others(self) -> list[tuple[int, str]]:
        taken = {*self._columns.texts, *(i for name, i in self._columns.fields.items() if self._fills(name))}
        return [(i, name) for i, name in enumerate(self._table.columns) if i not in taken]

    def _fills(self, name: str) -> bool:
        """Tell whether the column is used up: a rating in words ("good") has no number and stays an attribute."""
        return name != "rating" or self._ratings is not None

    def _read_dates(self) -> tuple[tuple[datetime | None, ...], tuple[str, ...]]:
        column = self._columns.fields.get("date")
        if column is None:
            return (), ()
        dates = parse_dates(self._table.values(column), self._table.columns[column])
        return dates.values, dates.notes

    def _read_ratings(self) -> Ratings | None:
        column = self._columns.fields.get("rating")
        if column is None:
            return None
        is_nps = compact(self._table.columns[column]) in lexicon().nps_names
        ratings = parse_ratings(self._table.values(column), is_nps=is_nps)
        return ratings if ratings.is_numeric else None
