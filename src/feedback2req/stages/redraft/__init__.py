"""Drafts and a drafter from outside in; the same drafts out, reworded where the wording was accepted."""

from __future__ import annotations

from feedback2req.stages.redraft.limits import limits, not_served
from feedback2req.stages.redraft.redraft import redraft
from feedback2req.stages.redraft.tally import Tally

__all__ = ["Tally", "limits", "not_served", "redraft"]
