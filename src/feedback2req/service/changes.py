"""What moved between any two snapshots of a product, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING

from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.stages.compare import between

if TYPE_CHECKING:
    from feedback2req.domain.holding import Record, SnapshotHead
    from feedback2req.store_ports import Store

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_N_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved from one snapshot to another, as ``result.json`` tells changes.

    `since` is None where it is not held: in a folder. `changes` are None for a first snapshot. `n_steps` is 1 between
    neighbours, for which all that was recorded is told.
    """

    since: SnapshotHead | None
    until: SnapshotHead
    n_steps: int
    changes: tuple[Record, ...] | None


def what_moved(store: Store, product: str, *, since: str | None = None, until: str | None = None) -> Moved:
    """Compare two published snapshots of a product.

    Parameters
    ----------
    since, until : str, optional
        The id of a snapshot; or a day, as ``2026-11-25``, which names the newest snapshot counted from that day or
        before. `until` is the newest one if not given, and `since` the one before `until`.

    Raises
    ------
    InputNotUsable
        If the product has no such snapshot.
    WrongUsage
        If `since` is not older than `until`.
    """
    store.answers.answers(product).head()  # where nothing is published it says so
    heads = store.snapshots.heads(product)
    last = 0 if until is None else _place(heads, until)
    if since is None:
        first, path = last + 1, store.snapshots.told(product, {str(heads[last].snapshot_id)})
        changes = path[0].changes
    else:
        first = _place(heads, since)
        if first <= last:
            raise _not_older(heads, first, last)
        path = store.snapshots.told(product, {str(head.snapshot_id) for head in heads[last : first + 1]})
        changes = between(path)
    return Moved(
        since=heads[first] if first < len(heads) else None,
        until=heads[last],
        n_steps=first - last,
        changes=None if changes is None else tuple(asdict(change) for change in changes),
    )


def _not_older(heads: Sequence[SnapshotHead], first: int, last: int) -> WrongUsage:
    what, where = "since is newer than", f"{_named(heads[first])} is newer than {_named(heads[last])}"
    if first == last:
        what, where = "since is", _named(heads[last])
    older = heads[last + 1 :]
    remedy = f"name an older one as since: {_listed(older)}" if older else "there is no older one to compare with"
    return WrongUsage(f"{what} the snapshot that it is compared with", where=where, remedy=remedy)


def _place(heads: Sequence[SnapshotHead], name: str) -> int:
    """Where a snapshot stands, the newest first."""
    day = _day(name)
    for n, head in enumerate(heads):
        if head.snapshot_id == name or (day is not None and head.as_of is not None and head.as_of <= day):
            return n
    what = f"there is no snapshot {printable(name)!r}" if day is None else f"there is no snapshot of {day} or before"
    raise InputNotUsable(what, where=f"snapshots: {_listed(heads)}", remedy="name one of them, or a day")


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name) if _DAY.fullmatch(name) else None
    except ValueError:
        return None


def _listed(heads: Sequence[SnapshotHead]) -> str:
    shown = [_named(head) for head in heads[:_N_NAMED]]
    more = [f"and {len(heads) - _N_NAMED} older ones"] if len(heads) > _N_NAMED else []
    return ", ".join([*shown, *more])


def _named(head: SnapshotHead) -> str:
    return f"{head.snapshot_id} ({head.as_of or 'undated'})"
