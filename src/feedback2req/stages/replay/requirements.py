"""Decisions about requirements: accepted, rejected, given an effort, linked to a tracker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from feedback2req.domain.requirement import Evidence, Requirement
from feedback2req.domain.review import Anchor, Review
from feedback2req.stages.replay.words import most_common

_STATUS = {"accept": "accepted", "reject": "rejected"}
_ABOUT = frozenset({*_STATUS, "effort", "link"})
_SAME = 0.5
"""Share of a decision's words that a draft has to quote to be the one that was decided on."""


def decided(
    reviews: Sequence[Review],
    drafts: Sequence[Requirement],
    past: Sequence[Requirement],
    theme_of: Mapping[str, str],
) -> tuple[tuple[Requirement, ...], tuple[tuple[Review, str], ...]]:
    """Drafts with what people decided about them, and the decisions that found nothing to be about.

    What a person has decided on keeps its key and its words: a later draft of the same need gives it new evidence, and
    does not replace it. A rejected requirement stays rejected when the same need is drafted in other words.

    Parameters
    ----------
    reviews : sequence of Review
        Those that hold, in order.
    drafts : sequence of Requirement
        This run's.
    past : sequence of Requirement
        The last run's: the words that were decided on.
    theme_of : mapping of statement id to theme key
        Where statements belong in this run.
    """
    board = {r.key: r for r in drafts}
    before = {r.key: r for r in past}
    found: dict[str, str | None] = {}
    left: list[tuple[Review, str]] = []
    for review in (r for r in reviews if r.action in _ABOUT):
        key = found.get(review.target)
        if key is None:
            key = found[review.target] = _settle(review, board, before.get(review.target), theme_of)
        if key is None:
            left.append((review, "no customer's words of this run stand behind the requirement"))
        else:
            board[key] = _with(board[key], review)
    return tuple(board.values()), tuple(left)


def _settle(
    review: Review, board: dict[str, Requirement], before: Requirement | None, theme_of: Mapping[str, str]
) -> str | None:
    """The key under which the requirement of a decision stands on the board now, put back if need be."""
    if review.target in board:
        return review.target
    anchors = review.anchors or tuple(
        Anchor(item_id=e.item_id, quote=e.quote) for e in (before.evidence if before is not None else ())
    )
    twin = _twin(anchors, board.values())
    if before is None:
        return None if twin is None else twin.key
    if twin is not None:
        kept = _under(before, twin.theme, twin.evidence)
        position = list(board).index(twin.key)
        rest = [(k, r) for k, r in board.items() if k != twin.key]
        board.clear()
        board.update([*rest[:position], (kept.key, kept), *rest[position:]])
        return kept.key
    theme = most_common(theme_of[e.statement_id] for e in before.evidence if e.statement_id in theme_of)
    if theme is None:
        return None
    own = tuple(e for e in before.evidence if theme_of.get(e.statement_id) == theme)
    board[before.key] = _under(before, theme, own)
    return before.key


def _twin(anchors: Sequence[Anchor], drafts: Iterable[Requirement]) -> Requirement | None:
    best, most = None, 0.0
    for draft in drafts:
        share = _quoted(anchors, draft.evidence) / max(len(anchors), 1)
        if share >= _SAME and share > most:
            best, most = draft, share
    return best


def _quoted(anchors: Sequence[Anchor], evidence: Sequence[Evidence]) -> int:
    quotes: dict[str, list[str]] = {}
    for one in evidence:
        quotes.setdefault(one.item_id, []).append(one.quote)
    return sum(any(a.quote in q or q in a.quote for q in quotes.get(a.item_id, ())) for a in anchors)


def _under(before: Requirement, theme: str, evidence: tuple[Evidence, ...]) -> Requirement:
    """A requirement as it was decided on, with the evidence of today; slots point to nothing that is gone."""
    ids = {e.statement_id for e in evidence}
    slots = {
        name: replace(slot, statement_ids=tuple(s for s in slot.statement_ids if s in ids))
        for name, slot in before.slots.items()
    }
    against = tuple(e for e in before.counter_evidence if e.statement_id in ids)
    return replace(before, theme=theme, evidence=evidence, slots=slots, counter_evidence=against, matches=())


def _with(requirement: Requirement, review: Review) -> Requirement:
    match review.action:
        case "effort":
            return replace(requirement, effort=float(review.value or 0) or None)
        case "link":
            return replace(requirement, link=review.value)
        case _:
            return replace(requirement, status=_STATUS[review.action], decided_because=review.value)
