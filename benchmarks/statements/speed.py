"""What reading costs: cutting, embedding and reading, against a parser's whole pipeline and an encoder alone.

Run as ``python -m benchmarks.statements.speed EXPORT.csv [--full-parser PACKAGE]``. All parts run one after the other
in one process, on the same distinct texts, after a warm-up; the median of several rounds is told.
``--full-parser`` names an installed spaCy package with all its pipes (en_core_web_sm); without it that row is left out.
So is that of sentence-transformers where the package onnx is not installed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import write_json
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.adapters.models.spacy_parser import SpacyParser
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.domain.identity import folded
from feedback2req.stages.segment.pieces import pieces
from feedback2req.wiring import DEFAULT_ENCODER, PARSER, STATEMENT_READER, read_feedback

HERE = Path(__file__).resolve().parent
MOST_ITEMS = 1_500
WARM = 50


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    """Measure, print and write speed.json and speed.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("--full-parser")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    items = sorted({item.text for item in read_feedback(options.export).raw_items})[:MOST_ITEMS]
    reader, encoder = TransformerReader(model_folder(STATEMENT_READER)), OnnxEncoder(model_folder(DEFAULT_ENCODER))
    parse = SpacyParser(model_folder(PARSER))
    cut = reader.cut(items)
    texts = sorted(
        {folded(t[p.start : p.end]) for t, c in zip(items, cut, strict=True) for p in pieces(t, c) if p.name is None}
    )

    def all_of_it() -> None:
        reader.cut(items)
        encoder.encode(texts)
        reader.read(texts)

    works: dict[str, Callable[[], object]] = {
        "cut items": lambda: reader.cut(items),
        "embed statements": lambda: encoder.encode(texts),
        "read statements": lambda: reader.read(texts),
        "cut, embed and read": all_of_it,
        "parse items (no entities)": lambda: parse.parse(items),
    }
    if options.full_parser:
        import spacy

        pipeline = spacy.load(options.full_parser)
        works["spaCy, all pipes, one process"] = lambda: list(pipeline.pipe(items, batch_size=64))
    if find_spec("onnx"):  # it takes the float weights out of the int8 file
        works["sentence-transformers encode, float"] = _sentence_transformer(texts)
    for work in (
        lambda: reader.read(texts[:WARM]),
        lambda: encoder.encode(texts[:WARM]),
        lambda: parse.parse(items[:WARM]),
    ):
        work()
    reader.read([])  # nothing that cutting left may spare the readings that are timed
    rounds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(options.rounds):
        for name, work in works.items():
            rounds[name].append(timed(work))
            reader.read([])
    rows = {
        name: {"seconds": round(statistics.median(s), 2), "statements_per_s": round(len(texts) / statistics.median(s))}
        for name, s in rounds.items()
    }
    note = machine.note()
    command = f"python -m benchmarks.statements.speed {options.export}"
    found: dict[str, Any] = {"n_items": len(items), "n_statements": len(texts), "rounds": options.rounds, "parts": rows}
    write_json(options.out / "speed.json", {"command": command, "machine": note, **found})
    lines = ["| what | seconds | statements a second |", "|---|---:|---:|"]
    lines += [f"| {name} | {row['seconds']:.2f} | {row['statements_per_s']:,} |" for name, row in rows.items()]
    foot = f"{len(items):,} items, {len(texts):,} distinct statements; medians of {options.rounds} rounds."
    (options.out / "speed.md").write_text(
        "\n".join([*lines, "", foot, f"`{command}` on {machine.line(note)}.", ""]), "utf-8"
    )
    print("\n".join(lines), foot, sep="\n")


def _sentence_transformer(texts: list[str]) -> Callable[[], object]:
    """The default encoder in float, through the library's own `encode` with its own batches."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    from scripts.reader.base import base_model, saved_for_transformers

    with saved_for_transformers(base_model(12)) as folder:
        body = Transformer(str(folder))
    model = SentenceTransformer(modules=[body, Pooling(body.get_embedding_dimension(), "cls")], device="cpu")
    return lambda: model.encode(texts, batch_size=32)


if __name__ == "__main__":
    main()
