"""What came of asking a drafter from outside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """What came of asking.

    `accepted` and `repaired` count requirements worded by the drafter, at first and after one repair;
    `fallback` the drafts that stayed as they were, and themes that stayed without one, although the drafter
    was to word them; `calls` the questions that were put; `failed` the answers that were none, by outcome;
    `not_asked` the questions that were not put any more.
    """

    calls: int = 0
    accepted: int = 0
    repaired: int = 0
    fallback: int = 0
    not_asked: int = 0
    failed: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """The counts for the snapshot."""
        return {f"drafter_{name}": getattr(self, name) for name in ("calls", "accepted", "repaired", "fallback")}
