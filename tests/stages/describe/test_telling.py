"""Themes of which nothing can be said that is true of many of their members."""

from __future__ import annotations

from feedback2req.pipeline import Tools
from feedback2req.stages.describe import unfit
from tests.stages.describe.test_describe import ALL, placed

MOODS = (
    "It got worse and worse lately.",
    "Why would anybody do this to us?",
    "You people do not care at all.",
    "Shame on whoever decided that.",
    "Used to be so much better.",
)
EVERY_KEY = ("t-0", "t-1", "t-2", "t-3", "t-4")


def test_a_mood_is_no_theme_and_things_that_are_asked_for_or_fail_are(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert unfit(*placed(tools, themes), tools.encoder, among=EVERY_KEY).vague == {"t-4"}


def test_only_the_themes_that_are_asked_about_are_told(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert unfit(*placed(tools, themes), tools.encoder, among=EVERY_KEY[:4]).vague == frozenset()


def test_praise_is_spared(tools: Tools) -> None:
    themes = (*ALL, ("praise", MOODS))
    assert unfit(*placed(tools, themes), tools.encoder, among=EVERY_KEY).vague == frozenset()


def test_the_order_of_statements_does_not_matter(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert unfit(*placed(tools, themes, reverse=True), tools.encoder, among=EVERY_KEY).vague == {"t-4"}


def test_two_themes_that_want_one_label_are_doubles(tools: Tools) -> None:
    crashes = ("It keeps crashing.", "Crashes all the time.", "The app crashes.")
    again = ("It crashes.", "This crashes again.", "Crashes on start.")
    themes = (*ALL, ("problem", crashes), ("problem", again))
    found = unfit(*placed(tools, themes), tools.encoder, among=(*EVERY_KEY, "t-5"))
    assert found.vague == frozenset()
    assert len(found.doubles) == 1
    assert {*found.doubles, *found.doubles.values()} == {"t-4", "t-5"}
