"""What moved since the last snapshot, and why."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.snapshot import Change, RankedTheme


def compare(themes: Sequence[RankedTheme], last: Sequence[RankedTheme] | None) -> tuple[Change, ...] | None:
    """Themes that came, went or changed rank, by key; None when there is nothing to compare with."""
    if last is None:
        return None
    before = {t.key: t for t in last}
    after = {t.key: t for t in themes}
    changes = [_moved(t, before.get(t.key)) for t in themes]
    changes += [
        Change(
            key=t.key, event="gone", rank_before=t.priority.rank, rank_after=None, reason="no statement belongs to it"
        )
        for t in last
        if t.key not in after
    ]
    return tuple(c for c in changes if c is not None)


def _moved(now: RankedTheme, then: RankedTheme | None) -> Change | None:
    if then is None:
        reason = f"new: {now.n_customers} customers"
        return Change(key=now.key, event="new", rank_before=None, rank_after=now.priority.rank, reason=reason)
    if now.priority.rank == then.priority.rank:
        return None
    people = now.n_customers - then.n_customers
    mood = now.standing.sentiment.value - then.standing.sentiment.value
    return Change(
        key=now.key,
        event="up" if now.priority.rank < then.priority.rank else "down",
        rank_before=then.priority.rank,
        rank_after=now.priority.rank,
        reason=f"{people:+d} customers, sentiment {mood:+.2f}",
    )
