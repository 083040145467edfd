"""Names that tell no theme from another: the product's own, and those of companies that stand all over."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement
from feedback2req.domain.words import words

_NAME_SHARE = 0.6
"""Share of a word's uses in which it stands as a name, from which on it is one."""

_PRODUCTS = words("app game software program site website tool")

FEWEST_THEMES = 4
SPREAD = 0.1
"""A name that two members or more use in so many themes, and in this share of them, says whose product it is."""


def own_names(items: Mapping[str, FeedbackItem]) -> frozenset[str]:
    """Words of the product's name, each in both numbers; none where there are several products."""
    products = {item.product.casefold() for item in items.values()}
    if len(products) != 1:
        return frozenset()
    (name,) = products
    # "Last.fm" is also written "last fm" and "lastfm"
    words = {*name.split(), *re.findall(r"[^\W_]+", name), *(re.sub(r"[\W_]", "", w) for w in name.split())}
    return frozenset(words | {f"{w}s" for w in words})


def product_word(statements: Sequence[Statement], parses: Mapping[str, Parse]) -> str | None:
    """The word by which customers mostly call the product; None where hardly any does."""
    used = Counter(
        parse.lemmas[i]
        for s in statements
        for parse in [parses[s.item_id]]
        for i in parse.within(s.start, s.end)
        if parse.lemmas[i] in _PRODUCTS
    )
    often = min(used, key=lambda w: (-used[w], w), default=None)
    return often if often is not None and used[often] >= FEWEST_THEMES else None


def spread_names(
    members: Sequence[Sequence[int]],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
) -> frozenset[str]:
    """Lemmas that are names, no acronyms, and stand in many themes."""
    used: Counter[str] = Counter()
    named: Counter[str] = Counter()
    themes: dict[str, Counter[int]] = defaultdict(Counter)
    for t, own in enumerate(members):
        for m in own:
            statement = statements[m]
            parse, text = parses[statement.item_id], items[statement.item_id].text
            within = parse.within(statement.start, statement.end)
            used.update(parse.lemmas[i] for i in within)
            names = [i for i in within if parse.pos[i] == "PROPN" and _is_written_as_name(text, parse, i)]
            named.update(parse.lemmas[i] for i in names)
            for lemma in {parse.lemmas[i] for i in names}:
                themes[lemma][t] += 1
    fewest = max(FEWEST_THEMES, SPREAD * len(members))
    return frozenset(
        lemma
        for lemma, of in themes.items()
        if sum(n >= 2 for n in of.values()) >= fewest and named[lemma] >= _NAME_SHARE * used[lemma]
    )


def _is_written_as_name(text: str, parse: Parse, i: int) -> bool:
    word = text[parse.starts[i] : parse.ends[i]]
    return word[:1].isupper() and word[1:] == word[1:].lower()
