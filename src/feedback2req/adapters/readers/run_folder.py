"""The folder of a run, re-read: the backlog as it was published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from feedback2req.adapters.exporters.result_json import SCHEMA_VERSION
from feedback2req.adapters.exporters.wording import web_link
from feedback2req.domain.backlog import Backlog, BacklogEntry, TracedQuote
from feedback2req.domain.printable import printable
from feedback2req.domain.relation import Match, in_tracker
from feedback2req.domain.requirement import Criterion
from feedback2req.errors import InputNotUsable

Record = Mapping[str, Any]
_AGAIN = "run the analysis again, with --out"


class RunFolder:
    """Reads what `run --out` wrote; fills the port `BacklogSource`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> Backlog:
        """All requirements, best first.

        Raises
        ------
        InputNotUsable
            If the folder is not there, is not that of a run, is damaged, or is of a newer version.
        """
        result = self.result()
        try:
            wanted = quoted_items(result)
            return backlog_of(result, {i["item_id"]: i for i in self.lines("items.jsonl") if i["item_id"] in wanted})
        except (KeyError, TypeError, IndexError) as error:
            raise self.damaged("result.json and items.jsonl do not fit together") from error

    def result(self) -> Record:
        """What ``result.json`` holds.

        Raises
        ------
        InputNotUsable
            If it is not there, is damaged, or is of a newer version.
        """
        if not self._folder.is_dir():
            raise InputNotUsable(
                f"there is no folder {printable(str(self._folder), 300)}", remedy="name one that `run --out` wrote"
            )
        if not (self._folder / "result.json").exists():
            raise InputNotUsable(
                f"{printable(str(self._folder), 300)} holds no result.json",
                remedy="name a folder that `run --out` wrote",
            )
        try:
            result = json.loads(self._text("result.json"))
        except (json.JSONDecodeError, RecursionError) as error:
            raise self.damaged("result.json is no JSON") from error
        version = result.get("schema_version") if isinstance(result, dict) else None
        if not isinstance(version, str):
            raise self.damaged("result.json is not that of a run")
        if _number(version) > _number(SCHEMA_VERSION):
            raise InputNotUsable(
                f"result.json has the form {printable(version, 20)}, and this program knows {SCHEMA_VERSION}",
                where=printable(str(self._folder), 300),
                remedy="use the version of feedback2req that wrote it, or a newer one",
            )
        return dict(result)

    def lines(self, name: str) -> Iterator[Record]:
        """The records of a file of JSON lines, one at a time.

        Raises
        ------
        InputNotUsable
            If it is not there, or is damaged.
        """
        for line in self._text(name).split("\n"):
            if line:
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise self.damaged(f"{name} is no JSON lines") from error

    def _text(self, name: str) -> str:
        try:
            return (self._folder / name).read_text("utf-8")
        except FileNotFoundError as error:
            raise self.damaged(f"{name} is missing") from error
        except (OSError, UnicodeDecodeError) as error:
            raise self.damaged(f"{name} cannot be read") from error

    def damaged(self, what: str) -> InputNotUsable:
        """The error for a folder whose files are not as they were written."""
        return InputNotUsable(what, where=printable(str(self._folder), 300), remedy=_AGAIN)


def quoted_items(result: Record) -> set[str]:
    """Ids of all items that requirements quote."""
    return {e["item_id"] for r in result["requirements"] for e in (*r["evidence"], *r["counter_evidence"])}


def backlog_of(result: Record, items: Mapping[str, Record]) -> Backlog:
    """The backlog that a ``result.json`` tells of; `items` holds those that are quoted, by id."""
    themes = {theme["key"]: theme for theme in result["themes"]}
    is_compared = result.get("backlog") is not None
    entries = [_entry(r, themes[r["theme"]], items, is_compared) for r in result["requirements"]]
    return Backlog(product=str(result["snapshot"]["product"]), entries=tuple(sorted(entries, key=lambda e: e.rank)))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _entry(record: Record, theme: Record, items: Mapping[str, Record], is_compared: bool) -> BacklogEntry:
    priority, share = record["priority"], theme["share"]
    return BacklogEntry(
        theme=theme["label"],
        **{name: record[name] for name in ("key", "kind", "quality_characteristic", "status", "title", "problem")},
        **{name: record[name] for name in ("statement", "story", "success_criterion")},
        acceptance_criteria=tuple(Criterion(**one) for one in record["acceptance_criteria"]),
        proposed_solutions=tuple(record["proposed_solutions"]),
        open_questions=tuple(record["open_questions"]),
        evidence=tuple(_quote(e, items) for e in record["evidence"]),
        counter_evidence=tuple(_quote(e, items) for e in record["counter_evidence"]),
        n_customers=theme["n_customers"],
        share=(share["value"], share["low"], share["high"]),
        **{name: priority[name] for name in ("rank", "rank_low", "rank_high")},
        in_tracker=in_tracker(tuple(_match(m) for m in record["matches"]), is_compared=is_compared),
    )


def _match(record: Record) -> Match:
    return Match(
        existing_id=record["id"],
        **{name: record[name] for name in ("title", "url", "relation", "probability", "reason")},
        statement_ids=tuple(record["statement_ids"]),
    )


def _quote(evidence: Record, items: Mapping[str, Record]) -> TracedQuote:
    item = items[evidence["item_id"]]
    return TracedQuote(
        text=evidence["quote"],
        source=item["source"],
        external_id=item["external_id"],
        url=web_link(evidence["url"]),
        received_on=(evidence["received_at"] or "")[:10],
        rating=evidence["rating"],
    )
