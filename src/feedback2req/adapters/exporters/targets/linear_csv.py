"""What Linear's CSV importer reads."""

from __future__ import annotations

from collections.abc import Mapping

from feedback2req.adapters.exporters.targets.body import description, labels, short_title
from feedback2req.adapters.exporters.targets.csv_text import csv_document, header_line
from feedback2req.adapters.exporters.targets.markups import Markdown
from feedback2req.domain.backlog import Backlog, ExistingRequirement

HEADER = ("Title", "Description", "Priority", "Labels")
_LIMIT = 60_000


class LinearCsv:
    """Fills the port `BacklogExporter`: the importer can only create, so rows that exist are left out."""

    target = "linear-csv"
    on_known = "left out"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file, without what stands in Linear already; priority is left to people."""
        return csv_document(
            HEADER,
            (
                [short_title(e), description(e, Markdown(), limit=_LIMIT), "No priority", ", ".join(labels(e))]
                for e in backlog.entries
                if e.key not in known
            ),
        )

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(header_line(HEADER))
