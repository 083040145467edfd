"""Phrases that could name a theme, each one read from what its customers wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.inflection import singular
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.domain.words import words
from feedback2req.stages.describe.failings import Form
from feedback2req.stages.describe.forms import TROUBLES, form_of
from feedback2req.stages.describe.phrases import noun_phrases
from feedback2req.stages.describe.vocabulary import Vocabulary
from feedback2req.stages.describe.words import EDITIONS, FAILED, SAYING_NOTHING_ALONE, is_name, is_proper, is_readable

MAX_WORDS = 6
MAX_CONTENT = 15
"""Content words up to which a statement that holds a deed's words is taken to speak of that deed."""

_COUNTING = words("multiple several many some any one two few")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible label.

    Attributes
    ----------
    text, criterion : str
        How it reads on a slide and in a sentence.
    force : str
        Of the points behind it: ask, fail or state.
    bare : bool
        Whether it names a thing and nothing about it.
    deed : bool
        Whether its lemmas hold a verb and what it is done to.
    lemmas : frozenset of str
        Telling lemmas that a member holds who speaks of it.
    others : tuple of frozenset of str
        Further sets of lemmas, any of which does as well ("move files" or "copy files").
    thing : str
        The phrase it was made of.
    said_by : frozenset of int
        Members whose points or phrases it was read from.
    """

    text: str
    criterion: str
    force: str
    bare: bool
    deed: bool = False
    lemmas: frozenset[str]
    others: tuple[frozenset[str], ...] = ()
    thing: str
    said_by: frozenset[int]

    def holders(self, vocabulary: Vocabulary) -> set[int]:
        """Statements that hold its words."""
        return set().union(*(vocabulary.holders(lemmas) for lemmas in (self.lemmas, *self.others)))


_Key = tuple[frozenset[str], str]


def candidates(
    kind: str,
    members: Sequence[int],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Mapping[int, Sequence[Point]],
    vocabulary: Vocabulary,
    cases: Mapping[str, str],
) -> list[Candidate]:
    """Forms of the members' points, and the noun phrases they hold, most often said first."""
    forms: dict[_Key, dict[Form, set[int]]] = defaultdict(lambda: defaultdict(set))
    for member in members:
        statement = statements[member]
        text, parse = items[statement.item_id].text, parses[statement.item_id]
        for point in points.get(member, ()):
            form = form_of(kind, _of_product(point, vocabulary))
            if form is not None and _fits(kind, form, vocabulary):
                lemmas = _lemmas(form.about, text, parse, (point.start, point.end), vocabulary)
                if lemmas or not form.bare:
                    forms[lemmas | form.marks, point.force][form].add(member)
        for phrase in noun_phrases(text, parse, statement, vocabulary, praise=kind == "praise"):
            form = form_of(kind, _thing(member, _cased(phrase, cases)))
            if form is not None and _fits(kind, form, vocabulary):
                lemmas = _lemmas(phrase, text, parse, (statement.start, statement.end), vocabulary)
                if lemmas:
                    forms[lemmas | form.marks, "state"][form].add(member)
    failing = frozenset(m for m in members if any(p.force == "fail" for p in points.get(m, ())))
    found = [_backed(_best(key, said), failing, frozenset(members), vocabulary) for key, said in forms.items()]
    return sorted(found, key=lambda c: (-len(c.said_by), c.text, c.force, sorted(c.lemmas)))


def cases_of(points: Sequence[Point]) -> dict[str, str]:
    """How points write each word: "ftp" is FTP, "icon" is no name."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for point in points:
        for word in " ".join(p for p in (point.subject, point.object, point.complement) if p).split():
            seen[word.lower()][word] += 1
    return {low: min(forms, key=lambda f: (-forms[f], f)) for low, forms in seen.items()}


def _cased(phrase: str, cases: Mapping[str, str]) -> str:
    if is_proper(phrase) and " " in phrase:
        return phrase
    return " ".join(cases.get(w.lower(), w) for w in phrase.split())


def _of_product(point: Point, vocabulary: Vocabulary) -> Point:
    """A point without words for the product itself: "Netflix does not open" tells no more than "does not open"."""
    return replace(point, subject=_told(point.subject, vocabulary), object=_told(point.object, vocabulary))


def _told(thing: str | None, vocabulary: Vocabulary) -> str | None:
    said = thing.casefold().split() if thing else []
    if not said or singular(said[-1]) in TROUBLES:
        return thing
    named = {w.casefold() for w in str(thing).split() if is_name(w) and vocabulary.is_name(w.casefold())}
    empty = all(w in named or w in FAILED or vocabulary.says_nothing(singular(w)) for w in said)
    return None if empty else thing


def _thing(member: int, phrase: str) -> Point:
    """A point that only names a thing."""
    return Point(
        statement=member, force="state", actor="user", subject=None, verb=None, object=phrase, complement=None,
        predicate=None, condition=None, start=0, end=0,
    )  # fmt: skip


def _fits(kind: str, form: Form, vocabulary: Vocabulary) -> bool:
    """Whether a form can be a label at all, and says something about the product."""
    if not is_readable(form.text) or len(form.text.split()) > MAX_WORDS:
        return False
    said = [w.casefold() for w in form.about.split()]
    if all(vocabulary.is_name(w) for w in said) or any(vocabulary.is_spread(w) for w in said):
        return False
    if any(is_name(w) and vocabulary.is_name(w.casefold()) for w in form.about.split()):
        return False
    return not form.bare or _tells(kind, said, vocabulary)


def _tells(kind: str, said: list[str], vocabulary: Vocabulary) -> bool:
    """Whether a bare thing is one; praise of "the best file manager" praises the whole product."""
    head = singular(said[-1])
    if len(said) == 1 and (head in SAYING_NOTHING_ALONE or vocabulary.is_deed(head)):
        return False
    if head in EDITIONS:
        return kind != "praise" and len(said) > 1
    return not (vocabulary.is_empty(head) or vocabulary.is_empty(said[-1]))


def _best(key: _Key, said: Mapping[Form, set[int]]) -> Candidate:
    form = min(said, key=lambda f: (-len(said[f]), len(f.text), f.text))
    return Candidate(
        text=form.text,
        criterion=form.criterion,
        force=key[1],
        bare=form.bare,
        deed=form.deed,
        lemmas=key[0] - form.marks,
        thing=form.about,
        said_by=frozenset().union(*said.values()),
    )


def _backed(
    candidate: Candidate, failing: frozenset[int], members: frozenset[int], vocabulary: Vocabulary
) -> Candidate:
    """A claim with those who make it in other words: the same deed on the same thing, and a failure where it fails."""
    if not candidate.deed or len(candidate.lemmas) < 2:
        return candidate
    could = failing if candidate.force == "fail" else members
    likewise = {m for m in vocabulary.holders(candidate.lemmas) & could if len(vocabulary.lemmas[m]) <= MAX_CONTENT}
    return replace(candidate, said_by=candidate.said_by | likewise)


def _lemmas(phrase: str, text: str, parse: Parse, span: tuple[int, int], vocabulary: Vocabulary) -> frozenset[str]:
    """Telling lemmas of a phrase, as the parser has them."""
    said = (set(phrase.casefold().replace("-", " ").split()) | set(phrase.casefold().split())) - _COUNTING
    return frozenset(
        parse.lemmas[i]
        for i in parse.within(*span)
        if (text[parse.starts[i] : parse.ends[i]].casefold() in said or parse.lemmas[i] in said)
        and parse.pos[i] not in ("DET", "ADP", "PART", "PRON", "CCONJ", "PUNCT", "AUX", "SCONJ")
        and not vocabulary.is_empty(parse.lemmas[i])
    )
