"""The files of a run, re-read as a user's script would read them."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import pytest
import yaml
from jsonschema import Draft202012Validator

from feedback2req.adapters.exporters.backlog_markdown import BacklogMarkdown, inline
from feedback2req.adapters.exporters.backlog_xlsx import BacklogXlsx
from feedback2req.adapters.exporters.folder import EXPORTERS
from feedback2req.adapters.exporters.items_jsonl import ItemsJsonl
from feedback2req.adapters.exporters.rejected_jsonl import RejectedJsonl
from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.exporters.reviews_yaml import ReviewsYaml
from feedback2req.adapters.exporters.statements_jsonl import StatementsJsonl
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.snapshot import Snapshot
from feedback2req.ports import Exporter
from tests.factories import CLEAN, CLOUD, END_TAG, FORMULA, MOVE, make_snapshot, with_backlog, without_themes

V = TypeVar("V")
SCHEMA = Path(__file__).parents[3] / "docs/reference/result.schema.json"
MAKERS = {
    "full": make_snapshot,
    "compared": lambda: with_backlog(make_snapshot()),
    "no-theme": lambda: without_themes(make_snapshot()),
}
BOTH = [pytest.param(make(), id=name) for name, make in MAKERS.items()]


def lines(raw: bytes) -> list[dict[str, Any]]:
    text = raw.decode()
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n") if line]


def backwards(mapping: Mapping[str, V]) -> dict[str, V]:
    return dict(reversed(list(mapping.items())))


def result(snapshot: Snapshot) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ResultJson().render(snapshot))
    return document


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda e: e.name)
@pytest.mark.parametrize("name", MAKERS)
def test_equal_snapshots_give_equal_bytes(exporter: Exporter, name: str) -> None:
    assert exporter.render(MAKERS[name]()) == exporter.render(MAKERS[name]())


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda e: e.name)
def test_the_order_in_which_a_mapping_was_filled_leaves_no_trace(exporter: Exporter) -> None:
    snapshot = make_snapshot()
    other = replace(
        snapshot,
        counts=backwards(snapshot.counts),
        digests=backwards(snapshot.digests),
        items=tuple(replace(i, attributes=backwards(i.attributes)) for i in snapshot.items),
        ranking=replace(snapshot.ranking, weights=backwards(snapshot.ranking.weights)),
        requirements=tuple(replace(r, slots=backwards(r.slots)) for r in snapshot.requirements),
    )
    assert exporter.render(snapshot) == exporter.render(other)


def test_an_item_holds_the_fields_of_the_contract_in_order() -> None:
    item = lines(ItemsJsonl().render(make_snapshot()))[0]
    assert list(item) == [
        "item_id",
        "external_id",
        "source",
        "product",
        "file",
        "row",
        "text",
        "url",
        "received_at",
        "rating",
        "language",
        "author",
        "account",
        "attributes",
        "intents",
        "sentiment",
        "rating_disagrees",
        "themes",
        "copy_of",
    ]
    assert item["received_at"] == "2016-06-01T09:30:00Z"
    assert item["sentiment"] == {"label": "negative", "score": -0.9}


def test_intents_of_an_item_are_the_highest_over_its_statements() -> None:
    snapshot = make_snapshot()
    said = defaultdict(list)
    for statement in lines(StatementsJsonl().render(snapshot)):
        said[statement["item_id"]].append(statement["intents"])
        assert statement["intent"] == max(statement["intents"], key=statement["intents"].get)
    for item in lines(ItemsJsonl().render(snapshot)):
        own = said[item["item_id"]]
        assert item["intents"] == {name: max((s[name] for s in own), default=0.0) for name in INTENTS}


def test_an_item_without_a_statement_has_no_intent_and_no_theme() -> None:
    item = lines(ItemsJsonl().render(make_snapshot()))[14]
    assert item["text"] == "👍"
    assert set(item["intents"].values()) == {0.0}
    assert item["themes"] == []


def test_the_main_theme_of_an_item_is_the_one_of_most_of_its_words() -> None:
    snapshot = make_snapshot()
    item = lines(ItemsJsonl().render(snapshot))[11]
    lengths = {
        s["theme"]: len(s["text"]) for s in lines(StatementsJsonl().render(snapshot)) if s["item_id"] == item["item_id"]
    }
    assert len(lengths) == 2
    assert item["themes"] == sorted(lengths, key=lambda key: -lengths[key])
    assert CLEAN in item["themes"], "strengths count too"


def test_a_copy_names_its_first_and_keeps_its_own_statements() -> None:
    items = lines(ItemsJsonl().render(make_snapshot()))
    assert items[13]["copy_of"] == items[12]["item_id"]
    assert items[13]["themes"] == [CLEAN]


def test_a_statement_is_its_items_text_and_its_state_fits_its_theme() -> None:
    snapshot = make_snapshot()
    texts = {i["item_id"]: i["text"] for i in lines(ItemsJsonl().render(snapshot))}
    for s in lines(StatementsJsonl().render(snapshot)):
        assert texts[s["item_id"]][s["start"] : s["end"]] == s["text"]
        assert (s["theme"] is None) == (s["state"] == "unassigned") == (s["reason"] is not None)
        assert s["aspect"] == ("cloud access" if "cloud" in s["text"] else None)
        assert s["quality_characteristic"] == ("reliability" if "crashes" in s["text"] else None)


def test_a_reading_is_written_only_where_it_differs_and_flags_carry_their_words() -> None:
    statements = lines(StatementsJsonl().render(make_snapshot()))
    assert [s["reading"] for s in statements if s["reading"] is not None] == ["add Google Drive"]
    assert [s["flags"] for s in statements if s["flags"]] == [[{"flag": "data_loss", "words": ["lost my photos"]}]]


def test_rows_read_are_rows_used_and_rows_rejected() -> None:
    snapshot = make_snapshot()
    counts = result(snapshot)["snapshot"]["counts"]
    rejected = lines(RejectedJsonl().render(snapshot))
    assert list(rejected[0]) == ["file", "row", "reason", "detail"]
    assert counts["rows_read"] == counts["rows_used"] + len(rejected)


@pytest.mark.parametrize("snapshot", BOTH)
def test_result_fits_its_schema(snapshot: Snapshot) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(result(snapshot))


def test_the_schema_is_strict_and_every_field_is_described() -> None:
    def walk(node: Any) -> None:  # noqa: ANN401
        if isinstance(node, list):
            for entry in node:
                walk(entry)
        if not isinstance(node, dict):
            return
        if "properties" in node:
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
            assert all("description" in p or "$ref" in p for p in node["properties"].values())
        for value in node.values():
            walk(value)

    walk(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_a_score_is_the_sum_of_its_written_parts() -> None:
    snapshot = make_snapshot()
    for theme in result(snapshot)["themes"]:
        p = theme["priority"]
        assert abs(p["score"] - sum(x["weight"] * x["value"] for x in p["parts"])) <= 1e-6


def test_praise_is_listed_apart_and_never_ranked() -> None:
    document = result(make_snapshot())
    assert [t["kind"] for t in document["strengths"]] == ["praise"]
    assert document["strengths"][0]["priority"] is None
    assert "praise" not in {t["kind"] for t in document["themes"]}


def test_every_quote_is_verbatim_and_inside_a_statement_of_its_theme() -> None:
    snapshot = make_snapshot()
    texts = {i["item_id"]: i["text"] for i in lines(ItemsJsonl().render(snapshot))}
    said = {s["statement_id"]: s for s in lines(StatementsJsonl().render(snapshot))}
    for requirement in result(snapshot)["requirements"]:
        assert requirement["evidence"]
        assert requirement["priority"]["rank"] == {MOVE: 1, CLOUD: 2}[requirement["theme"]]
        for e in requirement["evidence"] + requirement["counter_evidence"]:
            assert texts[e["item_id"]][e["start"] : e["end"]] == e["quote"]
            assert said[e["statement_id"]]["start"] <= e["start"] < e["end"] <= said[e["statement_id"]]["end"]
        assert all(said[e["statement_id"]]["theme"] == requirement["theme"] for e in requirement["evidence"])


def test_a_first_run_has_no_changes() -> None:
    assert result(without_themes(make_snapshot()))["changes"] is None
    assert result(make_snapshot())["changes"][0]["rank_before"] == 3


def test_nan_is_refused_rather_than_written() -> None:
    snapshot = make_snapshot()
    broken = replace(snapshot, items=tuple(replace(i, rating=float("nan")) for i in snapshot.items))
    with pytest.raises(ValueError, match=r"NaN|not JSON compliant"):
        ItemsJsonl().render(broken)


def test_the_workbook_holds_texts_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BacklogXlsx().render(make_snapshot())))
    assert book.sheetnames == ["Themes", "Requirements", "Quotes", "Limits"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert any(FORMULA in text for text in texts)
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.row > 1)


def test_the_workbook_adds_up_as_the_page_does() -> None:
    book = openpyxl.load_workbook(io.BytesIO(BacklogXlsx().render(make_snapshot())))
    heads, *rows = [list(row) for row in book["Themes"].iter_rows(values_only=True)]
    parts = [n for n, head in enumerate(heads) if str(head).startswith("of which")]
    for row in rows[:4]:
        total = sum(float(str(row[n])) for n in parts)
        assert total == pytest.approx(float(str(row[heads.index("Score")])), abs=0.0005)
    assert [row[heads.index("Tie")] for row in rows] == [None, "2–3", "2–3", None, None]
    assert rows[4][heads.index("Rank")] is None, "a strength has no rank"


def test_markdown_shows_hostile_text_as_text() -> None:
    text = BacklogMarkdown().render(make_snapshot()).decode()
    assert "<script" not in text
    assert "<img" not in text
    assert "\u202e" not in text
    assert END_TAG.replace("<", "&lt;").replace(">", "&gt;") in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. one", "1\\. one"),
        ("> quote", "&gt; quote"),
        ("a | b", "a \\| b"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("two\nlines", "two lines"),
        ("`code` *bold* _it_ $x$", "\\`code\\` \\*bold\\* \\_it\\_ \\$x\\$"),
        ("3.1.0 is out", "3\\.1.0 is out"),
    ],
)
def test_markdown_of_others_is_escaped(text: str, shown: str) -> None:
    assert inline(text) == shown


def test_reviews_start_as_an_empty_list() -> None:
    assert yaml.safe_load(ReviewsYaml().render(make_snapshot())) == []


def test_what_the_tracker_holds_is_told_in_text_sheets_and_records() -> None:
    snapshot = with_backlog(make_snapshot())
    text = BacklogMarkdown().render(snapshot).decode()
    assert "In the tracker: new\n" in text
    assert "In the tracker: already there: ACME-1" in text
    assert "| ACME-1 | Cloud \\| &lt;script&gt;" in text
    book = openpyxl.load_workbook(io.BytesIO(BacklogXlsx().render(snapshot)))
    header, *rows = book["Requirements"].iter_rows(values_only=True)
    cells = [str(row[header.index("In the tracker")]) for row in rows]
    assert cells[0] == "new"
    assert cells[1].startswith("already there: ACME-1")
    document = result(snapshot)
    ids = {line["id"] for line in document["backlog"]}
    assert {m["id"] for r in document["requirements"] for m in r["matches"]} == ids == {"ACME-1", "=2"}
    assert result(make_snapshot())["backlog"] is None
