"""What a new snapshot means to those who listen: events, signed as Standard Webhooks are."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from feedback2req.domain.identity import digest
from feedback2req.domain.job import Sending
from feedback2req.service_ports import WebhookStore
from feedback2req.store_ports import Answers

_MOST = 100
"""Things that one event names; it says how many there are."""
WAITS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds until a delivery is tried again; after the last one it is a dead letter."""
_BORN = ("new", "split")
_GONE = 410


class Post(Protocol):
    """Sends one delivery; status of the answer, or what went wrong."""

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> int | str:
        """Post a body."""
        ...


def signature(secret: str, event_id: str, timestamp: int, body: str) -> str:
    """``v1,`` and the signature of an event, as Standard Webhooks 1.0 says.

    Parameters
    ----------
    secret : str
        ``whsec_`` and base64.
    timestamp : int
        Seconds since 1970.
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{event_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def emit(
    webhooks: WebhookStore, product: str, answers: Answers, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Put on their way what a new snapshot brought: keys and ids, never a customer's words.

    Parameters
    ----------
    before, after : mapping of statement id to theme key
        Where statements belonged, and belong now.
    """
    head = answers.head()
    said: dict[str, object] = {
        "snapshot": head.snapshot_id,
        "as_of": None if head.as_of is None else head.as_of.isoformat(),
    }
    born = [one["key"] for one in answers.changes() or () if one["event"] in _BORN]
    moved = sorted(key for key, theme in after.items() if key in before and before[key] != theme)
    ids = {str(one["statement_id"]): one["external_id"] for one in answers.named(moved[:_MOST])}
    items = [
        {"external_id": ids.get(key), "statement_id": key, "from": before[key], "to": after[key]}
        for key in moved[:_MOST]
    ]
    events: dict[str, dict[str, object]] = {"snapshot.published": said}
    if born:
        events["theme.emerged"] = {**said, "themes": born[:_MOST], "n_themes": len(born)}
    if moved:
        events["feedback.reassigned"] = {**said, "statements": items, "n_statements": len(moved)}
    for event, data in events.items():
        when = None if head.published_at is None else head.published_at.isoformat()
        body = json.dumps({"type": event, "timestamp": when, "data": data}, separators=(",", ":"))
        webhooks.emit(product, event, f"evt-{digest(str(head.snapshot_id), event)[:24]}", body)


def deliver(webhooks: WebhookStore, post: Post, *, now: Callable[[], float] = time.time) -> int:
    """Send what is due; how many tries that were."""
    due = webhooks.due(limit=20, lease_s=120.0)
    for one in due:
        _send(webhooks, post, one, int(now()))
    return len(due)


def _send(webhooks: WebhookStore, post: Post, one: Sending, at: int) -> None:
    headers = {
        "content-type": "application/json",
        "webhook-id": one.event_id,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(one.webhook.secret, one.event_id, at, one.body),
    }
    came = post(one.webhook.url, headers, one.body.encode())
    if isinstance(came, int) and 200 <= came < 300:
        webhooks.sent(one, status=came, error=None, retry_in_s=None)
        return
    is_last = one.attempt > len(WAITS_S) or came == _GONE
    error = f"answered {came}" if isinstance(came, int) else came
    webhooks.sent(
        one,
        status=came if isinstance(came, int) else None,
        error=error,
        retry_in_s=None if is_last else float(WAITS_S[one.attempt - 1]),
    )
