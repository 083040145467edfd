"""What a statement is about, on real parses of customers' own words."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.stages.extract import aspects, extract
from tests.parsing import item, parse, statement

ASKS = [0.9, 0.1, 0.1, 0.1, 0.1, 0.1]
FAILS = [0.1, 0.9, 0.1, 0.1, 0.6, 0.1]
PRAISES = [0.1, 0.1, 0.1, 0.9, 0.1, 0.1]


def aspect(text: str, intents: list[float]) -> str | None:
    of = item(text, product="Amaze File Manager")
    said, parses = [statement(of)], {of.item_id: parse(text)}
    points = extract(said, {of.item_id: of}, parses, np.array([intents]))
    return aspects(said, {of.item_id: of}, parses, points)[0]


@pytest.mark.parametrize(
    ("text", "intents", "expected"),
    [
        ("Please add CSV export.", ASKS, "CSV export"),
        ("I wish it had a dark mode", ASKS, "dark mode"),
        ("The notifications don't appear.", FAILS, "notifications"),
        ("The new interface is very clean.", PRAISES, "interface"),
        ("My SD card is not shown", FAILS, "SD card"),
    ],
)
def test_a_statement_names_the_thing_it_is_about(text: str, intents: list[float], expected: str) -> None:
    found = aspect(text, intents)
    assert found is not None
    assert expected in found


@pytest.mark.parametrize(
    "text",
    ["Great app!", "I love it.", "Amaze is the best", "ok", "A light file manager", "It beats other file managers"],
)
def test_a_statement_about_the_product_as_a_whole_names_nothing(text: str) -> None:
    assert aspect(text, PRAISES) is None
