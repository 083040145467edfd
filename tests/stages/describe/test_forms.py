"""How points read as labels and criteria."""

from __future__ import annotations

import pytest

from feedback2req.domain.point import Point
from feedback2req.stages.describe.failings import manner
from feedback2req.stages.describe.forms import form_of
from feedback2req.stages.describe.verbs import participle
from feedback2req.stages.describe.words import is_readable


def point(force: str = "state", actor: str = "product", **parts: str) -> Point:
    return Point(
        statement=0,
        force=force,
        actor=actor,
        subject=parts.get("subject"),
        verb=parts.get("verb"),
        object=parts.get("object"),
        complement=parts.get("complement"),
        predicate=parts.get("predicate"),
        condition=parts.get("condition"),
        start=0,
        end=0,
    )


def fails(actor: str = "product", **parts: str) -> Point:
    return point("fail", actor, **parts)


@pytest.mark.parametrize(
    ("kind", "said", "label", "criterion"),
    [
        ("problem", point("state", "user", verb="steal", object="card"), "Stolen card", "reports a stolen card."),
        (
            "problem",
            fails(object="notification", predicate="not_working"),
            "Notifications not working",
            "that notifications are not working.",
        ),
        ("problem", fails(object="refund", predicate="missing"), "Refund missing", "that a refund is missing."),
        ("problem", fails(object="messages", predicate="lost"), "Messages lost", "that messages are lost."),
        ("problem", fails(object="startup", predicate="slow"), "Slow startup", "that a startup is slow."),
        (
            "problem",
            fails(verb="receive", object="messages", predicate="not_working"),
            "Messages not received",
            "that messages are not received.",
        ),
        (
            "problem",
            fails(verb="charge", object="annual fee", predicate="wrong"),
            "Annual fee wrongly charged",
            "that an annual fee was wrongly charged.",
        ),
        ("problem", fails(verb="decline", object="card", predicate="wrong"), "Card declined", "a card was declined."),
        (
            "problem",
            fails("user", verb="open", object="SD card", predicate="cannot"),
            "SD card not shown",
            "not shown.",
        ),
        (
            "problem",
            fails("user", verb="move", object="files", predicate="cannot"),
            "Cannot move files",
            "cannot move files.",
        ),
        (
            "problem",
            fails(predicate="crash", condition="the user deletes a file"),
            "Crashes when deleting files",
            "it crashes when deleting files.",
        ),
        (
            "problem",
            fails(predicate="crash", condition="after the latest update"),
            "Crashes after an update",
            "it crashes after an update.",
        ),
        ("problem", fails(subject="pages", predicate="freeze"), "Pages freeze", "that pages freeze."),
        ("problem", point(object="calls"), "Call problems", "a problem with calls."),
        ("problem", point(object="settings"), "Settings problems", "with settings."),
        ("problem", point(object="message delays"), "Message delays", "with message delays."),
        ("wish", point("ask", object="FTP"), "FTP support", "asks for FTP support."),
        ("wish", point("ask", object="dark theme"), "Dark theme", "asks for a dark theme."),
        ("wish", point("ask", verb="encrypt", object="calls"), "Encrypt calls", "wants it to encrypt calls."),
        (
            "wish",
            point("ask", "user", verb="access", object="SMB shares"),
            "Access SMB shares",
            "asks to be able to access SMB shares.",
        ),
        (
            "question",
            point("state", "user", verb="activate", object="card"),
            "How to activate a card",
            "asks how to activate a card.",
        ),
        ("question", point(object="exchange rate"), "Exchange rate", "asks about an exchange rate."),
        ("praise", point(object="clean interface"), "Clean interface", "praises a clean interface."),
    ],
)
def test_a_point_reads_as_what_its_theme_is(kind: str, said: Point, label: str, criterion: str) -> None:
    form = form_of(kind, said)
    assert form is not None
    assert form.text == label
    assert form.criterion.startswith("The customer ")
    assert form.criterion.endswith(criterion)


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("receive", "received"), ("apply", "applied"), ("send", "sent"), ("stop", "stopped"), ("log in", "logged in"),
        ("delay", "delayed"), ("withdraw", "withdrawn"),
    ],
)  # fmt: skip
def test_participles(verb: str, form: str) -> None:
    assert participle(verb) == form


@pytest.mark.parametrize(
    ("said", "how"),
    [
        (fails(subject="MMS", verb="work", predicate="not_working"), "not working"),
        (fails(verb="send", object="MMS", predicate="cannot"), "not sent"),
        (fails(subject="top-up", verb="show up", predicate="not_working"), "not shown"),
        (fails(verb="bill", object="late fee", predicate="wrong"), "wrongly charged"),
        (fails(verb="close", object="account", predicate="wrong"), "closed"),
        (fails(predicate="crash"), None),
        (point(object="MMS"), None),
    ],
)
def test_a_failure_has_a_manner_that_can_stand_behind_its_thing(said: Point, how: str | None) -> None:
    assert manner(said) == how


@pytest.mark.parametrize(
    "text",
    [
        "Guysð problems", "Ð¥", "XXXX account", "Xxxxxxxx", "[email address", "Looking file explorer", "Files of the",
        "Message message delays", "Calls call", "Fast efficient.have", "", "A",
    ],
)  # fmt: skip
def test_masks_broken_letters_repeats_and_stumps_are_no_label(text: str) -> None:
    assert not is_readable(text)


@pytest.mark.parametrize("text", ["Last.fm account", "E-mail login", "SD card not shown", "Café search", "5G"])
def test_words_and_names_may_stand_in_a_label(text: str) -> None:
    assert is_readable(text)


def test_a_verb_that_says_nothing_makes_no_label() -> None:
    assert form_of("problem", point("state", "user", verb="have", object="card")) is None
