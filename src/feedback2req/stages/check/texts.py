"""Texts in, findings out: each text by itself, then all together."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.requirement import Finding
from feedback2req.ports import Encoder
from feedback2req.stages.check.profiles import PROFILES, RULES, Profile
from feedback2req.stages.check.rule import finding
from feedback2req.stages.check.together import set_rules
from feedback2req.stages.check.view import View, view_of


def check_texts(
    texts: Sequence[str],
    *,
    profile: Profile = PROFILES["default"],
    product: str = "",
    kinds: Sequence[str | None] | None = None,
    names: Sequence[str] | None = None,
    encoder: Encoder | None = None,
) -> list[tuple[Finding, ...]]:
    """What the rules say of requirements and user stories.

    Parameters
    ----------
    texts : sequence of str
        One requirement or user story each.
    profile : Profile
        The rules that are on.
    product : str, optional
        The system; words of its name break no rule.
    kinds : sequence of str or None, optional
        ``requirement`` or ``story`` of each text; told by its form where it is None.
    names : sequence of str, optional
        How messages call each text; by default its number from 1.
    encoder : Encoder, optional
        Makes vectors for rules that compare by meaning; without it these find nothing.

    Returns
    -------
    list of tuple of Finding, of length n_texts
        In the order of the words; offsets point into the text.
    """
    views = [
        view_of(text, product=product, kind=kind)
        for text, kind in zip(texts, kinds or [None] * len(texts), strict=True)
    ]
    found = [list(check_view(view, profile)) for view in views]
    called = names or [f"text {i}" for i in range(1, len(texts) + 1)]
    for rule in set_rules(called, encoder):
        if rule.key not in profile.keys:
            continue
        for hit in rule.find(views):
            if views[hit.text].kind in rule.kinds:
                found[hit.text].append(finding(rule, hit, profile.severity(rule.key, rule.severity)))
    return [in_order(one) for one in found]


def check_view(view: View, profile: Profile) -> list[Finding]:
    """What the rules for one text say of it; a narrow reading of a rule goes before its wide one."""
    return [
        finding(rule, hit, profile.severity(rule.key, rule.severity))
        for rule in RULES
        if rule.key in profile.keys and view.kind in rule.kinds
        for hit in rule.find(view)
    ]


def in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """By place; what a rule says twice of one place is said once."""
    once = {(f.rule, f.start, f.end, f.message): f for f in reversed(findings)}
    return tuple(once[key] for key in sorted(once, key=lambda k: (k[1], k[2], k[0], k[3])))
