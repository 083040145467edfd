"""Customer feedback in; a ranked backlog of candidate requirements out, each provable from customers' own words."""

from feedback2req.wiring import analyze, read_feedback

__all__ = ["analyze", "read_feedback"]
__version__ = "0.1.0"
