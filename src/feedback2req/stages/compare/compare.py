"""What moved since the last snapshot, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.past import Past, PastTheme
from feedback2req.domain.snapshot import Change, RankedTheme
from feedback2req.domain.statement import Statement
from feedback2req.stages.compare.lineage import Lineage, Link
from feedback2req.stages.compare.telling import change, customers, lost, moved

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
    after = {t.key: PastTheme.of(t, statements, items) for t in themes}
    names = {key: t.label for key, t in before.items()} | {key: t.label for key, t in after.items()}
    same_weights = dict(past.weights) == dict(weights)
    changes: list[Change] = []
    for ranked in themes:
        theme, then = after[ranked.key], before.get(ranked.key)
        drawn = _came(lineage.drawn.get(theme.key, {}), names)
        if then is None:
            changes.append(_born(theme, lineage.split.get(theme.key), drawn, names))
            continue
        changes += moved(theme, then, drawn, same_weights=same_weights)
        said = [items[statements[m].item_id] for m in ranked.theme.members]
        changes += _silent(theme, said, past.as_of, as_of, silent_days)
    return (*changes, *(_gone(t, lineage.merged.get(t.key), names) for t in past.themes if t.key not in after))


def _born(theme: PastTheme, source: Link | None, drawn: list[str], names: Mapping[str, str]) -> Change:
    if source is None:
        event, reason = "new", "; ".join([f"new: {customers(theme.n_customers)}", *drawn])
    else:
        event = "split"
        reason = f"{source.n_moved} of {source.n_known} statements came out of “{names[source.key]}”"
    return change(theme, event, None, reason, None if source is None else source.key)


def _came(drawn: Mapping[str, int], names: Mapping[str, str]) -> list[str]:
    return [f"{n} of its statements came out of “{names[key]}”" for key, n in drawn.items()]


def _silent(
    theme: PastTheme, said: Sequence[FeedbackItem], last_day: date | None, today: date | None, days: int
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
    return [change(theme, "silent", theme.rank, f"nobody has spoken of it for {(today - last).days} days: {heard}")]


def _gone(theme: PastTheme, taker: Link | None, names: Mapping[str, str]) -> Change:
    reason = "too few customers are left in it"
    if taker is not None and taker.n_known:
        reason = f"{taker.n_moved} of its {taker.n_known} statements are in “{names[taker.key]}” now"
    elif taker is not None:
        reason = f"merged into “{names[taker.key]}” by a person's decision"
    return lost(theme, reason, None if taker is None else taker.key)
