"""One statement's tokens as the readers of points look at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement
from feedback2req.stages.extract.lexicon import NEGATIONS

MASK = re.compile(r"\S*[Xx]{2,}\S*|\{\$?[^{}]*\}|\[[a-z_]+ [0-9a-f]{6,}\]|\$\S*\d\S*|\S*@\S*|https?:\S*|www\.\S*")
"""What stands for something that must not or cannot be read: masks of persons, sums, addresses."""
_MAX_TOKENS = 400


@dataclass(frozen=True, slots=True)
class View:
    """Tokens of one statement; heads outside of it become roots.

    All columns have one entry a token; `low` is the token in lower case, `masked` whether it belongs to a
    mask, `kids` the direct dependents in order.
    """

    forms: tuple[str, ...]
    low: tuple[str, ...]
    lemmas: tuple[str, ...]
    pos: tuple[str, ...]
    rel: tuple[str, ...]
    heads: tuple[int, ...]
    kids: tuple[tuple[int, ...], ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    masked: tuple[bool, ...]
    opens: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.forms)

    def kids_by(self, index: int, *relations: str) -> list[int]:
        """Dependents of a token that hang on it by one of the relations."""
        return [k for k in self.kids[index] if self.rel[k] in relations]

    def word(self, index: int) -> str:
        """Lower-case token, or an empty string outside of the statement."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def negated(self, index: int) -> bool:
        """Whether a verb is negated, by its dependents or by the words right before it."""
        if any(self.low[k] in NEGATIONS for k in self.kids[index]):
            return True
        return any(self.word(index - back) in NEGATIONS for back in (1, 2))

    def auxiliaries(self, index: int) -> set[str]:
        """Lemmas of the auxiliaries of a verb."""
        return {self.lemmas[k] for k in self.kids_by(index, "aux", "auxpass")}

    def subject(self, index: int) -> int | None:
        """Subject of a verb: its own, or that of the verb it is joined to or serves as a complement."""
        seen: set[int] = set()
        while index not in seen:
            seen.add(index)
            own = self.kids_by(index, "nsubj", "nsubjpass", "expl")
            if own:
                return own[0]
            if self.rel[index] not in ("conj", "xcomp") or self.pos[self.heads[index]] not in ("VERB", "AUX", "ADJ"):
                return None
            index = self.heads[index]
        return None

    def subtree(self, index: int) -> list[int]:
        """A token and all it governs, in order."""
        todo, seen = [index], {index}
        while todo:
            for kid in self.kids[todo.pop()]:
                if kid not in seen:
                    seen.add(kid)
                    todo.append(kid)
        return sorted(seen)


def views_of(
    statements: Sequence[Statement], items: Mapping[str, FeedbackItem], parses: Mapping[str, Parse]
) -> Iterator[View | None]:
    """The tokens of each statement, one at a time; None for those set aside and for items without a parse."""
    for s in statements:
        is_read = s.aside is None and s.item_id in parses
        yield view(s, items[s.item_id].text, parses[s.item_id]) if is_read else None


def view(statement: Statement, text: str, parse: Parse) -> View | None:
    """The tokens of a statement, or None when there are none, or too many for a point to be found.

    A span that is cut inside of a token leaves that token out.
    """
    span = parse.within(statement.start, statement.end)
    if not 0 < len(span) <= _MAX_TOKENS:
        return None
    first, last = span.start, span.stop
    starts = [int(s) for s in parse.starts[first:last]]
    ends = [int(e) for e in parse.ends[first:last]]
    forms = tuple(text[s:e].replace("’", "'") for s, e in zip(starts, ends, strict=True))
    heads = [int(h) - first if first <= int(h) < last else n for n, h in enumerate(parse.heads[first:last])]
    kids: list[list[int]] = [[] for _ in forms]
    for n, head in enumerate(heads):
        if head != n:
            kids[head].append(n)
    masks = [m.span() for m in MASK.finditer(text, statement.start, statement.end)]
    begin = {int(s) - first for s in parse.sentences}
    return View(
        forms=forms,
        low=tuple(f.lower() for f in forms),
        lemmas=parse.lemmas[first:last],
        pos=parse.pos[first:last],
        rel=parse.relations[first:last],
        heads=tuple(heads),
        kids=tuple(tuple(k) for k in kids),
        starts=tuple(starts),
        ends=tuple(ends),
        masked=tuple(any(a < e and s < b for a, b in masks) for s, e in zip(starts, ends, strict=True)),
        opens=tuple(n == 0 or n in begin or forms[n - 1] in ".!?:;\n-*" for n in range(len(forms))),
    )
