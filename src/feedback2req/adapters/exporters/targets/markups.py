"""The markups of trackers, each with what keeps a stranger's words from being read as markup."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from feedback2req.adapters.exporters.backlog_markdown import inline
from feedback2req.adapters.exporters.wording import safe_text

JOINER = "\u2060"
"""Word joiner: has no width and breaks no line, and a tracker that looks for @name or #12 finds neither."""

_CALLS = re.compile(
    r"(@|#(?=\w)|\b(?i:GH)-(?=\d)|\b(?i:[a-z]{2,12}):(?=//)|\b(?i:www)(?=\.)|\b[A-Z][A-Z0-9]{1,9}-(?=\d))"
)
_URL_SAFE = "%/:?&=+,;@~.-_#"
_JIRA_ANYWHERE = re.compile(r"[{}\[\]|!*_^~]")
_JIRA_AT_EDGES = re.compile(r"(?<!\w)[-+](?=\S)|\?(?=\?)|(?<=\?)\?|(?<=\S)[-+](?!\w)")


def inert(words: str) -> str:
    """Words that call nobody and point at nothing: mentions, references and addresses are broken invisibly."""
    return _CALLS.sub(rf"\1{JOINER}", safe_text(" ".join(words.replace(JOINER, "").split())))


def address(url: str) -> str:
    """The address with everything percent-encoded that could end a link."""
    return percent_encoded(url, safe=_URL_SAFE)


class Markdown:
    """GitHub's and Linear's, and that of files."""

    def text(self, words: str) -> str:
        """On one line, without HTML, markup, mentions, references or bare links."""
        return inline(inert(words))

    def link(self, words: str, url: str) -> str:
        """An inline link."""
        return f"[{words}](<{address(url)}>)"

    def block(self, heading: str, text: str, bullets: Sequence[str]) -> str:
        """A bold heading, then a list."""
        first = f"**{heading}:** {text}".rstrip()
        return "\n".join([first, *([""] if bullets else []), *(f"- {bullet}" for bullet in bullets)])

    def plain(self, line: str) -> str:
        """As it is."""
        return line

    def join(self, blocks: Sequence[str]) -> str:
        """With a blank line between blocks."""
        return "\n\n".join(blocks) + "\n"


class JiraWiki:
    """Jira's wiki markup, which its CSV import reads."""

    def text(self, words: str) -> str:
        """On one line; braces, brackets, bars and marks of emphasis are escaped, mentions and keys broken."""
        flat = inert(words).replace("&#", "&#38;#").replace("\\", "&#92;")
        return _JIRA_AT_EDGES.sub(_escaped, _JIRA_ANYWHERE.sub(_escaped, flat))

    def link(self, words: str, url: str) -> str:
        """A link with words."""
        return f"[{words}|{address(url)}]"

    def block(self, heading: str, text: str, bullets: Sequence[str]) -> str:
        """A bold heading, then a list."""
        return "\n".join([f"*{heading}:* {text}".rstrip(), *(f"* {bullet}" for bullet in bullets)])

    def plain(self, line: str) -> str:
        """As it is."""
        return line

    def join(self, blocks: Sequence[str]) -> str:
        """With a blank line between blocks."""
        return "\n\n".join(blocks)


class Html:
    """The rich text of Azure Boards."""

    def text(self, words: str) -> str:
        """On one line, every character of HTML escaped, mentions and references broken."""
        return html.escape(inert(words))

    def link(self, words: str, url: str) -> str:
        """An anchor."""
        return f'<a href="{html.escape(address(url))}">{words}</a>'

    def block(self, heading: str, text: str, bullets: Sequence[str]) -> str:
        """A paragraph, then a list."""
        items = "".join(f"<li>{bullet}</li>" for bullet in bullets)
        listed = f"<ul>{items}</ul>" if bullets else ""
        return f"<p><b>{heading}:</b> {text}</p>{listed}"

    def plain(self, line: str) -> str:
        """A paragraph."""
        return f"<p>{html.escape(line)}</p>"

    def join(self, blocks: Sequence[str]) -> str:
        """On one line: Azure Boards takes line ends in a cell for more rows."""
        return "".join(blocks)


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found.group()
