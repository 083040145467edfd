"""What a person decides about what is published, kept with the words that it rests on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from feedback2req.domain.holding import Record
from feedback2req.domain.review import Anchor, Review
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.store_ports import Answers, AnswerStore, ReviewStore

_OF_REQUIREMENTS = ("accept", "reject", "effort", "link")
_NEEDS_VALUE = ("reject", "rename", "merge", "split", "effort", "link")


class Deciding:
    """Adds decisions about the current snapshot."""

    def __init__(self, answers: AnswerStore, reviews: ReviewStore) -> None:
        self._answers, self._reviews = answers, reviews

    def __call__(
        self, product: str, *, action: str, target: str, value: str | None, by: str, statements: Sequence[str]
    ) -> Review:
        """Keep a decision about a theme or a requirement; see `Review` for what goes with which action.

        Of a move, `target` is the theme that the statements leave, and each statement is a decision of its own.

        Raises
        ------
        InputNotUsable
            If the theme, the requirement or a statement is not there.
        WrongUsage
            If the action needs a value or statements, or the value is not usable.
        """
        if action in _NEEDS_VALUE and not (value or "").strip():
            raise WrongUsage(f"{action} needs a value", remedy="see the table of decisions in the documentation")
        answers = self._answers.answers(product)
        if action == "effort":
            _number(value)
        made = self._moves(answers, target, value, by, statements) if action == "move" else None
        if made is None:
            anchors = (
                _anchors(self._named(answers, target, statements))
                if action == "split"
                else _evidence(answers, target)
                if action in _OF_REQUIREMENTS
                else _exemplars(answers, target)
            )
            value_anchors = _exemplars(answers, value or "") if action == "merge" else ()
            made = [_review(action, target, value, by, anchors, value_anchors)]
        self._reviews.add(product, made)
        return made[0]

    def _moves(
        self, answers: Answers, theme: str, value: str | None, by: str, statements: Sequence[str]
    ) -> list[Review]:
        value_anchors = () if value is None else _exemplars(answers, value)
        return [
            _review("move", str(one["statement_id"]), value, by, _anchors([one]), value_anchors)
            for one in self._named(answers, theme, statements)
        ]

    @staticmethod
    def _named(answers: Answers, theme: str, statements: Sequence[str]) -> list[Record]:
        wanted = list(dict.fromkeys(statements))
        found = [one for one in answers.named(wanted) if one["theme"] == theme]
        if not wanted or len(found) != len(wanted):
            raise WrongUsage("statements of this theme are expected", remedy="give ids that the theme's list has")
        return found


def _review(
    action: str,
    target: str,
    value: str | None,
    by: str,
    anchors: tuple[Anchor, ...],
    value_anchors: tuple[Anchor, ...],
) -> Review:
    return Review(
        review_id=f"review-{secrets.token_hex(8)}",
        at=datetime.now(UTC),
        by=by,
        action=action,
        target=target,
        value=value,
        anchors=anchors,
        value_anchors=value_anchors,
    )


def _anchors(statements: Sequence[Mapping[str, object]]) -> tuple[Anchor, ...]:
    return tuple(Anchor(item_id=str(one["item_id"]), quote=str(one["text"])) for one in statements)


def _exemplars(answers: Answers, key: str) -> tuple[Anchor, ...]:
    found = answers.theme(key)
    if found is None or "merged_into" in found:
        raise InputNotUsable("there is no theme of that key now", remedy="read the themes again")
    exemplars = found["exemplars"]
    return _anchors(answers.named(list(exemplars))) if isinstance(exemplars, list) else ()


def _evidence(answers: Answers, key: str) -> tuple[Anchor, ...]:
    found = answers.requirement(key)
    if found is None:
        raise InputNotUsable("there is no requirement of that key now", remedy="read the requirements again")
    evidence = found["evidence"]
    if not isinstance(evidence, list):
        return ()
    return tuple(Anchor(item_id=str(one["item_id"]), quote=str(one["quote"])) for one in evidence)


def _number(value: str | None) -> None:
    try:
        effort = float(value or "")
    except ValueError:
        effort = 0.0
    if not 0.0 < effort < float("inf"):
        raise WrongUsage("an effort is a number above 0")
