"""Asks, judges, lets repair once, and falls back: no run ever fails by a drafter from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from feedback2req.domain.requirement import Requirement
from feedback2req.domain.themes import Theme
from feedback2req.ports import Drafter
from feedback2req.stages.redraft.accept import Bench, Check, reasons_against
from feedback2req.stages.redraft.briefs import Corpus, Task, tasks
from feedback2req.stages.redraft.publish import requirement_of
from feedback2req.stages.redraft.tally import Tally

_REASONS_SENT = 6


def redraft(
    themes: Sequence[Theme],
    bases: Sequence[Requirement],
    drafter: Drafter,
    corpus: Corpus,
    *,
    system: str,
    check: Check,
    on_done: Callable[[int], None] = lambda _: None,
) -> tuple[tuple[Requirement, ...], Tally]:
    """Word each draft anew, and word a first one for themes without any; keep the old where that fails.

    Parameters
    ----------
    themes : sequence of Theme
        Ranked, best first; praise is left out.
    bases : sequence of Requirement
        Drafts of the rules, in the order of the themes.
    system : str
        How the product is named in a sentence.
    check : callable
        What the rules for requirements say of a sentence, given its quotes.

    Returns
    -------
    requirements : tuple of Requirement
        In the order of the themes; as many as `bases`, and at most one more a theme without any.
    tally : Tally
    """
    tally = Tally()
    of_theme: dict[str, list[Requirement]] = {}
    for base in bases:
        of_theme.setdefault(base.theme, []).append(base)
    made: list[Requirement] = []
    for theme in themes:
        for task in tasks(theme, of_theme.get(theme.key, ()), corpus, system=system):
            others = (*made, *(b for b in bases if b is not task.base))
            bench = Bench(task, corpus, check, _taken(others))
            worded = _worded(bench, drafter, tally)
            made += filter(None, [worded or task.base])
        on_done(1)
    return tuple(made), tally


def _taken(others: Iterable[Requirement]) -> frozenset[str]:
    return frozenset(text.casefold() for r in others for text in (r.title, r.statement))


def _worded(bench: Bench, drafter: Drafter, tally: Tally) -> Requirement | None:
    """The requirement in the drafter's words, or None where it has to stay as it is."""
    task, brief = bench.task, bench.task.brief
    if not _may_be_asked(task, bench.corpus):
        return None
    for repairing in (False, True):
        reply = drafter.draft(brief)
        tally.calls += reply.asked
        if reply.proposal is None:
            tally.not_asked += not reply.asked
            tally.failed.update([reply.outcome] if reply.asked else [])
            break
        reasons = reasons_against(reply.proposal, bench)
        if not reasons:
            tally.repaired += repairing
            tally.accepted += not repairing
            return requirement_of(reply.proposal, task, bench.corpus, drafter.info)
        brief = replace(brief, refused=reply.proposal, reasons=reasons[:_REASONS_SENT])
    tally.fallback += 1
    return None


def _may_be_asked(task: Task, corpus: Corpus) -> bool:
    return task.theme.kind != "praise" and len({corpus.customer(s) for s in task.shown.values()}) > 1
