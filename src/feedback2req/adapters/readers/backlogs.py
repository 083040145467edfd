"""What stands in a tracker already: its own export, or a plain list, as existing requirements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from feedback2req.adapters.exporters.targets.body import KEY_LINE, STATEMENT
from feedback2req.adapters.exporters.targets.csv_text import unguarded
from feedback2req.adapters.exporters.targets.markups import JOINER
from feedback2req.adapters.exporters.wording import web_link
from feedback2req.adapters.readers.encoding import decode, without_surrogates
from feedback2req.adapters.readers.files import RawFile, read_raw
from feedback2req.adapters.readers.headers import compact
from feedback2req.adapters.readers.reader import table_of
from feedback2req.adapters.readers.table import Record, Table
from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.cleaning import plain_text
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable

_KEY = r"r(?:eq)?-[0-9a-f]{16}"
_KEY_ALONE = re.compile(_KEY)
_KEY_IN_LABELS = re.compile(rf"(?<![\w-]){_KEY}(?![\w-])")
_KEY_LINE = re.compile(rf"^{KEY_LINE}: ({_KEY})\s*$", re.MULTILINE)
_STATEMENT_LINE = re.compile(rf"^\W{{0,4}}{STATEMENT}:\W{{0,3}}?\s(.{{1,2000}})$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:(?:[-*+•]|\d{1,4}[.)]|\[[ xX]\])\s+){1,2}")
_BACKSLASHED = re.compile(r"\\([^a-zA-Z0-9\s])")
_LISTS = (".txt", ".md", ".text")
_JSON_LISTS = ("issues", "items", "requirements", "value", "data")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tracker:
    """A tool, known by columns that its exports have together, and the markup of its descriptions."""

    name: str
    headers: tuple[frozenset[str], ...]
    markup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Headers of trackers, compacted, best first."""

    trackers: tuple[_Tracker, ...]
    fields: Mapping[str, tuple[str, ...]]
    labels: frozenset[str]
    drop: frozenset[str]


def read_backlog(path: Path) -> tuple[ExistingRequirement, ...]:
    """Read Jira, Linear or Azure Boards CSV, GitHub issues as JSON, or a list with a requirement a line or row.

    Everything in it is data from strangers: it is brought to plain text, and never trusted as markup.

    Raises
    ------
    InputNotUsable
        If the file cannot be read, or no column holds titles.
    """
    raw = read_raw(path)
    text = without_surrogates(decode(raw.data, raw.name).text)
    found = list(_lines(text, raw.name) if raw.suffix in _LISTS else _rows(text, raw))
    if not found:
        raise InputNotUsable(f"{raw.name} holds no requirement", where=raw.name, remedy="export it again")
    return with_ids_of_their_own(found)


def _lines(text: str, name: str) -> Iterator[ExistingRequirement]:
    for number, line in enumerate(text.splitlines(), start=1):
        said = plain_text(_BULLET.sub("", line)).strip()
        if said and not line.lstrip().startswith("#"):
            yield ExistingRequirement(id=str(number), title=said, file=name, has_own_id=False)


def _rows(text: str, raw: RawFile) -> Iterator[ExistingRequirement]:
    table = table_of(text, raw, lists=_JSON_LISTS)
    columns = [compact(unnumbered) for unnumbered in (re.sub(r"#\d+$", "", c) for c in table.columns)]
    markup = _markup(frozenset(columns))
    fields = _fields(columns)
    if "title" not in fields:
        seen = ", ".join(printable(c, 40) for c in table.columns[:8])
        raise InputNotUsable(
            f"{raw.name} has no column of titles; its columns: {seen}",
            where=raw.name,
            remedy="name one Title, Summary or Requirement, or give a .txt file with one a line",
        )
    labels = [n for n, column in enumerate(columns) if column in _names().labels]
    dropped = [n for n, column in enumerate(columns) if column in _names().drop]
    for record in table.records:
        if any(record.cells[n].strip() not in ("", "false") for n in dropped):
            continue
        one = _existing(_cells(record, table, fields), [record.cells[n] for n in labels], markup, record.row)
        if one is not None:
            yield replace(one, file=raw.name)


def _cells(record: Record, table: Table, fields: Mapping[str, int]) -> dict[str, str]:
    # only tables are guarded against formulas; in JSON an apostrophe is one
    is_guarded = table.format in ("csv", "tsv")
    return {field: unguarded(record.cells[n]) if is_guarded else record.cells[n] for field, n in fields.items()}


def _existing(cells: Mapping[str, str], labels: Sequence[str], markup: str, row: int) -> ExistingRequirement | None:
    title = " ".join(plain_text(cells["title"]).replace(JOINER, "").split())
    if not title:
        return None
    body = _plain(cells.get("body", ""), markup)
    own = printable(cells.get("id", "").strip(), 80)
    own = "" if _KEY_ALONE.fullmatch(own) else own
    stated = _STATEMENT_LINE.search(body)
    statement = " ".join(cells["statement"].split()) if cells.get("statement") else stated and stated.group(1).strip()
    return ExistingRequirement(
        id=own or str(row),
        has_own_id=bool(own),
        title=title,
        body=body,
        statement=statement or None,
        url=web_link(cells.get("url")),
        status=cells.get("status", "").strip() or None,
        key=_key(cells.get("key", "").strip(), labels, body),
        item_type=cells.get("item_type", "").strip() or None,
    )


def _key(given: str, labels: Sequence[str], body: str) -> str | None:
    """The requirement's key: its own column, else a label, else the last line of the body that says so."""
    if _KEY_ALONE.fullmatch(given):
        return given
    for label in labels:
        if found := _KEY_IN_LABELS.search(label):
            return found.group()
    lines = _KEY_LINE.findall(body)
    return lines[-1] if lines else None


def _plain(text: str, markup: str) -> str:
    """The description without the tracker's markup; what our exports escaped is as it was."""
    if markup in ("jira", "markdown"):
        text = _BACKSLASHED.sub(r"\1", text)
    return plain_text(text)


def _markup(columns: frozenset[str]) -> str:
    found = [
        (len(headers), tracker.markup)
        for tracker in _names().trackers
        for headers in tracker.headers
        if headers <= columns
    ]
    return max(found)[1] if found else "none"


def _fields(columns: Sequence[str]) -> dict[str, int]:
    """Column of each field; the body is never the column of titles again."""
    fields: dict[str, int] = {}
    for field, names in _names().fields.items():
        found = next((columns.index(name) for name in names if name in columns), None)
        if found is not None and not (field == "body" and found == fields.get("title")):
            fields[field] = found
    if fields.get("statement") == fields.get("title"):
        fields.pop("statement", None)
    return fields


def with_ids_of_their_own(found: Sequence[ExistingRequirement]) -> tuple[ExistingRequirement, ...]:
    """The same rows, in which no two have one id: a second one gets ``#2``."""
    seen: set[str] = set()
    unique = []
    for one in found:
        number, name = 1, one.id
        while name in seen:
            number += 1
            name = f"{one.id}#{number}"
        seen.add(name)
        unique.append(replace(one, id=name))
    return tuple(unique)


@cache
def _names() -> _Names:
    raw = json.loads(resources.files("feedback2req.resources").joinpath("trackers.json").read_text("utf-8"))
    return _Names(
        trackers=tuple(
            _Tracker(
                name=tool["name"],
                headers=tuple(frozenset(map(compact, headers)) for headers in tool["headers"]),
                markup=tool["markup"],
            )
            for tool in raw["tools"]
        ),
        fields={field: tuple(dict.fromkeys(map(compact, names))) for field, names in raw["fields"].items()},
        labels=frozenset(map(compact, raw["labels"])),
        drop=frozenset(map(compact, raw["drop"])),
    )
