"""What each statement is about, as one noun phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.inflection import singular
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.stages.extract.names import cases_of, product_words
from feedback2req.stages.extract.phrases import Wording, noun_phrase
from feedback2req.stages.extract.view import View, views_of

_BY_RELATION = ("dobj", "nsubj", "nsubjpass", "ROOT", "attr", "conj", "pobj", "appos")
"""Where the thing that is spoken of mostly stands, the likeliest first."""


def aspects(
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Sequence[Point],
    *,
    cases: Mapping[str, str] | None = None,
) -> tuple[str | None, ...]:
    """Name the thing that each statement is about ("CSV export", "dark mode").

    The thing that its first point acts on, or that fails; a statement without a point gives the noun phrase that stands
    where the thing mostly does. None when only the product as a whole is spoken of, and for statements set aside.

    Returns
    -------
    tuple of str or None, length n_statements
        Without determiner, possessive and judgement; names and acronyms in their own case.
    """
    first: dict[int, str] = {}
    for point in points:
        thing = (point.subject if point.force == "fail" else None) or point.object or point.subject
        if thing is not None:
            first.setdefault(point.statement, thing)
    cases = cases_of(statements, items, parses) if cases is None else cases
    without = [s for n, s in enumerate(statements) if n not in first]
    views = views_of(without, items, parses)
    found = []
    for n, s in enumerate(statements):
        product = product_words(items[s.item_id].product)
        aspect = first[n] if n in first else _spoken_of(next(views), Wording(cases, product))
        found.append(None if aspect is None or _is_product(aspect, product) else aspect)
    return tuple(found)


def _is_product(aspect: str, product: tuple[str, ...]) -> bool:
    """Whether a phrase means the product itself: "a light file manager", said of a file manager."""
    return singular(aspect.split()[-1].lower()) in product


def _spoken_of(seen: View | None, wording: Wording) -> str | None:
    if seen is None:
        return None
    nouns = [n for n in range(len(seen)) if seen.rel[n] in _BY_RELATION]
    for n in sorted(nouns, key=lambda n: (_BY_RELATION.index(seen.rel[n]), n)):
        phrase = noun_phrase(seen, n, wording)
        if phrase is not None:
            return phrase.text
    return None
