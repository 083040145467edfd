"""What a drafter outside of the program is shown: masked statements of one theme, under ids of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.drafting import Brief
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.machine_talk import speaks_to_a_machine
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Theme

MOST_STATEMENTS = 24
LONGEST_STATEMENT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One requirement to word.

    Attributes
    ----------
    base : Requirement or None
        The draft whose wording is to be replaced; None where the theme has none.
    shown : mapping of str to Statement
        Statements by the ids of the brief, in its order.
    """

    theme: Theme
    base: Requirement | None
    brief: Brief
    shown: Mapping[str, Statement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Statements of the run, the items they stand in, and how strongly each belongs to its theme."""

    statements: Sequence[Statement]
    items: Mapping[str, FeedbackItem]
    strengths: NDArray[np.floating]

    def customer(self, statement: Statement) -> str:
        """Who made a statement."""
        return self.items[statement.item_id].customer


def tasks(theme: Theme, bases: Sequence[Requirement], corpus: Corpus, *, system: str) -> Iterator[Task]:
    """One task a draft, or one for a theme without any.

    A draft's task holds the statements of its evidence: they say which need is meant. A theme's holds its
    typical statements, then the strongest. What speaks to a machine, or is too long for one point, is not
    shown; where fewer than two customers are left there is no brief, and the draft stays as it is.
    """
    members = {corpus.statements[m].statement_id: m for m in theme.members}
    for base in bases or (None,):
        if base is None:
            by_strength = sorted(members, key=lambda s: (-round(float(corpus.strengths[members[s]]), 4), s))
            ids = [*theme.exemplars, *by_strength]
        else:
            ids = [e.statement_id for e in base.evidence]
        own = [corpus.statements[members[i]] for i in dict.fromkeys(ids) if i in members]
        shown = {f"s{n}": s for n, s in enumerate(_fit(own)[:MOST_STATEMENTS], start=1)}
        brief = Brief(system=system, kind=theme.kind, statements=tuple((i, s.text) for i, s in shown.items()))
        yield Task(theme=theme, base=base, brief=brief, shown=shown)


def _fit(statements: Sequence[Statement]) -> list[Statement]:
    return [s for s in statements if len(s.text) <= LONGEST_STATEMENT and not speaks_to_a_machine(s.text)]
