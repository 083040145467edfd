"""``items.jsonl``: every kept item with its readings and themes."""

from __future__ import annotations

from feedback2req.adapters.exporters.json_text import json_lines
from feedback2req.adapters.exporters.records import item_records
from feedback2req.domain.snapshot import Snapshot


class ItemsJsonl:
    """Writes ``items.jsonl``."""

    name = "items.jsonl"

    def render(self, snapshot: Snapshot) -> bytes:
        """One line a record, UTF-8."""
        return json_lines(item_records(snapshot))
