"""What moved between two standings of one theme, in words."""

from __future__ import annotations

from feedback2req.domain.past import PastTheme
from feedback2req.domain.snapshot import Change

_GROWN_SHARE, _GROWN_CUSTOMERS = 0.1, 3


def moved(theme: PastTheme, then: PastTheme, drawn: list[str], *, same_weights: bool) -> list[Change]:
    """The change of rank, size or members of a theme that both snapshots have; none where it is as it was.

    Parameters
    ----------
    theme, then : PastTheme
        As it stands, and as it stood.
    drawn : list of str
        What it drew out of other themes, in words.
    """
    people = theme.n_customers - then.n_customers
    accounts = theme.n_accounts - then.n_accounts
    mood = round(theme.sentiment - then.sentiment, 2) + 0.0  # no negative zero
    reason = ", ".join(
        [
            f"{people:+d} customer{'' if abs(people) == 1 else 's'}",
            *([f"{accounts:+d} account{'' if abs(accounts) == 1 else 's'}"] if accounts else []),
            f"sentiment {mood:+.2f}",
            "weights unchanged" if same_weights else "weights changed",
        ]
    )
    if same_weights and not (people or accounts or mood):
        reason = "no customer more or less, the same sentiment: others moved, or time went by"
    reason = "; ".join([reason, *drawn])
    if theme.rank is not None and then.rank is not None and theme.rank != then.rank:
        event = "up" if theme.rank < then.rank else "down"
        return [change(theme, event, then.rank, f"{then.rank} to {theme.rank}: {reason}")]
    if people >= max(_GROWN_CUSTOMERS, _GROWN_SHARE * then.n_customers):
        return [change(theme, "grown", then.rank, reason)]
    if drawn:
        return [change(theme, "drew", then.rank, "; ".join(drawn))]
    return []


def change(theme: PastTheme, event: str, rank_before: int | None, reason: str, other: str | None = None) -> Change:
    """Of a theme that is there."""
    return Change(
        key=theme.key,
        label=theme.label,
        event=event,
        rank_before=rank_before,
        rank_after=theme.rank,
        reason=reason,
        other=other,
    )


def lost(theme: PastTheme, reason: str, other: str | None) -> Change:
    """Of a theme that is there no more: merged into another one, or gone."""
    return Change(
        key=theme.key,
        label=theme.label,
        event="gone" if other is None else "merged",
        rank_before=theme.rank,
        rank_after=None,
        reason=reason,
        other=other,
    )


def customers(n: int) -> str:
    """``1 customer``, ``12 customers``."""
    return f"{n} customer{'' if n == 1 else 's'}"
