"""Which words each statement holds, and how telling they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", "X"})
_EMPTY = frozenset(
    """be have do get go make use can will would could should may might must app application thing stuff lot bit way
    one something anything everything nothing star please pls thank thanks great good nice love like best awesome
    really very just still also even now always never only again more much many time try want need let know think
    guy dev developer team people user say tell see come keep give take amazing excellent well bad worst
    hate cool fix problem issue bug feature version update work phone new other same""".split()
)
"""Lemmas that tell no theme from another."""


class Vocabulary:
    """Content lemmas of every statement, with the number of statements that hold each set of them.

    `names` are the words of the product's own name: they tell no theme from another.
    """

    def __init__(
        self, statements: Sequence[Statement], parses: Mapping[str, Parse], names: frozenset[str] = frozenset()
    ) -> None:
        self._names = names
        self.lemmas: list[frozenset[str]] = [_content(parses[s.item_id], s.start, s.end) for s in statements]
        self._holding: dict[str, set[int]] = {}
        for i, held in enumerate(self.lemmas):
            for lemma in held:
                self._holding.setdefault(lemma, set()).add(i)

    def holders(self, lemmas: Iterable[str]) -> set[int]:
        """Positions of the statements that hold all the given lemmas; none for no lemma."""
        sets = [self._holding.get(lemma, set()) for lemma in lemmas]
        return set.intersection(*sets) if sets else set()

    def telling(self, members: Sequence[int]) -> Counter[str]:
        """How many of the members hold each telling lemma."""
        return Counter(lemma for m in members for lemma in self.lemmas[m] if not self.is_empty(lemma))

    def is_empty(self, lemma: str) -> bool:
        """Whether a lemma tells no theme from another."""
        return lemma in _EMPTY or lemma in self._names


def _content(parse: Parse, start: int, end: int) -> frozenset[str]:
    return frozenset(
        parse.lemmas[i] for i in parse.within(start, end) if parse.pos[i] in _CONTENT and len(parse.lemmas[i]) > 1
    )

