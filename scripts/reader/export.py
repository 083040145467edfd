"""Write the trained reader as int8 ONNX with its calibration, and nothing that a run does not need.

Run as ``python -m scripts.reader.export WEIGHTS.pt``. Calibration is fitted on the dev split of the gold set, with the
int8 model itself: slope and offset of each yes-or-no output, one slope and an offset a class for the others, the
rule of cuts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_texts import OnnxTexts
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.adapters.models.word_marks import SIGNS, CutRule, cuts_of, features
from feedback2req.service.evaluate.cuts import cuts
from feedback2req.stages.segment.pieces import pieces
from scripts.reader import words
from scripts.reader.base import BASE, base_model
from scripts.reader.model import N_INTENTS, N_OUTPUTS, N_SENTIMENTS, ReaderModel
from scripts.reader.rows import LABELS, QUALITIES, UNKNOWN, Row
from scripts.reader.sets import gold, gold_table

OUT = Path(__file__).resolve().parents[2] / "models/statement-reader-int8"
OUTPUTS = (*LABELS, "negative", "neutral", "positive", *QUALITIES)
MAX_TOKENS = 224
SHRINK = 0.02
PLAIN_CUT = {name: float(name == "model") for name in ("model", *SIGNS)} | {"offset": 0.0, "threshold": 0.5}
FEW = 15
"""With fewer rows of an output than so many in the dev split, its logits are left as they are."""


class Both(torch.nn.Module):
    """The reader with its logits of the text and of its words as outputs."""

    def __init__(self, reader: ReaderModel) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Of shapes (n_texts, n_outputs) and (n_texts, n_tokens, 2)."""
        return self.reader.both(input_ids, attention_mask)


def load(weights: Path) -> ReaderModel:
    """A saved reader."""
    saved = torch.load(weights, weights_only=True)
    model = ReaderModel(base_model(saved["layers"]), saved["state"]["offsets.weight"].shape[0])
    model.load_state_dict(saved["state"])
    return model.eval()


def write_onnx(model: ReaderModel, path: Path) -> None:
    """Export in float, then make weights int8."""
    model.encoder.set_attn_implementation("eager")  # the graph of the fused form is a tenth slower once it is int8
    example = torch.tensor([[101, 7592, 2088, 102]])
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "float.onnx"
        torch.onnx.export(
            Both(model),
            (example, torch.ones_like(example)),
            str(whole),
            input_names=["input_ids", "attention_mask"],
            output_names=["logits", "words"],
            dynamic_axes={
                "input_ids": {0: "n", 1: "t"},
                "attention_mask": {0: "n", 1: "t"},
                "logits": {0: "n"},
                "words": {0: "n", 1: "t"},
            },
            opset_version=17,
            dynamo=False,
        )
        # seven bits: with eight, sums overflow on processors without VNNI, and classes of processors would disagree
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def logits(folder: Path, texts: list[str]) -> np.ndarray:
    """Logits of the int8 model, one text a call, of shape (n_texts, n_outputs)."""
    matrix = np.zeros((len(texts), N_OUTPUTS))

    def keep(row: int, _: object, outputs: list[np.ndarray]) -> None:
        matrix[row] = outputs[0]

    OnnxTexts(folder).run(texts, keep)
    return matrix


def cut_rule(folder: Path) -> dict[str, float]:
    """Weights of the model's log-odds and of the writing's signs; the threshold has the best F1 on the dev split."""
    items = words.items("dev")
    texts = [i.text for i in items]
    marks = TransformerReader(folder).word_marks(texts)
    goals = [cuts(i.text, i.spans) for i in items]
    x = np.concatenate([features(text, m) for text, m in zip(texts, marks, strict=True)])
    y = np.concatenate([np.isin(m.starts, sorted(goal)) for m, goal in zip(marks, goals, strict=True)])
    model = LogisticRegression(C=1.0, max_iter=1_000).fit(x, y)
    best = (-1.0, 0.5)
    for threshold in np.arange(0.2, 0.71, 0.025):
        rule = CutRule(model.coef_[0], float(model.intercept_[0]), float(threshold))
        hit = n_said = n_true = 0
        for text, m, goal in zip(texts, marks, goals, strict=True):
            found = pieces(text, cuts_of(text, m, rule))
            ours = cuts(text, [(p.start, p.end) for p in found if p.name is None])
            hit, n_said, n_true = hit + len(goal & ours), n_said + len(ours), n_true + len(goal)
        best = max(best, (2 * hit / max(1, n_said + n_true), float(threshold)))
    print(f"cuts: threshold {best[1]:.3f}, boundary F1 {best[0]:.3f} on {len(items)} dev items")
    weights = dict(zip(("model", *SIGNS), model.coef_[0], strict=True))
    found = weights | {"offset": model.intercept_[0], "threshold": best[1]}
    return {name: round(float(value), 4) for name, value in found.items()}


def calibration(found: np.ndarray, rows: list[Row]) -> dict[str, dict[str, float]]:
    """Slope and offset of each output."""
    result: dict[str, dict[str, float]] = {}
    for column, name in enumerate(LABELS):
        y = np.array([r.intents[column] for r in rows])
        known = y != UNKNOWN
        if min((y[known] == 1).sum(), (y[known] == 0).sum()) < FEW:
            result[name] = {"slope": 1.0, "offset": 0.0}
            continue
        platt = LogisticRegression(C=10.0).fit(found[known, column][:, None], y[known])
        result[name] = {"slope": round(float(platt.coef_[0, 0]), 4), "offset": round(float(platt.intercept_[0]), 4)}
    for names, first, target in (
        (OUTPUTS[N_INTENTS : N_INTENTS + N_SENTIMENTS], N_INTENTS, np.array([r.sentiment for r in rows])),
        (OUTPUTS[N_INTENTS + N_SENTIMENTS :], N_INTENTS + N_SENTIMENTS, np.array([r.quality for r in rows])),
    ):
        known = target != UNKNOWN
        slope, offsets = of_classes(found[known, first : first + len(names)], target[known])
        result |= {
            name: {"slope": round(slope, 4), "offset": round(float(o), 4)}
            for name, o in zip(names, offsets, strict=True)
        }
    return result


def strength(folder: Path) -> dict[str, float]:
    """What a sure text feels on average, by least squares on the dev split's grades; a complaint adds to it."""
    rows = [row for row in gold_table("statements") if row["split"] == "dev"]
    plain = {"positive": 1.0, "negative": 1.0, "complaint": 0.0}
    said = json.loads((folder / "manifest.json").read_text("utf-8")) | {"strength": plain}
    (folder / "manifest.json").write_text(json.dumps(said, indent=1) + "\n", "utf-8")
    found = TransformerReader(folder).feelings([row["reading"] for row in rows])
    positive, negative, complaint = found[:, 2], -found[:, 0], -found[:, 0] * found[:, 3]
    goal = np.array([float(row["sentiment"]) for row in rows])
    weights, *_ = np.linalg.lstsq(np.column_stack([positive, negative, complaint]), goal, rcond=None)
    return dict(zip(plain, (round(float(w), 4) for w in weights), strict=True))


def of_classes(z: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
    """One slope and an offset a class that make the log likelihood largest; offsets are held near zero."""

    def loss(p: np.ndarray) -> float:
        scaled = z * p[0] + p[1:]
        top = scaled.max(axis=1)
        log_sum = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(target)), target]).mean() + SHRINK * (p[1:] ** 2).sum())

    best = minimize(loss, np.r_[1.0, np.zeros(z.shape[1])]).x
    return float(best[0]), best[1:]


def manifest(
    folder: Path, calibrated: dict[str, dict[str, float]], layers: int, cut: dict[str, float]
) -> dict[str, object]:
    """What the folder holds, and how it was made."""
    files = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("model.onnx", "tokenizer.json")
    }
    return {
        "name": "statement-reader-int8",
        "revision": files["model.onnx"][:12],
        "source": f"{BASE}, its lowest {layers} layers, fine-tuned on the sets listed in card.md",
        "made_by": "scripts/reader/export.py behind train.py and finish.py",
        "licence": "MIT",
        "max_tokens": MAX_TOKENS,
        "files": files,
        "outputs": list(OUTPUTS),
        "calibration": calibrated,
        "cut": cut,
        "strength": {"positive": 1.0, "negative": 1.0, "complaint": 0.0},
    }


def main() -> None:
    """Write models/statement-reader-int8."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--calibrate", action="store_true", help="leave the model as it is and fit anew")
    options = parser.parse_args()
    folder: Path = options.out
    folder.mkdir(parents=True, exist_ok=True)
    model = load(options.weights)
    if not options.calibrate:
        write_onnx(model, folder / "model.onnx")
    shutil.copyfile(model_folder(BASE) / "tokenizer.json", folder / "tokenizer.json")
    layers = model.encoder.config.num_hidden_layers
    plain = {name: {"slope": 1.0, "offset": 0.0} for name in OUTPUTS}
    (folder / "manifest.json").write_text(
        json.dumps(manifest(folder, plain, layers, PLAIN_CUT), indent=1) + "\n", "utf-8"
    )
    rows = list(gold("dev"))
    fitted = calibration(logits(folder, [r.text for r in rows]), rows) if rows else plain
    content = manifest(folder, fitted, layers, cut_rule(folder) if rows else PLAIN_CUT)
    (folder / "manifest.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    if rows:
        content["strength"] = strength(folder)
        (folder / "manifest.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    print(
        content["strength"],
        f"{(folder / 'model.onnx').stat().st_size / 2**20:.1f} MiB; calibrated on {len(rows)} rows:",
        json.dumps(fitted),
    )


if __name__ == "__main__":
    main()
