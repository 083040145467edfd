"""Clustering of this engine and of its peers, all on the same vectors.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.peers --peer-python PYTHON``. PYTHON is that of an
environment of its own: ``pip install bertopic evoc turftopic``. Whole texts of the labelled sets are embedded once with
the default encoder; every method gets those vectors, the machine to itself, and no label. Fits that are kept in the
folder of ``--work`` are not made again.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, v_measure_score

from benchmarks import machine
from benchmarks.measure import ROOT, run, write_json
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows

HERE = Path(__file__).resolve().parent
Figures = dict[str, Any]
COMMAND = "python -m benchmarks.themes.peers --peer-python PYTHON"
SEED, SHARE = 20160714, 0.8
N_DRAWS = {"engine": 10, "k_means": 3, "evoc": 3, "evoc_ten": 3, "bertopic": 3, "bertopic_page": 0, "topeax": 0}
"""Draws of four fifths of the texts: fewer for peers, none for those that take longest."""

DRAWN_ON_FIRST = ("bertopic",)
"""Methods that are drawn for on the first set alone."""

THREADS = {"k_means": "1", "topeax": "1"}
"""Threads of OpenMP: where arithmetic shares its cores, waiting threads of scikit-learn cost more than they do."""

TITLES = {
    "engine": "**feedback2req**, clustering stages",
    "k_means": "k-means, told the true number",
    "bertopic": "BERTopic, defaults",
    "bertopic_reassigned": "BERTopic, defaults, outliers reassigned",
    "bertopic_page": "BERTopic, its best practices",
    "bertopic_page_reassigned": "BERTopic, its best practices, outliers reassigned",
    "topeax": "Topeax, its clustering",
    "evoc": "EVoC, defaults",
    "evoc_ten": "EVoC, clusters of ten or more",
}

COLUMNS = (
    "method", "ARI", "V", "ARI, left out as one theme", "V, left out as one theme", "themes, times too many or too few",
    "in a theme", "items moved by shuffling", "ARI between draws of 80 % (draws)", "seconds", "CPU seconds", "MiB",
)  # fmt: skip


def main() -> None:
    """Measure, print, and write peers.json and peers.md."""
    wanted = _arguments()
    found: dict[str, dict[str, Figures]] = {}
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        work = wanted.work or Path(scratch)
        for name in wanted.sets:
            folder = work / name
            gold = _task(wanted.data / "themes" / f"{name}.csv.gz", folder)
            found[name] = {}
            for method in wanted.methods:
                python = Path(sys.executable) if method == "engine" else wanted.peer_python
                n_draws = 0 if method in DRAWN_ON_FIRST and name != SETS[0] else N_DRAWS[method]
                said = _fitted(python, method, folder, n_draws)
                versions |= said["versions"]
                found[name] |= _scored(folder / f"{method}.npz", said, gold)
                print(name, method, flush=True)
    end_to_end = json.loads((HERE / "result.json").read_text("utf-8"))["sets"]
    note = machine.note()
    table = _table(found, end_to_end, versions, note)
    content = {"command": COMMAND, "machine": note, "peers": versions, "sets": found}
    write_json(wanted.out / "peers.json", content)
    (wanted.out / "peers.md").write_text(table, "utf-8")
    print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer-python", type=Path, required=True, help="Python of an environment with the peers")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--methods", nargs="+", choices=tuple(N_DRAWS), default=tuple(N_DRAWS))
    parser.add_argument("--work", type=Path, help="folder for vectors and fits, kept")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of peers.json and peers.md")
    wanted = parser.parse_args()
    if not os.environ.get("FEEDBACK2REQ_DATA"):
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    wanted.data = Path(os.environ["FEEDBACK2REQ_DATA"])
    wanted.peer_python = wanted.peer_python.absolute()
    wanted.work = wanted.work and wanted.work.absolute()
    return wanted


def _task(path: Path, folder: Path) -> NDArray[np.str_]:
    """Write the vectors, the texts and the parts that every method gets; give the labels that none gets."""
    texts, gold = distinct_texts(labelled_rows(path, None))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "vectors.npy").exists():
        np.save(folder / "vectors.npy", vectors_of(texts).matrix)
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    (folder / "task.json").write_text(json.dumps({"n_labels": len(set(gold.tolist()))}), "utf-8")
    return gold


def _parts(n: int, n_draws: int) -> dict[str, NDArray[np.int64]]:
    rng = np.random.default_rng(SEED)
    shuffled = rng.permutation(n)
    draws = [np.sort(rng.choice(n, int(SHARE * n), replace=False)) for _ in range(n_draws)]
    return {"all": np.arange(n), "shuffled": shuffled, **{f"draw{i}": rows for i, rows in enumerate(draws)}}


def _fitted(python: Path, method: str, folder: Path, n_draws: int) -> Figures:
    """What a method said of its fits; they are made if they are not there."""
    out = folder / f"{method}.npz"
    said_of = out.with_suffix(".json")
    if not said_of.exists():
        n = len(np.load(folder / "vectors.npy", mmap_mode="r"))
        parts = folder / f"{method}.parts.npz"
        np.savez(parts, **_parts(n, n_draws))
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT)]) if method == "engine" else ""
        env = {"PYTHONPATH": path} | ({"OMP_NUM_THREADS": THREADS[method]} if method in THREADS else {})
        cost = run([python, HERE / "fits.py", method, folder, parts, out], env=env)
        said = json.loads(said_of.read_text("utf-8"))
        write_json(said_of, {**said, "cost": asdict(cost)})
    return dict(json.loads(said_of.read_text("utf-8")))


def _scored(fits: Path, said: Figures, gold: NDArray[np.str_]) -> Figures:
    labels = np.load(fits)
    variants = dict.fromkeys(key.partition("/")[0] for key in labels.files)
    parts = _parts(len(gold), sum(key.startswith(f"{next(iter(variants))}/draw") for key in labels.files))
    out: Figures = {}
    for variant in variants:
        placed = {name: labels[f"{variant}/{name}"].astype(np.int64) for name in parts}
        whole, again = placed["all"], np.empty(len(gold), dtype=np.int64)
        again[parts["shuffled"]] = placed["shuffled"]
        draws = {name: (parts[name], placed[name]) for name in parts if name.startswith("draw")}
        out[variant] = {
            **scores(gold, whole),
            "seconds": said["seconds"]["all"],
            "cpu_seconds": said["cpu_seconds"]["all"],
            "peak_mib": said["cost"]["peak_all_mib"],
            "moved": moved(whole, again),
            "n_draws": len(draws),
            "draws_ari": _agreement(list(draws.values()), len(gold)),
        }
    return out


def scores(gold: NDArray[np.str_], found: NDArray[np.int64]) -> dict[str, float | int]:
    """How well labels agree with a clustering; negative is in no theme.

    Returns
    -------
    dict
        ``ari`` and ``v`` with each such text as a theme of its own, ``ari_one`` and ``v_one`` with all of them as one
        theme; ``coverage``; ``n_themes`` and how many times too many or too few they are (``factor``, >= 1).
    """
    single = alone(found)
    n_true, n_themes = len(set(gold.tolist())), len(set(found[found >= 0].tolist()))
    ratio = max(n_themes, 1) / n_true
    return {
        "ari": round(float(adjusted_rand_score(gold, single)), 4),
        "v": round(float(v_measure_score(gold, single)), 4),
        "ari_one": round(float(adjusted_rand_score(gold, np.maximum(found, -1))), 4),
        "v_one": round(float(v_measure_score(gold, np.maximum(found, -1))), 4),
        "n_themes": n_themes,
        "n_true": n_true,
        "ratio": round(ratio, 3),
        "factor": round(max(ratio, 1 / ratio), 3),
        "coverage": round(float((found >= 0).mean()), 4),
    }


def alone(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each text outside every theme as a theme of its own."""
    return np.where(found < 0, found.max(initial=0) + 1 + np.arange(len(found)), found)


def moved(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Share of items that are not where they were, themes paired one to one as well as can be."""
    both = (one >= 0) & (other >= 0)
    table = np.zeros((one.max(initial=0) + 1, other.max(initial=0) + 1), dtype=np.int64)
    np.add.at(table, (one[both], other[both]), 1)
    rows, columns = linear_sum_assignment(-table)
    same = int(table[rows, columns].sum()) + int(((one < 0) & (other < 0)).sum())
    return round(1 - same / len(one), 4)


def _agreement(draws: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], n: int) -> float | None:
    """Mean ARI between every two draws on the texts that both hold; None where there are none."""
    found = []
    for rows, labels in draws:
        of = np.full(n, -2, dtype=np.int64)
        of[rows] = alone(labels)
        found.append(of)
    pairs = [(a[both], b[both]) for a, b in combinations(found, 2) for both in [(a > -2) & (b > -2)]]
    return round(float(np.mean([adjusted_rand_score(a, b) for a, b in pairs])), 4) if pairs else None


def _table(
    found: dict[str, dict[str, Figures]],
    end_to_end: dict[str, dict[str, float]],
    versions: dict[str, str],
    note: dict[str, object],
) -> str:
    names = list(found)
    variants = [v for v in TITLES if all(v in found[name] for name in names)]

    def mean(variant: str, key: str) -> float:
        return float(np.mean([found[name][variant][key] for name in names]))

    lines = [f"Means over {', '.join(names)}.\n", "| " + " | ".join(COLUMNS) + " |", "|---|" + "---:|" * 11]
    for v in variants:
        cells = [f"{mean(v, key):.3f}" for key in ("ari", "v", "ari_one", "v_one")]
        drawn = [found[n][v] for n in names if found[n][v]["n_draws"]]
        agreement = f"{np.mean([d['draws_ari'] for d in drawn]):.3f} ({drawn[0]['n_draws']})" if drawn else ""
        agreement += f", {names[0]} alone" if 0 < len(drawn) < len(names) else ""
        lines.append(
            f"| {TITLES[v]} | {' | '.join(cells)} | {mean(v, 'factor'):.2f} | {100 * mean(v, 'coverage'):.1f} % "
            f"| {100 * mean(v, 'moved'):.1f} % | {agreement} | {mean(v, 'seconds'):.0f} "
            f"| {mean(v, 'cpu_seconds'):.0f} | {max(found[n][v]['peak_mib'] for n in names):.0f} |"
        )
    if all(name in end_to_end for name in names):
        lines.append(_end_to_end([end_to_end[name] for name in names]))
    lines += [
        "",
        "ARI set by set, and themes found:\n",
        "| method | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for v in variants:
        cells = [f"{found[n][v]['ari']:.3f}, {found[n][v]['n_themes']} of {found[n][v]['n_true']}" for n in names]
        lines.append(f"| {TITLES[v]} | {' | '.join(cells)} |")
    lines += ["", _verdict(found, variants), ""]
    said = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    foot = (
        "ARI and V count each text that is left out as a theme of its own unless said; MiB are the most that the "
        "process held, its libraries included, on the largest set. Texts that differ in more than case and space, "
        f"{said}. `{COMMAND}` on {machine.line(note)}.\n"
    )
    return "\n".join([*lines, foot])


def _end_to_end(sets: Sequence[dict[str, float]]) -> str:
    def mean(key: str) -> float:
        return float(np.mean([one[key] for one in sets]))

    factor = np.mean([max(one["n_themes"] / one["n_labels"], one["n_labels"] / one["n_themes"]) for one in sets])
    return (
        f"| feedback2req, whole command, from the export | {mean('ari'):.3f} | {mean('v'):.3f} | | | {factor:.2f} "
        f"| {100 * mean('coverage'):.1f} % | | | {mean('wall_s'):.0f} | "
        f"| {max(one['peak_all_mib'] for one in sets):.0f} |"
    )


def _verdict(found: dict[str, dict[str, Figures]], variants: Sequence[str]) -> str:
    peers = [v for v in variants if v != "engine"]
    if "engine" not in variants or not peers:
        return ""
    gaps = {}
    for name, of in found.items():
        best = max(peers, key=lambda v: of[v]["ari"])
        gaps[name] = (of["engine"]["ari"] - of[best]["ari"], TITLES[best])
    said = "; ".join(f"{name} {gap:+.3f} ({best})" for name, (gap, best) in gaps.items())
    return f"ARI above the best peer of each set: {said}."


if __name__ == "__main__":
    main()
