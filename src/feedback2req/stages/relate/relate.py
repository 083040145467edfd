"""Drafts beside what the tracker holds: new, already there, or against it; and what customers say of the latter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.backlog import BacklogLine, ExistingRequirement, Spoken
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.relation import ALREADY_THERE, CONTRADICTS, POSSIBLY_THERE, Match
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.statement import Statement
from feedback2req.ports import Encoder
from feedback2req.stages.relate.affinity import Floats, affinity, bare
from feedback2req.stages.relate.polarity import content, opposed

STATEMENT_LOGIT = (9.8, -4.3)
DRAFT_LOGIT = (11.5, -4.0)
"""Slope and intercept that make a probability of an affinity: of one statement, and of the mean over a draft.

Fitted on sets that hold no links of requirements, half of whose texts had their partner taken away; how well it
holds on a set that it was not fitted on stands in benchmarks/requirements.
"""

LIKELY = 0.9
POSSIBLE = 0.3
SPEAKS = 0.5
MAX_MATCHES = 3
MAX_STATEMENTS = 10
_BODY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Drafts with their matches, and the tracker's rows with what speaks to them, both in the order given."""

    requirements: tuple[Requirement, ...]
    backlog: tuple[BacklogLine, ...]


def relate(
    requirements: Sequence[Requirement],
    existing: Sequence[ExistingRequirement],
    *,
    product: str,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    grouping: Grouping,
    embeddings: Embeddings,
    encoder: Encoder,
) -> Related:
    """Compare every draft and every statement with every existing requirement.

    A row that was exported from here is known by its key. Otherwise a draft's affinity is half that of its sentence
    and half the mean of its evidence. From a probability of 0.9 on it is already there, from 0.3 on possibly, below
    it is new; one that wants the opposite of the same thing contradicts.

    Parameters
    ----------
    embeddings : Embeddings
        Of the distinct texts of `grouping`, by `encoder`.
    """
    texts = [bare(_said(one), product) for one in existing]
    drafted = [bare(r.statement, product) for r in requirements]
    vectors = np.asarray(encoder.encode([*texts, *drafted]), dtype=np.float64).reshape(len(texts) + len(drafted), -1)
    known = vectors[: len(texts)]
    by_text = affinity(grouping.texts, embeddings.matrix.astype(np.float64), texts, known)
    by_draft = affinity(drafted, vectors[len(texts) :], texts, known)
    row_of = {s.statement_id: int(row) for s, row in zip(statements, grouping.text_of, strict=True)}
    matched = tuple(
        replace(r, matches=_matches(r, existing, by_draft[n], by_text, row_of)) for n, r in enumerate(requirements)
    )
    return Related(
        requirements=matched,
        backlog=tuple(
            _line(one, _probability(by_text[:, n], STATEMENT_LOGIT)[grouping.text_of], matched, statements, items)
            for n, one in enumerate(existing)
        ),
    )


def _said(one: ExistingRequirement) -> str:
    """What an existing requirement asks for: its sentence, else its title with the beginning of its body."""
    if one.statement is not None:
        return one.statement
    first = one.body.split("\n", 1)[0][:_BODY]
    return f"{one.title}. {first}" if first else one.title


def _probability(scores: Floats, logit: tuple[float, float]) -> Floats:
    slope, intercept = logit
    probability: Floats = 1.0 / (1.0 + np.exp(-(slope * scores.astype(np.float64) + intercept)))
    return probability.round(4)


def _matches(
    requirement: Requirement,
    existing: Sequence[ExistingRequirement],
    own: Floats,
    by_text: Floats,
    row_of: Mapping[str, int],
) -> tuple[Match, ...]:
    ids = list(dict.fromkeys(e.statement_id for e in requirement.evidence))
    evidence = by_text[[row_of[i] for i in ids]]
    scores = (own + evidence.mean(axis=0)) / 2
    probabilities = np.where([one.key == requirement.key for one in existing], 1.0, _probability(scores, DRAFT_LOGIT))
    speaks = _probability(evidence, STATEMENT_LOGIT)
    order = sorted(range(len(existing)), key=lambda n: (-probabilities[n], existing[n].id))[:MAX_MATCHES]
    return tuple(
        _match(requirement, existing[n], float(probabilities[n]), ids, speaks[:, n])
        for n in order
        if probabilities[n] >= POSSIBLE
    )


def _match(
    requirement: Requirement, one: ExistingRequirement, probability: float, ids: Sequence[str], speaks: Floats
) -> Match:
    relation, reason = _relation(requirement, one, probability)
    added = tuple(i for i, p in zip(ids, speaks, strict=True) if p >= SPEAKS or relation == ALREADY_THERE)
    return Match(
        existing_id=one.id,
        title=one.title,
        url=one.url,
        relation=relation,
        probability=probability,
        reason=reason,
        statement_ids=added or (ids[int(np.argmax(speaks))],),
    )


def _relation(requirement: Requirement, one: ExistingRequirement, probability: float) -> tuple[str, str]:
    if one.key == requirement.key:
        return ALREADY_THERE, "it was exported from here"
    against = opposed(requirement.statement, _said(one)) or opposed(requirement.title, one.title)
    if against is not None:
        return CONTRADICTS, against
    shared = sorted(content(f"{requirement.title} {requirement.statement}") & content(_said(one)))
    words = f"both speak of {', '.join(shared[:5])}" if shared else "alike in meaning, no word in common"
    return (ALREADY_THERE if probability >= LIKELY else POSSIBLY_THERE), words


def _line(
    one: ExistingRequirement,
    speaks: Floats,
    requirements: Sequence[Requirement],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
) -> BacklogLine:
    spoken: NDArray[np.int64] = np.flatnonzero(speaks >= SPEAKS)
    best = sorted(spoken.tolist(), key=lambda n: (-speaks[n], statements[n].statement_id))[:MAX_STATEMENTS]
    drafts = [(r.key, m.relation, m.probability) for r in requirements for m in r.matches if m.existing_id == one.id]
    return BacklogLine(
        existing=one,
        requirements=tuple(sorted(drafts, key=lambda d: (-d[2], d[0]))),
        n_statements=len(spoken),
        n_customers=len({items[statements[n].item_id].customer for n in spoken}),
        statements=tuple(
            Spoken(
                statement_id=statements[n].statement_id,
                probability=float(speaks[n]),
                is_against=opposed(statements[n].text, _said(one)) is not None,
            )
            for n in best
        ),
    )
