"""What is rare but grave: raised by few, and too serious to wait for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.priority import Alarm
from feedback2req.domain.readings import Grouping, Readings
from feedback2req.domain.statement import Statement

GRAVE = {
    "data_loss": "Data lost",
    "security": "Security or privacy at risk",
    "safety": "People at risk",
    "legal": "Legal claims",
    "money": "Money lost or charged wrongly",
    "accessibility": "Not usable with a disability",
}
MAX_SHARE = 0.05
"""Above this share of customers it is no rarity: it stands in the ranking."""

MAX_STATEMENTS = 10


def alarms(
    statements: Sequence[Statement], items: Mapping[str, FeedbackItem], grouping: Grouping, readings: Readings
) -> tuple[Alarm, ...]:
    """Grave flags raised by at most `MAX_SHARE` of the customers, the graver first."""
    n_customers = len({item.customer for item in items.values()})
    found = []
    for flag, label in GRAVE.items():
        raised = [
            (statement, readings.flags[row][flag])
            for statement, row in zip(statements, grouping.text_of, strict=True)
            if flag in readings.flags[row] and readings.sentiment[row] < 0
        ]
        people = {items[s.item_id].customer for s, _ in raised}
        if not people or len(people) > max(2, MAX_SHARE * n_customers):
            continue
        found.append(
            Alarm(
                flag=flag,
                label=label,
                n_customers=len(people),
                statement_ids=tuple(s.statement_id for s, _ in raised[:MAX_STATEMENTS]),
                words=tuple(sorted({w for _, words in raised for w in words})),
            )
        )
    return tuple(found)
