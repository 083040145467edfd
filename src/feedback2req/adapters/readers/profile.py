"""A column mapping that was saved to a file, to be used again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from feedback2req.adapters.readers.columns import FIELDS
from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Field to column name, and the source's name where the profile gives one."""

    columns: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None


def load_profile(path: Path) -> Profile:
    """Read a profile: YAML or JSON with ``columns`` (field: column name) and, optional, ``source``.

    Raises
    ------
    WrongUsage
        If the file cannot be read, is no YAML or JSON, or names what is no field.
    """
    name = printable(path.name)
    try:
        raw = _parsed(path.read_text("utf-8-sig"))
    except OSError as error:
        raise WrongUsage(
            f"the profile {name} cannot be read: {error.strerror}", where=printable(str(path), 300)
        ) from error
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise WrongUsage(f"the profile {name} is neither YAML nor JSON", where=printable(str(path), 300)) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("columns", {}), dict):
        raise _malformed(name)
    unknown = sorted(str(key) for key in raw if key not in ("columns", "source"))
    columns = {str(k): "" if v is None else str(v) for k, v in raw.get("columns", {}).items()}
    wrong = unknown or sorted(key for key in columns if key not in FIELDS)
    if wrong:
        raise WrongUsage(
            f"the profile {name} names {printable(wrong[0])!r}, which it may not",
            remedy=f"it holds `source` and `columns`, and columns are {', '.join(FIELDS)}",
        )
    source = raw.get("source")
    return Profile(columns=columns, source=None if source is None else str(source))


def _parsed(text: str) -> Any:  # noqa: ANN401
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return yaml.safe_load(text)


def _malformed(name: str) -> WrongUsage:
    return WrongUsage(f"the profile {name} holds no mapping", remedy="write `columns:` and below it `text: NAME`")
