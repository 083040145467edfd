"""Themes of which nothing can be said, and those that repeat another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from feedback2req.pipeline import Tools
from feedback2req.stages.describe import Unfit, unfit
from tests.stages.describe.test_describe import ALL, described, placed

MOODS = (
    "It got worse and worse lately.",
    "Why would anybody do this to us?",
    "You people do not care at all.",
    "Shame on whoever decided that.",
    "Used to be so much better.",
)
EVERY_KEY = ("t-0", "t-1", "t-2", "t-3", "t-4")


def found_unfit(
    tools: Tools,
    themes: Sequence[tuple[str, Sequence[str]]],
    among: Collection[str],
    *,
    reverse: bool = False,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> Unfit:
    model, membership, statements, items, parses, points, grouping, readings, _ = placed(tools, themes, reverse=reverse)
    intents = readings.intents[grouping.text_of]
    rest = (statements, items, parses, points, tools.encoder)
    return unfit(model, membership, intents, *rest, among=among, labels=labels)


def test_a_mood_is_no_theme_and_things_that_are_asked_for_or_fail_are(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert found_unfit(tools, themes, EVERY_KEY).nameless == {"t-4"}


def test_only_the_themes_that_are_asked_about_are_told(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert found_unfit(tools, themes, EVERY_KEY[:4]).nameless == frozenset()


def test_praise_is_spared(tools: Tools) -> None:
    themes = (*ALL, ("praise", MOODS))
    assert found_unfit(tools, themes, EVERY_KEY).nameless == frozenset()


def test_the_order_of_statements_does_not_matter(tools: Tools) -> None:
    themes = (*ALL, ("problem", MOODS))
    assert found_unfit(tools, themes, EVERY_KEY, reverse=True).nameless == {"t-4"}


def test_two_themes_that_want_one_label_are_doubles(tools: Tools) -> None:
    crashes = ("It keeps crashing.", "Crashes all the time.", "The app crashes.")
    again = ("It crashes.", "This crashes again.", "Crashes on start.")
    themes = (*ALL, ("problem", crashes), ("problem", again))
    found = found_unfit(tools, themes, (*EVERY_KEY, "t-5"))
    assert found.nameless == frozenset()
    assert len(found.doubles) == 1
    assert {*found.doubles, *found.doubles.values()} == {"t-4", "t-5"}


def test_a_theme_whose_only_label_a_published_one_has_is_its_double(tools: Tools) -> None:
    crashes = ("It keeps crashing.", "Crashes all the time.", "The app crashes.")
    themes = (*ALL[:1], ("problem", MOODS), ("problem", crashes))
    (label,) = (theme.label for theme in described(tools, themes) if theme.key == "t-2")
    found = found_unfit(tools, themes, ("t-2",), labels={"t-1": label})
    assert found.doubles == {"t-2": "t-1"}
