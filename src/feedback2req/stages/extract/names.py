"""In which case customers write a word: "SD", "Google", "wifi"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement
from feedback2req.stages.extract.lexicon import OWN_CASE
from feedback2req.stages.extract.view import View, views_of

_OWN_SHARE = 0.6


def product_words(product: str) -> tuple[str, ...]:
    """Words of a product's name, in small letters; none for the default product."""
    return () if product == "default" else tuple(re.findall(r"[a-z0-9]+", product.lower()))


def cases_of(
    statements: Sequence[Statement], items: Mapping[str, FeedbackItem], parses: Mapping[str, Parse]
) -> dict[str, str]:
    """In which case the customers of a run write its names: see `own_cases`."""
    return own_cases(views_of(statements, items, parses))


def own_cases(views: Iterable[View | None]) -> dict[str, str]:
    """Words that customers mostly write with a capital where no sentence opens, with the case they use most.

    Statements that shout are left out: there, case tells nothing. A word seen once counts, which names need.
    """
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for view in views:
        if view is None or _shouts(view):
            continue
        for n, form in enumerate(view.forms):
            if (
                form[0].isalpha()
                and (not view.opens[n] or _inner_capital(form))
                and view.pos[n] in ("NOUN", "PROPN", "ADJ")
            ):
                seen[view.low[n]][form] += 1
    cases = {}
    for low, forms in seen.items():
        with_capital = Counter({f: n for f, n in forms.items() if f != low})
        if with_capital and with_capital.total() >= _OWN_SHARE * forms.total():
            cases[low] = min(with_capital, key=lambda f: (-with_capital[f], f))
    return cases | OWN_CASE


def _inner_capital(form: str) -> bool:
    return form[1:] != form[1:].lower()


def _shouts(view: View) -> bool:
    letters = [f for f in view.forms if f[0].isalpha()]
    capitals = sum(f[0].isupper() for f in letters)
    return len(letters) > 1 and capitals > 0.6 * len(letters)
