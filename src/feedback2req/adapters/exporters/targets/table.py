"""The backlog as one table, for CSV and for a sheet: the same columns, the same words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

from feedback2req.adapters.exporters.sheets import Cell, Column, workbook
from feedback2req.adapters.exporters.targets.body import about, criteria
from feedback2req.adapters.exporters.targets.csv_text import csv_document, header_line
from feedback2req.domain.backlog import Backlog, BacklogEntry, ExistingRequirement, TracedQuote

COLUMNS: tuple[Column, ...] = (
    ("Key", 22, "text"),
    ("Rank", 6, "whole"),
    ("Rank from", 6, "whole"),
    ("Rank to", 6, "whole"),
    ("Theme", 30, "text"),
    ("Kind", 11, "text"),
    ("Quality", 16, "text"),
    ("Status", 10, "text"),
    ("Title", 36, "text"),
    ("Requirement", 60, "text"),
    ("Problem", 50, "text"),
    ("Story", 50, "text"),
    ("Acceptance criteria", 60, "text"),
    ("Success criterion", 40, "text"),
    ("Solutions that customers propose", 30, "text"),
    ("Open questions", 40, "text"),
    ("Customers", 9, "whole"),
    ("Share", 8, "percent"),
    ("Share from", 8, "percent"),
    ("Share to", 8, "percent"),
    ("In the tracker", 30, "text"),
    ("Evidence", 80, "text"),
    ("Speaks against it", 50, "text"),
)
_HEADER = tuple(name for name, _, _ in COLUMNS)
_TITLE = "feedback2req export"


class TableCsv:
    """Fills the port `BacklogExporter`: one row a requirement, texts guarded against being formulas."""

    target = "csv"
    on_known = "not read"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole file."""
        return csv_document(_HEADER, _rows(backlog))

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        return content.startswith(header_line(_HEADER))


class TableXlsx:
    """Fills the port `BacklogExporter`: one row a requirement, texts written as texts."""

    target = "xlsx"
    on_known = "not read"

    def render(self, backlog: Backlog, known: Mapping[str, ExistingRequirement]) -> bytes:
        """The whole workbook."""
        return workbook(_TITLE, [("Requirements", COLUMNS, _rows(backlog))])

    def wrote(self, content: bytes) -> bool:
        """Whether a file with this content is ours."""
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed, packed.open("docProps/core.xml") as core:
                return f"<dc:title>{_TITLE}</dc:title>".encode() in core.read(4096)
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
            return False


def _rows(backlog: Backlog) -> Iterator[list[Cell]]:
    for e in backlog.entries:
        yield [e.key, e.rank, e.rank_low, e.rank_high, *_words(e), e.n_customers, *e.share, *_proof(e)]


def _words(e: BacklogEntry) -> list[Cell]:
    return [
        e.theme,
        e.kind,
        e.quality_characteristic,
        e.status,
        e.title,
        e.statement,
        e.problem,
        e.story,
        "\n".join(criteria(e)),
        e.success_criterion,
        "\n".join(e.proposed_solutions),
        "\n".join(e.open_questions),
    ]


def _proof(e: BacklogEntry) -> list[Cell]:
    return [e.in_tracker, *("\n".join(map(_quote, quotes)) for quotes in (e.evidence, e.counter_evidence))]


def _quote(quote: TracedQuote) -> str:
    where = about(quote) + (f", {quote.url}" if quote.url else "")
    return f"“{quote.text}” ({where})"
