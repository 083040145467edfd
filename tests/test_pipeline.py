"""Laws of a whole run, through the real models: nothing lost, nothing invented, nothing left to chance."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from feedback2req.adapters.exporters.items_jsonl import ItemsJsonl
from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.exporters.statements_jsonl import StatementsJsonl
from feedback2req.config import PipelineConfig
from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.past import Past
from feedback2req.domain.relation import ALREADY_THERE
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import STATES
from feedback2req.errors import InputNotUsable
from feedback2req.pipeline import Tools, run
from tests.feedback import MIXED, TOPICS, Row, feedback

QUICK = PipelineConfig(n_bootstrap=40)


def answer(snapshot: Snapshot) -> bytes:
    return b"\0".join(e.render(snapshot) for e in (ResultJson(), StatementsJsonl(), ItemsJsonl()))


def all_themes(snapshot: Snapshot) -> tuple[RankedTheme, ...]:
    return (*snapshot.themes, *snapshot.strengths)


def limit_codes(snapshot: Snapshot) -> set[str]:
    return {limit.code for limit in snapshot.ranking.limits}


@pytest.fixture(scope="module")
def mixed(tools: Tools) -> Snapshot:
    return run(feedback(MIXED), tools, config=QUICK, product="Amaze")


def test_counts_add_up(mixed: Snapshot) -> None:
    counts = mixed.counts
    assert counts["rows_read"] == len(MIXED) == counts["rows_used"] + counts["rows_rejected"]
    assert counts["rows_rejected"] == len(mixed.rejected) == 1
    assert counts["items"] == len(mixed.items) == counts["rows_used"]
    assert counts["statements"] == len(mixed.statements) >= counts["items"]
    assert counts["core"] + counts["attached"] + counts["unassigned"] == counts["statements"]
    assert counts["unassigned"] == sum(n for name, n in counts.items() if name.startswith("unassigned_"))
    assert counts["themes"] == len(mixed.themes)
    assert counts["strengths"] == len(mixed.strengths)
    assert counts["requirements"] == len(mixed.requirements)
    assert sum(len(t.theme.members) for t in all_themes(mixed)) == counts["core"] + counts["attached"]
    assert mixed.grouping.counts.sum() == counts["statements"]


def test_a_run_beside_its_own_backlog_finds_every_draft_there_and_changes_nothing_else(
    mixed: Snapshot, tools: Tools
) -> None:
    own = [ExistingRequirement(id=f"A-{n}", title=r.title, key=r.key) for n, r in enumerate(mixed.requirements)]
    again = run(feedback(MIXED), tools, config=QUICK, product="Amaze", backlog=own)
    assert mixed.requirements
    assert [r.matches[0].existing_id for r in again.requirements] == [one.id for one in own]
    assert all(r.matches[0].relation == ALREADY_THERE for r in again.requirements)
    assert mixed.backlog is None
    assert again.backlog is not None
    assert tuple(replace(r, matches=()) for r in again.requirements) == mixed.requirements
    assert again.digests["backlog"]
    assert {**again.digests, "backlog": ""} == {**mixed.digests, "backlog": ""}


def test_every_statement_is_verbatim_and_every_item_has_one(mixed: Snapshot) -> None:
    text = {item.item_id: item.text for item in mixed.items}
    for s in mixed.statements:
        assert text[s.item_id][s.start : s.end] == s.text != ""
    assert {s.item_id for s in mixed.statements} == set(text)


def test_every_quote_is_verbatim_in_its_item_and_its_statement_in_the_theme(mixed: Snapshot) -> None:
    text = {item.item_id: item.text for item in mixed.items}
    members = {t.key: {mixed.statements[m].statement_id for m in t.theme.members} for t in mixed.themes}
    assert mixed.requirements
    for requirement in mixed.requirements:
        assert requirement.evidence
        for e in (*requirement.evidence, *requirement.counter_evidence):
            assert text[e.item_id][e.start : e.end] == e.quote != ""
        assert {e.statement_id for e in requirement.evidence} <= members[requirement.theme]


def test_exemplars_are_members(mixed: Snapshot) -> None:
    for theme in all_themes(mixed):
        assert set(theme.theme.exemplars) <= {mixed.statements[m].statement_id for m in theme.theme.members}


def test_membership_and_themes_say_the_same(mixed: Snapshot) -> None:
    keys = mixed.theme_model.keys
    for theme in all_themes(mixed):
        expected = np.flatnonzero(mixed.membership.themes == keys.index(theme.key))
        assert theme.theme.members == tuple(expected)
    for state, reason, aside in zip(
        mixed.membership.states, mixed.membership.reasons, (s.aside for s in mixed.statements), strict=True
    ):
        assert (STATES[state] == "unassigned") == (reason is not None)
        assert aside is None or reason == aside


def test_every_theme_is_said_by_enough_customers(mixed: Snapshot) -> None:
    customer = {item.item_id: item.customer for item in mixed.items}
    for theme in all_themes(mixed):
        people = {customer[mixed.statements[m].item_id] for m in theme.theme.members}
        assert len(people) == theme.n_customers >= QUICK.fewest_customers(mixed.counts["customers"])


def test_what_customers_speak_of_is_found(mixed: Snapshot) -> None:
    by_id = {item.item_id: item.text for item in mixed.items}
    for topic, texts in TOPICS.items():
        held = [
            Counter(topic for m in theme.theme.members if by_id[mixed.statements[m].item_id] in texts)[topic]
            for theme in mixed.themes
        ]
        assert max(held, default=0) >= len(texts) / 2, topic


def test_labels_are_unique(mixed: Snapshot) -> None:
    labels = [t.label.casefold() for t in all_themes(mixed)]
    assert len(set(labels)) == len(labels) > 0


def test_an_answer_is_marked_with_the_day_of_the_newest_item(mixed: Snapshot) -> None:
    assert mixed.as_of == date(2026, 3, 1)


def test_a_second_run_equals_the_first(tools: Tools, mixed: Snapshot) -> None:
    assert answer(run(feedback(MIXED), tools, config=QUICK, product="Amaze")) == answer(mixed)


def test_shuffling_the_rows_changes_nothing(tools: Tools) -> None:
    rows = [replace(row, external_id=f"x{n}") for n, row in enumerate(MIXED)]
    shuffled = list(rows)
    random.Random(1).shuffle(shuffled)  # noqa: S311
    one, other = (run(feedback(r), tools, config=QUICK) for r in (rows, shuffled))

    def told(snapshot: Snapshot) -> object:
        themes = [
            (t.key, t.kind, t.label, t.theme.criterion, t.theme.exemplars, t.standing) for t in all_themes(snapshot)
        ]
        return (
            snapshot.digests, snapshot.counts, [(i.item_id, i.text) for i in snapshot.items], snapshot.statements,
            themes, snapshot.requirements, snapshot.ranking,
        )  # fmt: skip

    assert told(other) == told(one)


def test_the_answer_is_the_same_when_rows_come_without_ids(tools: Tools, mixed: Snapshot) -> None:
    again = run(feedback(MIXED[::-1]), tools, config=QUICK, product="Amaze")
    assert [(t.key, t.label, t.standing) for t in again.themes] == [(t.key, t.label, t.standing) for t in mixed.themes]
    assert again.digests == mixed.digests


def test_keys_last_when_feedback_is_added(tools: Tools, mixed: Snapshot) -> None:
    more = [*MIXED, Row("Dark mode would help at night.", author="new1"), Row("Cloud storage please.", author="new2")]
    again = run(feedback(more), tools, config=QUICK, product="Amaze", past=Past.of(mixed))
    before = {t.key for t in mixed.themes}
    assert len(before & {t.key for t in again.themes}) >= 0.6 * len(before)
    assert again.changes is not None
    assert mixed.changes is None


def test_nothing_changed_is_said_as_no_change(tools: Tools, mixed: Snapshot) -> None:
    again = run(feedback(MIXED), tools, config=QUICK, product="Amaze", past=Past.of(mixed))
    assert [t.key for t in again.themes] == [t.key for t in mixed.themes]
    assert again.changes == ()


def test_one_row_works(tools: Tools) -> None:
    found = run(feedback(["The export loses my notes."]), tools, config=QUICK)
    assert found.counts["items"] == found.counts["statements"] == 1
    assert found.themes == ()
    assert found.requirements == ()
    assert {"small_sample", "no_themes"} <= limit_codes(found)


def test_twenty_rows_say_what_cannot_be_concluded(tools: Tools) -> None:
    rows = [Row(t, author=f"{topic}{n}") for topic in ("cloud", "crash", "dark") for n, t in enumerate(TOPICS[topic])]
    found = run(feedback([*rows, "Great app!", "ok"]), tools, config=QUICK)
    assert found.counts["items"] == 20
    assert "small_sample" in limit_codes(found)


def test_two_plain_topics_in_twelve_rows_are_two_themes(tools: Tools) -> None:
    rows = [Row(t, author=f"{topic}{n}") for topic in ("dark", "crash") for n, t in enumerate(TOPICS[topic])]
    found = run(feedback(rows), tools, config=QUICK)
    assert sorted(t.kind for t in found.themes) == ["problem", "wish"]


def test_only_filler_makes_no_theme_and_that_is_said(tools: Tools) -> None:
    rows = [
        Row(t, author=f"a{n}") for n, t in enumerate(("ok", "Great app", "No comment", "👍", "Thanks!", "nice") * 10)
    ]
    found = run(feedback(rows), tools, config=QUICK)
    assert all_themes(found) == ()
    assert found.requirements == ()
    assert found.counts["unassigned_filler"] == found.counts["statements"] == 60
    assert "no_themes" in limit_codes(found)


@pytest.mark.parametrize("rows", [[], ["", "   ", "\n"]])
def test_nothing_usable_is_refused(tools: Tools, rows: list[str]) -> None:
    with pytest.raises(InputNotUsable):
        run(feedback(rows), tools, config=QUICK)


@pytest.mark.parametrize("noise", ["No comment", "Ticket 48 was closed automatically because nobody answered it."])
def test_five_hundred_copies_do_not_make_a_theme_of_everything_else(tools: Tools, mixed: Snapshot, noise: str) -> None:
    rows = [*MIXED, *[Row(noise, author=f"n{n}") for n in range(500)]]
    found = run(feedback(rows), tools, product="Amaze", config=replace_config(min_theme_customers=2))
    text = {s.statement_id: s.text for s in found.statements}
    for theme in all_themes(found):
        said = [found.statements[m].text for m in theme.theme.members]
        copies = sum(t.rstrip(".") == noise.rstrip(".") for t in said)
        assert copies in (0, len(said)), (
            theme.label,
            [t for t in said if t != noise][:5],
            text[theme.theme.exemplars[0]],
        )
    own = {t.label for t in mixed.themes}
    assert len(own & {t.label for t in found.themes}) >= 0.6 * len(own)


def replace_config(**changes: int) -> PipelineConfig:
    return PipelineConfig.model_validate({**QUICK.model_dump(), **changes})


def test_numbered_near_copies_do_not_flood_the_themes(tools: Tools) -> None:
    noise = [
        Row(f"Ticket {n} was closed automatically because nobody answered it.", author=f"n{n}") for n in range(120)
    ]
    found = run(feedback([*MIXED, *noise]), tools, product="Amaze", config=QUICK)
    flooded = [
        t for t in found.themes if any("closed automatically" in found.statements[m].text for m in t.theme.members)
    ]
    assert len(flooded) <= 1, [t.label for t in flooded]


def test_a_customer_who_pastes_one_wish_ten_times_makes_no_theme(tools: Tools) -> None:
    rows = [*[r for r in MIXED if r.author and r.author.startswith(("cloud", "crash", "search", "battery"))]]
    rows += [Row(f"Please translate it into Klingon{'!' * n}", author="worf") for n in range(10)]
    found = run(feedback(rows), tools, config=QUICK)
    for theme in all_themes(found):
        assert not all("Klingon" in found.statements[m].text for m in theme.theme.members)


def test_without_dates_nothing_is_said_of_time(tools: Tools) -> None:
    found = run(feedback([replace(r, days=None) for r in MIXED]), tools, config=QUICK)
    assert found.as_of is None
    assert "no_dates" in limit_codes(found)
    assert {p.name for t in found.themes for p in t.priority.parts} == {"reach", "pain"}


def test_a_snapshot_says_what_it_was_made_of(mixed: Snapshot, tools: Tools) -> None:
    assert set(mixed.digests) == {"input", "config", "models", "code"}
    other = run(feedback([*MIXED, "One more row."]), tools, config=replace_config(n_bootstrap=41), product="Amaze")
    changed = {name for name in mixed.digests if mixed.digests[name] != other.digests[name]}
    assert changed == {"input", "config"}


def test_a_run_changes_none_of_what_it_was_given(tools: Tools) -> None:
    given = feedback(MIXED[:12])
    before = dataclasses.asdict(given)
    run(given, tools, config=QUICK)
    assert dataclasses.asdict(given) == before


def test_every_ranked_theme_is_in_one_area_whose_counts_are_those_of_its_statements(mixed: Snapshot) -> None:
    customer = {item.item_id: item.customer for item in mixed.items}
    held = [key for area in mixed.areas for key in area.themes]
    assert sorted(held) == sorted(t.key for t in mixed.themes)
    members = {t.key: t.theme.members for t in mixed.themes}
    for area in mixed.areas:
        said = [mixed.statements[m] for key in area.themes for m in members[key]]
        assert area.n_statements == len(said)
        assert area.n_customers == len({customer[s.item_id] for s in said})
        assert all(t.theme.parent == area.key for t in mixed.themes if t.key in area.themes)
    assert all(t.theme.parent is None for t in mixed.strengths)


def test_areas_have_names_of_their_own(mixed: Snapshot) -> None:
    names = [area.label.casefold() for area in mixed.areas]
    assert len(set(names)) == len(names)
    assert not set(names) & {t.label.casefold() for t in all_themes(mixed)}
    assert all(1 < len(name.split()) <= 4 for name in names)


def test_parts_of_a_theme_hold_each_of_its_statements_once(mixed: Snapshot) -> None:
    for theme in mixed.themes:
        parts = [part.members for part in mixed.subthemes if part.theme == theme.key]
        assert not parts or sorted(m for part in parts for m in part) == list(theme.theme.members)


def test_siblings_are_of_another_kind_and_in_one_area(mixed: Snapshot) -> None:
    by_key = {t.key: t.theme for t in mixed.themes}
    for theme in by_key.values():
        for key in theme.siblings:
            assert by_key[key].kind != theme.kind
            assert by_key[key].parent == theme.parent
            assert theme.key in by_key[key].siblings


def test_areas_keep_their_keys_in_a_second_run(mixed: Snapshot, tools: Tools) -> None:
    again = run(feedback(MIXED), tools, config=QUICK, product="Amaze", past=Past.of(mixed))
    assert [area.key for area in again.areas] == [area.key for area in mixed.areas]


TAXONOMY = (
    GivenTheme(name="=Cloud & drives", examples=tuple(TOPICS["cloud"][:2]), kind="wish"),
    GivenTheme(name="Horses in the stable", examples=("feed the horses", "the mare has a foal")),
)


@pytest.fixture(scope="module")
def given(tools: Tools) -> Snapshot:
    return run(feedback(MIXED), tools, config=QUICK, product="Amaze", taxonomy=TAXONOMY)


def test_a_given_theme_is_called_and_keyed_as_it_was_written_and_holds_what_it_is_about(given: Snapshot) -> None:
    cloud = next(t for t in given.themes if t.key == TAXONOMY[0].key)
    assert (cloud.label, cloud.kind) == ("=Cloud & drives", "wish")
    by_id = {item.item_id: item.text for item in given.items}
    held = {by_id[given.statements[m].item_id] for m in cloud.theme.members}
    assert len(held & set(TOPICS["cloud"])) >= len(TOPICS["cloud"]) / 2


def test_a_given_theme_that_nobody_speaks_of_is_told_and_not_shown(given: Snapshot) -> None:
    assert TAXONOMY[1].key not in {t.key for t in all_themes(given)}
    assert "taxonomy_empty" in limit_codes(given)


def test_what_the_taxonomy_says_nothing_of_is_found_as_without_it(mixed: Snapshot, given: Snapshot) -> None:
    labels = {t.label for t in all_themes(given)}
    kept = [t for t in all_themes(mixed) if t.label in labels]
    assert len(kept) >= len(all_themes(mixed)) - 2


def test_a_taxonomy_is_part_of_the_configs_digest(mixed: Snapshot, given: Snapshot) -> None:
    assert given.digests["config"] != mixed.digests["config"]
    assert given.digests["input"] == mixed.digests["input"]


def test_a_given_theme_keeps_its_key_in_the_next_run(given: Snapshot, tools: Tools) -> None:
    again = run(feedback(MIXED), tools, config=QUICK, product="Amaze", taxonomy=TAXONOMY, past=Past.of(given))
    assert {t.key for t in all_themes(again)} == {t.key for t in all_themes(given)}
