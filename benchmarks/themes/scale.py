"""How time and memory of the clustering grow, beside BERTopic's fit on the same vectors.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.scale --peer-python PYTHON``. Up to as many texts as the
labelled sets hold, their own vectors in the order of the texts' digests; beyond that, the same vectors again and again,
each with noise that leaves a cosine of 0.95 to where it comes from, and a text that is worded like nothing else. Themes
from exact neighbours and from those in cells are compared where both can be had. Fits that are kept in the folder of
``--work`` are not made again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from benchmarks import machine
from benchmarks.measure import ROOT, run, write_json
from benchmarks.themes.peers import alone
from benchmarks.themes.placing import place
from benchmarks.themes.plot import lines_svg
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows

HERE = Path(__file__).resolve().parent
Figures = dict[str, Any]
COMMAND = "python -m benchmarks.themes.scale --peer-python PYTHON"
MODULE = "benchmarks.themes.scale"
SIZES = (3_000, 13_000, 40_000, 100_000, 300_000, 1_000_000)
PEER_SIZES = (3_000, 13_000, 40_000, 100_000)
GATES = (40_000, 100_000)
SEED, LIKENESS = 20160714, 0.95
_BLOCK = 50_000


def main() -> None:
    """Measure, print, and write scale.json, scale.md and scale.svg."""
    wanted = _arguments()
    if wanted.one:
        _one(wanted.one)
    elif wanted.gate:
        _gate(wanted.gate)
    else:
        _all(wanted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer-python", type=Path, help="Python of an environment with bertopic")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES)
    parser.add_argument("--peer-sizes", nargs="*", type=int, default=PEER_SIZES)
    parser.add_argument(
        "--gates", nargs="*", type=int, default=GATES, help="sizes at which cells meet exact neighbours"
    )
    parser.add_argument("--work", type=Path, help="folder for vectors and measured fits, kept")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of scale.json, scale.md and scale.svg")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--gate", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _all(wanted: argparse.Namespace) -> None:
    if not os.environ.get("FEEDBACK2REQ_DATA"):
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    found: dict[int, dict[str, Figures]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = (wanted.work or Path(scratch)).absolute()
        base, texts = _base(Path(os.environ["FEEDBACK2REQ_DATA"]), work)
        for size in sorted({*wanted.sizes, *wanted.peer_sizes, *wanted.gates}):
            folder = work / str(size)
            _grown(base, texts, size, folder)
            found[size] = {}
            if size in wanted.sizes:
                found[size]["engine"] = _measured(folder, "engine", [sys.executable, "-m", MODULE, "--one", folder])
            if size in wanted.peer_sizes and wanted.peer_python:
                fits = [
                    wanted.peer_python.absolute(),
                    HERE / "fits.py",
                    "bertopic",
                    folder,
                    folder / "parts.npz",
                    folder / "bertopic.npz",
                ]
                found[size]["bertopic"] = _measured(folder, "bertopic", fits)
            if size in wanted.gates:
                found[size]["gate"] = _measured(folder, "gate", [sys.executable, "-m", MODULE, "--gate", folder])
            print(size, found[size], flush=True)
    note = machine.note()
    told = {
        "--sizes": (wanted.sizes, SIZES),
        "--peer-sizes": (wanted.peer_sizes, PEER_SIZES),
        "--gates": (wanted.gates, GATES),
    }
    command = " ".join(
        [COMMAND, *(" ".join([name, *map(str, of)]) for name, (of, usual) in told.items() if tuple(of) != usual)]
    )
    write_json(wanted.out / "scale.json", {"command": command, "machine": note, "sizes": found})
    table = _table(found, note, command)
    (wanted.out / "scale.md").write_text(table, "utf-8")
    (wanted.out / "scale.svg").write_text(_drawn(found), "utf-8")
    print(table)


def _base(data: Path, work: Path) -> tuple[NDArray[np.float16], list[str]]:
    """Vectors and texts of all labelled sets, in the order of the texts' digests; kept in the working folder."""
    rows = [row for name in SETS for row in labelled_rows(data / "themes" / f"{name}.csv.gz", None)]
    texts, _ = distinct_texts(rows)
    kept = work / "base.npy"
    if not kept.exists():
        work.mkdir(parents=True, exist_ok=True)
        np.save(kept, vectors_of(texts).matrix)
    return np.load(kept), list(texts)


def _grown(base: NDArray[np.float16], texts: list[str], size: int, folder: Path) -> None:
    """Write the task of one size, as `fits.py` reads it."""
    if (folder / "parts.npz").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng, n_dims = np.random.default_rng(SEED), base.shape[1]
    vectors = np.empty((size, n_dims), dtype=np.float16)
    first = min(size, len(base))
    vectors[:first] = base[:first]
    noise_length = (1 / LIKENESS**2 - 1) ** 0.5
    for start in range(first, size, _BLOCK):
        rows = np.arange(start, min(size, start + _BLOCK))
        noise = rng.standard_normal((len(rows), n_dims)) * noise_length / n_dims**0.5
        moved = base[rows % len(base)].astype(np.float64) + noise
        vectors[rows] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    said = texts[:first] + [f"{texts[i % len(base)]} {_word(i // len(base))}" for i in range(first, size)]
    np.save(folder / "vectors.npy", vectors)
    (folder / "texts.json").write_text(json.dumps(said), "utf-8")
    (folder / "task.json").write_text(json.dumps({"n_labels": 0}), "utf-8")
    np.savez(folder / "parts.npz", all=np.arange(size))


def _word(number: int) -> str:
    """A made-up word for a number, without digits: near copies are told by their words."""
    return "".join("bdfgklmnpr"[int(digit)] + "a" for digit in str(number))


def _measured(folder: Path, name: str, command: list[str | Path]) -> Figures:
    kept = folder / f"{name}.cost.json"
    if not kept.exists():
        python_path = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]) if name != "bertopic" else ""}
        cost = asdict(run(command, env=python_path))
        said = json.loads((folder / f"{name}.json").read_text("utf-8"))
        write_json(kept, {**said, "cost": cost})
    return dict(json.loads(kept.read_text("utf-8")))


def _one(folder: Path) -> None:
    """Measure one fit of this engine, in a process of its own."""
    vectors, texts = np.load(folder / "vectors.npy"), json.loads((folder / "texts.json").read_text("utf-8"))
    place(vectors[:1500], texts[:1500])
    started, worked = time.perf_counter(), time.process_time()
    placed = place(vectors, texts)
    said = {
        "seconds": round(time.perf_counter() - started, 3),
        "cpu_seconds": round(time.process_time() - worked, 3),
        "stages": placed.seconds,
        "n_themes": len(placed.model.keys),
        "coverage": round(float((placed.membership.themes >= 0).mean()), 4),
    }
    (folder / "engine.json").write_text(json.dumps(said), "utf-8")


def _gate(folder: Path) -> None:
    """Themes from exact neighbours and from neighbours in cells, of the same vectors."""
    from feedback2req.stages.neighbours import neighbours as stage

    vectors, texts = np.load(folder / "vectors.npy"), json.loads((folder / "texts.json").read_text("utf-8"))
    module = sys.modules[stage.__module__]
    found, said = {}, {}
    for name, limit in (("cells", 0), ("exact", len(texts))):
        module.EXACT_UP_TO = limit
        worked = time.process_time()
        placed = place(vectors, texts)
        found[name] = alone(placed.themes())
        said[name] = {"stages": placed.seconds, "cpu_seconds": round(time.process_time() - worked, 3)}
    said["ari"] = round(float(adjusted_rand_score(found["exact"], found["cells"])), 4)
    (folder / "gate.json").write_text(json.dumps(said), "utf-8")


def _table(found: dict[int, dict[str, Figures]], note: dict[str, object], command: str) -> str:
    stages = ("neighbours", "dedupe", "cluster", "match", "assign")
    lines = [
        "| vectors | "
        + " | ".join(stages)
        + " | seconds | CPU seconds | MiB | themes | BERTopic: seconds | CPU seconds "
        "| MiB | share of its seconds, of its CPU seconds |",
        "|---:|" + "---:|" * 13,
    ]
    for size, of in found.items():
        if "engine" not in of:
            continue
        one = of["engine"]
        cells = [f"{one['stages'][stage]:.1f}" for stage in stages]
        cells += [
            f"{one['seconds']:.0f}",
            f"{one['cpu_seconds']:.0f}",
            f"{one['cost']['peak_mib']:.0f}",
            f"{one['n_themes']:,}",
        ]
        if "bertopic" in of:
            peer = of["bertopic"]
            wall, cpu = peer["seconds"]["all"], peer["cpu_seconds"]["all"]
            cells += [f"{wall:.0f}", f"{cpu:.0f}", f"{peer['cost']['peak_mib']:.0f}"]
            cells.append(f"{one['seconds'] / wall:.2f}, {one['cpu_seconds'] / cpu:.2f}")
        lines.append(f"| {size:,} | " + " | ".join(cells + [""] * (13 - len(cells))) + " |")
    lines += [
        "",
        "| vectors | ARI of themes, cells against exact | neighbours in cells, seconds | exact, seconds |",
        "|---:|---:|---:|---:|",
    ]
    for size, of in found.items():
        if "gate" in of:
            gate = of["gate"]
            times = [gate[way]["stages"]["neighbours"] for way in ("cells", "exact")]
            lines.append(f"| {size:,} | {gate['ari']:.3f} | {times[0]:.1f} | {times[1]:.1f} |")
    lines += ["", f"`{command}` on {machine.line(note)}.", ""]
    return "\n".join(lines)


def _drawn(found: dict[int, dict[str, Figures]]) -> str:
    engine = [(size, of["engine"]["cpu_seconds"]) for size, of in found.items() if "engine" in of]
    peer = [(size, float(of["bertopic"]["cpu_seconds"]["all"])) for size, of in found.items() if "bertopic" in of]
    straight = [(size, engine[0][1] * size / engine[0][0]) for size, _ in engine]
    series = {"feedback2req": engine, "BERTopic": peer, "in proportion": straight}
    return lines_svg(series, x="vectors", y="CPU seconds")


if __name__ == "__main__":
    main()
