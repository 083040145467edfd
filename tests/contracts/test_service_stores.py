"""What the HTTP service keeps is kept alike on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.service_schema import answer
from feedback2req.adapters.store.service_store import SqlServiceStore
from feedback2req.domain.access import ApiKey, new_token, parts_of
from feedback2req.domain.holding import Arrival, Delivery
from feedback2req.domain.job import DONE, IMPORT, RERANK, Answer, Hook, Upload, Webhook
from feedback2req.domain.review import Review
from tests.factories import make_snapshot

AT = datetime(2026, 1, 1, tzinfo=UTC)
P, Q = "one", "another"
SECRET = "whsec_AA=="  # noqa: S105


@pytest.fixture
def kept(url: str) -> Iterator[SqlServiceStore]:
    store = SqlServiceStore(Database(url))
    yield store
    store.close()


def a_webhook(events: tuple[str, ...] = ("snapshot.published",), *, name: str = "w", product: str = P) -> Webhook:
    return Webhook(webhook_id=name, product=product, url="https://x", events=events, secret=SECRET, created_at=AT)


def test_a_key_is_found_by_its_id_until_it_is_revoked(kept: SqlServiceStore) -> None:
    token, key_id, digest = new_token()
    key = ApiKey(key_id=key_id, product=P, scopes=("read",), name="n", digest=digest, created_at=AT)
    kept.keys.add(key)
    assert kept.keys.find(key_id) == key
    assert kept.keys.find("nobody") is None
    parts = parts_of(token)
    assert parts is not None
    assert key.fits(parts[1])
    assert not key.fits(parts[1][:-1] + "x")
    kept.keys.used(key_id, AT)
    assert kept.keys.revoke(key_id, AT + timedelta(days=1))
    assert not kept.keys.revoke("nobody", AT)
    found = kept.keys.find(key_id)
    assert found is not None
    assert not found.is_valid(AT + timedelta(days=2))
    assert kept.keys.all() == (replace(key, last_used_at=AT, revoked_at=AT + timedelta(days=1)),)


def test_an_answer_is_remembered_for_a_day_and_for_its_own_request(kept: SqlServiceStore) -> None:
    memory = kept.memory
    assert memory.begin(P, "k", b"1", AT) is None
    assert memory.begin(P, "k", b"1", AT + timedelta(seconds=1)) == "running"
    assert memory.begin(P, "k", b"2", AT) == "other"
    assert memory.begin(Q, "k", b"2", AT) is None
    memory.finish(P, "k", Answer(status=201, body=b"said"))
    assert memory.begin(P, "k", b"1", AT + timedelta(hours=23)) == Answer(status=201, body=b"said")
    assert memory.begin(P, "k", b"1", AT + timedelta(hours=25)) is None


def test_who_died_while_answering_is_not_waited_for(kept: SqlServiceStore) -> None:
    kept.memory.begin(P, "k", b"1", AT)
    assert kept.memory.begin(P, "k", b"1", AT + timedelta(minutes=3)) is None
    kept.memory.finish(P, "k", None)
    assert kept.memory.begin(P, "k", b"2", AT) is None


def test_what_a_process_began_is_free_as_soon_as_that_process_has_died(kept: SqlServiceStore) -> None:
    code = "from feedback2req.adapters.store.holder import this_process as p; print(p().decode()); input()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdin is not None
    assert other.stdout is not None
    holder = other.stdout.readline().strip()
    kept.memory.begin(P, "k", b"1", AT)
    with kept.database.write() as connection:
        connection.execute(update(answer).values(body=holder))
    assert kept.memory.begin(P, "k", b"1", AT + timedelta(seconds=1)) == "running"
    other.kill()
    other.communicate()
    assert kept.memory.begin(P, "k", b"2", AT + timedelta(seconds=1)) == "other"
    assert kept.memory.begin(P, "k", b"1", AT + timedelta(seconds=1)) is None
    assert kept.memory.begin(P, "k", b"1", AT + timedelta(seconds=2)) == "running"  # by this process, which lives


def test_a_holder_of_another_system_is_waited_for(kept: SqlServiceStore) -> None:
    kept.memory.begin(P, "k", b"1", AT)
    with kept.database.write() as connection:
        connection.execute(update(answer).values(body=b"elsewhere 1 1"))
    assert kept.memory.begin(P, "k", b"1", AT + timedelta(seconds=1)) == "running"


def test_of_many_who_begin_at_once_one_does(kept: SqlServiceStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: kept.memory.begin(P, "k", b"1", AT), range(16)))
    assert sorted(map(str, found)) == ["None"] + ["running"] * 15


def test_an_erasure_empties_what_was_remembered_of_its_product(kept: SqlServiceStore) -> None:
    item = make_snapshot().items[0]
    kept.items.keep(P, Delivery(arrivals=(Arrival(item=item, identity=item.item_id),)))
    for product in (P, Q):
        kept.memory.begin(product, "k", b"1", AT)
        kept.memory.finish(product, "k", Answer(status=200, body=b"words"))
    kept.erasure.withdraw(P, [item.item_id])
    assert kept.memory.begin(P, "k", b"1", AT) == "erased"
    assert kept.memory.begin(Q, "k", b"1", AT) == Answer(status=200, body=b"words")


def test_each_job_is_done_by_one_worker(kept: SqlServiceStore) -> None:
    made = {kept.jobs.add(P, IMPORT, {"n": n}, by="t", once=str(n), uploads=()).job_id for n in range(12)}

    def work(name: int) -> list[str]:
        done = []
        while (job := kept.jobs.claim(str(name), lease_s=60.0)) is not None:
            assert kept.jobs.finish(job, DONE, result={"n": job.payload["n"]}, error=None)
            done.append(job.job_id)
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [job_id for jobs in pool.map(work, range(4)) for job_id in jobs]
    assert sorted(done) == sorted(made)
    assert kept.jobs.waiting() == {"done": 12}


def test_a_job_keeps_its_files_until_it_ends(kept: SqlServiceStore) -> None:
    files = (Upload(name="a\x00.csv", content=b"\x00\xff"), Upload(name="b", content=b""))
    job = kept.jobs.add(P, IMPORT, {}, by="t", once="1", uploads=files)
    assert kept.jobs.add(P, IMPORT, {}, by="t", once="1", uploads=files).job_id == job.job_id
    assert [one.content for one in kept.jobs.uploads(job.job_id)] == [b"\x00\xff", b""]
    assert kept.jobs.find(Q, job.job_id) is None
    held = kept.jobs.claim("w", lease_s=60.0)
    assert held is not None
    assert kept.jobs.hold(held, {"stage": "read"}, lease_s=60.0) is None
    found = kept.jobs.find(P, job.job_id)
    assert found is not None
    assert found.progress == {"stage": "read"}
    assert found.seq > job.seq
    cancelled = kept.jobs.cancel(P, job.job_id)
    assert cancelled is not None
    assert cancelled.state == "running"
    assert kept.jobs.hold(held, None, lease_s=60.0) == "cancel"
    assert kept.jobs.finish(held, "cancelled", result=None, error=None)
    assert kept.jobs.uploads(job.job_id) == ()
    assert kept.jobs.cancel(Q, job.job_id) is None


def test_a_job_that_is_put_back_waits_for_its_time(kept: SqlServiceStore) -> None:
    kept.jobs.add(P, RERANK, {}, by="t", once="1", uploads=())
    job = kept.jobs.claim("w", lease_s=60.0)
    assert job is not None
    assert kept.jobs.retry(job, {"code": "x"}, in_s=60.0)
    assert kept.jobs.claim("w", lease_s=60.0) is None


def test_an_event_goes_once_to_each_webhook_that_asked(kept: SqlServiceStore) -> None:
    kept.webhooks.add(a_webhook())
    kept.webhooks.add(a_webhook(("theme.emerged",), name="v"))
    kept.webhooks.add(a_webhook(name="q", product=Q))
    for _ in range(2):
        kept.webhooks.emit(P, "snapshot.published", "evt-1", "{}")
    (due,) = kept.webhooks.due(limit=10, lease_s=60.0)
    assert (due.event_id, due.webhook.webhook_id, due.webhook.product, due.attempt) == ("evt-1", "w", P, 1)
    assert kept.webhooks.due(limit=10, lease_s=60.0) == ()
    kept.webhooks.sent(due, status=None, error="away", retry_in_s=-1.0)
    (again,) = kept.webhooks.due(limit=10, lease_s=60.0)
    kept.webhooks.sent(due, status=200, error=None, retry_in_s=None)  # too late: another try has begun
    kept.webhooks.sent(again, status=None, error="away", retry_in_s=None)
    assert [one["event_id"] for one in kept.webhooks.dead(P)] == ["evt-1"]
    assert kept.webhooks.dead(Q) == ()
    assert not kept.webhooks.remove(Q, "w")
    assert kept.webhooks.remove(P, "w")
    assert [one.webhook_id for one in kept.webhooks.of_product(P)] == ["v"]


def test_a_delivery_in_is_first_once(kept: SqlServiceStore) -> None:
    hook = Hook(hook_id="in-1", product=P, source="github", name="gh", secret=SECRET)
    kept.webhooks.add_hook(hook)
    assert kept.webhooks.hook("in-1") == hook
    assert kept.webhooks.hook("in-2") is None
    assert kept.webhooks.is_first("in-1", "d")
    for _ in range(2):
        kept.webhooks.seen("in-1", "d")
    assert not kept.webhooks.is_first("in-1", "d")


def test_a_product_has_another_version_after_every_change_and_none_without(kept: SqlServiceStore, url: str) -> None:
    snapshot = make_snapshot()
    other = SqlServiceStore(Database(url))  # as another process would write
    seen = [kept.published.version(P)]
    changes = (
        lambda: other.items.keep(
            P, Delivery(arrivals=tuple(Arrival(item=i, identity=i.item_id) for i in snapshot.items))
        ),
        lambda: publish(other),
        lambda: other.reviews.add(P, [Review(review_id="r", at=AT, by="t", action="pin", target="t")]),
        lambda: other.erasure.withdraw(P, [snapshot.items[1].item_id]),
        lambda: publish(other),
    )
    for change in changes:
        change()
        seen.append(kept.published.version(P))
    assert seen[0] != seen[2]
    assert len(set(seen[1:])) == len(changes)
    before = kept.published.version(P)
    publish(other, Q)
    assert kept.published.version(P) == before
    other.close()


def publish(store: SqlServiceStore, product: str = P) -> None:
    with store.snapshots.publication(product) as publication:
        publication.publish(make_snapshot())


def test_what_placing_needs_is_what_was_published(kept: SqlServiceStore) -> None:
    snapshot = make_snapshot()
    assert kept.published.placing(P) is None
    assert kept.published.members(P) == {}
    publish(kept)
    model = kept.published.placing(P)
    assert model is not None
    assert model.keys == snapshot.theme_model.keys
    assert (model.prototypes == snapshot.theme_model.prototypes).all()
    placed = zip(snapshot.statements, snapshot.membership.themes, strict=True)
    assert kept.published.members(P) == {s.statement_id: model.keys[t] for s, t in placed if t >= 0}
    ids, matrix = kept.published.vectors(P, model.encoder)
    assert (ids, matrix.shape) == ((), (0, model.encoder.n_dims))
    kept.audit.note(product=P, by="k", action="a", target="t", request_id="r")


def test_vectors_of_statements_are_those_that_a_run_kept(kept: SqlServiceStore) -> None:
    from feedback2req.adapters.caching.ports import VECTORS, vector_version
    from feedback2req.domain.identity import text_digest

    publish(kept)
    snapshot = make_snapshot()
    encoder = snapshot.theme_model.encoder
    said = next(s for s, t in zip(snapshot.statements, snapshot.membership.themes, strict=True) if t >= 0)
    row = np.arange(encoder.n_dims).astype("<f2")
    kept.cache(P).keep(VECTORS, vector_version(encoder), {text_digest(said.reading): row.tobytes()})
    ids, matrix = kept.published.vectors(P, encoder)
    assert ids == (said.statement_id,)
    assert (matrix == row).all()
