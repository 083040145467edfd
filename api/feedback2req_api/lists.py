"""Lists in parts, answers that need not be sent again, and requests that may be."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from starlette.responses import Response

from feedback2req.domain.identity import digest
from feedback2req.domain.job import Answer
from feedback2req.service.serving import Serving
from feedback2req_api.deps import Caller
from feedback2req_api.problems import Refusal

MOST = 200
_CACHED_BYTES = 32 << 20


class Cursors:
    """Places in a list, signed: they cannot be made up, nor used by another product or in another list."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, caller: Caller, route: str, place: Mapping[str, object]) -> str:
        """A place as text that means nothing to the outside."""
        raw = json.dumps(place, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._sign(caller, route, raw) + raw).decode().rstrip("=")

    def read(self, caller: Caller, route: str, cursor: str) -> dict[str, Any]:
        """The place again.

        Raises
        ------
        Refusal
            If it is none of this product's, list's and filters'.
        """
        try:
            packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        except (ValueError, UnicodeEncodeError):
            packed = b""
        if not hmac.compare_digest(packed[:16], self._sign(caller, route, packed[16:])):
            raise Refusal("bad_cursor", "Give `next` of the part before, as it is, with the same filters.")
        place: dict[str, Any] = json.loads(packed[16:])
        return place

    def _sign(self, caller: Caller, route: str, raw: bytes) -> bytes:
        what = digest(caller.product, route).encode() + raw
        return hmac.new(self._secret, what, hashlib.sha256).digest()[:16]


class Bodies:
    """Answers that were made for a state of a product: kept while it lasts, and no longer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, tuple[str, OrderedDict[str, bytes]]] = {}
        self._n_bytes = 0

    def get(self, product: str, version: str, query: str, make: Callable[[], bytes]) -> bytes:
        """The body; made if it is not there."""
        with self._lock:
            found = self._of.get(product)
            if found is None or found[0] != version:
                self._n_bytes -= 0 if found is None else sum(map(len, found[1].values()))
                found = self._of[product] = (version, OrderedDict())
            body = found[1].get(query)
        if body is None:
            body = make()
            with self._lock:
                held = self._of.get(product)
                if held is found and query not in found[1] and len(body) < _CACHED_BYTES // 8:
                    found[1][query] = body
                    self._n_bytes += len(body)
                    while self._n_bytes > _CACHED_BYTES and found[1]:
                        self._n_bytes -= len(found[1].popitem(last=False)[1])
        return body


def dumped(value: object) -> bytes:
    """JSON as all answers have it."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def answered(body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON."""
    return Response(body, status_code=status, headers=headers, media_type="application/json")


def etag_of(product: str, version: str, query: str) -> str:
    """The tag of an answer: it changes with a snapshot, a decision or an erasure of the product."""
    return f'"{digest(product, version, query)[:32]}"'


def tagged(request: Request, serving: Serving, caller: Caller, make: Callable[[], object], *, of: str = "") -> Response:
    """An answer with its ETag, or 304 when the asker has it.

    `of` is what the answer depends on besides the state of the product.
    """
    query = f"{request.url.path}?{request.url.query} {of}"
    version = serving.published.version(caller.product)
    etag = etag_of(caller.product, version, query)
    if etag in [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers={"ETag": etag})
    bodies: Bodies = request.app.state.bodies
    body = bodies.get(caller.product, version, query, lambda: dumped(make()))
    return answered(body, headers={"ETag": etag})


def listed(items: Iterable[object], next_: str | None) -> dict[str, object]:
    """The one form of lists."""
    return {"items": list(items), "next": next_}


def once(
    serving: Serving, caller: Caller, key: str | None, request: bytes, act: Callable[[], tuple[int, object]]
) -> Response:
    """Do what was asked, or answer as the first time if it was asked with the same key before."""
    if key is None:
        status, value = act()
        return answered(dumped(value), status=status)
    name = f"{caller.key_id}:{key}"
    found = serving.memory.begin(caller.product, name, request, datetime.now(UTC))
    if isinstance(found, Answer):
        return answered(found.body, status=found.status, headers={"Idempotent-Replayed": "true"})
    if found is not None:
        code = {"other": "other_request", "running": "still_running", "erased": "erased"}[found]
        headers = {"Retry-After": "1"} if found == "running" else {}
        raise Refusal(code, "See the documentation of Idempotency-Key.", headers=headers)
    try:
        status, value = act()
    except BaseException:
        serving.memory.finish(caller.product, name, None)
        raise
    body = dumped(value)
    serving.memory.finish(caller.product, name, Answer(status=status, body=body))
    return answered(body, status=status)
