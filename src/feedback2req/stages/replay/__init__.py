"""People's decisions, replayed: on the theme model, on names and on requirements."""

from feedback2req.stages.replay.requirements import decided
from feedback2req.stages.replay.themes import Replayed, excluded, overruled, replay

__all__ = ["Replayed", "decided", "excluded", "overruled", "replay"]
