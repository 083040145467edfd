"""Train the heads that read intents and sentiment of statements, and write them with their figures.

Run as ``FEEDBACK2REQ_DATA=<folder> python scripts/train_heads.py --write``; without ``--write`` it only prints the
figures on the folds. ``--test`` adds the sets that were never trained or chosen on. The folder's layout is
in models/statement-heads/card.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from heads_data import training_rows
from heads_rows import POSITIVE, UNKNOWN, Row, table
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, roc_auc_score

from feedback2req.adapters.models.cues import CueLexicon
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.domain.readings import INTENTS

Floats = NDArray[np.float64]
SEED = 0
ROOT = Path(__file__).resolve().parents[1]
RESOURCES = ROOT / "src/feedback2req/resources"
VECTOR_SCALE = 8.0
# Questions are labelled by their form, which the cues hold as a whole: little to smooth.
C_INTENTS = {name: 0.1 if name == "question" else 0.005 for name in INTENTS}
C_SENTIMENT = 0.01
BALANCE = 0.5
BALANCE_SENTIMENT = 1.0
SHIFT = 0.5
KINDS = ("negative", "neutral", "positive")
FOLDS = (
    {"maalej2016", "crowdre"},
    {"clap_rq1", "hwu64", "sst5"},
    {"ijcnlp2017", "nlbse2024", "clinc150"},
    {"tizard_vlc_forum", "banking77", "umsab"},
    {"huliu", "app_reviews_iso25010"},
    {"gplay", "urr_golden", "statements"},
    {"sa4se", "senti4sd"},
)
THREE_WAY = ("statements", "umsab", "sst5", "huliu", "sa4se", "senti4sd")
CALIBRATES = {
    "feature_request": ("statements", "maalej2016", "clap_rq1", "ijcnlp2017", "tizard_vlc_forum"),
    "problem_report": ("statements", "maalej2016", "clap_rq1", "urr_golden", "tizard_vlc_forum"),
    "question": ("statements", "tizard_vlc_forum", "gplay", "banking77"),
    "praise": ("statements", "maalej2016", "clap_rq1", "huliu", "gplay"),
    "complaint": ("statements", "ijcnlp2017", "huliu", "clap_rq1"),
    "other": ("statements", "ijcnlp2017", "tizard_vlc_forum"),
}


def family(group: str) -> str:
    """Name the set a group belongs to: the letters of apps and the sources of one collection are one set."""
    return group.split("_")[0] if group.startswith(("gplay", "sa4se")) else group


def vectors(texts: Sequence[str], cache: Path | None) -> NDArray[np.float16]:
    """Vectors of texts, kept in a file between calls."""
    known: dict[str, NDArray[np.float16]] = {}
    if cache is not None and cache.exists():
        with np.load(cache, allow_pickle=False) as kept:
            known = dict(zip(kept["digests"].tolist(), kept["matrix"], strict=True))
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    new = sorted({digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}.items())
    if new:
        made = OnnxEncoder(model_folder("bge-small-en-v1.5-int8")).encode([text for _, text in new])
        known.update({digest: vector for (digest, _), vector in zip(new, made, strict=True)})
        if cache is not None:
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.savez(cache, digests=np.array(list(known)), matrix=np.stack(list(known.values())))
    return np.stack([known[digest] for digest in digests])


def features(texts: Sequence[str], lexicon: CueLexicon, cache: Path | None) -> Floats:
    """Compute what the heads see: scaled vectors beside cues."""
    scaled = vectors(texts, cache).astype(np.float64) * VECTOR_SCALE
    return np.hstack([scaled, lexicon.features(texts).astype(np.float64)])


def class_weights(y: NDArray[np.int64], weights: Floats) -> Floats:
    """Row weights that move the classes towards equal mass: a balance of 0 leaves them, 1 makes them equal."""
    result = weights.copy()
    classes = np.unique(y)
    balance = BALANCE if len(classes) == 2 else BALANCE_SENTIMENT
    total = weights.sum()
    for kind in classes:
        share = weights[y == kind].sum() / total * len(classes)
        result[y == kind] *= share**-balance
    return result


def fit(x: Floats, y: NDArray[np.int64], weights: Floats, c: float) -> LogisticRegression:
    """One logistic regression."""
    model = LogisticRegression(C=c, max_iter=300, tol=1e-4, random_state=SEED)
    return model.fit(x, y, sample_weight=class_weights(y, weights))


def out_of_fold(
    x: Floats, y: NDArray[np.int64], weights: Floats, families: NDArray[np.str_], c: float
) -> tuple[Floats, Floats]:
    """Decision values by models that have not seen a row's set: where its label is known, and everywhere."""
    known = y != UNKNOWN
    n_classes = len(np.unique(y[known]))
    everywhere = np.zeros((len(y), 1 if n_classes == 2 else n_classes))
    for fold in FOLDS:
        test = np.isin(families, sorted(fold))
        train = known & ~test
        decision = fit(x[train], y[train], weights[train], c).decision_function(x[test])
        everywhere[test] = decision.reshape(int(test.sum()), -1)
    return np.where(known[:, None], everywhere, np.nan), everywhere


def nothing_else(p: Floats) -> Floats:
    """Log-odds that none of independent intents holds."""
    none = np.clip(np.prod(1.0 - p, axis=1), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(none / (1.0 - none)), dtype=np.float64)


def sigmoid(z: Floats) -> Floats:
    """Logistic function."""
    return np.asarray(1.0 / (1.0 + np.exp(-z)), dtype=np.float64)


def softmax(z: Floats) -> Floats:
    """Probabilities of classes, row by row."""
    raised = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float64)


def calibrate(
    values: Floats, y: NDArray[np.int64], families: NDArray[np.str_], sets: Sequence[str]
) -> dict[str, float]:
    """Slope and offset that make decision values probabilities on unseen sets, each set counting the same.

    Plain calibration puts rare intents below one half nearly everywhere; the offset is moved SHIFT of the
    way to where one half is the threshold with the best mean F1 over the sets.
    """
    rows = np.isin(families, list(sets)) & (y != UNKNOWN)
    weights = np.zeros(len(y))
    for name in sets:
        weights[rows & (families == name)] = 1.0 / max(1, int((rows & (families == name)).sum()))
    platt = LogisticRegression(C=1e6, max_iter=1000)
    platt.fit(values[rows, None], y[rows], sample_weight=weights[rows] * 1e4)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    z = slope * values + offset
    grid = np.linspace(-4, 2, 61)
    means = [
        np.mean(
            [f1_score(y[of], z[of] > t, zero_division=0) for of in (rows & (families == n) for n in sets) if of.any()]
        )
        for t in grid
    ]
    best = float(grid[int(np.argmax(means))])
    return {"slope": slope, "offset": offset - SHIFT * best, "best_logit": best}


def report(name: str, p: Floats, y: NDArray[np.int64], families: NDArray[np.str_]) -> dict[str, dict[str, float]]:
    """Figures of one intent on each set, from models that have not seen the set."""
    figures = {}
    for of in sorted(set(families)):
        rows = (families == of) & (y != UNKNOWN)
        if rows.sum() < 50 or len(np.unique(y[rows])) < 2:
            continue
        figures[of] = {
            "n": int(rows.sum()),
            "share": round(float(y[rows].mean()), 3),
            "f1": round(float(f1_score(y[rows], p[rows] > 0.5, zero_division=0)), 3),
            "auc": round(float(roc_auc_score(y[rows], p[rows])), 3),
            "brier": round(float(brier_score_loss(y[rows], p[rows])), 3),
            "mean_p": round(float(p[rows].mean()), 3),
        }
        print(f"  {name:16} {of:22}", *(f"{k} {v}" for k, v in figures[of].items()))
    return figures


def thresholds(score: Floats, y: NDArray[np.int64], families: NDArray[np.str_]) -> tuple[float, float]:
    """Scores below and above which a text is negative and positive: the best mean macro-F1 over the sets."""
    sets = [(families == name) & (y != UNKNOWN) for name in THREE_WAY]
    best = (-1.0, 0.0, 0.0)
    for low in np.arange(-0.6, 0.01, 0.05):
        for high in np.arange(0.0, 0.61, 0.05):
            found = three_way(score, low, high)
            mean = float(np.mean([f1_score(y[here], found[here], average="macro") for here in sets]))
            best = max(best, (mean, round(float(low), 2), round(float(high), 2)))
    return best[1], best[2]


def three_way(score: Floats, low: float, high: float) -> NDArray[np.int64]:
    """NEGATIVE, NEUTRAL or POSITIVE by thresholds."""
    return np.where(score < low, 0, np.where(score > high, POSITIVE, 1)).astype(np.int64)


def train(rows: Sequence[Row], x: Floats) -> dict[str, Any]:
    """Both heads, with their figures on unseen sets."""
    families = np.array([family(row.group) for row in rows])
    weights = np.array([row.weight for row in rows])
    heads: dict[str, Any] = {"weights": [], "bias": [], "figures": {}}
    found = np.zeros((len(rows), len(INTENTS) - 1))
    for column, name in enumerate(INTENTS[:-1]):
        y = np.array([row.intents[column] for row in rows])
        values, everywhere = out_of_fold(x, y, weights, families, C_INTENTS[name])
        scale = calibrate(values[:, 0], y, families, CALIBRATES[name])
        print(name, scale)
        found[:, column] = sigmoid(scale["slope"] * everywhere[:, 0] + scale["offset"])
        heads["figures"][name] = report(name, found[:, column], y, families)
        known = y != UNKNOWN
        model = fit(x[known], y[known], weights[known], C_INTENTS[name])
        heads["weights"].append(model.coef_[0] * scale["slope"])
        heads["bias"].append(float(model.intercept_[0] * scale["slope"] + scale["offset"]))
    # "other" as a head of its own does not carry over from set to set (AUC 0.3); as what is none of the rest it does.
    none = nothing_else(found)
    y = np.array([row.intents[-1] for row in rows])
    heads["other"] = calibrate(none, y, families, CALIBRATES["other"])
    print("other", heads["other"])
    p = sigmoid(heads["other"]["slope"] * none + heads["other"]["offset"])
    heads["figures"]["other"] = report("other", p, y, families)
    y = np.array([row.sentiment for row in rows])
    values, _ = out_of_fold(x, y, weights, families, C_SENTIMENT)
    score = np.diff(softmax(values)[:, [0, 2]], axis=1)[:, 0]
    known = y != UNKNOWN
    heads["low"], heads["high"] = thresholds(score, y, families)
    judged = three_way(score, heads["low"], heads["high"])
    print("sentiment thresholds", heads["low"], heads["high"])
    for of in sorted(set(families)):
        here = known & (families == of)
        if here.sum() > 50:
            macro = f1_score(y[here], judged[here], average="macro", labels=np.unique(y[here]), zero_division=0)
            accuracy = accuracy_score(y[here], judged[here])
            heads["figures"].setdefault("sentiment", {})[of] = {
                "n": int(here.sum()),
                "accuracy": round(float(accuracy), 3),
                "macro_f1": round(float(macro), 3),
            }
            print(f"  sentiment {of:22}", heads["figures"]["sentiment"][of])
    model = fit(x[known], y[known], weights[known], C_SENTIMENT)
    heads["weights"].extend(model.coef_)
    heads["bias"].extend(map(float, model.intercept_))
    return heads


def test(heads: dict[str, Any], lexicon: CueLexicon, cache: Path | None) -> dict[str, Any]:
    """Figures on sets that were neither trained nor chosen on."""
    figures: dict[str, Any] = {}
    kinds = {"negative": 0, "neutral": 1, "positive": 2}
    coefficients, bias = np.array(heads["weights"]), np.array(heads["bias"])
    semeval = list(table("intents/semeval2019_task9_suggestions"))
    for source in ("A_forum", "B_hotel"):
        rows = [row for row in semeval if row["source"] == source]
        x = features([" ".join(row["text"].split())[:2_000] for row in rows], lexicon, cache)
        p = sigmoid(x @ coefficients[0] + bias[0])
        y = np.array([row["label"] == "suggestion" for row in rows])
        figures[f"semeval {source}"] = {
            "n": len(y),
            "f1": round(float(f1_score(y, p > 0.5)), 3),
            "auc": round(float(roc_auc_score(y, p)), 3),
            "share": round(float(y.mean()), 3),
            "mean_p": round(float(p.mean()), 3),
        }
    for name, column, path in (
        ("airline", "label", "sentiment/twitter_us_airline"),
        ("nhs", "sentiment", "themes/nhs_fft_phase1"),
    ):
        rows = [row for row in table(path) if row[column]]
        x = features([" ".join(row["text"].split())[:2_000] for row in rows], lexicon, cache)
        probability = softmax(x @ coefficients[5:].T + bias[5:])
        y = np.array([kinds[row[column]] for row in rows])
        score = probability[:, 2] - probability[:, 0]
        for kind, found in (
            ("thresholds", three_way(score, heads["low"], heads["high"])),
            ("largest", probability.argmax(axis=1)),
        ):
            figures[f"{name} {kind}"] = {
                "n": len(y),
                "accuracy": round(float(accuracy_score(y, found)), 3),
                "macro_f1": round(float(f1_score(y, found, average="macro")), 3),
            }
    for key, value in figures.items():
        print("  test", key, value)
    return figures


def main() -> None:
    """Train, print, and write on demand."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("--test", action="store_true")
    options = arguments.parse_args()
    cache = Path(os.environ["HEADS_CACHE"]) if os.environ.get("HEADS_CACHE") else None
    lexicon = CueLexicon.from_json((RESOURCES / "cues.json").read_bytes())
    rows = training_rows()
    x = features([row.text for row in rows], lexicon, cache)
    heads = train(rows, x)
    if options.test:
        heads["figures"]["tests"] = test(heads, lexicon, cache)
    if options.write:
        write(heads, lexicon)


def digest(path: Path) -> str:
    """Sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(heads: dict[str, Any], lexicon: CueLexicon) -> None:
    """Save weights as npy, all else as JSON, and the manifest and figures beside the card."""
    encoder = OnnxEncoder(model_folder("bge-small-en-v1.5-int8")).info
    folder, beside = RESOURCES / "heads", ROOT / "models/statement-heads"
    weights = np.round(np.array(heads["weights"]), 4).astype(np.float32)
    np.save(folder / "weights.npy", weights, allow_pickle=False)
    content = {
        "format": 1,
        "encoder": {"name": encoder.name, "revision": encoder.revision, "sha256": encoder.sha256},
        "vector_scale": VECTOR_SCALE,
        "n_dims": encoder.n_dims,
        "cues": list(lexicon.names),
        "outputs": [*(f"intent:{name}" for name in INTENTS[:-1]), *(f"sentiment:{kind}" for kind in KINDS)],
        "bias": [round(value, 4) for value in heads["bias"]],
        "other": {key: round(value, 4) for key, value in heads["other"].items()},
        "sentiment_thresholds": [heads["low"], heads["high"]],
        "sha256": {"weights.npy": digest(folder / "weights.npy"), "cues.json": digest(RESOURCES / "cues.json")},
    }
    (folder / "heads.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    files = ("heads/heads.json", "heads/weights.npy", "cues.json", "flags.json")
    manifest = {
        "name": "statement-heads",
        "revision": "1",
        "licence": "Apache-2.0",
        "made_by": "scripts/train_heads.py --write",
        "seed": SEED,
        "lies_in": "feedback2req/resources",
        "files": {name: digest(RESOURCES / name) for name in files if (RESOURCES / name).exists()},
    }
    (beside / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    (beside / "figures.json").write_text(json.dumps(heads["figures"], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
