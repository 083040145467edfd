"""Long work: imports and re-ranks, followed and cancelled."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Path, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from feedback2req.domain.job import FINAL, IMPORT, RERANK, Job, Upload
from feedback2req.service.serving import Serving
from feedback2req_api import incoming, schemas
from feedback2req_api.deps import Admin, Caller, Ingest, Parts, Reading
from feedback2req_api.links import leads_to
from feedback2req_api.lists import answered, dumped, once
from feedback2req_api.problems import Refusal, documented
from feedback2req_api.routes.feedback import IdempotencyKey

router = APIRouter(tags=["jobs"])

JobId = Annotated[str, Path(min_length=1, max_length=100)]
_POLL_S = 0.5
_STARTED = {
    **documented("too_large", "still_running", "other_request", "erased", "timeout"),
    **leads_to(202, read_job="job_id=/id", cancel_job="job_id=/id", follow_job="job_id=/id"),
}
_BEAT_S = 15.0
_MOST_FILES = 20
_EVENT = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "event": {"type": "string"}, "data": {"type": "string"}},
    "required": ["id", "event", "data"],
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`progress` events until the job ends; `id` counts them, `Last-Event-ID` resumes.",
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}


@router.post(
    "/imports",
    status_code=202,
    response_model=schemas.JobOut,
    responses=_STARTED,
    summary="Upload an export",
)
def start_import(
    files: Annotated[list[UploadFile], File(min_length=1, max_length=_MOST_FILES, description="Exports as they are.")],
    caller: Ingest,
    serving: Parts,
    source: Annotated[str | None, Form(max_length=100, description="The instance that it comes from.")] = None,
    columns: Annotated[
        str | None, Form(max_length=4_000, description='Which column fills a field, as JSON: `{"text": "Body"}`.')
    ] = None,
    key: IdempotencyKey = None,
) -> Response:
    """Put exports in the queue; the job's result is the import's report."""
    uploads = [Upload(name=one.filename or "upload", content=one.file.read()) for one in files]
    payload = {"source": source, "columns": _columns(columns)}
    parts = [part for one in uploads for part in (one.name.encode("utf-8", "replace"), one.content)]
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in (repr(payload).encode(), *parts)))
    return _started(serving, caller, IMPORT, payload, uploads, key, digest.digest())


@router.post(
    "/runs",
    status_code=202,
    response_model=schemas.JobOut,
    responses=_STARTED,
    summary="Ask for a re-rank",
)
def start_run(body: incoming.RunRequest, caller: Admin, serving: Parts, key: IdempotencyKey = None) -> Response:
    """Put a re-rank in the queue; when it is done, a new snapshot is published."""
    digest = hashlib.sha256(f"runs {body.full}".encode()).digest()
    return _started(serving, caller, RERANK, {"full": body.full}, (), key, digest)


@router.get("/jobs/{job_id}", response_model=schemas.JobOut, responses=documented("not_found"), summary="A job")
def read_job(job_id: JobId, caller: Reading, serving: Parts) -> Response:
    """How far a job is, and what came of it."""
    return answered(dumped(_record(_job(serving, caller.product, job_id))))


@router.delete(
    "/jobs/{job_id}", response_model=schemas.JobOut, responses=documented("not_found"), summary="Cancel a job"
)
def cancel_job(job_id: JobId, caller: Admin, serving: Parts) -> Response:
    """Cancel a job that waits; one that runs stops at its next step. A finished one stays as it is."""
    job = serving.jobs.cancel(caller.product, job_id)
    if job is None:
        raise Refusal("not_found", "There is no job of that id.")
    serving.audit.note(
        product=caller.product, by=caller.key_id, action="cancel", target=job_id, request_id=caller.request_id
    )
    return answered(dumped(_record(job)))


@router.get(
    "/jobs/{job_id}/events",
    response_class=StreamingResponse,
    responses={**_EVENTS, **documented("not_found")},
    summary="Follow a job",
)
async def follow_job(
    job_id: JobId,
    request: Request,
    caller: Reading,
    serving: Parts,
    last: Annotated[str | None, Header(alias="Last-Event-ID", max_length=20)] = None,
) -> StreamingResponse:
    """Server-sent events with the job's state, until it ends."""
    job = await run_in_threadpool(_job, serving, caller.product, job_id)
    seen = int(last) if last is not None and last.isascii() and last.isdigit() else -1
    return StreamingResponse(_events(request, serving, job, seen), media_type="text/event-stream")


async def _events(request: Request, serving: Serving, job: Job, seen: int) -> AsyncIterator[bytes]:
    quiet_s = 0.0
    while True:
        if job.seq > seen:
            data = json.dumps(_record(job), ensure_ascii=False)
            yield f"id: {job.seq}\nevent: progress\ndata: {data}\n\n".encode()
            seen, quiet_s = job.seq, 0.0
        if job.state in FINAL or request.app.state.closing.is_set():
            return
        await asyncio.sleep(_POLL_S)
        quiet_s += _POLL_S
        if quiet_s >= _BEAT_S:
            yield b": still here\n\n"
            quiet_s = 0.0
        found = await run_in_threadpool(serving.jobs.find, job.product, job.job_id)
        if found is None:
            return
        job = found


def _started(
    serving: Serving,
    caller: Caller,
    kind: str,
    payload: Mapping[str, object],
    uploads: tuple[Upload, ...] | list[Upload],
    key: str | None,
    digest: bytes,
) -> Response:
    def act() -> tuple[int, object]:
        # a request that died between the job and its answer finds the same job again
        named = secrets.token_hex(16) if key is None else f"{caller.key_id}:{key}"
        job = serving.jobs.add(caller.product, kind, payload, by=caller.key_id, once=named, uploads=uploads)
        serving.audit.note(
            product=caller.product, by=caller.key_id, action=kind, target=job.job_id, request_id=caller.request_id
        )
        return 202, _record(job)

    return once(serving, caller, key, digest, act)


def _columns(given: str | None) -> dict[str, str]:
    if given is None:
        return {}
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(v, str) and v.isprintable() for v in found.values()):
        raise Refusal("not_valid", "A JSON object of field to column name is expected.", errors=[("columns", "no map")])
    return {str(name): str(value) for name, value in found.items()}


def _job(serving: Serving, product: str, job_id: str) -> Job:
    job = serving.jobs.find(product, job_id)
    if job is None:
        raise Refusal("not_found", "There is no job of that id.")
    return job


def _record(job: Job) -> dict[str, object]:
    return {
        "id": job.job_id,
        "kind": job.kind,
        "state": job.state,
        "attempt": job.attempt,
        "progress": dict(job.progress),
        "result": job.result,
        "error": job.error,
        "cancel_requested": job.cancel_requested,
        "created_at": job.created_at.isoformat(),
        "finished_at": None if job.finished_at is None else job.finished_at.isoformat(),
    }
