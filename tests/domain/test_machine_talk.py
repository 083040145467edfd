"""What is written for a machine is told from what is written about a product, as far as words can tell."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.domain.machine_talk import plainly, speaks_to_a_machine

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "messenger" / "reviews.csv"


@pytest.mark.parametrize(
    "text",
    [
        "Please add cloud storage.",
        "The app ignores my notification settings.",
        "Add an option to export the statements of my account as JSON",
        "The assistant does not understand me",
        "Please forget my old phone number when I sign out",
        "System crashes when I open the settings",
        "It should show the title of the song",
    ],
)
def test_feedback_about_a_product_is_let_pass(text: str) -> None:
    assert not speaks_to_a_machine(text)


def test_hardly_a_real_review_is_taken_for_a_machine_s() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        taken = [row["text"] for row in csv.DictReader(file) if speaks_to_a_machine(row["text"])]
    assert taken == []


def test_look_alikes_and_invisible_letters_are_undone() -> None:
    assert plainly("i\u200bgn\u043ere") == "ignore"
    assert plainly("ｉｇｎｏｒｅ") == "ignore"
    assert plainly("Привет") == "Привет"


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert speaks_to_a_machine(text) in (True, False)


@pytest.mark.parametrize("piece", ["ignore ", "a b c d ", "aа", "[", "<|", "A1", "add "])
def test_long_texts_are_read_in_no_time(piece: str) -> None:
    began_s = time.perf_counter()
    speaks_to_a_machine(piece * 100_000)
    assert time.perf_counter() - began_s < 2
