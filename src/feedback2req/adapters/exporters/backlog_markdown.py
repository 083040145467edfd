"""``backlog.md``: the backlog for people who live in text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback2req.adapters.exporters.lookup import Lookup, Quote
from feedback2req.adapters.exporters.ties import tie_groups
from feedback2req.adapters.exporters.wording import (
    arithmetic,
    count,
    day,
    number,
    rank_words,
    safe_text,
    sentiment_words,
    share_words,
    trend_words,
    without_words,
)
from feedback2req.domain.backlog import BacklogLine
from feedback2req.domain.relation import in_tracker
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot

_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_AT_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))")
_LINE_END = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")


class BacklogMarkdown:
    """Writes ``backlog.md``."""

    name = "backlog.md"

    def render(self, snapshot: Snapshot) -> bytes:
        """Ranking, then each theme with its requirements and their quotes, then what is rare, praised or unknown."""
        lookup = Lookup(snapshot)
        lines = [f"# {_title(snapshot)}", ""]
        lines += [_read_line(snapshot), ""]
        lines += _ranking(snapshot)
        lines += _areas(lookup)
        for theme in snapshot.themes:
            lines += _theme(theme, lookup)
        lines += _in_tracker(snapshot)
        lines += _alarms(snapshot, lookup)
        lines += _strengths(snapshot)
        if snapshot.ranking.limits:
            lines += ["## What this cannot tell", ""]
            lines += [*(f"- {inline(limit.text)}" for limit in snapshot.ranking.limits), ""]
        return ("\n".join(lines).rstrip() + "\n").encode()


def inline(text: str) -> str:
    """Text of others on one line of Markdown: nothing in it is markup, HTML or a new line."""
    flat = " ".join(_LINE_END.sub(" ", text).split())
    escaped = _SPECIAL.sub(r"\\\1", safe_text(flat).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return _AT_START.sub(_escape_start, escaped)


def quoted(text: str) -> list[str]:
    """Verbatim words of a customer as a block quote, a line for each of theirs."""
    return [f"> {inline(line)}".rstrip() for line in _LINE_END.split(text)]


def _escape_start(found: re.Match[str]) -> str:
    mark = found.group(2)
    # A number starts a list by the full stop after it, everything else by itself.
    return f"{found.group(1)}{mark}\\" if mark.isdigit() else f"{found.group(1)}\\{mark}"


def _title(snapshot: Snapshot) -> str:
    name = "" if snapshot.product == "default" else f"{inline(snapshot.product)}: "
    return f"{name}backlog from customer feedback"[:1].upper() + f"{name}backlog from customer feedback"[1:]


def _read_line(snapshot: Snapshot) -> str:
    n_customers = len({item.customer for item in snapshot.items})
    as_of = "" if snapshot.as_of is None else f" Recency counts from {day(snapshot.as_of)}."
    return (
        f"{count(len(snapshot.items), 'item')} from {count(n_customers, 'customer')}; "
        f"{count(len(snapshot.themes), 'ranked theme')}, "
        f"{count(len(snapshot.requirements), 'candidate requirement')}.{as_of}"
    )


def _ranking(snapshot: Snapshot) -> list[str]:
    if not snapshot.themes:
        return ["No theme was found: see below for what this data cannot tell.", ""]
    ties = tie_groups(snapshot.themes)
    lines = [
        "| rank (90 %) | theme | kind | customers (95 %) | sentiment | trend | score |",
        "|---|---|---|---|---|---|---|",
    ]
    for theme in snapshot.themes:
        standing = theme.standing
        tie = ", tied" if theme.key in ties else ""
        lines.append(
            f"| {rank_words(theme.priority)}{tie} | {inline(theme.label)} | {theme.kind} "
            f"| {standing.n_customers:,}, {share_words(standing.share)} | {sentiment_words(standing.sentiment)} "
            f"| {trend_words(standing.trend)} | {number(theme.priority.score, 3)} |"
        )
    return [*lines, ""]


def _areas(lookup: Lookup) -> Iterator[str]:
    if len(lookup.areas) < 2:
        return
    yield from ["By area:", ""]
    for area, themes in lookup.by_area():
        ranked = ", ".join(f"{inline(theme.label)} ({theme.priority.rank})" for theme in themes)
        yield f"- {inline(area.label)} ({count(area.n_customers, 'customer')}): {ranked}"
    yield ""


def _theme(theme: RankedTheme, lookup: Lookup) -> Iterator[str]:
    standing = theme.standing
    yield from [f"## {theme.priority.rank}. {inline(theme.label)}", "", inline(standing.why), ""]
    yield f"- Who belongs: {inline(theme.theme.criterion)}"
    yield from _around(theme, lookup)
    yield (
        f"- {count(standing.n_customers, 'customer')}, {share_words(standing.share)}; "
        f"{count(standing.n_items, 'item')}, {count(standing.n_statements, 'statement')}"
    )
    yield f"- Score: {arithmetic(theme.priority)}"
    if theme.priority.without:
        yield f"- {inline(without_words(theme.priority))}"
    yield f"- Trend: {inline(standing.trend.reason)}"
    if theme.theme.keyphrases:
        yield f"- Keyphrases: {', '.join(inline(k) for k in theme.theme.keyphrases)}"
    yield ""
    requirements = lookup.requirements(theme.key)
    for requirement in requirements:
        yield from _requirement(requirement, lookup)
    if not requirements:
        for statement_id in theme.theme.exemplars:
            yield from _quote(lookup.quote(statement_id))


def _around(theme: RankedTheme, lookup: Lookup) -> Iterator[str]:
    """Where a theme stands among the others: its area, its siblings, what it is made of."""
    area, siblings, parts = lookup.area(theme), lookup.siblings(theme), lookup.parts(theme)
    if area is not None:
        yield f"- Area: {inline(area)}"
    if siblings:
        yield f"- About the same: {', '.join(f'{inline(one.label)} ({one.kind})' for one in siblings)}"
    if parts:
        told = (f"{inline(part.label)} ({count(part.n_customers, 'customer')})" for part in parts)
        yield f"- Made of: {', '.join(told)}"


def _requirement(requirement: Requirement, lookup: Lookup) -> Iterator[str]:
    r = requirement
    yield from [f"### {inline(r.title)}", "", f"**{inline(r.statement)}**", ""]
    yield from [f"({r.kind}; {r.status}; `{_code(r.key)}`)", "", f"Problem: {inline(r.problem)}", ""]
    yield from [f"Story: {inline(r.story)}", "", "Acceptance criteria:", ""]
    for n, c in enumerate(r.acceptance_criteria, start=1):
        yield f"{n}. Given {inline(c.given)}, when {inline(c.when)}, then {inline(c.then)} ({c.basis})"
    yield from ["", f"Success: {inline(r.success_criterion)}", ""]
    if lookup.snapshot.backlog is not None:
        yield from [f"In the tracker: {inline(in_tracker(r.matches, is_compared=True))}", ""]
    yield from _listing("Solutions that customers propose", r.proposed_solutions)
    yield from _listing("Open questions", r.open_questions)
    yield from _listing("Findings", tuple(f"{f.severity}: {f.message}" for f in r.findings))
    yield from ["Evidence:", ""]
    for evidence in r.evidence:
        yield from _quote(lookup.evidence(evidence))
    if r.counter_evidence:
        yield from ["Counter-evidence:", ""]
        for evidence in r.counter_evidence:
            yield from _quote(lookup.evidence(evidence))


def _listing(title: str, entries: tuple[str, ...]) -> list[str]:
    return [f"{title}:", "", *(f"- {inline(entry)}" for entry in entries), ""] if entries else []


def _quote(quote: Quote) -> list[str]:
    about = [inline(quote.source), f"`{_code(quote.external_id)}`"]
    if quote.received_at is not None:
        about.append(day(quote.received_at))
    if quote.rating is not None:
        about.append(f"rating {quote.rating:g}")
    return [*quoted(quote.text), ">", f"> ({', '.join(about)})", ""]


def _code(text: str) -> str:
    return safe_text(" ".join(text.replace("`", "'").split()))


def _in_tracker(snapshot: Snapshot) -> Iterator[str]:
    if snapshot.backlog is None:
        return
    yield from ["## What the tracker holds, and what customers say of it", ""]
    yield from ["| id | title | status | customers | statements | drafts |", "|---|---|---|---|---|---|"]
    for line in sorted(snapshot.backlog, key=lambda one: (-one.n_customers, -one.n_statements)):
        yield _tracker_row(line)
    yield ""


def _tracker_row(line: BacklogLine) -> str:
    existing = line.existing
    drafts = ", ".join(f"{relation.replace('_', ' ')}: `{_code(key)}`" for key, relation, _ in line.requirements)
    cells = (inline(existing.id), inline(existing.title), inline(existing.status or ""))
    return f"| {' | '.join(cells)} | {line.n_customers} | {line.n_statements} | {drafts} |"


def _alarms(snapshot: Snapshot, lookup: Lookup) -> Iterator[str]:
    if not snapshot.ranking.alarms:
        return
    yield from ["## Rare but grave", ""]
    for alarm in snapshot.ranking.alarms:
        yield from [f"**{inline(alarm.label)}** ({count(alarm.n_customers, 'customer')})", ""]
        for statement_id in alarm.statement_ids:
            yield from _quote(lookup.quote(statement_id))


def _strengths(snapshot: Snapshot) -> Iterator[str]:
    if not snapshot.strengths:
        return
    yield from ["## Strengths (praise, never ranked)", ""]
    for theme in snapshot.strengths:
        who = f"{count(theme.n_customers, 'customer')}, {share_words(theme.standing.share)}"
        yield f"- {inline(theme.label)} ({who})"
    yield ""
