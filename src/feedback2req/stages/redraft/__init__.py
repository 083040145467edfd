"""Drafts and a drafter from outside in; the same drafts out, reworded where the wording was accepted."""

from __future__ import annotations

from feedback2req.stages.redraft.briefs import Corpus
from feedback2req.stages.redraft.worded import Worded, worded

__all__ = ["Corpus", "Worded", "worded"]
