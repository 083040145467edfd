"""What it gives in small corpora that communities are cut where their parts are foreign to each other.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.small``. Of each labelled set parts of growing size are
drawn, the smaller within the larger, and clustered twice: without the cut, and as shipped. Labels only score.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, v_measure_score

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.placing import place
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.stages.cluster.parts import parted

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks.themes.small"
SIZES = (150, 300, 800, 1500, 3000, 6000)
SEED = 20160714


def main() -> None:
    """Measure, print, and write small.json and small.md."""
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    rows = [row for name in SETS for row in _measured(name, Path(folder) / "themes" / f"{name}.csv.gz")]
    note = machine.note()
    write_json(HERE / "small.json", {"command": COMMAND, "machine": note, "rows": rows})
    text = _table(rows) + f"\n`{COMMAND}` on {machine.line(note)}.\n"
    (HERE / "small.md").write_text(text, "utf-8")
    print(text)


def _measured(name: str, file: Path) -> Iterator[dict[str, float | int | str]]:
    texts, labels = distinct_texts(labelled_rows(file, None))
    drawn = np.random.default_rng(SEED).permutation(len(texts))[: max(SIZES)]
    texts, labels = tuple(texts[i] for i in drawn), labels[drawn]
    embeddings = vectors_of(texts)
    for n in SIZES:
        vectors = embeddings.matrix[:n]
        for how, cut in (("whole", _whole), ("cut", parted)):
            with mock.patch("feedback2req.stages.cluster.cluster.parted", cut):
                found = place(vectors, texts[:n]).themes()
            yield {"set": name, "n": n, "how": how, **_scored(found, labels[:n])}


def _whole(matrix: NDArray[np.float16], found: NDArray[np.int64], *_: float, granularity: float) -> NDArray[np.int64]:
    return found


def _scored(found: NDArray[np.int64], labels: NDArray[np.str_]) -> dict[str, float | int]:
    alone = np.where(found < 0, len(found) + np.arange(len(found)), found)
    return {
        "n_labels": len(set(labels.tolist())),
        "n_themes": len(set(found[found >= 0].tolist())),
        "coverage": round(float((found >= 0).mean()), 3),
        "ari": round(float(adjusted_rand_score(labels, alone)), 3),
        "v": round(float(v_measure_score(labels, alone)), 3),
    }


def _table(rows: list[dict[str, float | int | str]]) -> str:
    lines = [
        "| set | texts | labels | themes, whole | cut | in a theme, whole | cut | ARI, whole | cut | V, whole | cut |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        pairs = " | ".join(f"{one[c]} | {other[c]}" for c in ("n_themes", "coverage", "ari", "v"))
        lines.append(f"| {one['set']} | {one['n']:,} | {one['n_labels']} | {pairs} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
