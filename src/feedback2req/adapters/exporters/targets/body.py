"""What the description of a requirement says, in whatever markup a tracker reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from feedback2req.adapters.exporters.targets.markups import inert
from feedback2req.adapters.exporters.wording import count, share_words
from feedback2req.domain.backlog import BacklogEntry, TracedQuote
from feedback2req.domain.priority import Interval

STATEMENT = "Requirement"
KEY_LINE = "feedback2req key"
LABEL = "feedback2req"
TITLE_LIMIT = 240
"""Jira, Azure Boards and GitHub take some 255 characters."""

_QUOTE_LIMIT = 1_000


class Markup(Protocol):
    """How a tracker writes things; `text` makes a stranger's words inert, everything else takes inert words."""

    def text(self, words: str) -> str:
        """Words of others on one line, in which nothing is markup, a mention or a reference."""
        ...

    def link(self, words: str, url: str) -> str:
        """Inert words that lead to an address; it is http or https, and holds no character that ends a link."""
        ...

    def block(self, heading: str, text: str, bullets: Sequence[str]) -> str:
        """A heading with inert words behind it and inert lines below it; either may be empty."""
        ...

    def plain(self, line: str) -> str:
        """A line of our own, as a block."""
        ...

    def join(self, blocks: Sequence[str]) -> str:
        """The whole description."""
        ...


def description(entry: BacklogEntry, markup: Markup, *, limit: int) -> str:
    """Everything that is known of a requirement, in at most `limit` characters.

    Quotes go first when it gets too long, the weakest first; how many are left out is said. What the
    drafter wrote is short by the way it is made, and always whole.
    """
    for n_quotes in range(len(entry.evidence), -1, -1):
        text = markup.join(_blocks(entry, markup, n_quotes))
        if len(text) <= limit:
            return text
    return text


def short_title(entry: BacklogEntry) -> str:
    """The title on one line, calling nobody, cut where a tracker would refuse it."""
    title = inert(entry.title)
    return title if len(title) <= TITLE_LIMIT else title[: TITLE_LIMIT - 1] + "…"


def numbers(entry: BacklogEntry) -> str:
    """``17 customers, 3.5 % (95 %: 2.2–5.6), rank 1 (90 %: 1–8)``."""
    value, low, high = entry.share
    share = share_words(Interval(value=value, low=low, high=high, n=0))
    rank = f"rank {entry.rank} (90 %: {entry.rank_low}–{entry.rank_high})"
    return f"{count(entry.n_customers, 'customer')}, {share}, {rank}"


def labels(entry: BacklogEntry) -> list[str]:
    """Ours, the key, the kind and the quality, without blanks: Jira takes none."""
    quality = [] if entry.quality_characteristic is None else [entry.quality_characteristic.replace(" ", "-")]
    return [LABEL, entry.key, entry.kind, *quality]


def criteria(entry: BacklogEntry) -> list[str]:
    """Acceptance criteria, a sentence each."""
    return [f"Given {c.given}, when {c.when}, then {c.then} ({c.basis})" for c in entry.acceptance_criteria]


def about(quote: TracedQuote) -> str:
    """Where a quote was said: source and its own id, day, rating."""
    parts = [f"{quote.source} {quote.external_id}", quote.received_on]
    if quote.rating is not None:
        parts.append(f"rating {quote.rating:g}")
    return ", ".join(part for part in parts if part)


def quote_text(quote: TracedQuote) -> str:
    """The words, or their beginning when they are a whole letter."""
    return quote.text if len(quote.text) <= _QUOTE_LIMIT else quote.text[: _QUOTE_LIMIT - 1] + "…"


def _blocks(entry: BacklogEntry, markup: Markup, n_quotes: int) -> list[str]:
    text = markup.text
    n_more = len(entry.evidence) - n_quotes
    shown = [_quote(quote, markup) for quote in entry.evidence[:n_quotes]]
    more = [f"{n_more} more in result.json"] if n_more else []
    against = [_quote(quote, markup) for quote in entry.counter_evidence[:n_quotes]]
    blocks = [
        (STATEMENT, text(entry.statement), []),
        ("Problem", text(entry.problem), []),
        ("Story", text(entry.story), []),
        ("Acceptance criteria", "", [text(line) for line in criteria(entry)]),
        ("Success criterion", text(entry.success_criterion), []),
        ("Evidence", "", [*shown, *more]),
        ("Speaks against it", "", against),
        ("Solutions that customers propose", "", [text(line) for line in entry.proposed_solutions]),
        ("Open questions", "", [text(line) for line in entry.open_questions]),
        ("In the tracker", text(entry.in_tracker), []),
        ("How much", text(f"{numbers(entry)}; theme: {entry.theme}; status: {entry.status}"), []),
    ]
    written = [markup.block(heading, words, bullets) for heading, words, bullets in blocks if words or bullets]
    return [*written, markup.plain(f"{KEY_LINE}: {entry.key}")]


def _quote(quote: TracedQuote, markup: Markup) -> str:
    where = markup.text(about(quote))
    linked = markup.link(where, quote.url) if quote.url else where
    return f"“{markup.text(quote_text(quote))}” ({linked})"
