"""Items of the gold set as rows of words: where a new piece begins, and what belongs to a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  as torch's own documentation calls it

from feedback2req.service.evaluate.cuts import cuts
from scripts.reader.model import ReaderModel
from scripts.reader.sets import gold_table

IGNORED = -1.0
BEGINS_WEIGHT = 2.0
"""Words at which a piece begins are one in ten."""


@dataclass(frozen=True, slots=True)
class CutItem:
    """An item and the spans of its statements."""

    text: str
    spans: tuple[tuple[int, int], ...]


def items(split: str) -> list[CutItem]:
    """Items of one split of the gold set."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in gold_table("statements"):
        spans.setdefault(row["item_id"], []).append((int(row["start"]), int(row["end"])))
    return [
        CutItem(item["text"], tuple(sorted(spans.get(item["id"], []))))
        for item in gold_table("items")
        if item["split"] == split
    ]


def targets(item: CutItem, encoding: Encoding) -> list[tuple[float, float]]:
    """For each token the two labels, or IGNORED where it does not begin a word."""
    begin = cuts(item.text, item.spans)
    found = []
    for start, end in encoding.offsets:
        if end <= start or not begins_word(item.text, start):
            found.append((IGNORED, IGNORED))
            continue
        found.append((float(start in begin), float(any(a <= start < b for a, b in item.spans))))
    return found


def begins_word(text: str, start: int) -> bool:
    """Whether a word or a mark that is no part of one stands here."""
    return text[start].isalnum() and not (start and text[start - 1].isalnum())


def loss_of(model: ReaderModel, encode: Tokenizer, batch: Sequence[CutItem]) -> Tensor:
    """Mean loss over the words of some items."""
    encodings = encode.encode_batch([item.text for item in batch])
    longest = max(len(e.ids) for e in encodings)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    mask = torch.zeros_like(ids)
    goal = torch.full((len(batch), longest, 2), IGNORED)
    for row, (item, encoding) in enumerate(zip(batch, encodings, strict=True)):
        n = len(encoding.ids)
        ids[row, :n], mask[row, :n] = torch.tensor(encoding.ids), 1
        goal[row, :n] = torch.tensor(targets(item, encoding))
    logits = model.words(ids, mask)
    known = goal != IGNORED
    weight = torch.tensor([BEGINS_WEIGHT, 1.0]).expand_as(goal)[known]
    losses = F.binary_cross_entropy_with_logits(logits[known], goal[known], reduction="none")
    return (losses * weight).sum() / known[..., 0].sum().clamp(min=1)


def in_batches(found: Sequence[CutItem], size: int) -> Iterator[list[CutItem]]:
    """Items of like length side by side."""
    ordered = sorted(found, key=lambda item: (len(item.text), item.text))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
