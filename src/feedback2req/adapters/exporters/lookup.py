"""Finding things in a snapshot by id: every exporter needs it, none should build it twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.priority import Priority
from feedback2req.domain.requirement import Evidence, Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Area, Subtheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A customer's words with what a reader needs to judge them."""

    text: str
    statement_id: str
    item_id: str
    external_id: str
    source: str
    url: str | None
    received_at: datetime | None
    rating: float | None


class Lookup:
    """Items, statements, themes and requirements of one snapshot by their ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.items: dict[str, FeedbackItem] = {item.item_id: item for item in snapshot.items}
        self.statements: dict[str, Statement] = {s.statement_id: s for s in snapshot.statements}
        self.themes: dict[str, RankedTheme] = {t.key: t for t in (*snapshot.themes, *snapshot.strengths)}
        self.areas: dict[str, Area] = {area.key: area for area in snapshot.areas}

    def quote(self, statement_id: str) -> Quote:
        """The words of a statement."""
        statement = self.statements[statement_id]
        return self._quote(statement.text, statement_id, self.items[statement.item_id])

    def evidence(self, evidence: Evidence) -> Quote:
        """The words of a piece of evidence."""
        return self._quote(evidence.quote, evidence.statement_id, self.items[evidence.item_id])

    def priority(self, requirement: Requirement) -> Priority:
        """A requirement is worth what its theme is worth."""
        return self.themes[requirement.theme].priority

    def requirements(self, theme_key: str) -> tuple[Requirement, ...]:
        """What was drafted from a theme, in the snapshot's order."""
        return tuple(r for r in self.snapshot.requirements if r.theme == theme_key)

    def requirements_by_rank(self) -> Iterator[tuple[RankedTheme, Requirement]]:
        """Every requirement with its theme, best theme first."""
        for theme in self.snapshot.themes:
            for requirement in self.requirements(theme.key):
                yield theme, requirement

    def area(self, theme: RankedTheme) -> str | None:
        """What the area of a theme is called."""
        return self.areas[theme.theme.parent].label if theme.theme.parent is not None else None

    def siblings(self, theme: RankedTheme) -> tuple[RankedTheme, ...]:
        """Themes of another kind about the same thing."""
        return tuple(self.themes[key] for key in theme.theme.siblings)

    def parts(self, theme: RankedTheme) -> tuple[Subtheme, ...]:
        """What a theme is made of, the largest part first; nothing where it is one thing."""
        return tuple(part for part in self.snapshot.subthemes if part.theme == theme.key)

    def by_area(self) -> Iterator[tuple[Area, tuple[RankedTheme, ...]]]:
        """Every area with its themes by rank, the area with the best theme first."""
        ranked = [
            (area, tuple(sorted((self.themes[key] for key in area.themes), key=lambda t: t.priority.rank)))
            for area in self.snapshot.areas
        ]
        yield from sorted(ranked, key=lambda pair: pair[1][0].priority.rank)

    @staticmethod
    def _quote(text: str, statement_id: str, item: FeedbackItem) -> Quote:
        return Quote(
            text=text,
            statement_id=statement_id,
            item_id=item.item_id,
            external_id=item.external_id,
            source=item.source,
            url=item.url,
            received_at=item.received_at,
            rating=item.rating,
        )
