"""Where the words that a decision rests on stand in this run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.review import Anchor
from feedback2req.domain.statement import Statement


class Words:
    """Finds anchors among the statements of a run.

    Parameters
    ----------
    statements : sequence of Statement
    items : mapping of item id to item
    """

    def __init__(self, statements: Sequence[Statement], items: Mapping[str, FeedbackItem]) -> None:
        self._items = items
        self._statements = statements
        self._of_item: dict[str, list[int]] = {}
        for position, statement in enumerate(statements):
            self._of_item.setdefault(statement.item_id, []).append(position)
        self._by_id = {statement.statement_id: position for position, statement in enumerate(statements)}

    def statement(self, statement_id: str, anchors: Sequence[Anchor]) -> list[int]:
        """Position of a statement: by its id, else the statements that hold its words now."""
        position = self._by_id.get(statement_id)
        return self.find(anchors) if position is None else [position]

    def find(self, anchors: Iterable[Anchor]) -> list[int]:
        """Positions of the statements that share characters with the quotes, ascending."""
        return sorted({position for anchor in anchors for position in self._touched(anchor)})

    def _touched(self, anchor: Anchor) -> list[int]:
        item = self._items.get(anchor.item_id)
        start = item.text.find(anchor.quote) if item is not None and anchor.quote else -1
        end = start + len(anchor.quote)
        return [
            p
            for p in (self._of_item.get(anchor.item_id, []) if start >= 0 else [])
            if self._statements[p].start < end and start < self._statements[p].end
        ]


def most_common(values: Iterable[str]) -> str | None:
    """The commonest value, the first by name among equals; None of nothing."""
    counted = Counter(values)
    return min(counted, key=lambda v: (-counted[v], v)) if counted else None
