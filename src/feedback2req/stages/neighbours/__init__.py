"""Vectors in, the nearest neighbours of each out: exact ones, and for very many texts those of near cells."""

from __future__ import annotations

from feedback2req.stages.neighbours.neighbours import KIN_DEVIATIONS, MAX_KIN, MIN_KIN, neighbours

__all__ = ["KIN_DEVIATIONS", "MAX_KIN", "MIN_KIN", "neighbours"]
