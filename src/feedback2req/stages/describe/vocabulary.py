"""Which words each statement holds, and how telling they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV", "NUM", "X"})
_KINDS = {"VERB": 1, "NOUN": -1}
_EMPTY = frozenset(
    """be have do get go make use can will would could should may might must app application apps software thing stuff
    lot bit way one something anything everything nothing star please pls thank thanks great good nice love like best
    awesome really very just still also even now always never only again more much many time try want need let know
    think guy guys dev developer team people user
    customer consumer company say tell see come keep give take amazing excellent well bad worst
    better hate cool fix problem issue bug feature version update work phone device new other same such own few sure
    perfect wonderful fantastic brilliant terrible horrible useless stupid annoying frustrating crap rubbish okay ok
    fine decent happy sad suck sucks wow lol pity shame favorite favourite super incredible outstanding pretty quite
    year month week day hour minute today yesterday tomorrow moment while ago past last first next second
    reason chance job hand title idea hope story case example part end side kind sort type fact point instance course
    review rating comment opinion suggestion request complaint question answer regard regards hello hi sincerely
    improvement look rest ever faq garbage joke trash hell fail fun hard addicting boring force stop
    everytime constant constantly alot tho mean
    apart yup yeah yep nope couple person otherwise almost""".split()
)
"""Lemmas that tell no theme from another."""


class Vocabulary:
    """Content lemmas of every statement, with the number of statements that hold each set of them.

    `names` are words of the product's own name, `spread` names that stand in many themes: both tell no theme
    from another, and the latter stand in no label.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        parses: Mapping[str, Parse],
        names: frozenset[str] = frozenset(),
        spread: frozenset[str] = frozenset(),
    ) -> None:
        self._names = names | spread
        self._spread = spread
        self.lemmas: list[frozenset[str]] = [_content(parses[s.item_id], s.start, s.end) for s in statements]
        self._deeds: Counter[str] = Counter()
        for statement in statements:
            self._deeds.update(_uses(parses[statement.item_id], statement.start, statement.end))
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
        return self.says_nothing(lemma) or lemma.casefold() in self._names

    def says_nothing(self, lemma: str) -> bool:
        """Whether a lemma tells nothing in any feedback."""
        return lemma.casefold() in _EMPTY

    def is_deed(self, lemma: str) -> bool:
        """Whether customers use a word for what is done more often than for a thing ("open", "watch")."""
        return self._deeds[lemma.casefold()] > 0

    def is_thing(self, lemma: str) -> bool:
        """Whether customers use a word as a noun more often than for what is done."""
        return self._deeds[lemma.casefold()] < 0

    def is_name(self, word: str) -> bool:
        """Whether a word belongs to a name that tells no theme from another."""
        return word in self._names

    def is_spread(self, word: str) -> bool:
        """Whether a word is a name that stands in many themes, as written or with a genitive's or plural's s."""
        return word in self._spread or word.removesuffix("s").rstrip("'’") in self._spread


def _uses(parse: Parse, start: int, end: int) -> Counter[str]:
    """By how much verbs outnumber nouns among the uses of each lemma."""
    uses: Counter[str] = Counter()
    for i in parse.within(start, end):
        if parse.pos[i] in _KINDS:
            uses[parse.lemmas[i].casefold()] += _KINDS[parse.pos[i]]
    return uses


def _content(parse: Parse, start: int, end: int) -> frozenset[str]:
    return frozenset(
        parse.lemmas[i] for i in parse.within(start, end) if parse.pos[i] in _CONTENT and len(parse.lemmas[i]) > 1
    )
