"""One form of error for everything: RFC 9457, with a code that stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"

CODES: Mapping[str, tuple[int, str]] = {
    "bad_request": (400, "The request cannot be read."),
    "wrong_usage": (400, "The request contradicts itself or names what is not there."),
    "bad_cursor": (400, "The cursor is not one of this list."),
    "no_key": (401, "A valid API key is needed."),
    "bad_signature": (401, "The delivery is not signed as agreed."),
    "wrong_scope": (403, "The key has not the scope that this route needs."),
    "not_found": (404, "There is nothing of that name here."),
    "method_not_allowed": (405, "The route does not take this method."),
    "timeout": (408, "The rest of the request did not come in time."),
    "several_sources": (409, "Several sources have an item of that id."),
    "still_running": (409, "The first request with this Idempotency-Key is still being answered."),
    "rerank_running": (409, "A re-rank of the product is running."),
    "erased": (410, "What was answered has been erased since."),
    "gone": (410, "The list that the cursor leads through is no longer held."),
    "changed": (412, "It has changed since it was read."),
    "too_large": (413, "The request is larger than the limit."),
    "wrong_media_type": (415, "The body has another media type than the route takes."),
    "not_valid": (422, "A value is not valid."),
    "input_not_usable": (422, "The input cannot be used."),
    "other_request": (422, "The Idempotency-Key came with another request before."),
    "if_match_needed": (428, "Say which state was read: If-Match is needed."),
    "busy": (429, "There is more to do than can be taken in."),
    "rate_limited": (429, "The key has sent more requests than it may."),
    "unexpected": (500, "Something went wrong that nobody foresaw."),
    "store_not_usable": (503, "The store cannot be used at the moment."),
    "model_not_usable": (503, "A model cannot be used."),
}
"""Code to HTTP status and title; codes are never renamed."""


class Pointer(BaseModel):
    """One thing that is wrong, and where: a JSON pointer, or the name of a parameter."""

    model_config = ConfigDict(extra="forbid")

    pointer: str
    detail: str


class Problem(BaseModel):
    """An error as it is answered."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(examples=["urn:feedback2req:problem:not_found"])
    title: str
    status: int
    code: str = Field(description="One of the documented codes; it never changes its meaning.")
    detail: str
    request_id: str
    errors: list[Pointer] | None = None


class Refusal(Exception):
    """Ends a request with a problem.

    Parameters
    ----------
    code : str
        One of `CODES`.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.headers, self.errors = code, detail, dict(headers or {}), tuple(errors)


def response(refusal: Refusal, request_id: str) -> Response:
    """The answer of a refused request."""
    status, title = CODES[refusal.code]
    problem: dict[str, Any] = {
        "type": f"urn:feedback2req:problem:{refusal.code}",
        "title": title,
        "status": status,
        "code": refusal.code,
        "detail": refusal.detail,
        "request_id": request_id,
    }
    if refusal.errors:
        problem["errors"] = [{"pointer": pointer, "detail": detail} for pointer, detail in refusal.errors]
    body = json.dumps(problem).encode()
    return Response(body, status_code=status, headers=refusal.headers, media_type=MEDIA_TYPE)


def documented(*codes: str) -> dict[int | str, dict[str, Any]]:
    """What a route may refuse with, for its documentation: these codes, and those of every route."""
    by_status: dict[int | str, list[str]] = {}
    for code in (*codes, "no_key", "wrong_scope", "bad_request", "not_valid", "rate_limited", "store_not_usable"):
        by_status.setdefault(CODES[code][0], []).append(code)
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": " or ".join(f"`{code}`" for code in sorted(set(found))),
            "content": {MEDIA_TYPE: {"schema": schema}},
            **({"headers": _RETRY} if status in (429, 503) else {}),
        }
        for status, found in by_status.items()
    }


_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
