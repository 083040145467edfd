"""How many cores this process may use."""

from __future__ import annotations

import os


def n_usable_cores() -> int:
    """Cores this process may run on, at least 1; a container's limit counts, the machine's size does not."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)
