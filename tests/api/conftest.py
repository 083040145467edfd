"""A service over a store of its own, with a published snapshot and keys, asked without a network."""

from __future__ import annotations

import io
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI
from feedback2req_api import create_app
from feedback2req_api.edge import Log
from starlette.testclient import TestClient

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import ready
from feedback2req.adapters.store.service_store import SqlServiceStore
from feedback2req.domain.access import SCOPES, ApiKey, new_token
from feedback2req.domain.holding import Arrival, Delivery
from feedback2req.domain.identity import pseudonym
from feedback2req.service.serving import Limits, Serving
from feedback2req.service_wiring import make_serving
from tests.factories import make_snapshot

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools

PRODUCT, OTHER = "Amaze", "Another"


@dataclass
class Service:
    """The service as a test asks it."""

    app: FastAPI
    http: TestClient
    store: SqlServiceStore
    log: io.StringIO

    def key(self, *scopes: str, product: str = PRODUCT) -> dict[str, str]:
        """Headers with a new key."""
        token, key_id, digest = new_token()
        at = datetime.now(UTC)
        self.store.keys.add(
            ApiKey(key_id=key_id, product=product, scopes=scopes, name="test", digest=digest, created_at=at)
        )
        return {"Authorization": f"Bearer {token}"}

    def every(self, product: str = PRODUCT) -> dict[str, str]:
        """Headers with a key that may do everything."""
        return self.key(*SCOPES, product=product)


def make_store(path: Path) -> SqlServiceStore:
    database = Database(f"sqlite:///{path}")
    ready(database)
    return SqlServiceStore(database)


def publish_example(store: SqlServiceStore, product: str = PRODUCT) -> str:
    """The small snapshot with hostile texts, its items in the store; the snapshot's id."""
    snapshot = make_snapshot()
    secret = store.items.secret()
    items = tuple(
        replace(item, author=None if item.author is None else pseudonym(secret, item.author)) for item in snapshot.items
    )
    store.items.keep(product, Delivery(arrivals=tuple(Arrival(item=i, identity=i.item_id) for i in items)))
    with store.snapshots.publication(product) as publication:
        return publication.publish(replace(snapshot, items=items))


def serve(
    store: SqlServiceStore, tools: Tools, *, limits: Limits | None = None
) -> tuple[Serving, FastAPI, io.StringIO]:
    log = io.StringIO()
    serving = make_serving(
        store, limits=limits or Limits(requests_per_minute=0), allow_private_webhooks=True, tools=tools
    )
    return serving, create_app(serving, log=Log(log)), log


def bytes_of(service: Service) -> bytes:
    """Every byte of the store: the file, and its write-ahead log."""
    path = service.store.database.path
    assert path is not None
    return b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the example published, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.db"
    with closing(make_store(path)) as store:
        publish_example(store)
    return path


@contextmanager
def served(template: Path, folder: Path, tools: Tools, limits: Limits | None = None) -> Iterator[Service]:
    """A service over a copy of the example."""
    copy = folder / "store.db"
    shutil.copyfile(template, copy)
    with closing(SqlServiceStore(Database(f"sqlite:///{copy}"))) as store:
        _, app, log = serve(store, tools, limits=limits)
        with TestClient(app, raise_server_exceptions=False) as http:
            yield Service(app=app, http=http, store=store, log=log)


@contextmanager
def listening(service: Service) -> Iterator[int]:
    """The service behind a socket of loopback, and its port."""
    assert service.app.state.warm.wait(120)
    server = uvicorn.Server(uvicorn.Config(service.app, port=0, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(30)


@pytest.fixture
def service(template: Path, tmp_path: Path, tools: Tools) -> Iterator[Service]:
    with served(template, tmp_path, tools) as one:
        yield one
