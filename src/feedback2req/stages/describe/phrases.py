"""Noun phrases that statements hold, and what things are said to be."""

from __future__ import annotations

from feedback2req.domain.parse import Parse
from feedback2req.domain.statement import Statement
from feedback2req.stages.describe.vocabulary import Vocabulary

_NOMINAL = frozenset({"NOUN", "PROPN"})
_MODIFIER = frozenset({"ADJ", "NOUN", "PROPN"})
MAX_RUN = 3
_APART = frozenset({
    ("top", "up"), ("log", "in"), ("sign", "in"), ("sign", "up"), ("check", "in"), ("check", "out"), ("set", "up"),
    ("back", "up"), ("pay", "out"), ("log", "out"),
})  # fmt: skip


def noun_phrases(
    text: str, parse: Parse, statement: Statement, vocabulary: Vocabulary, *, praise: bool = False
) -> list[str]:
    """Runs of adjectives and nouns that end in a noun ("cloud storage").

    Of praise also what things are said to be ("clean interface") and to be good for ("easy to use").
    """
    within = parse.within(statement.start, statement.end)
    found = []
    for i in within:
        if parse.pos[i] not in _NOMINAL or (i + 1 in within and parse.pos[i + 1] in _NOMINAL):
            continue
        if _is_tight(text, parse, i + 1, within) or _is_half(parse, i, within):
            continue
        found += _runs(text, parse, i, within, vocabulary)
    if not praise:
        return found
    return found + _said_to_be(text, parse, within, vocabulary) + _easy(text, parse, within)


def _is_tight(text: str, parse: Parse, i: int, within: range) -> bool:
    """Whether a token is a hyphen within a word: its parts ("top-up") name nothing alone."""
    return (
        i in within
        and i + 1 in within
        and text[parse.starts[i] : parse.ends[i]] == "-"
        and parse.starts[i] == parse.ends[i - 1]
        and parse.ends[i] == parse.starts[i + 1]
    )


def _is_half(parse: Parse, i: int, within: range) -> bool:
    """Whether a noun is the first half of one that is written apart: "top up", "log in"."""
    return i + 1 in within and (parse.lemmas[i], parse.lemmas[i + 1]) in _APART


def _runs(text: str, parse: Parse, head: int, within: range, vocabulary: Vocabulary) -> list[str]:
    found = []
    for length in range(1, MAX_RUN + 1):
        run = range(head - length + 1, head + 1)
        if run[0] not in within or any(parse.pos[j] not in _MODIFIER for j in run):
            break
        if any(vocabulary.is_empty(parse.lemmas[j]) for j in run) or _is_tight(text, parse, run[0] - 1, within):
            break
        found.append(_said(text, parse, run))
    return found


def _said(text: str, parse: Parse, run: range) -> str:
    """A run as written, in small letters unless a word is a name or an acronym."""
    words = []
    for j in run:
        word = text[parse.starts[j] : parse.ends[j]]
        keeps = parse.pos[j] == "PROPN" and not (word.isupper() and len(word) > 5)
        words.append(word if keeps or (word.isupper() and 1 < len(word) <= 5) else word.lower())
    return " ".join(words)


def _said_to_be(text: str, parse: Parse, within: range, vocabulary: Vocabulary) -> list[str]:
    found = []
    for i in within:
        if parse.relations[i] != "acomp" or parse.pos[i] != "ADJ" or vocabulary.is_empty(parse.lemmas[i]):
            continue
        for j in parse.children(int(parse.heads[i])):
            if parse.relations[j] == "nsubj" and parse.pos[j] in _NOMINAL and not vocabulary.is_empty(parse.lemmas[j]):
                adjective = text[parse.starts[i] : parse.ends[i]].lower()
                found.append(f"{adjective} {_said(text, parse, range(j, j + 1))}")
    return found


def _easy(text: str, parse: Parse, within: range) -> list[str]:
    """What a thing is good for: "easy to use"."""
    return [
        f"{text[parse.starts[i] : parse.ends[i]].lower()} to {parse.lemmas[i + 2]}"
        for i in within
        if parse.pos[i] == "ADJ"
        and i + 2 in within
        and parse.lemmas[i + 1] == "to"
        and parse.pos[i + 2] == "VERB"
        and parse.lemmas[i] in ("easy", "simple", "quick", "fun", "safe")
    ]
