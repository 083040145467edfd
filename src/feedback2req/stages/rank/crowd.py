"""Who speaks of what: themes by customers, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Each customer counts once in a theme, however often they write.

    Attributes
    ----------
    n_customers : int
        Different customers over all items, those without any statement in a theme included.
    present : csr_array of shape (n_customers, n_themes)
        1 where a customer speaks of a theme.
    pain, recency, sentiment : csr_array of the same shape and pattern
        Mean of ``max(0, -sentiment)``; weight of the newest statement; mean sentiment.
    newest : ndarray of shape (n_customers,), int64
        Days from each customer's newest item to the day counted from; -1 for an undated customer.
    mean_pain, mean_recency : float
        Over all cells of all themes: what an average customer of an average theme has.
    sources : tuple of str, length n_customers
        The source of each customer's newest item.
    """

    n_customers: int
    present: csr_array
    pain: csr_array
    recency: csr_array
    sentiment: csr_array
    mean_pain: float
    mean_recency: float
    newest: NDArray[np.int64]
    sources: tuple[str, ...]


def gather(
    themes: Sequence[Theme],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    sentiment: NDArray[np.float32],
    *,
    as_of: date | None,
    half_life_days: float,
) -> Crowd:
    """Count customers by theme; recency halves every `half_life_days` before `as_of`."""
    row, newest, sources = _people(items, as_of)
    cells: dict[tuple[int, int], list[int]] = {}
    for t, theme in enumerate(themes):
        for member in theme.members:
            cells.setdefault((row[items[statements[member].item_id].customer], t), []).append(member)
    where = sorted(cells)
    pain, recency, mean = (np.zeros(len(where)) for _ in range(3))
    for i, cell in enumerate(where):
        said = sentiment[cells[cell]].astype(np.float64)
        ages = [_age(items[statements[m].item_id], as_of) for m in cells[cell]]
        known = [a for a in ages if a is not None]
        pain[i], mean[i] = np.maximum(0.0, -said).mean(), said.mean()
        recency[i] = 0.5 ** (min(known) / half_life_days) if known else 0.0
    index = (np.array([c[0] for c in where], dtype=np.int64), np.array([c[1] for c in where], dtype=np.int64))
    shape = (len(row), len(themes))

    def table(values: NDArray[np.float64]) -> csr_array:
        return csr_array((values, index), shape=shape)

    return Crowd(
        n_customers=len(row),
        present=table(np.ones(len(where))),
        pain=table(pain),
        recency=table(recency),
        sentiment=table(mean),
        mean_pain=float(pain.mean()) if len(where) else 0.0,
        mean_recency=float(recency.mean()) if len(where) else 0.0,
        newest=newest,
        sources=sources,
    )


def _people(
    items: Mapping[str, FeedbackItem], as_of: date | None
) -> tuple[dict[str, int], NDArray[np.int64], tuple[str, ...]]:
    names = sorted({item.customer for item in items.values()})
    row = {name: i for i, name in enumerate(names)}
    newest = np.full(len(names), -1, dtype=np.int64)
    sources = [""] * len(names)
    for item in sorted(items.values(), key=lambda i: i.item_id):
        i, age = row[item.customer], _age(item, as_of)
        if not sources[i] or (age is not None and (newest[i] < 0 or age < newest[i])):
            sources[i] = item.source
        if age is not None and (newest[i] < 0 or age < newest[i]):
            newest[i] = age
    return row, newest, tuple(sources)


def _age(item: FeedbackItem, as_of: date | None) -> int | None:
    if as_of is None or item.received_at is None:
        return None
    return max(0, (as_of - item.received_at.date()).days)
