"""What the whole command costs, beside BERTopic's fit on the same texts.

Run as ``python -m benchmarks.speed.run EXPORT [--peer-python VENV/bin/python]``. The peer is optional: make a separate
environment with ``pip install bertopic onnxruntime tokenizers`` and name its Python. Both get the same texts, the same
encoder with as many threads, and the machine to themselves, one after the other.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine
from benchmarks.measure import COMMAND, ROOT, Cost, run, write_json

HERE = Path(__file__).resolve().parent
N_HELP = 7


def main() -> None:
    """Measure, print, and write result.json and table.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("--peer-python", type=Path, help="Python of an environment with bertopic")
    parser.add_argument("--repeat", type=int, default=3, help="runs of each; the median is reported")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json and table.md")
    wanted = parser.parse_args()
    export = wanted.export.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        texts = Path(scratch) / "texts.json"
        found = {"engine": _engine(export, texts, wanted.repeat)}
        if wanted.peer_python:
            found["peer"] = _peer(wanted.peer_python.absolute(), texts, wanted.repeat)
    found["help"] = _summed([run([COMMAND, "--help"]) for _ in range(N_HELP)])
    note = machine.note()
    shown = export.relative_to(ROOT) if export.is_relative_to(ROOT) else Path(export.name)
    command = f"python -m benchmarks.speed.run {shown}" + (" --peer-python PYTHON" if wanted.peer_python else "")
    write_json(wanted.out / "result.json", {"command": command, "machine": note, **found})
    table = _table(found, note, command)
    (wanted.out / "table.md").write_text(table, "utf-8")
    print(table)


def _engine(export: Path, texts: Path, repeat: int) -> dict[str, object]:
    """From an export to a folder of files; leaves the items' texts for the peer."""
    costs, counts, stages = [], {}, {}
    for _ in range(repeat):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            costs.append(run([COMMAND, "run", export, "--out", out]))
            counts = json.loads((out / "result.json").read_text("utf-8"))["snapshot"]["counts"]
            stages = json.loads((out / "run.json").read_text("utf-8"))["times_s"]
            with (out / "items.jsonl").open(encoding="utf-8") as file:
                texts.write_text(json.dumps([json.loads(line)["text"] for line in file]), "utf-8")
    kept = {
        name: counts[name] for name in ("rows_read", "items", "statements", "distinct_texts", "themes", "requirements")
    }
    return {**_summed(costs), "counts": kept, "stages_s": stages}


def _peer(python: Path, texts: Path, repeat: int) -> dict[str, object]:
    """BERTopic's fit, from the texts on, in its own environment."""
    said = texts.with_name("peer.json")
    command = [python, HERE / "peer.py", texts, said]
    if repeat > 1:
        run(command)  # once unmeasured: what it compiles at its first run is kept for the next ones
    costs = [run(command) for _ in range(repeat)]
    return {**_summed(costs), **json.loads(said.read_text("utf-8"))}


def _summed(costs: list[Cost]) -> dict[str, object]:
    wall = [c.wall_s for c in costs]
    return {
        "wall_s": round(statistics.median(wall), 3),
        "wall_s_all": wall,
        "cpu_s": round(statistics.median(c.cpu_s for c in costs), 3),
        "peak_mib": max(c.peak_mib for c in costs),
        "peak_all_mib": max(c.peak_all_mib for c in costs),
        "runs": [asdict(c) for c in costs],
    }


def _table(found: dict[str, dict[str, object]], note: dict[str, object], command: str) -> str:
    names = {
        "engine": "feedback2req run: export to report, requirements and files",
        "peer": "BERTopic: fit alone, same texts and encoder",
        "help": "feedback2req --help",
    }
    rows = ["| what | seconds | CPU seconds | memory, all processes (MiB) |", "|---|---:|---:|---:|"]
    for key in ("engine", "peer", "help"):
        if key in found:
            one = found[key]
            rows.append(f"| {names[key]} | {one['wall_s']:.2f} | {one['cpu_s']:.2f} | {one['peak_all_mib']:.0f} |")
    counts = found["engine"]["counts"]
    assert isinstance(counts, dict)
    foot = (
        f"{counts['items']:,} items, {counts['statements']:,} statements. Medians. `{command}` on {machine.line(note)}."
    )
    if "peer" in found:
        peer = found["peer"]
        foot += (
            f" BERTopic {peer['bertopic']}: {peer['n_topics']} topics, {peer['n_outliers']} texts in none; "
            f"embedding took {peer['embed_s']} s, the fit {peer['fit_s']} s, the rest is the import of its libraries."
        )
    return "\n".join([*rows, "", foot, ""])


if __name__ == "__main__":
    main()
