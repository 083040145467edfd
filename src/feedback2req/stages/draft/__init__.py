"""Themes and their points in, candidate requirements out."""

from __future__ import annotations

from feedback2req.stages.draft.drafts import draft

__all__ = ["draft"]
