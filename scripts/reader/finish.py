"""Second step of the training: on the gold set, with a part of everything else so that nothing is forgotten.

Run as ``FEEDBACK2REQ_DATA=<folder> python -m scripts.reader.finish FIRST.pt OUT.pt``, behind scripts.reader.train. Here
the reader also learns to cut items into pieces.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from torch import Tensor

from scripts.reader import words
from scripts.reader.base import base_model
from scripts.reader.loop import descend, offsets, sets_of
from scripts.reader.model import ReaderModel
from scripts.reader.rows import Row
from scripts.reader.sets import all_rows
from scripts.reader.train import SEED, batches, loss_of, padded, tokenizer

REPLAYED = 0.05
EPOCHS = 3
CUT_EPOCHS = 6
CUT_BATCH = 16
MAX_ITEM_TOKENS = 224
RATE, RATE_HEAD, RATE_WORDS = 5e-5, 5e-4, 2e-3
QUALITY_WEIGHT = 1.5


def start_from(first: Path, sets: list[str]) -> ReaderModel:
    """The reader of the first step; offsets are learned anew for the sets that are replayed."""
    saved = torch.load(first, weights_only=True)
    model = ReaderModel(base_model(saved["layers"]), len(sets))
    state = {name: values for name, values in saved["state"].items() if not name.startswith("offsets.")}
    model.load_state_dict(state, strict=False)
    model.encoder.embeddings.requires_grad_(requires_grad=False)
    return model


def finish(first: Path, rows: list[Row], cut_items: list[words.CutItem]) -> ReaderModel:
    """A reader trained on gold rows, replayed rows and items to cut."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)  # noqa: S311  a shuffle, no secret
    sets = sets_of(rows)
    model, encode_items = start_from(first, sets), tokenizer(MAX_ITEM_TOKENS)
    ids = [encoding.ids for encoding in tokenizer().encode_batch([r.text for r in rows])]
    plan: list[list[int] | list[words.CutItem]] = []
    for _ in range(EPOCHS):
        plan += batches([len(i) for i in ids], rng)
    for _ in range(CUT_EPOCHS):
        plan += list(words.in_batches(cut_items, CUT_BATCH))
    rng.shuffle(plan)

    def loss(batch: list[int] | list[words.CutItem]) -> Tensor:
        if isinstance(batch[0], words.CutItem):
            return words.loss_of(model, encode_items, batch)
        here = [rows[i] for i in batch]
        logits = model(*padded([ids[i] for i in batch])) + offsets(model, sets, here)
        return loss_of(logits, here, QUALITY_WEIGHT)

    groups = [
        {"params": model.encoder.encoder.parameters(), "lr": RATE},
        {"params": [*model.head.parameters(), *model.offsets.parameters()], "lr": RATE_HEAD},
        {"params": model.word_head.parameters(), "lr": RATE_WORDS},
    ]
    return descend(model, plan, loss, groups)


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    rng = random.Random(SEED)  # noqa: S311
    train, _ = all_rows()
    rows = [r for r in train if r.group == "gold" or rng.random() < REPLAYED]
    cut_items = words.items("train")
    print(
        f"{sum(r.group == 'gold' for r in rows)} gold rows, {len(rows)} in all, {len(cut_items)} items to cut",
        flush=True,
    )
    model = finish(options.first, rows, cut_items)
    layers = model.encoder.config.num_hidden_layers
    torch.save({"layers": layers, "state": model.state_dict()}, options.out)


if __name__ == "__main__":
    main()
