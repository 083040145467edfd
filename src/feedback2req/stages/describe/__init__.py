"""Themes in words: kind, label, criterion, keyphrases, exemplars."""

from feedback2req.stages.describe.describe import describe

__all__ = ["describe"]
