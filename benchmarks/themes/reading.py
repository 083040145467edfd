"""Themes of real exports, read one by one against a written rubric: what is read, and the table of the verdicts.

``python -m benchmarks.themes.reading draw ROUND FOLDER`` prints what a reader of the folder of a run has before
them: the first twenty themes with ten drawn members each, and thirty drawn statements that were left out.
``python -m benchmarks.themes.reading`` turns the sheet of verdicts, reading.csv, into reading.json and the table
that it prints. The rubric is reading.md.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import write_json
from feedback2req.domain.identity import digest

HERE = Path(__file__).resolve().parent
N_THEMES, N_MEMBERS, N_LEFT = 20, 10, 30
MIN_TRUE = 0.9
GOAL = 0.85
READER = "a language model; no person has read these"
CRITERIA = ("one_thing", "a_topic", "form")
"""Criteria of a theme that are said with yes or no; the fourth is of how many drawn members the label is true."""

Row = Mapping[str, str]


def main() -> None:
    """Print a draw, or write reading.json and print its table."""
    match sys.argv[1:]:
        case ["draw", number, folder]:
            print("\n".join(drawn(Path(folder), number)))
        case []:
            with (HERE / "reading.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            found = table(rows)
            write_json(HERE / "reading.json", {"reader": READER, "goal": GOAL, "rounds": found})
            print("\n".join(printed(found)))
        case _:
            sys.exit(__doc__)


def drawn(folder: Path, number: str) -> Iterator[str]:
    """Lines for the reader; another round draws other members and statements of the same run."""
    result = json.loads((folder / "result.json").read_text("utf-8"))
    statements = [json.loads(line) for line in (folder / "statements.jsonl").read_text("utf-8").splitlines()]
    ordered = sorted(statements, key=lambda s: digest("reading", number, s["statement_id"]))
    for theme in result["themes"][:N_THEMES]:
        own = [s for s in ordered if s["theme"] == theme["key"]]
        yield f"\n{theme['key']} [{theme['kind']}] {theme['label']} ({len(own)})"
        yield from (f"  - {s['strength']:.2f} {' '.join(s['text'].split())}" for s in own[:N_MEMBERS])
    yield "\nLeft out:"
    left = [s for s in ordered if s["theme"] is None]
    yield from (f"  {s['statement_id']} [{s['reason']}] {' '.join(s['text'].split())}" for s in left[:N_LEFT])


def passes(row: Row) -> bool:
    """Whether a theme meets every criterion, or a statement was rightly left out."""
    if row["what"] == "unassigned":
        return row["rightly_left"] == "1"
    return all(row[name] == "1" for name in CRITERIA) and int(row["n_true"]) >= MIN_TRUE * int(row["n_read"])


def table(rows: Sequence[Row]) -> dict[str, dict[str, dict[str, Any]]]:
    """Counts by round, and in it by export, by half, and in all."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for number in sorted({row["round"] for row in rows}):
        own = [row for row in rows if row["round"] == number]
        parts = {f"{row['half']}: {row['export']}": [] for row in own} | {f"{row['half']}: all": [] for row in own}
        parts["all"] = own
        for name in parts:
            half, _, export = name.partition(": ")
            if export:
                parts[name] = [r for r in own if r["half"] == half and export in (r["export"], "all")]
        found[number] = {name: _counts(parts[name]) for name in sorted(parts)}
    return found


def _counts(rows: Sequence[Row]) -> dict[str, Any]:
    themes = [row for row in rows if row["what"] == "theme"]
    left = [row for row in rows if row["what"] == "unassigned"]
    told = [row for row in left if row["reason"] != "filler"]
    return {
        "themes": len(themes),
        "themes_pass": sum(map(passes, themes)),
        **{f"themes_{name}": sum(row[name] == "1" for row in themes) for name in CRITERIA},
        "themes_true": sum(int(r["n_true"]) >= MIN_TRUE * int(r["n_read"]) for r in themes),
        "unassigned": len(left),
        "unassigned_pass": sum(map(passes, left)),
        "unassigned_no_filler": len(told),
        "unassigned_no_filler_pass": sum(map(passes, told)),
        "pass_share": round(sum(map(passes, rows)) / max(len(rows), 1), 3),
    }


def printed(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[str]:
    """The table in Markdown."""
    yield "| round | export | themes | pass | one thing | a topic | form | true of members | left out | rightly |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for number, parts in found.items():
        for name, n in parts.items():
            share = f"{100 * n['themes_pass'] / max(n['themes'], 1):.0f} %"
            left = f"{100 * n['unassigned_pass'] / max(n['unassigned'], 1):.0f} %"
            cells = (n["themes"], share, *(n[f"themes_{c}"] for c in CRITERIA), n["themes_true"], n["unassigned"], left)
            yield f"| {number} | {name} | " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
