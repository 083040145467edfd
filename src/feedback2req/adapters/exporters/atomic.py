"""Files that are whole or not there: written under a temporary name, then renamed."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

TEMPORARY = ".feedback2req-"


def temporary_path(folder: Path) -> Path:
    """A name that nothing else has; on the same disk, so that the rename is one step."""
    return folder / f"{TEMPORARY}{uuid4().hex}.tmp"


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make renames last through a loss of power, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
