"""How well themes of parts of one data set agree with each other.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.stability``. Ten draws of four fifths of the texts are
clustered; every two of them are compared on the texts that both hold. Labels are not used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.config import PipelineConfig
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.stages.cluster import cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.neighbours import neighbours

HERE = Path(__file__).resolve().parent
N_DRAWS, SHARE, SEED = 10, 0.8, 20160714
COMMAND = "python -m benchmarks.themes.stability"


def main() -> None:
    """Measure, print, and write stability.json and stability.md."""
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    found = {}
    for name in SETS:
        texts, _ = distinct_texts(labelled_rows(Path(folder) / "themes" / f"{name}.csv.gz", None))
        with threadpool_limits(limits=1):
            found[name] = _agreement(vectors_of(texts), texts)
        print(name, found[name], flush=True)
    note = machine.note()
    write_json(HERE / "stability.json", {"command": COMMAND, "machine": note, "sets": found})
    lines = ["| set | texts | ARI between draws, mean | lowest | highest |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {name} | {f['n']:,} | {f['mean']:.3f} | {f['low']:.3f} | {f['high']:.3f} |" for name, f in found.items()
    ]
    text = "\n".join(lines) + f"\n\n`{COMMAND}` on {machine.line(note)}.\n"
    (HERE / "stability.md").write_text(text, "utf-8")
    print(text)


def _agreement(embeddings: Embeddings, texts: Sequence[str]) -> dict[str, float]:
    rng, n = np.random.default_rng(SEED), len(texts)
    drawn = []
    for _ in range(N_DRAWS):
        kept = np.sort(rng.choice(n, int(SHARE * n), replace=False))
        labels = np.full(n, -2, dtype=np.int64)
        labels[kept] = _clusters(embeddings, texts, kept)
        drawn.append(labels)
    scores = []
    for one, other in combinations(drawn, 2):
        both = (one > -2) & (other > -2)
        scores.append(adjusted_rand_score(_alone(one[both]), _alone(other[both])))
    return {"n": n, "mean": float(np.mean(scores)), "low": float(min(scores)), "high": float(max(scores))}


def _clusters(embeddings: Embeddings, texts: Sequence[str], kept: NDArray[np.int64]) -> NDArray[np.int64]:
    config, channel = PipelineConfig(), np.ones(len(kept), dtype=np.int8)
    part = Embeddings(
        digests=tuple(embeddings.digests[i] for i in kept), matrix=embeddings.matrix[kept], encoder=embeddings.encoder
    )
    grouping = Grouping(
        texts=tuple(texts[i] for i in kept),
        digests=part.digests,
        text_of=np.arange(len(kept)),
        counts=np.ones(len(kept), dtype=np.int64),
    )
    near = neighbours(part, channel, n_neighbours=config.n_neighbours)
    copies = dedupe(part, near, grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap)
    return cluster(part, near, copies, channel, granularity=1.0, seed=config.seed).labels


def _alone(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each text outside every cluster is one of its own."""
    return np.where(labels < 0, len(labels) + np.arange(len(labels)), labels)


if __name__ == "__main__":
    main()
