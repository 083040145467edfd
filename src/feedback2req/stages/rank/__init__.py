"""What comes first, how sure one can be, and what cannot be concluded."""

from feedback2req.stages.rank.rank import rank

__all__ = ["rank"]
