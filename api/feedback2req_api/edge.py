"""What happens to every request before its route and after: an id, limits of size, a line of log, a figure."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feedback2req.service.serving import Limits
from feedback2req_api.problems import Refusal, response

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


class TooLarge(Exception):
    """The body is larger than it may be."""


class TooSlow(Exception):
    """The sender was silent for too long in the middle of a body."""


class Log:
    """JSON lines: routes, codes, ids and times, never a word of feedback nor a path that may hold one."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def line(self, event: str, **fields: object) -> None:
        """Write a line."""
        stream = self._stream or sys.stderr
        stream.write(json.dumps({"at": round(time.time(), 3), "event": event, **fields}) + "\n")
        stream.flush()


class Figures:
    """What Prometheus is told."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "feedback2req_requests_total", "Requests answered.", ("route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "feedback2req_request_seconds", "Time to the last byte of an answer.", ("route",), registry=self.registry
        )
        self.items = Counter(
            "feedback2req_items_total", "Items that were sent in, by what became of them.", ("status",),
            registry=self.registry,
        )  # fmt: skip


class Edge:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, *, limits: Limits, log: Log, figures: Figures) -> None:
        self._app, self._limits, self._log, self._figures = app, limits, log, figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_always(request_id)]
            await send(message)

        try:
            try:
                await self._app(scope, self._measured(scope, headers, receive), told)
            except Exception as error:  # told without its message: that may hold feedback
                self._log.line("error", request_id=request_id, error=type(error).__name__, frames=_frames(error))
                if status:
                    return
                refusal = Refusal("unexpected", "It was logged under the request id.")
                await response(refusal, request_id)(scope, receive, told)
        finally:
            self._note(scope, request_id, status, time.perf_counter() - started)

    def _measured(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """The body, as far as it is not too large and does not take too long."""
        is_upload = headers.get(b"content-type", b"").startswith(b"multipart/")
        most = self._limits.max_upload_bytes if is_upload else self._limits.max_body_bytes
        claimed = headers.get(b"content-length", b"0")
        n_read = 0
        is_whole = False

        async def measured() -> Message:
            nonlocal n_read, is_whole
            if is_whole:
                return await receive()  # waits for the end of the connection, however long that takes
            if claimed.isdigit() and int(claimed) > most:
                raise TooLarge
            try:
                message = await asyncio.wait_for(receive(), self._limits.body_timeout_s)
            except TimeoutError as error:
                raise TooSlow from error
            n_read += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if n_read > most:
                raise TooLarge
            return message

        return measured

    def _note(self, scope: MutableMapping[str, Any], request_id: str, status: int, taken_s: float) -> None:
        # the route as it is declared: the path itself may hold a customer's id
        route = getattr(scope.get("route"), "path", "none")
        name = f"{scope['method'] if route != 'none' else ''} {route}".strip()
        self._figures.requests.labels(name, str(status)).inc()
        self._figures.seconds.labels(name).observe(taken_s)
        key_id = scope["state"].get("key_id")
        self._log.line(
            "request", request_id=request_id, route=name, status=status, ms=round(taken_s * 1000, 1), key=key_id
        )


def _always(request_id: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"x-request-id", request_id.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"private, no-cache"),
    ]


def _frames(error: Exception) -> list[str]:
    return [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]
