"""Which drafts the tracker holds already, which contradict it, and what customers say of what it holds."""

from feedback2req.stages.relate.relate import Related, relate

__all__ = ["Related", "relate"]
