"""Is a delivery from who it says: each tool signs in a way of its own, over the raw bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from feedback2req.service.events import signature

_OLDEST_S = 300.0

Headers = Mapping[str, str]
Check = Callable[[str, Headers, bytes], bool]


def is_genuine(source: str, secret: str, headers: Headers, body: bytes) -> bool:
    """Whether a delivery was signed with the secret, and not long ago where the signature holds a time.

    Parameters
    ----------
    source : str
        One of `SOURCES`.
    headers : mapping
        Whatever the case of their names.
    """
    return _CHECKS[source](secret, headers, body)


def _zendesk(secret: str, headers: Headers, body: bytes) -> bool:
    at = headers.get("x-zendesk-webhook-signature-timestamp", "")
    signed = base64.b64encode(hmac.new(secret.encode(), at.encode() + body, hashlib.sha256).digest())
    return _is(headers.get("x-zendesk-webhook-signature", ""), signed.decode()) and _is_recent(_seconds(at))


def _intercom(secret: str, headers: Headers, body: bytes) -> bool:
    # the tool signs with SHA-1: as an HMAC it is not broken
    signed = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    return _is(headers.get("x-hub-signature", ""), f"sha1={signed}")


def _github(secret: str, headers: Headers, body: bytes) -> bool:
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _is(headers.get("x-hub-signature-256", ""), f"sha256={signed}")


def _freshdesk(secret: str, headers: Headers, body: bytes) -> bool:
    # its automations sign nothing, but send a header that one writes into them
    return _is(headers.get("x-feedback2req-secret", ""), secret)


def _generic(secret: str, headers: Headers, body: bytes) -> bool:
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isascii() or not at.isdigit() or len(at) > 12 or not _is_recent(float(at)):
        return False
    packed = "whsec_" + base64.b64encode(secret.encode()).decode()
    signed = signature(packed, name, int(at), body.decode("utf-8", "replace"))
    return any(_is(one, signed) for one in headers.get("webhook-signature", "").split(" "))


_CHECKS: Mapping[str, Check] = {
    "zendesk": _zendesk,
    "intercom": _intercom,
    "freshdesk": _freshdesk,
    "github": _github,
    "generic": _generic,
}
SOURCES = tuple(_CHECKS)


def _is(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _is_recent(at_s: float | None) -> bool:
    return at_s is not None and abs(time.time() - at_s) <= _OLDEST_S


def _seconds(at: str) -> float | None:
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
