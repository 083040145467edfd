"""How a drafted requirement stands to what a tracker holds already."""

from __future__ import annotations

from dataclasses import dataclass

ALREADY_THERE = "already_there"
POSSIBLY_THERE = "possibly_there"
CONTRADICTS = "contradicts"
NEW = "new"
RELATIONS = (ALREADY_THERE, POSSIBLY_THERE, CONTRADICTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One existing requirement that a draft may be about.

    Attributes
    ----------
    existing_id, title, url
        What stands in the tracker.
    relation : str
        One of `RELATIONS`; a draft without a match is new.
    probability : float
        That both are about one thing, in [0, 1]; 1 when the row was exported from here. A contradiction is about
        one thing, too.
    reason : str
        In words.
    statement_ids : tuple of str
        Evidence of the draft that speaks to the existing requirement: what would be added to it.
    """

    existing_id: str
    title: str
    url: str | None
    relation: str
    probability: float
    reason: str
    statement_ids: tuple[str, ...]


def in_tracker(matches: tuple[Match, ...], *, is_compared: bool) -> str:
    """``already there: ACME-12 “Dark mode” (91 %)``, ``new``, or nothing when nothing was compared."""
    if not matches:
        return NEW if is_compared else ""
    return "; ".join(
        f"{m.relation.replace('_', ' ')}: {m.existing_id} “{m.title}” ({100 * m.probability:.0f} %)" for m in matches
    )
