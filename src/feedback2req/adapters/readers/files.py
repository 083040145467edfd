"""Bytes of a file, of a ``.gz`` or of standard input, or a plain word on why there are none."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable

MAX_BYTES = 2**30

_MAGIC = (
    (b"PK\x03\x04", "a spreadsheet or zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
_SAVE_AS_CSV = "save it as CSV (UTF-8) or JSON and give that file"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """A file's bytes, unpacked, and the digest of what was on disk.

    Attributes
    ----------
    name : str
        Base name, or ``-`` for standard input; control characters escaped.
    suffix : str
        Lower-case ending below ``.gz``, with its dot; empty when there is none.
    sha256 : str
        Of the unpacked bytes, so that packing does not make another file.
    """

    name: str
    suffix: str
    sha256: str
    data: bytes


def read_raw(path: Path, *, max_bytes: int = MAX_BYTES) -> RawFile:
    """Read a file whole, unpacking gzip by its magic bytes.

    Raises
    ------
    InputNotUsable
        If there is no such file, it cannot be read, is empty, binary, damaged, or larger than `max_bytes`.
    """
    name = printable(path.name or str(path), 200)
    data = _bytes_of(path, name, max_bytes)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, name, max_bytes)
    if not data.strip():
        raise InputNotUsable(f"{name} is empty", where=name, remedy="give a file with a header and at least one row")
    _refuse_binary(data, name)
    return RawFile(name=name, suffix=_suffix(path), sha256=hashlib.sha256(data).hexdigest(), data=data)


def _suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _bytes_of(path: Path, name: str, max_bytes: int) -> bytes:
    if str(path) == "-":
        return _within(sys.stdin.buffer.read(max_bytes + 1), name, max_bytes)
    try:
        if path.is_dir():
            raise InputNotUsable(
                f"{name} is a folder", where=printable(str(path), 300), remedy="name the files in it one by one"
            )
        with path.open("rb") as stream:
            return _within(stream.read(max_bytes + 1), name, max_bytes)
    except FileNotFoundError as error:
        raise InputNotUsable(
            f"no such file: {name}", where=printable(str(path), 300), remedy="check the path and its spelling"
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the path is not valid"
        raise InputNotUsable(f"{name} cannot be read: {reason}", where=printable(str(path), 300)) from error


def _within(data: bytes, name: str, max_bytes: int) -> bytes:
    if len(data) > max_bytes:
        raise InputNotUsable(
            f"{name} holds more than {_size(max_bytes)}",
            where=name,
            remedy="split it into smaller files and give them one by one",
        )
    return data


def _size(n_bytes: int) -> str:
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if n_bytes >= size:
            return f"{n_bytes / size:g} {unit}"
    return f"{n_bytes} bytes"


def _unpacked(data: bytes, name: str, max_bytes: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _within(stream.read(max_bytes + 1), name, max_bytes)
    except EOFError as error:
        raise InputNotUsable(
            f"{name} is cut off: the gzip stream has no end", where=name, remedy="download or copy it again"
        ) from error
    except (OSError, zlib.error) as error:
        raise InputNotUsable(
            f"{name} is a damaged gzip file", where=name, remedy="download or copy it again"
        ) from error


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise InputNotUsable(f"{name} is {kind}, not text", where=name, remedy=_SAVE_AS_CSV)
