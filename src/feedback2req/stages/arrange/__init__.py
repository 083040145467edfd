"""Levels above and below the themes, before they have names."""

from feedback2req.stages.arrange.arrange import arrange

__all__ = ["arrange"]
