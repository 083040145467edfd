"""What became of the last snapshot's themes, and what moved and why."""

from feedback2req.stages.compare.between import between
from feedback2req.stages.compare.compare import compare
from feedback2req.stages.compare.lineage import Lineage, lineage, shared_with

__all__ = ["Lineage", "between", "compare", "lineage", "shared_with"]
