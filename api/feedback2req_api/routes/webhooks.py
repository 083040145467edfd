"""Where events go: webhooks of a product."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from feedback2req.domain.job import Webhook
from feedback2req_api import incoming, schemas
from feedback2req_api.deps import Admin, Parts
from feedback2req_api.links import leads_to
from feedback2req_api.lists import answered, dumped
from feedback2req_api.problems import Refusal, documented

router = APIRouter(tags=["webhooks"])
_MOST = 20


@router.post(
    "/webhooks",
    status_code=201,
    response_model=schemas.NewWebhook,
    responses={
        **documented("wrong_usage", "too_large", "timeout"),
        **leads_to(201, remove_webhook="webhook_id=/id"),
    },
    summary="Have events sent to you",
)
def add_webhook(body: incoming.WebhookIn, caller: Admin, serving: Parts) -> Response:
    """Deliveries are signed as Standard Webhooks are; the secret is told this once."""
    serving.check_url(body.url)
    if len(serving.webhooks.of_product(caller.product)) >= _MOST:
        raise Refusal("wrong_usage", f"A product may have {_MOST} webhooks.")
    webhook = Webhook(
        webhook_id=f"hook-{secrets.token_hex(8)}",
        product=caller.product,
        url=body.url,
        events=tuple(sorted(set(body.events))),
        secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode(),
        created_at=datetime.now(UTC),
    )
    serving.webhooks.add(webhook)
    serving.audit.note(
        product=caller.product,
        by=caller.key_id,
        action="webhook",
        target=webhook.webhook_id,
        request_id=caller.request_id,
    )
    return answered(dumped({**_record(webhook), "secret": webhook.secret}), status=201)


@router.get("/webhooks", response_model=schemas.Webhooks, responses=documented(), summary="Webhooks and dead letters")
def list_webhooks(caller: Admin, serving: Parts) -> Response:
    """All webhooks of the product, and the newest events that could not be delivered."""
    dead = [{**one, "created_at": _iso(one["created_at"])} for one in serving.webhooks.dead(caller.product)]
    items = [_record(one) for one in serving.webhooks.of_product(caller.product)]
    return answered(dumped({"items": items, "next": None, "dead": dead}))


@router.delete(
    "/webhooks/{webhook_id}",
    status_code=204,
    response_class=Response,
    responses=documented("not_found"),
    summary="Send no more events there",
)
def remove_webhook(
    webhook_id: Annotated[str, Path(min_length=1, max_length=100)], caller: Admin, serving: Parts
) -> Response:
    """Remove a webhook, and what was on its way to it."""
    if not serving.webhooks.remove(caller.product, webhook_id):
        raise Refusal("not_found", "There is no webhook of that id.")
    serving.audit.note(
        product=caller.product,
        by=caller.key_id,
        action="webhook removed",
        target=webhook_id,
        request_id=caller.request_id,
    )
    return Response(status_code=204)


def _record(webhook: Webhook) -> dict[str, object]:
    return {
        "id": webhook.webhook_id,
        "url": webhook.url,
        "events": list(webhook.events),
        "created_at": webhook.created_at.isoformat(),
    }


def _iso(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
