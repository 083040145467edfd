"""Who is in a theme, and what they do there: report, wish, ask or praise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import INTENTS
from feedback2req.domain.themes import CHANNELS, Membership, ThemeModel

_PRAISE_CHANNEL = CHANNELS.index("praise")
_COMPLAINT_SHARE = 0.5
"""A complaint without a report counts half towards a problem: it says that something is wrong, not what."""


def members_of(model: ThemeModel, membership: Membership) -> list[list[int]]:
    """Positions of the statements of each theme, ascending."""
    members: dict[int, list[int]] = defaultdict(list)
    for i, t in enumerate(membership.themes):
        members[int(t)].append(i)
    return [members[t] for t in range(len(model.keys))]


def kinds_of(
    model: ThemeModel, membership: Membership, members: Sequence[list[int]], intents: NDArray[np.float32]
) -> list[str]:
    """The kind of each theme; `intents` of shape (n_statements, 6)."""
    return [
        kind_of(intents[own], 0.1 + membership.strengths[own].astype(np.float64), int(channel))
        for own, channel in zip(members, model.channels, strict=True)
    ]


def kind_of(intents: NDArray[np.float32], weights: NDArray[np.float64], channel: int) -> str:
    """The kind of a theme from the intents of its members.

    Parameters
    ----------
    intents : ndarray of shape (n_members, 6)
    weights : ndarray of shape (n_members,)
        Strength of each member.
    channel : int
        Index into `CHANNELS`; themes of the praise channel are praise whatever their members.

    Returns
    -------
    str
        The likeliest of problem, wish and question; a problem before a wish before a question in a tie.
    """
    if channel == _PRAISE_CHANNEL:
        return "praise"
    of = {name: intents[:, i].astype(np.float64) for i, name in enumerate(INTENTS)}
    problem = np.maximum(of["problem_report"], _COMPLAINT_SHARE * of["complaint"])
    votes = np.stack([problem, of["feature_request"], of["question"]], axis=1)
    total = np.round((votes * weights[:, None]).sum(axis=0), 6)
    return ("problem", "wish", "question")[int(total.argmax())]
