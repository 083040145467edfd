"""``digest.html``: what a week changed, as a page for a mail or a wall."""

from __future__ import annotations

from feedback2req.adapters.exporters.digest import Digest, digest_of
from feedback2req.adapters.report.page import csp_digest, environment, resource
from feedback2req.domain.snapshot import Snapshot


class DigestHtml:
    """Writes ``digest.html``; like the report it runs no script but its own, and here there is none."""

    name = "digest.html"

    def render(self, snapshot: Snapshot) -> bytes:
        """The whole page, UTF-8; equal snapshots give equal bytes."""
        return digest_html(digest_of(snapshot))


def digest_html(digest: Digest) -> bytes:
    """A digest as a page."""
    style = resource("report.css")
    page = environment().get_template("digest.html.j2")
    return page.render(digest=digest, style=style, style_digest=csp_digest(style)).encode()
