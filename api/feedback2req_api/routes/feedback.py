"""Feedback: sent in, asked for, withdrawn."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from starlette.responses import Response

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.service.serving import Serving
from feedback2req_api import incoming, schemas
from feedback2req_api.deps import Ingest, Parts, Reading
from feedback2req_api.links import leads_to
from feedback2req_api.lists import answered, dumped, once, tagged
from feedback2req_api.problems import Refusal, documented

router = APIRouter(tags=["feedback"])

IdempotencyKey = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=255, description="The same key again: the same answer."),
]
ExternalId = Annotated[str, Path(min_length=1, max_length=300, description="Your own id of the item.")]
Source = Annotated[str | None, Query(max_length=100, description="Which source, where several have that id.")]


async def body_digest(request: Request) -> bytes:
    """Digest of method, path and body."""
    what = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(what + await request.body()).digest()


@router.post(
    "/feedback",
    response_model=schemas.FeedbackAnswer,
    responses={
        **documented("too_large", "busy", "still_running", "other_request", "erased", "timeout"),
        **leads_to(
            200,
            read_feedback="external_id=/items/0/external_id",
            withdraw_feedback="external_id=/items/0/external_id",
            read_theme="key=/items/0/themes/0/key",
            read_requirement="key=/items/0/requirements/0",
        ),
    },
    summary="Send one item or up to 1,000",
)
def send_feedback(
    body: incoming.FeedbackRequest,
    request: Request,
    caller: Ingest,
    serving: Parts,
    digest: Annotated[bytes, Depends(body_digest)],
    key: IdempotencyKey = None,
) -> Response:
    """Keep each item and answer what it says and which theme and requirements it belongs to.

    A 200 means that every item that is not rejected is in the store. `store: false` reads and forgets.
    """
    raw = [item.raw(row) for row, item in enumerate(body.items)]

    def act() -> tuple[int, object]:
        answer = serving.desk.take(caller.product, raw, store=body.store)
        for one in answer.items:
            request.app.state.figures.items.labels(one["status"]).inc()
        return 200, {"snapshot": answer.snapshot_id, "items": answer.items}

    return once(serving, caller, key, digest, act)


@router.get(
    "/feedback/{external_id:path}",
    response_model=schemas.HeldItem,
    responses={304: {"description": "You have it."}, **documented("not_found", "several_sources", "busy")},
    summary="One item as it stands now",
)
def read_feedback(
    external_id: ExternalId, request: Request, caller: Reading, serving: Parts, source: Source = None
) -> Response:
    """The item as it is held, read again, among the themes of the newest snapshot and by the newest decisions."""
    item = _one(serving, caller.product, external_id, source)

    def make() -> object:
        return {
            **serving.desk.now(caller.product, item),
            **{name: getattr(item, name) for name in ("external_id", "item_id", "source", "text", "url", "language")},
            "received_at": None if item.received_at is None else item.received_at.isoformat(),
            "rating": item.rating,
            "author": item.author,
            "account": item.account,
            "attributes": dict(item.attributes),
        }

    return tagged(request, serving, caller, make, of=repr(item))


@router.delete(
    "/feedback/{external_id:path}",
    response_model=schemas.Erased,
    responses=documented("not_found", "several_sources", "rerank_running"),
    summary="Withdraw an item",
)
def withdraw_feedback(external_id: ExternalId, caller: Ingest, serving: Parts, source: Source = None) -> Response:
    """Erase the item, its history, its statements and what was drafted from them alone, in every snapshot."""
    item = _one(serving, caller.product, external_id, source)
    erased = serving.store.erasure.withdraw(caller.product, [item.item_id])
    serving.audit.note(
        product=caller.product, by=caller.key_id, action="withdraw", target=item.item_id, request_id=caller.request_id
    )
    return answered(dumped({"counts": dict(erased.counts)}))


def _one(serving: Serving, product: str, external_id: str, source: str | None) -> FeedbackItem:
    found = serving.store.items.find(product, external_id, source=source)
    if not found:
        raise Refusal("not_found", "There is no item of that id.")
    if len({item.source for item in found}) > 1:
        raise Refusal("several_sources", "Say which source is meant: ?source=NAME.")
    return found[0]
