"""Whole runs on the samples, once a session."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.wiring import analyze, read_feedback

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"


@cache
def file_manager() -> Snapshot:
    return analyze(read_feedback(SAMPLES / "open-source-apps" / "reviews.csv.gz"), product="Amaze File Manager")


@cache
def complaints() -> Snapshot:
    return analyze(read_feedback(SAMPLES / "consumer-complaints" / "complaints.csv.gz"))


def all_themes(snapshot: Snapshot) -> tuple[RankedTheme, ...]:
    return (*snapshot.themes, *snapshot.strengths)


def rendered(snapshot: Snapshot) -> str:
    """What a reader sees of a run, as text that can be reviewed line by line."""
    text = {s.statement_id: s.text for s in snapshot.statements}
    counts = snapshot.counts
    lines = [
        (
            f"{snapshot.product}: {counts['items']} items of {counts['customers']} customers, "
            f"{counts['statements']} statements, counted from {snapshot.as_of}"
        ),
        "",
    ]
    for theme in all_themes(snapshot):
        rank = theme.standing.priority.rank if theme.standing.priority else "-"
        first = " ".join(text[theme.theme.exemplars[0]].split()) if theme.theme.exemplars else ""
        lines.append(f"{rank:>3}  {theme.kind:<8}  {theme.n_customers:>3}  {theme.label}")
        lines.append(f"{'':>20}“{first}”")
        lines += [f"{'':>20}→ {r.statement}" for r in snapshot.requirements if r.theme == theme.key]
    lines += ["", *(f"{limit.code}: {limit.text}" for limit in snapshot.ranking.limits)]
    return "\n".join(lines) + "\n"


def where(snapshot: Snapshot, pattern: str, *, but: str = r"(?!)") -> tuple[RankedTheme | None, int, int]:
    """The ranked theme with the most statements of a pattern, how many of them it holds, and of how many."""
    said = [
        n
        for n, s in enumerate(snapshot.statements)
        if s.aside is None and re.search(pattern, s.text, re.IGNORECASE) and not re.search(but, s.text, re.IGNORECASE)
    ]
    held = Counter({t.key: len(set(said) & set(t.theme.members)) for t in snapshot.themes})
    (key, n), *_ = held.most_common(1) or [("", 0)]
    return next((t for t in snapshot.themes if t.key == key), None), n, len(said)
