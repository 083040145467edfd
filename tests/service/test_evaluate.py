"""Scores against labels: worked values, then whole tables, then refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from feedback2req.domain.parse import Parse
from feedback2req.domain.readings import INTENTS, Readings
from feedback2req.domain.statement import Cuts
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.service.evaluate import evaluate
from feedback2req.service.evaluate.cuts import cuts
from feedback2req.service.evaluate.gold import GoldRow, read_gold
from feedback2req.service.evaluate.scores import binary, boundaries, calibration_error, classes
from tests.parsing import parse


class FakeParser:
    def parse(self, texts: list[str]) -> list[Parse]:
        return [parse(text) for text in texts]


class FakeReader:
    """Reads a wish in "add", a problem in "crash", pleasure in "love"."""

    version = "fake"

    def cut(self, texts: list[str]) -> list[Cuts]:
        """Cuts behind each "but"."""
        starts = [[0, *([t.index("but") + 4] if "but" in t else [])] for t in texts]
        return [Cuts(starts=np.array(s, dtype=np.int32), points=np.ones(len(s), dtype=np.float32)) for s in starts]

    def read(self, texts: list[str]) -> Readings:
        intents = np.zeros((len(texts), len(INTENTS)), dtype=np.float32)
        for row, text in enumerate(texts):
            intents[row, 0], intents[row, 1] = 0.9 * ("add" in text.lower()), 0.9 * ("crash" in text.lower())
        felt = [0.9 if "love" in t.lower() else -0.9 if "crash" in t.lower() else 0.0 for t in texts]
        return Readings(
            intents=intents,
            sentiment=np.array(felt, dtype=np.float32),
            qualities=tuple("reliability" if "crash" in t.lower() else None for t in texts),
            flags=({},) * len(texts),
        )


class Optimist:
    name = "optimist"

    def scores(self, texts: list[str]) -> np.ndarray:
        return np.ones(len(texts))


def test_precision_recall_and_f1_are_those_of_the_counts() -> None:
    found = binary(np.array([True, True, False, False]), np.array([0.9, 0.2, 0.8, 0.1]))
    assert (found["precision"], found["recall"], found["f1"], found["n"], found["of"]) == (0.5, 0.5, 0.5, 2, 4)


def test_probabilities_that_hold_have_no_calibration_error_and_others_have_the_gap() -> None:
    assert calibration_error(np.array([True] * 3 + [False]), np.full(4, 0.75)) == pytest.approx(0)
    assert calibration_error(np.array([True] * 4), np.full(4, 0.6)) == pytest.approx(0.4)


def test_macro_f1_counts_each_class_alike() -> None:
    found = classes(["a", "a", "a", "b"], ["a", "a", "a", "a"])
    assert found["accuracy"] == 0.75
    assert found["macro_f1"] == pytest.approx((6 / 7) / 2, abs=1e-3)


def test_boundaries_are_counted_over_items() -> None:
    found = boundaries([frozenset({5, 9}), frozenset()], [frozenset({5}), frozenset({3})])
    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.5, 0.5)


def test_it_does_not_matter_on_which_side_a_conjunction_was_left() -> None:
    text = "Love the map, but it drains my battery."
    left, right = [(0, 13), (18, 39)], [(0, 12), (14, 39)]
    assert cuts(text, left) == cuts(text, right) == {18}


def test_a_whole_table_is_scored_with_its_peers() -> None:
    gold = [
        GoldRow(
            text="Please add a map", intents={"feature_request": True, "problem_report": False}, sentiment="neutral"
        ),
        GoldRow(
            text="It crashes",
            intents={"feature_request": False, "problem_report": True},
            sentiment="negative",
            quality="reliability",
        ),
        GoldRow(text="I love it but it crashes", intents={"feature_request": False, "problem_report": True}),
        GoldRow(text="", intents={"feature_request": True, "problem_report": False}),
    ]
    report = evaluate(gold, parser=FakeParser(), reader=FakeReader(), peers=[Optimist()])
    assert report["intents"]["problem_report"]["f1"] == 1.0
    assert report["intents"]["feature_request"]["recall"] == 0.5
    assert report["sentiment"]["feedback2req"]["accuracy"] == 1.0
    assert report["sentiment"]["optimist"]["accuracy"] == 0.0
    assert report["quality_characteristic"]["accuracy"] == 1.0


def test_segmentation_is_scored_beside_sentences() -> None:
    text = "I love the map but it drains my battery."
    rows = [
        GoldRow(text=text[:14], intents=None, aspect="map", item_id="1", start=0, end=14),
        GoldRow(text=text[19:], intents=None, aspect="battery", item_id="1", start=19, end=len(text)),
    ]
    found = evaluate(rows, parser=FakeParser(), reader=FakeReader(), items={"1": text}, whole=True)["segmentation"]
    assert found["feedback2req"]["f1"] == 1.0
    assert found["sentence splitter"]["recall"] == 0.0


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.csv"
    path.write_text("body,label,split\nIt crashes,bug|slow,test\nAdd a map,feature,train\n", "utf-8")
    return path


def test_labels_are_mapped_and_rows_chosen(gold_file: Path) -> None:
    columns, label_map = {"text": "body", "intents": "label"}, {"bug": "problem_report", "feature": "feature_request"}
    rows = read_gold(gold_file, columns=columns, label_map=label_map, where="split=test")
    assert [(r.text, r.intents) for r in rows] == [("It crashes", {"problem_report": True, "feature_request": False})]


@pytest.mark.parametrize(
    ("columns", "label_map", "where", "error", "says"),
    [
        ({}, {}, None, InputNotUsable, "no column 'text'"),
        ({"text": "body"}, {}, None, InputNotUsable, "holds no labels"),
        ({"text": "body", "intents": "label"}, {}, None, InputNotUsable, "'bug' is not known"),
        ({"text": "body", "sentiment": "label"}, {}, None, InputNotUsable, "is not known"),
        ({"text": "body", "intents": "label"}, {"bug": "problem_report"}, "part=x", WrongUsage, "names no column"),
        ({"text": "body", "intents": "label"}, {"bug": "problem_report"}, "split=dev", InputNotUsable, "no rows"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_with_a_reason(
    gold_file: Path,
    columns: dict[str, str],
    label_map: dict[str, str],
    where: str | None,
    error: type[Exception],
    says: str,
) -> None:
    with pytest.raises(error, match=says):
        read_gold(gold_file, columns=columns, label_map=label_map, where=where)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("missing.csv", "binary.csv"):
        with pytest.raises(InputNotUsable, match="cannot be read"):
            read_gold(tmp_path / name, columns={}, label_map={})
