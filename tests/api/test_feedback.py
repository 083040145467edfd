"""What a support tool sends is kept, read and placed."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from feedback2req_api.schemas import FeedbackAnswer, HeldItem

from feedback2req.service.feedback import FeedbackDesk
from feedback2req.service.serving import Limits
from tests.api.conftest import PRODUCT, Service, bytes_of, served

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools

CRASH = "The app crashes when I open it. Please add a dark mode!"


def send(service: Service, *items: dict[str, Any], headers: dict[str, str] | None = None, **more: Any) -> Any:
    body = {"items": list(items), **more}
    return service.http.post("/v1/feedback", json=body, headers=headers or service.every())


def test_an_item_is_answered_with_what_it_says_and_is_in_the_store(service: Service) -> None:
    answer = send(service, {"external_id": "t-1", "source": "zd", "text": CRASH, "rating": 2, "author": "Bob"})
    assert answer.status_code == 200
    found = FeedbackAnswer.model_validate_json(answer.content)
    (item,) = found.items
    assert (item.status, item.external_id, found.snapshot is not None) == ("created", "t-1", True)
    assert [CRASH[s.start : s.end] for s in item.statements] == [s.text for s in item.statements]
    assert max(item.intents, key=lambda name: item.intents[name]) in ("feature_request", "problem_report")
    held = service.store.items.find(PRODUCT, "t-1")
    assert [one.text for one in held] == [CRASH]
    assert held[0].author not in (None, "Bob")


def test_the_same_item_again_is_a_duplicate_and_another_text_an_update(service: Service) -> None:
    headers = service.every()
    statuses = [
        send(service, {"external_id": "t-1", "text": text}, headers=headers).json()["items"][0]["status"]
        for text in (CRASH, CRASH, "It works now.")
    ]
    assert statuses == ["created", "duplicate", "updated"]
    assert [one.text for one in service.store.items.find(PRODUCT, "t-1")] == ["It works now."]


def test_items_without_an_id_are_told_apart_by_their_words_and_how_many_there_are(service: Service) -> None:
    headers = service.every()
    first = send(service, {"text": "Great app"}, {"text": "Great app"}, headers=headers).json()["items"]
    assert [one["status"] for one in first] == ["created", "created"]
    assert len({one["external_id"] for one in first}) == 2
    again = send(service, {"text": "Great app"}, headers=headers).json()["items"][0]
    assert again["status"] == "duplicate"
    assert service.http.get(f"/v1/feedback/{again['external_id']}", headers=headers).json()["text"] == "Great app"


def test_what_is_empty_or_repeated_is_rejected_alone(service: Service) -> None:
    answer = send(
        service, {"text": "<p> </p>"}, {"external_id": "a", "text": CRASH}, {"external_id": "a", "text": "Other"}
    )
    items = FeedbackAnswer.model_validate_json(answer.content).items
    assert [one.status for one in items] == ["rejected", "created", "rejected"]
    assert [one.problem.code for one in items if one.problem] == ["empty_text", "repeated"]


def test_what_is_not_to_be_stored_is_read_and_forgotten(service: Service) -> None:
    answer = send(service, {"external_id": "t-9", "text": CRASH}, store=False).json()
    assert answer["items"][0]["status"] == "read"
    assert answer["items"][0]["statements"]
    assert service.store.items.find(PRODUCT, "t-9") == ()


def test_of_a_conversation_only_what_customers_wrote_is_read(service: Service) -> None:
    turns = [
        {"role": "customer", "text": "The export fails."},
        {"role": "agent", "text": "Have you tried the secret menu?"},
        {"role": "customer", "text": "Yes, it still fails."},
    ]
    send(service, {"external_id": "c-1", "subject": "Export", "turns": turns})
    (held,) = service.store.items.find(PRODUCT, "c-1")
    assert held.text == "Export\nThe export fails.\n\nYes, it still fails."


def test_an_answer_does_not_depend_on_who_else_is_calling(service: Service) -> None:
    # names in several cases: which of them is written may not depend on the others
    texts = [
        f"{name} {n} loses my notes when I sync. I want to export notes to {name}."
        for n, name in enumerate(("dropbox", "Dropbox", "DropBox", "DROPBOX") * 6)
    ]
    headers = service.every()
    alone = [send(service, {"text": text}, store=False, headers=headers).json()["items"][0] for text in texts]
    with ThreadPoolExecutor(12) as pool:
        together = list(
            pool.map(lambda t: send(service, {"text": t}, store=False, headers=headers).json()["items"][0], texts)
        )
    in_one = send(service, *({"text": text} for text in texts), store=False, headers=headers).json()["items"]
    assert alone == together == in_one


def test_a_request_with_the_same_key_is_answered_as_the_first_time(service: Service) -> None:
    headers = service.every()
    named = {**headers, "Idempotency-Key": "k-1"}
    first = send(service, {"external_id": "t-1", "text": CRASH}, headers=named)
    again = send(service, {"external_id": "t-1", "text": CRASH}, headers=named)
    assert (first.content, again.headers["idempotent-replayed"]) == (again.content, "true")
    other = send(service, {"external_id": "t-2", "text": CRASH}, headers=named)
    assert (other.status_code, other.json()["code"]) == (422, "other_request")


def test_a_request_that_is_still_being_answered_is_a_conflict(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {**service.every(), "Idempotency-Key": "k-2"}
    codes: list[str] = []
    take = FeedbackDesk.take

    def slow(self: FeedbackDesk, *args: Any, **named: Any) -> Any:
        if not codes:
            codes.append("")
            codes[0] = send(service, {"text": CRASH}, headers=headers).json()["code"]
        return take(self, *args, **named)

    monkeypatch.setattr(FeedbackDesk, "take", slow)
    assert send(service, {"text": CRASH}, headers=headers).status_code == 200
    assert codes == ["still_running"]


def test_a_request_that_failed_is_done_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {**service.every(), "Idempotency-Key": "k-3"}
    with monkeypatch.context() as patch:
        patch.setattr(FeedbackDesk, "take", lambda *_, **__: 1 / 0)
        assert send(service, {"text": CRASH}, headers=headers).status_code == 500
    assert send(service, {"text": CRASH}, headers=headers).json()["items"][0]["status"] == "created"


def test_what_goes_beyond_the_queue_is_refused_before_it_is_kept(service: Service) -> None:
    desk = service.app.state.serving.desk
    with desk._reading.room(desk._reading._most):
        answer = send(service, {"external_id": "t-1", "text": CRASH})
    assert (answer.status_code, answer.json()["code"]) == (429, "busy")
    assert int(answer.headers["retry-after"]) >= 1
    assert service.store.items.find(PRODUCT, "t-1") == ()


def test_an_item_as_it_stands_now_has_its_words_and_a_tag(service: Service) -> None:
    headers = service.every()
    send(service, {"external_id": "a/b c", "source": "zd", "text": CRASH}, headers=headers)
    answer = service.http.get("/v1/feedback/a%2Fb%20c", headers=headers)
    item = HeldItem.model_validate_json(answer.content)
    assert (item.text, item.source, len(item.statements)) == (CRASH, "zd", 2)
    again = service.http.get("/v1/feedback/a%2Fb%20c", headers={**headers, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_id_that_two_sources_have_asks_for_the_source(service: Service) -> None:
    headers = service.every()
    for source in ("one", "two"):
        send(service, {"external_id": "7", "source": source, "text": f"{source}: {CRASH}"}, headers=headers)
    assert service.http.get("/v1/feedback/7", headers=headers).json()["code"] == "several_sources"
    assert service.http.get("/v1/feedback/7?source=two", headers=headers).json()["text"].startswith("two")


def test_a_withdrawn_item_is_gone_from_everything_that_is_served(service: Service) -> None:
    headers = service.every()
    named = {**headers, "Idempotency-Key": "k-4"}
    words = "Zyzzyva crashes when I open it."
    send(service, {"external_id": "gone", "text": words}, headers=named)
    assert words in service.http.get("/v1/feedback/gone", headers=headers).text
    assert service.http.delete("/v1/feedback/gone", headers=headers).json()["counts"]["items"] == 1
    assert service.http.get("/v1/feedback/gone", headers=headers).status_code == 404
    replay = send(service, {"external_id": "gone", "text": words}, headers=named)
    assert (replay.status_code, replay.json()["code"]) == (410, "erased")
    assert b"Zyzzyva" not in bytes_of(service)


def test_a_customer_who_is_erased_is_no_longer_served_and_named_in_no_log(service: Service) -> None:
    headers = service.every()
    send(
        service,
        {"external_id": "e-1", "text": "Qwghlm fails.", "author": "qwerty@example.org"},
        {"external_id": "e-2", "text": "It is fine.", "author": "Bob"},
        headers=headers,
    )
    answer = service.http.post("/v1/erasures", json={"author": "Qwerty@example.org "}, headers=headers)
    assert answer.json()["counts"]["items"] == 1
    assert service.http.get("/v1/feedback/e-1", headers=headers).status_code == 404
    assert service.http.get("/v1/feedback/e-2", headers=headers).status_code == 200
    assert "qwerty" not in service.log.getvalue().casefold()


def test_another_request_after_an_erasure_brings_the_words_back_only_when_they_are_sent_anew(service: Service) -> None:
    headers = service.every()
    send(service, {"external_id": "e-1", "text": CRASH, "author": "eve"}, headers=headers)
    service.http.post("/v1/erasures", json={"author": "eve"}, headers=headers)
    again = send(service, {"external_id": "e-1", "text": CRASH, "author": "eve"}, headers=headers)
    assert again.json()["items"][0]["status"] == "created"


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"text": CRASH, "turns": []},
        {"text": CRASH, "subject": "x"},
        {"text": 1},
        {"text": CRASH, "unknown": 1},
        {"text": CRASH, "received_at": "2026-01-01T00:00:00"},
        {"text": CRASH, "received_at": "0001-01-01T00:00:00+14:00"},
        {"text": CRASH, "rating": "many"},
        {"text": CRASH, "external_id": ""},
        {"text": "x" * 50_001},
        {"text": "\ud800"},
        {"text": CRASH, "attributes": {"a": 1}},
        {"turns": [{"role": "nobody", "text": "x"}]},
    ],
    ids=repr,
)
def test_what_is_not_valid_is_said_without_repeating_it(item: dict[str, Any], service: Service) -> None:
    answer = service.http.post(
        "/v1/feedback",
        content=json.dumps({"items": [item]}).encode("utf-8", "surrogatepass"),
        headers={**service.every(), "content-type": "application/json"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "not_valid")
    assert answer.json()["errors"]
    assert "crashes" not in answer.text


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b'{"items": ' + b"9" * 10_000 + b"}", b"\xff\xfe", b"null", b'{"items": NaN}']
)
def test_what_is_no_json_is_refused_as_such(body: bytes, service: Service) -> None:
    answer = service.http.post(
        "/v1/feedback", content=body, headers={**service.every(), "content-type": "application/json"}
    )
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("bad_request", "not_valid")


def test_a_body_that_is_too_large_is_refused(template: Path, tmp_path: Path, tools: Tools) -> None:
    with served(template, tmp_path, tools, Limits(max_body_bytes=1_000)) as service:
        answer = send(service, {"text": "x" * 2_000})
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert send(service, {"text": "It crashes."}).status_code == 200


def test_a_sender_who_falls_silent_is_not_waited_for(template: Path, tmp_path: Path, tools: Tools) -> None:
    async def ask(app: FastAPI, headers: dict[str, str]) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        raw += [(b"content-type", b"application/json"), (b"content-length", b"100")]
        scope = {"type": "http", "method": "POST", "path": "/v1/feedback", "raw_path": b"/v1/feedback", "headers": raw}
        scope |= {"query_string": b"", "http_version": "1.1", "scheme": "http", "server": ("x", 80), "root_path": ""}

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(60)
            return {}

        async def tell(message: dict[str, Any]) -> None:
            told.append(message)

        await app(scope, receive, tell)  # type: ignore[arg-type]
        return told

    with served(template, tmp_path, tools, Limits(body_timeout_s=0.2)) as service:
        told = asyncio.run(ask(service.app, service.every()))
    assert told[0]["status"] == 408
