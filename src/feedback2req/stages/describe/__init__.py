"""Themes in words: kind, label, criterion, keyphrases, exemplars; and the levels above and below them."""

from feedback2req.stages.describe.describe import Described, describe
from feedback2req.stages.describe.unfit import Unfit, unfit

__all__ = ["Described", "Unfit", "describe", "unfit"]
