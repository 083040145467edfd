"""Which characters the bytes of an export stand for."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feedback2req.errors import InputNotUsable

# Longest first: the UTF-32 mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOK = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Letters that end words in Western languages and that are also first bytes of longer UTF-8 characters.
_LAST_LETTERS = frozenset(b"\xe0\xe4\xe5\xe6\xe8\xe9\xea\xec\xed\xf1\xf2\xf3")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text of a file, the name of its encoding, and what had to be guessed."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Decode by byte order mark, else as strict UTF-8, else as UTF-16 by its NULs, else as cp1252.

    Raises
    ------
    InputNotUsable
        If the bytes are cut in the middle of a character, or are no text at all.
    """
    decoded = _decode(data, name)
    _refuse_controls(decoded.text, name)
    return decoded


def without_surrogates(text: str) -> str:
    """Lone surrogates, which no file can hold, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("�", text)


def _decode(data: bytes, name: str) -> Decoded:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], encoding, name, skipped=len(mark))
            return Decoded(text=text, encoding=f"{encoding} with byte order mark")
    if b"\0" in data[:_LOOK]:
        encoding = _utf16_by_nuls(data[:_LOOK], name)
        return Decoded(text=_strict(data, encoding, name), encoding=encoding, notes=(f"encoding guessed: {encoding}",))
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error, name)


def _strict(data: bytes, encoding: str, name: str, *, skipped: int = 0) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end >= len(data):
            raise _cut(name, encoding, skipped + error.start) from error
        raise InputNotUsable(
            f"{name} is not valid {encoding}",
            where=f"{name}, byte {skipped + error.start}",
            remedy="export it again, as UTF-8",
        ) from error


def _cut(name: str, encoding: str, offset: int) -> InputNotUsable:
    return InputNotUsable(
        f"{name} ends in the middle of a {encoding} character: the file looks cut off",
        where=f"{name}, byte {offset}",
        remedy="download or export it again",
    )


def _utf16_by_nuls(head: bytes, name: str) -> str:
    # Most characters of most exports are ASCII: in UTF-16 every second byte of them is a NUL.
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even * 20 < odd:
        return "utf-16-le"
    if even > len(head) // 5 and odd * 20 < even:
        return "utf-16-be"
    raise _binary(name)


def _binary(name: str) -> InputNotUsable:
    return InputNotUsable(
        f"{name} is a binary file, not text", where=name, remedy="save it as CSV (UTF-8) or JSON and give that file"
    )


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Decoded:
    if error.end >= len(data) and error.reason == "unexpected end of data" and not _ends_in_a_letter(data, error.start):
        raise _cut(name, "UTF-8", error.start) from error
    n_good = len(_MULTIBYTE.findall(data))
    n_other = sum(b >= 0x80 for b in _MULTIBYTE.sub(b"", data))
    if n_good > n_other:
        text, n_bad = _mostly_utf8(data)
        return Decoded(text=text, encoding="utf-8", notes=(f"{n_bad} bytes were not UTF-8 and were read as cp1252",))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as second:
        raise InputNotUsable(
            f"{name} is neither UTF-8 nor cp1252 text",
            where=f"{name}, byte {second.start}",
            remedy="export it again, as UTF-8",
        ) from second
    return Decoded(text=text, encoding="cp1252", notes=("encoding guessed: cp1252",))


def _ends_in_a_letter(data: bytes, start: int) -> bool:
    return start == len(data) - 1 and data[start] in _LAST_LETTERS and data[:start].isascii()


def _mostly_utf8(data: bytes) -> tuple[str, int]:
    # Exports that were glued together mix encodings; a stray byte must not spoil every other accent.
    raw = data.decode("utf-8", "surrogateescape")
    parts = []
    n_bad = 0
    for char in raw:
        if "\udc80" <= char <= "\udcff":
            n_bad += 1
            char = bytes([ord(char) - 0xDC00]).decode("cp1252", "replace")
        parts.append(char)
    return "".join(parts), n_bad


def _refuse_controls(text: str, name: str) -> None:
    # One stray control character is a typing accident; many, or any NUL, are a program or a picture.
    head = text[: 16 * _LOOK]
    n_controls = len(_CONTROL.findall(head))
    if "\0" in text or n_controls * 50 > len(head):
        raise _binary(name)
