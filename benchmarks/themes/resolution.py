"""How the grain of the clustering was chosen: agreement with people's labels by resolution.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.resolution``. Whole texts of three labelled sets, one
statement each; the stages themselves, without reading, segmenting and setting aside.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, v_measure_score
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.config import PipelineConfig
from feedback2req.domain.identity import digest, folded
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.stages.assign import assign
from feedback2req.stages.cluster import RESOLUTION, cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours
from feedback2req.wiring import DEFAULT_ENCODER

HERE = Path(__file__).resolve().parent
RESOLUTIONS = (3, 4, 6, 8, 10, 12)


def main() -> None:
    """Measure, print, and write resolution.json and resolution.md."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    data = Path(folder)
    found = {}
    for name in SETS:
        texts, gold = distinct_texts(labelled_rows(data / "themes" / f"{name}.csv.gz", None))
        embeddings = vectors_of(texts)
        with threadpool_limits(limits=1):
            found[name] = [_measured(embeddings, texts, gold, resolution) for resolution in RESOLUTIONS]
    write_json(HERE / "resolution.json", {"machine": machine.note(), "sets": found})
    table = _table(found)
    (HERE / "resolution.md").write_text(table, "utf-8")
    print(table)


def distinct_texts(rows: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, ...], NDArray[np.str_]]:
    """Texts that differ in more than case and space, in the order of their digests, and their labels."""
    labels = {digest(folded(text)): (folded(text), label) for _, text, label in rows}
    keys = sorted(labels)
    return tuple(labels[k][0] for k in keys), np.array([labels[k][1] for k in keys])


def vectors_of(texts: Sequence[str]) -> Embeddings:
    """Embed distinct texts with the default encoder."""
    encoder = OnnxEncoder(model_folder(DEFAULT_ENCODER))
    return Embeddings(digests=tuple(map(digest, texts)), matrix=encoder.encode(texts), encoder=encoder.info)


def _measured(
    embeddings: Embeddings, texts: tuple[str, ...], gold: NDArray[np.str_], resolution: float
) -> dict[str, float]:
    config, n = PipelineConfig(), len(gold)
    channel = np.ones(n, dtype=np.int8)
    grouping = Grouping(
        texts=texts,
        digests=embeddings.digests,
        text_of=np.arange(n),
        counts=np.ones(n, dtype=np.int64),
    )
    near = neighbours(embeddings, channel, n_neighbours=config.n_neighbours)
    copies = dedupe(embeddings, near, grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap)
    grain = resolution / RESOLUTION
    clusters = cluster(embeddings, near, copies, channel, granularity=grain, seed=config.seed)
    model = match(clusters, embeddings, copies, near.kin, last=None, config_digest="", seed=config.seed)
    placed = assign(embeddings.matrix, channel, (None,) * n, model).themes
    alone = np.where(placed < 0, len(model.keys) + np.arange(n), placed)
    return {
        "resolution": resolution,
        "n_themes": len(model.keys),
        "n_true": len(set(gold.tolist())),
        "ari_clusters": round(float(adjusted_rand_score(gold, clusters.labels)), 3),
        "v_clusters": round(float(v_measure_score(gold, clusters.labels)), 3),
        "ari_placed": round(float(adjusted_rand_score(gold, alone)), 3),
        "v_placed": round(float(v_measure_score(gold, alone)), 3),
    }


def _table(found: dict[str, list[dict[str, float]]]) -> str:
    head = "| resolution | " + " | ".join(f"{name}: themes, ARI / V of clusters, placed" for name in found) + " |\n"
    lines = [head, "|---:|" + "---|" * len(found) + "\n"]
    for i, resolution in enumerate(RESOLUTIONS):
        cells = [
            f"{int(m['n_themes'])} of {int(m['n_true'])}, {m['ari_clusters']:.3f} / {m['v_clusters']:.3f}, "
            f"{m['ari_placed']:.3f} / {m['v_placed']:.3f}"
            for m in (rows[i] for rows in found.values())
        ]
        lines.append(f"| {resolution} | " + " | ".join(cells) + " |\n")
    return "".join(lines)


if __name__ == "__main__":
    main()
