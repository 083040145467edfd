"""Deliveries in: signed by the support tool itself, so no key of ours is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from feedback2req_api import schemas
from feedback2req_api.deps import Parts
from feedback2req_api.hooks.payloads import delivery_id, items_of
from feedback2req_api.hooks.signatures import is_genuine
from feedback2req_api.lists import answered, dumped
from feedback2req_api.problems import Refusal, documented

router = APIRouter(tags=["hooks"])

_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}
_NOBODY = "a secret that nobody knows"


async def raw_body(request: Request) -> bytes:
    """The body as it came: signatures are over bytes."""
    return await request.body()


@router.post(
    "/hooks/{source}",
    response_model=schemas.HookAnswer,
    responses=documented("bad_signature", "too_large", "busy", "timeout"),
    openapi_extra=_BODY,
    summary="A delivery of a support tool",
)
def take_delivery(
    source: Literal["zendesk", "intercom", "freshdesk", "github", "generic"],
    request: Request,
    serving: Parts,
    body: Annotated[bytes, Depends(raw_body)],
    hook: Annotated[str, Query(min_length=1, max_length=64, description="As `feedback2req keys hook` printed it.")],
) -> Response:
    """Take in what a tool delivers; the same delivery again changes nothing."""
    found = serving.webhooks.hook(hook)
    # a hook that is not there is refused as a wrong signature is, and as late
    secret = found.secret if found is not None and found.source == source else _NOBODY
    is_signed = is_genuine(source, secret, request.headers, body)
    if found is None or found.source != source or not is_signed:
        raise Refusal("bad_signature", "It is not signed with the secret of this hook, or too old.")
    request.state.key_id = found.hook_id
    payload = _payload(body)
    delivery = delivery_id(source, request.headers, payload, body)
    if not serving.webhooks.is_first(found.hook_id, delivery):
        return _answer("seen", 0)
    items = items_of(source, request.headers.get("x-github-event", ""), payload)
    raw = [item.raw(row) for row, item in enumerate(items)]
    if source != "generic":
        raw = [replace(one, source=found.name) for one in raw]
    if raw:
        serving.desk.take(found.product, raw, store=True)
    serving.webhooks.seen(found.hook_id, delivery)
    return _answer("taken" if raw else "ignored", len(raw))


def _payload(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal("bad_request", "The body is no JSON.") from error
    if not isinstance(found, dict):
        raise Refusal("not_valid", "A JSON object is expected.")
    return found


def _answer(status: str, n: int) -> Response:
    return answered(dumped({"status": status, "items": n}))
