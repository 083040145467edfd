"""What Jira's CSV import reads."""

from __future__ import annotations

from collections.abc import Mapping

from feedback2req.adapters.exporters.targets.body import description, labels, short_title
from feedback2req.adapters.exporters.targets.csv_text import csv_document, header_line
from feedback2req.adapters.exporters.targets.markups import JiraWiki
from feedback2req.adapters.exporters.wording import percent
from feedback2req.domain.backlog import Backlog, BacklogEntry, ExistingRequirement

N_LABELS = 4
HEADER = (
    "Issue key", "Summary", "Issue Type", "Description", "External ID", *["Labels"] * N_LABELS,
    "Customers", "Share of customers", "Rank",
)  # fmt: skip
_TYPES = {"fix": "Bug", "information": "Task"}
_LIMIT = 32_000
"""Jira holds 32,767 characters in a field, unless its administrator allows more."""


class JiraCsv:
    """Fills the port `BacklogExporter`: an issue key makes a row an update, where an administrator imports it."""

    target = "jira-csv"
    on_known = "updated"

    def __init__(self, *, item_type: str | None = None) -> None:
        self._item_type = item_type

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file; keys of issues that exist stand in the first column."""
        return csv_document(HEADER, (self._row(entry, known.get(entry.key)) for entry in backlog.entries))

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(header_line(HEADER))

    def _row(self, entry: BacklogEntry, issue: ExistingRequirement | None) -> list[object]:
        existing = None if issue is None else issue.item_type
        given = labels(entry)
        return [
            None if issue is None else issue.id,
            short_title(entry),
            existing or self._item_type or _TYPES.get(entry.kind, "Story"),
            description(entry, JiraWiki(), limit=_LIMIT),
            entry.key,
            *given,
            *[None] * (N_LABELS - len(given)),
            entry.n_customers,
            percent(entry.share[0]),
            entry.rank,
        ]
