"""Jobs as rows: claimed under a lease, fenced by the attempt, so that a dead worker's job is taken up again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.rows import insert_all, make_product, now, product_id, storable, storable_json
from feedback2req.adapters.store.schema import product
from feedback2req.adapters.store.service_schema import job, upload
from feedback2req.domain.job import CANCELLED, FAILED, FINAL, MOST_ATTEMPTS, QUEUED, RUNNING, Job, Upload

_FIELDS = (
    "job_id", "kind", "state", "attempt", "seq", "progress", "payload", "result", "error", "created_at", "finished_at",
    "created_by",
)  # fmt: skip
_DIED = {"code": "worker_died", "detail": f"its worker died {MOST_ATTEMPTS} times; it is not tried again"}


class SqlJobs:
    """Fills the port `JobStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, product: str, kind: str, payload: Mapping[str, object], *, by: str, once: str, uploads: Sequence[Upload]
    ) -> Job:
        """Queue a job with its files, in one transaction."""
        with self._database.write() as connection:
            number = make_product(connection, product)
            again = _jobs().where(job.c.product_id == number, job.c.once == once)
            if (row := connection.execute(again).one_or_none()) is not None:
                return _job(row)
            job_id, at = f"job-{secrets.token_hex(8)}", now()
            connection.execute(
                insert(job).values(
                    job_id=job_id,
                    product_id=number,
                    kind=kind,
                    once=once,
                    state=QUEUED,
                    attempt=0,
                    seq=1,
                    run_after=at,
                    cancel_requested=0,
                    progress={},
                    payload=storable_json(dict(payload)),
                    created_at=at,
                    created_by=by,
                )
            )
            rows: list[dict[str, object]] = [
                {"job_id": job_id, "position": position, "name": storable(one.name), "content": one.content}
                for position, one in enumerate(uploads)
            ]
            insert_all(connection, upload, rows)
            return _found(connection, job_id)

    def find(self, product: str, job_id: str) -> Job | None:
        """A job of a product."""
        with self._database.read() as connection:
            query = _jobs().where(job.c.product_id == product_id(connection, product), job.c.job_id == job_id)
            row = connection.execute(query).one_or_none()
            return None if row is None else _job(row)

    def claim(self, worker: str, *, lease_s: float) -> Job | None:
        """Take the next job that waits, or whose worker has let its lease run out."""
        at = now()
        free = or_(
            and_(job.c.state == QUEUED, job.c.run_after <= at),
            and_(job.c.state == RUNNING, job.c.lease_until < at),
        )
        with self._database.read() as connection:  # looking takes no lock: an idle worker disturbs nobody
            if connection.execute(select(job.c.job_id).where(free).limit(1)).scalar() is None:
                return None
        with self._database.write() as connection:
            query = select(job).where(free).order_by(job.c.run_after, job.c.job_id).limit(1)
            row = connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            if row.cancel_requested or row.attempt >= MOST_ATTEMPTS:
                _end(connection, row.job_id, CANCELLED if row.cancel_requested else FAILED, None, _DIED)
                return None
            connection.execute(
                update(job)
                .where(job.c.job_id == row.job_id)
                .values(
                    state=RUNNING,
                    attempt=row.attempt + 1,
                    seq=row.seq + 1,
                    worker=worker,
                    lease_until=at + timedelta(seconds=lease_s),
                )
            )
            return _found(connection, row.job_id)

    def uploads(self, job_id: str) -> tuple[Upload, ...]:
        """The files of a job that is not finished."""
        with self._database.read() as connection:
            rows = connection.execute(select(upload).where(upload.c.job_id == job_id).order_by(upload.c.position))
            return tuple(Upload(name=row.name, content=bytes(row.content)) for row in rows)

    def hold(self, held: Job, progress: Mapping[str, object] | None, *, lease_s: float) -> str | None:
        """Keep the lease, and say how far it is; ``lost`` or ``cancel`` if the work has to stop."""
        told = {} if progress is None else {"progress": dict(progress), "seq": job.c.seq + 1}
        with self._database.write() as connection:
            kept = connection.execute(
                update(job)
                .where(*_mine(held))
                .values(lease_until=now() + timedelta(seconds=lease_s), **told)
                .returning(job.c.cancel_requested)
            ).scalar()
        if kept is None:
            return "lost"
        return "cancel" if kept else None

    def finish(
        self, held: Job, state: str, *, result: Mapping[str, object] | None, error: Mapping[str, object] | None
    ) -> bool:
        """End a job and remove its files; False if it belongs to somebody else by now."""
        with self._database.write() as connection:
            if connection.execute(select(job.c.job_id).where(*_mine(held)).with_for_update()).scalar() is None:
                return False
            _end(connection, held.job_id, state, result, error)
            return True

    def retry(self, held: Job, error: Mapping[str, object], *, in_s: float) -> bool:
        """Put a job back to be tried again later."""
        with self._database.write() as connection:
            again = {"state": QUEUED, "run_after": now() + timedelta(seconds=in_s), "lease_until": None}
            change = update(job).where(*_mine(held)).values(**again, error=dict(error), seq=job.c.seq + 1)
            return connection.execute(change).rowcount == 1

    def cancel(self, product: str, job_id: str) -> Job | None:
        """Cancel a job that waits, or ask the worker of one that runs to stop."""
        with self._database.write() as connection:
            number = product_id(connection, product)
            query = select(job).where(job.c.product_id == number, job.c.job_id == job_id)
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                return None
            if row.state == QUEUED:
                _end(connection, job_id, CANCELLED, None, None)
            elif row.state == RUNNING:
                connection.execute(
                    update(job).where(job.c.job_id == job_id).values(cancel_requested=1, seq=row.seq + 1)
                )
            return _found(connection, job_id)

    def waiting(self) -> Mapping[str, int]:
        """How many jobs are in each state."""
        with self._database.read() as connection:
            rows = connection.execute(select(job.c.state, func.count().label("n")).group_by(job.c.state))
            return {row.state: row.n for row in rows}


def _mine(held: Job) -> tuple[Any, ...]:
    """The fence: a later attempt has another number."""
    return (job.c.job_id == held.job_id, job.c.state == RUNNING, job.c.attempt == held.attempt)


def _end(
    connection: Connection,
    job_id: str,
    state: str,
    result: Mapping[str, object] | None,
    error: Mapping[str, object] | None,
) -> None:
    if state not in FINAL:
        raise ValueError(state)
    connection.execute(
        update(job)
        .where(job.c.job_id == job_id)
        .values(
            state=state,
            seq=job.c.seq + 1,
            lease_until=None,
            finished_at=now(),
            result=None if result is None else storable_json(dict(result)),
            error=None if error is None or state == CANCELLED else storable_json(dict(error)),
        )
    )
    connection.execute(delete(upload).where(upload.c.job_id == job_id))


def _jobs() -> Select[Any]:
    columns = [job.c[name] for name in (*_FIELDS, "cancel_requested")]
    return select(product.c.name.label("product"), *columns).join(product, product.c.id == job.c.product_id)


def _found(connection: Connection, job_id: str) -> Job:
    return _job(connection.execute(_jobs().where(job.c.job_id == job_id)).one())


def _job(row: Row[Any]) -> Job:
    own = {name: getattr(row, name) for name in _FIELDS}
    return Job(product=row.product, cancel_requested=bool(row.cancel_requested), **own)
