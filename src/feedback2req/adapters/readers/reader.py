"""The reader of exports: files in, raw items out, and a report on what was seen in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from feedback2req.adapters.readers.columns import map_columns
from feedback2req.adapters.readers.dates import looks_like_date
from feedback2req.adapters.readers.encoding import decode, without_surrogates
from feedback2req.adapters.readers.files import MAX_BYTES, RawFile, read_raw
from feedback2req.adapters.readers.headers import Tool, lexicon
from feedback2req.adapters.readers.json_rows import parse_json, parse_json_lines
from feedback2req.adapters.readers.rows import items_of, order_of
from feedback2req.adapters.readers.table import Table, parse_table
from feedback2req.domain.feedback import Feedback, FileReport, RawItem, RejectedRow
from feedback2req.domain.identity import digest
from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage

_TABLES = {".csv": None, ".tsv": "\t", ".tab": "\t", ".psv": "|"}
_LINES = (".jsonl", ".ndjson")


class FileReader:
    """Reads CSV, TSV, JSON and JSON lines, packed or not; fills the port `Reader`.

    Parameters
    ----------
    columns : mapping of str to str
        Field to column name, where the user says it; an empty name means that the field has no column.
    source : str or None
        The instance that the feedback comes from; by default the exporting tool.
    max_bytes : int, > 0, default=2**30
        Most bytes of one file, unpacked.
    """

    def __init__(
        self, *, columns: Mapping[str, str] | None = None, source: str | None = None, max_bytes: int = MAX_BYTES
    ) -> None:
        self._columns = dict(columns or {})
        self._source = source
        self._max_bytes = max_bytes

    @property
    def told(self) -> str:
        """Digest of what was said by hand about how to read."""
        return digest(self._source or "", *(part for pair in sorted(self._columns.items()) for part in pair))

    def read(self, paths: Sequence[Path]) -> Feedback:
        """Read all files as one input.

        Rows that another file holds, too, with the same id and content are rejected, so that exports may
        overlap. A file that is given twice counts once.

        Raises
        ------
        InputNotUsable
            If a file cannot be read, or no column holds text.
        WrongUsage
            If no file is given, or a column that is not there.
        """
        if not paths:
            raise WrongUsage("no file was given", remedy="name at least one export, or - for standard input")
        if sum(str(path) == "-" for path in paths) > 1:
            raise WrongUsage("standard input was given twice", remedy="give - once")
        items: list[RawItem] = []
        rejected: list[RejectedRow] = []
        reports: list[FileReport] = []
        for path, name in zip(paths, _names(paths), strict=True):
            raw = replace(read_raw(path, max_bytes=self._max_bytes), name=name)
            one = self._read_one(raw)
            if any(report.sha256 == raw.sha256 for report in reports):
                one = _given_before(one)
            items += one.raw_items
            rejected += one.rejected
            reports += one.files
        items, repeated = _told_once(items) if len(reports) > 1 else (items, [])
        return Feedback(raw_items=tuple(items), rejected=(*rejected, *repeated), files=tuple(reports))

    def _read_one(self, raw: RawFile) -> Feedback:
        decoded = decode(raw.data, raw.name)
        table = table_of(without_surrogates(decoded.text), raw)
        tool = lexicon().tool_of(table.columns)
        table = _without_header_rows(table, tool, raw.name)
        columns = map_columns(table, tool, self._columns, file=raw.name)
        source = self._source or tool.name
        rows = items_of(table, columns, tool, file=raw.name, source=source)
        report = FileReport(
            file=raw.name,
            sha256=raw.sha256,
            tool=tool.name,
            format=table.format,
            encoding=decoded.encoding,
            delimiter=table.delimiter,
            n_rows=table.n_rows,
            columns=table.columns,
            mapping=columns.guesses,
            alternatives=columns.alternatives,
            notes=(*decoded.notes, *table.notes, *rows.notes),
        )
        return Feedback(raw_items=rows.items, rejected=rows.rejected, files=(report,))


def read_files(
    paths: Sequence[Path], *, columns: Mapping[str, str] | None = None, source: str | None = None
) -> Feedback:
    """Read exports; see `FileReader`."""
    return FileReader(columns=columns, source=source).read(paths)


def table_of(text: str, raw: RawFile, *, lists: Sequence[str] = ()) -> Table:
    """Rows of a decoded file, by its ending and else by how it begins."""
    if raw.suffix in _LINES:
        return parse_json_lines(text, raw.name)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if raw.suffix == ".json" or (raw.suffix not in _TABLES and start in ("{", "[")):
        return parse_json(text, raw.name, lists=lists or lexicon().lists)
    return parse_table(text, raw.name, prefer=_TABLES.get(raw.suffix))


def _without_header_rows(table: Table, tool: Tool, name: str) -> Table:
    """Reject the header rows that survey tools write below the first; answers are told by their dates."""
    below = [
        record
        for record in table.records[: tool.extra_header_rows]
        if not any(looks_like_date(cell.strip()) for cell in record.cells)
    ]
    if not below:
        return table
    rows = {record.row for record in below}
    again = [
        RejectedRow(file=name, row=r, reason="repeated_header", detail="one more header row") for r in sorted(rows)
    ]
    records = tuple(record for record in table.records if record.row not in rows)
    return replace(table, records=records, rejected=(*table.rejected, *again))


def _names(paths: Sequence[Path]) -> list[str]:
    """Give base names; files of one name in several folders are told apart by the folder, else by number."""
    plain = [printable(path.name or str(path), 200) for path in paths]
    names = list(plain)
    taken: set[str] = set()
    for i, path in enumerate(paths):
        if plain.count(plain[i]) > 1 and path.parent.name:
            names[i] = f"{printable(path.parent.name, 100)}/{plain[i]}"
    for i, name in enumerate(names):
        number = 1
        while names[i] in taken:
            number += 1
            names[i] = f"{name} ({number})"
        taken.add(names[i])
    return names


def _given_before(one: Feedback) -> Feedback:
    rows = sorted({item.row for item in one.raw_items})
    name = one.files[0].file
    again = [
        RejectedRow(file=name, row=row, reason="duplicate_file", detail="the same file was given twice") for row in rows
    ]
    return Feedback(raw_items=(), rejected=(*one.rejected, *again), files=one.files)


def _told_once(items: Sequence[RawItem]) -> tuple[list[RawItem], list[RejectedRow]]:
    """Items without those that an earlier file has already, as a whole and under the same id."""
    seen: dict[tuple[str, ...], str] = {}
    kept: list[RawItem] = []
    dropped: list[RawItem] = []
    earlier: dict[tuple[str, int], str] = {}
    for item in items:
        if item.external_id is None:
            kept.append(item)
            continue
        first = seen.setdefault((item.source, item.external_id, *order_of(item)), item.file)
        if first == item.file:
            kept.append(item)
        else:
            dropped.append(item)
            earlier[item.file, item.row] = first
    used = {(item.file, item.row) for item in kept}
    return kept, [
        RejectedRow(file=file, row=row, reason="duplicate_row", detail=f"{first} has the same row")
        for (file, row), first in earlier.items()
        if (file, row) not in used
    ]
