"""What leaves for other tools: whole, traceable, and never markup, formula, mention or keyword."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from gherkin.parser import Parser

from feedback2req.adapters.exporters.targets.markups import JOINER
from feedback2req.cli.export import TARGETS
from feedback2req.domain.backlog import Backlog, ExistingRequirement, TracedQuote
from feedback2req.wiring import make_backlog_exporter
from tests.backlogs import KEY, MARKS, OTHER, backlog, entry
from tests.factories import OVERRIDE

EMPTY = Backlog(product="default", entries=())
KNOWN = {KEY: ExistingRequirement(id="417", title="x", key=KEY, item_type="Epic")}


def text_of(target: str, of: Backlog | None = None) -> str:
    return make_backlog_exporter(target).render(of or backlog(), {}).decode()


def table(target: str, known: dict[str, ExistingRequirement] | None = None) -> list[list[str]]:
    raw = make_backlog_exporter(target).render(backlog(), known or {}).decode()
    return list(csv.reader(io.StringIO(raw, newline=""), strict=True))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("of", [backlog(), EMPTY], ids=["full", "empty"])
def test_a_file_is_known_as_ours_by_its_own_exporter_and_no_other_file_is(target: str, of: Backlog) -> None:
    exporter = make_backlog_exporter(target)
    raw = exporter.render(of, {})
    assert raw == exporter.render(of, {})
    assert exporter.wrote(raw)
    for strange in (b"Summary,Issue key\n1,2\n", b'[{"number": 1}]', b"# My backlog\n", b"PK\x03\x04", b"Feature: x\n"):
        assert not exporter.wrote(strange)


@pytest.mark.parametrize("target", ["jira-csv", "linear-csv", "azure-csv", "csv"])
def test_no_cell_begins_as_a_formula(target: str) -> None:
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in table(target) for cell in row)


def test_a_sheet_holds_texts_and_numbers_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_backlog_exporter("xlsx").render(backlog(), {})))
    cells = [cell for row in book["Requirements"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert any(cell.value == "=Finish copying, @all #4" for cell in cells)


@pytest.mark.parametrize("target", ["linear-csv", "azure-csv", "github-json", "gherkin", "markdown", "jira-csv"])
def test_nobody_is_called_and_nothing_is_referred_to(target: str) -> None:
    said = text_of(target)
    if target == "gherkin":
        said = re.sub(r"^ *@[\w@ -]+$", "", said, flags=re.MULTILINE)
    assert re.findall(r"@(?:octocat|all|dropbox|tag)|(?<!&)#\d|GH-7|ACME-3|://evil", said) == []
    assert f"@{JOINER}octocat" in said
    assert "www.evil" not in said


@pytest.mark.parametrize("target", ["linear-csv", "azure-csv", "github-json", "markdown"])
def test_no_tag_of_a_stranger_is_a_tag(target: str) -> None:
    said = text_of(target)
    assert "&lt;script" in said
    assert "<script" not in said
    assert "<img" not in said


@pytest.mark.parametrize("target", TARGETS[:-2])
def test_no_line_is_begun_by_a_stranger(target: str) -> None:
    said = text_of(target).replace("\\n", "\n")
    begun = ("Feature: second", "@tag", "# comment", "| a", '"""', "Scenario: third", "feedback2req key: r-f")
    assert [line for line in said.split("\n") if line.lstrip(" >'\"").startswith(begun)] == []


@pytest.mark.parametrize("target", ["jira-csv", "linear-csv", "azure-csv", "github-json", "markdown", "gherkin"])
def test_directional_overrides_are_shown_by_name(target: str) -> None:
    assert "\u202e" in OVERRIDE
    assert "\u202e" not in text_of(target)


def test_wiki_markup_of_a_stranger_is_escaped_for_jira() -> None:
    body = table("jira-csv")[1][3]
    assert r"\*bold\* \_it\_ \[\~admin\] \{panel\} \!img.png\! \|cell\|" in body.replace(JOINER, "")
    assert r"back&#92;slash &#38;#64;x" in body.replace(JOINER, "").replace(r"\#", "#")


@pytest.mark.parametrize(
    ("target", "link"),
    [
        ("jira-csv", "|https://example.org/t/1?a=%281%29%7C2%5D&b=%3Ex]"),
        ("markdown", "](<https://example.org/t/1?a=%281%29%7C2%5D&b=%3Ex>)"),
        ("azure-csv", '<a href="https://example.org/t/1?a=%281%29%7C2%5D&amp;b=%3Ex">'),
        ("gherkin", ", https://example.org/t/1?a=%281%29%7C2%5D&b=%3Ex)"),
    ],
)
def test_a_quote_leads_back_to_its_own_address_and_no_character_of_it_ends_the_link(target: str, link: str) -> None:
    said = text_of(target)
    assert link in said.replace('""', '"')
    assert "zendesk-eu" in said


def test_the_official_parser_of_gherkin_finds_a_rule_for_each_requirement_and_a_scenario_for_each_criterion() -> None:
    feature = Parser().parse(text_of("gherkin"))["feature"]
    rules = [child["rule"] for child in feature["children"]]
    assert [rule["tags"][0]["name"] for rule in rules] == [f"@{KEY}", f"@{OTHER}"]
    scenarios = [child["scenario"] for rule in rules for child in rule["children"]]
    assert [[step["keywordType"] for step in s["steps"]] for s in scenarios] == [["Context", "Action", "Outcome"]] * 2
    assert Parser().parse(text_of("gherkin", EMPTY))["feature"]["children"] == []


def test_a_known_issue_is_updated_under_its_own_id_and_type() -> None:
    jira, azure = table("jira-csv", KNOWN), table("azure-csv", KNOWN)
    assert [(row[0], row[2]) for row in jira[1:]] == [("417", "Epic"), ("", "Bug")]
    assert [(row[0], row[1]) for row in azure[1:]] == [("417", "Epic"), ("", "Bug")]
    issues = json.loads(make_backlog_exporter("github-json").render(backlog(), KNOWN))
    assert [issue["number"] for issue in issues] == [417, None]


def test_linear_which_can_only_create_is_not_given_what_it_has() -> None:
    assert [row[0] for row in table("linear-csv", KNOWN)[1:]] == [f"'=Finish copying, @{JOINER}all #{JOINER}4"]


def test_the_labels_hold_no_blank_and_the_columns_of_labels_are_always_the_same() -> None:
    header, *rows = table("jira-csv")
    places = [n for n, name in enumerate(header) if name == "Labels"]
    assert [[row[n] for n in places] for row in rows] == [
        ["feedback2req", KEY, "functional", "performance-efficiency"],
        ["feedback2req", OTHER, "fix", ""],
    ]


def test_quotes_give_way_when_a_tracker_would_refuse_the_length() -> None:
    quote = TracedQuote(text="word " * 300, source="s", external_id="1", url=None, received_on="", rating=None)
    long = Backlog(product="p", entries=(replace(entry(), evidence=(quote,) * 90),))
    body = list(csv.reader(io.StringIO(text_of("jira-csv", long))))[1][3]
    assert len(body) <= 32_000
    assert re.search(r"\* \d+ more in result\.json", body)
    assert body.endswith(f"feedback2req key: {KEY}")


def test_the_chosen_are_the_best_of_their_kind_and_status() -> None:
    whole = backlog()
    assert [e.key for e in whole.only(kinds=["fix"]).entries] == [OTHER]
    assert [e.key for e in whole.only(top=1).entries] == [KEY]
    assert whole.only(statuses=["accepted"]).entries == ()
    assert whole.only().entries == whole.entries
    assert MARKS in whole.entries[0].statement
