"""Fine-tune the reader of statements on all training splits at once; a label that a set does not give is masked.

Run as ``FEEDBACK2REQ_DATA=<folder> python -m scripts.reader.train OUT.pt``. The sets are named in
models/statement-reader-int8/card.md. On two cores this takes about an hour.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  as torch's own documentation calls it

from feedback2req.adapters.models.folders import model_folder
from scripts.reader.base import BASE, base_model
from scripts.reader.loop import descend, offsets, sets_of
from scripts.reader.model import N_INTENTS, N_SENTIMENTS, ReaderModel
from scripts.reader.rows import UNKNOWN, Row
from scripts.reader.sets import all_rows

SEED = 20160714
MAX_TOKENS = 96
BATCH = 48
RATE_ENCODER, RATE_HEAD = 8e-5, 1e-3
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


def batches(lengths: Sequence[int], rng: random.Random, size: int = BATCH) -> list[list[int]]:
    """Rows of like length side by side, so that little is padding; batches in random order."""
    order = sorted(range(len(lengths)), key=lambda i: (lengths[i] + rng.random() * 6, i))
    cut = [order[start : start + size] for start in range(0, len(order), size)]
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


def fit(rows: Sequence[Row], *, n_layers: int, epochs: int) -> ReaderModel:
    """A reader trained on rows, from the base encoder."""
    torch.manual_seed(SEED)
    sets = sets_of(rows)
    model = ReaderModel(base_model(n_layers), len(sets))
    # the rows of words that training never sees would stay as they are anyhow; frozen, a step is a third faster
    model.encoder.embeddings.requires_grad_(requires_grad=False)
    ids = [encoding.ids for encoding in tokenizer().encode_batch([r.text for r in rows])]
    rng = random.Random(SEED)  # noqa: S311  a shuffle, no secret
    plan = [batch for _ in range(epochs) for batch in batches([len(i) for i in ids], rng)]

    def loss(batch: list[int]) -> Tensor:
        here = [rows[i] for i in batch]
        return loss_of(model(*padded([ids[i] for i in batch])) + offsets(model, sets, here), here)

    groups = [
        {"params": model.encoder.encoder.parameters(), "lr": RATE_ENCODER},
        {"params": model.head.parameters(), "lr": RATE_HEAD},
        {"params": model.offsets.parameters(), "lr": RATE_HEAD, "weight_decay": OFFSET_DECAY},
    ]
    return descend(model, plan, loss, groups)


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
