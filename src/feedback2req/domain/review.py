"""What a person decided: append-only, replayed on every run, never overwritten by automation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feedback2req.domain.printable import printable

ACTIONS = ("accept", "reject", "rename", "merge", "split", "move", "exclude", "pin", "effort", "link", "undo")
"""What can be decided; the table in `Review` says what target and value of each are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Words that a decision rests on: an item, and a verbatim quote of it.

    Keys may change with another encoder, and offsets with a better segmenter; a customer's words do not.
    """

    item_id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One decision.

    ========= ====================== =====================================================
    action    target                 value
    ========= ====================== =====================================================
    accept    requirement key        none, or why
    reject    requirement key        why
    rename    theme key              the label
    merge     theme key              key of the theme that takes it in
    split     theme key              label of the new theme; `anchors` are the words that go
    move      statement id           theme key, or none: it belongs to no theme
    exclude   pseudonym of an author why, or none
    pin       theme key              none: it stays, however few speak of it
    effort    requirement key        a number above 0, in the user's own unit
    link      requirement key        address or id of the tracker's issue
    undo      review id              none
    ========= ====================== =====================================================

    Attributes
    ----------
    review_id : str
        Drawn when it is made: a decision is an event.
    at : datetime
        When; aware, UTC.
    by : str
        Who, as they call themselves.
    anchors : tuple of Anchor
        What the target holds: found again by them when its key is gone.
    value_anchors : tuple of Anchor
        The same for a value that names a theme.
    """

    review_id: str
    at: datetime
    by: str
    action: str
    target: str
    value: str | None = None
    anchors: tuple[Anchor, ...] = ()
    value_anchors: tuple[Anchor, ...] = ()


def standing(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The decisions that hold, in the order in which they were made: without those undone, and without the undoing."""
    ordered = sorted(reviews, key=lambda r: (r.at, r.review_id))
    undone: set[str] = set()
    for review in reversed(ordered):  # who undoes an undo comes later, and is asked first
        if review.action == "undo" and review.review_id not in undone:
            undone.add(review.target)
    return tuple(r for r in ordered if r.action != "undo" and r.review_id not in undone)


def of_action(reviews: Iterable[Review], action: str) -> list[Review]:
    """Those of one action, in order."""
    return [r for r in reviews if r.action == action]


ABOUT_THEMES = frozenset({"rename", "merge", "split", "pin"})
ABOUT_REQUIREMENTS = frozenset({"accept", "reject", "effort", "link"})
_NEED_A_VALUE = {
    "reject": "the reason",
    "rename": "the new label",
    "merge": "the key of the theme that takes it in",
    "effort": "a number above 0",
    "link": "the address or id of the tracker's issue",
}
MAX_LABEL, MAX_VALUE = 80, 2000


def complaint(review: Review) -> str | None:
    """What is wrong with a decision as it is written, in words; None when nothing is."""
    value = (review.value or "").strip()
    if review.action not in ACTIONS:
        return f"{printable(review.action, 40)!r} is no action; there are {', '.join(ACTIONS)}"
    if not review.target.strip():
        return "it has no target"
    if review.action in _NEED_A_VALUE and not value:
        return f"{review.action} needs a value: {_NEED_A_VALUE[review.action]}"
    if review.action == "split" and not review.anchors:
        return "split needs the words that are to make a theme of their own"
    if review.action == "merge" and value == review.target:
        return "a theme cannot be merged into itself"
    if review.action == "effort" and not _is_effort(value):
        return f"effort is a number above 0, and not {printable(value, 40)!r}"
    is_label = review.action in ("rename", "split")
    if len(value) > (MAX_LABEL if is_label else MAX_VALUE) or (is_label and not value.isprintable()):
        return f"the value is longer than {MAX_LABEL if is_label else MAX_VALUE} characters, or is not on one line"
    return None


def _is_effort(value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    return 0 < number < 1e9
