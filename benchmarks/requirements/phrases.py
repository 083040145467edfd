"""Feature phrases against labelled ones, beside the figures of SAFE.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.requirements.phrases``; the folder holds ``aspects/`` with the
three sets. Two outputs of the engine are scored: the aspect, one a statement, and every thing that its points name.
Products are parted into two folds by a digest of their names: ``train`` is there to choose on, ``test`` is reported.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import write_json
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.spacy_parser import SpacyParser
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.statement import Statement
from feedback2req.stages.classify import classify
from feedback2req.stages.extract import aspects, extract
from feedback2req.stages.group import group
from feedback2req.wiring import PARSER, STATEMENT_READER

HERE = Path(__file__).resolve().parent
SETS = {
    "shah_app_features_i": ("aspects", "term", "app"),
    "tfrex_app_features": ("features", "term", "app"),
    "huliu_product_reviews": ("features", "feature", "product"),
}
"""Name of each set to where its phrases, their words and its products stand."""
MOST_ROWS = 3_000
TOLERANCES = (0, 1, 2)
PEERS = (
    ("SAFE, as published, on descriptions of apps (exact)", 0.559, 0.434, None),
    ("SAFE, as replicated, on reviews of another set (exact)", 0.06, 0.06, None),
    ("SAFE, as replicated, on reviews of another set (±1)", 0.24, 0.24, None),
    ("SAFE, as replicated, on reviews of another set (±2)", 0.33, 0.34, None),
    ("SAFE, as measured by the authors of T-FREX on their whole set", None, None, 0.199),
    ("BERT fine-tuned by the authors of T-FREX on their whole set", None, None, 0.485),
)
"""Figures of others: precision, recall, F1 where they are told."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence: its text, its product and the phrases that people marked in it."""

    text: str
    product: str
    phrases: tuple[str, ...]


def fold(product: str) -> str:
    """The fold of a product."""
    return "train" if hashlib.sha256(product.encode()).digest()[0] % 2 else "test"


def load(folder: Path, name: str, part: str) -> list[Row]:
    """The rows of one fold, distinct by text; at most `MOST_ROWS`, drawn by a digest of their text."""
    listed, word, product = SETS[name]
    with gzip.open(folder / "aspects" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = {
            " ".join(row["text"].split()): Row(
                " ".join(row["text"].split()), row[product], tuple(p[word] for p in row[listed] if p[word])
            )
            for row in map(json.loads, lines)
            if fold(row[product]) == part and row["text"].strip()
        }
    order = sorted(found, key=lambda text: hashlib.sha256(text.encode()).hexdigest())
    return [found[text] for text in order[:MOST_ROWS]]


def named(rows: Sequence[Row], parser: SpacyParser, reader: TransformerReader) -> dict[str, list[tuple[str, ...]]]:
    """What the engine names in each row, by output."""
    items = [_item(n, row.text) for n, row in enumerate(rows)]
    statements = [
        Statement(statement_id=i.item_id, item_id=i.item_id, start=0, end=len(i.text), text=i.text, reading=i.text)
        for i in items
    ]
    by_id = {i.item_id: i for i in items}
    parses = dict(zip(by_id, parser.parse([i.text for i in items]), strict=True))
    grouping = group(statements)
    readings = classify(grouping, reader)
    points = extract(statements, by_id, parses, readings.intents[grouping.text_of])
    about = aspects(statements, by_id, parses, points)
    things: list[list[str]] = [[] for _ in rows]
    for point in points:
        things[point.statement] += [t for t in (point.subject, point.object) if t and t not in things[point.statement]]
    return {
        "aspect": [(a,) if a else () for a in about],
        "things of points": [tuple(t) for t in things],
    }


def _item(n: int, text: str) -> FeedbackItem:
    nothing = dict.fromkeys(("url", "received_at", "author", "account", "rating", "satisfaction"))
    return FeedbackItem(
        item_id=f"{n:09d}", external_id=str(n), product="default", source="gold", file="gold", row=n + 1, text=text,
        language="en", attributes={}, **nothing,
    )  # fmt: skip


def score(gold: Sequence[Sequence[str]], found: Sequence[Sequence[str]], tolerance: int) -> dict[str, float]:
    """Precision, recall and F1 over all rows; each phrase is matched once, the closest first."""
    hits = sum(_hits(list(g), list(f), tolerance) for g, f in zip(gold, found, strict=True))
    n_gold, n_found = sum(map(len, gold)), sum(map(len, found))
    p, r = hits / max(1, n_found), hits / max(1, n_gold)
    return {"precision": round(p, 3), "recall": round(r, 3), "f1": round(2 * p * r / (p + r) if p + r else 0.0, 3)}


def _hits(gold: list[str], found: list[str], tolerance: int) -> int:
    apart = sorted(
        (d, g, f)
        for g, phrase in enumerate(gold)
        for f, said in enumerate(found)
        for d in [_apart(_words(phrase), _words(said))]
        if d is not None and d <= tolerance
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, g, f in apart:
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
    return len(used_gold)


def _apart(a: list[str], b: list[str]) -> int | None:
    """By how many words two phrases differ when one holds the other whole; None when neither does."""
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) if short and set(short) <= set(long) else None


def _words(phrase: str) -> list[str]:
    return phrase.lower().replace("-", " ").replace("'", " ").split()


def measure(folder: Path, part: str) -> Iterator[dict[str, Any]]:
    """One row of the table for each set, protocol and output."""
    parser, reader = SpacyParser(model_folder(PARSER)), TransformerReader(model_folder(STATEMENT_READER))
    for name in SETS:
        rows = load(folder, name, part)
        for output, found in named(rows, parser, reader).items():
            for protocol, kept in (
                ("all sentences", range(len(rows))),
                ("sentences with a phrase", [n for n, row in enumerate(rows) if row.phrases]),
            ):
                gold = [rows[n].phrases for n in kept]
                scores = {f"±{t}" if t else "exact": score(gold, [found[n] for n in kept], t) for t in TOLERANCES}
                yield {
                    "set": name,
                    "fold": part,
                    "protocol": protocol,
                    "output": output,
                    "n_sentences": len(gold),
                    "n_phrases": sum(map(len, gold)),
                    "scores": scores,
                }


def table(results: Sequence[Mapping[str, Any]]) -> str:
    """All figures as one Markdown table, those of others below."""
    lines = [
        "| set, fold of products | sentences | phrases | output | exact P / R / F1 | ±1 P / R / F1 | ±2 P / R / F1 |",
        "|---|---:|---:|---|---|---|---|",
    ]
    for row in results:
        cells = [" / ".join(f"{v:.3f}" for v in row["scores"][k].values()) for k in ("exact", "±1", "±2")]
        lines.append(
            f"| {row['set']}, {row['fold']}, {row['protocol']} | {row['n_sentences']:,} | {row['n_phrases']:,}"
            f" | {row['output']} | {' | '.join(cells)} |"
        )
    for name, p, r, f1 in PEERS:
        told = " / ".join("–" if v is None else f"{v:.3f}" for v in (p, r, f1))
        place = {"±1": ("", told, ""), "±2": ("", "", told)}.get(name[-3:-1], (told, "", ""))
        lines.append(f"| {name} | | | | {' | '.join(place)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure one fold, print the table, and write phrases.json and phrases.md for the test fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fold", choices=("train", "test"), default="test")
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    results = list(measure(Path(os.environ["FEEDBACK2REQ_DATA"]), options.fold))
    print(table(results))
    if options.fold == "test":
        write_json(options.out / "phrases.json", {"machine": machine.note(), "results": results})
        (options.out / "phrases.md").write_text(table(results), "utf-8")


if __name__ == "__main__":
    main()
