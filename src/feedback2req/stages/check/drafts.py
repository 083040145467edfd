"""Drafted requirements: each checked, and what must not be published dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from feedback2req.domain.identity import folded
from feedback2req.domain.requirement import CANDIDATE, Finding, Requirement
from feedback2req.stages.check.form import quantities
from feedback2req.stages.check.profiles import DRAFT
from feedback2req.stages.check.rule import ERROR
from feedback2req.stages.check.texts import check_view, in_order
from feedback2req.stages.check.view import REQUIREMENT, view_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Requirements fit to be published, with their findings; and those dropped, each with a reason.

    Reasons: ``rule_<id>`` of the first error, ``repeats`` another one's sentence, ``same_title``,
    ``no_evidence``.
    """

    requirements: tuple[Requirement, ...]
    dropped: tuple[tuple[Requirement, str], ...]


def check_statement(text: str, *, product: str, quotes: Sequence[str] | None = None) -> tuple[Finding, ...]:
    """What the rules for drafts say of one sentence, in the order of its words.

    Parameters
    ----------
    text : str
        A requirement.
    product : str
        The system that has to be its subject; ``default`` stands for "the product", empty for whichever.
    quotes : sequence of str, optional
        The evidence: a quantity that is in no quote is an error. Without it, quantities are noted.

    Returns
    -------
    tuple of Finding
        Offsets into `text`.

    References
    ----------
    .. [1] A. Mavin et al., "Easy approach to requirements syntax (EARS)", RE 2009, doi:10.1109/RE.2009.9.
    .. [2] INCOSE, "Guide to Writing Requirements", version 4 (2023).
    """
    system = "the product" if product == "default" else product
    view = view_of(text, product=system, kind=REQUIREMENT)
    found = check_view(view, DRAFT)
    for severity, hit in quantities(view, quotes):
        found.append(
            Finding(
                rule="R34",
                severity=severity,
                message=hit.message,
                start=hit.start,
                end=hit.end,
                suggestion=hit.suggestion,
            )
        )
    return in_order(found)


def check(requirements: Sequence[Requirement], *, product: str) -> CheckResult:
    """Check each requirement and all of them together; drop what must not be published.

    The first of two equal sentences stays. A title that is taken gets the theme's difference no machine can
    name, so the later requirement is dropped, too. What a person has decided on is shown with its findings and never
    dropped, and goes before what nobody has.

    Parameters
    ----------
    requirements : sequence of Requirement
        In the order of their worth: where two clash, the earlier stays.
    product : str
        The system that has to be the subject of each; ``default`` stands for "the product".
    """
    kept: list[Requirement] = []
    dropped: list[tuple[Requirement, str]] = []
    sentences: set[str] = set()
    titles: set[str] = set()
    for requirement in sorted(requirements, key=lambda r: r.status == CANDIDATE):
        findings = check_statement(
            requirement.statement, product=product, quotes=[e.quote for e in requirement.evidence]
        )
        judged = replace(requirement, findings=findings)
        reason = _reason(judged, sentences, titles)
        if reason is not None and requirement.status == CANDIDATE:
            dropped.append((judged, reason))
            continue
        kept.append(judged)
        sentences.add(folded(judged.statement))
        titles.add(folded(judged.title))
    place = {requirement.key: n for n, requirement in enumerate(requirements)}
    return CheckResult(requirements=tuple(sorted(kept, key=lambda r: place[r.key])), dropped=tuple(dropped))


def _reason(requirement: Requirement, sentences: set[str], titles: set[str]) -> str | None:
    errors = [f.rule for f in requirement.findings if f.severity == ERROR]
    if errors:
        return f"rule_{errors[0]}"
    if not requirement.evidence or any(
        not e.quote.strip() or e.end - e.start != len(e.quote) for e in requirement.evidence
    ):
        return "no_evidence"
    if folded(requirement.statement) in sentences:
        return "repeats"
    return "same_title" if folded(requirement.title) in titles else None
