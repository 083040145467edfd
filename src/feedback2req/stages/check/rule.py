"""What a rule is: an id, what it says, how grave it is, and a function that finds where a text breaks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from feedback2req.domain.requirement import Finding
from feedback2req.stages.check.view import REQUIREMENT, STORY, View

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)
BOTH = (REQUIREMENT, STORY)
_ID = re.compile(r"R\d+|C\d+|(?:QUS|EARS)-[a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place in a text that breaks a rule; `text` is the index in the set, 0 for a rule of one text."""

    start: int
    end: int
    message: str
    suggestion: str | None = None
    text: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule for one text.

    Attributes
    ----------
    key : str
        Unique. ``R7-about`` is a part of rule R7 that can be switched alone; ``R7-wide`` its wider reading, which
        finds more, and more often without cause.
    says : str
        The rule, in one sentence.
    severity : str
        error, warning or note, unless a profile says otherwise.
    kinds : tuple of str
        Kinds of text that it holds for.
    """

    key: str
    says: str
    severity: str
    kinds: tuple[str, ...]
    find: Callable[[View], Iterable[Hit]]

    @property
    def id(self) -> str:
        """What findings call it: the rule that this is a part of."""
        return id_of(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRule:
    """A rule for all texts together: it tells text and place of each hit."""

    key: str
    says: str
    severity: str
    kinds: tuple[str, ...]
    find: Callable[[Sequence[View]], Iterable[Hit]]

    @property
    def id(self) -> str:
        """What findings call it: the rule that this is a part of."""
        return id_of(self.key)


def id_of(key: str) -> str:
    """The rule that a key is a part of: R7 of R7-wide, QUS-atomic of QUS-atomic-wide."""
    found = _ID.match(key)
    return found.group() if found else key


def finding(rule: Rule | SetRule, hit: Hit, severity: str) -> Finding:
    """A hit as the outside sees it."""
    return Finding(
        rule=rule.id,
        severity=severity,
        message=hit.message,
        start=hit.start,
        end=hit.end,
        suggestion=hit.suggestion,
    )


def pattern_of(terms: Sequence[str]) -> re.Pattern[str]:
    """One pattern for many terms, the longest first; terms start and end at the edge of a word."""
    parts = []
    for term in sorted(terms, key=lambda t: (-len(t), t)):
        head = r"(?<!\w)" if term[0].isalnum() else ""
        tail = r"(?!\w)" if term[-1].isalnum() else ""
        parts.append(head + re.escape(term).replace(r"\ ", r"\s+") + tail)
    return re.compile("|".join(parts), re.IGNORECASE)


def words(
    key: str,
    says: str,
    terms: Sequence[str],
    *,
    severity: str,
    why: str,
    advice: str | None,
    kinds: tuple[str, ...] = (REQUIREMENT,),
) -> Rule:
    """A rule that forbids words in what the text asks for: in a story, its role and its benefit are let be."""
    pattern = pattern_of(terms)

    def find(view: View) -> Iterator[Hit]:
        start, end = view.asked
        for m in pattern.finditer(view.plain, start, end):
            yield Hit(start=m.start(), end=m.end(), message=f"“{m.group()}” {why}", suggestion=advice)

    return Rule(key=key, says=says, severity=severity, kinds=kinds, find=find)
