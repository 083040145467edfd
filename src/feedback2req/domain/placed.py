"""Texts with the place they stand at in a file, and what was found there."""

from __future__ import annotations

from dataclasses import dataclass

from feedback2req.domain.requirement import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A text of a file.

    Attributes
    ----------
    line : int, >= 1
        The line, or the data row of a table.
    offset : int, >= 0
        Where the text begins in its line or cell.
    """

    line: int
    text: str
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTexts:
    """All texts of a file; `unit` is what `line` counts: ``line`` or ``row``."""

    file: str
    unit: str
    texts: tuple[PlacedText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFinding:
    """A finding whose offsets point into the line or the cell, and the words that it is about."""

    line: int
    finding: Finding
    words: str
