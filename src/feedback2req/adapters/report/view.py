"""What the page shows, gathered from a snapshot: the template only lays it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feedback2req.adapters.exporters.lookup import Lookup, Quote
from feedback2req.adapters.exporters.ties import tie_groups
from feedback2req.adapters.exporters.wording import (
    Summand,
    arithmetic,
    rank_words,
    safe_text,
    summands,
    without_words,
)
from feedback2req.domain.backlog import BacklogLine
from feedback2req.domain.priority import Alarm
from feedback2req.domain.requirement import STATED, Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.themes import KINDS, Area, Subtheme

TOP = 10
"""Themes in the first table and in the charts."""

MAX_ALARM_QUOTES = 5
_KIND_TITLES = {"problem": "Problems", "wish": "Wishes", "question": "Questions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementView:
    """A requirement with its quotes and what its slots rest on."""

    requirement: Requirement
    evidence: tuple[Quote, ...]
    counter_evidence: tuple[Quote, ...]
    stated: tuple[str, ...]
    inferred: tuple[str, ...]
    is_compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme with everything that is printed about it; rank fields are None for a strength."""

    ranked: RankedTheme
    anchor: str
    tie: tuple[int, int] | None
    parts: tuple[Summand, ...]
    score: float
    arithmetic: str
    without: str
    requirements: tuple[RequirementView, ...]
    quotes: tuple[Quote, ...]
    area: str | None
    siblings: tuple[RankedTheme, ...]
    parts_of_theme: tuple[Subtheme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """Something rare but grave with the words that raised it."""

    alarm: Alarm
    quotes: tuple[Quote, ...]
    n_more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Rows or statements that were left out for one reason, with one example of where."""

    reason: str
    n: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The whole page."""

    product: str | None
    n_customers: int
    first_at: datetime | None
    last_at: datetime | None
    n_undated: int
    sources: tuple[tuple[str, int], ...]
    ratings: tuple[int, float] | None
    rejected: tuple[Dropped, ...]
    unassigned: tuple[Dropped, ...]
    themes: tuple[ThemeView, ...]
    strengths: tuple[ThemeView, ...]
    by_kind: tuple[tuple[str, tuple[ThemeView, ...]], ...]
    by_area: tuple[tuple[Area, tuple[RankedTheme, ...]], ...]
    alarms: tuple[AlarmView, ...]
    labels: dict[str, str]
    anchors: dict[str, str]
    tracker: tuple[BacklogLine, ...]
    drafts: dict[str, str]


def page_view(snapshot: Snapshot) -> PageView:
    """Gather the page of a snapshot."""
    lookup = Lookup(snapshot)
    ties = tie_groups(snapshot.themes)
    themes = tuple(_theme(t, f"theme-{n}", ties.get(t.key), lookup) for n, t in enumerate(snapshot.themes, start=1))
    strengths = tuple(_theme(t, f"strength-{n}", None, lookup) for n, t in enumerate(snapshot.strengths, start=1))
    dates = [item.received_at for item in snapshot.items if item.received_at is not None]
    ratings = [item.rating for item in snapshot.items if item.rating is not None]
    return PageView(
        product=None if snapshot.product == "default" else snapshot.product,
        n_customers=len({item.customer for item in snapshot.items}),
        first_at=min(dates, default=None),
        last_at=max(dates, default=None),
        n_undated=len(snapshot.items) - len(dates),
        sources=_by_count(item.source for item in snapshot.items),
        ratings=(len(ratings), sum(ratings) / len(ratings)) if ratings else None,
        rejected=_rejected(snapshot),
        unassigned=_unassigned(snapshot),
        themes=themes,
        strengths=strengths,
        by_kind=_by_kind(themes),
        by_area=tuple(lookup.by_area()),
        alarms=tuple(_alarm(alarm, lookup) for alarm in snapshot.ranking.alarms),
        labels={t.key: t.label for t in (*snapshot.themes, *snapshot.strengths)},
        anchors={t.ranked.key: t.anchor for t in (*themes, *strengths)},
        tracker=tuple(sorted(snapshot.backlog or (), key=lambda b: (-b.n_customers, -b.n_statements))),
        drafts={r.key: r.title for r in snapshot.requirements},
    )


def chart_data(view: PageView) -> dict[str, object]:
    """Numbers of the two charts, by theme, best first."""
    top = view.themes[:TOP]
    names = list(dict.fromkeys(part.name for theme in top for part in theme.parts))
    return {
        "n_themes": len(view.themes),
        "labels": [safe_text(theme.ranked.label) for theme in top],
        "rank": [theme.ranked.priority.rank for theme in top],
        "low": [theme.ranked.priority.rank_low for theme in top],
        "high": [theme.ranked.priority.rank_high for theme in top],
        "interval": [rank_words(theme.ranked.priority) for theme in top],
        "score": [theme.score for theme in top],
        "parts": [
            {"name": name, "values": [next((p.shown for p in t.parts if p.name == name), 0.0) for t in top]}
            for name in names
        ],
    }


def _theme(ranked: RankedTheme, anchor: str, tie: tuple[int, int] | None, lookup: Lookup) -> ThemeView:
    requirements = tuple(_requirement(r, lookup) for r in lookup.requirements(ranked.key))
    # What is shown as evidence below need not be shown twice.
    shown = {q.statement_id for r in requirements for q in (*r.evidence, *r.counter_evidence)}
    priority = ranked.standing.priority
    parts = () if priority is None else summands(priority)
    return ThemeView(
        ranked=ranked,
        anchor=anchor,
        tie=tie,
        parts=parts,
        score=round(sum(part.shown for part in parts), 3),
        arithmetic="" if priority is None else arithmetic(priority),
        without="" if priority is None else without_words(priority),
        requirements=requirements,
        quotes=tuple(lookup.quote(s) for s in ranked.theme.exemplars if s not in shown),
        area=lookup.area(ranked),
        siblings=lookup.siblings(ranked),
        parts_of_theme=lookup.parts(ranked),
    )


def _requirement(requirement: Requirement, lookup: Lookup) -> RequirementView:
    slots = requirement.slots
    return RequirementView(
        requirement=requirement,
        evidence=tuple(lookup.evidence(e) for e in requirement.evidence),
        counter_evidence=tuple(lookup.evidence(e) for e in requirement.counter_evidence),
        stated=tuple(name for name in sorted(slots) if slots[name].basis == STATED),
        inferred=tuple(name for name in sorted(slots) if slots[name].basis != STATED),
        is_compared=lookup.snapshot.backlog is not None,
    )


def _alarm(alarm: Alarm, lookup: Lookup) -> AlarmView:
    shown = alarm.statement_ids[:MAX_ALARM_QUOTES]
    return AlarmView(
        alarm=alarm,
        quotes=tuple(lookup.quote(statement_id) for statement_id in shown),
        n_more=len(alarm.statement_ids) - len(shown),
    )


def _by_kind(themes: Sequence[ThemeView]) -> tuple[tuple[str, tuple[ThemeView, ...]], ...]:
    groups: dict[str, list[ThemeView]] = defaultdict(list)
    for theme in themes:
        groups[theme.ranked.kind].append(theme)
    return tuple(
        (_KIND_TITLES[kind], tuple(sorted(groups[kind], key=lambda t: t.ranked.priority.rank_in_kind)))
        for kind in KINDS
        if kind in groups and kind in _KIND_TITLES
    )


def _rejected(snapshot: Snapshot) -> tuple[Dropped, ...]:
    counts = Counter(row.reason for row in snapshot.rejected)
    first = {row.reason: f"{row.file}, row {row.row}: {row.detail}" for row in reversed(snapshot.rejected)}
    return tuple(Dropped(reason=reason, n=n, example=first[reason]) for reason, n in _ordered(counts))


def _unassigned(snapshot: Snapshot) -> tuple[Dropped, ...]:
    counts = Counter(reason for reason in snapshot.membership.reasons if reason is not None)
    return tuple(Dropped(reason=reason, n=n, example="") for reason, n in _ordered(counts))


def _by_count(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(_ordered(Counter(names)))


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
