"""Requirements and user stories of a file: one a line, a column of a table, or what Markdown names or lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from feedback2req.adapters.readers.columns import listed, position_of
from feedback2req.adapters.readers.encoding import decode, without_surrogates
from feedback2req.adapters.readers.files import read_raw
from feedback2req.adapters.readers.headers import compact
from feedback2req.adapters.readers.table import Table, parse_table
from feedback2req.domain.placed import PlacedText, PlacedTexts
from feedback2req.errors import InputNotUsable

FORMS = ("text", "csv", "markdown")
_FORM_OF = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".psv": "csv", ".md": "markdown", ".markdown": "markdown"}
_DELIMITER = {".tsv": "\t", ".tab": "\t", ".psv": "|", ".csv": None}
_NOT_READ = (".json", ".jsonl", ".ndjson", ".xml", ".html", ".htm", ".reqif", ".yaml", ".yml")
_NAMES = (
    "requirement", "requirement text", "requirements", "requirementtext", "req text", "user story", "userstory",
    "user stories", "story", "statement", "shall", "text", "requirement description", "description", "summary",
    "title",
)  # fmt: skip
_LOOKS = re.compile(r"\bshall\b|\bmust\b|^\W*As an?\b|\bI want\b", re.IGNORECASE)
_CLEAR = 0.5
# "REQ-3: ", "2.1) ", "[R7] ": the id that stands before a requirement is none of its words
_OWN_ID = re.compile(
    r"(?:(?:[A-Za-z]{1,8}[-_ ]?)?\d{1,6}(?:\.\d{1,6}){0,6}\s?[.):,–-]|\[[\w.-]{1,20}\]:?)\s*(?=[A-Z“\"'])"
)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_ITEM = re.compile(r"\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
_RULE_ROW = re.compile(r"(?=[^|]*\|)\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL_WORDS = 3
_CELL = re.compile(r"(?:\\.|[^|\\])+")
# what stands behind such a name is the requirement: the rest of the page is about it
_LABELLED = re.compile(r"\s*(?:[-*+]\s+)?\*\*(?:requirement|user story|story)(?::\*\*|\*\*:)\s*(?=\S)", re.IGNORECASE)
_WRAP = re.compile(r"(\*\*|__|\*|_|`)(.+)\1", re.DOTALL)


class RequirementReader:
    """Reads a file to be checked; fills the port `TextReader`.

    Parameters
    ----------
    form : str or None
        text, csv or markdown; by the file's ending if None.
    column : str or None
        The column of a table that holds the texts; guessed when it is clear.
    """

    def __init__(self, *, form: str | None = None, column: str | None = None) -> None:
        self._form = form
        self._column = column

    def read(self, path: Path) -> PlacedTexts:
        """All texts in the order of the file, blank ones left out.

        Raises
        ------
        InputNotUsable
            If the file cannot be read, holds no text, or it is not clear which column does.
        WrongUsage
            If the column that was named is not there.
        """
        raw = read_raw(path)
        form = self._form or ("csv" if self._column is not None else _FORM_OF.get(raw.suffix, "text"))
        if self._form is None and raw.suffix in _NOT_READ:
            raise InputNotUsable(
                f"{raw.name} is no text, CSV or Markdown",
                where=raw.name,
                remedy="save the requirements one a line, or as CSV",
            )
        text = without_surrogates(decode(raw.data, raw.name).text).removeprefix("\ufeff")
        if form == "csv":
            found = _of_table(parse_table(text, raw.name, prefer=_DELIMITER.get(raw.suffix)), self._column, raw.name)
        else:
            found = list(_of_markdown(text) if form == "markdown" else _of_lines(text))
        if not found:
            raise InputNotUsable(f"{raw.name} holds no requirement", where=raw.name, remedy=_hint(form))
        return PlacedTexts(file=raw.name, unit="row" if form == "csv" else "line", texts=tuple(found))


def _hint(form: str) -> str:
    if form == "markdown":
        return "in Markdown, list items and table cells are read; give --input text to read every line"
    return "write one requirement a line, or one a row"


def _placed(line: int, text: str, offset: int = 0) -> Iterator[PlacedText]:
    """A text without the blanks around it and its own id before it; nothing when no word is in it."""
    start = len(text) - len(text.lstrip())
    own_id = _OWN_ID.match(text, start)
    start = own_id.end() if own_id else start
    bare = text[start:].rstrip()
    if any(c.isalnum() for c in bare):
        yield PlacedText(line=line, text=bare, offset=offset + start)


def _of_lines(text: str) -> Iterator[PlacedText]:
    for number, line in enumerate(_NEWLINE.split(text), start=1):
        yield from _placed(number, line)


def _of_table(table: Table, column: str | None, file: str) -> list[PlacedText]:
    if column is not None:
        position = position_of(table.columns, column, file, option="--column NAME")
    else:
        position = _guessed(table, file)
    return [text for record in table.records for text in _placed(record.row, record.cells[position])]


def _guessed(table: Table, file: str) -> int:
    """The only column, else one of a known name, else the only one whose cells read like requirements."""
    if len(table.columns) == 1:
        return 0
    names = [compact(name) for name in table.columns]
    for known in _NAMES:
        if compact(known) in names:
            return names.index(compact(known))
    shares = [_share(table.values(i)) for i in range(len(table.columns))]
    clear = [i for i, share in enumerate(shares) if share >= _CLEAR]
    if len(clear) == 1:
        return clear[0]
    raise InputNotUsable(
        f"it is not clear which column of {file} holds the requirements",
        where=f"{file} has the columns {listed(table.columns)}",
        remedy="say which one does: --column NAME",
    )


def _share(values: list[str]) -> float:
    filled = [v for v in values if v.strip()]
    return sum(_LOOKS.search(v) is not None for v in filled) / max(len(filled), 1)


def _of_markdown(text: str) -> Iterator[PlacedText]:
    """What is named a requirement or a story; where nothing is, list items and body cells of tables."""
    lines = list(_without_code(text))
    labelled = [(number, line, label.end()) for number, line in lines if (label := _LABELLED.match(line))]
    if not labelled:
        yield from _of_lists_and_tables(lines)
    for number, line, start in labelled:
        yield from _unwrapped(number, line, start, len(line))


def _of_lists_and_tables(lines: Iterable[tuple[int, str]]) -> Iterator[PlacedText]:
    """List items and body cells; headings, prose, code and the heads of tables are no requirements."""
    in_table = False
    for number, line in lines:
        in_table = "|" in line and (in_table or _RULE_ROW.fullmatch(line) is not None)
        item = _ITEM.match(line)
        if in_table and not _RULE_ROW.fullmatch(line):
            for cell in _CELL.finditer(line):
                if len(cell.group().split()) >= _CELL_WORDS:
                    yield from _unwrapped(number, line, *cell.span())
        elif item:
            yield from _unwrapped(number, line, item.end(), len(line))


def _without_code(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines outside of fences."""
    fence = ""
    for number, line in enumerate(_NEWLINE.split(text), start=1):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark.group(1)
        elif mark and mark.group(1).startswith(fence):
            fence = ""
        elif not fence:
            yield number, line


def _unwrapped(number: int, line: str, start: int, end: int) -> Iterator[PlacedText]:
    """A text without the marks of emphasis around the whole of it."""
    for placed in _placed(number, line[start:end], start):
        wrapped = _WRAP.fullmatch(placed.text)
        if wrapped is None or wrapped.group(1) in wrapped.group(2):
            yield placed
        else:
            yield PlacedText(line=number, text=wrapped.group(2), offset=placed.offset + len(wrapped.group(1)))
