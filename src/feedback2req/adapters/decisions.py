"""Where people's decisions are kept in the folder of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from feedback2req.adapters.exporters.atomic import sync_folder, temporary_path, write_synced
from feedback2req.adapters.reviews_file import NAME, read_reviews, reviews_text, together
from feedback2req.domain.review import Review


class FolderDecisions:
    """The ``reviews.yaml`` of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def reviews(self) -> tuple[Review, ...]:
        """All decisions, oldest first."""
        return read_reviews(self._path) if self._path.is_file() else ()

    def add(self, reviews: Sequence[Review]) -> int:
        """Add decisions, whole or not at all; those that are there already are passed over."""
        before = self.reviews()
        after = together(before, reviews)
        if len(after) > len(before):
            temporary = temporary_path(self._path.parent)
            write_synced(temporary, reviews_text(after))
            temporary.replace(self._path)
            sync_folder(self._path.parent)
        return len(after) - len(before)
