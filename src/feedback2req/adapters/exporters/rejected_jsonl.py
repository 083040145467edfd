"""``rejected.jsonl``: every row that was not kept, with the reason."""

from __future__ import annotations

from feedback2req.adapters.exporters.json_text import json_lines
from feedback2req.adapters.exporters.records import rejected_records
from feedback2req.domain.snapshot import Snapshot


class RejectedJsonl:
    """Writes ``rejected.jsonl``."""

    name = "rejected.jsonl"

    def render(self, snapshot: Snapshot) -> bytes:
        """One line a record, UTF-8."""
        return json_lines(rejected_records(snapshot))
