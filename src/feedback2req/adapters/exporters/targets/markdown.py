"""The backlog as one Markdown file."""

from __future__ import annotations

from collections.abc import Mapping

from feedback2req.adapters.exporters.targets.body import description
from feedback2req.adapters.exporters.targets.markups import Markdown
from feedback2req.domain.backlog import Backlog, ExistingRequirement

_FIRST = "<!-- feedback2req export -->"
_NO_LIMIT = 2**31


class MarkdownFile:
    """Fills the port `BacklogExporter`; each run writes the whole file anew."""

    target = "markdown"
    on_known = "not read"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file."""
        markup = Markdown()
        name = "" if backlog.product == "default" else f" of {markup.text(backlog.product)}"
        parts = [f"{_FIRST}\n\n# Backlog{name} from customer feedback\n"]
        for entry in backlog.entries:
            parts.append(f"## {markup.text(entry.title)}\n\n{description(entry, markup, limit=_NO_LIMIT)}")
        return "\n".join(parts).encode()

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(_FIRST.encode())
