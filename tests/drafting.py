"""A theme, a model that behaves, and models that do not, for tests of drafting from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from feedback2req.domain.drafting import Brief, Claim, DrafterInfo, Proposal, ProposedCriterion, Reply
from feedback2req.domain.requirement import INFERRED, STATED, Criterion, Evidence, Finding, Requirement, Slot
from feedback2req.domain.themes import Theme
from feedback2req.stages.check import check_statement
from feedback2req.stages.redraft.accept import Bench
from feedback2req.stages.redraft.briefs import Corpus, Task, tasks
from tests.parsing import item, statement

SYSTEM = "Signal"
LATE = (
    "Messages arrive hours late when I am on wifi.",
    "My messages are delayed, they arrive late every day.",
    "Message delays are a problem: messages arrive after 2 hours.",
    "I get my messages late, sometimes the next day.",
)


@dataclass(frozen=True)
class Told:
    """A theme of one kind with its corpus, and what the rules drafted from it."""

    theme: Theme
    corpus: Corpus
    base: Requirement

    def task(self, *, base: bool = True) -> Task:
        """The first task of the theme."""
        return next(tasks(self.theme, [self.base] if base else [], self.corpus, system=SYSTEM))

    def bench(self, *, taken: frozenset[str] = frozenset()) -> Bench:
        """The bench that proposals for the theme are judged on."""
        return Bench(self.task(), self.corpus, rules, taken)


def rules(text: str, quotes: Sequence[str]) -> tuple[Finding, ...]:
    """The rules for requirements, with the product of these tests."""
    return check_statement(text, product=SYSTEM, quotes=quotes)


def told(texts: Sequence[str] = LATE, *, kind: str = "problem", authors: Sequence[str] | None = None) -> Told:
    """A theme of some statements; each by a customer of its own unless authors are given."""
    who = authors or [f"a{n}" for n in range(len(texts))]
    items = [item(t, author=a, product=SYSTEM, rating=2.0) for t, a in zip(texts, who, strict=True)]
    statements = [statement(i) for i in items]
    theme = Theme(
        key="t-1",
        kind=kind,
        label="Message delays",
        criterion="",
        keyphrases=(),
        exemplars=(statements[0].statement_id,),
        members=tuple(range(len(statements))),
    )
    corpus = Corpus(
        statements=statements,
        items={i.item_id: i for i in items},
        strengths=np.linspace(1.0, 0.5, len(statements)),
    )
    evidence = tuple(
        Evidence(
            statement_id=s.statement_id,
            item_id=s.item_id,
            quote=s.text,
            start=s.start,
            end=s.end,
            url=None,
            received_at=None,
            rating=2.0,
        )
        for s in statements
    )
    return Told(theme, corpus, _base(theme, evidence))


def _base(theme: Theme, evidence: tuple[Evidence, ...]) -> Requirement:
    return Requirement(
        key="r-1",
        theme=theme.key,
        kind="fix",
        quality_characteristic="reliability",
        title="Show messages",
        problem="Messages come late (4 customers).",
        statement="When a message arrives, Signal shall show the message.",
        story="As a user, I want to see messages.",
        acceptance_criteria=(Criterion(given="a message", when="it arrives", then="it is shown", basis=STATED),),
        success_criterion="Fewer customers say so.",
        proposed_solutions=("WhatsApp (1 customer)",),
        evidence=evidence,
        counter_evidence=(),
        slots={"problem": Slot(basis=STATED), "role": Slot(basis=INFERRED)},
        open_questions=("How late is late?",),
        drafter_name="rules",
        drafter_version="1",
    )


def good(brief: Brief) -> Proposal:
    """What a model that keeps to its instructions says of late messages."""
    ids = tuple(i for i, _ in brief.statements)
    return Proposal(
        kind="fix",
        title="Show messages without delay",
        problem=Claim(text="Messages arrive late", cites=ids[:2]),
        statement="When a message arrives, Signal shall show the message within [time limit: open].",
        trigger=(),
        response=ids[:3],
        want=Claim(text="to see messages when they arrive", cites=ids[:1]),
        criteria=(
            ProposedCriterion(
                given="a connected device",
                when="a message arrives",
                then="the message is shown within [time limit: open]",
                cites=ids[:1],
            ),
        ),
        quotes=tuple((i, text) for i, text in brief.statements),
    )


@dataclass
class Stub:
    """A drafter that answers what a function says, and remembers the briefs."""

    answer: Callable[[Brief], Proposal | Reply]
    product: str = SYSTEM
    briefs: list[Brief] = field(default_factory=list)

    @property
    def info(self) -> DrafterInfo:
        """A name that no other drafter has."""
        return DrafterInfo(name="llm stub", version="1")

    def serves(self, product: str) -> bool:
        """One product alone."""
        return product == self.product

    def draft(self, brief: Brief) -> Reply:
        """What the function says."""
        self.briefs.append(brief)
        found = self.answer(brief)
        return found if isinstance(found, Reply) else Reply(proposal=found)


def changed(proposal: Proposal, **changes: object) -> Proposal:
    """A proposal with some slots replaced."""
    return replace(proposal, **changes)  # type: ignore[arg-type]
