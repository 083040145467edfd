"""What names are made of: what statements say, read once for all levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.stages.describe.candidates import cases_of
from feedback2req.stages.describe.names import own_names, product_word, spread_names
from feedback2req.stages.describe.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Statements with their words, points and parses.

    Attributes
    ----------
    statements : sequence of Statement
    items, parses : mapping of item id to FeedbackItem and to Parse
    points : mapping of a statement's position to its points
    vocabulary : Vocabulary
    in_play : frozenset of int
        Positions of the statements that take part.
    cases : mapping of str to str
        How customers write each word.
    product : str or None
        The word by which they call the product: "app", "game".
    encode : callable
        Texts to unit rows, in the space of the themes' directions.
    """

    statements: Sequence[Statement]
    items: Mapping[str, FeedbackItem]
    parses: Mapping[str, Parse]
    points: Mapping[int, Sequence[Point]]
    vocabulary: Vocabulary
    in_play: frozenset[int]
    cases: Mapping[str, str]
    product: str | None
    encode: Callable[[Sequence[str]], NDArray[np.float16]]

    @classmethod
    def of(
        cls,
        members: Sequence[Sequence[int]],
        statements: Sequence[Statement],
        items: Mapping[str, FeedbackItem],
        parses: Mapping[str, Parse],
        points: Sequence[Point],
        encode: Callable[[Sequence[str]], NDArray[np.float16]],
    ) -> Self:
        """Read what names need from the whole run; `members` are those of each theme."""
        by_statement: dict[int, list[Point]] = defaultdict(list)
        for point in points:
            by_statement[point.statement].append(point)
        own_name, spread = own_names(items), spread_names(members, statements, items, parses)
        return cls(
            statements=statements,
            items=items,
            parses=parses,
            points=by_statement,
            vocabulary=Vocabulary(statements, parses, own_name, spread - own_name),
            in_play=frozenset(i for i, s in enumerate(statements) if s.aside is None),
            cases=cases_of(points),
            product=product_word(statements, parses),
            encode=encode,
        )
