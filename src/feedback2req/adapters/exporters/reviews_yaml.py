"""``reviews.yaml``: the decisions of people that a run replayed."""

from __future__ import annotations

from feedback2req.domain.snapshot import Snapshot

_EMPTY = """\
# Decisions of people about the themes and requirements of this folder.
#
# None so far: this version replays no decisions. A run never overwrites this file.
[]
"""


class ReviewsYaml:
    """Writes ``reviews.yaml``, empty at first."""

    name = "reviews.yaml"

    def render(self, snapshot: Snapshot) -> bytes:
        """An empty list with a comment that says what it is for."""
        return _EMPTY.encode()
