"""Fine-tune the reader of statements on all training splits at once; a label that a set does not give is masked.

Run as ``FEEDBACK2REQ_DATA=<folder> python -m scripts.reader.train OUT.pt``. The sets are named in
models/statement-reader-int8/card.md. On two cores this takes about an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  as torch's own documentation calls it

from feedback2req.adapters.models.folders import model_folder
from scripts.reader.base import BASE, base_model
from scripts.reader.model import N_INTENTS, N_SENTIMENTS, ReaderModel
from scripts.reader.rows import UNKNOWN, Row
from scripts.reader.sets import all_rows

SEED = 20160714
MAX_TOKENS = 96
BATCH = 48
RATE_ENCODER, RATE_HEAD = 8e-5, 1e-3
WARM_UP = 0.06
QUALITY_WEIGHT = 0.5
OFFSET_DECAY = 0.01


def tokenizer(max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """The base encoder's tokenizer, cut at the longest training text."""
    found = Tokenizer.from_file(str(model_folder(BASE) / "tokenizer.json"))
    found.no_padding()
    found.enable_truncation(max_length=max_tokens)
    return found


def padded(ids: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids and mask of shape (n_texts, longest)."""
    longest = max(map(len, ids))
    matrix = torch.zeros((len(ids), longest), dtype=torch.long)
    mask = torch.zeros_like(matrix)
    for row, tokens in enumerate(ids):
        matrix[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
    return matrix, mask


def batches(lengths: Sequence[int], rng: random.Random) -> list[list[int]]:
    """Rows of like length side by side, so that little is padding; batches in random order."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i] + rng.random() * 6, i))
    cut = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(cut)
    return cut


def loss_of(logits: Tensor, rows: Sequence[Row], quality_weight: float = QUALITY_WEIGHT) -> Tensor:
    """Sum over the known labels, each at its row's weight, by the number of rows."""
    weight = torch.tensor([r.weight for r in rows])
    intents = torch.tensor([r.intents for r in rows], dtype=torch.float)
    known = (intents != UNKNOWN).float() * weight[:, None]
    total = (
        F.binary_cross_entropy_with_logits(logits[:, :N_INTENTS], intents.clamp(min=0), reduction="none") * known
    ).sum()
    for part, target, factor in (
        (logits[:, N_INTENTS : N_INTENTS + N_SENTIMENTS], torch.tensor([r.sentiment for r in rows]), 1.0),
        (logits[:, N_INTENTS + N_SENTIMENTS :], torch.tensor([r.quality for r in rows]), quality_weight),
    ):
        here = target != UNKNOWN
        if here.any():
            total = total + factor * (F.cross_entropy(part[here], target[here], reduction="none") * weight[here]).sum()
    return total / len(rows)


def fit(
    rows: Sequence[Row],
    *,
    n_layers: int,
    epochs: int,
    rate: float = RATE_ENCODER,
    start: dict[str, Tensor] | None = None,
    progress: bool = True,
) -> ReaderModel:
    """A reader trained on rows, from the base encoder or from the weights of another reader."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    sets = ["gold", *sorted({r.group for r in rows} - {"gold"})]
    model = ReaderModel(base_model(n_layers), len(sets))
    if start is not None:
        model.load_state_dict({k: v for k, v in start.items() if not k.startswith("offsets.")}, strict=False)
    # the rows of words that training never sees would stay as they are anyhow; frozen, a step is a third faster
    model.encoder.embeddings.requires_grad_(requires_grad=False)
    encode = tokenizer()
    ids = [encoding.ids for encoding in encode.encode_batch([r.text for r in rows])]
    rng = random.Random(SEED)  # noqa: S311  a shuffle, no secret
    plan = [batch for _ in range(epochs) for batch in batches([len(i) for i in ids], rng)]
    optimizer = torch.optim.AdamW(
        [
            {"params": model.encoder.encoder.parameters(), "lr": rate},
            {"params": model.head.parameters(), "lr": RATE_HEAD},
            {"params": model.offsets.parameters(), "lr": RATE_HEAD, "weight_decay": OFFSET_DECAY},
        ]
    )
    warm = max(1, int(WARM_UP * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (len(plan) - step) / max(1, len(plan) - warm))
    )
    model.train()
    started, recent = time.monotonic(), []
    for step, batch in enumerate(plan):
        here = [rows[i] for i in batch]
        matrix, mask = padded([ids[i] for i in batch])
        of_set = torch.tensor([sets.index(r.group) for r in here])
        offset = model.offsets(of_set) * (of_set != 0).float()[:, None]
        loss = loss_of(model(matrix, mask) + offset, here)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent.append(loss.item())
        if progress and (step + 1) % 100 == 0:
            passed = time.monotonic() - started
            print(f"{step + 1}/{len(plan)} loss {np.mean(recent[-100:]):.3f} {passed:.0f} s", flush=True)
    return model.eval()


def logits_of(model: ReaderModel, texts: Sequence[str]) -> np.ndarray:
    """Logits of shape (n_texts, n_outputs) in float, for choosing and calibrating."""
    encode = tokenizer()
    ids = [encoding.ids for encoding in encode.encode_batch(list(texts))]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = np.zeros((len(ids), model.head.out_features), dtype=np.float32)
    with torch.no_grad():
        for start in range(0, len(order), 64):
            batch = order[start : start + 64]
            out[batch] = model(*padded([ids[i] for i in batch])).numpy()
    return out


def chosen(rows: Sequence[Row], share: float) -> Iterator[Row]:
    """A part of the rows, for a trial of settings."""
    rng = random.Random(SEED)  # noqa: S311
    return (r for r in rows if rng.random() < share)


def main() -> None:
    """Train on everything and save the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="part of the rows, for a trial")
    options = parser.parse_args()
    train, _ = all_rows()
    rows = list(chosen(train, options.share))
    print(json.dumps({"rows": len(rows), "sets": sorted({r.group for r in rows})}))
    model = fit(rows, n_layers=options.layers, epochs=options.epochs)
    torch.save({"layers": options.layers, "state": model.state_dict()}, options.out)


if __name__ == "__main__":
    main()
