"""Readers of exports."""

from feedback2req.adapters.readers.profile import Profile, load_profile
from feedback2req.adapters.readers.reader import FileReader, read_files

__all__ = ["FileReader", "Profile", "load_profile", "read_files"]
