"""The rules for one sentence: each gives findings with the place, a reason and, where there is one, a way out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from feedback2req.domain.requirement import Finding
from feedback2req.stages.check import lexicon

ERROR, WARNING, NOTE = "error", "warning", "note"
_OPEN_VALUE = re.compile(r"\[[a-z ]+: open\]")
_EARS = re.compile(
    r"(?:(?:When|While|Where) .+?, |If .+?, then )?(?P<system>.+?) shall (?P<response>\S.*)\.$",
    re.DOTALL,
)
_NUMBER = re.compile(r"(?<![\w.])(\{?\$ ?)?\d+(?:[.,]\d+)*\}?(?![\w])")


def structured(text: str, *, product: str) -> list[Finding]:
    """R1: an EARS sentence whose subject is the product."""
    m = _EARS.match(text)
    if m is None:
        advice = f"When <trigger>, {product} shall <response>."
        return [
            _finding(
                "R1",
                ERROR,
                "no EARS sentence: “<trigger>, <system> shall <response>.” is expected",
                0,
                len(text),
                advice,
            )
        ]
    system = m.group("system")
    if product and system.casefold().removeprefix("the ") != product.casefold().removeprefix("the "):
        start, end = m.span("system")
        return [_finding("R1", ERROR, f"the subject is “{system}”, not “{product}”", start, end, product)]
    return []


def passive(text: str, *, product: str) -> list[Finding]:
    """R2: active voice."""
    found = []
    for m in re.finditer(r"\bshall be (\w+)", text):
        word = m.group(1).lower()
        if word.endswith("ed") or word in lexicon.PARTICIPLES:
            found.append(_finding("R2", NOTE, "passive voice hides who acts", *m.span(), None))
    return found


def one_sentence(text: str, *, product: str) -> list[Finding]:
    """R18: one sentence with one thought."""
    found = []
    plain = _masked(text, product)
    for m in re.finditer(r"[.!?;](?=\s+\S)", plain):
        found.append(_finding("R18", ERROR, "more than one sentence", m.start(), m.end(), "split it"))
    shalls = list(re.finditer(r"\bshall\b", plain))
    found += [_finding("R18", ERROR, "a second “shall”", *m.span(), "split it") for m in shalls[1:]]
    return found


def combinators(text: str, *, product: str) -> list[Finding]:
    """R19: no words that join two requirements.

    In the trigger they join conditions, which a sentence can bear: a warning there, an error behind "shall".
    """
    plain = _masked(text, product)
    shall = plain.find(" shall ")
    found = _words("R19", ERROR, lexicon.COMBINATORS, plain, "joins two thoughts", "one requirement each")
    return [f if f.start > shall else _finding("R19", WARNING, f.message, f.start, f.end, f.suggestion) for f in found]


def oblique(text: str, *, product: str) -> list[Finding]:
    """R17: no "/", save in a unit."""
    plain = _masked(text, product)
    return [
        _finding("R17", ERROR, "“/” leaves open whether one or both are meant", *m.span(), None)
        for m in re.finditer(r"/", plain)
    ]


def vague(text: str, *, product: str) -> list[Finding]:
    """R7: no terms that two readers understand differently."""
    plain = _masked(text, product)
    found = _words("R7", ERROR, lexicon.VAGUE, plain, "is vague", "name what can be observed")
    verbs = re.compile(r"shall\s+(\w+\s+)?$")
    return [
        f
        for f in found
        if plain[f.start : f.end].lower() not in lexicon.VAGUE_VERBS or verbs.search(plain[: f.start]) is not None
    ]


def numbers(text: str, *, product: str, quotes: Sequence[str] | None) -> list[Finding]:
    """R34: each quantity comes from a quote; without quotes, a number is only noted."""
    plain = _masked(text, product)
    found = []
    for m in _NUMBER.finditer(plain):
        if quotes is None:
            found.append(_finding("R34", NOTE, "who said this quantity?", *m.span(), "[limit: open]"))
        elif not any(re.search(rf"(?<!\d){re.escape(m.group())}(?!\d)", q) for q in quotes):
            found.append(_finding("R34", ERROR, "this quantity is in no quote", *m.span(), "[limit: open]"))
        elif m.group(1):
            found.append(_finding("R34", ERROR, "a sum of one customer's case is no rule", *m.span(), None))
    return found


def _lexical(
    rule: str, severity: str, terms: Sequence[str], why: str, advice: str | None
) -> Callable[..., list[Finding]]:
    def check(text: str, *, product: str) -> list[Finding]:
        return _words(rule, severity, terms, _masked(text, product), why, advice)

    return check


def _words(rule: str, severity: str, terms: Sequence[str], text: str, why: str, advice: str | None) -> list[Finding]:
    found = []
    for term in terms:
        edge = r"\b" if term[0].isalnum() else ""
        tail = r"\b" if term[-1].isalnum() else ""
        for m in re.finditer(rf"{edge}{re.escape(term)}{tail}", text, re.IGNORECASE):
            found.append(_finding(rule, severity, f"“{m.group()}” {why}", *m.span(), advice))
    return found


def _masked(text: str, product: str) -> str:
    """The text with the product's name and open values blanked, since no rule is about them; offsets stay."""
    if product:
        text = re.sub(re.escape(product), lambda m: "_" * len(m.group()), text, flags=re.IGNORECASE)
    return _OPEN_VALUE.sub(lambda m: "_" * len(m.group()), text)


def _finding(rule: str, severity: str, message: str, start: int, end: int, suggestion: str | None) -> Finding:
    return Finding(rule=rule, severity=severity, message=message, start=start, end=end, suggestion=suggestion)


RULES: tuple[Callable[..., list[Finding]], ...] = (
    structured,
    passive,
    vague,
    _lexical("R8", ERROR, lexicon.ESCAPES, "lets everybody off", "name the condition"),
    _lexical("R9", ERROR, lexicon.OPEN_ENDED, "has no end", "name each case in a requirement of its own"),
    _lexical("R10", WARNING, lexicon.INFINITIVES, "adds nothing", "use the verb alone"),
    _lexical(
        "R16", ERROR, lexicon.NEGATIONS, "says what is not to be; nothing can be observed", "say what happens instead"
    ),
    oblique,
    one_sentence,
    combinators,
    _lexical("R20", WARNING, lexicon.PURPOSES, "gives a purpose", "move it to the problem"),
    _lexical("R24", ERROR, lexicon.PRONOUNS, "needs another sentence to be understood", "repeat the noun"),
    _lexical("R26", WARNING, lexicon.ABSOLUTES, "cannot be shown by any test", "name the cases"),
    _lexical("R31", WARNING, lexicon.WIDGETS, "prescribes a solution", "say what the user can then do"),
    _lexical("R35", ERROR, lexicon.TEMPORAL, "names no time", "[time limit: open]"),
)
"""All rules that need nothing but the sentence and the product's name."""
