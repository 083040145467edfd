"""What joins the HTTP service and its worker to their adapters."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

# nothing heavy is imported here: a command answers --help before models and linear algebra are loaded
if TYPE_CHECKING:
    from feedback2req.adapters.store.service_store import SqlServiceStore
    from feedback2req.domain.job import Job
    from feedback2req.pipeline import Tools
    from feedback2req.ports import Progress
    from feedback2req.service.serving import Limits, Serving

_POLL_S = 1.0
_WEBHOOK_POLL_S = 2.0
_NICE = 10
_NOT_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


def open_service_store(
    url: str | None, *, make: bool = False, on_made: Callable[[str], None] = lambda _: None
) -> SqlServiceStore:
    """A store with the tables of the service; see `feedback2req.store_wiring.open_store`."""
    from feedback2req.adapters.store.service_store import SqlServiceStore
    from feedback2req.store_wiring import open_store

    return SqlServiceStore(open_store(url, make=make, on_made=on_made).database)


def search_by_meaning(url: str | None, product: str | None, text: str, *, limit: int) -> list[dict[str, object]]:
    """What `GET /v1/search` of the service answers, from a store that no service need run on.

    Raises
    ------
    InputNotUsable
        If nothing is published of the product.
    WrongUsage
        If no product is named where there are several.
    StoreNotUsable
        If the store cannot be reached.
    """
    from feedback2req.service.searching import Searching
    from feedback2req.store_wiring import only_product
    from feedback2req.wiring import make_progress, make_tools

    with contextlib.closing(open_service_store(url)) as store:
        name = product or only_product(store)
        store.answers.answers(name).head()
        return Searching(store.answers, store.published, make_tools(make_progress()).encoder)(name, text, limit=limit)


def make_serving(
    store: SqlServiceStore, *, limits: Limits, allow_private_webhooks: bool = False, tools: Tools | None = None
) -> Serving:
    """The parts of the service over a store; models are loaded when they are first used."""
    from feedback2req.adapters.exporters.records import reading_records
    from feedback2req.adapters.models.cores import n_usable_cores
    from feedback2req.adapters.webhook_post import WebhookPost
    from feedback2req.domain.identity import digest
    from feedback2req.service.feedback import FeedbackDesk
    from feedback2req.service.searching import Searching
    from feedback2req.service.serving import Serving
    from feedback2req.store_wiring import desk_of
    from feedback2req.wiring import make_progress, make_tools

    tools = tools or make_tools(make_progress())
    return Serving(
        store=store,
        keys=store.keys,
        memory=store.memory,
        jobs=store.jobs,
        webhooks=store.webhooks,
        published=store.published,
        audit=store.audit,
        desk=FeedbackDesk(
            items=store.items,
            answers=store.answers,
            reviews=store.reviews,
            published=store.published,
            tools=tools,
            records=reading_records,
            n_readers=n_usable_cores(),
        ),
        desk_of=lambda product: desk_of(store, product),
        search=Searching(store.answers, store.published, tools.encoder),
        check_url=WebhookPost(allow_private=allow_private_webhooks).check,
        check_schema=store.database.check,
        limits=limits,
        cursor_secret=digest("cursors", store.items.secret()).encode(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """How a worker works: `parent` is the process with which it ends; `once` ends it when no job is left."""

    parent: int | None = None
    once: bool = False
    allow_private_webhooks: bool = False


def run_worker(store: SqlServiceStore, options: WorkerOptions, *, on_event: Callable[..., None]) -> None:
    """Do jobs and send events until a signal says to stop; what is being done is handed back then."""
    from feedback2req.adapters.webhook_post import WebhookPost
    from feedback2req.domain.job import IMPORT, RERANK
    from feedback2req.errors import StoreNotUsable
    from feedback2req.service.events import deliver
    from feedback2req.service.work import Worker

    with contextlib.suppress(OSError):
        os.nice(_NICE)  # who asks comes before who re-ranks
    jobs = _Jobs(store)
    worker = Worker(
        f"{socket.gethostname()}:{os.getpid()}",
        store.jobs,
        {IMPORT: jobs.take_in, RERANK: jobs.rerank},
        on_event=on_event,
    )
    post = WebhookPost(allow_private=options.allow_private_webhooks)
    stopped = threading.Event()

    def send() -> None:
        while True:
            try:
                n = deliver(store.webhooks, post)
            except StoreNotUsable as error:
                n = 0
                on_event("webhooks_wait", code=error.code)
            if n:
                on_event("webhooks", tries=n)
            if stopped.wait(0 if n else _WEBHOOK_POLL_S):
                return

    def stop(*_: object) -> None:
        worker.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    sending = threading.Thread(target=send, name="webhooks", daemon=True)
    sending.start()
    try:
        worker.run(poll_s=_POLL_S, once=options.once, alive=lambda: options.parent in (None, os.getppid()))
    finally:
        stopped.set()
        sending.join(15.0)
        for number, handler in before.items():
            signal.signal(number, handler)


class _Jobs:
    """The kinds of jobs; models are loaded with the first re-rank."""

    def __init__(self, store: SqlServiceStore) -> None:
        self._store = store

    def take_in(self, job: Job, progress: Progress) -> Mapping[str, object]:
        """Read, clean and keep the files that came with a job; what is done again finds that it is kept."""
        from collections import Counter

        from feedback2req import __version__
        from feedback2req.adapters.models.language import Py3LangIdentifier
        from feedback2req.adapters.models.masker import PatternMasker
        from feedback2req.domain.holding import EDITED, NEW, SAME
        from feedback2req.domain.identity import digest
        from feedback2req.service.importing import import_files
        from feedback2req.wiring import make_reader

        columns, source = job.payload.get("columns"), job.payload.get("source")
        reader = make_reader(
            columns=columns if isinstance(columns, dict) else {}, source=source if isinstance(source, str) else None
        )
        with tempfile.TemporaryDirectory(prefix="feedback2req-") as folder:
            result = import_files(
                list(self._files(job, Path(folder))),
                reader=reader,
                items=lambda: self._store.items,
                language=Py3LangIdentifier(),
                masker=PatternMasker(),
                progress=progress,
                on_read=lambda _: None,
                product=job.product,
                named=False,
                reading=digest(__version__, reader.told, job.product),
            )
        outcome = result.outcome
        return {
            "items": len(outcome.items),
            "created": outcome.n(NEW),
            "duplicate": outcome.n(SAME),
            "updated": outcome.n(EDITED),
            "rejected": len(result.rejected),
            "rejected_because": dict(sorted(Counter(row.reason for row in result.rejected).items())),
            "notes": list(result.notes),
        }

    def rerank(self, job: Job, progress: Progress) -> Mapping[str, object]:
        """Publish a new snapshot, and tell who listens."""
        from feedback2req.service.events import emit
        from feedback2req.service.rerank import rerank
        from feedback2req.store_wiring import cached

        before = self._store.published.members(job.product)
        result = rerank(
            job.product,
            store=self._store,
            tools=lambda: cached(_worker_tools(progress), self._store.cache(job.product)),
            progress=progress,
            run_info=dict,
            full=bool(job.payload.get("full")),
        )
        after = self._store.published.members(job.product)
        emit(self._store.webhooks, job.product, self._store.answers.answers(job.product), before, after)
        return {"snapshot": result.snapshot_id, "is_new": result.is_new}

    def _files(self, job: Job, folder: Path) -> Iterator[Path]:
        """The files under names that we make: what a sender wrote is no path."""
        for number, one in enumerate(self._store.jobs.uploads(job.job_id), start=1):
            name = _NOT_SAFE.sub("_", one.name.replace("\\", "/").rpartition("/")[2]).strip("._")[-80:] or "upload"
            own = folder / str(number)
            own.mkdir()
            path = own / name
            path.write_bytes(one.content)
            yield path


def _worker_tools(progress: Progress) -> Tools:
    """Models on one thread: an encoder on every core would make those wait who ask."""
    from feedback2req.wiring import make_tools

    return make_tools(progress, n_threads=1, keep_loaded=False)


@contextmanager
def child_worker(url: str, *, allow_private_webhooks: bool, on_event: Callable[..., None]) -> Iterator[None]:
    """A worker as a child process for as long as the block runs: started again when it dies, ended with it.

    A process and not a thread: readers do not wait for the encoder, and what kills a job does not kill the service.
    """
    import subprocess

    code = "from feedback2req.cli import main; main()"
    command = [sys.executable, "-c", code, "--json-log", "worker", "--parent", str(os.getpid())]
    command += ["--allow-private-webhooks"] if allow_private_webhooks else []
    environment = os.environ | {
        "FEEDBACK2REQ_STORE": url,  # not in the arguments: it may hold a password, and every process list shows them
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "OMP_NUM_THREADS": "1",
    }
    ending = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        wait_s = 1.0
        while not ending.is_set():
            running[:] = [subprocess.Popen(command, env=environment, process_group=0)]  # noqa: S603
            code = running[0].wait()
            if not ending.is_set():
                on_event("worker_ended", exit_code=code, again_in_s=wait_s)
                ending.wait(wait_s)
                wait_s = min(wait_s * 2, 60.0)

    keeper = threading.Thread(target=keep, name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ending.set()
        for process in running:
            process.terminate()
        keeper.join(20.0)
        for process in running:
            if process.poll() is None:
                process.kill()
