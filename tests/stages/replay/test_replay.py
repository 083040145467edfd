"""Decisions of people, replayed on a run through the real models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from feedback2req.config import PipelineConfig
from feedback2req.domain.past import Past
from feedback2req.domain.review import Anchor, Review, standing
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.statement import Statement
from feedback2req.pipeline import Tools, run
from tests.feedback import MIXED, TOPICS, Row, feedback

QUICK = PipelineConfig(n_bootstrap=20)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def decision(action: str, target: str, value: str | None = None, n: int = 0, **anchors: tuple[Anchor, ...]) -> Review:
    at = START + timedelta(minutes=n)
    return Review(review_id=f"rv-{n}", at=at, by="pm", action=action, target=target, value=value, **anchors)


def again(tools: Tools, *reviews: Review, rows: Sequence[Row] = MIXED, past: Snapshot | None = None) -> Snapshot:
    before = None if past is None else Past.of(past)
    return run(feedback(rows), tools, config=QUICK, product="Amaze", reviews=reviews, past=before)


@pytest.fixture(scope="module")
def first(tools: Tools) -> Snapshot:
    return again(tools)


def theme_about(word: str, snapshot: Snapshot) -> RankedTheme:
    def holds(theme: RankedTheme) -> int:
        return sum(word in snapshot.statements[m].text.casefold() for m in theme.theme.members)

    return max(snapshot.themes, key=holds)


def keys(snapshot: Snapshot) -> set[str]:
    return {t.key for t in (*snapshot.themes, *snapshot.strengths)}


def theme_of(statement_id: str, snapshot: Snapshot) -> str | None:
    position = next(i for i, s in enumerate(snapshot.statements) if s.statement_id == statement_id)
    row = int(snapshot.membership.themes[position])
    return None if row < 0 else snapshot.theme_model.keys[row]


def words(theme: RankedTheme, snapshot: Snapshot, n: int = 3) -> tuple[Anchor, ...]:
    return tuple(anchor(snapshot.statements[m]) for m in theme.theme.members[:n])


def anchor(statement: Statement) -> Anchor:
    return Anchor(item_id=statement.item_id, quote=statement.text)


def codes(snapshot: Snapshot) -> list[str]:
    return [limit.code for limit in snapshot.ranking.limits]


def test_without_decisions_the_themes_are_those_that_were_found(first: Snapshot) -> None:
    assert first.theme_model.keys == first.base_model.keys
    assert "reviews" not in first.digests


def test_a_renamed_theme_has_the_name_that_a_person_gave(tools: Tools, first: Snapshot) -> None:
    dark = theme_about("dark", first)
    found = again(tools, decision("rename", dark.key, "Night mode"))
    assert {t.key: t.label for t in found.themes}[dark.key] == "Night mode"
    assert len({t.label for t in found.themes}) == len(found.themes)
    assert found.digests["reviews"]


def test_a_merged_theme_is_gone_and_its_statements_are_in_the_other(tools: Tools, first: Snapshot) -> None:
    dark, battery = theme_about("dark", first), theme_about("battery", first)
    found = again(tools, decision("merge", dark.key, battery.key))
    assert dark.key not in keys(found)
    taker = next(t for t in found.themes if t.key == battery.key)
    assert taker.theme.merged_from == (dark.key,)
    assert taker.n_customers >= battery.n_customers + dark.n_customers - 2
    assert {theme_of(first.statements[m].statement_id, found) for m in dark.theme.members} == {battery.key}


def test_a_moved_statement_goes_where_it_was_put_and_takes_one_like_it_along(tools: Tools, first: Snapshot) -> None:
    battery, dark = theme_about("battery", first), theme_about("dark", first)
    moved = first.statements[battery.theme.members[0]]
    twin = Row(moved.text.upper(), author="late")
    review = decision("move", moved.statement_id, dark.key, anchors=(anchor(moved),))
    found = again(tools, review, rows=[*MIXED, twin])
    where = [theme_of(s.statement_id, found) for s in found.statements if s.text.casefold() == moved.text.casefold()]
    assert len(where) >= 2
    assert set(where) == {dark.key}


def test_a_statement_moved_out_belongs_to_no_theme_and_says_so(tools: Tools, first: Snapshot) -> None:
    moved = first.statements[theme_about("battery", first).theme.members[0]]
    found = again(tools, decision("move", moved.statement_id))
    position = next(i for i, s in enumerate(found.statements) if s.statement_id == moved.statement_id)
    assert found.membership.themes[position] == -1
    assert found.membership.reasons[position] == "reviewed"
    assert found.counts["unassigned_reviewed"] >= 1


def test_a_split_makes_a_theme_of_the_words_that_were_named(tools: Tools, first: Snapshot) -> None:
    cloud = theme_about("cloud", first)
    drive = [m for m in cloud.theme.members if "Google Drive" in first.statements[m].text]
    anchors = tuple(anchor(first.statements[m]) for m in drive)
    found = again(tools, decision("split", cloud.key, "Google Drive", anchors=anchors))
    made = next(t for t in found.themes if t.label == "Google Drive")
    assert made.key not in keys(first)
    assert {theme_of(first.statements[m].statement_id, found) for m in drive} == {made.key}
    assert cloud.key in keys(found)


def test_an_excluded_author_is_heard_no_more_and_is_counted(tools: Tools, first: Snapshot) -> None:
    author = next(item.author for item in first.items if "OneDrive" in item.text)
    found = again(tools, decision("exclude", str(author)))
    assert author not in {item.author for item in found.items}
    assert found.counts["items_left_out"] == len(first.items) - len(found.items) >= 1


def test_a_pinned_theme_stays_when_few_are_left_in_it(tools: Tools, first: Snapshot) -> None:
    battery = theme_about("battery", first)
    pin = decision("pin", battery.key, anchors=words(battery, first))
    of_battery = TOPICS["battery"]
    left = [row for row in MIXED if row.text not in of_battery or row.text == of_battery[0]]
    assert battery.key in keys(again(tools, pin, rows=left, past=first))


def test_an_undone_decision_leaves_no_trace(tools: Tools, first: Snapshot) -> None:
    dark, battery = theme_about("dark", first), theme_about("battery", first)
    merge = decision("merge", dark.key, battery.key)
    merged = again(tools, merge)
    back = again(tools, merge, decision("undo", merge.review_id, n=1), past=merged)
    assert {dark.key, battery.key} <= keys(back)


def test_an_undo_can_be_undone() -> None:
    one = decision("pin", "t-1")
    undo = decision("undo", one.review_id, n=1)
    assert standing([one, undo]) == ()
    assert standing([undo, decision("undo", undo.review_id, n=2), one]) == (one,)


def test_a_decision_finds_its_theme_by_words_when_the_key_is_gone(tools: Tools, first: Snapshot) -> None:
    dark = theme_about("dark", first)
    found = again(tools, decision("rename", "t-of-another-time", "Night mode", anchors=words(dark, first)))
    assert {t.key: t.label for t in found.themes}[dark.key] == "Night mode"


def test_a_decision_that_finds_nothing_is_told_and_changes_nothing(tools: Tools, first: Snapshot) -> None:
    found = again(tools, decision("rename", "t-gone", "Nothing"), decision("accept", "r-gone", n=1))
    assert codes(found).count("decision_not_replayed") == 2
    assert [t.label for t in found.themes] == [t.label for t in first.themes]


@pytest.mark.parametrize(("action", "status"), [("accept", "accepted"), ("reject", "rejected")])
def test_a_requirement_has_the_status_that_a_person_gave(
    tools: Tools, first: Snapshot, action: str, status: str
) -> None:
    wanted = first.requirements[0]
    found = again(tools, decision(action, wanted.key, "we talked about it"))
    now = next(r for r in found.requirements if r.key == wanted.key)
    assert (now.status, now.decided_because) == (status, "we talked about it")
    assert now.statement == wanted.statement


def test_effort_and_link_are_kept_beside_a_requirement(tools: Tools, first: Snapshot) -> None:
    key = first.requirements[0].key
    found = again(tools, decision("effort", key, "3.5"), decision("link", key, "ACME-12", n=1))
    now = next(r for r in found.requirements if r.key == key)
    assert (now.effort, now.link, now.status) == (3.5, "ACME-12", "candidate")


def test_an_accepted_requirement_keeps_its_words_when_another_would_be_drafted(tools: Tools, first: Snapshot) -> None:
    accepted = first.requirements[0]
    reworded = replace(accepted, key="r-accepted", statement="Amaze shall do what was agreed.", status="accepted")
    past = replace(first, requirements=(reworded, *first.requirements[1:]))
    found = again(tools, decision("accept", "r-accepted"), past=past)
    now = next(r for r in found.requirements if r.key == "r-accepted")
    assert now.statement == "Amaze shall do what was agreed."
    assert now.status == "accepted"
    assert accepted.key not in {r.key for r in found.requirements}
    texts = {item.item_id: item.text for item in found.items}
    assert all(texts[e.item_id][e.start : e.end] == e.quote for e in now.evidence)


def test_decisions_in_any_order_of_the_list_give_the_same_answer(tools: Tools, first: Snapshot) -> None:
    dark, battery = theme_about("dark", first), theme_about("battery", first)
    reviews = [decision("merge", dark.key, battery.key), decision("rename", battery.key, "Power and looks", n=1)]
    one, other = again(tools, *reviews), again(tools, *reviews[::-1])
    assert np.array_equal(one.membership.themes, other.membership.themes)
    assert [t.label for t in one.themes] == [t.label for t in other.themes]
