"""What the default encoder says of the training texts and of each token of its vocabulary, kept in pieces.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m scripts.student.teach WORK --wordnet FOLDER``; a run that was stopped goes
on where it was. A core takes about eight minutes for 48,000 texts.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from scripts.student.texts import training_texts

TEACHER = "bge-small-en-v1.5-int8"
PIECE = 4_000


def teach(work: Path, texts: list[tuple[str, str]]) -> None:
    """Encode texts piece by piece; what is there already is left."""
    encoder = OnnxEncoder(model_folder(TEACHER), n_threads=1)
    started = time.monotonic()
    for number, start in enumerate(range(0, len(texts), PIECE)):
        path = work / f"sentences-{number:03}.npy"
        if path.exists():
            continue
        save(path, encoder.encode([text for _, text in texts[start : start + PIECE]]))
        print(path.name, round(time.monotonic() - started), "s", flush=True)


def tokens(work: Path) -> None:
    """Vector of each token alone between the start and the end token, of shape (n_tokens, n_dims)."""
    import onnxruntime

    path = work / "tokens.npy"
    if path.exists():
        return
    folder = model_folder(TEACHER)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    words = (folder / "vocab.txt").read_text("utf-8").splitlines()
    begin, end = words.index("[CLS]"), words.index("[SEP]")
    out = np.zeros((len(words), 384), dtype=np.float16)
    names = [entry.name for entry in session.get_inputs()]
    for token in range(len(words)):
        ids = np.array([[begin, token, end]], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        first = session.run(None, {name: feed[name] for name in names})[0][0, 0]
        out[token] = first / np.linalg.norm(first)
    save(path, out)


def save(path: Path, matrix: NDArray[np.float16]) -> None:
    """Write an array by rename."""
    part = path.with_suffix(".part.npy")
    np.save(part, matrix)
    part.rename(path)


def main() -> None:
    """Write texts.json, tokens.npy and sentences-*.npy."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--wordnet", type=Path, required=True, help="folder of WordNet's data.* files")
    parser.add_argument("--limit", type=int, default=48_000, help="how many texts, in the order of their lots")
    wanted = parser.parse_args()
    wanted.work.mkdir(parents=True, exist_ok=True)
    listed = wanted.work / "texts.json"
    if not listed.exists():
        listed.write_text(json.dumps(training_texts(wanted.wordnet)), "utf-8")
    texts = [(group, text) for group, text in json.loads(listed.read_text("utf-8"))]
    tokens(wanted.work)
    teach(wanted.work, texts[: wanted.limit])


if __name__ == "__main__":
    main()
