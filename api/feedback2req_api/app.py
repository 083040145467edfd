"""The application: routes over the parts of the service."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from feedback2req import __version__
from feedback2req.errors import Busy, Feedback2reqError
from feedback2req.service.serving import Serving
from feedback2req_api.deps import Doorkeeper, only_known_parameters
from feedback2req_api.edge import Edge, Figures, Log, TooLarge, TooSlow
from feedback2req_api.lists import Bodies
from feedback2req_api.problems import CODES, Problem, Refusal, response
from feedback2req_api.routes import answers, decisions, feedback, hooks, jobs, operations, webhooks

_THREADS = 128
_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 415: "wrong_media_type"}
_DESCRIPTION = """Customer feedback in; a ranked backlog of candidate requirements out, each provable from the
customers' own words. Every key belongs to one product, and every query sees that product alone."""


def create_app(serving: Serving, *, log: Log | None = None) -> FastAPI:
    """Make the application; models are loaded in the background when it starts."""
    log = log or Log()
    app = FastAPI(
        title="feedback2req",
        version=__version__,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
    )
    figures = Figures()
    app.state.serving, app.state.figures, app.state.log = serving, figures, log
    app.state.doorkeeper, app.state.bodies = Doorkeeper(serving), Bodies()
    app.state.parameters = {}
    app.state.warm, app.state.closing = threading.Event(), threading.Event()
    app.include_router(operations.router)
    for router in (feedback.router, answers.router, jobs.router, decisions.router, webhooks.router, hooks.router):
        app.include_router(router, prefix="/v1", dependencies=[Depends(only_known_parameters)])
    app.add_middleware(Edge, limits=serving.limits, log=log, figures=figures)
    for kind, handler in _HANDLERS:
        app.add_exception_handler(kind, handler)
    plain = app.openapi
    app.openapi = lambda: _with_problem(plain())  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS

    def warm() -> None:
        try:
            app.state.serving.desk.warm()
            app.state.warm.set()
        except Feedback2reqError as error:  # readyz says that it is not ready; who sends feedback is told why
            app.state.log.line("models", code=error.code)

    loading = threading.Thread(target=warm, name="warm", daemon=True)
    loading.start()
    yield
    app.state.closing.set()
    await run_in_threadpool(app.state.serving.close)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _with_problem(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the form of all errors, and without that of FastAPI, which is never answered."""
    schemas = document["components"]["schemas"]
    ours = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(ours.pop("$defs", {}))
    schemas["Problem"] = ours
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return document


def _told(request: Request, refusal: Refusal) -> Response:
    return response(refusal, request.state.request_id)


def _refused(request: Request, error: Exception) -> Response:
    return _told(request, error if isinstance(error, Refusal) else Refusal("unexpected", ""))


def _not_valid(request: Request, error: Exception) -> Response:
    """Where and what, never the value: it may be a customer's."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    if found and found[0]["type"] == "json_invalid":
        return _told(request, Refusal("bad_request", "The body is no JSON."))
    errors = [("/".join(str(part) for part in one["loc"]), str(one["msg"])) for one in found[:20]]
    return _told(request, Refusal("not_valid", "See errors.", errors=errors))


def _http(request: Request, error: Exception) -> Response:
    cause = error.__cause__
    if isinstance(cause, TooLarge | TooSlow):
        return _body(request, cause)
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    code = _BY_STATUS.get(status, "bad_request" if status < 500 else "unexpected")
    return _told(request, Refusal(code, CODES[code][1], headers=headers))


def _body(request: Request, error: Exception) -> Response:
    # what is left of the body is not read: the connection ends
    headers = {"Connection": "close"}
    if isinstance(error, TooSlow):
        return _told(request, Refusal("timeout", "Send the body in one go.", headers=headers))
    return _told(request, Refusal("too_large", "Send less at once.", headers=headers))


def _ours(request: Request, error: Exception) -> Response:
    """An error of the package: what is wrong and what to do, without where it lies on this machine."""
    if not isinstance(error, Feedback2reqError):
        return _told(request, Refusal("unexpected", ""))
    code = error.code if error.code in CODES else "unexpected"
    headers = {}
    if isinstance(error, Busy):
        headers = {"Retry-After": str(error.retry_after_s)}
    elif code in ("store_not_usable", "rerank_running"):
        headers = {"Retry-After": "5"}
    if code == "unexpected":
        return _told(request, Refusal(code, CODES[code][1]))
    return _told(request, Refusal(code, error.what, headers=headers))


_HANDLERS: tuple[tuple[type[Exception], Any], ...] = (
    (Refusal, _refused),
    (RequestValidationError, _not_valid),
    (HTTPException, _http),
    (TooLarge, _body),
    (TooSlow, _body),
    (Feedback2reqError, _ours),
)
