"""Dates of exports as aware UTC times; the order of day and month is a matter of the whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.+))?")
_BASIC = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)")
_PARTS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.+))?")
_EPOCH = re.compile(r"(\d{9,16})(?:\.(\d+))?")
_TIME = re.compile(
    r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_ZONE = re.compile(r"(?:\s|(?<=\d))(Z|UTC|GMT|[+-]\d{2}:?\d{2})(?=\s|$)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+)?"
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+(?:of\s+)?(?P<m1>[A-Za-z]{3,9})|(?P<m2>[A-Za-z]{3,9})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?)"
    r"[\s/.,\-]+(?P<y>\d{4}|\d{2})",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1970, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """A column of dates: None where there is none or it cannot be told; notes say what was decided."""

    values: tuple[datetime | None, ...]
    n_unreadable: int
    notes: tuple[str, ...]


def parse_dates(values: Sequence[str], column: str) -> Dates:
    """Read a column of dates as one: 13/02 in one row tells what 03/02 means in another.

    Times without a zone are taken as UTC. A column in which every date could be either is read month first
    (or day first when dots part it), and a note says so.
    """
    distinct = {v.strip() for v in values}
    day_first, notes = _day_first(distinct, column)
    known = {v: parse_date(v, day_first=day_first) for v in distinct}
    parsed = tuple(known[v.strip()] for v in values)
    n_unreadable = sum(p is None and bool(v.strip()) for p, v in zip(parsed, values, strict=True))
    if n_unreadable:
        notes.append(f"{n_unreadable} dates in {column} could not be read")
    return Dates(values=parsed, n_unreadable=n_unreadable, notes=tuple(notes))


def looks_like_date(value: str) -> bool:
    """Whether a value is a date by its form; a bare number is not, since it may count anything."""
    return not value.isdigit() and not _EPOCH.fullmatch(value) and parse_date(value, day_first=False) is not None


def parse_date(value: str, *, day_first: bool) -> datetime | None:
    """One date as aware UTC, or None.

    Parameters
    ----------
    value : str
        ISO 8601, epoch seconds, milliseconds or microseconds, numbers with slashes, or English month names.
    day_first : bool
        What 03/02/2020 means: the third of February (True) or the second of March.
    """
    value = value.strip()
    if not value or len(value) > 64 or not value.isascii():
        return None
    try:
        found = _epoch(value) or _iso(value) or _parts(value, day_first=day_first) or _named(value)
    except (ValueError, OverflowError):
        return None
    return found if found and _FIRST_YEAR <= found.year < _LAST_YEAR else None


def _epoch(value: str) -> datetime | None:
    match = _EPOCH.fullmatch(value)
    if not match:
        return None
    scale = {9: 1, 10: 1, 13: 1000, 12: 1000, 16: 10**6}.get(len(match.group(1)))
    if scale is None:
        return None
    micros = int(match.group(1)) * (10**6 // scale)
    if scale == 1 and match.group(2):
        micros += int(match.group(2)[:6].ljust(6, "0"))
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _iso(value: str) -> datetime | None:
    match = _ISO.fullmatch(value)
    if match:
        year, month, day = (int(g) for g in match.groups()[:3])
        return _with_time(year, month, day, match.group(4))
    match = _BASIC.fullmatch(value)
    if match:
        century, year, month, day = (int(g) for g in match.groups())
        return _with_time(100 * century + year, month, day, None)
    return None


def _parts(value: str, *, day_first: bool) -> datetime | None:
    match = _PARTS.fullmatch(value)
    if not match:
        return None
    first, second = int(match.group(1)), int(match.group(3))
    # One of the two cannot be a month: then the row tells, whatever the column says.
    if first > 12 or second > 12:
        day_first = first > 12
    day, month = (first, second) if day_first else (second, first)
    return _with_time(_year(match.group(4)), month, day, match.group(5))


def _named(value: str) -> datetime | None:
    zone = _ZONE.search(value)
    clock = _CLOCK.search(value)
    bare = value
    for found in sorted((m for m in (zone, clock) if m), key=lambda m: -m.start()):
        bare = bare[: found.start()] + " " + bare[found.end() :]
    match = _NAMED.fullmatch(" ".join(bare.split()).strip(" ,"))
    if not match:
        return None
    month = _month(match.group("m1") or match.group("m2"))
    day = int(match.group("d1") or match.group("d2"))
    time = (clock.group() if clock else "") + (f" {zone.group(1)}" if zone else "")
    return _with_time(_year(match.group("y")), month, day, time.strip() if clock else None) if month else None


def _month(name: str) -> int:
    name = name.lower()
    if name[:3] in _MONTHS:
        index = _MONTHS.index(name[:3])
        if name in (_MONTHS[index], "sept") or _MONTH_NAMES[index] == name:
            return index + 1
    return 0


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _with_time(year: int, month: int, day: int, time: str | None) -> datetime | None:
    if time is None:
        return datetime(year, month, day, tzinfo=UTC)
    match = _TIME.fullmatch(time.strip())
    if not match:
        return None
    hour, minute, second = (int(g or 0) for g in match.groups()[:3])
    half = (match.group(5) or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    micros = int((match.group(4) or "0")[:6].ljust(6, "0"))
    zone = _zone(match.group(6))
    return datetime(year, month, day, hour, minute, second, micros, tzinfo=zone).astimezone(UTC)


def _zone(name: str | None) -> timezone:
    if not name or name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    sign = -1 if name[0] == "-" else 1
    digits = name[1:].replace(":", "").ljust(4, "0")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _day_first(values: set[str], column: str) -> tuple[bool, list[str]]:
    found = [m for m in map(_PARTS.fullmatch, values) if m]
    if not found:
        return False, []
    n_day = sum(int(m.group(1)) > 12 for m in found)
    n_month = sum(int(m.group(3)) > 12 for m in found)
    if n_day and n_month:
        note = f"dates in {column} are day first in {n_day} values and month first in {n_month}"
        return n_day > n_month, [note]
    if n_day or n_month:
        return bool(n_day), []
    dotted = all(m.group(2) == "." for m in found)
    order = "day first" if dotted else "month first"
    return dotted, [f"dates in {column} could be day first or month first: read {order}"]
