"""What is known of the headers of exports: a data file, so that a wrong header costs one edit there."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_NOT_WORD = re.compile(r"[\W_]+")


def compact(header: str) -> str:
    """Fold case, blanks and punctuation: ``Review Text``, ``review_text`` and ``reviewText`` are one header.

    Headers made of punctuation alone (``#``) stay as they are, and dots stay: they are levels of JSON.
    """
    folded = unicodedata.normalize("NFKC", header).casefold().strip()
    parts = [_NOT_WORD.sub("", part) for part in folded.split(".")]
    return ".".join(part for part in parts if part) or folded


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Rows to keep (`values` given) or to drop (column not empty), and the reason to write down."""

    column: str
    values: frozenset[str] | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program that exports feedback, known by headers that only it writes together."""

    name: str
    headers: frozenset[str]
    survey: bool = False
    extra_header_rows: int = 0
    formula_guard: bool = False
    rule: RowRule | None = None


GENERIC = Tool(name="generic", headers=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names of fields, compacted; `ranks` holds for each field the place of a name, best first."""

    ranks: Mapping[str, Mapping[str, int]]
    weak: Mapping[str, frozenset[str]]
    never_text: frozenset[str]
    needs_author: frozenset[str]
    nps_names: frozenset[str]
    rating_hints: tuple[str, ...]
    date_hints: tuple[str, ...]
    lists: tuple[str, ...]
    url_ids: tuple[re.Pattern[str], ...]
    tools: tuple[Tool, ...]

    def tool_of(self, columns: Sequence[str]) -> Tool:
        """Find the tool with the largest fingerprint that is wholly among the columns."""
        seen = {compact(c) for c in columns}
        found = [tool for tool in self.tools if tool.headers <= seen]
        return max(found, key=lambda tool: len(tool.headers)) if found else GENERIC


@cache
def lexicon() -> Lexicon:
    """Load the lexicon that ships with the package."""
    raw = json.loads(resources.files("feedback2req.resources").joinpath("columns.json").read_text("utf-8"))
    ranks: dict[str, dict[str, int]] = {}
    weak: dict[str, frozenset[str]] = {}
    for field, names in raw["fields"].items():
        ranks[field] = {}
        for name in (*names["strong"], *names["weak"]):
            ranks[field].setdefault(compact(name), len(ranks[field]))
        weak[field] = _compacted(names["weak"])
    return Lexicon(
        ranks=ranks,
        weak=weak,
        never_text=_compacted(raw["never_text"]),
        needs_author=_compacted(raw["needs_author"]),
        nps_names=_compacted(raw["nps_names"]),
        rating_hints=tuple(raw["rating_hints"]),
        date_hints=tuple(raw["date_hints"]),
        lists=tuple(raw["lists"]),
        url_ids=tuple(re.compile(p) for p in raw["url_ids"]),
        tools=tuple(_tool(t) for t in raw["tools"]),
    )


def _compacted(names: Sequence[str]) -> frozenset[str]:
    return frozenset(compact(name) for name in names)


def _tool(raw: Mapping[str, Any]) -> Tool:
    rule = None
    if "keep" in raw:
        keep = raw["keep"]
        rule = RowRule(column=compact(keep["column"]), values=frozenset(keep["values"]), reason=keep["reason"])
    elif "drop" in raw:
        rule = RowRule(column=compact(raw["drop"]["column"]), values=None, reason=raw["drop"]["reason"])
    return Tool(
        name=raw["name"],
        headers=_compacted(raw["headers"]),
        survey=raw.get("survey", False),
        extra_header_rows=raw.get("extra_header_rows", 0),
        formula_guard=raw.get("formula_guard", False),
        rule=rule,
    )
