"""The weekly run: what is new is placed among the last themes, or finds new ones; nothing else moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from feedback2req.config import PipelineConfig
from feedback2req.domain.past import Past
from feedback2req.domain.snapshot import Snapshot
from feedback2req.pipeline import Asked, Tools, analyse
from feedback2req.stages.clean import clean
from tests.feedback import MIXED, Row, feedback

QUICK = PipelineConfig(n_bootstrap=20)
OFFLINE = (
    "The map does not open without internet.",
    "Without internet the map does not open.",
    "I cannot open the map without internet.",
    "The map never opens when there is no internet.",
    "The map fails to open when there is no internet.",
    "When I have no internet the map does not open.",
    "No internet, and the map does not open.",
)


def weekly(
    tools: Tools, rows: Sequence[Row], past: Snapshot | None, *, keep: bool = True, config: PipelineConfig = QUICK
) -> Snapshot:
    cleaned = clean(feedback(rows), language=tools.language, masker=tools.masker, product="Amaze", key="secret")
    before = None if past is None else Past.of(past)
    return analyse(cleaned, tools, Asked(config=config, past=before, keep_themes=keep))


def placed(snapshot: Snapshot) -> dict[str, str | None]:
    keys = snapshot.theme_model.keys
    return {
        s.statement_id: None if t < 0 else keys[t]
        for s, t in zip(snapshot.statements, snapshot.membership.themes.tolist(), strict=True)
    }


@pytest.fixture(scope="module")
def first(tools: Tools) -> Snapshot:
    return weekly(tools, MIXED, None)


def test_the_same_items_again_move_nothing(tools: Tools, first: Snapshot) -> None:
    second = weekly(tools, MIXED, first)
    assert placed(second) == placed(first)
    assert [(t.key, t.label) for t in second.themes] == [(t.key, t.label) for t in first.themes]
    assert second.changes == ()
    assert second.rebuilt_on == first.rebuilt_on


def test_new_words_join_a_theme_that_is_there_and_old_ones_stay(tools: Tools, first: Snapshot) -> None:
    second = weekly(tools, [*MIXED, Row("Please add a dark mode!", author="late")], first)
    before, after = placed(first), placed(second)
    assert all(after[statement] == theme for statement, theme in before.items())
    (new,) = set(after) - set(before)
    assert after[new] is not None


def test_new_words_that_fit_nowhere_make_a_theme_and_it_is_told(tools: Tools, first: Snapshot) -> None:
    late = [Row(text, author=f"late{n}", days=-7) for n, text in enumerate(OFFLINE)]
    second = weekly(tools, [*MIXED, *late], first)
    born = {t.key for t in second.themes} - {t.key for t in first.themes}
    assert born
    assert {c.event for c in second.changes or () if c.key in born} == {"new"}
    for theme in (t for t in second.themes if t.key in born):
        said = [second.statements[m].text for m in theme.theme.members]
        assert sum("internet" in text for text in said) > 0.8 * len(said)
    before, after = placed(first), placed(second)
    assert all(after[statement] == theme for statement, theme in before.items() if theme is not None)


def test_names_of_themes_that_live_on_never_change_by_themselves(tools: Tools, first: Snapshot) -> None:
    called = replace(
        first, themes=tuple(replace(t, theme=replace(t.theme, label=f"{t.label} (as published)")) for t in first.themes)
    )
    for keep in (True, False):
        second = weekly(tools, [*MIXED, Row("Dark mode, please.", author="late")], called, keep=keep)
        assert all(t.label.endswith("(as published)") for t in second.themes if t.key in {o.key for o in first.themes})


def test_a_full_rebuild_keeps_the_keys_of_themes_with_the_same_members(tools: Tools, first: Snapshot) -> None:
    second = weekly(tools, [*MIXED, Row("Dark mode, please.", author="late")], first, keep=False)
    assert {t.key for t in first.themes} == {t.key for t in second.themes}
    assert second.rebuilt_on == second.as_of


def test_themes_are_found_anew_when_they_are_old(tools: Tools, first: Snapshot) -> None:
    old = replace(first, rebuilt_on=date(2000, 1, 1))
    assert weekly(tools, MIXED, old).rebuilt_on == first.as_of
    patient = QUICK.model_copy(update={"rebuild_after_days": 36500})
    agreed = replace(old, digests={**old.digests, "config": patient.digest()})
    assert weekly(tools, MIXED, agreed, config=patient).rebuilt_on == date(2000, 1, 1)


def test_themes_are_found_anew_under_another_config(tools: Tools, first: Snapshot) -> None:
    finer = QUICK.model_copy(update={"granularity": 1.5})
    before = replace(first, rebuilt_on=date(2026, 2, 27))
    assert weekly(tools, MIXED, before).rebuilt_on == date(2026, 2, 27)
    assert weekly(tools, MIXED, before, config=finer).rebuilt_on == first.as_of
