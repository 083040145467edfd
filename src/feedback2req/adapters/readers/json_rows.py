"""JSON and JSON lines as the same table that a CSV gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from feedback2req.adapters.readers.encoding import without_surrogates
from feedback2req.adapters.readers.table import Record, Table
from feedback2req.domain.feedback import RejectedRow
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable

_MAX_DEPTH = 32


def parse_json(text: str, name: str, *, lists: Sequence[str]) -> Table:
    """Rows of an array of objects, or of the one list of objects inside an object.

    Parameters
    ----------
    text : str
        The whole file, decoded.
    name : str
        For error messages.
    lists : sequence of str
        Names that decide between several lists in one object, best first.

    Raises
    ------
    InputNotUsable
        If it is not JSON, is nested too deep, or holds no list of objects.
    """
    try:
        value = _loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and _is_lines(text):
            return parse_json_lines(text, name)
        raise _invalid(name, error, error.lineno) from error
    except RecursionError as error:
        raise _too_deep(name) from error
    return _table("json", _list_in(value, name, lists), name)


def parse_json_lines(text: str, name: str) -> Table:
    """Rows of a file with one JSON object a line; blank lines do not count.

    Raises
    ------
    InputNotUsable
        If a line is not JSON, is nested too deep, or no line is an object.
    """
    values = []
    # Only \n and \r end a line in JSON lines; U+2028 may stand inside a string.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if not line.strip():
            continue
        try:
            values.append(_loads(line))
        except json.JSONDecodeError as error:
            raise _invalid(name, error, number) from error
        except RecursionError as error:
            raise _too_deep(name) from error
    return _table("jsonl", values, name)


def _loads(text: str) -> Any:  # noqa: ANN401
    # Numbers stay as they were written: an id such as 12345678901234567890.0 is a name, not a quantity.
    return json.loads(text.removeprefix("\ufeff"), parse_int=str, parse_float=str, parse_constant=str)


def _is_lines(text: str) -> bool:
    first = text.lstrip("\ufeff \t\r\n").split("\n", 1)[0]
    try:
        return isinstance(_loads(first), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _invalid(name: str, error: json.JSONDecodeError, line: int) -> InputNotUsable:
    return InputNotUsable(
        f"{name} is not valid JSON: {printable(error.msg)}",
        where=f"{name}, line {line}, column {error.colno}",
        remedy="export it again; a file that is cut off ends like this, too",
    )


def _too_deep(name: str) -> InputNotUsable:
    return InputNotUsable(f"{name} is nested too deep to be an export", where=name, remedy="give a list of objects")


def _list_in(value: Any, name: str, lists: Sequence[str]) -> list[Any]:  # noqa: ANN401
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        level: list[tuple[str, Any]] = list(value.items())
        for _ in range(3):
            found = [(key, v) for key, v in level if isinstance(v, list) and any(isinstance(x, dict) for x in v)]
            if found:
                return _one_of(found, name, lists)
            level = [pair for _, v in level if isinstance(v, dict) for pair in v.items()]
        if value and not any(isinstance(v, list) for v in value.values()):
            return [value]
    raise _no_objects(name)


def _one_of(found: list[tuple[str, list[Any]]], name: str, lists: Sequence[str]) -> list[Any]:
    if len(found) == 1:
        return found[0][1]
    by_name = {key.casefold(): rows for key, rows in found}
    for wanted in lists:
        if wanted in by_name:
            return by_name[wanted]
    keys = ", ".join(printable(key, 40) for key, _ in found[:8])
    raise InputNotUsable(f"{name} holds several lists: {keys}", where=name, remedy="give a file with one of them")


def _no_objects(name: str) -> InputNotUsable:
    return InputNotUsable(
        f"{name} holds no list of objects", where=name, remedy='write one object a row: [{"id": "1", "text": "…"}]'
    )


def _table(kind: str, values: Sequence[Any], name: str) -> Table:
    if not values:
        raise InputNotUsable(f"{name} is an empty list", where=name, remedy="export it again with at least one row")
    flat: list[tuple[int, dict[str, str]]] = []
    rejected: list[RejectedRow] = []
    try:
        for row, value in enumerate(values, start=1):
            if isinstance(value, dict):
                flat.append((row, dict(_flattened(value, "", 0))))
            else:
                detail = f"expected an object, found {_kind(value)}"
                rejected.append(RejectedRow(file=name, row=row, reason="not_an_object", detail=detail))
    except RecursionError as error:
        raise _too_deep(name) from error
    # Sorted: the order of keys in the first object must not matter more than that of the others.
    columns = tuple(sorted({key for _, cells in flat for key in cells}))
    if not columns:
        raise _no_objects(name)
    records = tuple(Record(row=row, cells=tuple(cells.get(c, "") for c in columns)) for row, cells in flat)
    return Table(format=kind, columns=columns, records=records, n_rows=len(values), rejected=tuple(rejected))


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else f"the value {printable(str(value), 40)!r}"


def _flattened(value: dict[str, Any], prefix: str, depth: int) -> Iterable[tuple[str, str]]:
    if depth > _MAX_DEPTH:
        raise RecursionError
    for key, inner in value.items():
        path = f"{prefix}{without_surrogates(key)}"
        if isinstance(inner, dict):
            yield from _flattened(inner, f"{path}.", depth + 1)
        else:
            yield path, without_surrogates(_scalar(inner))


def _scalar(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if all(isinstance(v, str) for v in value):
            return ", ".join(value)
        return json.dumps(value, ensure_ascii=False)
    return str(value)
