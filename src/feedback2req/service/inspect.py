"""What a reader sees in some files, before anything is analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback2req.domain.feedback import ColumnGuess, Feedback, FileReport, RawItem, RejectedRow
from feedback2req.domain.printable import printable
from feedback2req.ports import Reader

N_PREVIEW = 10
N_EXAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInspection:
    """One file: how it was read, its first rows, and what would be dropped.

    Attributes
    ----------
    report : FileReport
        Tool, format, encoding, delimiter and columns.
    n_used : int
        Rows that gave an item; with `dropped` they add up to the rows read.
    preview : tuple of RawItem
        The first items in the order of the file.
    dropped : mapping of str to int
        Rows a reason, most frequent first.
    examples : tuple of RejectedRow
        The first rows of each reason.
    """

    report: FileReport
    n_used: int
    n_items: int
    preview: tuple[RawItem, ...]
    dropped: dict[str, int]
    examples: tuple[RejectedRow, ...]
    oldest: datetime | None
    newest: datetime | None
    products: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What was seen in all files."""

    files: tuple[FileInspection, ...]

    def to_json(self) -> dict[str, Any]:
        """Turn it into plain values, texts shortened and their control characters escaped."""
        return {"files": [_file_json(file) for file in self.files]}


def inspect(reader: Reader, paths: Sequence[Path]) -> Inspection:
    """Read files and report on them; analyses nothing and writes nothing.

    Raises
    ------
    InputNotUsable
        If a file cannot be read, or no column holds text.
    """
    feedback = reader.read(paths)
    return Inspection(files=tuple(_one(feedback, report) for report in feedback.files))


def _one(feedback: Feedback, report: FileReport) -> FileInspection:
    items = sorted((i for i in feedback.raw_items if i.file == report.file), key=lambda i: i.row)
    rejected = sorted((r for r in feedback.rejected if r.file == report.file), key=lambda r: r.row)
    reasons = Counter(r.reason for r in rejected)
    seen: Counter[str] = Counter()
    examples = []
    for row in rejected:
        seen[row.reason] += 1
        if seen[row.reason] <= N_EXAMPLES:
            examples.append(row)
    dates = [i.received_at for i in items if i.received_at]
    products = Counter(i.product for i in items if i.product)
    return FileInspection(
        report=report,
        n_used=len({i.row for i in items}),
        n_items=len(items),
        preview=tuple(items[:N_PREVIEW]),
        dropped=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        examples=tuple(examples),
        oldest=min(dates, default=None),
        newest=max(dates, default=None),
        products=tuple(sorted(products.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _file_json(file: FileInspection) -> dict[str, Any]:
    report = file.report
    return {
        "file": report.file,
        "sha256": report.sha256,
        "tool": report.tool,
        "format": report.format,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "columns": list(report.columns),
        "mapping": [_guess_json(guess) for guess in report.mapping],
        "alternatives": [_guess_json(guess) for guess in report.alternatives],
        "rows_read": report.n_rows,
        "rows_used": file.n_used,
        "items": file.n_items,
        "dropped": file.dropped,
        "examples": [{"row": r.row, "reason": r.reason, "detail": r.detail} for r in file.examples],
        "oldest": file.oldest.isoformat() if file.oldest else None,
        "newest": file.newest.isoformat() if file.newest else None,
        "products": dict(file.products),
        "notes": list(report.notes),
        "preview": [_item_json(item) for item in file.preview],
    }


def _guess_json(guess: ColumnGuess) -> dict[str, Any]:
    return {"field": guess.field, "column": guess.column, "basis": guess.basis, "score": guess.score}


def _item_json(item: RawItem) -> dict[str, Any]:
    return {
        "row": item.row,
        "id": item.external_id,
        "text": printable(item.text, 200),
        "product": item.product,
        "received_at": item.received_at.isoformat() if item.received_at else None,
        "rating": item.rating,
        "author": item.author,
        "account": item.account,
        "language": item.language,
    }
