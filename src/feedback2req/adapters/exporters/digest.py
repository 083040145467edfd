"""What a week changed, or several, in the order in which a PM wants to know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from feedback2req.adapters.exporters.backlog_markdown import inline
from feedback2req.adapters.exporters.wording import count, day, rank_between, rank_words
from feedback2req.domain.holding import SnapshotHead
from feedback2req.domain.snapshot import Change, Snapshot

N_FIRST = 10
_GROUPS = (
    ("New themes", ("new",)),
    ("Split off", ("split",)),
    ("Moved up", ("up",)),
    ("Moved down", ("down",)),
    ("Grown without moving", ("grown",)),
    ("Fallen silent", ("silent",)),
    ("Merged into another", ("merged",)),
    ("Gone", ("gone",)),
    ("Statements that changed sides", ("drew",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """One of the first themes; `before` says where it stood."""

    key: str
    rank: str
    label: str
    n_customers: int
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A sentence, the first themes with what moved them, and all changes by what happened."""

    title: str
    lede: str
    first: tuple[First, ...]
    groups: tuple[tuple[str, tuple[Change, ...]], ...]


def digest_of(snapshot: Snapshot) -> Digest:
    """The digest of a snapshot; on a first one there are no changes, and it says so."""
    first = [
        First(key=one.key, rank=rank_words(one.priority), label=one.label, n_customers=one.n_customers)
        for one in snapshot.themes[:N_FIRST]
    ]
    return _digest(snapshot.product, snapshot.as_of, snapshot.counts, first, snapshot.changes)


def digest_of_records(
    head: SnapshotHead,
    themes: Sequence[Mapping[str, Any]],
    changes: Sequence[Mapping[str, Any]] | None,
    *,
    since: str = "",
) -> Digest:
    """The same from what was published.

    Parameters
    ----------
    head : SnapshotHead
        Of the snapshot that it ends with.
    themes, changes : sequence of mappings
        As ``result.json`` has them; no more themes than the first ones are looked at.
    since : str
        What the changes count from, in words, where it is not the snapshot before.
    """
    record: Mapping[str, Any] = head.record
    ranked = [(one, one["priority"]) for one in themes[:N_FIRST] if one["priority"] is not None]
    first = [
        First(
            key=one["key"],
            rank=rank_between(priority["rank"], priority["rank_low"], priority["rank_high"]),
            label=one["label"],
            n_customers=one["n_customers"],
        )
        for one, priority in ranked
    ]
    told = None if changes is None else tuple(Change(**one) for one in changes)
    return _digest(record["product"], head.as_of, record["counts"], first, told, since=since)


def _digest(
    product: str,
    as_of: date | None,
    counts: Mapping[str, int],
    first: Sequence[First],
    changes: Sequence[Change] | None,
    *,
    since: str = "",
) -> Digest:
    read = f"{count(counts['items'], 'item')} of {count(counts['customers'], 'customer')}"
    told = "There is no earlier snapshot to compare with."
    if changes is not None:
        told = f"{count(len(changes), 'change')} since {since or 'the last snapshot'}." if changes else "Nothing moved."
    if since:
        told += " Statements that changed sides between themes are told from one snapshot to the next alone."
    name = "" if product == "default" else f"{product}: "
    return Digest(
        title=f"{name}what moved",
        lede=f"{read}, counted from {day(as_of)}. {told}",
        first=tuple(_with_before(one, changes) for one in first),
        groups=tuple(
            (title, found)
            for title, events in _GROUPS
            if (found := tuple(c for c in changes or () if c.event in events))
        ),
    )


def _with_before(theme: First, changes: Sequence[Change] | None) -> First:
    """With where it stood: its rank before, or that it is new."""
    before = ""
    if changes is not None:
        found = [c for c in changes if c.key == theme.key and c.event in ("up", "down", "new", "split", "grown")]
        before = _before(found[-1] if found else None)
    return replace(theme, before=before)


def _before(change: Change | None) -> str:
    if change is None:
        return "as before"
    if change.rank_before is None:
        return "new"
    same = change.rank_before == change.rank_after
    return "as before" if same else f"was {change.rank_before}"


class DigestMarkdown:
    """Writes ``digest.md``."""

    name = "digest.md"

    def render(self, snapshot: Snapshot) -> bytes:
        """The digest as text; nothing that a customer wrote is markup in it."""
        return digest_markdown(digest_of(snapshot))


def digest_markdown(digest: Digest) -> bytes:
    """A digest as text."""
    return ("\n".join(_lines(digest)).rstrip() + "\n").encode()


def _lines(digest: Digest) -> Iterator[str]:
    yield from (f"# {inline(digest.title)}", "", inline(digest.lede), "")
    if digest.first:
        yield from ("| rank | theme | customers | |", "|---|---|---:|---|")
        for one in digest.first:
            yield f"| {inline(one.rank)} | {inline(one.label)} | {one.n_customers} | {one.before} |"
        yield ""
    for title, changes in digest.groups:
        yield from (f"## {title}", "")
        for change in changes:
            yield f"- **{inline(change.label)}**: {inline(change.reason)}"
        yield ""
