"""What people decide, and what has to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from feedback2req.service.review import Wish, moves
from feedback2req.service.serving import Serving
from feedback2req_api import incoming, schemas
from feedback2req_api.deps import Admin, Caller, Parts, Reviewing
from feedback2req_api.lists import answered, dumped, etag_of
from feedback2req_api.problems import Refusal, documented
from feedback2req_api.routes.answers import Key, requirement_of, theme_of

router = APIRouter(tags=["decisions"])

IfMatch = Annotated[
    str | None, Header(alias="If-Match", max_length=200, description="The ETag of what was read before deciding.")
]
_REFUSED = documented(
    "not_found", "input_not_usable", "wrong_usage", "changed", "if_match_needed", "too_large", "timeout"
)


@router.post(
    "/themes/{key}/reviews",
    status_code=201,
    response_model=schemas.ReviewOut,
    responses=_REFUSED,
    summary="Decide about a theme",
)
def review_theme(
    key: Key,
    body: incoming.ThemeReview,
    request: Request,
    caller: Reviewing,
    serving: Parts,
    if_match: IfMatch = None,
) -> Response:
    """Rename, merge, split or pin a theme, or move statements of it; it takes effect with the next snapshot."""
    theme_of(serving, caller.product, key)
    return _decided(request, serving, caller, if_match, key, body.action, body.value, body.statements)


@router.post(
    "/requirements/{key}/reviews",
    status_code=201,
    response_model=schemas.ReviewOut,
    responses=_REFUSED,
    summary="Decide about a requirement",
)
def review_requirement(
    key: Key,
    body: incoming.RequirementReview,
    request: Request,
    caller: Reviewing,
    serving: Parts,
    if_match: IfMatch = None,
) -> Response:
    """Accept or reject a candidate, say what it costs, or link it to a tracker."""
    requirement_of(serving, caller.product, key)
    return _decided(request, serving, caller, if_match, key, body.action, body.value, ())


@router.post(
    "/erasures",
    response_model=schemas.Erased,
    responses=documented("rerank_running", "too_large", "timeout"),
    summary="Erase one customer's words",
)
def erase(body: incoming.ErasureRequest, caller: Admin, serving: Parts) -> Response:
    """Erase all that a customer wrote, and what was drafted from it alone, in every snapshot of the product.

    The customer is named in the body alone: no URL and no log holds the name.
    """
    erased = serving.store.erasure.forget(body.author, product=caller.product)
    serving.audit.note(
        product=caller.product, by=caller.key_id, action="erase", target="", request_id=caller.request_id
    )
    return answered(dumped({"counts": dict(erased.counts)}))


def _decided(
    request: Request,
    serving: Serving,
    caller: Caller,
    if_match: str | None,
    key: str,
    action: str,
    value: str | None,
    statements: Sequence[str],
) -> Response:
    if if_match is None:
        raise Refusal("if_match_needed", "Read it first, and send its ETag as If-Match.")
    path = request.url.path.removesuffix("/reviews")
    tag = etag_of(caller.product, serving.published.version(caller.product), f"{path}? ")
    if if_match.strip() not in (tag, "*"):
        raise Refusal("changed", "Read it again: something was published, decided or erased since.")
    wishes = [Wish(action=action, target=key, value=value, statement_ids=tuple(statements))]
    if action == "move":
        wishes = moves(key, statements, value)
    review = serving.desk_of(caller.product).decide(wishes, by=f"key {caller.key_id}")[0]
    serving.audit.note(
        product=caller.product, by=caller.key_id, action=action, target=key, request_id=caller.request_id
    )
    record = {name: getattr(review, name) for name in ("review_id", "by", "action", "target", "value")}
    return answered(dumped({**record, "at": review.at.isoformat()}), status=201)
