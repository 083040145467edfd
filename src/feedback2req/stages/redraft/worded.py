"""All that a run gets of a drafter from outside, whether there is one or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from feedback2req.domain.priority import Limit
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.themes import Theme
from feedback2req.ports import Drafter
from feedback2req.stages.redraft.accept import Check
from feedback2req.stages.redraft.briefs import Corpus
from feedback2req.stages.redraft.limits import limits, not_served
from feedback2req.stages.redraft.redraft import redraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """Drafts, some of them in other words; what was counted, and what has to be said. Nothing without a drafter."""

    drafts: tuple[Requirement, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()


def worded(
    drafts: Sequence[Requirement],
    themes: Sequence[Theme],
    drafter: Drafter | None,
    corpus: Corpus,
    *,
    product: str,
    system: str,
    check: Check,
    begin: Callable[[str, int], None],
    on_done: Callable[[int], None],
) -> Worded:
    """Drafts in the words of a drafter from outside, if there is one, serves the product, and is believed.

    Parameters
    ----------
    product, system : str
        The product's own name, and how it is named in a sentence.
    begin, on_done : callable
        Told that the stage begins, and of each theme that is done.
    """
    if drafter is None:
        return Worded(drafts=tuple(drafts))
    if not drafter.serves(product):
        return Worded(drafts=tuple(drafts), limits=(not_served(product),))
    begin("redraft", len(themes))
    made, tally = redraft(themes, drafts, drafter, corpus, system=system, check=check, on_done=on_done)
    told = tuple(limits(tally, drafter.info, n_drafts=len(made)))
    return Worded(drafts=made, counts=tally.counts(), limits=told)
