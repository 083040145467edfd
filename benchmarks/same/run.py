"""Whether equal input gives an equal answer: again, with its rows shuffled, and on one core.

Run as ``python -m benchmarks.same.run EXPORT.csv[.gz]``. Ends with 1 when an answer differs where it must not.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import machine
from benchmarks.measure import COMMAND, ROOT, run, write_json

HERE = Path(__file__).resolve().parent
SEED = 0
MAY_DIFFER = ("run.json",)
"""Timings and memory: what two equal runs may differ in."""

LAWFUL = ("result.json", "statements.jsonl", "items.jsonl")
"""What must be equal when rows are shuffled; ``items.jsonl`` apart from the row numbers that it reports."""


def main() -> None:
    """Run four times, compare, print, and write result.json."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json")
    wanted = parser.parse_args()
    export = wanted.export.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        first = _run(export, folder / "first")
        shuffled = folder / "shuffled" / export.name
        _shuffle(export, shuffled)
        found = {
            "again": _compare(first, _run(export, folder / "again"), names=None),
            "shuffled": _compare(first, _run(shuffled, folder / "other order"), names=LAWFUL),
        }
        taskset = shutil.which("taskset")
        if taskset:
            alone = _run(export, folder / "one core", before=[taskset, "--cpu-list", _first_core()])
            found["one core"] = _compare(first, alone, names=None)
    shown = export.relative_to(ROOT) if export.is_relative_to(ROOT) else Path(export.name)
    command = f"python -m benchmarks.same.run {shown}"
    write_json(wanted.out / "result.json", {"command": command, "machine": machine.note(), "equal": found})
    differing = [f"{case}: {name}" for case, files in found.items() for name, equal in files.items() if not equal]
    for case, files in found.items():
        print(f"{case}: " + ", ".join(f"{name} {'equal' if equal else 'DIFFERS'}" for name, equal in files.items()))
    sys.exit(1 if differing else 0)


def _run(export: Path, out: Path, *, before: list[str] | None = None) -> Path:
    run([*(before or []), COMMAND, "run", export, "--out", out])
    return out


def _compare(one: Path, other: Path, *, names: tuple[str, ...] | None) -> dict[str, bool]:
    files = names or sorted(p.name for p in one.iterdir() if p.name not in MAY_DIFFER)
    view: Callable[[Path], str] = _digest if names is None else _digest_without_rows
    return {name: (other / name).is_file() and view(one / name) == view(other / name) for name in files}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest_without_rows(path: Path) -> str:
    if path.name != "items.jsonl":
        return _digest(path)
    with path.open(encoding="utf-8") as file:
        items = [{k: v for k, v in json.loads(line).items() if k != "row"} for line in file]
    return hashlib.sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()


def _shuffle(export: Path, target: Path) -> None:
    data = export.read_bytes()
    packed = data.startswith(b"\x1f\x8b")
    text = (gzip.decompress(data) if packed else data).decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(text)))
    random.Random(SEED).shuffle(rows)  # noqa: S311 - an order, not a secret
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    target.parent.mkdir(parents=True)
    written = out.getvalue().encode()
    target.write_bytes(gzip.compress(written) if packed else written)


def _first_core() -> str:
    return str(min(os.sched_getaffinity(0)))


if __name__ == "__main__":
    main()
