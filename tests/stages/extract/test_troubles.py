"""Trouble that customers put in nouns."""

from __future__ import annotations

import pytest

from tests.stages.extract.test_extract import ASKS, FAILS, only, points


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Issues with special keys", "special keys"),
        ("I have trouble with the proximity sensor", "proximity sensor"),
        ("Problem with notifications on my tablet", "notifications"),
    ],
)
def test_trouble_with_a_thing_says_that_it_does_not_work(text: str, thing: str) -> None:
    p = only(text, FAILS)
    assert (p.force, p.object, p.predicate) == ("fail", thing, "not_working")


def test_what_stands_before_the_trouble_is_what_fails() -> None:
    assert any(p.object == "font size" and p.predicate == "not_working" for p in points("Font size problem", FAILS))


@pytest.mark.parametrize("text", ["No issues with notifications", "It fixed my problem with notifications"])
def test_trouble_that_is_denied_or_gone_is_none(text: str) -> None:
    assert not any(p.force == "fail" and p.object == "notifications" for p in points(text, FAILS))


def test_what_does_not_come_through_fails() -> None:
    p = only("MMS won't come through", FAILS, "Signal")
    assert (p.subject, p.verb, p.predicate) == ("MMS", "go through", "not_working")


def test_an_inability_is_something_that_users_cannot_do() -> None:
    p = only("Inability to customize conversation colors", ASKS, "Signal")
    assert (p.force, p.verb, p.object, p.predicate) == ("fail", "customize", "conversation colors", "cannot")


def test_what_one_is_told_not_to_do_is_no_failure() -> None:
    assert not any(p.force == "fail" for p in points("They told me not to remove the stub", FAILS, "card service"))
