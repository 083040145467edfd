"""``statements.jsonl``: every single point with its readings and its theme."""

from __future__ import annotations

from feedback2req.adapters.exporters.json_text import json_lines
from feedback2req.adapters.exporters.records import statement_records
from feedback2req.domain.snapshot import Snapshot


class StatementsJsonl:
    """Writes ``statements.jsonl``."""

    name = "statements.jsonl"

    def render(self, snapshot: Snapshot) -> bytes:
        """One line a record, UTF-8."""
        return json_lines(statement_records(snapshot))
