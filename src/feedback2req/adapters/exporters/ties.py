"""Which themes the data cannot tell apart: a false order is worse than an honest tie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback2req.domain.priority import Priority
from feedback2req.domain.snapshot import RankedTheme


def tied(a: Priority, b: Priority) -> bool:
    """Whether each of two could stand where the other stands: both ranks lie in both intervals."""
    return a.rank_low <= b.rank <= a.rank_high and b.rank_low <= a.rank <= b.rank_high


def tie_groups(themes: Sequence[RankedTheme]) -> Mapping[str, tuple[int, int]]:
    """First and last rank of the tie group of every theme that is in one.

    Walks best first; a theme joins the group as long as it ties with the one that leads it. Comparing with
    the leader, and not with the neighbour, keeps a chain of small overlaps from becoming one long group.

    Returns
    -------
    mapping of str to (int, int)
        By theme key; themes that stand alone are absent.
    """
    groups: list[list[RankedTheme]] = []
    for theme in themes:
        if groups and tied(groups[-1][0].priority, theme.priority):
            groups[-1].append(theme)
        else:
            groups.append([theme])
    return {
        theme.key: (group[0].priority.rank, group[-1].priority.rank)
        for group in groups
        if len(group) > 1
        for theme in group
    }
