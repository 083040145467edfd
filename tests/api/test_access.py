"""No route answers who may not ask it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from feedback2req_api.deps import Needs
from feedback2req_api.routes import answers, decisions, feedback, hooks, jobs, operations, webhooks

from feedback2req.domain.access import SCOPES
from feedback2req.service.serving import Limits
from tests.api.conftest import OTHER, Service, bytes_of, served
from tests.factories import MOVE

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools

OPEN = {"/healthz", "/readyz", "/metrics"}
"""What those who run the service ask; nothing of products is in it."""
SIGNED = {"/hooks/{source}"}
"""What is refused by its own signature."""
ROUTERS = (answers, decisions, feedback, hooks, jobs, operations, webhooks)


def routes() -> list[APIRoute]:
    found = [route for one in ROUTERS for route in one.router.routes]
    assert all(isinstance(route, APIRoute) for route in found)
    return [route for route in found if isinstance(route, APIRoute)]


def scopes_of(dependant: Dependant) -> Iterator[str]:
    if isinstance(dependant.call, Needs):
        yield dependant.call.scope
    for one in dependant.dependencies:
        yield from scopes_of(one)


GUARDED = [route for route in routes() if route.path not in OPEN | SIGNED]
CASES = [pytest.param(route, id=f"{min(route.methods)} {route.path}") for route in GUARDED]


def ask(service: Service, route: APIRoute, headers: dict[str, str]) -> object:
    path = "/v1" + route.path.replace("{external_id:path}", "a01").replace("{key}", MOVE)
    path = path.replace("{snapshot_id}", "snap-1").replace("{job_id}", "job-1").replace("{webhook_id}", "hook-1")
    return service.http.request(min(route.methods), path, headers=headers)


def paths_served(app: FastAPI) -> set[str]:
    return set(app.openapi()["paths"])


def test_every_route_that_is_served_is_looked_at_here(service: Service) -> None:
    known = {r.path if r.path in OPEN else "/v1" + r.path.replace(":path", "") for r in routes()}
    assert paths_served(service.app) == known


@pytest.mark.parametrize("route", CASES)
def test_every_route_needs_one_scope(route: APIRoute) -> None:
    assert len(set(scopes_of(route.dependant))) == 1
    assert set(scopes_of(route.dependant)) <= set(SCOPES)


@pytest.mark.parametrize("route", CASES)
def test_no_route_answers_without_a_valid_key(route: APIRoute, service: Service) -> None:
    revoked = service.key(*SCOPES)
    service.store.keys.revoke(revoked["Authorization"].split("_")[1], datetime.now(UTC))
    forged = {"Authorization": service.every()["Authorization"][:-4] + "AAAA"}
    for headers in ({}, revoked, forged, {"Authorization": "Bearer x"}, {"Authorization": "Basic Zm9vOmJhcg=="}):
        answer = ask(service, route, headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "no_key")  # type: ignore[attr-defined]


@pytest.mark.parametrize("route", CASES)
def test_no_route_answers_a_key_without_its_scope(route: APIRoute, service: Service) -> None:
    (needed,) = set(scopes_of(route.dependant))
    answer = ask(service, route, service.key(*(scope for scope in SCOPES if scope != needed)))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_scope")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/themes/{MOVE}",
        f"/v1/themes/{MOVE}/statements",
        "/v1/requirements/req-00000000000000a1",
        "/v1/feedback/a01",
    ],
)
def test_another_products_key_finds_nothing(path: str, service: Service) -> None:
    assert service.http.get(path, headers=service.every()).status_code == 200
    assert service.http.get(path, headers=service.every(OTHER)).status_code == 404


def test_another_products_lists_are_empty(service: Service) -> None:
    headers = service.every(OTHER)
    for path in ("/v1/themes", "/v1/requirements", "/v1/snapshots", "/v1/search?q=files", "/v1/webhooks"):
        assert service.http.get(path, headers=headers).json()["items"] == []


def test_a_cursor_is_refused_for_another_product_list_or_filter_and_when_it_was_made_up(service: Service) -> None:
    own = service.every()
    cursor = service.http.get("/v1/themes?limit=1", headers=own).json()["next"]
    assert service.http.get("/v1/themes", params={"cursor": cursor, "limit": 1}, headers=own).status_code == 200
    flipped = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    for path, params, headers in (
        ("/v1/themes", {"cursor": cursor}, service.every(OTHER)),
        ("/v1/requirements", {"cursor": cursor}, own),
        ("/v1/themes", {"cursor": cursor, "kind": "wish"}, own),
        ("/v1/themes", {"cursor": flipped}, own),
        ("/v1/themes", {"cursor": "é"}, own),
        ("/v1/themes", {"cursor": ""}, own),
    ):
        answer = service.http.get(path, params=params, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


def test_a_job_and_a_webhook_of_another_product_are_not_there(service: Service) -> None:
    own, other = service.every(), service.every(OTHER)
    job = service.http.post("/v1/runs", json={}, headers=own).json()["id"]
    hook = {"url": "http://127.0.0.1:9/x", "events": ["snapshot.published"]}
    webhook = service.http.post("/v1/webhooks", json=hook, headers=own).json()["id"]
    assert service.http.get(f"/v1/jobs/{job}", headers=other).status_code == 404
    assert service.http.get(f"/v1/jobs/{job}/events", headers=other).status_code == 404
    assert service.http.delete(f"/v1/jobs/{job}", headers=other).status_code == 404
    assert service.http.delete(f"/v1/webhooks/{webhook}", headers=other).status_code == 404
    assert service.http.delete(f"/v1/webhooks/{webhook}", headers=own).status_code == 204


def test_a_key_that_asks_too_often_is_told_when_to_come_back(template: Path, tmp_path: Path, tools: Tools) -> None:
    with served(template, tmp_path, tools, Limits(requests_per_minute=10)) as service:
        headers, other = service.every(), service.every()
        found = [service.http.get("/v1/themes", headers=headers) for _ in range(3)]
        assert [one.status_code for one in found] == [200, 429, 429]
        assert int(found[-1].headers["retry-after"]) >= 1
        assert service.http.get("/v1/themes", headers=other).status_code == 200


def test_a_key_that_is_revoked_is_refused_after_two_seconds_at_most(service: Service) -> None:
    headers = service.every()
    assert service.http.get("/v1/themes", headers=headers).status_code == 200
    key_id = headers["Authorization"].split("_")[1]
    service.store.keys.revoke(key_id, datetime.now(UTC))
    service.app.state.doorkeeper._known[key_id] = (0.0, None)  # as if two seconds had passed
    assert service.http.get("/v1/themes", headers=headers).status_code == 401


def test_no_secret_of_a_key_is_in_the_store(service: Service) -> None:
    token = service.every()["Authorization"].removeprefix("Bearer ")
    assert token.split("_", 2)[2].encode() not in bytes_of(service)


def test_browsers_of_other_origins_are_told_nothing(service: Service) -> None:
    answer = service.http.get("/v1/themes", headers={**service.every(), "Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
