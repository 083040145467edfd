"""The parts of one EARS sentence, and what is said of it before it becomes a requirement."""

from __future__ import annotations

from dataclasses import dataclass

from feedback2req.domain.inflection import third_person

RELIABILITY = "reliability"
PERFORMANCE = "performance efficiency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One candidate sentence.

    Attributes
    ----------
    keyword : str
        ``When``, ``While`` or ``If``; empty for a sentence without a trigger.
    trigger : str
        Clause behind the keyword; empty without one.
    verb, rest : str
        The response: lemma with its particle, and what follows.
    title : str
        Imperative, without a full stop.
    want : str
        What the customer wants, after "I want ".
    trouble : str
        What customers cannot do, lack or suffer: one clause without a solution.
    kind : str
        functional, quality, fix or information.
    given, unhappy_given, unhappy_then : str
        For the criteria of acceptance; `unhappy_then` empty when the response has to hold all the same.
    questions : tuple of str
        What a person has to settle.
    inferred : tuple of str
        Names of the slots that no customer stated.
    """

    keyword: str
    trigger: str
    verb: str
    rest: str
    title: str
    want: str
    trouble: str
    kind: str
    quality: str | None = None
    given: str = ""
    unhappy_given: str = ""
    unhappy_then: str = ""
    questions: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    def statement(self, system: str) -> str:
        """The sentence with its *shall*."""
        response = " ".join(filter(None, [system, "shall", self.verb, self.rest]))
        then = "then " if self.keyword == "If" else ""
        text = f"{self.keyword} {self.trigger}, {then}{response}." if self.trigger else f"{response}."
        return text[0].upper() + text[1:]

    def observed(self, system: str) -> str:
        """The response as it is seen to happen, for "Then"."""
        return " ".join(filter(None, [system, third_person(self.verb), self.rest]))
