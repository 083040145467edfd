"""What a weekly re-rank costs beside the first one: seconds, CPU seconds and memory, in one measurement.

Run as ``python -m benchmarks.store.rerank EXPORT… [--items 70000] [--new 1400] [--column FIELD=NAME]``. Rows of the
exports are shuffled by a fixed seed and cut in two. The first part is imported and ranked: the full run, in which every
text is read. Then the second part is imported and the store is re-ranked. Each command is a process of its own. Of real
reviews an item makes about 1.4 statements; how many there were is told.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.measure import COMMAND, Cost, run, write_json
from feedback2req import store_wiring, wiring
from feedback2req.adapters.exporters.targets.csv_text import csv_document
from feedback2req.domain.feedback import RawItem

HERE = Path(__file__).resolve().parent
PRODUCT = "measured"
MOST_SHARE, MOST_MIB = 0.1, 1024
_FIELDS = ("text", "id", "date", "author", "rating")


def main() -> None:
    """Measure, and write rerank.json and rerank.md."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="f2r-rerank-") as name:
        folder = Path(name)
        first, second = _files(wanted.exports, wanted.column, folder, wanted.items, wanted.new)
        result = measured(f"sqlite:///{folder}/store.db", first, second)
    names = " ".join(path.name for path in wanted.exports)
    result["command"] = f"python -m benchmarks.store.rerank {names} --items {wanted.items} --new {wanted.new}"
    result["machine"] = machine.note()
    write_json(HERE / "rerank.json", result)
    (HERE / "rerank.md").write_text(table(result), "utf-8")
    print(table(result))


def measured(url: str, first: Path, second: Path) -> dict[str, Any]:
    """Costs of the four commands, and what the two snapshots hold."""
    costs: dict[str, Cost] = {}
    heads = []
    for file, name in ((first, "full run"), (second, "re-rank")):
        before = ("--store", url, "--product", PRODUCT)
        costs[f"import before the {name}"] = run([COMMAND, "import", file, *before])
        costs[name] = run([COMMAND, "rerank", *before])
        print(name, costs[name], flush=True)
        with closing(store_wiring.open_store(url)) as store:
            past = store.snapshots.past(PRODUCT)
            assert past is not None
            counts = store.snapshots.heads(PRODUCT)[0].record["counts"]
            heads.append({**counts, "statements_at_rebuild": past.n_rebuilt})
    return {
        "costs": {name: asdict(cost) for name, cost in costs.items()},
        "full_run": heads[0],
        "re_rank": heads[1],
        "kept_themes": heads[0]["statements_at_rebuild"] == heads[1]["statements_at_rebuild"],
        "share_of_time": round(costs["re-rank"].wall_s / costs["full run"].wall_s, 4),
        "share_of_cpu": round(costs["re-rank"].cpu_s / costs["full run"].cpu_s, 4),
    }


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    before, after = result["full_run"]["statements"], result["re_rank"]["statements"]
    rows = [
        f"| {name} | {cost['wall_s']:,.1f} | {cost['cpu_s']:,.1f} | {cost['peak_mib']:,.0f} "
        f"| {cost['peak_all_mib']:,.0f} |\n"
        for name, cost in result["costs"].items()
    ]
    kept = "kept" if result["kept_themes"] else "found anew"
    return (
        f"{before:,} statements stored, {after - before:,} new; themes were {kept}. The re-rank took "
        f"{result['share_of_time']:.1%} of the time of the full run ({result['share_of_cpu']:.1%} of its CPU time; "
        f"at most {MOST_SHARE:.0%} is wanted), and {result['costs']['re-rank']['peak_mib']:,.0f} MiB "
        f"(below {MOST_MIB:,} is wanted). `{result['command']}`. {machine.line(result['machine'])}\n\n"
        "| command | seconds | CPU seconds | peak MiB | peak MiB of all its processes |\n|---|---:|---:|---:|---:|\n"
        + "".join(rows)
    )


def _files(
    exports: Sequence[Path], columns: Sequence[str], folder: Path, n_first: int, n_new: int
) -> tuple[Path, Path]:
    feedback = wiring.read_feedback(*exports, columns=dict(one.split("=", 1) for one in columns))
    items = sorted(feedback.raw_items, key=lambda item: (item.file, item.row))
    if len(items) < n_first + n_new:
        raise SystemExit(f"The exports hold {len(items)} items: name more of them, or ask for fewer.")
    random.Random(1).shuffle(items)  # noqa: S311 - an order, no secret
    first, second = folder / "first.csv", folder / "second.csv"
    first.write_bytes(csv_document(_FIELDS, map(_row, items[:n_first])))
    second.write_bytes(csv_document(_FIELDS, map(_row, items[n_first : n_first + n_new])))
    return first, second


def _row(item: RawItem) -> tuple[object, ...]:
    day = None if item.received_at is None else str(item.received_at)
    return (item.text, f"{item.file}:{item.row}", day, item.author, item.rating)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", type=Path, nargs="+")
    parser.add_argument("--items", type=int, default=70_000)
    parser.add_argument("--new", type=int, default=1_400)
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME")
    return parser.parse_args()


if __name__ == "__main__":
    main()
