"""What moved since the last snapshot, and why."""

from __future__ import annotations

from dataclasses import replace

from feedback2req.domain.snapshot import RankedTheme
from feedback2req.stages.compare import compare
from tests.factories import CLOUD, FTP, LAYOUT, MOVE, make_snapshot

THEMES = make_snapshot().themes


def at_rank(theme: RankedTheme, rank: int, **standing: object) -> RankedTheme:
    priority = replace(theme.priority, rank=rank)
    return replace(theme, standing=replace(theme.standing, priority=priority, **standing))


def test_without_a_last_snapshot_nothing_is_said() -> None:
    assert compare(THEMES, None) is None


def test_an_empty_last_snapshot_is_not_no_last_snapshot() -> None:
    found = compare(THEMES, ())
    assert found is not None
    assert [c.event for c in found] == ["new"] * len(THEMES)


def test_where_no_rank_moved_there_is_no_change() -> None:
    assert compare(THEMES, THEMES) == ()


def test_up_is_towards_the_first_rank_and_down_away_from_it() -> None:
    now = (at_rank(THEMES[1], 1), at_rank(THEMES[0], 2), *THEMES[2:])
    found = {c.key: c for c in compare(now, THEMES) or ()}
    assert set(found) == {MOVE, CLOUD}
    assert (found[CLOUD].event, found[CLOUD].rank_before, found[CLOUD].rank_after) == ("up", 2, 1)
    assert (found[MOVE].event, found[MOVE].rank_before, found[MOVE].rank_after) == ("down", 1, 2)


def test_what_is_new_has_no_rank_before_and_what_is_gone_none_after() -> None:
    found = {c.key: c for c in compare(THEMES[:3], (*THEMES[:2], THEMES[3])) or ()}
    assert set(found) == {FTP, LAYOUT}
    assert (found[FTP].event, found[FTP].rank_before, found[FTP].rank_after) == ("new", None, 3)
    assert (found[LAYOUT].event, found[LAYOUT].rank_before, found[LAYOUT].rank_after) == ("gone", 4, None)


def test_the_reason_tells_how_many_customers_came_or_went() -> None:
    n = THEMES[1].n_customers
    now = (at_rank(THEMES[1], 1, n_customers=n + 12),)
    (change,) = [c for c in compare(now, THEMES) or () if c.key == CLOUD]
    assert "+12 customers" in change.reason
    (back,) = [c for c in compare(THEMES, now) or () if c.key == CLOUD]
    assert "-12 customers" in back.reason
