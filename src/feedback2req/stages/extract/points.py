"""From each statement's parse to the points it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.statement import Statement
from feedback2req.stages.extract.asks import asks, bare
from feedback2req.stages.extract.failures import failures
from feedback2req.stages.extract.found import Context, Found
from feedback2req.stages.extract.names import cases_of, product_words
from feedback2req.stages.extract.phrases import Wording
from feedback2req.stages.extract.spoken import questions, stated
from feedback2req.stages.extract.view import View, views_of
from feedback2req.stages.extract.worded import WORDED

_MAX_POINTS = 6
_REQUEST, _PROBLEM, _QUESTION, _PRAISE, _COMPLAINT = (
    INTENTS.index(name) for name in ("feature_request", "problem_report", "question", "praise", "complaint")
)


def extract(
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    intents: NDArray[np.floating],
    *,
    cases: Mapping[str, str] | None = None,
) -> tuple[Point, ...]:
    """What each statement asks for or reports, as actions and things in one normal form.

    Requests and failures are looked for first; a statement that holds neither gives the deed it asks about
    or the thing it speaks of, with the force ``state``. Where the parse is doubtful there is no point:
    nonsense in a label or a requirement is worse than a gap.

    Parameters
    ----------
    statements : sequence of Statement
        Those set aside give no point.
    items : mapping of str to FeedbackItem
        By item id; every statement's item is in it.
    parses : mapping of str to Parse
        By item id, over the item's whole text; an item without one gives no points.
    intents : ndarray of shape (n_statements, 6)
        Probabilities in the order of `INTENTS`.
    cases : mapping of str to str, optional
        What `cases_of` gives for the same statements, where it is known.

    Returns
    -------
    tuple of Point
        In the order of the statements, and within one in the order of the text.
    """
    cases = cases_of(statements, items, parses) if cases is None else cases
    points: list[Point] = []
    for n, (statement, seen) in enumerate(zip(statements, views_of(statements, items, parses), strict=True)):
        if seen is None:
            continue
        wording = Wording(cases, product_words(items[statement.item_id].product))
        row = intents[n]
        context = Context(
            view=seen,
            wording=wording,
            request=float(row[_REQUEST]),
            problem=max(float(row[_PROBLEM]), float(row[_COMPLAINT])),
            praise=float(row[_PRAISE]),
            question=float(row[_QUESTION]),
        )
        points += [_point(n, statement, seen, found) for found in _read(context)]
    return tuple(points)


def _read(c: Context) -> list[Found]:
    """The findings of one statement, each thing said once; a request outweighs a failure read from the same words."""
    wanted = [f for f in asks(c) if f.says_something]
    used = {t for f in wanted for t in f.tokens}
    failed = [f for f in failures(c) if f.says_something and not used & set(f.tokens)]
    found = _distinct([*wanted, *failed])
    for rule in (bare, *WORDED, questions, stated):
        if found:
            break
        found = [f for f in rule(c) if f.says_something]
    return sorted(_distinct(found), key=lambda f: f.tokens)[:_MAX_POINTS]


def _distinct(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for f in found:
        if not any(f.same_as(k) and f.force == k.force for k in kept):
            kept.append(f)
    return kept


def _point(n: int, statement: Statement, seen: View, found: Found) -> Point:
    return Point(
        statement=n,
        force=found.force,
        actor=found.actor,
        subject=found.subject,
        verb=found.verb,
        object=found.object,
        complement=found.complement,
        predicate=found.predicate,
        condition=found.condition,
        start=max(statement.start, seen.starts[found.tokens[0]]),
        end=min(statement.end, seen.ends[found.tokens[-1]]),
    )
