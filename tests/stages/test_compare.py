"""What moved since the last snapshot, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from feedback2req.domain.past import Past
from feedback2req.domain.snapshot import Change, RankedTheme, Snapshot
from feedback2req.stages.compare import Lineage, compare, lineage
from feedback2req.stages.compare.lineage import Link
from tests.factories import CLEAN, CLOUD, FTP, LAYOUT, MOVE, make_snapshot

SNAPSHOT = make_snapshot()
THEMES = SNAPSHOT.themes
NOTHING = Lineage(merged={}, split={})


def at_rank(theme: RankedTheme, rank: int, **standing: object) -> RankedTheme:
    priority = replace(theme.priority, rank=rank)
    return replace(theme, standing=replace(theme.standing, priority=priority, **standing))


def past(themes: tuple[RankedTheme, ...] = THEMES, snapshot: Snapshot = SNAPSHOT) -> Past:
    return Past.of(replace(snapshot, themes=themes, strengths=()))


def changes(
    now: tuple[RankedTheme, ...], then: Past | None, traced: Lineage | None = NOTHING, **other: object
) -> tuple[Change, ...] | None:
    of = {item.item_id: item for item in SNAPSHOT.items}
    wanted = {"as_of": SNAPSHOT.as_of, "weights": SNAPSHOT.ranking.weights, "silent_days": 3650, **other}
    return compare(now, SNAPSHOT.statements, of, then, traced, **wanted)  # type: ignore[arg-type]


def test_without_a_last_snapshot_nothing_is_said() -> None:
    assert changes(THEMES, None, None) is None


def test_a_last_snapshot_without_themes_is_not_no_last_snapshot() -> None:
    found = changes(THEMES, past(()))
    assert found is not None
    assert [c.event for c in found] == ["new"] * len(THEMES)


def test_where_nothing_moved_there_is_no_change() -> None:
    assert changes(THEMES, past()) == ()


def test_up_is_towards_the_first_rank_and_down_away_from_it() -> None:
    now = (at_rank(THEMES[1], 1), at_rank(THEMES[0], 2), *THEMES[2:])
    found = {c.key: c for c in changes(now, past()) or ()}
    assert set(found) == {MOVE, CLOUD}
    assert (found[CLOUD].event, found[CLOUD].rank_before, found[CLOUD].rank_after) == ("up", 2, 1)
    assert (found[MOVE].event, found[MOVE].rank_before, found[MOVE].rank_after) == ("down", 1, 2)
    assert found[CLOUD].reason.startswith("2 to 1: ")


def test_what_is_new_has_no_rank_before_and_what_is_gone_none_after() -> None:
    found = {c.key: c for c in changes(THEMES[:3], past((*THEMES[:2], THEMES[3]))) or ()}
    assert set(found) == {FTP, LAYOUT}
    assert (found[FTP].event, found[FTP].rank_before, found[FTP].rank_after) == ("new", None, 3)
    assert (found[LAYOUT].event, found[LAYOUT].rank_before, found[LAYOUT].rank_after) == ("gone", 4, None)


def test_the_reason_tells_customers_sentiment_and_whether_the_weights_are_the_same() -> None:
    n = THEMES[1].n_customers
    now = (at_rank(THEMES[1], 1, n_customers=n + 12),)
    (change,) = [c for c in changes(now, past()) or () if c.key == CLOUD]
    assert change.reason == "2 to 1: +12 customers, sentiment +0.00, weights unchanged"
    (other,) = [c for c in changes(now, past(), weights={"reach": 1.0}) or () if c.key == CLOUD]
    assert other.reason.endswith("weights changed")


def test_a_rank_that_others_moved_says_that_nothing_of_its_own_changed() -> None:
    (change,) = changes((at_rank(THEMES[0], 2),), past(THEMES[:1])) or ()
    assert change.reason == "1 to 2: no customer more or less, the same sentiment: others moved, or time went by"


def test_a_theme_that_keeps_its_rank_and_gains_many_customers_has_grown() -> None:
    n = THEMES[0].n_customers
    found = changes((at_rank(THEMES[0], 1, n_customers=n + 3), *THEMES[1:]), past()) or ()
    assert [(c.key, c.event) for c in found] == [(MOVE, "grown")]
    assert changes((at_rank(THEMES[0], 1, n_customers=n + 1), *THEMES[1:]), past()) == ()


def test_a_theme_falls_silent_once() -> None:
    newest = max(i.received_at.date() for i in SNAPSHOT.items if i.received_at is not None)
    then = replace(past(), as_of=newest)

    def events(day: date, before: Past) -> list[str]:
        return [c.event for c in changes(THEMES, before, as_of=day, silent_days=30) or ()]

    day = newest + timedelta(days=100)
    assert "silent" in events(day, then)
    assert events(day + timedelta(days=7), replace(then, as_of=day)) == []


def test_split_and_merged_name_the_other_theme_and_how_many_statements_went() -> None:
    traced = Lineage(
        merged={LAYOUT: Link(key=MOVE, n_moved=3, n_known=4)}, split={FTP: Link(key=CLOUD, n_moved=2, n_known=2)}
    )
    found = {c.key: c for c in changes(THEMES[:3], past((*THEMES[:2], THEMES[3])), traced) or ()}
    assert (found[FTP].event, found[FTP].other) == ("split", CLOUD)
    assert "2 of 2 statements came out of" in found[FTP].reason
    assert (found[LAYOUT].event, found[LAYOUT].other) == ("merged", MOVE)
    assert "3 of its 4 statements" in found[LAYOUT].reason


@pytest.mark.parametrize(("gone", "taker"), [(CLOUD, MOVE), (MOVE, FTP)])
def test_most_statements_of_a_gone_theme_say_where_it_went(gone: str, taker: str) -> None:
    model, rows = SNAPSHOT.theme_model, SNAPSHOT.membership.themes
    moved = rows.copy()
    moved[moved == model.keys.index(gone)] = model.keys.index(taker)
    left = model.only(np.array([n for n, key in enumerate(model.keys) if key != gone], dtype=np.int64))
    number = {key: n for n, key in enumerate(left.keys)}
    now = moved.copy()
    for i, row in enumerate(moved.tolist()):
        now[i] = -1 if row < 0 else number[model.keys[row]]
    before = Past.of(SNAPSHOT)
    found = lineage(before, SNAPSHOT.statements, now, left, left)
    assert found.merged[gone].key == taker
    assert found.merged[gone].n_moved == found.merged[gone].n_known > 0
    assert CLEAN not in found.merged
    assert not found.split
