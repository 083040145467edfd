"""What a store takes in, holds and tells: items over many imports, and the snapshots made of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from feedback2req.domain.feedback import FeedbackItem, FileReport, RejectedRow
from feedback2req.domain.identity import digest

NEW, SAME, EDITED = "new", "same", "edited"

Record = Mapping[str, object]
"""A theme, a requirement or a statement in the form that ``result.json`` and ``statements.jsonl`` have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An item as one import has it.

    `identity` is the id of the first item with the same source and own id, else the same text, author and
    day: its own id, unless it is a second of its kind.
    """

    item: FeedbackItem
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One import: kept whole or not at all.

    Attributes
    ----------
    reading : str
        Digest of all that was told about how to read: a file that was read the same way before brings nothing.
    """

    arrivals: tuple[Arrival, ...]
    rejected: tuple[RejectedRow, ...] = ()
    files: tuple[FileReport, ...] = ()
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a delivery.

    `items` holds an (item id, status) for each arrival, in order; a status is ``new``, ``same`` or ``edited``.
    """

    items: tuple[tuple[str, str], ...]
    n_rejected: int

    def n(self, status: str) -> int:
        """How many arrivals have a status."""
        return Counter(found for _, found in self.items)[status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """All that a store holds of one product: the input of a run.

    `items` are sorted by item id; `n_rows_read`, `rejected` and `files` are those of all imports.
    """

    product: str
    items: tuple[FeedbackItem, ...]
    rejected: tuple[RejectedRow, ...]
    files: tuple[FileReport, ...]
    n_rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotHead:
    """Which snapshot an answer is from.

    `snapshot_id` is drawn when it is published; a folder has none, and no time of publishing. `record` is
    the ``snapshot`` part of ``result.json``.
    """

    snapshot_id: str | None
    product: str
    as_of: date | None
    published_at: datetime | None
    record: Record

    @property
    def day_or_id(self) -> str:
        """What people tell it by: the day that it counts from, else its id."""
        return str(self.snapshot_id) if self.as_of is None else self.as_of.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which feedback an answer is about; what is empty or None does not choose.

    `first_on` and `last_on` are days in UTC, both included; undated items are outside of every window.
    """

    products: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    first_on: date | None = None
    last_on: date | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not (self.products or self.sources or self.first_on or self.last_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A part of a list; `next` is what to ask with for the part that follows, None at the end."""

    records: tuple[Record, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased, in numbers alone: items, versions, statements, cache entries, requirements and so on."""

    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a store knows of an item before an import: enough to tell new, same and edited apart."""

    item_id: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """An arrival with its place in the store: `item` has the id that it has there."""

    item: FeedbackItem
    identity: str
    content: str
    status: str


def content_of(item: FeedbackItem) -> str:
    """Digest of what a customer may edit; where a row stood, and in which file, is no part of it."""
    parts = (item.text, item.url, item.received_at, item.author, item.account, item.rating, item.satisfaction)
    attributes = (part for pair in sorted(item.attributes.items()) for part in pair)
    return digest(*(repr(part) for part in parts), item.language, item.product, *attributes)


def settle(arrivals: Sequence[Arrival], held: Mapping[str, Sequence[Held]]) -> list[Settled]:
    """Tell which arrivals are new, the same, or edits of what is held, in the order of the arrivals.

    Equals are numbered inside an import, so one of them may come with another number the next time. So
    contents are paired first, whatever their ids; only what is left edits what is left, and only what is
    more than was held is new: a store holds as many equals as the import that had most of them.

    Parameters
    ----------
    held : mapping of identity to sequence of Held
        What the store has of each identity among the arrivals.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, arrival in enumerate(arrivals):
        groups[arrival.identity].append(i)
    result: dict[int, Settled] = {}
    for identity, members in groups.items():
        given = [arrivals[i].item for i in members]
        for i, item, item_id, status in zip(members, given, *_paired(given, held.get(identity, ())), strict=True):
            result[i] = Settled(
                item=replace(item, item_id=item_id), identity=identity, content=content_of(item), status=status
            )
    return [result[i] for i in range(len(arrivals))]


def _paired(given: Sequence[FeedbackItem], held: Sequence[Held]) -> tuple[list[str], list[str]]:
    """Ids and statuses of the items of one identity."""
    free = {one.item_id: one.content for one in sorted(held, key=lambda one: one.item_id)}
    spare = [item.item_id for item in given if item.item_id not in free]
    ids, statuses = [""] * len(given), [""] * len(given)
    for i, item in enumerate(given):
        content = content_of(item)
        # its own id first: it would not do to swap two equals
        same = [item.item_id] if free.get(item.item_id) == content else [k for k, c in free.items() if c == content]
        if same:
            ids[i], statuses[i] = same[0], SAME
            del free[same[0]]
    for i, item in enumerate(given):
        if statuses[i]:
            continue
        if free:
            ids[i] = item.item_id if item.item_id in free else next(iter(free))
            statuses[i] = EDITED
            del free[ids[i]]
        else:
            ids[i], statuses[i] = spare.pop(0), NEW
    return ids, statuses
