"""``reviews.yaml``: the decisions of people that a run replayed."""

from __future__ import annotations

from feedback2req.domain.snapshot import Snapshot

_EMPTY = """\
# Decisions of people about the themes and requirements of this folder.
#
# `feedback2req review` adds to this list: accept, reject, rename, merge, split, move, exclude, pin. Every run that is
# given this file (--reviews reviews.yaml) replays the decisions in order. No run overwrites this file.
[]
"""


class ReviewsYaml:
    """Writes ``reviews.yaml``, empty at first."""

    name = "reviews.yaml"

    def render(self, snapshot: Snapshot) -> bytes:
        """An empty list with a comment that says what it is for."""
        return _EMPTY.encode()
