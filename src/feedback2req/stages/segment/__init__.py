"""The single points a customer makes, as offsets into items."""

from feedback2req.stages.segment.segment import segment

__all__ = ["segment"]
