"""Small made-up feedback, as a reader would hand it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedback2req.domain.feedback import Feedback, FileReport, RawItem


@dataclass(frozen=True)
class Row:
    text: str
    author: str | None = None
    days: int | None = 0
    rating: float | None = None
    external_id: str | None = None


TOPICS: dict[str, tuple[str, ...]] = {
    "cloud": (
        "Please add cloud storage support, Google Drive for instance.",
        "Cloud storage like Dropbox would be nice.",
        "I wish I could open my Google Drive files in here.",
        "Needs cloud support. Dropbox please.",
        "Would love to see cloud storage added.",
        "Please support OneDrive and other cloud storage.",
    ),
    "crash": (
        "The app crashes when I delete a file.",
        "Crashes every time I try to delete files.",
        "Deleting a file makes it crash.",
        "It force closes when deleting several files.",
        "Whenever I delete files it crashes.",
        "App crashed while deleting a folder.",
    ),
    "dark": (
        "Please add a dark theme.",
        "A dark mode would be great at night.",
        "Dark theme please, the white hurts my eyes.",
        "I want a dark mode.",
        "Needs a night theme.",
        "Would be nice to have dark mode as an option.",
    ),
    "search": (
        "Search never finds my documents.",
        "The search does not find anything.",
        "Searching for a document gives no results.",
        "Search returns nothing although the document is there.",
        "I cannot find documents with the search.",
        "Search is broken, it finds no documents.",
    ),
    "battery": (
        "It drains my battery overnight.",
        "Battery drain is terrible since the update.",
        "This eats my battery in the background.",
        "My battery is empty after two hours because of it.",
        "High battery usage in the background.",
        "It uses far too much battery.",
    ),
}

MIXED = tuple(
    Row(text, author=f"{topic}{n}", days=7 * n, rating=float(1 + n % 5))
    for topic, texts in TOPICS.items()
    for n, text in enumerate(texts)
) + tuple(
    Row(text, author=f"other{n}", days=3 * n)
    for n, text in enumerate(
        (
            "Great app!",
            "ok",
            "Love the clean design but it drains my battery.",
            "Best file manager ever, the clean design is lovely. Please add cloud storage.",
            "👍👍",
            "Thanks!",
            "La aplicación no abre ninguno de los archivos que tengo en mi teléfono",
            "Café list is empty 🎉 however the export fails",
            "Please fix",
            "",
        )
    )
)


def feedback(rows: Sequence[Row | str], *, file: str = "made-up.csv") -> Feedback:
    """One file with a row each; rows keep their numbers when they are shuffled, as their ids do."""
    newest = datetime(2026, 3, 1, 12, tzinfo=UTC)
    known = [Row(row) if isinstance(row, str) else row for row in rows]
    raw = tuple(
        RawItem(
            file=file,
            row=n,
            source="test",
            text=row.text,
            external_id=row.external_id,
            author=row.author,
            received_at=None if row.days is None else newest - timedelta(days=row.days),
            rating=row.rating,
            rating_scale=None if row.rating is None else (1.0, 5.0),
        )
        for n, row in enumerate(known, start=1)
    )
    report = FileReport(
        file=file,
        sha256="0" * 64,
        tool="generic",
        format="csv",
        encoding="utf-8",
        delimiter=",",
        n_rows=len(raw),
        columns=("text",),
        mapping=(),
    )
    return Feedback(raw_items=raw, rejected=(), files=(report,))
