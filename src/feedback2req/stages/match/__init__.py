"""Clusters to a theme model, under keys that last."""

from feedback2req.stages.match.match import match

__all__ = ["match"]
