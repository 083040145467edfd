"""Who may ask the service for what: keys, each of one product, with scopes."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

SCOPES = ("ingest", "read", "review", "admin")
"""What a key may do: send feedback, read answers, decide, and run the rest (jobs, webhooks, erasures)."""

_TOKEN = re.compile(r"f2r_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as the store knows it: the secret itself is nowhere.

    Attributes
    ----------
    key_id : str
        Part of the key that may be shown: 12 hex digits.
    digest : bytes
        Sha256 of the secret part: 256 random bits need no slow hash.
    """

    key_id: str
    product: str
    scopes: tuple[str, ...]
    name: str
    digest: bytes
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_valid(self, at: datetime) -> bool:
        """Whether it is neither revoked nor past its end."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def fits(self, secret: str) -> bool:
        """Whether a secret is the one that belongs to it, in constant time."""
        return hmac.compare_digest(self.digest, secret_digest(secret))


def new_token() -> tuple[str, str, bytes]:
    """A new key: the whole of it, to be shown once; its id; the digest of its secret."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return f"f2r_{key_id}_{secret}", key_id, secret_digest(secret)


def parts_of(token: str) -> tuple[str, str] | None:
    """Id and secret of a key; None if it has not the form of one."""
    found = _TOKEN.fullmatch(token)
    return None if found is None else (found[1], found[2])


def secret_digest(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()
