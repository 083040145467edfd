"""What statements ask for or report, on real parses of customers' own words."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from feedback2req.domain.point import Point
from feedback2req.stages.extract import extract
from tests.parsing import item, parse, statement

ASKS = [0.9, 0.1, 0.1, 0.1, 0.1, 0.1]
FAILS = [0.1, 0.9, 0.1, 0.1, 0.6, 0.1]
ASKED = [0.1, 0.1, 0.9, 0.1, 0.1, 0.1]
OTHER = [0.1, 0.1, 0.1, 0.1, 0.1, 0.9]


def points(text: str, intents: list[float], product: str = "Amaze File Manager") -> tuple[Point, ...]:
    of = item(text, product=product)
    return extract([statement(of)], {of.item_id: of}, {of.item_id: parse(text)}, np.array([intents]))


def only(text: str, intents: list[float], product: str = "Amaze File Manager") -> Point:
    found = points(text, intents, product)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Please add cloud storage support.", "cloud storage support"),
        ("But lacks cloud support.", "cloud support"),
        ("The only thing that it's missing is support for popular cloud storage.", "cloud storage"),
        ("SFTP support would be great.", "SFTP support"),
        ("Please add ftp", "FTP"),
        ("It would be better if there was a dark theme", "dark theme"),
        ("Would love to see a widget", "widget"),
        ("If you added Dropbox support, I would rate it higher", "Dropbox support"),
        ("I wish it had a dark mode", "dark mode"),
    ],
)
def test_a_wish_for_a_thing_names_the_thing(text: str, thing: str) -> None:
    p = only(text, ASKS)
    assert (p.force, p.verb, p.object) == ("ask", None, thing)


@pytest.mark.parametrize(
    ("text", "verb", "thing", "complement"),
    [
        ("I wish I could move files to the SD card", "move", "files", "to the SD card"),
        ("Please allow me to sort folders by date", "sort", "folders", "by date"),
        ("Please add an option to sort files", "sort", "files", None),
        ("please let us set the root directory of the FTP server.", "set", "root directory of FTP server", None),
        ("No way to import contacts", "import", "contacts", None),
        ("You should be able to save your progress", "save", "progress", None),
        ("It would be nice if I could change the theme", "change", "theme", None),
    ],
)
def test_a_wish_to_do_something_names_the_deed_of_the_user(
    text: str, verb: str, thing: str, complement: str | None
) -> None:
    p = only(text, ASKS)
    assert (p.force, p.actor, p.verb, p.object, p.complement) == ("ask", "user", verb, thing, complement)


@pytest.mark.parametrize(
    ("text", "predicate", "verb", "thing"),
    [
        ("Cannot move files?", "cannot", "move", "files"),
        ("Cant move folders anymore", "cannot", "move", "folders"),
        ("Unable to delete my files", "cannot", "delete", "files"),
        ("It won't let me take screenshots", "cannot", "take", "screenshots"),
        ("They have not applied my payment to date.", "not_working", "apply", "payment"),
        ("Root explorer doesn't display the contents of the SD card", "not_working", "display", "contents of SD card"),
        ("Can't see file details", "cannot", "see", "file details"),
    ],
)
def test_a_failing_deed_is_named_with_its_thing(text: str, predicate: str, verb: str, thing: str) -> None:
    p = only(text, FAILS)
    assert (p.force, p.predicate, p.verb, p.object) == ("fail", predicate, verb, thing)


@pytest.mark.parametrize(
    ("text", "predicate", "thing"),
    [
        ("The move option has disappeared", "missing", "move option"),
        ("They removed the grid view", "removed", "grid view"),
        ("I lost all my bookmarks", "lost", "bookmarks"),
        ("Drains my battery!", "drain", "battery"),
        ("I don't receive any notifications", "missing", "notifications"),
        ("Massive message delays", "slow", "message"),
    ],
)
def test_a_thing_that_is_gone_or_costly_is_the_object(text: str, predicate: str, thing: str) -> None:
    p = only(text, FAILS)
    assert (p.force, p.predicate, p.object) == ("fail", predicate, thing)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("App crashes every time I rotate my phone", "the user rotates the phone"),
        ("The app keeps crashing when opening some wallpapers", "the user opens wallpapers"),
        ("Evertime it is fine but it crashes when I try to delete multiple files", "the user deletes multiple files"),
        ("Crashing after the update", "after the update"),
        ("It has crashed since the last update", "since the update"),
        ("It crashes if I open the settings", None),
    ],
)
def test_a_condition_is_told_of_the_user_in_the_third_person(text: str, condition: str | None) -> None:
    crash = next(p for p in points(text, FAILS) if p.predicate == "crash")
    assert crash.condition == condition


def test_a_verb_with_two_objects_makes_two_points() -> None:
    found = points("Please add tabs and a music player", ASKS)
    assert [p.object for p in found] == ["tabs", "music player"]


def test_two_verbs_share_their_object() -> None:
    found = points("I wish I could copy and paste files", ASKS)
    assert [(p.verb, p.object) for p in found] == [("copy", "files"), ("paste", "files")]


def test_a_question_for_the_way_gives_the_deed_without_a_wish() -> None:
    p = only("How do I open tabs?", ASKED)
    assert (p.force, p.actor, p.verb, p.object) == ("state", "user", "open", "tabs")


@pytest.mark.parametrize(
    "text", ["I can't wait for the next update", "I can't live without it", "I cannot recommend it enough"]
)
def test_idioms_with_cannot_are_no_failures(text: str) -> None:
    assert not [p for p in points(text, OTHER) if p.force == "fail"]


@pytest.mark.parametrize("text", ["No battery drain", "no conflicts or crashes", "Minimum battery drain", "no ads"])
def test_the_absence_of_a_fault_is_no_fault(text: str) -> None:
    assert not [p for p in points(text, FAILS) if p.force != "state"]


def test_an_error_message_in_quotes_is_not_what_the_user_wants_to_do() -> None:
    text = 'always gets "can\'t attach empty file" error even though the zip is fine.'
    assert not [p for p in points(text, FAILS) if p.force == "fail"]


@pytest.mark.parametrize(
    "text", ["Please fix", "Amaze is the best app", "I love this app", "Please fix this app asap", "!!!", "ok"]
)
def test_speech_acts_and_the_product_itself_make_no_point(text: str) -> None:
    assert points(text, FAILS) == ()


def test_a_mask_is_never_part_of_a_phrase() -> None:
    texts = ["They charged me {$30.00} on XX/XX/XXXX XXXX XXXX.", "I called [person 3f2a9c01] about XXXX", "XXXX XXXX"]
    for text in texts:
        for p in points(text, FAILS, "default"):
            for value in (p.subject, p.object, p.complement, p.condition):
                assert value is None or not any(mask in value for mask in ("XX", "$", "[", "3f2a9c01"))


def test_words_keep_the_case_that_customers_give_them() -> None:
    texts = [
        "Please add SD card support",
        "Please add support for Nextcloud",
        "We need Nextcloud here",
        "ADD DARK MODE",
    ]
    items = [item(t) for t in texts]
    found = extract(
        [statement(i) for i in items],
        {i.item_id: i for i in items},
        {i.item_id: parse(i.text) for i in items},
        np.array([ASKS] * 4),
    )
    assert {p.object for p in found} >= {"SD card support", "Nextcloud"}
    assert not [p for p in found if p.object and "DARK" in p.object]


def test_a_refused_wish_is_no_wish() -> None:
    assert not [p for p in points("Please don't add ads", ASKS) if p.force == "ask"]


def test_offsets_point_into_the_statement() -> None:
    text = "I like it. Please add cloud storage. But lacks tabs."
    of = item(text)
    parts = [statement(of, 0, 10), statement(of, 11, 36), statement(of, 37, len(text))]
    found = extract(parts, {of.item_id: of}, {of.item_id: parse(text)}, np.array([OTHER, ASKS, ASKS]))
    assert [p.statement for p in found] == sorted(p.statement for p in found)
    for p in found:
        assert parts[p.statement].start <= p.start < p.end <= parts[p.statement].end
    assert {p.object for p in found if p.force == "ask"} == {"cloud storage", "tabs"}


def test_statements_set_aside_and_items_without_a_parse_give_nothing() -> None:
    of = item("Please add tabs")
    aside = dataclasses.replace(statement(of), aside="filler")
    assert extract([aside], {of.item_id: of}, {of.item_id: parse(of.text)}, np.array([ASKS])) == ()
    assert extract([statement(of)], {of.item_id: of}, {}, np.array([ASKS])) == ()
    assert extract([], {}, {}, np.zeros((0, 6))) == ()


def test_a_verb_that_the_parser_takes_for_a_modifier_is_still_a_verb() -> None:
    p = only("Wont let me delete files from sd card", FAILS)
    assert (p.force, p.predicate, p.verb, p.object) == ("fail", "cannot", "delete", "files")
