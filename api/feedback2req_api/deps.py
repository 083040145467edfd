"""What routes are given: the parts of the service, and who asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from feedback2req.domain.access import ApiKey, parts_of
from feedback2req.service.serving import Serving
from feedback2req_api.problems import Refusal

_KNOWN_FOR_S = 2.0
"""A key that is revoked works for at most so long."""
_TOLD_EVERY_S = 300.0
_BEARER = HTTPBearer(auto_error=False, description="An API key: `feedback2req keys create`.")


async def serving_of(request: Request) -> Serving:
    """The parts of the service."""
    serving: Serving = request.app.state.serving
    return serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: one key of one product."""

    product: str
    key_id: str
    request_id: str


class Doorkeeper:
    """Knows keys for a moment, and counts what each of them asks."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, ApiKey | None]] = {}
        self._buckets: dict[str, tuple[float, float]] = {}
        self._told_at: dict[str, float] = {}

    def remembered(self, key_id: str) -> tuple[bool, ApiKey | None]:
        """Whether it is known without asking the store, and the key."""
        found = self._known.get(key_id)
        return (False, None) if found is None or found[0] < time.monotonic() else (True, found[1])

    def find(self, key_id: str) -> ApiKey | None:
        """Ask the store, and know it for a moment."""
        key = self._serving.keys.find(key_id)
        at = time.monotonic()
        with self._lock:
            if len(self._known) > 10_000:  # made-up ids must not fill the memory
                self._known.clear()
            self._known[key_id] = (at + _KNOWN_FOR_S, key)
            tell = key is not None and self._told_at.get(key_id, -_TOLD_EVERY_S) <= at - _TOLD_EVERY_S
            if tell:
                self._told_at[key_id] = at
        if tell:
            self._serving.keys.used(key_id, datetime.now(UTC))
        return key

    def count(self, key_id: str) -> None:
        """Take one from the key's bucket.

        Raises
        ------
        Refusal
            If it is empty.
        """
        rate = self._serving.limits.requests_per_minute / 60
        if not rate:
            return
        most = max(rate * 6, 1.0)
        at = time.monotonic()
        with self._lock:
            left, before = self._buckets.get(key_id, (most, at))
            left = min(most, left + (at - before) * rate)
            if left < 1.0:
                self._buckets[key_id] = (left, at)
                wait_s = max(1, round((1.0 - left) / rate))
                raise Refusal("rate_limited", "Ask less often.", headers={"Retry-After": str(wait_s)})
            self._buckets[key_id] = (left - 1.0, at)


class Needs:
    """A dependency that lets in keys with a scope; every route has one, and a test looks for it."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(
        self, request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]
    ) -> Caller:
        """Who asks.

        Raises
        ------
        Refusal
            If there is no valid key, it has another scope, or has asked too often.
        """
        doorkeeper: Doorkeeper = request.app.state.doorkeeper
        parts = None if bearer is None else parts_of(bearer.credentials)
        if parts is None:
            raise _no_key()
        key_id, secret = parts
        is_known, key = doorkeeper.remembered(key_id)
        if not is_known:
            key = await run_in_threadpool(doorkeeper.find, key_id)
        if key is None or not key.fits(secret) or not key.is_valid(datetime.now(UTC)):
            raise _no_key()
        request.state.key_id = key_id
        doorkeeper.count(key_id)
        if self.scope not in key.scopes:
            raise Refusal("wrong_scope", f"This route needs the scope {self.scope}.")
        return Caller(product=key.product, key_id=key_id, request_id=request.state.request_id)


async def only_known_parameters(request: Request) -> None:
    """Refuse a query with a parameter that the route does not have: a filter that is misspelt must not be passed over.

    Raises
    ------
    Refusal
        If there is one.
    """
    route: APIRoute = request.scope["route"]
    by_name: dict[str, frozenset[str]] = request.app.state.parameters
    if route.name not in by_name:
        by_name[route.name] = frozenset(_parameters(route.dependant))
    known = by_name[route.name]
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise Refusal(
            "not_valid", "See errors.", errors=[("query", f"the route knows {', '.join(sorted(known)) or 'none'}")]
        )


def _parameters(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for one in dependant.dependencies:
        yield from _parameters(one)


def _no_key() -> Refusal:
    return Refusal("no_key", "Send `Authorization: Bearer <key>`.", headers={"WWW-Authenticate": "Bearer"})


Parts = Annotated[Serving, Depends(serving_of)]
Ingest = Annotated[Caller, Depends(Needs("ingest"))]
Reading = Annotated[Caller, Depends(Needs("read"))]
Reviewing = Annotated[Caller, Depends(Needs("review"))]
Admin = Annotated[Caller, Depends(Needs("admin"))]
