"""Jobs: queued over HTTP, done by a worker, followed, cancelled, and taken up again when a worker dies."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from feedback2req_api.schemas import JobOut
from sqlalchemy import update

from feedback2req.adapters.store.rows import now
from feedback2req.adapters.store.service_schema import job as job_table
from feedback2req.domain.job import IMPORT, MOST_ATTEMPTS, RERANK, Job
from feedback2req.errors import InputNotUsable, StoreNotUsable
from feedback2req.ports import Progress
from feedback2req.service.work import Worker
from feedback2req.service_wiring import _Jobs
from tests.api.conftest import PRODUCT, Service

CSV = b"id,text\n1,The app crashes when I open it\n2,Please add dark mode\n3,\n"


def upload(service: Service, headers: Mapping[str, str], content: bytes = CSV, **named: Any) -> Any:
    return service.http.post("/v1/imports", files={"files": ("../../etc/x.csv", content)}, headers=headers, **named)


def work(service: Service, do: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    jobs = _Jobs(service.store)
    worker = Worker(
        "test",
        service.store.jobs,
        do or {IMPORT: jobs.take_in, RERANK: jobs.rerank},
        on_event=lambda event, **fields: told.append({"event": event, **fields}),
    )
    worker.run(poll_s=0.01, once=True)
    return told


def test_an_upload_becomes_a_job_whose_result_is_the_report(service: Service) -> None:
    headers = service.every()
    answer = upload(service, headers)
    assert answer.status_code == 202
    job = JobOut.model_validate_json(answer.content)
    assert job.state == "queued"
    work(service)
    done = service.http.get(f"/v1/jobs/{job.id}", headers=headers).json()
    assert done["state"] == "done", done
    assert (done["result"]["created"], done["result"]["rejected_because"]) == (2, {"empty_text": 1})
    assert {one.file for one in service.store.items.find(PRODUCT, "1")} == {"x.csv"}
    assert service.store.jobs.uploads(job.id) == ()


def test_the_same_upload_again_changes_nothing(service: Service) -> None:
    headers = service.every()
    for _ in range(2):
        job = upload(service, headers).json()["id"]
        work(service)
    assert service.http.get(f"/v1/jobs/{job}", headers=headers).json()["result"]["duplicate"] == 2


def test_an_upload_that_is_sent_twice_under_one_key_is_one_job(service: Service) -> None:
    headers = {**service.every(), "Idempotency-Key": "u-1"}
    first, again = upload(service, headers), upload(service, headers)
    assert first.json() == again.json()
    assert upload(service, headers, content=b"id,text\n9,Other words here\n").json()["code"] == "other_request"


def test_a_file_that_cannot_be_used_fails_its_job_with_a_reason(service: Service) -> None:
    headers = service.every()
    job = upload(service, headers, content=b"\x00\x01\x02").json()["id"]
    work(service)
    failed = service.http.get(f"/v1/jobs/{job}", headers=headers).json()
    assert (failed["state"], failed["error"]["code"]) == ("failed", "input_not_usable")


@pytest.mark.parametrize("columns", ["{", "[]", '{"text": 1}'])
def test_columns_that_are_no_map_are_refused(columns: str, service: Service) -> None:
    assert upload(service, service.every(), data={"columns": columns}).json()["code"] == "not_valid"


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_at_its_next_step(service: Service) -> None:
    headers = service.every()
    waits = service.http.post("/v1/runs", json={}, headers=headers).json()["id"]
    assert service.http.delete(f"/v1/jobs/{waits}", headers=headers).json()["state"] == "cancelled"
    runs = service.http.post("/v1/runs", json={}, headers=headers).json()["id"]

    def run(job: Job, progress: Progress) -> Mapping[str, object]:
        progress.stage("read", 3)
        assert service.http.delete(f"/v1/jobs/{job.job_id}", headers=headers).json()["cancel_requested"]
        progress.stage("parse", 3)
        raise AssertionError("it went on")

    work(service, {RERANK: run})
    job = service.http.get(f"/v1/jobs/{runs}", headers=headers).json()
    assert (job["state"], job["progress"]["stage"]) == ("cancelled", "parse")


def test_a_job_whose_worker_died_is_taken_up_again_and_the_dead_one_cannot_end_it(service: Service) -> None:
    jobs = service.store.jobs
    job = jobs.add(PRODUCT, RERANK, {}, by="t", once="o", uploads=())
    dead = jobs.claim("dead", lease_s=-1.0)
    assert dead is not None
    alive = jobs.claim("alive", lease_s=30.0)
    assert alive is not None
    assert (alive.job_id, alive.attempt) == (job.job_id, 2)
    assert jobs.hold(dead, None, lease_s=30.0) == "lost"
    assert not jobs.finish(dead, "done", result={"by": "dead"}, error=None)
    assert not jobs.retry(dead, {}, in_s=0.0)
    assert jobs.finish(alive, "done", result={"by": "alive"}, error=None)
    found = jobs.find(PRODUCT, job.job_id)
    assert found is not None
    assert found.result == {"by": "alive"}


def test_a_job_that_kills_its_workers_is_given_up(service: Service) -> None:
    jobs = service.store.jobs
    job = jobs.add(PRODUCT, RERANK, {}, by="t", once="o", uploads=())
    for _ in range(MOST_ATTEMPTS):
        assert jobs.claim("dies", lease_s=-1.0) is not None
    assert jobs.claim("next", lease_s=30.0) is None
    found = jobs.find(PRODUCT, job.job_id)
    assert found is not None
    assert found.error is not None
    assert (found.state, found.error["code"]) == ("failed", "worker_died")


def test_what_may_pass_is_tried_again_and_what_cannot_is_not(service: Service) -> None:
    jobs = service.store.jobs

    def fail(error: Exception) -> Any:
        def run(job: Job, progress: Progress) -> Mapping[str, object]:
            raise error

        return run

    job = jobs.add(PRODUCT, RERANK, {}, by="t", once="1", uploads=())
    assert work(service, {RERANK: fail(StoreNotUsable("locked"))})[-1]["outcome"] == "retry"
    for attempt in range(2, MOST_ATTEMPTS + 1):
        with service.store.database.write() as connection:
            connection.execute(update(job_table).values(run_after=now() - timedelta(seconds=1)))
        outcome = work(service, {RERANK: fail(StoreNotUsable("locked"))})[-1]["outcome"]
        assert outcome == ("failed" if attempt == MOST_ATTEMPTS else "retry")
    found = jobs.find(PRODUCT, job.job_id)
    assert found is not None
    assert found.state == "failed"
    jobs.add(PRODUCT, RERANK, {}, by="t", once="2", uploads=())
    assert work(service, {RERANK: fail(InputNotUsable("nothing"))})[-1]["outcome"] == "failed"
    third = jobs.add(PRODUCT, RERANK, {}, by="t", once="3", uploads=())
    work(service, {RERANK: fail(RuntimeError("canary words"))})
    found = jobs.find(PRODUCT, third.job_id)
    assert found is not None
    assert found.error == {"code": "unexpected", "detail": "unexpected RuntimeError"}


def test_a_worker_that_is_stopped_hands_its_job_back(service: Service) -> None:
    service.store.jobs.add(PRODUCT, RERANK, {}, by="t", once="o", uploads=())
    told: list[str] = []

    def run(job: Job, progress: Progress) -> Mapping[str, object]:
        worker.stop()
        progress.stage("read", 1)
        raise AssertionError("it went on")

    worker = Worker("w", service.store.jobs, {RERANK: run}, on_event=lambda event, **f: told.append(f.get("outcome")))
    worker.run(poll_s=0.01)
    assert told[-1] == "shutdown"
    again = service.store.jobs.claim("next", lease_s=30.0)
    assert again is not None
    assert again.attempt == 2


def test_events_follow_a_job_to_its_end_and_resume(service: Service) -> None:
    headers = service.every()
    job = upload(service, headers).json()["id"]
    doing = threading.Timer(0.7, work, (service,))
    doing.start()
    text = service.http.get(f"/v1/jobs/{job}/events", headers=headers).text
    doing.join()
    events = [block for block in text.split("\n\n") if block.startswith("id:")]
    states = [json.loads(block.partition("data: ")[2])["state"] for block in events]
    assert (states[0], states[-1]) == ("queued", "done")
    numbers = [int(block.split("\n")[0].removeprefix("id: ")) for block in events]
    assert numbers == sorted(set(numbers))
    rest = service.http.get(f"/v1/jobs/{job}/events", headers={**headers, "Last-Event-ID": str(numbers[-1])}).text
    assert rest == ""


@pytest.mark.slow
def test_a_worker_process_does_what_waits_and_ends_when_its_parent_does(service: Service, tmp_path: Path) -> None:
    import subprocess
    import sys

    job = upload(service, service.every()).json()["id"]
    environment = {
        **os.environ,
        "FEEDBACK2REQ_STORE": str(service.store.database.url),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", "from feedback2req.cli import main; main()", "worker"]
    done = subprocess.run([*command, "--once"], env=environment, timeout=120, check=False)
    assert done.returncode == 0
    found = service.store.jobs.find(PRODUCT, job)
    assert found is not None
    assert found.state == "done"
    # a parent that is not ours: it ends at once
    ended = subprocess.run([*command, "--parent", "1"], env=environment, timeout=120, check=False)
    assert ended.returncode == 0
    stopped = subprocess.Popen(command, env=environment)
    threading.Timer(8.0, stopped.send_signal, (signal.SIGTERM,)).start()
    assert stopped.wait(60) == 0
