"""The order of the stages: the only room that knows it.

`read` turns items into readings, `found` turns readings into themes, `run` turns both into a snapshot.
"""

from feedback2req.pipeline.asked import Asked, Tools
from feedback2req.pipeline.place import PlacedItems, no_themes, part, place
from feedback2req.pipeline.read import Read, read_items
from feedback2req.pipeline.run import analyse, digests_of, run

__all__ = [
    "Asked",
    "PlacedItems",
    "Read",
    "Tools",
    "analyse",
    "digests_of",
    "no_themes",
    "part",
    "place",
    "read_items",
    "run",
]
