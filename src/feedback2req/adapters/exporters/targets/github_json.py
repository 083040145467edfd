"""Issues for GitHub's API: a list of objects, each the body of one call."""

from __future__ import annotations

import json
from collections.abc import Mapping

from feedback2req.adapters.exporters.targets.body import description, labels, short_title
from feedback2req.adapters.exporters.targets.markups import Markdown
from feedback2req.domain.backlog import Backlog, ExistingRequirement

_LIMIT = 60_000
"""GitHub takes 65,536 characters."""

_START = b'[\n  {\n    "external_id": "r'


class GithubJson:
    """Fills the port `BacklogExporter`: a number says which issue to update, null that one is to be made."""

    target = "github-json"
    on_known = "updated"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file."""
        issues = [
            {
                "external_id": entry.key,
                "number": _number(known.get(entry.key)),
                "title": short_title(entry),
                "body": description(entry, Markdown(), limit=_LIMIT),
                "labels": labels(entry),
            }
            for entry in backlog.entries
        ]
        return (json.dumps(issues, ensure_ascii=False, indent=2) + "\n").encode()

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content == b"[]\n" or content.startswith(_START)


def _number(issue: ExistingRequirement | None) -> int | None:
    return int(issue.id) if issue is not None and issue.id.isdecimal() else None
