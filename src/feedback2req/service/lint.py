"""What the rules say of the requirements in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback2req.domain.placed import PlacedFinding, PlacedText
from feedback2req.domain.requirement import Finding
from feedback2req.ports import Encoder, TextReader
from feedback2req.stages.check import Profile, check_texts

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """All findings of a file in the order of its lines.

    Attributes
    ----------
    unit : str
        What `line` counts: ``line`` or ``row``.
    n_texts : int
        Requirements and stories that were checked.
    """

    file: str
    unit: str
    n_texts: int
    findings: tuple[PlacedFinding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Findings a severity, the gravest first."""
        found = Counter(f.finding.severity for f in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def reaches(self, severity: str) -> bool:
        """Whether there is a finding of this severity or a graver one."""
        return any(self.counts[s] for s in SEVERITIES[: SEVERITIES.index(severity) + 1])

    def to_json(self) -> dict[str, Any]:
        """The findings as plain values, as the contract has them."""
        return {"findings": [_json(f.line, f.finding) for f in self.findings]}


def lint(
    reader: TextReader, path: Path, *, profile: Profile, product: str = "", encoder: Encoder | None = None
) -> LintReport:
    """Check all requirements of a file, each by itself and all together.

    Raises
    ------
    InputNotUsable
        If the file cannot be read or holds no requirement.
    """
    placed = reader.read(path)
    found = check_texts(
        [text.text for text in placed.texts],
        profile=profile,
        product=product,
        names=[f"{placed.unit} {text.line}" for text in placed.texts],
        encoder=encoder,
    )
    return LintReport(
        file=placed.file,
        unit=placed.unit,
        n_texts=len(placed.texts),
        findings=tuple(
            _moved(text, findings) for text, each in zip(placed.texts, found, strict=True) for findings in each
        ),
    )


def _moved(text: PlacedText, finding: Finding) -> PlacedFinding:
    """A finding with offsets into the line or the cell, where the text may not begin at 0."""
    return PlacedFinding(
        line=text.line,
        words=text.text[finding.start : finding.end],
        finding=Finding(
            rule=finding.rule,
            severity=finding.severity,
            message=finding.message,
            start=finding.start + text.offset,
            end=finding.end + text.offset,
            suggestion=finding.suggestion,
        ),
    )


def _json(line: int, finding: Finding) -> dict[str, Any]:
    return {
        "line": line,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
        "suggestion": finding.suggestion,
    }


def switches_of(text: str | None) -> Sequence[str]:
    """The switches of ``+R24-wide,-R16``."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]
