"""What moved since the last snapshot, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.past import Past, PastTheme, n_accounts
from feedback2req.domain.snapshot import Change, RankedTheme
from feedback2req.domain.statement import Statement
from feedback2req.stages.compare.lineage import Lineage, Link

_GROWN_SHARE, _GROWN_CUSTOMERS = 0.1, 3
_VERSIONS = ("version", "app_version", "app version", "appversion", "reviewcreatedversion")


def compare(
    themes: Sequence[RankedTheme],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    past: Past | None,
    lineage: Lineage | None,
    *,
    as_of: date | None,
    weights: Mapping[str, float],
    silent_days: int,
) -> tuple[Change, ...] | None:
    """Themes that came, went, split, merged, grew, fell silent or changed rank; None on a first run.

    Parameters
    ----------
    themes : sequence of RankedTheme
        Ranked ones and strengths; the latter have no ranks to move in.
    past, lineage : the last snapshot, and what became of its themes
    weights : mapping of str to float
        Of this run's ranking.
    silent_days : int, >= 1
        A theme is silent when nobody has spoken of it for longer than this, up to `as_of`.

    Returns
    -------
    tuple of Change or None
        In the order of the themes, those that are gone last.
    """
    if past is None or lineage is None:
        return None
    before = {t.key: t for t in past.themes}
    after = {t.key: t for t in themes}
    names = {key: t.label for key, t in before.items()} | {key: t.label for key, t in after.items()}
    same_weights = dict(past.weights) == dict(weights)
    changes: list[Change] = []
    for theme in themes:
        then = before.get(theme.key)
        if then is None:
            drawn = _came(lineage.drawn.get(theme.key, {}), names)
            changes.append(_born(theme, lineage.split.get(theme.key), drawn, names))
            continue
        drawn = _came(lineage.drawn.get(theme.key, {}), names)
        accounts = n_accounts(theme.theme, statements, items) - then.n_accounts
        changes += _moved(theme, then, accounts, drawn, same_weights=same_weights)
        said = [items[statements[m].item_id] for m in theme.theme.members]
        changes += _silent(theme, said, past.as_of, as_of, silent_days)
    return (*changes, *(_gone(t, lineage.merged.get(t.key), names) for t in past.themes if t.key not in after))


def _born(theme: RankedTheme, source: Link | None, drawn: list[str], names: Mapping[str, str]) -> Change:
    if source is None:
        event, reason = "new", "; ".join([f"new: {_customers(theme.n_customers)}", *drawn])
    else:
        event = "split"
        reason = f"{source.n_moved} of {source.n_known} statements came out of “{names[source.key]}”"
    return _change(theme, event, None, reason, None if source is None else source.key)


def _came(drawn: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    return [f"{n} of its statements came out of “{names[key]}”" for key, n in drawn.items()]


def _moved(theme: RankedTheme, then: PastTheme, accounts: int, drawn: list[str], *, same_weights: bool) -> list[Change]:
    people = theme.n_customers - then.n_customers
    mood = round(theme.standing.sentiment.value - then.sentiment, 2) + 0.0  # no negative zero
    rank = _rank(theme)
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
    if rank is not None and then.rank is not None and rank != then.rank:
        event = "up" if rank < then.rank else "down"
        return [_change(theme, event, then.rank, f"{then.rank} to {rank}: {reason}")]
    if people >= max(_GROWN_CUSTOMERS, _GROWN_SHARE * then.n_customers):
        return [_change(theme, "grown", then.rank, reason)]
    if drawn:
        return [_change(theme, "drew", then.rank, "; ".join(drawn))]
    return []


def _silent(
    theme: RankedTheme, said: Sequence[FeedbackItem], last_day: date | None, today: date | None, days: int
) -> list[Change]:
    """Said once, by the first run after which nobody has spoken of a theme for so long."""
    dated = [item for item in said if item.received_at is not None]
    if not dated or last_day is None or today is None:
        return []
    newest = max(dated, key=lambda item: (item.received_at or item.item_id, item.item_id))
    if newest.received_at is None:
        return []
    last = newest.received_at.date()
    if not (today - last > timedelta(days=days) >= last_day - last):
        return []
    version = next((v for k, v in sorted(newest.attributes.items()) if k.casefold() in _VERSIONS and v), None)
    heard = f"last heard of on {last.isoformat()}" + (f", in version {version}" if version else "")
    return [_change(theme, "silent", _rank(theme), f"nobody has spoken of it for {(today - last).days} days: {heard}")]


def _gone(theme: PastTheme, taker: Link | None, names: Mapping[str, str]) -> Change:
    reason = "too few customers are left in it"
    if taker is not None and taker.n_known:
        reason = f"{taker.n_moved} of its {taker.n_known} statements are in “{names[taker.key]}” now"
    elif taker is not None:
        reason = f"merged into “{names[taker.key]}” by a person's decision"
    return Change(
        key=theme.key,
        label=theme.label,
        event="gone" if taker is None else "merged",
        rank_before=theme.rank,
        rank_after=None,
        reason=reason,
        other=None if taker is None else taker.key,
    )


def _change(theme: RankedTheme, event: str, rank_before: int | None, reason: str, other: str | None = None) -> Change:
    return Change(
        key=theme.key,
        label=theme.label,
        event=event,
        rank_before=rank_before,
        rank_after=_rank(theme),
        reason=reason,
        other=other,
    )


def _rank(theme: RankedTheme) -> int | None:
    return None if theme.standing.priority is None else theme.standing.priority.rank


def _customers(n: int) -> str:
    return f"{n} customer{'' if n == 1 else 's'}"
