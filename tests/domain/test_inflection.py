"""Forms of English words."""

from __future__ import annotations

import pytest

from feedback2req.domain.inflection import base_form, gerund, indefinite, is_plural, plural, singular, third_person


@pytest.mark.parametrize(
    ("lemma", "third", "ing"),
    [
        ("rotate", "rotates", "rotating"),
        ("copy", "copies", "copying"),
        ("play", "plays", "playing"),
        ("have", "has", "having"),
        ("be", "is", "being"),
        ("do", "does", "doing"),
        ("go", "goes", "going"),
        ("log in", "logs in", "logging in"),
        ("turn off", "turns off", "turning off"),
        ("switch", "switches", "switching"),
        ("scroll", "scrolls", "scrolling"),
        ("delete", "deletes", "deleting"),
        ("see", "sees", "seeing"),
    ],
)
def test_verbs_take_their_endings(lemma: str, third: str, ing: str) -> None:
    assert third_person(lemma) == third
    assert gerund(lemma) == ing
    if " " not in lemma:
        assert base_form(third) == lemma


@pytest.mark.parametrize(
    ("one", "many"),
    [("file", "files"), ("copy", "copies"), ("box", "boxes"), ("child", "children"), ("movie", "movies")],
)
def test_nouns_find_their_other_number(one: str, many: str) -> None:
    assert singular(many) == one
    assert plural(one) == many
    assert is_plural(many)
    assert not is_plural(one)


@pytest.mark.parametrize(
    ("noun", "phrase"),
    [("file", "a file"), ("image", "an image"), ("FTP server", "an FTP server"), ("USB drive", "a USB drive"),
     ("hour", "an hour"), ("unicode name", "a unicode name"), ("PIN", "a PIN"), ("SD card", "an SD card")],
)  # fmt: skip
def test_the_article_goes_by_the_sound(noun: str, phrase: str) -> None:
    assert indefinite(noun) == phrase
