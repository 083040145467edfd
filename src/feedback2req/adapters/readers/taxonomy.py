"""Themes that the user wants kept, from YAML, JSON or CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from feedback2req.adapters.readers.encoding import decode, without_surrogates
from feedback2req.adapters.readers.files import read_raw
from feedback2req.adapters.readers.table import parse_table
from feedback2req.domain.identity import folded
from feedback2req.domain.printable import printable
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import KINDS
from feedback2req.errors import InputNotUsable

MAX_THEMES = 500
MAX_CHARS = 500
_FIELDS = ("name", "criterion", "examples", "kind")
_TABLES = {".csv": ",", ".tsv": "\t"}
_BETWEEN = re.compile(r"\s*[|\n]\s*")


def read_taxonomy(path: Path) -> tuple[GivenTheme, ...]:
    """Read a name a theme, and what says more of it: criterion, examples, kind.

    YAML and JSON hold a list of mappings, alone or under `themes`. CSV and TSV hold a theme a row; examples stand in
    one column with ``|`` between them, or in several columns that begin with "example".

    Raises
    ------
    InputNotUsable
        If the file cannot be read, or an entry has no name, a name twice, an unknown field or kind, or is too long.
    """
    raw = read_raw(path)
    text = without_surrogates(decode(raw.data, raw.name).text).removeprefix("\ufeff")
    delimiter = _TABLES.get(raw.suffix)
    entries = _of_mappings(text, raw.name) if delimiter is None else _of_table(text, raw.name, delimiter)
    found = tuple(_theme(entry, n, raw.name) for n, entry in enumerate(entries, start=1))
    if not found:
        raise InputNotUsable(f"{raw.name} holds no theme", where=raw.name, remedy="write `- name: …` for each theme")
    if len(found) > MAX_THEMES:
        raise InputNotUsable(
            f"{raw.name} holds {len(found)} themes", where=raw.name, remedy=f"keep {MAX_THEMES} at most"
        )
    seen: dict[str, int] = {}
    for n, theme in enumerate(found, start=1):
        first = seen.setdefault(folded(theme.name), n)
        if first != n:
            raise _wrong(raw.name, n, f"has the name of entry {first}", "give each theme a name of its own")
    return found


def _of_table(text: str, name: str, delimiter: str) -> list[dict[str, Any]]:
    table = parse_table(text, name, prefer=delimiter)
    columns = [column.strip().casefold() for column in table.columns]
    if "name" not in columns:
        raise InputNotUsable(f"{name} has no column called name", where=name, remedy="call the themes' column name")
    entries = []
    for record in table.records:
        cells = dict(zip(columns, record.cells, strict=True))
        examples = [one for column in columns if column.startswith("example") for one in _BETWEEN.split(cells[column])]
        known = {field: cells[field] for field in ("name", "criterion", "kind") if cells.get(field)}
        entries.append({**known, "examples": examples})
    return entries


def _of_mappings(text: str, name: str) -> list[Any]:
    try:
        # every JSON document is YAML
        parsed = yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise InputNotUsable(
            f"{name} is neither YAML, JSON nor CSV", where=name, remedy="see the how-to on keeping your own themes"
        ) from error
    found = parsed.get("themes") if isinstance(parsed, dict) else parsed
    if found is not None and not isinstance(found, list):
        raise InputNotUsable(f"{name} holds no list of themes", where=name, remedy="write `- name: …` for each theme")
    return found or []


def _theme(entry: object, number: int, file: str) -> GivenTheme:
    if isinstance(entry, str):
        entry = {"name": entry}
    if not isinstance(entry, Mapping):
        raise _wrong(file, number, "is no mapping", "write `name: …`, and below it what else there is to say")
    unknown = sorted(str(key) for key in entry if key not in _FIELDS)
    if unknown:
        raise _wrong(file, number, f"has the field {printable(unknown[0])!r}", f"fields are {', '.join(_FIELDS)}")
    name, criterion, kind = (_said(entry.get(field), number, file) for field in ("name", "criterion", "kind"))
    if name is None:
        raise _wrong(file, number, "has no name", "write `name: …`")
    if kind is not None and kind.casefold() not in KINDS:
        raise _wrong(file, number, f"has the kind {printable(kind)!r}", f"kinds are {', '.join(KINDS)}")
    given = entry.get("examples") or []
    examples = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    said = (_said(one, number, file) for one in examples)
    return GivenTheme(
        name=name,
        said=criterion,
        examples=tuple(one for one in said if one is not None),
        kind=None if kind is None else kind.casefold(),
    )


def _said(value: object, number: int, file: str) -> str | None:
    """A field on one line, or None where it is empty."""
    if isinstance(value, Mapping | list):
        raise _wrong(file, number, "has a list or mapping where words should stand", "write plain words")
    text = " ".join(str("" if value is None else value).split())
    if len(text) > MAX_CHARS:
        raise _wrong(file, number, f"has {len(text)} characters in one field", f"write {MAX_CHARS} at most")
    return text or None


def _wrong(file: str, number: int, what: str, remedy: str) -> InputNotUsable:
    return InputNotUsable(f"{file}: theme {number} {what}", where=f"{file}, theme {number}", remedy=remedy)
