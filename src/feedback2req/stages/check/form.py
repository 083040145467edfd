"""Rules of form: grammar and spelling as far as a pattern can see it, punctuation, units, numbers, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from feedback2req.stages.check import lexicon
from feedback2req.stages.check.rule import BOTH, ERROR, NOTE, WARNING, Hit, Rule
from feedback2req.stages.check.view import REQUIREMENT, View

_DOUBLED = re.compile(
    r"\b(the|a|an|to|of|in|is|be|and|or|for|with|shall|that|this|as|on|at|by|it)(\s+)\1\b", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"\b(a)\s+(?=(?:a(?!\b)[bcdefglmnpqrstv]|e(?!u|w)[a-z]|i[a-z]{2}|o(?!ne|nce|ui)[a-z]|u(?:n(?!i[^nm]|a)|p|s(?![eu]))[a-z])[a-z]+)|\b(an)\s+(?=[bcdfgjklmnpqrstvwz][a-z]{2})"
)
_SHALL_FORM = re.compile(
    r"\b(?:shall|must|should)\s+(?!\w*(?:ss|us|is|ous|as|ess)\b)(\w{3,}s|\w{3,}ing)\b", re.IGNORECASE
)
_BASE_FORMS = frozenset(
    (
        "always",
        "process",
        "access",
        "address",
        "focus",
        "bring",
        "ring",
        "string",
        "sometimes",
        "perhaps",
        "bypass",
        "discuss",
        "during",
    )
)
_SPACE_BEFORE = re.compile(r"(?<=\w)\s+(?=[,;!?](?:\s|$)|\.(?:\s*$))")
_REPEATED = re.compile(r"(?<!\.)\.\.(?!\.)|[,;]{2,}|[!?]{2,}")
_NO_SPACE = re.compile(r"(?<=[a-z]{2})[,;](?=[A-Za-z]{2})|(?<=[a-z]{2})\.(?=[A-Z][a-z]+\s)")
_SLASH = re.compile(r"(?<=\S)\s?/\s?(?=\S)")
_SLASH_WORD = re.compile(r"[\w%]+(?:[.-][\w%]+)*(?:\s?/\s?[\w%]+(?:[.-][\w%]+)*)+")
_SLASH_OK = re.compile(
    r"(?:\d[\d.,]*\s?/\s?\d[\d.,/\s]*|[a-z%]{1,8}/(?:s|h|min|sec|second|hour|day|m|month|year|user)|i/o|tcp/ip|n/a|a/c|24/7|w/o?|c/o"
    r"|client/server|\w+\.\w+/\S*)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]{1,400})\)|\[([^\[\]]{1,400})\]")
_NOT_PROSE = re.compile(r"[A-Z][\w&.-]{0,11}s?|\w{1,3}|s|es|ies|[\d.,%\s]+|[±+-].*|_+|https?.*|\w+\(s\)")
_BOUND = re.compile(
    r"\b(?:within|after|every|less than|more than|at least|at most|under|over|longer than|up to|exceed|exceeds)\s+"
    r"(?P<number>\d+(?:[.,]\d+)?)(?=\s*(?:[.,;]|$))",
    re.IGNORECASE,
)
_UNIT = r"(?:" + "|".join(re.escape(u) for u in lexicon.UNITS if len(u) > 2) + r")"
_POINT_VALUE = re.compile(rf"\b(?:of|is|be|takes?|take)\s+(?P<value>\d+(?:[.,]\d+)?\s+{_UNIT})\b", re.IGNORECASE)
_RANGED = re.compile(
    r"\b(?:between|at least|at most|within|up to|less|more|no more|no less|minimum|maximum|under|exceed)\b|[<>±≤≥]",
    re.IGNORECASE,
)
_NO_ZERO = re.compile(r"(?<![\w.,])\.\d+\b(?!\s+(?:file|format|or\b|and\b))")
_NUMBER = re.compile(r"(?<![\w.])(\{?\$ ?)?\d+(?:[.,]\d+)*\}?(?![\w])")
_SPELLING = re.compile(r"\b(?:" + "|".join(sorted(lexicon.MISSPELT, key=len, reverse=True)) + r")\b", re.IGNORECASE)


def _grammar(view: View) -> Iterator[Hit]:
    for m in _DOUBLED.finditer(view.plain):
        yield Hit(start=m.start(), end=m.end(), message=f"“{m.group(1)}” stands twice", suggestion=m.group(1))
    for m in _ARTICLE.finditer(view.plain):
        word = m.group(1) or m.group(2)
        right = "an" if word == "a" else "a"
        yield Hit(start=m.start(), end=m.start() + len(word), message=f"“{word}” before this word", suggestion=right)
    for m in _SHALL_FORM.finditer(view.plain):
        word = m.group(1)
        if word.lower() not in _BASE_FORMS:
            yield Hit(start=m.start(1), end=m.end(1), message=f"“{word}” is no verb in its base form", suggestion=None)


def _spelling(view: View) -> Iterator[Hit]:
    for m in _SPELLING.finditer(view.plain):
        right = lexicon.MISSPELT[m.group().lower()]
        yield Hit(start=m.start(), end=m.end(), message=f"“{m.group()}” is misspelt", suggestion=right)


def _punctuation(view: View) -> Iterator[Hit]:
    for pattern, message in (
        (_REPEATED, "punctuation is repeated"),
        (_SPACE_BEFORE, "a blank before punctuation"),
        (_NO_SPACE, "no blank behind punctuation"),
    ):
        for m in pattern.finditer(view.plain):
            yield Hit(start=m.start(), end=m.end(), message=message)


def _full_stop(view: View) -> Iterator[Hit]:
    end = len(view.text.rstrip())
    if end and view.text[end - 1] not in ".!?”\"'":
        yield Hit(start=end - 1, end=end, message="no full stop at the end", suggestion=f"{view.text[end - 1]}.")


def _oblique(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _SLASH_WORD.finditer(view.plain, start, end):
        if _SLASH_OK.fullmatch(m.group()):
            continue
        inner = _SLASH.search(view.plain, m.start(), m.end())
        if inner:
            yield Hit(
                start=m.start(),
                end=m.end(),
                message="“/” leaves open whether one or both are meant",
                suggestion="and, or, or one requirement each",
            )


def _oblique_wide(view: View) -> Iterator[Hit]:
    for m in re.finditer(r"/", view.plain):
        yield Hit(start=m.start(), end=m.end(), message="“/” leaves open whether one or both are meant")


def _brackets(view: View) -> Iterator[Hit]:
    for m in _BRACKETS.finditer(view.plain):
        inner = m.group(1) or m.group(2)
        if not _NOT_PROSE.fullmatch(inner.strip()):
            yield Hit(
                start=m.start(),
                end=m.end(),
                message="what stands in brackets may bind or not",
                suggestion="say it in the sentence, or leave it out",
            )


def _unit(view: View) -> Iterator[Hit]:
    for m in _BOUND.finditer(view.plain):
        yield Hit(
            start=m.start("number"),
            end=m.end("number"),
            message=f"“{m.group('number')}” has no unit",
            suggestion="name the unit",
        )


def _range(view: View) -> Iterator[Hit]:
    for m in _POINT_VALUE.finditer(view.plain):
        if not _RANGED.search(view.plain, max(m.start() - 60, 0), m.end()):
            yield Hit(
                start=m.start("value"),
                end=m.end("value"),
                message=f"“{m.group('value')}” to the point can be met by nobody",
                suggestion="at most, or between … and …",
            )


def _leading_zero(view: View) -> Iterator[Hit]:
    for m in _NO_ZERO.finditer(view.plain):
        yield Hit(start=m.start(), end=m.end(), message="no digit before the decimal point", suggestion=f"0{m.group()}")


def quantities(view: View, quotes: Sequence[str] | None) -> Iterator[tuple[str, Hit]]:
    """R34 for drafts: each quantity comes from a quote; without quotes, a number is only noted."""
    for m in _NUMBER.finditer(view.plain):
        start, end = m.span()
        if quotes is None:
            yield NOTE, Hit(start=start, end=end, message="who said this quantity?", suggestion="[limit: open]")
        elif not any(re.search(rf"(?<!\d){re.escape(m.group())}(?!\d)", q) for q in quotes):
            yield ERROR, Hit(start=start, end=end, message="this quantity is in no quote", suggestion="[limit: open]")
        elif m.group(1):
            yield ERROR, Hit(start=start, end=end, message="a sum of one customer's case is no rule")


RULES = (
    Rule(key="R6", says="A number has a unit.", severity=WARNING, kinds=(REQUIREMENT,), find=_unit),
    Rule(
        key="R12", says="Grammar: no doubled word, “a” and “an” in place, a base form behind “shall”.", severity=NOTE,
        kinds=BOTH, find=_grammar,
    ),
    Rule(key="R13", says="Words are spelt right.", severity=NOTE, kinds=BOTH, find=_spelling),
    Rule(key="R14", says="Punctuation stands where it belongs.", severity=NOTE, kinds=BOTH, find=_punctuation),
    Rule(
        key="R14-wide", says="A requirement ends in a full stop.", severity=NOTE, kinds=(REQUIREMENT,), find=_full_stop
    ),
    Rule(key="R17", says="No “/” save in units, dates and names.", severity=WARNING, kinds=BOTH, find=_oblique),
    Rule(key="R17-wide", says="No “/”.", severity=NOTE, kinds=(REQUIREMENT,), find=_oblique_wide),
    Rule(
        key="R21", says="Nothing in brackets but abbreviations.", severity=NOTE, kinds=(REQUIREMENT,), find=_brackets
    ),
    Rule(key="R33", says="A value has bounds.", severity=NOTE, kinds=(REQUIREMENT,), find=_range),
    Rule(key="R40", says="A decimal has a digit before its point.", severity=NOTE, kinds=BOTH, find=_leading_zero),
)  # fmt: skip
