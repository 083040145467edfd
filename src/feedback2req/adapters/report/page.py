"""``report.html``: one page that a PM can open, print and defend, with no network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from feedback2req.adapters.exporters import wording
from feedback2req.adapters.report.view import TOP, chart_data, page_view
from feedback2req.domain.snapshot import Snapshot

_VENDOR = "vendor/chart.umd.min.js"
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


class HtmlReport:
    """Writes ``report.html``.

    Everything that customers wrote reaches the page through autoescaping alone. The content security policy
    names the digest of the one style sheet and of the two scripts, so that nothing else could run even if a
    byte of feedback slipped through.
    """

    name = "report.html"

    def render(self, snapshot: Snapshot) -> bytes:
        """The whole page, UTF-8; equal snapshots give equal bytes."""
        view = page_view(snapshot)
        style, library, script = (resource(name) for name in ("report.css", _VENDOR, "report.js"))
        page = environment().get_template("page.html.j2")
        return page.render(
            view=view,
            snapshot=snapshot,
            ranking=snapshot.ranking,
            top=TOP,
            style=style,
            library=library,
            script=script,
            style_digest=csp_digest(style),
            script_digests=[csp_digest(library), csp_digest(script)],
            data=script_json(chart_data(view)),
        ).encode()


def script_json(value: object) -> str:
    """JSON that no text in it can end: safe between ``<script type="application/json">`` and its end tag."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_ESCAPES)


def csp_digest(text: str) -> str:
    """What a content security policy calls a style sheet or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def resource(name: str) -> str:
    """A file of the report, as text."""
    return (files("feedback2req") / f"resources/report/{name}").read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """Templates with autoescaping, and the words they use."""
    environment = Environment(
        loader=FunctionLoader(resource),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    words: tuple[Callable[..., object], ...] = (
        wording.count,
        wording.day,
        wording.number,
        wording.ordinal,
        wording.percent,
        wording.period,
        wording.rank_words,
        wording.reason_words,
        wording.sentiment_words,
        wording.share_words,
        wording.trend_words,
        wording.web_link,
    )
    environment.filters.update({word.__name__: word for word in words})
    return environment


def _shown(value: object) -> object:
    """Applied to every expression of a template before it is escaped."""
    return wording.safe_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value
