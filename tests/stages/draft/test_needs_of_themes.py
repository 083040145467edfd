"""Needs that no two customers put in the same words, and the sentences for what fails."""

from __future__ import annotations

import pytest

from feedback2req.stages.check import check, check_statement
from tests.stages.draft.test_draft import ASKS, FAILS, drafts

SIGNAL = "Signal Private Messenger"
CARD = "card account service"


def problems(*texts: str, product: str = SIGNAL) -> list[str]:
    return [r.statement for r in drafts(texts, FAILS, product=product, kind="problem")]


@pytest.mark.parametrize(
    ("texts", "statement"),
    [
        (
            ("MMS never works.", "Issues with MMS when I send a picture.", "Can't send MMS for some reason."),
            "When the user sends an MMS, Signal Private Messenger shall deliver the MMS to the recipient.",
        ),
        (
            ("Notifications don't work", "There is no notification at all", "Notifications not working"),
            "When a notification is due, Signal Private Messenger shall show the notification.",
        ),
        (
            ("Calls aren't going through.", "Calls don't work"),
            "When the user places a call, Signal Private Messenger shall connect the call.",
        ),
        (
            ("The double tap doesn't work", "Double tap not working on my phone"),
            (
                "When the user makes a double tap, Signal Private Messenger shall carry out the action set"
                " for the double tap."
            ),
        ),
        (
            ("Special keys no longer work", "Issues with special keys"),
            (
                "When the user presses a special key, Signal Private Messenger shall carry out the action of"
                " the special key."
            ),
        ),
    ],
)
def test_a_thing_that_does_not_work_is_put_to_its_ordinary_use(texts: tuple[str, ...], statement: str) -> None:
    assert problems(*texts)[0] == statement
    assert check_statement(statement, product=SIGNAL) == ()


def test_a_message_that_fails_without_a_verb_is_not_guessed_to_be_sent() -> None:
    assert problems("Group text doesn't work", "Group text is broken") == []


def test_half_sentences_join_the_one_that_names_the_thing() -> None:
    made = drafts(["Can't paste", "Can not paste text.", "Paste doesn't work."], FAILS, kind="problem")
    assert [r.statement for r in made] == ["When the user asks to paste text, Amaze File Manager shall paste the text."]
    assert "3 customers" in made[0].problem
    assert made[0].evidence[0].quote == "Can not paste text."


def test_a_customer_who_holds_the_words_bears_a_need_out() -> None:
    made = drafts(
        ["Cannot move files", "It is impossible to get files moved anywhere, and it crashed"], FAILS, kind="problem"
    )
    assert made[0].title == "Move files"
    assert "(2 customers" in made[0].problem
    assert len(made[0].evidence) == 2


def test_words_far_from_any_complaint_bear_nothing_out() -> None:
    texts = ["Cannot move files", "I use it to look at files and photos, what a shame that ads are everywhere now"]
    assert problems(*texts, product="Amaze File Manager") == []


def test_one_who_tells_a_long_story_needs_two_who_bear_it_out() -> None:
    story = (
        "I have had this for years and told all my friends about it, and it was fine on my last phone until I got a new"
        " one last week, since then I can't move files"
    )
    assert problems(story, "moving files fails", product="Amaze File Manager") == []


def test_a_crash_that_few_of_a_theme_speak_of_is_not_its_need() -> None:
    others = [
        f"Cannot move files {n}" for n in ("here", "there", "at all", "now", "today", "on it", "anymore", "again")
    ]
    made = problems("It crashes", "App crashes", *others, product="Amaze File Manager")
    assert made == ["When the user asks to move files, Amaze File Manager shall move the files."]


def test_a_late_fee_on_a_payment_in_time_is_refunded() -> None:
    made = drafts(
        [
            "They charged me a late fee even though I paid on time",
            "Citi charged me a late fee.",
            "I was charged a late fee",
        ],
        FAILS,
        product=CARD,
        kind="problem",
    )
    assert made[0].statement == (
        "If a late fee rests on a payment that arrived on or before the due date, then the card account service shall"
        " refund the late fee."
    )
    assert check(made, product=CARD).dropped == ()


def test_a_charge_without_a_known_ground_is_to_be_explained() -> None:
    made = problems("They charged me an annual fee", "I was charged an annual fee.", product=CARD)
    assert made == [
        (
            "When the user disputes an annual fee, the card account service shall state the ground on which the"
            " annual fee is charged."
        )
    ]


def test_a_closed_account_is_explained() -> None:
    made = problems("They closed my account", "My account was closed without notice", product=CARD)
    assert made == [
        (
            "When the card account service closes an account, the card account service shall state the reason for"
            " closing the account to the user."
        )
    ]


def test_a_refund_that_does_not_come_is_credited() -> None:
    made = problems("I never got my refund.", "I have not received my refund", product=CARD)
    assert made == [
        "When a refund is due to the user, the card account service shall credit the refund to the account of the user."
    ]


def test_a_platform_on_which_nothing_works_is_named() -> None:
    made = problems("Doesn't work on Marshmallow", "It does not work on Marshmallow.", product="Muzei")
    assert made == ["When the user opens Muzei on Marshmallow, Muzei shall show the first screen."]


def test_support_for_another_product_is_an_exchange_of_data() -> None:
    made = drafts(["Please add Apple Music support", "Add support for Apple Music!"], ASKS, product="Last.fm")
    assert made[0].statement.startswith("When the user connects Apple Music, Last.fm shall exchange data")


@pytest.mark.parametrize(
    "texts",
    [
        ("Missing some key features", "It lacks key features"),
        ("Please add more options", "Please add options"),
        ("Needs improvement", "Please add improvements"),
        ("Please add folder", "Add a folder"),
        ("I would like it to be my default message app", "Please make a default message app"),
    ],
)
def test_a_wish_for_nothing_that_can_be_named_makes_no_requirement(texts: tuple[str, ...]) -> None:
    assert drafts(texts, ASKS, product=SIGNAL) == ()


def test_the_first_quote_is_the_sentence_that_says_it() -> None:
    made = drafts(
        [
            "I have used this app for two years on three phones. I cannot send videos. My friends all moved elsewhere.",
            "I can't send videos to my wife who has another phone. Love the rest of it, thank you so much for it.",
        ],
        FAILS,
        product=SIGNAL,
        kind="problem",
    )
    assert {e.quote for e in made[0].evidence} == {
        "I cannot send videos.",
        "I can't send videos to my wife who has another phone.",
    }


def test_two_ways_to_say_that_one_thing_fails_are_one_requirement() -> None:
    made = problems("Can't send MMS", "I can't send MMS.", "MMS does not work when I send it", "MMS never works")
    assert len(made) == 1
