"""docs/reference/rules.md lists exactly the rules that there are."""

from __future__ import annotations

import re
from pathlib import Path

from feedback2req.stages.check.profiles import PROFILES, RULES
from feedback2req.stages.check.together import SET_RULES

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
