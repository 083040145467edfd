"""Where themes came from and went to, read off the statements that both runs have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.past import Past
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import ThemeModel

MOST = 0.5
"""Share of a theme's known statements that says where it came from, or went to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """From one theme to another: `n_moved` of the `n_known` statements that both runs know went that way."""

    key: str
    n_moved: int
    n_known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where last themes went, and where new ones came from, by theme key.

    `merged`: last themes that are gone, to the theme that took most of each in. `split`: new themes, to the last theme
    that most of each came out of. `drawn`: themes, to how many statements they drew out of each other theme
    that lives on.
    """

    merged: Mapping[str, Link]
    split: Mapping[str, Link]
    drawn: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def shared_with(past: Past, statements: Sequence[Statement], rows: NDArray[np.int64], n_rows: int) -> NDArray[np.int64]:
    """Statements of both runs by their theme now and then.

    Parameters
    ----------
    rows : ndarray of shape (n_statements,), int64
        Theme or cluster of each statement now, or -1.
    n_rows : int
        How many there are.

    Returns
    -------
    ndarray of shape (n_rows + 1, n_last_themes + 1), int64
        Themes of the last run in the order of its model; the last row and column are those without a theme.
    """
    column = {key: n for n, key in enumerate(past.model.keys)}
    table = np.zeros((n_rows + 1, len(column) + 1), dtype=np.int64)
    for statement, row in zip(statements, rows.tolist(), strict=True):
        key = past.members.get(statement.statement_id)
        if key is not None:
            table[row, column.get(key, -1)] += 1
        elif statement.statement_id in past.unplaced:
            table[row, -1] += 1
    return table


def lineage(
    past: Past, statements: Sequence[Statement], rows: NDArray[np.int64], model: ThemeModel, base: ThemeModel
) -> Lineage:
    """What became of the last themes, and out of which the new ones came.

    Parameters
    ----------
    rows : ndarray of shape (n_statements,), int64
        Theme of each statement in `model`, or -1.
    model, base : ThemeModel
        With and without people's decisions.
    """
    then = [past.members.get(s.statement_id) for s in statements]
    now = [None if row < 0 else model.keys[row] for row in rows.tolist()]
    known = {theme.key for theme in past.themes}
    gone, born = known - set(model.keys), set(model.keys) - known
    by_hand = {old: key for key, of in zip(model.keys, model.lineage, strict=True) for old in of if old in gone}
    merged = {old: Link(key=by_hand[old], n_moved=0, n_known=0) for old in by_hand if old in set(base.keys)}
    merged |= {old: link for old in sorted(gone - set(merged)) if (link := _link(old, then, now)) is not None}
    out_of = {key: link for key in sorted(born) if (link := _link(key, now, then)) is not None and link.key in known}
    return Lineage(merged=merged, split=out_of, drawn=_drawn(then, now, known & set(model.keys)))


def _drawn(then: Sequence[str | None], now: Sequence[str | None], alive: set[str]) -> dict[str, dict[str, int]]:
    """Statements that came out of a theme that lives on, by where they are now and were before."""
    found: dict[str, Counter[str]] = {}
    for before, after in zip(then, now, strict=True):
        if before in alive and after is not None and after != before:
            found.setdefault(after, Counter())[before] += 1
    return {key: dict(sorted(of.items(), key=lambda p: (-p[1], p[0]))) for key, of in sorted(found.items())}


def _link(key: str, of: Sequence[str | None], other: Sequence[str | None]) -> Link | None:
    """Where most of the statements of a theme are on the other side; None where no theme holds that many."""
    counts: dict[str, int] = {}
    total = 0
    for here, there in zip(of, other, strict=True):
        if here == key:
            total += 1
            if there is not None:
                counts[there] = counts.get(there, 0) + 1
    if not counts:
        return None
    best = min(counts, key=lambda k: (-counts[k], k))
    return Link(key=best, n_moved=counts[best], n_known=total) if counts[best] >= MOST * total else None
