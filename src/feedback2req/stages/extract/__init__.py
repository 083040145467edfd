"""Statements and their parses in, points out: what each statement asks for or reports, and what it is about."""

from __future__ import annotations

from feedback2req.stages.extract.aspects import aspects
from feedback2req.stages.extract.names import cases_of
from feedback2req.stages.extract.points import extract

__all__ = ["aspects", "cases_of", "extract"]
