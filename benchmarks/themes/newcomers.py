"""Placing new texts by frozen prototypes, beside clustering again with them.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.newcomers``. A fifth of the texts is held out. A theme
means the label that most of its other texts have; a held-out text is placed rightly if that is its own label, and
wrongly if it is in no theme.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.placing import place
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.stages.assign import assign

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks.themes.newcomers"
SEED, HELD_OUT = 20160714, 0.2


def main() -> None:
    """Measure, print, and write newcomers.json and newcomers.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--work", type=Path, help="folder of themes.peers with vectors, used again")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of newcomers.json and newcomers.md")
    wanted = parser.parse_args()
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    found = {}
    for name in wanted.sets:
        texts, gold = distinct_texts(labelled_rows(Path(folder) / "themes" / f"{name}.csv.gz", None))
        kept = wanted.work / name / "vectors.npy" if wanted.work else None
        vectors = np.load(kept) if kept and kept.exists() else vectors_of(texts).matrix
        found[name] = measure(vectors, texts, gold)
        print(name, found[name], flush=True)
    note = machine.note()
    write_json(wanted.out / "newcomers.json", {"command": COMMAND, "machine": note, "sets": found})
    lines = [
        "| set | held out | right by frozen prototypes | after clustering again | ratio | one by one as in bulk |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {f['n']:,} | {f['frozen']:.3f} | {f['again']:.3f} | {f['ratio']:.3f} | {100 * f['same']:.1f} % |"
        for name, f in found.items()
    ]
    text = "\n".join(lines) + f"\n\n`{COMMAND}` on {machine.line(note)}.\n"
    (wanted.out / "newcomers.md").write_text(text, "utf-8")
    print(text)


def measure(vectors: NDArray[np.float16], texts: tuple[str, ...], gold: NDArray[np.str_]) -> dict[str, float]:
    """Share of held-out texts that are placed rightly, both ways, and whether one by one gives what bulk gives."""
    n = len(texts)
    new = np.zeros(n, dtype=bool)
    new[np.random.default_rng(SEED).choice(n, int(HELD_OUT * n), replace=False)] = True
    old = place(vectors[~new], [text for text, held in zip(texts, new, strict=True) if not held])
    channel = np.ones(int(new.sum()), dtype=np.int8)
    bulk = assign(vectors[new], channel, (None,) * len(channel), old.model).themes
    single = [int(assign(row[None, :], channel[:1], (None,), old.model).themes[0]) for row in vectors[new]]
    again = place(vectors, texts).themes()
    frozen = _right(old.themes(), gold[~new], bulk, gold[new])
    refitted = _right(again[~new], gold[~new], again[new], gold[new])
    return {
        "n": int(new.sum()),
        "frozen": round(frozen, 4),
        "again": round(refitted, 4),
        "ratio": round(frozen / refitted, 4),
        "same": float(np.mean(bulk == np.array(single))),
    }


def _right(
    known: NDArray[np.int64], labels: NDArray[np.str_], placed: NDArray[np.int64], gold: NDArray[np.str_]
) -> float:
    names, coded = np.unique(labels, return_inverse=True)
    counts = np.zeros((max(known.max(initial=0), placed.max(initial=0)) + 1, len(names)), dtype=np.int64)
    np.add.at(counts, (known[known >= 0], coded[known >= 0]), 1)
    return float(np.mean((placed >= 0) & (names[counts.argmax(axis=1)[placed]] == gold)))


if __name__ == "__main__":
    main()
