"""Where one point ends and the next begins, from the parse and from punctuation."""

from __future__ import annotations

import re

from feedback2req.domain.parse import Parse

_CLAUSAL = frozenset({"ROOT", "conj", "ccomp", "advcl", "relcl", "acl", "xcomp", "parataxis", "pcomp"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_SPLICES = frozenset({",", ";", "-", "–", "…", "..."})
_ADVERSATIVE = frozenset({"but", "however", "though", "although", "except"})
_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•–]|\d{1,2}[.)])\s)|(?<=[.!?:])\s*\n")
_NUMBERED = re.compile(r"(?<=[.!?:;\s])\s*(?=\d{1,2}[.)]\s+[A-Za-z])")
_ENDED = re.compile(r"(?<=[a-z)][.!?])(?=\s+[A-Z])|(?<=[!?])(?=\s+\w)")
_OPENERS = frozenset(
    "The This That These It It's Its My Your All There When If Please Pls Can Could Would Is Has Was Used Very No Not "
    "Only Would Since After Just Really Add Needs Need Why How".split()
)
_TITLE_TOKENS = 9
MIN_WORDS = 2
"""Fewest words on either side of a split: below that a piece is a slip of the pen, not a point."""


def boundaries(text: str, parse: Parse) -> list[int]:
    """Offsets at which a new piece starts, ascending, without 0.

    Sentences as the parser sees them, blank lines and list items, full stops and exclamation marks that the
    parser overlooked, and clauses that make a point of their own: behind an adversative ("love it but it
    drains my battery"), or coordinated with a subject of their own.
    """
    found = {int(parse.starts[i]) for i in parse.sentences[:-1] if i < len(parse)}
    for pattern in (_BREAK, _NUMBERED, _ENDED):
        found.update(m.end() for m in pattern.finditer(text))
    found.update(_behind_title(text, parse))
    for first, last in zip(parse.sentences[:-1], parse.sentences[1:], strict=True):
        found.update(_clauses(parse, int(first), int(last)))
    return sorted(b for b in found if 0 < b < len(text))


def _behind_title(text: str, parse: Parse) -> list[int]:
    """Where the body begins behind a title that a store glued to it ("Looks nice The menu is slow").

    A word of grammar with a capital, behind a word without a full stop and before one in small letters.
    """
    for i in range(1, min(_TITLE_TOKENS, len(parse) - 1)):
        here, before, after = (text[parse.starts[j] : parse.ends[j]] for j in (i, i - 1, i + 1))
        if here in _OPENERS and before[-1:].isalnum() and before.islower() and after[:1].islower():
            return [int(parse.starts[i])]
    return []


def _clauses(parse: Parse, first: int, last: int) -> list[int]:
    found = []
    for i in range(first + 1, last):
        if _starts_point(parse, first, i, last):
            found.append(int(parse.starts[i]))
    return found


def _starts_point(parse: Parse, first: int, i: int, last: int) -> bool:
    lemma, relation = parse.lemmas[i], parse.relations[i]
    if lemma in _ADVERSATIVE and parse.pos[i] in ("CCONJ", "SCONJ", "ADV", "ADP"):
        return _adverse(parse, first, i, last)
    if relation == "cc" and lemma in ("and", "yet", "so"):
        return _coordinates_clauses(parse, i) and _long_enough(parse, first, i, last)
    if parse.pos[i] == "PUNCT" or i == first:
        return False
    hyphen = parse.lemmas[i - 1] == "-" and int(parse.ends[i - 2]) == int(parse.starts[i - 1])
    return parse.lemmas[i - 1] in _SPLICES and not hyphen and _spliced(parse, first, i, last)


def _adverse(parse: Parse, first: int, i: int, last: int) -> bool:
    if parse.lemmas[i] == "but" and i > first and parse.lemmas[i - 1] in ("nothing", "anything", "all", "everything"):
        return False
    if parse.lemmas[i - 1] == "even":
        return False
    if parse.lemmas[i] in ("though", "although", "except") and not _has_verb(parse, range(i + 1, last)):
        return False
    return _long_enough(parse, first, i, last)


def _long_enough(parse: Parse, first: int, i: int, last: int) -> bool:
    return _n_words(parse, range(first, i)) >= MIN_WORDS and _n_words(parse, range(i + 1, last)) >= MIN_WORDS


def _n_words(parse: Parse, tokens: range) -> int:
    return sum(parse.pos[j] not in ("PUNCT", "SPACE", "SYM") for j in tokens)


def _has_verb(parse: Parse, tokens: range) -> bool:
    return any(parse.pos[j] in ("VERB", "AUX") for j in tokens)


def _has_subject(parse: Parse, verb: int) -> bool:
    return any(parse.relations[j] in _SUBJECTS for j in parse.children(verb))


def _coordinates_clauses(parse: Parse, cc: int) -> bool:
    """Whether a conjunction joins two clauses, each with a subject of its own.

    "I copy and paste" is one point; "the menu froze and the app closed" is one too when a condition holds
    them together, so a clause under a subordinator is left whole.
    """
    head = int(parse.heads[cc])
    if parse.relations[head] not in _CLAUSAL or parse.relations[head] in ("advcl", "relcl", "acl", "pcomp"):
        return False
    later = [j for j in parse.children(head) if j > cc and parse.relations[j] == "conj"]
    return any(parse.pos[j] in ("VERB", "AUX") and _has_subject(parse, j) for j in later)


def _spliced(parse: Parse, first: int, i: int, last: int) -> bool:
    """Whether two full clauses are joined by a comma alone, and `i` begins the second."""
    head = i
    while int(parse.heads[head]) != head and int(parse.heads[head]) >= i:
        head = int(parse.heads[head])
    if (
        parse.pos[head] not in ("VERB", "AUX")
        or not _has_subject(parse, head)
        or not _long_enough(parse, first, i, last)
    ):
        return False
    left = int(parse.heads[head]) if int(parse.heads[head]) < i else _dependent_before(parse, head, i)
    return (
        left >= first
        and parse.pos[left] in ("VERB", "AUX")
        and _has_subject(parse, left)
        and {parse.relations[left], parse.relations[head]} <= {"ROOT", "ccomp", "conj", "parataxis"}
        and not any(parse.relations[j] == "mark" for j in parse.children(left))
    )


def _dependent_before(parse: Parse, head: int, i: int) -> int:
    left = [j for j in parse.children(head) if j < i and parse.relations[j] in ("ccomp", "parataxis")]
    return left[-1] if left else -1
