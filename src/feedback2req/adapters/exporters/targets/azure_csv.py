"""What the CSV import of Azure Boards reads."""

from __future__ import annotations

from collections.abc import Mapping

from feedback2req.adapters.exporters.targets.body import description, labels, short_title
from feedback2req.adapters.exporters.targets.csv_text import csv_document, header_line
from feedback2req.adapters.exporters.targets.markups import Html
from feedback2req.domain.backlog import Backlog, BacklogEntry, ExistingRequirement

HEADER = ("ID", "Work Item Type", "Title", "Description", "Tags")
_TYPES = {"fix": "Bug"}
_LIMIT = 32_000


class AzureCsv:
    """Fills the port `BacklogExporter`: an ID makes a row an update, a blank one creates."""

    target = "azure-csv"
    on_known = "updated"

    def __init__(self, *, item_type: str | None = None) -> None:
        self._item_type = item_type

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file; the state of a work item is not touched."""
        return csv_document(HEADER, (self._row(entry, known.get(entry.key)) for entry in backlog.entries))

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(header_line(HEADER))

    def _row(self, entry: BacklogEntry, item: ExistingRequirement | None) -> list[object]:
        existing = None if item is None else item.item_type
        return [
            None if item is None else item.id,
            existing or self._item_type or _TYPES.get(entry.kind, "User Story"),
            short_title(entry),
            description(entry, Html(), limit=_LIMIT),
            "; ".join(labels(entry)),
        ]
