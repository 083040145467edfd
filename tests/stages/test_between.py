"""What moved over several snapshots, told from what each of them told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feedback2req.domain.past import Past, PastTheme, Told
from feedback2req.domain.snapshot import Change, RankedTheme
from feedback2req.stages.compare import Lineage, between, compare
from feedback2req.stages.compare.lineage import Link
from tests.factories import CLOUD, FTP, LAYOUT, MOVE, make_snapshot

SNAPSHOT = make_snapshot()
THEMES = {theme.key: theme for theme in SNAPSHOT.themes}
DAY = date(2026, 10, 5)
ITEMS = {item.item_id: item for item in SNAPSHOT.items}


def week(
    number: int,
    last: Told | None,
    themes: Sequence[tuple[str, int]],
    *,
    weights: float = 1.0,
    traced: Lineage | None = None,
) -> Told:
    """A week's snapshot of themes in order of rank, with so many customers more than they have; what it told."""
    now = [_ranked(THEMES[key], rank, more) for rank, (key, more) in enumerate(themes, start=1)]
    as_of = DAY + timedelta(weeks=number)
    past = None
    if last is not None:
        past = replace(Past.of(SNAPSHOT), as_of=last.as_of, themes=last.themes, weights=last.weights)
    changes = compare(
        now,
        SNAPSHOT.statements,
        ITEMS,
        past,
        traced or Lineage(merged={}, split={}),
        as_of=as_of,
        weights={"reach": weights},
        silent_days=90,
    )
    standings = tuple(PastTheme.of(one, SNAPSHOT.statements, ITEMS) for one in now)
    return Told(
        as_of=as_of, themes=standings, weights={"reach": weights}, snapshot_id=f"snap-{number}", changes=changes
    )


def _ranked(theme: RankedTheme, rank: int, more: int) -> RankedTheme:
    standing = theme.standing
    return replace(
        theme,
        standing=replace(
            standing,
            priority=replace(theme.priority, rank=rank),
            n_customers=standing.n_customers + more,
            n_statements=standing.n_statements + more,
        ),
    )


def quiet(told: Told) -> Told:
    """The same a week later, when nothing moved."""
    assert told.as_of is not None
    return replace(told, as_of=told.as_of + timedelta(weeks=1), snapshot_id="snap-quiet", changes=())


def by_key(path: Sequence[Told]) -> dict[str, Change]:
    return {one.key: one for one in between(path)}


def ends(change: Change) -> tuple[str, str, int | None, int | None, str | None]:
    return change.key, change.event, change.rank_before, change.rank_after, change.other


def lineage_of(before: Sequence[str], after: Sequence[str], pick: int) -> Lineage:
    """Themes that are gone went into one that is there, or into none; new ones came out of one that was there."""
    gone, born = (sorted(set(one) - set(other)) for one, other in ((before, after), (after, before)))
    merged = {
        key: Link(key=after[(pick + n) % len(after)], n_moved=3, n_known=4)
        for n, key in enumerate(gone)
        if n + pick % 2
    }
    split = {
        key: Link(key=before[(pick + n) % len(before)], n_moved=2, n_known=3)
        for n, key in enumerate(born)
        if n + pick % 2
    }
    return Lineage(merged=merged, split=split)


NAMES = sorted(THEMES)
themes = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 9)), min_size=1, unique_by=lambda one: one[0])
weeks = st.lists(st.tuples(themes, st.integers(0, 5), st.sampled_from([1.0, 0.5])), min_size=3, max_size=6)


def history(of: Sequence[tuple[list[tuple[str, int]], int, float]]) -> list[Told]:
    path: list[Told] = []
    for number, (ranked, pick, weights) in enumerate(of):
        last = path[-1] if path else None
        traced = None
        if last is not None:
            traced = lineage_of([t.key for t in last.themes], [key for key, _ in ranked], pick)
        path.append(week(number, last, ranked, weights=weights, traced=traced))
    return path


@given(weeks)
def test_between_neighbours_it_is_what_was_told(of: list[tuple[list[tuple[str, int]], int, float]]) -> None:
    path = history(of)
    for then, now in pairwise(path):
        assert between([then, now]) == now.changes


@given(weeks)
def test_a_week_in_which_nothing_moved_changes_nothing(of: list[tuple[list[tuple[str, int]], int, float]]) -> None:
    then, now, *_ = history(of)
    recorded = now.changes or ()
    for path in ([then, now, quiet(now)], [then, replace(quiet(then), as_of=then.as_of), now]):
        found = between(path)
        assert [ends(one) for one in found] == [ends(one) for one in recorded]
        for one, before in zip(found, recorded, strict=True):
            assert one.reason == before.reason or before.event in ("new", "split", "merged", "gone", "silent")
            assert before.event == "new" or before.reason in one.reason


@given(weeks)
def test_ranks_are_those_of_the_ends_and_every_theme_that_came_or_went_is_told_once(
    of: list[tuple[list[tuple[str, int]], int, float]],
) -> None:
    path = history(of)
    before, after = ({t.key: t.rank for t in one.themes} for one in (path[0], path[-1]))
    found = [one for one in between(path) if one.event != "silent"]
    assert len({one.key for one in found}) == len(found)
    assert {one.key for one in found} <= {*before, *after}
    assert {one.key for one in found if one.event in ("new", "split")} == set(after) - set(before)
    assert {one.key for one in found if one.event in ("merged", "gone")} == set(before) - set(after)
    for one in found:
        assert (one.rank_before, one.rank_after) == (before.get(one.key), after.get(one.key))
        assert "erased" not in one.reason
        if one.other is not None:
            assert one.other in (before if one.event == "split" else after)


def test_what_is_born_and_gone_in_between_is_not_told() -> None:
    a = week(0, None, [(MOVE, 0)])
    b = week(1, a, [(MOVE, 0), (FTP, 0)])
    c = week(2, b, [(MOVE, 0)])
    assert {one.key for one in (*(b.changes or ()), *(c.changes or ()))} == {FTP}
    assert between([a, b, c]) == ()


def test_a_theme_moves_from_its_first_rank_to_its_last_for_the_reasons_of_the_whole_way() -> None:
    a = week(0, None, [(MOVE, 0), (CLOUD, 0), (FTP, 0)])
    b = week(1, a, [(MOVE, 0), (FTP, 2), (CLOUD, 0)])
    c = week(2, b, [(FTP, 7), (MOVE, 1), (CLOUD, 0)], weights=0.5)
    found = by_key([a, b, c])
    assert found[FTP].reason == "3 to 1: +7 customers, sentiment +0.00, weights changed"
    assert ends(found[FTP]) == (FTP, "up", 3, 1, None)
    assert ends(found[MOVE]) == (MOVE, "down", 1, 2, None)
    assert ends(found[CLOUD]) == (CLOUD, "down", 2, 3, None)


def test_growth_too_slow_for_a_week_is_told_over_several() -> None:
    a = week(0, None, [(MOVE, 0)])
    b = week(1, a, [(MOVE, 2)])
    c = week(2, b, [(MOVE, 4)])
    assert (b.changes, c.changes) == ((), ())
    assert [one.event for one in between([a, b, c])] == ["grown"]


def into(gone: str, taker: str) -> Lineage:
    return Lineage(merged={gone: Link(key=taker, n_moved=3, n_known=4)}, split={})


def out_of(born: str, source: str) -> Lineage:
    return Lineage(merged={}, split={born: Link(key=source, n_moved=2, n_known=3)})


def test_a_merge_is_followed_to_the_theme_that_is_there() -> None:
    a = week(0, None, [(MOVE, 0), (CLOUD, 0), (FTP, 0)])
    b = week(1, a, [(MOVE, 0), (CLOUD, 0)], traced=into(FTP, CLOUD))
    c = week(2, b, [(MOVE, 0)], traced=into(CLOUD, MOVE))
    found = by_key([a, b, c])
    assert ends(found[FTP]) == (FTP, "merged", 3, None, MOVE)
    first, second = found[FTP].reason.split("; ")
    assert first == f"2026-10-12: 3 of its 4 statements are in “{THEMES[CLOUD].label}” now"
    assert second == f"2026-10-19, “{THEMES[CLOUD].label}”: 3 of its 4 statements are in “{THEMES[MOVE].label}” now"
    assert ends(found[CLOUD]) == (CLOUD, "merged", 2, None, MOVE)


def test_what_was_merged_into_a_theme_that_is_gone_is_gone() -> None:
    a = week(0, None, [(MOVE, 0), (CLOUD, 0), (FTP, 0)])
    b = week(1, a, [(MOVE, 0), (CLOUD, 0)], traced=into(FTP, CLOUD))
    c = week(2, b, [(MOVE, 0)])
    found = by_key([a, b, c])[FTP]
    assert ends(found) == (FTP, "gone", 3, None, None)
    assert found.reason.endswith("too few customers are left in it")


def test_a_split_is_followed_back_to_a_theme_that_was_there() -> None:
    a = week(0, None, [(MOVE, 0)])
    b = week(1, a, [(MOVE, 0), (CLOUD, 0)], traced=out_of(CLOUD, MOVE))
    c = week(2, b, [(MOVE, 0), (FTP, 0)], traced=out_of(FTP, CLOUD))
    (found,) = between([a, b, c])
    assert ends(found) == (FTP, "split", None, 2, MOVE)
    assert found.reason == (
        f"2026-10-12, “{THEMES[CLOUD].label}”: 2 of 3 statements came out of “{THEMES[MOVE].label}”; "
        f"2026-10-19: 2 of 3 statements came out of “{THEMES[CLOUD].label}”"
    )


def test_what_split_off_from_a_theme_that_was_new_is_new() -> None:
    a = week(0, None, [(MOVE, 0)])
    b = week(1, a, [(MOVE, 0), (CLOUD, 0)])
    c = week(2, b, [(MOVE, 0), (CLOUD, 0), (FTP, 0)], traced=out_of(FTP, CLOUD))
    found = by_key([a, b, c])
    assert [ends(found[key])[1:] for key in (CLOUD, FTP)] == [("new", None, 2, None), ("new", None, 3, None)]
    assert found[CLOUD].reason.endswith("; first there on 2026-10-12")
    assert "came out of" in found[FTP].reason


def test_what_an_erasure_took_out_of_the_way_is_said_to_be_erased() -> None:
    a = week(0, None, [(MOVE, 0), (CLOUD, 0)])
    b = week(1, a, [(MOVE, 0), (FTP, 0)], traced=into(CLOUD, MOVE))
    scrubbed = replace(b, changes=())
    found = by_key([a, scrubbed, quiet(b)])
    assert found[FTP].reason.endswith("; how it came about was erased")
    assert ends(found[CLOUD]) == (CLOUD, "gone", 2, None, None)
    assert found[CLOUD].reason == "what became of it was erased"


def test_a_silence_is_told_as_it_was_unless_the_theme_has_more_statements_since() -> None:
    a = week(0, None, [(MOVE, 0), (LAYOUT, 0)])
    told = Change(key=LAYOUT, label="x", event="silent", rank_before=2, rank_after=2, reason="nobody for 91 days")
    b = replace(week(1, a, [(MOVE, 0), (LAYOUT, 0)]), changes=(told,))
    silent = [one for one in between([a, b, week(2, b, [(MOVE, 0), (LAYOUT, 0)])]) if one.event == "silent"]
    assert [one.reason for one in silent] == ["2026-10-12: nobody for 91 days"]
    assert not between([a, b, week(2, b, [(MOVE, 0), (LAYOUT, 1)])])


def test_statements_that_changed_sides_are_told_between_neighbours_alone() -> None:
    a = week(0, None, [(MOVE, 0), (CLOUD, 0)])
    drew = Lineage(merged={}, split={}, drawn={MOVE: {CLOUD: 2}})
    b = week(1, a, [(MOVE, 0), (CLOUD, 0)], traced=drew)
    assert [one.event for one in between([a, b])] == ["drew"]
    assert between([a, b, quiet(b)]) == ()


def test_a_snapshot_of_no_day_is_told_by_its_id() -> None:
    a = week(0, None, [(MOVE, 0)])
    b = replace(week(1, a, [(MOVE, 0), (CLOUD, 0)]), as_of=None)
    (found,) = between([a, b, quiet(replace(b, as_of=DAY))])
    assert found.reason.endswith("first there on snap-1")
