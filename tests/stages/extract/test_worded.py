"""Requests and failures that customers word in haste, where a parse alone shows none."""

from __future__ import annotations

import pytest

from tests.stages.extract.test_extract import ASKS, FAILS, points


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("please add ftp client ftp server would be cool, too ...", "FTP client"),
        (
            "The only thing I miss is fingerprint reading. It would be perfect if it supported that.",
            "fingerprint reading",
        ),
        ("Needs password locking", "password locking"),
        ("the ability to send audio clips.", "audio clips"),
        ("Please add option to mod clock", "clock"),
        ("Wish it had calling too.", "calling"),
        ("Please include support for Amazon Music scrobbling.", "Amazon Music scrobbling"),
    ],
)
def test_a_wish_in_haste_names_its_thing(text: str, thing: str) -> None:
    found = [p for p in points(text, ASKS) if p.force == "ask"]
    assert thing.lower() in [(p.object or "").lower() for p in found], found


def test_a_list_of_wishes_gives_each_its_point() -> None:
    found = points("could have clearer sound and better echo reduction.", ASKS)
    assert [p.object for p in found] == ["clearer sound", "echo reduction"]


def test_what_does_not_work_is_read_without_a_verb() -> None:
    (p,) = points("Message notification glitching Notifications for messages not shown in some cases.", FAILS)
    assert (p.force, (p.subject or "").lower(), p.predicate) == ("fail", "notifications", "not_working")


@pytest.mark.parametrize("text", ["Please don't add ads", "No need to add tabs", "I never add photos"])
def test_a_denied_wish_is_none(text: str) -> None:
    assert [p for p in points(text, ASKS) if p.force == "ask"] == []


def test_a_remedy_that_was_asked_for_is_no_wish() -> None:
    text = "I also asked if they could remove the reports on my credit for non payment."
    assert [p for p in points(text, ASKS) if p.verb == "remove"] == []


def test_a_likely_story_gives_no_wish_by_its_words_alone() -> None:
    unlikely = [0.1, 0.1, 0.1, 0.1, 0.1, 0.9]
    assert [p for p in points("the ability to send audio clips.", unlikely) if p.force == "ask"] == []


def test_an_update_that_does_not_work_names_no_thing() -> None:
    text = "Update Plz update app... Last update not working well at my cell..."
    assert [p for p in points(text, FAILS) if p.force == "fail"] == []


def test_a_product_that_needs_a_new_one_names_nothing() -> None:
    assert [p.object for p in points("They need a new one", ASKS) if p.object] == []
