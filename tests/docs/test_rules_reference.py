"""docs/reference/rules.md lists exactly the rules that there are."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

from benchmarks.machine import line
from benchmarks.requirements.draw import MOST_WORD
from benchmarks.requirements.page import ENOUGH, page
from feedback2req.stages.check.profiles import PROFILES, RULES
from feedback2req.stages.check.together import SET_RULES

FIGURES = Path(__file__).resolve().parents[2] / "benchmarks" / "requirements"
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "rules.md").read_text("utf-8")


def test_every_rule_is_documented_as_it_is() -> None:
    rules = [(r.key, r.says, r.severity, r.kinds, "one") for r in RULES]
    rules += [(key, *told, "set") for key, told in SET_RULES.items()]
    expected = {
        (key, says, severity, ", ".join(kinds), of, ", ".join(p for p in PROFILES if key in PROFILES[p].keys))
        for key, says, severity, kinds, of in rules
    }
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| `")]
    assert {tuple(cell.strip().strip("`") for cell in row) for row in rows} == expected


def test_no_rule_is_said_to_be_unchecked_that_is_checked() -> None:
    unchecked = set(re.findall(r"\bR\d+\b", PAGE.split("## Not checked", 1)[1].split("beyond what", 1)[0]))
    assert unchecked
    assert unchecked.isdisjoint(rule.id for rule in RULES)


def result() -> dict[str, Any]:
    return json.loads((FIGURES / "lint.json").read_text("utf-8"))  # type: ignore[no-any-return]


def test_the_page_of_figures_is_made_from_the_result() -> None:
    found = result()
    assert (FIGURES / "lint.md").read_text("utf-8") == page(found, line(found["machine"]))


def test_every_rule_of_the_default_was_measured_and_none_is_known_to_be_wrong_too_often() -> None:
    hand = result()["hand"]
    assert set(hand) == PROFILES["default"].keys
    assert {key: one["value"] for key, one in hand.items() if one["n"] >= ENOUGH and one["value"] < 0.8} == {}


def test_no_text_of_a_set_that_may_not_be_shipped_is_in_the_sheet() -> None:
    with (FIGURES / "lint_sheet.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert max(len(row["word"]) for row in rows) <= MOST_WORD
