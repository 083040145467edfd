"""Phrases that could name a theme, each one read from what its customers wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.stages.describe.forms import Form, form_of
from feedback2req.stages.describe.vocabulary import Vocabulary

_NOMINAL = frozenset({"NOUN", "PROPN"})
_MODIFIER = frozenset({"ADJ", "NOUN", "PROPN"})
MAX_WORDS = 6
MAX_RUN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A possible label: how it reads, the telling lemmas behind it, and how often members say it."""

    text: str
    criterion: str
    force: str
    lemmas: frozenset[str]
    count: int


def candidates(
    kind: str,
    members: Sequence[int],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Mapping[int, Sequence[Point]],
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Forms of the members' points, and the noun phrases they hold, most often said first."""
    forms: dict[tuple[frozenset[str], str], Counter[Form]] = defaultdict(Counter)
    for member in members:
        statement = statements[member]
        text, parse = items[statement.item_id].text, parses[statement.item_id]
        for point in points.get(member, ()):
            form = form_of(kind, point)
            if form is not None:
                _add(forms, form, point.force, _lemmas(form.about, text, parse, (point.start, point.end), vocabulary))
        for phrase in _noun_phrases(text, parse, statement, vocabulary):
            form = form_of(kind, _bare(member, phrase))
            if form is not None:
                _add(forms, form, "state", _lemmas(phrase, text, parse, (statement.start, statement.end), vocabulary))
    found = [_best(lemmas, force, counted) for (lemmas, force), counted in forms.items()]
    return sorted(found, key=lambda c: (-c.count, c.text))


def _bare(member: int, phrase: str) -> Point:
    return Point(
        statement=member,
        force="state",
        actor="user",
        subject=None,
        verb=None,
        object=phrase,
        complement=None,
        predicate=None,
        condition=None,
        start=0,
        end=0,
    )


def _add(forms: dict[tuple[frozenset[str], str], Counter[Form]], form: Form, force: str, lemmas: frozenset[str]) -> None:
    if (lemmas or form.about == "work") and len(form.text.split()) <= MAX_WORDS:
        forms[lemmas | form.marks, force][form] += 1


def _best(lemmas: frozenset[str], force: str, counted: Counter[Form]) -> Candidate:
    form = min(counted, key=lambda f: (-counted[f], len(f.text), f.text))
    return Candidate(
        text=form.text, criterion=form.criterion, force=force, lemmas=lemmas - form.marks, count=sum(counted.values())
    )


def _lemmas(
    phrase: str, text: str, parse: Parse, span: tuple[int, int], vocabulary: Vocabulary
) -> frozenset[str]:
    """Telling lemmas of a phrase, as the parser has them."""
    said = set(phrase.casefold().replace("-", " ").split()) | set(phrase.casefold().split())
    return frozenset(
        parse.lemmas[i]
        for i in parse.within(*span)
        if (text[parse.starts[i] : parse.ends[i]].casefold() in said or parse.lemmas[i] in said)
        and parse.pos[i] not in ("DET", "ADP", "PART", "PRON", "CCONJ", "PUNCT", "AUX", "SCONJ")
        and not vocabulary.is_empty(parse.lemmas[i])
    )


def _noun_phrases(text: str, parse: Parse, statement: Statement, vocabulary: Vocabulary) -> list[str]:
    """Runs of adjectives and nouns that end in a noun, and what a thing is said to be ("clean interface")."""
    within = list(parse.within(statement.start, statement.end))
    found = []
    for i in within:
        if parse.pos[i] not in _NOMINAL or (i + 1 in within and parse.pos[i + 1] in _NOMINAL):
            continue
        for length in range(1, MAX_RUN + 1):
            run = range(i - length + 1, i + 1)
            if run[0] not in within or any(parse.pos[j] not in _MODIFIER for j in run):
                break
            if any(vocabulary.is_empty(parse.lemmas[j]) for j in run) or "XX" in text[parse.starts[run[0]] : parse.ends[i]]:
                break
            found.append(_said(text, parse, run))
    return found + _said_to_be(text, parse, within, vocabulary)


def _said(text: str, parse: Parse, run: range) -> str:
    """A run as written, in small letters unless a word is a name or an acronym."""
    words = []
    for j in run:
        word = text[parse.starts[j] : parse.ends[j]]
        keeps = parse.pos[j] == "PROPN" and not (word.isupper() and len(word) > 5)
        words.append(word if keeps or (word.isupper() and 1 < len(word) <= 5) else word.lower())
    return " ".join(words)


def _said_to_be(text: str, parse: Parse, within: list[int], vocabulary: Vocabulary) -> list[str]:
    found = []
    for i in within:
        if parse.relations[i] != "acomp" or parse.pos[i] != "ADJ" or vocabulary.is_empty(parse.lemmas[i]):
            continue
        things = [j for j in parse.children(int(parse.heads[i])) if parse.relations[j] == "nsubj"]
        for j in things:
            if parse.pos[j] in _NOMINAL and not vocabulary.is_empty(parse.lemmas[j]):
                adjective = text[parse.starts[i] : parse.ends[i]].lower()
                found.append(f"{adjective} {_said(text, parse, range(j, j + 1))}")
    return found
