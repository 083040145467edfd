"""One pass of gradient descent over a plan of batches, as both steps of the training make it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from scripts.reader.model import ReaderModel
from scripts.reader.rows import Row

WARM_UP = 0.06
TOLD_EVERY = 50

Batch = TypeVar("Batch")
Model = TypeVar("Model", bound=nn.Module)


def descend(
    model: Model, plan: Sequence[Batch], loss_of: Callable[[Batch], Tensor], groups: list[dict[str, Any]]
) -> Model:
    """Train on each batch once, in order: AdamW, a short warm-up, then linear decay; says how far it is."""
    optimizer = torch.optim.AdamW(groups)
    warm = max(1, int(WARM_UP * len(plan)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (len(plan) - step) / max(1, len(plan) - warm))
    )
    model.train()
    started, recent = time.monotonic(), []
    for step, batch in enumerate(plan, 1):
        loss = loss_of(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        recent.append(loss.item())
        if step % TOLD_EVERY == 0:
            mean, passed_s = np.mean(recent[-TOLD_EVERY:]), time.monotonic() - started
            print(f"{step}/{len(plan)} loss {mean:.3f} {passed_s:.0f} s", flush=True)
    return model.eval()


def sets_of(rows: Sequence[Row]) -> list[str]:
    """The sets that rows come from, the gold set first: its offset is zero."""
    return ["gold", *sorted({r.group for r in rows} - {"gold"})]


def offsets(model: ReaderModel, sets: Sequence[str], rows: Sequence[Row]) -> Tensor:
    """What each row's set adds to the logits, of shape (n_rows, n_outputs)."""
    of_set = torch.tensor([sets.index(r.group) for r in rows])
    found: Tensor = model.offsets(of_set) * (of_set != 0).float()[:, None]
    return found
