"""Ids that come from content, so that the same input gives the same ids."""

from __future__ import annotations

import hashlib
import hmac
import re

_SPACE = re.compile(r"\s+")


def digest(*parts: str) -> str:
    """Sha256 of several strings, in hex; parts cannot run into each other."""
    h = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        h.update(len(raw).to_bytes(8, "big"))
        h.update(raw)
    return h.hexdigest()


def text_digest(text: str) -> bytes:
    """Sha256 of one text: what answers of models about it are kept under."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def content_id(prefix: str, *parts: str) -> str:
    """A short id: prefix, dash, 16 hex digits (64 bits: a billion ids collide with odds of 1 in 37)."""
    return f"{prefix}-{digest(*parts)[:16]}"


def pseudonym(key: str, name: str) -> str:
    """Keyed hash of a person's name or address, 12 hex digits; not reversible without the key."""
    person = name.strip().casefold().encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), person, hashlib.sha256).hexdigest()[:12]


def folded(text: str) -> str:
    """Case and white space folded: two texts that differ in nothing else are exact copies."""
    return _SPACE.sub(" ", text).strip().casefold()
