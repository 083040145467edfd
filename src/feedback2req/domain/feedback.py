"""What customers sent: rows as a reader found them, and items as everything after sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """One piece of feedback as it stands in an export, before cleaning.

    Attributes
    ----------
    file : str
        Base name of the file it came from; ``-`` for standard input.
    row : int
        Data row in that file, from 1.
    source : str
        The instance it came from ("zendesk-eu"), not just the kind of tool.
    text : str
        Title and body joined by the reader; may be empty.
    external_id : str or None
        The export's own id, if it has one.
    product, url, author, account : str or None
        As the source names them; `author` and `account` in clear, until cleaning.
    received_at : datetime or None
        Aware, UTC.
    rating : float or None
        As given; `rating_scale` says what it means.
    rating_scale : tuple of (float, float) or None
        Lowest and highest rating possible in this source, where known.
    language : str or None
        BCP 47 code that the export itself claims.
    attributes : mapping of str to str
        Every other column, kept as segments.
    """

    file: str
    row: int
    source: str
    text: str
    external_id: str | None = None
    product: str | None = None
    url: str | None = None
    received_at: datetime | None = None
    author: str | None = None
    account: str | None = None
    rating: float | None = None
    rating_scale: tuple[float, float] | None = None
    language: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row that was not kept: where it is, a reason code, and the detail a person needs."""

    file: str
    row: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """Which column fills a field, and how the reader came to think so.

    `basis` is ``name``, ``content`` or ``given``; `score` in [0, 1], higher is better.
    """

    field: str
    column: str
    basis: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What the reader saw in one file: enough for a person to say that it was read rightly."""

    file: str
    sha256: str
    tool: str
    format: str
    encoding: str
    delimiter: str | None
    n_rows: int
    columns: tuple[str, ...]
    mapping: tuple[ColumnGuess, ...]
    alternatives: tuple[ColumnGuess, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What reading gave: raw items, rows that were not kept, and a report for each file.

    A row is kept when at least one raw item came of it; ``n_rows_used + len(rejected)`` is the number of
    rows read.
    """

    raw_items: tuple[RawItem, ...]
    rejected: tuple[RejectedRow, ...]
    files: tuple[FileReport, ...]

    @property
    def n_rows_read(self) -> int:
        """Rows read over all files."""
        return sum(f.n_rows for f in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackItem:
    """One piece of feedback, final: everything after points into `text` with offsets.

    Attributes
    ----------
    item_id : str
        From the source and the source's own id, else from text, author, day and the how-manieth of them.
    external_id : str
        The export's own id as text, else the row number; unique in a file.
    text : str
        NFC, markup removed, personal data masked.
    author, account : str or None
        Pseudonyms: keyed hashes. None is an unknown person, and two unknowns are two people.
    rating : float or None
        As given by the customer.
    satisfaction : float or None
        The rating on [-1, 1], where its scale is known.
    language : str
        ISO 639-1, or ``und`` when the text does not tell.
    """

    item_id: str
    external_id: str
    product: str
    source: str
    file: str
    row: int
    text: str
    url: str | None
    received_at: datetime | None
    author: str | None
    account: str | None
    rating: float | None
    satisfaction: float | None
    language: str
    attributes: Mapping[str, str]

    @property
    def customer(self) -> str:
        """Who is counted: the account, else the author, else the item alone."""
        if self.account is not None:
            return f"account:{self.account}"
        return f"author:{self.author}" if self.author is not None else f"item:{self.item_id}"
