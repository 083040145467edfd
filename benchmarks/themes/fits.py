"""One clustering of given vectors, many times over; run by the Python of whichever environment holds it.

``python fits.py METHOD FOLDER PARTS.npz OUT.npz``. FOLDER holds ``vectors.npy`` (unit rows, float16), ``texts.json``
and ``task.json`` (how many labels there are, for the one that is told); PARTS are index arrays: which rows, in which
order. Every method gets a small fit first, unmeasured, so that what it compiles or loads at its first use is not in its
seconds.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20160714
WARM_UP = 1500
PAGE_SHARE = 150 / 44_949
"""Smallest topic on BERTopic's page of best practices, as a share of its texts; kept here for sets of other sizes."""

Labels = NDArray[np.int64]
Fit = Callable[[NDArray[np.float16], Sequence[str], int], dict[str, Labels]]


def main(method: str, folder: Path, parts_file: Path, out: Path) -> None:
    """Fit each part and write its labels, its seconds and the versions at work."""
    fit, packages = METHODS[method]
    vectors = np.load(folder / "vectors.npy")
    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    task = json.loads((folder / "task.json").read_text("utf-8"))
    parts = np.load(parts_file)
    warm = parts[parts.files[0]][:WARM_UP]
    fit(vectors[warm], [texts[i] for i in warm], min(task["n_labels"], len(warm)))
    labels, seconds, cpu_seconds = {}, {}, {}
    for name in parts.files:
        rows = parts[name]
        part, said = vectors[rows], [texts[i] for i in rows]
        started, worked = time.perf_counter(), time.process_time()
        found = fit(part, said, task["n_labels"])
        seconds[name] = round(time.perf_counter() - started, 3)
        cpu_seconds[name] = round(time.process_time() - worked, 3)
        labels |= {f"{variant}/{name}": of.astype(np.int32) for variant, of in found.items()}
        print(method, name, seconds[name], flush=True)
    np.savez_compressed(out, **labels)
    said_of = {"seconds": seconds, "cpu_seconds": cpu_seconds, "versions": {p: _version(p) for p in packages}}
    out.with_suffix(".json").write_text(json.dumps(said_of), "utf-8")


def _version(package: str) -> str:
    return importlib.metadata.version(package)


def engine(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """The stages of this project from neighbours to membership, with its default settings; not told the number."""
    from benchmarks.themes.placing import place

    return {"engine": place(vectors, texts).themes()}


def bertopic(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """BERTopic with its defaults; and its outliers given to the topic whose mean vector is nearest."""
    from bertopic import BERTopic

    model = BERTopic(embedding_model=None)
    return _both(model, vectors.astype(np.float32), texts, "bertopic")


def bertopic_page(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """BERTopic as its page of best practices has it: seeded, larger topics, stop words out, two-word terms in."""
    from bertopic import BERTopic
    from hdbscan import HDBSCAN
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    smallest = max(10, round(PAGE_SHARE * len(texts)))
    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42),
        hdbscan_model=HDBSCAN(
            min_cluster_size=smallest, metric="euclidean", cluster_selection_method="eom", prediction_data=True
        ),
        vectorizer_model=CountVectorizer(stop_words="english", min_df=2, ngram_range=(1, 2)),
    )
    return _both(model, vectors.astype(np.float32), texts, "bertopic_page")


def _both(model: object, vectors: NDArray[np.float32], texts: Sequence[str], name: str) -> dict[str, Labels]:
    topics, _ = model.fit_transform(list(texts), vectors)  # type: ignore[attr-defined]
    found = {name: np.array(topics)}
    if (found[name] < 0).any() and (found[name] >= 0).any():
        again = model.reduce_outliers(list(texts), topics, strategy="embeddings", embeddings=vectors)  # type: ignore[attr-defined]
        found[f"{name}_reassigned"] = np.array(again)
    else:
        found[f"{name}_reassigned"] = found[name]
    return found


def topeax(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """The clustering of Topeax: t-SNE in two dimensions as its constructor sets it, then its peaks of density."""
    from sklearn.manifold import TSNE
    from turftopic.models.topeax import Peax

    flat = TSNE(2, metric="cosine", perplexity=50, random_state=SEED).fit_transform(vectors.astype(np.float32))
    return {"topeax": np.asarray(Peax(random_state=SEED).fit(flat))}


def evoc(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """EVoC with its defaults: the layer that it holds for the best."""
    from evoc import EVoC

    return {"evoc": np.asarray(EVoC(random_state=SEED).fit_predict(vectors.astype(np.float32)))}


def evoc_ten(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """EVoC with BERTopic's smallest cluster, ten, for its base layer."""
    from evoc import EVoC

    found = EVoC(base_min_cluster_size=10, random_state=SEED).fit_predict(vectors.astype(np.float32))
    return {"evoc_ten": np.asarray(found)}


def k_means(vectors: NDArray[np.float16], texts: Sequence[str], n_labels: int) -> dict[str, Labels]:
    """k-means that is told the true number, the best of ten starts."""
    from sklearn.cluster import KMeans

    model = KMeans(n_labels, n_init=10, random_state=SEED)
    return {"k_means": np.asarray(model.fit_predict(vectors.astype(np.float32)))}


METHODS: dict[str, tuple[Fit, tuple[str, ...]]] = {
    "engine": (engine, ("feedback2req", "scikit-network", "numpy")),
    "bertopic": (bertopic, ("bertopic", "umap-learn", "hdbscan")),
    "bertopic_page": (bertopic_page, ("bertopic", "umap-learn", "hdbscan")),
    "topeax": (topeax, ("turftopic", "scikit-learn")),
    "evoc": (evoc, ("evoc",)),
    "evoc_ten": (evoc_ten, ("evoc",)),
    "k_means": (k_means, ("scikit-learn",)),
}


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:5]))
