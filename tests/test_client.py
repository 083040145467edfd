"""The typed client asks as the service answers, and asks again when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback2req.client import Client, ServiceError
from tests.api.conftest import Service, service, template  # noqa: F401 - fixtures
from tests.factories import MOVE

REQUIREMENT = "req-00000000000000a1"


@pytest.fixture
def client(service: Service) -> Iterator[Client]:  # noqa: F811
    key = service.every()["Authorization"].removeprefix("Bearer ")

    def asked(request: httpx.Request) -> httpx.Response:
        answer = service.http.request(
            request.method, str(request.url), content=request.read(), headers=dict(request.headers)
        )
        return httpx.Response(answer.status_code, headers=dict(answer.headers), content=answer.content)

    with Client("http://testserver", key, transport=httpx.MockTransport(asked)) as one:
        yield one


def answering(
    *answers: httpx.Response | Exception,
) -> tuple[Callable[[httpx.Request], httpx.Response], list[httpx.Request]]:
    asked: list[httpx.Request] = []
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    return answer, asked


def test_a_tickets_life(client: Client) -> None:
    sent = client.send([{"external_id": "a/1", "text": "It crashes."}])
    assert sent["items"][0]["status"] == "created"
    assert client.send([{"external_id": "a/1", "text": "It works."}])["items"][0]["status"] == "updated"
    assert client.item("a/1", source="api")["text"] == "It works."
    assert client.withdraw("a/1")["counts"]["items"] == 1
    with pytest.raises(ServiceError) as told:
        client.item("a/1")
    assert (told.value.status, told.value.code) == (404, "not_found")


def test_lists_are_followed_to_their_end(client: Client) -> None:
    assert [one["key"] for one in client.themes(limit=2)] == [one["key"] for one in client.themes()]
    assert list(client.statements(MOVE, limit=1)) == list(client.statements(MOVE))
    assert client.theme(MOVE)["key"] == MOVE
    (snapshot,) = client.snapshots()
    assert list(client.changes(snapshot["id"]))
    with pytest.raises(ServiceError, match="wrong_usage"):
        list(client.changes(snapshot["id"], since=snapshot["id"]))
    assert client.search("google drive")


def test_a_decision_is_made_about_what_is_there_now(client: Client) -> None:
    assert client.review("requirement", REQUIREMENT, "accept")["action"] == "accept"
    assert client.review("theme", MOVE, "rename", value="Moving")["value"] == "Moving"
    assert client.requirement(REQUIREMENT)["key"] == REQUIREMENT


def test_jobs_are_asked_for_once(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("id,text\n1,It crashes\n")
    first = client.upload(file, source="zd", idempotency_key="k")
    assert client.upload(file, source="zd", idempotency_key="k") == first
    assert client.job(client.rerank()["id"])["state"] == "queued"
    with pytest.raises(TimeoutError):
        client.wait(first, timeout_s=0.0)
    assert client.erase("nobody")["counts"] is not None


def test_what_may_be_repeated_is_repeated_under_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    answer, asked = answering(
        httpx.Response(429, headers={"Retry-After": "3"}),
        httpx.ConnectError("away"),
        httpx.Response(503),
        httpx.Response(200, json={"items": [], "snapshot": None}),
    )
    with Client("http://x", "key", transport=httpx.MockTransport(answer)) as client:
        client.send([{"text": "It crashes."}])
    assert len({request.headers["idempotency-key"] for request in asked}) == 1
    assert len(asked) == 4
    assert pauses[0] >= 3.0


def test_a_decision_that_may_have_been_kept_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    answer, asked = answering(httpx.Response(200, headers={"etag": '"1"'}, json={}), httpx.ReadError("cut off"))
    with Client("http://x", "key", transport=httpx.MockTransport(answer)) as client, pytest.raises(httpx.ReadError):
        client.review("theme", "t", "pin")
    assert [request.method for request in asked] == ["GET", "POST"]


def test_an_answer_that_is_no_problem_is_an_error_all_the_same() -> None:
    answer, _ = answering(httpx.Response(404, text="<html>"))
    with (
        Client("http://x", "key", transport=httpx.MockTransport(answer)) as client,
        pytest.raises(ServiceError) as told,
    ):
        client.job("x")
    assert told.value.code == "unexpected"


def test_the_client_needs_nothing_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    import ast

    import feedback2req.client as module

    tree: Any = ast.parse(Path(module.__file__).read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if name and name.startswith("feedback2req")]
