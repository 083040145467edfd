"""Requirements in, findings out: rules for one sentence and for the set."""

from __future__ import annotations

from feedback2req.stages.check.sets import CheckResult, check, check_statement

__all__ = ["CheckResult", "check", "check_statement"]
