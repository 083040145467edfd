"""Themes that the user wants kept are filled before any are found."""

from feedback2req.stages.fill.fill import Filled, fill

__all__ = ["Filled", "fill"]
