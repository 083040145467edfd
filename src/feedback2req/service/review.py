"""What a person decides about the published answer: checked, anchored in customers' words, and kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from feedback2req.domain.holding import Record
from feedback2req.domain.printable import printable
from feedback2req.domain.review import ABOUT_REQUIREMENTS, ABOUT_THEMES, Anchor, Review, complaint
from feedback2req.errors import WrongUsage
from feedback2req.store_ports import Answers

_N_ANCHORS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks for, before it is checked; fields as in `Review`.

    `statement_ids` are those that a split takes; `theme` is where a statement to be moved has to be now, if given.
    """

    action: str
    target: str
    value: str | None = None
    statement_ids: tuple[str, ...] = ()
    theme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDesk:
    """Where a person decides: the published answers, and the decisions made so far.

    `person` tells the pseudonym of an author whom the source names otherwise.
    """

    answers: Callable[[], Answers]
    made: Callable[[], Sequence[Review]]
    add: Callable[[Sequence[Review]], int]
    person: Callable[[str], str]

    def decide(self, wishes: Sequence[Wish], *, by: str) -> tuple[Review, ...]:
        """Check all wishes, then keep all of them as decisions; see `decide`."""
        at = datetime.now(UTC)
        reviews = tuple(self._decision(wish, by, at) for wish in wishes)
        self.add(reviews)
        return reviews

    def _decision(self, wish: Wish, by: str, at: datetime) -> Review:
        if wish.action == "exclude":
            wish = replace(wish, target=self.person(wish.target))
        review_id = f"rv-{secrets.token_hex(8)}"
        return decide(wish, by=by, at=at, review_id=review_id, answers=self.answers, made=self.made)


def moves(theme: str, statement_ids: Sequence[str], into: str | None) -> list[Wish]:
    """Wishes to move statements of one theme to another one, or out of all: a decision each.

    Raises
    ------
    WrongUsage
        If no statement is named.
    """
    if not statement_ids:
        raise WrongUsage("move needs the statements that are to go", remedy="give ids that the theme's list has")
    return [Wish(action="move", target=one, value=into, theme=theme) for one in dict.fromkeys(statement_ids)]


def decide(
    wish: Wish,
    *,
    by: str,
    at: datetime,
    review_id: str,
    answers: Callable[[], Answers],
    made: Callable[[], Sequence[Review]],
) -> Review:
    """Turn a wish into a decision that can be replayed.

    Parameters
    ----------
    by, at, review_id : who, when (aware, UTC), and the id of the event
    answers : callable
        The published answer that the person looks at; not asked for an undo or an exclusion.
    made : callable
        The decisions made so far.

    Raises
    ------
    WrongUsage
        If the wish names what is not there, or gives a value that cannot be.
    """
    anchors, value_anchors, target, value = _resolved(wish, answers, made)
    review = Review(
        review_id=review_id,
        at=at,
        by=by,
        action=wish.action,
        target=target,
        value=value,
        anchors=anchors,
        value_anchors=value_anchors,
    )
    wrong = complaint(review)
    if wrong is not None:
        raise WrongUsage(wrong)
    return review


def _resolved(
    wish: Wish, answers: Callable[[], Answers], made: Callable[[], Sequence[Review]]
) -> tuple[tuple[Anchor, ...], tuple[Anchor, ...], str, str | None]:
    if wish.action == "undo":
        if wish.target not in {r.review_id for r in made()}:
            raise WrongUsage(f"no decision has the id {printable(wish.target, 40)!r}", remedy="see: review list")
        return (), (), wish.target, wish.value
    if wish.action in ABOUT_REQUIREMENTS:
        return _of_requirement(answers(), wish.target), (), wish.target, wish.value
    if wish.action == "move":
        published = answers()
        into, value_anchors = _theme(published, wish.value) if wish.value else (None, ())
        return _statements(published, (wish.target,), theme=wish.theme), value_anchors, wish.target, into
    if wish.action in ABOUT_THEMES:
        return _about_theme(wish, answers())
    return (), (), wish.target, wish.value


def _about_theme(wish: Wish, published: Answers) -> tuple[tuple[Anchor, ...], tuple[Anchor, ...], str, str | None]:
    key, anchors = _theme(published, wish.target)
    if wish.action == "merge" and wish.value:
        into, value_anchors = _theme(published, wish.value)
        _alike(published, key, into)
        return anchors, value_anchors, key, into
    if wish.action in ("rename", "split") and wish.value:
        _free(published, wish.value, key)
    if wish.action == "split":
        anchors = _statements(published, wish.statement_ids, theme=key)
    return anchors, (), key, wish.value


def _alike(published: Answers, key: str, into: str) -> None:
    """Refuse to hide needs in a strength, which is never ranked."""
    kinds = [str((published.theme(k) or {}).get("kind")) for k in (key, into)]
    if kinds[1] == "praise" != kinds[0]:
        raise WrongUsage(
            f"{into} is a strength, and strengths are never ranked: what customers need would be hidden in it",
            remedy="merge it the other way round",
        )


def _free(published: Answers, label: str, key: str) -> None:
    """Refuse a label that another theme has."""
    taken = next((t for t in published.themes() if str(t["label"]).casefold() == label.strip().casefold()), None)
    if taken is not None and taken["key"] != key:
        raise WrongUsage(
            f"the theme {taken['key']} is called {printable(label)!r} already",
            remedy="merge the two, or choose another label",
        )


def _theme(published: Answers, key: str) -> tuple[str, tuple[Anchor, ...]]:
    """Key of a theme that is there now, and words that are typical of it."""
    record = published.theme(key)
    while record is not None and record.get("merged_into"):
        record = published.theme(str(record["merged_into"]))
    if record is None:
        raise WrongUsage(
            f"no theme has the key {printable(key, 40)!r}", remedy="see: feedback2req themes --format json"
        )
    ids = [str(i) for i in _listed(record, "exemplars")][:_N_ANCHORS]
    return str(record["key"]), _anchors(published.named(ids))


def _of_requirement(published: Answers, key: str) -> tuple[Anchor, ...]:
    record = published.requirement(key)
    if record is None:
        raise WrongUsage(
            f"no requirement has the key {printable(key, 40)!r}", remedy="see: feedback2req requirements --format json"
        )
    evidence = [e for e in _listed(record, "evidence") if isinstance(e, dict)][:_N_ANCHORS]
    return tuple(Anchor(item_id=str(e["item_id"]), quote=str(e["quote"])) for e in evidence)


def _statements(published: Answers, ids: Sequence[str], *, theme: str | None = None) -> tuple[Anchor, ...]:
    found = published.named(ids)
    missing = sorted(set(ids) - {str(r["statement_id"]) for r in found})
    if missing:
        raise WrongUsage(f"no statement has the id {printable(missing[0], 40)!r}", remedy="see statements.jsonl")
    foreign = [str(r["statement_id"]) for r in found if theme is not None and r["theme"] != theme]
    if foreign:
        raise WrongUsage(f"the statement {foreign[0]} is not in the theme {theme}")
    return _anchors(found)


def _anchors(records: Sequence[Record]) -> tuple[Anchor, ...]:
    return tuple(Anchor(item_id=str(r["item_id"]), quote=str(r["text"])) for r in records)


def _listed(record: Record, name: str) -> list[object]:
    value = record.get(name)
    return list(value) if isinstance(value, list) else []
