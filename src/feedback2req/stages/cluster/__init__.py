"""Near texts in, clusters out, without being told how many there are."""

from __future__ import annotations

from feedback2req.stages.cluster.cluster import RESOLUTION, cluster

__all__ = ["RESOLUTION", "cluster"]
