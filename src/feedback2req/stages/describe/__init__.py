"""Themes in words: kind, label, criterion, keyphrases, exemplars; and the levels above and below them."""

from feedback2req.stages.describe.describe import Described, describe

__all__ = ["Described", "describe"]
