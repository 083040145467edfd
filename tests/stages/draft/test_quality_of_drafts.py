"""What has to hold of every draft: quotes to the letter, no errors, no need where there is none."""

from __future__ import annotations

import pytest

from feedback2req.domain.requirement import INFERRED, STATED
from feedback2req.stages.check import check
from tests.stages.draft.test_draft import ASKS, CLOUD, FAILS, PAYMENTS, PRAISES, drafts

APP = "Amaze File Manager"
ROWS = (
    (CLOUD, ASKS, "wish"),
    (PAYMENTS, FAILS, "problem"),
    (("Add font size option", "Please add a font size setting", "font size please"), ASKS, "wish"),
    (("Out of memory error", "Memory errors all the time", "low memory problem"), FAILS, "problem"),
    (("Password not working", "My password doesn't work", "Problem with my password"), FAILS, "problem"),
    (("Needs a pattern lock", "Please add pattern lock", "pattern lock would be great"), ASKS, "wish"),
)


@pytest.mark.parametrize(("texts", "intents", "kind"), ROWS)
def test_no_draft_has_an_error_and_every_quote_is_verbatim(
    texts: tuple[str, ...], intents: tuple[float, ...], kind: str
) -> None:
    made = drafts(texts, intents, kind=kind)
    assert made
    assert check(made, product=APP).dropped == ()
    for r in check(made, product=APP).requirements:
        assert all(f.severity != "error" for f in r.findings)
        assert all(any(e.quote in t for t in texts) for e in r.evidence)


@pytest.mark.parametrize(("texts", "intents", "kind"), ROWS)
def test_each_stated_slot_points_to_statements_and_a_wrong_turn_is_marked(
    texts: tuple[str, ...], intents: tuple[float, ...], kind: str
) -> None:
    for r in drafts(texts, intents, kind=kind):
        assert all(bool(slot.statement_ids) == (slot.basis == STATED) for slot in r.slots.values())
        assert [c.basis for c in r.acceptance_criteria][-1] == INFERRED
        assert "%" in r.problem


@pytest.mark.parametrize("kind", ["wish", "problem", "question"])
def test_praise_gives_no_draft_whatever_its_theme_is_called(kind: str) -> None:
    assert drafts(("I love the dark mode", "Great cloud support", "Best file manager"), PRAISES, kind=kind) == ()


def test_two_needs_of_one_theme_give_two_requirements() -> None:
    texts = ("Cannot move files", "I can't move files", "Crashes when I delete files", "It crashes when I delete files")
    statements = [r.statement for r in drafts(texts, FAILS, kind="problem")]
    assert sorted(s.partition(" shall ")[2] for s in statements) == ["keep running.", "move the files."]


def test_a_deed_in_two_wordings_is_one_requirement() -> None:
    texts = ("let me choose a folder of images", "Please let me choose a folder", "Ability to select a folder please")
    assert len(drafts(texts * 2, ASKS)) == 1


def test_memory_that_runs_out_is_unwanted_behaviour() -> None:
    made = drafts(("Memory error", "memory error again", "problem with memory"), FAILS, kind="problem")
    assert made[0].statement == ("If the device runs out of free memory, then Amaze File Manager shall keep running.")


def test_a_property_that_is_wished_for_is_set_by_the_user() -> None:
    made = drafts(("Please add font size", "font size option please", "Needs a font size setting"), ASKS)
    assert made[0].statement == "When the user changes the font size, Amaze File Manager shall apply the new font size."


def test_a_plain_thing_is_not_offered() -> None:
    assert drafts(("Need more movies", "add movies", "movies please"), ASKS) == ()


def test_a_valid_password_that_is_refused_is_to_be_accepted() -> None:
    made = drafts(("Password not working", "My password doesn't work"), FAILS, kind="problem")
    assert made[0].statement == (
        "When the user enters the valid password, Amaze File Manager shall accept the password."
    )


def test_a_payment_that_cannot_be_made_is_no_payment_that_arrives() -> None:
    made = drafts(
        ("Payment not working", "Payment does not work, error when I make payment", "payment problem, payment fails"),
        FAILS,
        kind="problem",
    )
    assert made[0].statement == "When the user makes a payment, Amaze File Manager shall complete the payment."


def test_the_second_quote_says_something_else_than_the_first() -> None:
    texts = (
        "Cannot move files",
        "I cannot move files",
        "Cannot move files!",
        "Since the update it is impossible to move files to the card of my tablet",
    )
    quotes = [e.quote for e in drafts(texts, FAILS, kind="problem")[0].evidence]
    assert quotes[1] == texts[-1]
    assert len(quotes) == len(texts)
