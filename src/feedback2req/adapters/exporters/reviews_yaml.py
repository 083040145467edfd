"""``reviews.yaml``: the decisions of people that a run replayed."""

from __future__ import annotations

from feedback2req.adapters import reviews_file
from feedback2req.domain.snapshot import Snapshot


class ReviewsYaml:
    """Writes ``reviews.yaml``, empty at first."""

    name = reviews_file.NAME

    def render(self, snapshot: Snapshot) -> bytes:
        """The decisions in the order in which they were made, with a comment that says what they are for."""
        return reviews_file.reviews_text(reviews_file.together(snapshot.reviews, ()))
