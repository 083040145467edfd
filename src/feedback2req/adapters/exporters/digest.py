"""What a week changed, in the order in which a PM wants to know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feedback2req.adapters.exporters.backlog_markdown import inline
from feedback2req.adapters.exporters.wording import count, day, rank_words
from feedback2req.domain.snapshot import Change, RankedTheme, Snapshot

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
class Digest:
    """One week: a sentence, the first themes with what moved them, and all changes by what happened."""

    title: str
    lede: str
    first: tuple[tuple[RankedTheme, str], ...]
    groups: tuple[tuple[str, tuple[Change, ...]], ...]


def digest_of(snapshot: Snapshot) -> Digest:
    """The digest of a snapshot; on a first one there are no changes, and it says so."""
    counts = snapshot.counts
    changes = snapshot.changes or ()
    moved = {c.key: c for c in changes if c.event in ("up", "down", "new", "split", "grown")}
    read = f"{count(counts['items'], 'item')} of {count(counts['customers'], 'customer')}"
    told = "There is no earlier snapshot to compare with."
    if snapshot.changes is not None:
        told = f"{count(len(changes), 'change')} since the last snapshot." if changes else "Nothing moved."
    name = "" if snapshot.product == "default" else f"{snapshot.product}: "
    return Digest(
        title=f"{name}what moved",
        lede=f"{read}, counted from {day(snapshot.as_of)}. {told}",
        first=tuple((t, _before(t, moved.get(t.key), snapshot)) for t in snapshot.themes[:N_FIRST]),
        groups=tuple(
            (title, found) for title, events in _GROUPS if (found := tuple(c for c in changes if c.event in events))
        ),
    )


def _before(theme: RankedTheme, change: Change | None, snapshot: Snapshot) -> str:
    """Where a theme stood: its rank before, or that it is new."""
    if snapshot.changes is None:
        return ""
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
        return ("\n".join(_lines(digest_of(snapshot))).rstrip() + "\n").encode()


def _lines(digest: Digest) -> Iterator[str]:
    yield from (f"# {inline(digest.title)}", "", inline(digest.lede), "")
    if digest.first:
        yield from ("| rank | theme | customers | |", "|---|---|---:|---|")
        for theme, before in digest.first:
            rank = inline(rank_words(theme.priority))
            yield f"| {rank} | {inline(theme.label)} | {theme.n_customers} | {before} |"
        yield ""
    for title, changes in digest.groups:
        yield from (f"## {title}", "")
        for change in changes:
            yield f"- **{inline(change.label)}**: {inline(change.reason)}"
        yield ""
