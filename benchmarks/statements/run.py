"""How well statements are read: the shipped reader on labelled data, beside peers and a baseline.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.statements.run``. The gold set of this repository is scored on
the products that were never trained on; the other sets come from the folder. Peers (vaderSentiment, textblob) are
scored where they are installed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks import machine
from benchmarks.measure import ROOT, write_json
from benchmarks.statements.sets import SETS
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.peers import installed_peers
from feedback2req.adapters.models.spacy_parser import SpacyParser
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.domain.readings import INTENTS
from feedback2req.service.evaluate import evaluate
from feedback2req.service.evaluate.gold import GoldRow, read_gold, table
from feedback2req.service.evaluate.scores import binary, classes
from feedback2req.wiring import PARSER, STATEMENT_READER

HERE = Path(__file__).resolve().parent
GOLD = ROOT / "data/gold/statements"
COMMAND = "python -m benchmarks.statements.run"
SPLIT = "split=test"


def gold_rows(split: str) -> list[GoldRow]:
    """Statements of one split of the gold set, in their completed form."""
    columns = {"text": "reading"}
    return read_gold(GOLD / "statements.csv", columns=columns, label_map={}, where=f"split={split}")


def baseline(train: list[GoldRow], test: list[GoldRow]) -> dict[str, Any]:
    """TF-IDF and logistic regression, trained on the same gold statements as the reader."""
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    x = vectors.fit_transform([row.text for row in train])
    z = vectors.transform([row.text for row in test])
    found: dict[str, Any] = {}
    for name in INTENTS:
        y = np.array([bool((row.intents or {}).get(name)) for row in train])
        true = np.array([bool((row.intents or {}).get(name)) for row in test])
        model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=2_000).fit(x, y)
        found[name] = binary(true, model.predict_proba(z)[:, 1])
    found["macro_f1"] = round(float(np.mean([found[name]["f1"] for name in INTENTS])), 3)
    report: dict[str, Any] = {"intents": found}
    for field in ("sentiment", "quality"):
        model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=2_000)
        model.fit(x, [str(getattr(row, field)) for row in train])
        report[field] = classes([str(getattr(row, field)) for row in test], list(map(str, model.predict(z))))
    return report


def main() -> None:
    """Score everything and write result.json and table.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json and table.md")
    out: Path = parser.parse_args().out
    tools = {"parser": SpacyParser(model_folder(PARSER)), "reader": TransformerReader(model_folder(STATEMENT_READER))}
    peers = installed_peers()
    test = gold_rows("test")
    items = {row["id"]: row["text"] for row in table(GOLD / "items.csv", SPLIT)}
    gold = evaluate(test, **tools, peers=peers, items=items, whole=True)
    results: dict[str, Any] = {"gold": gold, "gold, TF-IDF": baseline(gold_rows("train"), test)}
    print(json.dumps(results, indent=1), flush=True)
    for one in SETS:
        rows = list(one.load())
        results[one.name] = {"seen": one.seen, **evaluate(rows, **tools, peers=peers, whole=one.whole)}
        print(one.name, json.dumps(results[one.name]), flush=True)
    note = machine.note()
    write_json(out / "result.json", {"command": COMMAND, "machine": note, "sets": results})
    (out / "table.md").write_text(tables(results) + f"\n`{COMMAND}` on {machine.line(note)}.\n", "utf-8")


def tables(results: dict[str, Any]) -> str:
    """The figures as Markdown."""
    gold, plain = results["gold"], results["gold, TF-IDF"]
    quality, cut = gold["quality_characteristic"], gold["segmentation"]
    aspect = f"{gold['aspect']['equal']:.3f}; {gold['aspect']['shares_a_word']:.3f}"
    intents = [
        (name, f["n"], f["precision"], f["recall"], _with(f, "f1"), f["ap"], f["ece"], plain["intents"][name]["f1"])
        for name, f in gold["intents"].items()
        if name != "macro_f1"
    ]
    macro = ("macro", "", "", "", gold["intents"]["macro_f1"], "", "", plain["intents"]["macro_f1"])
    others = [
        (name, found["seen"], intent, f"{f['n']} of {f['of']}", _with(f, "f1"), f["ap"])
        for name, found in results.items()
        if not name.startswith("gold")
        for intent, f in found.get("intents", {}).items()
        if intent != "macro_f1"
    ]
    feelings = [
        (name, found.get("seen", "other products"), who, f["n"], _with(f, "accuracy"), _with(f, "macro_f1"))
        for name, found in results.items()
        if name != "gold, TF-IDF"
        for who, f in found.get("sentiment", {}).items()
    ]
    f = plain["sentiment"]
    feelings.insert(1, ("gold", "other products", "TF-IDF", f["n"], _with(f, "accuracy"), _with(f, "macro_f1")))
    parts = [
        "Statements of the gold set, products that were never trained on:",
        _table(("intent", "n", "precision", "recall", "F1 (95 %)", "AP", "ECE", "F1, TF-IDF"), [*intents, macro]),
        _table(
            ("on the same statements", "figure (95 %)", "beside it"),
            [
                (
                    "quality characteristic, macro-F1",
                    _with(quality, "macro_f1"),
                    _beside("TF-IDF", plain["quality"], "macro_f1"),
                ),
                ("aspect: equal; shares a word", aspect, ""),
                (
                    "boundary F1",
                    _with(cut["feedback2req"], "f1"),
                    _beside("sentence splitter", cut["sentence splitter"], "f1"),
                ),
            ],
        ),
        "Intents on other sets, F1 at probability one half:",
        _table(("set", "seen in training", "intent", "n of", "F1 (95 %)", "AP"), others),
        "Sentiment:",
        _table(("set", "seen in training", "reader", "n", "accuracy (95 %)", "macro-F1 (95 %)"), feelings),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *([_shown(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _with(figures: dict[str, Any], name: str) -> str:
    low, high = figures[f"{name}_95"]
    return f"{figures[name]:.3f} ({low:.3f}-{high:.3f})"


def _beside(who: str, figures: dict[str, Any], name: str) -> str:
    return f"{who} {figures[name]:.3f}"


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)


if __name__ == "__main__":
    main()
