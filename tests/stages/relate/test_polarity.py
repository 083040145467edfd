"""Opposite wishes for one thing are told; reports of faults and other things are no contradiction."""

from __future__ import annotations

import pytest

from feedback2req.stages.relate.polarity import content, opposed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme shall show dark icons in the list.", "Use light icons in the list"),
        ("The app shall show ads in lists.", "The app shall not show ads in lists."),
        ("Add a dark mode", "Removed the dark mode"),
        ("Enable notifications for groups", "Disabling notifications for groups"),
        ("When a call arrives, Acme shall mute the music.", "Never mute the music on a call"),
        ("Sync notes automatically", "Sync notes manually"),
    ],
)
def test_opposite_wishes_for_one_thing_contradict_each_other_both_ways(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The app shall hide ads.", "The app shall not show ads."),
        ("The app shall sync notes.", "The app does not sync notes"),
        ("Add cloud storage", "Remove ads"),
        ("Acme shall show each message.", "The app shall not show notifications"),
        ("Acme shall connect the call.", "Calls do not connect"),
        ("Add and remove labels", "Remove labels"),
        ("", ""),
    ],
)
def test_other_things_reports_of_faults_and_double_negations_do_not(one: str, other: str) -> None:
    assert opposed(one, other) is None
    assert opposed(other, one) is None


def test_the_reason_names_the_words_and_the_thing() -> None:
    assert opposed("Add a dark mode", "Remove the dark mode") == "one says “add”, the other “remove” (dark, mode)"


def test_content_leaves_out_what_every_requirement_says() -> None:
    assert content("The system shall allow users to export the MMS and notes.") == {"export", "mms", "note"}
