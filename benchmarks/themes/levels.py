"""Areas over themes, parts of themes, and a taxonomy: how well each agrees with labels that people gave.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.levels``. Whole texts, one statement each; the stages
themselves. Every threshold was chosen on HWU64, so that its rows are those of development; the other sets were only
measured.
"""

from __future__ import annotations

import csv
import gzip
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, v_measure_score
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.resolution import distinct_texts, vectors_of
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.config import PipelineConfig
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import Clustering, NearCopies, Neighbours
from feedback2req.ports import Encoder
from feedback2req.stages.arrange.areas import areas_of, likeness
from feedback2req.stages.arrange.parts import parts_of
from feedback2req.stages.assign import assign
from feedback2req.stages.cluster import cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.fill import fill
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours
from feedback2req.wiring import DEFAULT_ENCODER

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks.themes.levels"
DEVELOPMENT = "hwu64"
N_EXAMPLES, N_DRAWS, N_TEXTS, SEED = 5, 4, 60, 20160714

Found = Mapping[str, Mapping[str, float]]


def main() -> None:
    """Measure, print, and write levels.json and levels.md."""
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    encoder = OnnxEncoder(model_folder(DEFAULT_ENCODER))
    areas: dict[str, Mapping[str, float]] = {}
    parts: dict[str, Mapping[str, float]] = {}
    given: dict[str, Mapping[str, float]] = {}
    for name in SETS:
        path = Path(folder) / "themes" / f"{name}.csv.gz"
        texts, gold = distinct_texts(labelled_rows(path, None))
        with threadpool_limits(limits=1):
            embeddings = vectors_of(texts)
            domains = _domains(name, path, np.unique(gold))
            if domains is not None:
                areas[name] = _areas(embeddings, gold, domains)
            parts[name] = _parts(embeddings, gold)
            given[name] = _taxonomy(texts, embeddings, gold, encoder)
        print(name, areas.get(name), parts[name], given[name], flush=True)
    note = machine.note()
    found = {"areas": areas, "parts": parts, "taxonomy": given}
    write_json(HERE / "levels.json", {"command": COMMAND, "machine": note, **found})
    text = _tables(areas, parts, given) + f"\n`{COMMAND}` on {machine.line(note)}.\n"
    (HERE / "levels.md").write_text(text, "utf-8")
    print(text)


def _domains(name: str, path: Path, labels: NDArray[np.str_]) -> NDArray[np.str_] | None:
    """The wider label over each label, where the set has one."""
    if name == "hwu64":
        return np.array([label.split("_")[0] for label in labels])
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        over = {row["label"]: row.get("domain", "") for row in csv.DictReader(file)}
    return np.array([over[label] for label in labels]) if all(over[label] for label in labels) else None


def _areas(embeddings: Embeddings, gold: NDArray[np.str_], domains: NDArray[np.str_]) -> dict[str, float]:
    """Labels as themes: their areas against the wider labels, all of them and drawn parts of 24."""
    matrix = embeddings.matrix.astype(np.float64)
    directions = _unit(np.stack([matrix[gold == label].mean(axis=0) for label in np.unique(gold)]))
    found = areas_of(likeness(directions))
    rng = np.random.default_rng(SEED)
    scores = []
    for _ in range(20):
        some = np.sort(rng.choice(len(directions), 24, replace=False))
        scores.append(adjusted_rand_score(domains[some], areas_of(likeness(directions[some]))))
    return {
        "themes": len(directions),
        "domains": len(set(domains.tolist())),
        "areas": int(found.max()) + 1,
        "ari": _rounded(adjusted_rand_score(domains, found)),
        "v": _rounded(v_measure_score(domains, found)),
        "ari_24": _rounded(np.mean(scores)),
    }


def _parts(embeddings: Embeddings, gold: NDArray[np.str_]) -> dict[str, float]:
    """One label, and two next to each other, as a theme of 60 texts: how often each is divided, and how well."""
    matrix = embeddings.matrix.astype(np.float64)
    labels = np.unique(gold)
    cosines = _unit(np.stack([matrix[gold == label].mean(axis=0) for label in labels]))
    cosines = cosines @ cosines.T
    np.fill_diagonal(cosines, -1.0)
    rng = np.random.default_rng(SEED)
    told = np.ones(N_TEXTS, dtype=bool)
    one, two, agreement = [], [], []
    for n, label in enumerate(labels):
        own, next_to = np.flatnonzero(gold == label), np.flatnonzero(gold == labels[int(cosines[n].argmax())])
        if len(own) < N_TEXTS or len(next_to) < N_TEXTS // 2:
            continue
        alone = np.sort(rng.choice(own, N_TEXTS, replace=False))
        one.append(parts_of(matrix[alone], told, SEED).max() >= 0)
        half = N_TEXTS // 2
        mixed = np.sort(np.concatenate([alone[:half], rng.choice(next_to, half, replace=False)]))
        found = parts_of(matrix[mixed], told, SEED)
        two.append(found.max() >= 0)
        if found.max() >= 0:
            agreement.append(adjusted_rand_score(gold[mixed], found))
    return {
        "n": len(one),
        "one_divided": _rounded(np.mean(one)),
        "two_divided": _rounded(np.mean(two)),
        "ari_of_divided": _rounded(np.mean(agreement)),
    }


def _taxonomy(
    texts: Sequence[str], embeddings: Embeddings, gold: NDArray[np.str_], encoder: Encoder
) -> dict[str, float]:
    """Half of the labels as a taxonomy, by name and five examples each: means over draws of labels and examples."""
    config, n = PipelineConfig(), len(gold)
    channel = np.ones(n, dtype=np.int8)
    grouping = Grouping(
        texts=tuple(texts),
        digests=embeddings.digests,
        text_of=np.arange(n),
        counts=np.ones(n, dtype=np.int64),
    )
    near = neighbours(embeddings, channel, n_neighbours=config.n_neighbours)
    copies = dedupe(embeddings, near, grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap)
    clusters = cluster(embeddings, near, copies, channel, granularity=1.0, seed=config.seed)
    alone = _placed(clusters, embeddings, copies, near)
    rows = []
    for draw in range(N_DRAWS):
        rng = np.random.default_rng([SEED, draw])
        labels = np.unique(gold)
        known = np.sort(rng.choice(labels, len(labels) // 2, replace=False))
        examples = [rng.choice(np.flatnonzero(gold == label), N_EXAMPLES, replace=False) for label in known]
        taxonomy = [
            GivenTheme(name=str(label).replace("_", " "), examples=tuple(texts[i] for i in own))
            for label, own in zip(known, examples, strict=True)
        ]
        filled = fill(taxonomy, clusters, grouping, embeddings, copies, channel, near.kin, encoder=encoder)
        taken = match(filled.taken, embeddings, copies, near.kin, last=None, config_digest="", seed=config.seed)
        rest = match(filled.rest, embeddings, copies, near.kin, last=None, config_digest="", seed=config.seed)
        found = assign(embeddings.matrix, channel, (None,) * n, taken.joined(rest)).themes
        of = {theme.name: str(label) for theme, label in zip(taxonomy, known, strict=True)}
        names = np.array([of[theme.name] for theme in filled.given])
        rows.append(_scores(gold, known, found, names, np.concatenate(examples), alone))
    return {key: _rounded(np.mean([row[key] for row in rows])) for key in rows[0]}


def _placed(clusters: Clustering, embeddings: Embeddings, copies: NearCopies, near: Neighbours) -> NDArray[np.int64]:
    model = match(clusters, embeddings, copies, near.kin, last=None, config_digest="", seed=SEED)
    n = len(clusters.labels)
    return assign(embeddings.matrix, np.ones(n, dtype=np.int8), (None,) * n, model).themes


def _scores(
    gold: NDArray[np.str_],
    known: NDArray[np.str_],
    found: NDArray[np.int64],
    names: NDArray[np.str_],
    examples: NDArray[np.int64],
    alone: NDArray[np.int64],
) -> dict[str, float]:
    """Precision and recall of the given themes without their examples; agreement of all texts, and of the others."""
    free = np.ones(len(gold), dtype=bool)
    free[examples] = False
    hit = (found >= 0) & (found < len(names))
    right = np.zeros(len(gold), dtype=bool)
    right[hit] = names[found[hit]] == gold[hit]
    wanted = np.isin(gold, known)
    precision, recall = right[free & hit].sum() / (free & hit).sum(), right[free & wanted].sum() / (free & wanted).sum()
    return {
        "given": len(known),
        "filled": len(names),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(2 * precision * recall / (precision + recall)),
        "ari_rest": adjusted_rand_score(gold[~wanted], _each(found)[~wanted]),
        "ari_rest_without": adjusted_rand_score(gold[~wanted], _each(alone)[~wanted]),
        "ari": adjusted_rand_score(gold, _each(found)),
        "ari_without": adjusted_rand_score(gold, _each(alone)),
    }


def _each(found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each text outside every theme is one of its own."""
    return np.where(found < 0, found.max(initial=0) + 1 + np.arange(len(found)), found)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def _rounded(value: float | np.floating) -> float:
    return round(float(value), 3)


def _tables(areas: Found, parts: Found, given: Found) -> str:
    return "\n".join(
        [
            "Areas, labels as themes, against the wider labels of the set; and of 24 themes drawn, the mean:\n",
            _table(
                areas,
                (("themes", "themes"), ("wider labels", "domains"), ("areas", "areas"), ("ARI", "ari"), ("V", "v"),
                 ("ARI of 24", "ari_24")),
            ),
            "Parts, themes of 60 texts:\n",
            _table(
                parts,
                (("themes", "n"), ("one label, divided", "one_divided"), ("two labels, divided", "two_divided"),
                 ("ARI of the divided", "ari_of_divided")),
            ),
            "A taxonomy of half of the labels, by name and five examples, mean of four draws:\n",
            _table(
                given,
                (("given", "given"), ("filled", "filled"), ("precision", "precision"), ("recall", "recall"),
                 ("F1", "f1"), ("ARI of the other labels", "ari_rest"), ("without a taxonomy", "ari_rest_without"),
                 ("ARI of all", "ari"), ("without a taxonomy", "ari_without")),
            ),
        ]
    )  # fmt: skip


def _table(found: Found, columns: Sequence[tuple[str, str]]) -> str:
    lines = ["| set | " + " | ".join(title for title, _ in columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, one in found.items():
        used = " (development)" if name == DEVELOPMENT else ""
        cells = [f"{one[key]:g}" if one[key] >= 2 else f"{one[key]:.3f}" for _, key in columns]
        lines.append(f"| {name}{used} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
