"""The worker: takes jobs one by one, keeps their lease, and says what came of them."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from feedback2req.domain.job import CANCELLED, DONE, FAILED, MOST_ATTEMPTS, Job
from feedback2req.errors import Feedback2reqError, RerankRunning, StoreNotUsable
from feedback2req.ports import Progress
from feedback2req.service_ports import JobStore

Result = Mapping[str, object]
Do = Callable[[Job, Progress], Result]

_LEASE_S = 30.0
_TELL_EVERY_S = 1.0
_LONGEST_WAIT_S = 300.0


class _Stop(Exception):
    """Ends a job between two steps."""


class JobProgress:
    """Tells the store how far a job is, and ends the work when it is not to go on.

    Parameters
    ----------
    why : callable
        Why to stop: ``lost``, ``cancel``, ``shutdown``; None to go on.
    """

    def __init__(self, jobs: JobStore, job: Job, why: Callable[[], str | None]) -> None:
        self._jobs, self._job, self._why = jobs, job, why
        self._stage, self._total, self._done = "", 0, 0
        self._told_at = 0.0

    def stage(self, name: str, total: int) -> None:
        """A stage begins."""
        self._stage, self._total, self._done = name, total, 0
        self._tell()

    def advance(self, n: int) -> None:
        """`n` more things are done."""
        self._done += n
        if time.monotonic() - self._told_at >= _TELL_EVERY_S:
            self._tell()

    def _tell(self) -> None:
        why = self._why()
        if why is None:
            progress = {"stage": self._stage, "done": min(self._done, self._total), "total": self._total}
            why = self._jobs.hold(self._job, progress, lease_s=_LEASE_S)
        if why is not None:
            raise _Stop(why)
        self._told_at = time.monotonic()


class Worker:
    """Does jobs until it is told to stop; one that is cut off is taken up by another worker when its lease runs out."""

    def __init__(self, name: str, jobs: JobStore, do: Mapping[str, Do], *, on_event: Callable[..., None]) -> None:
        self._name, self._jobs, self._do, self._on_event = name, jobs, do, on_event
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Take no further job, and hand back the one that is being done."""
        self._stopping.set()

    def run(self, *, poll_s: float, once: bool = False, alive: Callable[[], bool] = lambda: True) -> None:
        """Do jobs as they come; with `once`, until there is none."""
        while not self._stopping.is_set() and alive():
            try:
                job = self._jobs.claim(self._name, lease_s=_LEASE_S)
            except StoreNotUsable as error:  # locked, or being restarted: it is asked again
                self._on_event("worker_waits", code=error.code)
                job = None
            if job is not None:
                self._one(job)
            elif once:
                return
            else:
                self._stopping.wait(poll_s)

    def _one(self, job: Job) -> None:
        self._on_event("job_begun", job=job.job_id, kind=job.kind, attempt=job.attempt)
        started = time.monotonic()
        with self._lease(job) as why:
            try:
                outcome = self._outcome(job, JobProgress(self._jobs, job, why))
            except StoreNotUsable as error:  # nobody can be told: the lease will run out
                outcome = error.code
        self._on_event("job_ended", job=job.job_id, outcome=outcome, time_s=round(time.monotonic() - started, 1))

    def _outcome(self, job: Job, progress: Progress) -> str:
        try:
            result = self._do[job.kind](job, progress)
        except _Stop as stop:
            return self._stopped(job, str(stop))
        except (StoreNotUsable, RerankRunning) as error:
            return self._again(job, {"code": error.code, "detail": error.what})
        except Feedback2reqError as error:
            self._jobs.finish(job, FAILED, result=None, error={"code": error.code, "detail": error.what})
            return FAILED
        except Exception as error:
            # its message may hold feedback
            told = {"code": "unexpected", "detail": f"unexpected {type(error).__name__}"}
            self._jobs.finish(job, FAILED, result=None, error=told)
            return FAILED
        return DONE if self._jobs.finish(job, DONE, result=result, error=None) else "lost"

    def _stopped(self, job: Job, why: str) -> str:
        if why == "cancel":
            self._jobs.finish(job, CANCELLED, result=None, error=None)
        elif why == "shutdown":
            self._jobs.retry(job, {"code": "handed_back", "detail": "its worker was shut down"}, in_s=0.0)
        return why

    def _again(self, job: Job, error: Mapping[str, object]) -> str:
        if job.attempt >= MOST_ATTEMPTS:
            self._jobs.finish(job, FAILED, result=None, error=error)
            return FAILED
        # full jitter: what failed together is not tried again together
        self._jobs.retry(job, error, in_s=random.uniform(1.0, min(_LONGEST_WAIT_S, 5.0 * 2**job.attempt)))  # noqa: S311
        return "retry"

    @contextmanager
    def _lease(self, job: Job) -> Iterator[Callable[[], str | None]]:
        """Keep the lease of a job while it is done, however long its steps are."""
        ended, found = threading.Event(), list[str]()

        def beat() -> None:
            while not ended.wait(_LEASE_S / 3):
                try:
                    why = self._jobs.hold(job, None, lease_s=_LEASE_S)
                except Feedback2reqError:
                    continue  # a store that is busy for a moment: the lease is longer than two beats
                if why is not None:
                    found.append(why)
                    return

        def why() -> str | None:
            if self._stopping.is_set():
                return "shutdown"
            return found[0] if found else None

        beating = threading.Thread(target=beat, name="lease", daemon=True)
        beating.start()
        try:
            yield why
        finally:
            ended.set()
            beating.join()
