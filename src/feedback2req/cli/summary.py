"""What a run says on the terminal: what was read, what comes first, and where the report is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from feedback2req.domain.feedback import Feedback
from feedback2req.domain.printable import printable
from feedback2req.domain.snapshot import RankedTheme, Snapshot

N_THEMES = 10
N_REQUIREMENTS = 5
N_CHANGES = 12
_QUOTE = 160


class Summary:
    """Prints to standard output; feedback text is data and is never read as markup or control codes."""

    def __init__(self, console: Console | None = None) -> None:
        self._out = console or Console(highlight=False, soft_wrap=False)

    def read(self, feedback: Feedback) -> None:
        """What was read, from which columns, and what the reader could not keep."""
        for file in feedback.files:
            fields = ", ".join(f"{g.field} ← {g.column}" for g in file.mapping)
            seen = f"{file.tool}, {file.format}, {file.encoding}"
            self._say(f"Read {file.n_rows} rows of {file.file} ({seen})")
            self._say(f"  {fields}")
            for note in file.notes:
                self._say(f"  {note}")

    def found(self, snapshot: Snapshot, files: Mapping[str, Path]) -> None:
        """The ten top themes, the first requirements with a quote each, and the files."""
        self._dropped(snapshot)
        self._themes(snapshot)
        self._requirements(snapshot)
        self._backlog(snapshot)
        for limit in snapshot.ranking.limits:
            self._say(f"Limit: {limit.text}")
        if "report.html" in files:
            self._say("")
            self._say(f"Report: {files['report.html']}")

    def moved(self, snapshot: Snapshot) -> None:
        """What moved since the last snapshot, and why."""
        if snapshot.changes is None:
            self._say("First snapshot: there is nothing to compare it with.")
            return
        self._say(f"Since the last snapshot {len(snapshot.changes)} themes moved, came or went.")
        for change in snapshot.changes[:N_CHANGES]:
            self._say(f"  {change.event}: {change.label}: {change.reason}")
        if len(snapshot.changes) > N_CHANGES:
            self._say(f"  and {len(snapshot.changes) - N_CHANGES} more")

    def _say(self, text: str) -> None:
        self._out.print(escape(printable(text, 2000)), soft_wrap=True)

    def _dropped(self, snapshot: Snapshot) -> None:
        counts = snapshot.counts
        self._say(
            f"{counts['rows_used']} rows used, {counts['rows_rejected']} rejected: {counts['items']} items of "
            f"{counts['customers']} customers, {counts['statements']} statements"
        )
        for reason, n in sorted(Counter(r.reason for r in snapshot.rejected).items()):
            self._say(f"  rejected: {n} {reason}")
        unassigned = [f"{n} {name[11:]}" for name, n in counts.items() if name.startswith("unassigned_")]
        self._say(
            f"  in themes: {counts['core']} core, {counts['attached']} attached; "
            f"not in a theme: {', '.join(unassigned) or 'none'}"
        )

    def _themes(self, snapshot: Snapshot) -> None:
        if not snapshot.themes:
            self._say("No theme: nothing was said by enough different customers.")
            return
        name = escape(printable(snapshot.product, 60))
        day = snapshot.as_of or "no date"
        title = f"{name}: {len(snapshot.themes)} themes; rank (90 % interval); counted from {day}"
        table = Table(title=title, title_justify="left", box=SIMPLE, pad_edge=False)
        for name in ("rank", "theme", "kind", "customers", "sentiment", "trend"):
            left = name in ("theme", "kind", "trend")
            table.add_column(name, justify="left" if left else "right", no_wrap=name != "theme")
        for theme in snapshot.themes[:N_THEMES]:
            table.add_row(*_row(theme))
        self._out.print(table)

    def _requirements(self, snapshot: Snapshot) -> None:
        if snapshot.requirements:
            self._say(f"First of {len(snapshot.requirements)} candidate requirements:")
        for requirement in snapshot.requirements[:N_REQUIREMENTS]:
            self._say(f"  {requirement.statement}")
            self._say(f"    “{printable(requirement.evidence[0].quote, _QUOTE)}”")

    def _backlog(self, snapshot: Snapshot) -> None:
        if snapshot.backlog is None:
            return
        first = Counter(r.matches[0].relation if r.matches else "new" for r in snapshot.requirements)
        told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(first.items()))
        spoken = sum(line.n_statements > 0 for line in snapshot.backlog)
        self._say(
            f"Beside {len(snapshot.backlog)} in the tracker: {told or 'no draft'}; "
            f"customers speak to {spoken} of those in the tracker"
        )


def _row(theme: RankedTheme) -> tuple[str, ...]:
    standing, priority = theme.standing, theme.priority
    return (
        f"{priority.rank} ({priority.rank_low}-{priority.rank_high})",
        escape(printable(theme.label, 60)),
        theme.kind,
        f"{standing.n_customers} ({100 * standing.share.value:.1f} %)",
        f"{standing.sentiment.value:+.2f}",
        standing.trend.direction or "unknown",
    )
