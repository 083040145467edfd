"""An accepted proposal as a requirement: quotes become offsets, and what nobody said is marked."""

from __future__ import annotations

from feedback2req.domain.drafting import DrafterInfo, Proposal
from feedback2req.domain.identity import content_id
from feedback2req.domain.requirement import INFERRED, STATED, Criterion, Evidence, Requirement, Slot
from feedback2req.stages.redraft.accept import cited
from feedback2req.stages.redraft.briefs import Corpus, Task


def requirement_of(proposal: Proposal, task: Task, corpus: Corpus, drafter: DrafterInfo) -> Requirement:
    """The requirement that a proposal words.

    The key is that of the draft it replaces, or of the theme: it does not move with a model's mood. What the
    model is not asked for (solutions, counter-evidence, measure of success) stays as the rules found it.
    """
    p, base, theme = proposal, task.base, task.theme
    evidence = _evidence(p, task, corpus)
    customers = {corpus.items[e.item_id].customer for e in evidence}
    questions = base.open_questions if base else ()
    if not p.trigger and "No customer says when this is to happen: is the trigger right?" not in questions:
        questions = (*questions, "No cited customer names the trigger: is it right?")
    return Requirement(
        key=base.key if base else content_id("r", theme.key, "drafter"),
        theme=theme.key,
        kind=p.kind,
        quality_characteristic=base.quality_characteristic if base else None,
        title=_capital(p.title.strip().rstrip(".")),
        problem=f"{_capital(p.problem.text.strip().rstrip('.'))} ({len(customers)} customers quoted).",
        statement=p.statement,
        story=f"As a user, I want {p.want.text.strip().rstrip('.')}.",
        acceptance_criteria=tuple(
            Criterion(given=c.given, when=c.when, then=c.then, basis=STATED if c.cites else INFERRED)
            for c in p.criteria
        ),
        success_criterion=base.success_criterion if base else _fewer(theme.label),
        proposed_solutions=base.proposed_solutions if base else (),
        evidence=evidence,
        counter_evidence=base.counter_evidence if base else (),
        slots=_slots(p, task),
        open_questions=questions,
        drafter_name=drafter.name,
        drafter_version=drafter.version,
    )


def _fewer(label: str) -> str:
    return (
        "Among customers who write about the first version with this change, fewer speak of "
        f"“{label}”: at most [target: open]."
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _evidence(p: Proposal, task: Task, corpus: Corpus) -> tuple[Evidence, ...]:
    """Quotes of cited statements, those of the response first; each with its offsets in the item."""
    order = {i: n for n, i in enumerate(dict.fromkeys((*p.response, *cited(p))))}
    made: dict[tuple[str, int, int], Evidence] = {}
    for i, quote in sorted((q for q in p.quotes if q[0] in order), key=lambda q: order[q[0]]):
        statement = task.shown[i]
        item = corpus.items[statement.item_id]
        said = quote.strip()
        start = statement.start + statement.text.index(said)
        made[item.item_id, start, start + len(said)] = Evidence(
            statement_id=statement.statement_id,
            item_id=item.item_id,
            quote=item.text[start : start + len(said)],
            start=start,
            end=start + len(said),
            url=item.url,
            received_at=item.received_at,
            rating=item.rating,
        )
    return tuple(made.values())


def _slots(p: Proposal, task: Task) -> dict[str, Slot]:
    def slot(ids: tuple[str, ...]) -> Slot:
        own = tuple(dict.fromkeys(task.shown[i].statement_id for i in ids))
        return Slot(basis=STATED if own else INFERRED, statement_ids=own)

    return {
        "problem": slot(p.problem.cites),
        "trigger": slot(p.trigger),
        "response": slot(p.response),
        "role": slot(()),
        "want": slot(p.want.cites),
        "success_criterion": slot(()),
    }
