"""Is it alive, is it ready, what are its figures: for those who run it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from feedback2req import __version__
from feedback2req.errors import Feedback2reqError
from feedback2req_api import schemas
from feedback2req_api.deps import Parts
from feedback2req_api.lists import answered, dumped

router = APIRouter(tags=["operations"])
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text."}
}


@router.get("/healthz", response_model=schemas.Health, summary="Is the process alive?")
def healthz() -> Response:
    """Answers as long as the process does."""
    return answered(dumped({"status": "ok", "version": __version__}))


@router.get(
    "/readyz",
    response_model=schemas.Ready,
    responses={503: {"model": schemas.Ready, "description": "Not yet, or no longer."}},
    summary="Can it do its work?",
)
def readyz(request: Request, serving: Parts) -> Response:
    """Ready when the models are loaded, the store is there and its schema is this program's."""
    checks = {"models": "ok" if request.app.state.warm.is_set() else "loading", "store": "ok"}
    try:
        serving.check_schema()
    except Feedback2reqError as error:
        checks["store"] = error.code
    if request.app.state.closing.is_set():
        checks["service"] = "shutting down"
    is_ready = set(checks.values()) == {"ok"}
    body = {"status": "ready" if is_ready else "not ready", "checks": checks}
    return answered(dumped(body), status=200 if is_ready else 503)


@router.get("/metrics", response_class=Response, responses=_TEXT, summary="Figures for Prometheus")
def metrics(request: Request, serving: Parts) -> Response:
    """Counts and times; nothing of products, keys or customers."""
    lines = [f"feedback2req_items_waiting {serving.desk.n_waiting}"]
    lines += [f'feedback2req_jobs{{state="{s}"}} {n}' for s, n in sorted(serving.jobs.waiting().items())]
    body = generate_latest(request.app.state.figures.registry) + ("\n".join(lines) + "\n").encode()
    return Response(body, media_type=CONTENT_TYPE_LATEST)
