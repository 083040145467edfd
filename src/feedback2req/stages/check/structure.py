"""Rules of structure: EARS, who is the subject, one sentence with one thought.

References
----------
.. [1] A. Mavin et al., "Easy approach to requirements syntax (EARS)", RE 2009, doi:10.1109/RE.2009.9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from feedback2req.stages.check import lexicon
from feedback2req.stages.check.rule import ERROR, NOTE, WARNING, Hit, Rule
from feedback2req.stages.check.view import MAX_CHARS, REQUIREMENT, View

_CLAUSE = re.compile(r"\s*(When|While|Where|If)\b", re.IGNORECASE)
_INNER = re.compile(r"(?:^\s*|,\s*(?:and\s+)?)(where|while|when|if)\s+\w", re.IGNORECASE)
_ORDER = {"where": 0, "while": 1, "when": 2, "if": 2}
_TRAILING = re.compile(
    r"(?<=\w)\s+(when|whenever|while|if)\s+(?=(?:the|an?|any|each|no|it|they|he|she)\s+\w)", re.IGNORECASE
)
_PASSIVE = re.compile(
    r"\b(?:shall|must|will|should)(?:\s+(?:not|also|only|always))?\s+be(?:\s+\w+ly)?\s+(\w+)", re.IGNORECASE
)
_PERSON = re.compile(
    r"^\s*(?:(?:the|an?|each|every|all|any|only|registered|authorized|authorised|new|system)\s+){0,3}(?:"
    + "|".join(lexicon.PEOPLE)
    + r")\s+(?:shall|must|will|should|can|may)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(
    r"^\s*(an?|some|any)\s+(?:system|application|app|product|software|platform|website|tool)\s+(?:shall|must|will|should)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(
    r"(?<![A-Z]\b)(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bNo)[.!?](?=\s+[“\"(]?[A-Za-z]{2,}\s)"
)
_SECOND_JOIN = re.compile(
    r"\b(and|or|but)\s+(?:then\s+|also\s+|to\s+|shall\s+|must\s+|will\s+)*(?P<verb>[a-z]+)\s+"
    r"(?:the|an?|each|every|any|all|it|them|his|her|its|their|this|that|these|those|my|our)\b",
    re.IGNORECASE,
)
_MODAL_JOIN = re.compile(r"\b(?:and|or|but)\s+(?:it\s+|they\s+)?(?:shall|must|will|should)\b", re.IGNORECASE)


def slots(text: str) -> tuple[str, str, str] | None:
    """Trigger, system and response of an EARS sentence; None when it is none."""
    if not text.endswith("."):
        return None
    opened = _CLAUSE.match(text)
    word = opened.group(1) if opened and opened.start(1) == 0 else ""
    trigger, mark, rest = text.partition(", then " if word == "If" else ", ") if word else ("", "", text)
    if word and not mark:
        return None
    system, shall, response = rest.partition(" shall ")
    if not shall or not system.strip() or not response.strip(" ."):
        return None
    return trigger, system, response


def _structured(view: View) -> Iterator[Hit]:
    if view.modal is None:
        yield Hit(
            start=0,
            end=len(view.text),
            message="no sentence that says what some system shall do",
            suggestion=f"When <trigger>, {view.product or 'the <system>'} shall <response>.",
        )


def _exact(view: View) -> Iterator[Hit]:
    found = slots(view.text)
    advice = f"When <trigger>, {view.product or 'the <system>'} shall <response>."
    if found is None:
        yield Hit(
            start=0,
            end=len(view.text),
            message="no EARS sentence: “<trigger>, <system> shall <response>.” is expected",
            suggestion=advice,
        )
        return
    _, system, _ = found
    if view.product and _bare(system) != _bare(view.product):
        start = view.text.find(f"{system} shall ")
        yield Hit(
            start=start,
            end=start + len(system),
            message=f"the subject is “{system}”, not “{view.product}”",
            suggestion=view.product,
        )


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _shall(view: View) -> Iterator[Hit]:
    if view.modal is None:
        return
    start, end = view.modal
    word = view.text[start:end]
    if word.lower() != "shall":
        yield Hit(start=start, end=end, message=f"“{word}” leaves open whether this binds", suggestion="shall")


def _then(view: View) -> Iterator[Hit]:
    m = _CLAUSE.match(view.text)
    if m is None or m.group(1).lower() != "if" or view.modal is None or view.modal[0] < m.end():
        return
    if not re.search(r"\bthen\b", view.text[: view.modal[0]], re.IGNORECASE):
        yield Hit(
            start=m.start(1),
            end=m.end(1),
            message="“If” without “then”",
            suggestion="If <trigger>, then <system> shall …",
        )


def _order(view: View) -> Iterator[Hit]:
    head = view.text[: view.modal[0]] if view.modal else ""
    clauses = list(_INNER.finditer(head))
    for before, after in pairwise(clauses):
        if _ORDER[after.group(1).lower()] < _ORDER[before.group(1).lower()]:
            yield Hit(
                start=after.start(1),
                end=after.end(1),
                message=f"“{after.group(1)}” comes after “{before.group(1)}”",
                suggestion="order the clauses: Where, While, When or If",
            )


def _trailing(view: View) -> Iterator[Hit]:
    if view.modal is None or _CLAUSE.match(view.text):
        return
    m = _TRAILING.search(view.plain, view.modal[1])
    if m:
        yield Hit(
            start=m.start(1),
            end=m.end(1),
            message=f"the condition (“{m.group(1)} …”) stands behind the response",
            suggestion="put the condition first",
        )


def _passive(view: View) -> Iterator[Hit]:
    for m in _PASSIVE.finditer(view.plain):
        word = m.group(1).lower()
        if (word.endswith("ed") and word not in ("need", "based", "used", "required")) or word in lexicon.PARTICIPLES:
            yield Hit(
                start=m.start(), end=m.end(), message="passive voice hides who acts", suggestion="name who does it"
            )


def _person(view: View) -> Iterator[Hit]:
    m = _PERSON.match(view.plain)
    if m:
        yield Hit(
            start=m.start(),
            end=m.end(),
            message="a person is the subject, so nothing is required of the system",
            suggestion="say what the system shall do",
        )


def _indefinite(view: View) -> Iterator[Hit]:
    m = _INDEFINITE.match(view.plain)
    if m:
        yield Hit(
            start=m.start(1), end=m.end(1), message=f"“{m.group(1)}” leaves open which one is meant", suggestion="the"
        )


def _one_sentence(view: View) -> Iterator[Hit]:
    if len(view.text) > MAX_CHARS:
        message = f"more than {MAX_CHARS:,} characters; what comes behind was not read"
        yield Hit(start=MAX_CHARS, end=len(view.text), message=message, suggestion="split it")
    for m in _SENTENCE_END.finditer(view.plain):
        yield Hit(start=m.start(), end=m.end(), message="more than one sentence", suggestion="split it")
    if view.modal and view.text[slice(*view.modal)].lower() == "shall":
        for m in re.finditer(r"\bshall\b", view.plain[view.modal[1] :], re.IGNORECASE):
            start = view.modal[1] + m.start()
            yield Hit(start=start, end=start + 5, message="a second “shall”", suggestion="split it")


def _one_sentence_wide(view: View) -> Iterator[Hit]:
    for m in re.finditer(r"[.!?;](?=\s+\S)", view.plain):
        yield Hit(start=m.start(), end=m.end(), message="more than one sentence", suggestion="split it")


def _joins(view: View) -> Iterator[Hit]:
    if view.modal is None:
        return
    for m in _MODAL_JOIN.finditer(view.plain, view.modal[1]):
        yield Hit(
            start=m.start(), end=m.end(), message=f"“{m.group()}” joins two thoughts", suggestion="one requirement each"
        )
    for m in _SECOND_JOIN.finditer(view.plain, view.modal[1]):
        if m.group("verb").lower() in lexicon.VERBS:
            yield Hit(
                start=m.start(1),
                end=m.end(1),
                message=f"“{m.group(1)}” joins two thoughts",
                suggestion="one requirement each",
            )


RULES = (
    Rule(
        key="R1", says="A requirement is a sentence that says what a system shall do.", severity=ERROR,
        kinds=(REQUIREMENT,), find=_structured,
    ),
    Rule(
        key="R1-wide", says="A requirement is an EARS sentence to the letter, with the product as its subject.",
        severity=WARNING, kinds=(REQUIREMENT,), find=_exact,
    ),
    Rule(
        key="R2", says="Active voice: the sentence names who acts.", severity=NOTE, kinds=(REQUIREMENT,), find=_passive
    ),
    Rule(
        key="R3", says="The subject is the system, not a person.", severity=WARNING, kinds=(REQUIREMENT,), find=_person
    ),
    Rule(
        key="R5", says="The system is named with “the”.", severity=NOTE, kinds=(REQUIREMENT,), find=_indefinite
    ),
    Rule(
        key="R18", says="One sentence with one thought.", severity=ERROR, kinds=(REQUIREMENT,), find=_one_sentence
    ),
    Rule(
        key="R18-wide", says="No full stop or semicolon inside a requirement.", severity=WARNING,
        kinds=(REQUIREMENT,), find=_one_sentence_wide,
    ),
    Rule(
        key="R19", says="No word joins two things to do.", severity=WARNING, kinds=(REQUIREMENT,), find=_joins
    ),
    Rule(
        key="EARS-shall", says="What binds is said with “shall”.", severity=WARNING, kinds=(REQUIREMENT,), find=_shall
    ),
    Rule(
        key="EARS-then", says="An unwanted condition reads “If …, then …”.", severity=NOTE, kinds=(REQUIREMENT,),
        find=_then
    ),
    Rule(
        key="EARS-order", says="Clauses come in the order Where, While, When or If.", severity=NOTE,
        kinds=(REQUIREMENT,), find=_order,
    ),
    Rule(
        key="EARS-first", says="A condition stands before what follows from it.", severity=NOTE, kinds=(REQUIREMENT,),
        find=_trailing,
    ),
)  # fmt: skip
