"""``backlog.xlsx``: the backlog for people who live in sheets."""

from __future__ import annotations

from collections.abc import Iterable

from feedback2req.adapters.exporters.lookup import Lookup, Quote
from feedback2req.adapters.exporters.sheets import Cell, Column, workbook
from feedback2req.adapters.exporters.ties import tie_groups
from feedback2req.adapters.exporters.wording import summands, trend_words
from feedback2req.domain.relation import in_tracker
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot


class BacklogXlsx:
    """Writes ``backlog.xlsx`` with the sheets Themes, Requirements, Quotes and Limits.

    Every text is written as text and marked as such, so that neither opening nor editing a cell runs it.
    """

    name = "backlog.xlsx"

    def render(self, snapshot: Snapshot) -> bytes:
        """The whole workbook."""
        lookup = Lookup(snapshot)
        return workbook(
            "Backlog from customer feedback",
            (
                ("Themes", _theme_columns(snapshot), _theme_rows(lookup)),
                ("Requirements", _REQUIREMENT_COLUMNS, _requirement_rows(lookup)),
                ("Quotes", _QUOTE_COLUMNS, _quote_rows(lookup)),
                ("Limits", _LIMIT_COLUMNS, _limit_rows(snapshot)),
            ),
        )


def _part_names(snapshot: Snapshot) -> list[str]:
    return list(dict.fromkeys(part.name for theme in snapshot.themes for part in theme.priority.parts))


def _theme_columns(snapshot: Snapshot) -> list[Column]:
    return [
        ("Rank", 6, "whole"),
        ("From (90 %)", 8, "whole"),
        ("To (90 %)", 8, "whole"),
        ("Tie", 8, "text"),
        ("Kind", 10, "text"),
        ("Rank in kind", 8, "whole"),
        ("Theme", 36, "text"),
        ("Area", 24, "text"),
        ("Customers", 10, "whole"),
        ("Share", 8, "percent"),
        ("Share from (95 %)", 9, "percent"),
        ("Share to (95 %)", 9, "percent"),
        ("Items", 8, "whole"),
        ("Statements", 11, "whole"),
        ("Sentiment", 10, "decimal"),
        ("Trend", 20, "text"),
        ("Score", 8, "decimal"),
        *((f"of which {name}", 10, "decimal") for name in _part_names(snapshot)),
        ("Why", 60, "text"),
        ("Who belongs", 50, "text"),
        ("Keyphrases", 36, "text"),
        ("Made of", 36, "text"),
        ("About the same", 30, "text"),
        ("Key", 22, "text"),
    ]


def _theme_rows(lookup: Lookup) -> Iterable[list[Cell]]:
    snapshot = lookup.snapshot
    ties = tie_groups(snapshot.themes)
    names = _part_names(snapshot)
    for ranked in (*snapshot.themes, *snapshot.strengths):
        standing, theme = ranked.standing, ranked.theme
        priority = standing.priority
        tie = ties.get(ranked.key)
        shown = {} if priority is None else {s.name: s.shown for s in summands(priority)}
        yield [
            *([None] * 3 if priority is None else [priority.rank, priority.rank_low, priority.rank_high]),
            None if tie is None else f"{tie[0]}–{tie[1]}",
            theme.kind,
            None if priority is None else priority.rank_in_kind,
            theme.label,
            lookup.area(ranked) or "",
            standing.n_customers,
            standing.share.value,
            standing.share.low,
            standing.share.high,
            standing.n_items,
            standing.n_statements,
            standing.sentiment.value if standing.sentiment.n else None,
            trend_words(standing.trend),
            None if priority is None else round(priority.score, 6),
            *(shown.get(name) for name in names),
            standing.why,
            theme.criterion,
            ", ".join(theme.keyphrases),
            ", ".join(part.label for part in lookup.parts(ranked)),
            ", ".join(one.label for one in lookup.siblings(ranked)),
            ranked.key,
        ]


_REQUIREMENT_COLUMNS: list[Column] = [
    ("Rank of theme", 8, "whole"),
    ("Theme", 30, "text"),
    ("Kind", 11, "text"),
    ("Status", 10, "text"),
    ("Title", 36, "text"),
    ("Requirement", 60, "text"),
    ("Problem", 50, "text"),
    ("Story", 50, "text"),
    ("Acceptance criteria", 60, "text"),
    ("Success criterion", 40, "text"),
    ("Proposed solutions", 30, "text"),
    ("Open questions", 40, "text"),
    ("Findings", 30, "text"),
    ("In the tracker", 30, "text"),
    ("Evidence", 9, "whole"),
    ("Counter-evidence", 9, "whole"),
    ("Key", 22, "text"),
]


def _requirement_rows(lookup: Lookup) -> Iterable[list[Cell]]:
    for theme, r in lookup.requirements_by_rank():
        yield [
            theme.priority.rank,
            theme.label,
            r.kind,
            r.status,
            r.title,
            r.statement,
            r.problem,
            r.story,
            _criteria(r),
            r.success_criterion,
            "\n".join(r.proposed_solutions),
            "\n".join(r.open_questions),
            "\n".join(f"{f.severity}: {f.message}" for f in r.findings),
            in_tracker(r.matches, is_compared=lookup.snapshot.backlog is not None),
            len(r.evidence),
            len(r.counter_evidence),
            r.key,
        ]


def _criteria(requirement: Requirement) -> str:
    return "\n".join(
        f"{n}. Given {c.given}, when {c.when}, then {c.then} ({c.basis})"
        for n, c in enumerate(requirement.acceptance_criteria, start=1)
    )


_QUOTE_COLUMNS: list[Column] = [
    ("Theme", 30, "text"),
    ("Requirement", 36, "text"),
    ("Role", 16, "text"),
    ("Quote", 80, "text"),
    ("Date", 11, "day"),
    ("Rating", 8, "whole"),
    ("Source", 16, "text"),
    ("Link", 30, "text"),
    ("Id in the source", 20, "text"),
    ("Statement", 22, "text"),
]


def _quote_rows(lookup: Lookup) -> Iterable[list[Cell]]:
    snapshot = lookup.snapshot
    for theme in (*snapshot.themes, *snapshot.strengths):
        for r in lookup.requirements(theme.key):
            yield from (_quote_row(theme, r, "evidence", lookup.evidence(e)) for e in r.evidence)
            yield from (_quote_row(theme, r, "counter-evidence", lookup.evidence(e)) for e in r.counter_evidence)
        yield from (_quote_row(theme, None, "typical", lookup.quote(s)) for s in theme.theme.exemplars)


def _quote_row(theme: RankedTheme, requirement: Requirement | None, role: str, quote: Quote) -> list[Cell]:
    return [
        theme.label,
        "" if requirement is None else requirement.title,
        role,
        quote.text,
        quote.received_at,
        quote.rating,
        quote.source,
        quote.url or "",
        quote.external_id,
        quote.statement_id,
    ]


_LIMIT_COLUMNS: list[Column] = [("What", 16, "text"), ("Code", 24, "text"), ("In words", 100, "text")]


def _limit_rows(snapshot: Snapshot) -> Iterable[list[Cell]]:
    for limit in snapshot.ranking.limits:
        yield ["limit", limit.code, limit.text]
    for alarm in snapshot.ranking.alarms:
        yield ["rare but grave", alarm.flag, f"{alarm.label} ({alarm.n_customers}): {', '.join(alarm.words)}"]
