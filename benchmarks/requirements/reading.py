"""Sum up the blind reading of drafts: verdicts of the sheet, as shares with their intervals.

Run as ``python -m benchmarks.requirements.reading``; it reads reading.csv (one line a draft, verdicts 1 or 0 by the
rubric of reading.md) and writes reading.json.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import write_json
from benchmarks.requirements.drafts import RUBRIC
from feedback2req.stages.draft.figures import share_with_bounds

HERE = Path(__file__).resolve().parent


def shares(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Per criterion, and for grammatical and faithful together, the share of drafts that pass, with its interval."""
    passed = {name: sum(row[name] == "1" for row in rows) for name in RUBRIC}
    passed["grammatical and faithful"] = sum(row["grammatical"] == row["faithful"] == "1" for row in rows)
    return {name: share_with_bounds(n, len(rows)) for name, n in passed.items()}


def main() -> None:
    """Print and write the shares of each reading and of each export in it."""
    with (HERE / "reading.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    parts: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        parts.setdefault(f"reading {row['reading']}", []).append(row)
        parts.setdefault(f"reading {row['reading']}: {row['export']}", []).append(row)
    result: dict[str, Any] = {name: {"n": len(some), **shares(some)} for name, some in sorted(parts.items())}
    for name, found in result.items():
        print(name, found)
    write_json(HERE / "reading.json", result)


if __name__ == "__main__":
    main()
