"""The published answer, read from the folder of a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from feedback2req.adapters.readers.run_folder import RunFolder
from feedback2req.domain.holding import Page, Record, Scope, SnapshotHead
from feedback2req.domain.identity import folded
from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage
from feedback2req.store_ports import EVERYTHING

_OF_ITEM = ("source", "external_id", "product", "url", "received_at", "rating")
T = TypeVar("T")
Records = list[dict[str, Any]]


class FolderAnswers:
    """Fills the port `Answers`; each file is read once, and only when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = RunFolder(folder)

    def head(self) -> SnapshotHead:
        """Which snapshot the answers are from: a folder gives it no id."""
        record = self._result["snapshot"]
        as_of = record["as_of"]
        return SnapshotHead(
            snapshot_id=None,
            product=record["product"],
            as_of=None if as_of is None else date.fromisoformat(as_of),
            published_at=None,
            record=record,
        )

    def themes(
        self, scope: Scope = EVERYTHING, *, kinds: Collection[str] = (), top: int | None = None
    ) -> tuple[Record, ...]:
        """Ranked themes, best first, then strengths."""
        themes = [one for one in self._themes if not kinds or one["kind"] in kinds]
        if not scope.is_all:
            counted = self._counted(scope)
            themes = [{**one, **counted[one["key"]]} for one in themes if one["key"] in counted]
        return tuple(themes[:top])

    def theme(self, key: str) -> Record | None:
        """One theme; where a merged one went; None if unknown."""
        for one in self._themes:
            if one["key"] == key:
                return one
        into = next((one["key"] for one in self._themes if key in one["merged_from"]), None)
        return None if into is None else {"key": key, "merged_into": into}

    def requirements(
        self,
        scope: Scope = EVERYTHING,
        *,
        themes: Collection[str] = (),
        statuses: Collection[str] = (),
        kinds: Collection[str] = (),
        top: int | None = None,
    ) -> tuple[Record, ...]:
        """Requirements, best first."""
        spoken = None if scope.is_all else self._counted(scope)
        found = [
            one
            for one in self._result["requirements"]
            if (not themes or one["theme"] in themes)
            and (not statuses or one["status"] in statuses)
            and (not kinds or one["kind"] in kinds)
            and (spoken is None or one["theme"] in spoken)
        ]
        return tuple(found[:top])

    def requirement(self, key: str) -> Record | None:
        """One requirement; None if unknown."""
        return next((one for one in self._result["requirements"] if one["key"] == key), None)

    def statements(
        self, theme: str | None = None, scope: Scope = EVERYTHING, *, after: str | None = None, limit: int = 50
    ) -> Page:
        """Members of a theme, the surest first; without a theme all statements."""
        rows = [one for one in self._inside(scope) if theme is None or one["theme"] == theme]
        rows.sort(key=lambda one: (-one["strength"], one["statement_id"]))
        start = _place(after)
        end = start + limit
        return Page(records=tuple(rows[start:end]), next=str(end) if end < len(rows) else None)

    def of_item(self, item_id: str) -> tuple[Record, ...]:
        """Statements of one item in its order."""
        return tuple(one for one in self._statements if one["item_id"] == item_id)

    def named(self, statement_ids: Collection[str]) -> tuple[Record, ...]:
        """Statements by their ids, in the order of the ids; unknown ones are left out."""
        by_id = {one["statement_id"]: one for one in self._statements}
        return tuple(by_id[one] for one in statement_ids if one in by_id)

    def search(self, text: str, scope: Scope = EVERYTHING, *, limit: int = 20) -> tuple[Record, ...]:
        """Statements that hold all words of a text; those in themes first, the surest first."""
        words = folded(text).split()
        found = [one for one in self._inside(scope) if all(word in one["text"].casefold() for word in words)]
        found.sort(key=lambda one: (one["theme"] is None, -one["strength"], one["statement_id"]))
        return tuple(found[:limit])

    def changes(self) -> tuple[Record, ...] | None:
        """What moved since the snapshot before."""
        changes = self._result["changes"]
        return None if changes is None else tuple(changes)

    @cached_property
    def _result(self) -> dict[str, Any]:
        result = dict(self._folder.result())
        self._checked(lambda: (result["snapshot"]["as_of"], result["requirements"], result["changes"]))
        return result

    @cached_property
    def _themes(self) -> Records:
        return self._checked(lambda: [*self._result["themes"], *self._result["strengths"]])

    @cached_property
    def _items(self) -> dict[str, Any]:
        return self._checked(lambda: {one["item_id"]: one for one in self._folder.lines("items.jsonl")})

    @cached_property
    def _statements(self) -> Records:
        return self._checked(
            lambda: [
                {**one, **{name: self._items[one["item_id"]][name] for name in _OF_ITEM}}
                for one in self._folder.lines("statements.jsonl")
            ]
        )

    def _inside(self, scope: Scope) -> Iterator[dict[str, Any]]:
        return (one for one in self._statements if scope.is_all or _is_inside(one, scope))

    def _counted(self, scope: Scope) -> dict[str, dict[str, int]]:
        """Statements, items and customers of each theme inside a scope."""
        members: dict[str, Records] = {}
        for one in self._inside(scope):
            if one["theme"] is not None:
                members.setdefault(one["theme"], []).append(one)
        return {
            key: {
                "n_statements": len(rows),
                "n_items": len({one["item_id"] for one in rows}),
                "n_customers": len({_customer(self._items[one["item_id"]]) for one in rows}),
            }
            for key, rows in members.items()
        }

    def _checked(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except (KeyError, TypeError) as error:
            raise self._folder.damaged("the files of the folder do not fit together") from error


def _is_inside(one: dict[str, Any], scope: Scope) -> bool:
    if scope.products and one["product"] not in scope.products:
        return False
    if scope.sources and one["source"] not in scope.sources:
        return False
    if scope.first_on is None and scope.last_on is None:
        return True
    if one["received_at"] is None:
        return False
    day = datetime.fromisoformat(one["received_at"]).astimezone(UTC).date()
    return (scope.first_on or day) <= day <= (scope.last_on or day)


def _customer(item: dict[str, Any]) -> tuple[str, str]:
    if item["account"] is not None:
        return "account", item["account"]
    return ("author", item["author"]) if item["author"] is not None else ("item", item["item_id"])


def _place(after: str | None) -> int:
    if after is not None and not after.isdecimal():
        raise WrongUsage(
            f"{printable(after)!r} is no place in a list", remedy="give `next` of the part before, as it is"
        )
    return int(after or 0)
