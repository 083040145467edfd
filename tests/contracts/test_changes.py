"""What moved between any two snapshots, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.past import Past, Told
from feedback2req.domain.snapshot import Snapshot
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.service.changes import Moved, what_moved
from feedback2req.stages.compare import Lineage, compare
from feedback2req.stages.compare.lineage import Link
from tests.contracts.test_stores import SNAPSHOT, published
from tests.factories import CLOUD, FTP, LAYOUT, MOVE

DAY = date(2026, 10, 5)
THEMES = {theme.key: theme for theme in SNAPSHOT.themes}
NOTHING = Lineage(merged={}, split={})


def following(last: Snapshot | None, ranked: Sequence[str], traced: Lineage = NOTHING) -> Snapshot:
    """A snapshot a week after the last one, with these themes in this order."""
    themes = tuple(
        replace(one, standing=replace(one.standing, priority=replace(one.priority, rank=rank)))
        for rank, one in enumerate([THEMES[key] for key in ranked], start=1)
    )
    as_of = DAY if last is None or last.as_of is None else last.as_of + timedelta(weeks=1)
    changes = compare(
        (*themes, *SNAPSHOT.strengths),
        SNAPSHOT.statements,
        {item.item_id: item for item in SNAPSHOT.items},
        None if last is None else Past.of(last),
        traced,
        as_of=as_of,
        weights=SNAPSHOT.ranking.weights,
        silent_days=3650,
    )
    return replace(SNAPSHOT, as_of=as_of, themes=themes, requirements=(), changes=changes)


FIRST = following(None, (MOVE, CLOUD, LAYOUT))
SECOND = following(FIRST, (CLOUD, MOVE, FTP), Lineage(merged={LAYOUT: Link(key=FTP, n_moved=3, n_known=4)}, split={}))
THIRD = following(SECOND, (CLOUD, MOVE), Lineage(merged={FTP: Link(key=MOVE, n_moved=2, n_known=2)}, split={}))
FOURTH = following(THIRD, (CLOUD, MOVE, LAYOUT))
WEEKS = (FIRST, SECOND, THIRD, FOURTH)


def filled(store: SqlStore) -> list[str]:
    """Ids of four weeks' snapshots, oldest first."""
    return [published(store, one) for one in WEEKS]


def moves(moved: Moved) -> list[tuple[object, ...]]:
    return [tuple(one[name] for name in ("key", "event", "rank_before", "rank_after")) for one in moved.changes or ()]


def test_snapshots_are_told_as_they_were_published_oldest_first_and_those_of_others_never(store: SqlStore) -> None:
    ids = filled(store)
    other = published(store, FIRST, product="Q")
    found = store.snapshots.told("P", {ids[3], ids[0], ids[1], other, "snap-nobody"})
    expected = [(ids[n], WEEKS[n]) for n in (0, 1, 3)]
    assert found == tuple(
        Told(
            as_of=one.as_of,
            themes=Past.of(one).themes,
            weights=one.ranking.weights,
            snapshot_id=snapshot_id,
            changes=one.changes,
        )
        for snapshot_id, one in expected
    )
    assert store.snapshots.told("nobody", ids) == ()


def test_between_neighbours_it_is_what_was_recorded(store: SqlStore) -> None:
    ids = filled(store)
    for since, until in pairwise(ids):
        recorded = store.answers.answers("P", snapshot_id=until).changes()
        assert recorded
        assert what_moved(store, "P", since=since, until=until).changes == recorded
        assert what_moved(store, "P", until=until).changes == recorded


def test_over_several_snapshots_ranks_are_those_of_the_ends(store: SqlStore) -> None:
    ids = filled(store)
    moved = what_moved(store, "P", since=ids[0], until=ids[2])
    assert moves(moved) == [(CLOUD, "up", 2, 1), (MOVE, "down", 1, 2), (LAYOUT, "merged", 3, None)]
    # FTP, in which most of it was for a week, is in MOVE now
    assert (moved.changes or ())[-1]["other"] == MOVE
    assert (moved.since, moved.until.as_of, moved.n_steps) == (store.snapshots.heads("P")[3], THIRD.as_of, 2)
    assert moves(what_moved(store, "P", since=ids[0])) == [(CLOUD, "up", 2, 1), (MOVE, "down", 1, 2)]


def test_a_day_names_the_newest_snapshot_counted_up_to_it(store: SqlStore) -> None:
    ids = filled(store)
    by_id = what_moved(store, "P", since=ids[0], until=ids[2])
    for since, until in (("2026-10-05", "2026-10-19"), ("2026-10-11", "2026-10-25"), (ids[0], "2026-10-20")):
        assert what_moved(store, "P", since=since, until=until) == by_id
    assert what_moved(store, "P", since="2026-10-05").until.snapshot_id == ids[3]


def test_a_first_snapshot_has_nothing_to_compare_it_with(store: SqlStore) -> None:
    ids = filled(store)
    found = what_moved(store, "P", until=ids[0])
    assert (found.since, found.changes) == (None, None)


@pytest.mark.parametrize("name", ["snap-nobody", "2026-10-04", "2026-13-01", "", "\x00"])
def test_a_snapshot_that_is_not_there_is_told_with_those_that_are(store: SqlStore, name: str) -> None:
    ids = filled(store)
    with pytest.raises(InputNotUsable, match="there is no snapshot") as told:
        what_moved(store, "P", since=name)
    assert f"{ids[0]} (2026-10-05)" in told.value.where
    assert len(str(told.value).splitlines()) == 3


def test_another_products_snapshot_is_not_there(store: SqlStore) -> None:
    filled(store)
    other = published(store, FIRST, product="Q")
    with pytest.raises(InputNotUsable, match="there is no snapshot"):
        what_moved(store, "P", since=other)
    with pytest.raises(InputNotUsable, match="nothing is published"):
        what_moved(store, "R", since=other)


def test_the_older_snapshot_has_to_be_older(store: SqlStore) -> None:
    ids = filled(store)
    for since, until, what in (
        (ids[2], ids[1], "newer than"),
        (ids[1], ids[1], "since is the"),
        (ids[3], None, "is the"),
    ):
        with pytest.raises(WrongUsage, match=what) as told:
            what_moved(store, "P", since=since, until=until)
        assert ids[0] in told.value.remedy
    with pytest.raises(WrongUsage) as told:
        what_moved(store, "P", since=ids[0], until=ids[0])
    assert told.value.remedy == "there is no older one to compare with"


def test_what_was_erased_is_not_told_and_said_to_be_erased(store: SqlStore) -> None:
    # a label in words that one customer alone has used
    words = next(one for one in SNAPSHOT.items if "photos" in one.text)
    named = replace(THEMES[LAYOUT], theme=replace(THEMES[LAYOUT].theme, label="Photos"))
    first = replace(FIRST, themes=(*FIRST.themes[:2], named))
    merged = replace((SECOND.changes or ())[-1], label="Photos")
    ids = [published(store, one) for one in (first, replace(SECOND, changes=(merged,)), THIRD)]
    before = what_moved(store, "P", since=ids[0]).changes or ()
    store.erasure.withdraw("P", [words.item_id])
    after = what_moved(store, "P", since=ids[0]).changes or ()
    assert (before[-1]["label"], before[-1]["event"]) == ("Photos", "merged")
    assert (after[-1]["key"], after[-1]["event"], after[-1]["reason"]) == (
        LAYOUT,
        "gone",
        "what became of it was erased",
    )
    assert "photos" not in str(after).casefold()
