"""Whether a proposal may be published: it has to be made of what customers said, and of nothing else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedback2req.domain.drafting import Proposal
from feedback2req.domain.machine_talk import speaks_to_a_machine
from feedback2req.domain.requirement import Finding
from feedback2req.stages.redraft.briefs import Corpus, Task
from feedback2req.stages.redraft.support import figures_unsaid, stems, unsaid

KINDS = ("functional", "quality", "fix", "information")
_LONGEST = {"title": 90, "problem": 240, "statement": 260, "want": 160}
_LONGEST_PART, _MOST_CRITERIA = 180, 4
_SHORTEST_QUOTE = 12
_HALF = 0.5
_OPEN = re.compile(r"\[[a-z ]+: open\]")
_LINK = r"\w:/{1,2}\w|\bwww\.|\bmailto:|\w@\w|\b[\w-]+\.[a-z]{2,}/|\b[\w-]+\.(?:com|net|org|io|dev|ru|cn|xyz|app|co)\b"
_LEAKS = (
    ("a link or address", re.compile(_LINK, re.IGNORECASE)),
    ("markup", re.compile(r"[<>`{}\\|*_#~]|\]\(|&\w+;|^\s*[-=+@]")),
    ("an id of a statement", re.compile(r"\bs\d+\b")),
)
Check = Callable[[str, Sequence[str]], Sequence[Finding]]
"""What the rules for requirements say of a sentence, given the quotes behind it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What a proposal is held against: its task, the run, the rules, and what is said by others already."""

    task: Task
    corpus: Corpus
    check: Check
    taken: frozenset[str] = frozenset()

    def texts(self, ids: Sequence[str]) -> list[str]:
        """Texts of the statements behind ids; unknown ones have none."""
        return [self.task.shown[i].text for i in ids if i in self.task.shown]


def reasons_against(proposal: Proposal, bench: Bench) -> tuple[str, ...]:
    """Why a proposal cannot be accepted, in words that its drafter can act on; empty when it can.

    Citations, quotes and forms are judged first: the words of a text that is out of bounds are not read on.
    """
    first = (*_forms(proposal), *_citations(proposal, bench), *_quotes(proposal, bench))
    if first:
        return tuple(dict.fromkeys(first))
    found = (*_sentence(proposal, bench), *_words(proposal, bench), *_figures(proposal, bench))
    return tuple(dict.fromkeys(found))


def cited(proposal: Proposal) -> tuple[str, ...]:
    """All ids that a proposal cites, in the order of its slots."""
    slots = (proposal.problem.cites, proposal.trigger, proposal.response, proposal.want.cites)
    ids = [i for slot in slots for i in slot] + [i for c in proposal.criteria for i in c.cites]
    return tuple(dict.fromkeys(ids))


def _forms(p: Proposal) -> Iterator[str]:
    if p.kind not in KINDS:
        yield f"kind is none of {', '.join(KINDS)}"
    if not 1 <= len(p.criteria) <= _MOST_CRITERIA:
        yield f"there have to be 1 to {_MOST_CRITERIA} criteria"
    for name, text in _texts(p):
        most = _LONGEST.get(name, _LONGEST_PART)
        if not 3 <= len(text.strip()) <= most:
            yield f"{name} has to be of 3 to {most} characters"
        yield from (f"{name} holds {what}" for what in _leaks(text))


def _texts(p: Proposal) -> Iterator[tuple[str, str]]:
    yield from (("title", p.title), ("problem", p.problem.text), ("statement", p.statement), ("want", p.want.text))
    for n, c in enumerate(p.criteria, start=1):
        yield from ((f"criterion {n} {part}", getattr(c, part)) for part in ("given", "when", "then"))


def _leaks(text: str) -> Iterator[str]:
    plain = _OPEN.sub("", text)
    yield from (what for what, pattern in _LEAKS if pattern.search(plain))
    if "[" in plain or "]" in plain:
        yield "brackets that are no open value"
    if any(unicodedata.category(c)[0] == "C" or c in "\u2028\u2029" for c in text):
        yield "control or invisible characters"
    # the sentence itself says "the product shall …": that is no order to a machine
    if speaks_to_a_machine(plain.replace(" shall ", " ")):
        yield "words meant for a machine"


def _citations(p: Proposal, bench: Bench) -> Iterator[str]:
    for name, ids in (("problem", p.problem.cites), ("response", p.response), ("want", p.want.cites)):
        if not ids:
            yield f"{name} cites no statement"
    unknown = [i for i in (*cited(p), *(i for i, _ in p.quotes)) if i not in bench.task.shown]
    if unknown:
        yield "cites ids that were not given"
    quoted = {i for i, _ in p.quotes}
    yield from (f"{i} is cited and not quoted" for i in cited(p) if i not in quoted and i in bench.task.shown)
    if len({bench.corpus.customer(bench.task.shown[i]) for i in p.response if i in bench.task.shown}) < 2:
        yield "response cites fewer than two customers"


def _quotes(p: Proposal, bench: Bench) -> Iterator[str]:
    for i, quote in p.quotes:
        if i in bench.task.shown:
            text = bench.task.shown[i].text
            if quote not in text or (len(quote.strip()) < min(_SHORTEST_QUOTE, len(text.strip()))):
                yield f"the quote of {i} is not in it to the letter, or too short"


def _sentence(p: Proposal, bench: Bench) -> Iterator[str]:
    quotes = [q for _, q in p.quotes]
    yield from (f"statement: {f.message} ({f.rule})" for f in bench.check(p.statement, quotes) if f.severity == "error")
    for name, text in (("title", p.title), ("statement", p.statement)):
        if text.casefold() in bench.taken:
            yield f"{name} is that of another requirement"


def _words(p: Proposal, bench: Bench) -> Iterator[str]:
    system = bench.task.brief.system
    trigger, _, response = p.statement.partition(" shall ")
    everything = stems(" ".join(bench.texts(cited(p))))
    yield from _response(response, p, bench)
    strict = (
        ("title", p.title),
        ("want", p.want.text),
        *((f"criterion {n} then", c.then) for n, c in enumerate(p.criteria, 1)),
    )
    for name, text in strict:
        strange = unsaid(text, everything, system)
        if strange:
            yield f"{name} says what no cited statement says: {', '.join(strange[:4])}"
    loose = (("trigger", trigger), ("problem", p.problem.text), *_conditions(p))
    for name, text in loose:
        if len(unsaid(text, everything, system)) > _HALF * max(1, len(stems(text))):
            yield f"{name} is not in the words of the cited statements"


def _conditions(p: Proposal) -> Iterator[tuple[str, str]]:
    yield from (
        (f"criterion {n} {part}", getattr(c, part)) for n, c in enumerate(p.criteria, 1) for part in ("given", "when")
    )


def _response(response: str, p: Proposal, bench: Bench) -> Iterator[str]:
    """What the product shall do has to be said by two customers: a single text moves no requirement."""
    by_customer: dict[str, set[str]] = {}
    for i in p.response:
        statement = bench.task.shown[i]
        by_customer.setdefault(bench.corpus.customer(statement), set()).update(stems(statement.text))
    shared = {s for said in by_customer.values() for s in said if sum(s in other for other in by_customer.values()) > 1}
    strange = unsaid(response, shared, bench.task.brief.system)
    if strange:
        yield f"response says what fewer than two cited customers say: {', '.join(strange[:4])}"
    elif not shared & set(stems(p.statement)):
        yield "statement holds no word that two cited customers say"


def _figures(p: Proposal, bench: Bench) -> Iterator[str]:
    said = bench.texts(cited(p))
    for name, text in _texts(p):
        strange = figures_unsaid(text, said)
        if strange:
            yield f"{name} holds a quantity that no cited statement holds; write [time limit: open] or the like"
