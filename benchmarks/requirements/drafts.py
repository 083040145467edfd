"""Themes with their exemplars beside what was drafted from them, to be read by a person.

Run as ``python -m benchmarks.requirements.drafts EXPORT --product NAME --out FILE.txt``. The text holds the words of
customers: of data that may not be passed on, it stays out of the repository. With ``--sheet FILE.csv`` it also writes
one line a draft for the blind reading (see reading.md): words of the draft and ids of its quotes, but no quote.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.wiring import analyze, read_feedback

MOST_EXEMPLARS = 8
FEWEST = 5
RUBRIC = ("grammatical", "faithful", "singular", "testable", "solution_free", "pasted")
COLUMNS = ("export", "draft", "theme", "kind", "n_quotes", "quoted_items", "statement", *RUBRIC, "note")


def lines(snapshot: Snapshot) -> Iterator[str]:
    """One paragraph a theme: what it is, what its members say, what was drafted."""
    text = {s.statement_id: " ".join(s.text.split()) for s in snapshot.statements}
    wanted = [t for t in snapshot.themes if t.kind in ("problem", "wish") and t.n_customers >= FEWEST]
    drafted = {r.theme for r in snapshot.requirements}
    n = sum(t.key in drafted for t in wanted)
    yield f"{snapshot.product}: {n} of {len(wanted)} themes of {FEWEST} customers or more have a draft"
    for theme in snapshot.themes:
        yield f"\n## {theme.kind}: {theme.label} ({theme.n_customers} customers)"
        yield from (f"   “{text[e]}”" for e in theme.theme.exemplars[:MOST_EXEMPLARS])
        yield from _drafts(snapshot, theme)


def _drafts(snapshot: Snapshot, theme: RankedTheme) -> Iterator[str]:
    for r in snapshot.requirements:
        if r.theme != theme.key:
            continue
        yield f"   → {r.statement}"
        yield f"     {r.problem} {r.story}"
        yield from (f"     Given {c.given}, when {c.when}, then {c.then} ({c.basis})" for c in r.acceptance_criteria)
        yield from (f"     ? {question}" for question in r.open_questions)
        yield from (f"     “{' '.join(e.quote.split())}”" for e in r.evidence)


def rows(snapshot: Snapshot, export: str) -> Iterator[dict[str, str]]:
    """The lines of the sheet, without a word of a customer."""
    origin = {item.item_id: item.external_id for item in snapshot.items}
    for r in snapshot.requirements:
        yield _row(r, export, origin)


def _row(r: Requirement, export: str, origin: dict[str, str]) -> dict[str, str]:
    told = {
        "export": export,
        "draft": r.key,
        "theme": r.theme,
        "kind": r.kind,
        "n_quotes": str(len(r.evidence)),
        "quoted_items": " ".join(origin[e.item_id] for e in r.evidence),
        "statement": r.statement,
    }
    return told | dict.fromkeys((*RUBRIC, "note"), "")


def main() -> None:
    """Run the pipeline once and write what is to be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("--product")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    options = parser.parse_args()
    snapshot = analyze(read_feedback(options.export), product=options.product)
    options.out.write_text("\n".join(lines(snapshot)) + "\n", encoding="utf-8")
    if options.sheet:
        with options.sheet.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows(snapshot, options.product or options.export.name))


if __name__ == "__main__":
    main()
