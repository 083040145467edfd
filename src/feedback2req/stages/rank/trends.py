"""Whether a theme is growing, tested over all themes at once."""

from __future__ import annotations

import numpy as np

from feedback2req.domain.priority import Trend
from feedback2req.stages.rank.crowd import Crowd
from feedback2req.stages.rank.statistics import change, q_values

MIN_CUSTOMERS = 20
"""Fewest customers in either window: below that no change of a share can be told from chance."""

MAX_Q = 0.05


def trends(crowd: Crowd, *, window_days: int) -> list[Trend]:
    """Compare each theme's share of customers in the last `window_days` with its share before.

    Counts are of customers by their newest item, so the volume of the whole export is the exposure: a theme
    does not rise because more people wrote.
    """
    n_themes = crowd.present.shape[1]
    dated = crowd.newest >= 0
    recent_people = int((dated & (crowd.newest < window_days)).sum())
    earlier_people = int((crowd.newest >= window_days).sum())
    if not dated.any():
        return [Trend(direction=None, ratio=None, q_value=None, reason="no item is dated")] * n_themes
    if recent_people < MIN_CUSTOMERS or earlier_people < MIN_CUSTOMERS:
        reason = (
            f"{recent_people} customers in the last {window_days} days and {earlier_people} before: "
            f"too few to compare (at least {MIN_CUSTOMERS} each)"
        )
        return [Trend(direction=None, ratio=None, q_value=None, reason=reason)] * n_themes
    windows = []
    for t in range(n_themes):
        people = crowd.present[:, [t]].nonzero()[0]
        age = crowd.newest[people]
        windows.append((int((age[age >= 0] < window_days).sum()), int((age >= window_days).sum())))
    tested = [change(r, recent_people, e, earlier_people) for r, e in windows]
    adjusted = q_values([p for _, p in tested])
    return [
        _judged(r, e, recent_people, earlier_people, ratio, q, window_days)
        for (r, e), (ratio, _), q in zip(windows, tested, adjusted, strict=True)
    ]


def _judged(
    recent: int, earlier: int, n_recent: int, n_earlier: int, ratio: float | None, q: float, window_days: int
) -> Trend:
    counts = f"{earlier} of {n_earlier} customers before, {recent} of {n_recent} in the last {window_days} days"
    shown = q <= MAX_Q
    up = recent * n_earlier > earlier * n_recent
    direction = ("rising" if up else "falling") if shown else "steady"
    reason = f"{counts} (q = {q:.2g})" if shown else f"{counts}: not shown to change (q = {q:.2g})"
    return Trend(
        direction=direction, ratio=None if ratio is None else round(ratio, 3), q_value=round(q, 4), reason=reason
    )


def momentum(found: list[Trend]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1 for a theme shown to rise, 0 for one shown to fall, 0.5 for every other."""
    value = {"rising": 1.0, "falling": 0.0}
    return np.array([value.get(t.direction or "", 0.5) for t in found], dtype=np.float64)
