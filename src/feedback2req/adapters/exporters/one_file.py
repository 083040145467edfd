"""One file that a person named: put in place whole, and never over something that is not ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feedback2req.adapters.exporters.atomic import sync_folder, temporary_path, write_synced
from feedback2req.domain.printable import printable
from feedback2req.errors import OutputRefused

_LOOK = 2**26


class OneFile:
    """Where an export goes; fills the port `FilePlace`.

    Parameters
    ----------
    path : Path
        Its folder has to be there.
    force : bool, default=False
        Write over a file that this program did not write.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = path
        self.force = force

    def check(self, wrote: Callable[[bytes], bool]) -> None:
        """Refuse now what must not be written over; `wrote` tells our own files by their first 64 MiB.

        Raises
        ------
        OutputRefused
            If the path is a folder, its folder is missing, or a file there is not ours and `force` is not given.
        """
        name = printable(str(self.path), 300)
        if self.path.is_dir():
            raise OutputRefused(f"{name} is a folder, not a file", remedy="name a file in it")
        if not self.path.parent.is_dir():
            raise OutputRefused(f"the folder of {name} is not there", remedy="make it, or name another file")
        if not self.path.exists() or self.force:
            return
        try:
            with self.path.open("rb") as file:
                content = file.read(_LOOK)
        except OSError as error:
            raise OutputRefused(f"{name} cannot be read: {error.strerror}", remedy="name another file") from error
        if content and not wrote(content):
            raise OutputRefused(
                f"{name} is there already, and is no such export of this program",
                remedy="name another file, or give --force to replace it",
            )

    def write(self, content: bytes) -> Path:
        """Put the file in place; a reader sees the old one or the new one, never half of it.

        Raises
        ------
        OutputRefused
            If the folder may not be written to.
        """
        temporary = temporary_path(self.path.parent)
        try:
            write_synced(temporary, content)
            temporary.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            name = printable(str(self.path), 300)
            raise OutputRefused(f"{name} cannot be written: {error.strerror}", remedy="name another file") from error
        finally:
            temporary.unlink(missing_ok=True)
        return self.path
