"""Deliveries in are checked by each tool's own signature; events out are signed, tried again, never sent inside."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import update

from feedback2req.adapters.store.service_schema import sending
from feedback2req.adapters.webhook_post import WebhookPost, is_public
from feedback2req.domain.job import Hook
from feedback2req.errors import WrongUsage
from feedback2req.service.events import WAITS_S, deliver, emit, signature
from tests.api.conftest import PRODUCT, Service

SECRET = "s3cret-of-the-tool"
STAMP = datetime.now(UTC).isoformat()
PAYLOADS: Mapping[str, dict[str, Any]] = {
    "zendesk": {
        "id": "evt-1",
        "type": "zen:event-type:ticket.created",
        "detail": {"id": "4711", "subject": "Export", "description": "The export fails.", "created_at": STAMP},
    },
    "intercom": {
        "id": "notif-1",
        "topic": "conversation.user.created",
        "data": {
            "item": {
                "id": "4711",
                "created_at": 1_760_000_000,
                "source": {"body": "<p>The export fails.</p>", "author": {"type": "user", "email": "a@example.org"}},
                "conversation_parts": {
                    "conversation_parts": [
                        {"id": "1", "body": "Hello, I am staff.", "author": {"type": "admin"}},
                        {"id": "2", "body": "It still fails.", "author": {"type": "user", "id": "u1"}},
                    ]
                },
            }
        },
    },
    "freshdesk": {
        "freshdesk_webhook": {"ticket_id": 4711, "ticket_subject": "Export", "ticket_description": "The export fails."}
    },
    "github": {
        "action": "opened",
        "repository": {"full_name": "acme/app"},
        "issue": {"number": 4711, "title": "Export", "body": "The export fails.", "user": {"login": "eve"}},
    },
    "generic": {"items": [{"external_id": "4711", "text": "The export fails."}]},
}
IDS = {"github": "acme/app/issue/4711"}


def signed(source: str, body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Headers as the tool makes them."""
    now = time.time() if at is None else at
    key = secret.encode()
    if source == "zendesk":
        stamp = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
        mac = base64.b64encode(hmac.new(key, stamp.encode() + body, hashlib.sha256).digest()).decode()
        return {"X-Zendesk-Webhook-Signature": mac, "X-Zendesk-Webhook-Signature-Timestamp": stamp}
    if source == "intercom":
        return {"X-Hub-Signature": "sha1=" + hmac.new(key, body, hashlib.sha1).hexdigest()}
    if source == "github":
        mac = hmac.new(key, body, hashlib.sha256).hexdigest()
        return {"X-Hub-Signature-256": f"sha256={mac}", "X-GitHub-Event": "issues", "X-GitHub-Delivery": "d-1"}
    if source == "freshdesk":
        return {"X-Feedback2req-Secret": secret}
    mac = base64.b64encode(hmac.new(key, f"m-1.{int(now)}.".encode() + body, hashlib.sha256).digest()).decode()
    return {"webhook-id": "m-1", "webhook-timestamp": str(int(now)), "webhook-signature": f"v1,other v1,{mac}"}


def hook_of(service: Service, source: str) -> str:
    hook = Hook(hook_id=f"in-{source}", product=PRODUCT, source=source, name=f"{source}-eu", secret=SECRET)
    service.store.webhooks.add_hook(hook)
    return f"/v1/hooks/{source}?hook={hook.hook_id}"


@pytest.mark.parametrize("source", PAYLOADS)
def test_a_delivery_is_taken_in_once(source: str, service: Service) -> None:
    path, body = hook_of(service, source), json.dumps(PAYLOADS[source]).encode()
    first = service.http.post(path, content=body, headers=signed(source, body))
    assert (first.status_code, first.json()["status"]) == (200, "taken"), first.text
    (item,) = service.store.items.find(PRODUCT, IDS.get(source, "4711"))
    assert item.text.endswith("The export fails.")
    assert item.source == ("api" if source == "generic" else f"{source}-eu")
    again = service.http.post(path, content=body, headers=signed(source, body))
    assert again.json() == {"status": "seen", "items": 0}


def test_of_a_conversation_no_word_of_the_staff_is_taken_in(service: Service) -> None:
    path, body = hook_of(service, "intercom"), json.dumps(PAYLOADS["intercom"]).encode()
    assert service.http.post(path, content=body, headers=signed("intercom", body)).json()["items"] == 2
    assert "staff" not in str(service.store.items.holding(PRODUCT).items)


@pytest.mark.parametrize("source", PAYLOADS)
def test_a_delivery_that_is_not_signed_as_agreed_is_refused(source: str, service: Service) -> None:
    path, body = hook_of(service, source), json.dumps(PAYLOADS[source]).encode()
    attempts = [({}, body), (signed(source, body, secret="other"), body)]
    if source != "freshdesk":  # its header signs no body
        attempts.append((signed(source, body), body + b" "))
    if source in ("zendesk", "generic"):
        attempts += [(signed(source, body, at=time.time() + shift), body) for shift in (-600, 600)]
    for headers, sent in attempts:
        answer = service.http.post(path, content=sent, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    unknown = service.http.post(f"/v1/hooks/{source}?hook=in-nobody", content=body, headers=signed(source, body))
    assert unknown.json()["code"] == "bad_signature"
    assert service.store.items.find(PRODUCT, IDS.get(source, "4711")) == ()


@pytest.mark.parametrize("source", PAYLOADS)
@pytest.mark.parametrize("payload", [b"{}", b"[]", b"nothing", b'{"detail": 1, "items": 1, "topic": 7}'])
def test_a_delivery_of_another_form_breaks_nothing(source: str, payload: bytes, service: Service) -> None:
    path = hook_of(service, source)
    answer = service.http.post(path, content=payload, headers=signed(source, payload))
    assert answer.status_code in (200, 400, 422)


def test_what_the_project_itself_and_machines_write_is_no_feedback(service: Service) -> None:
    path = hook_of(service, "github")
    for change in ({"author_association": "OWNER"}, {"user": {"login": "x", "type": "Bot"}}):
        payload = {**PAYLOADS["github"], "issue": {**PAYLOADS["github"]["issue"], **change}}
        body = json.dumps(payload).encode()
        headers = {**signed("github", body), "X-GitHub-Delivery": str(change)}
        assert service.http.post(path, content=body, headers=headers).json()["status"] == "ignored"


class _Receiver(BaseHTTPRequestHandler):
    answers: list[int]
    received: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def receiver(*answers: int) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    handler = type("Handler", (_Receiver,), {"answers": list(answers), "received": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in?a=1", handler.received
    finally:
        server.shutdown()
        server.server_close()


def webhook(service: Service, url: str, *events: str) -> dict[str, Any]:
    body = {"url": url, "events": list(events) or ["snapshot.published"]}
    found: dict[str, Any] = service.http.post("/v1/webhooks", json=body, headers=service.every()).json()
    return found


def make_due(service: Service) -> None:
    with service.store.database.write() as connection:
        connection.execute(update(sending).values(next_at=datetime.now(UTC) - timedelta(seconds=1)))


def test_an_event_is_signed_so_that_the_receiver_can_check_it(service: Service) -> None:
    with receiver() as (url, received):
        secret = webhook(service, url, "snapshot.published", "feedback.reassigned", "theme.emerged")["secret"]
        answers = service.store.answers.answers(PRODUCT)
        before = service.store.published.members(PRODUCT)
        moved = dict.fromkeys(sorted(before)[:2], "elsewhere")
        emit(service.store.webhooks, PRODUCT, answers, {**before, **moved}, before)
        deliver(service.store.webhooks, WebhookPost(allow_private=True))
    kinds = {}
    for headers, body in received:
        mac = signature(secret, headers["webhook-id"], int(headers["webhook-timestamp"]), body.decode())
        assert headers["webhook-signature"] == mac
        assert len(body) < 20_000
        event = json.loads(body)
        kinds[event["type"]] = event["data"]
    assert {"snapshot.published", "feedback.reassigned"} <= set(kinds)
    assert kinds["feedback.reassigned"]["n_statements"] == 2
    assert kinds["feedback.reassigned"]["statements"][0]["from"] == "elsewhere"
    assert "SD card" not in str(received)


def test_the_signature_is_that_of_the_specification() -> None:
    # the worked example of Standard Webhooks 1.0
    secret, name, at = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    assert signature(secret, name, at, '{"test": 2432232314}') == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_delivery_that_fails_is_tried_again_under_its_id_and_ends_as_a_dead_letter(service: Service) -> None:
    tries = len(WAITS_S) + 1
    with receiver(*[500, 302] * tries) as (url, received):
        webhook(service, url)
        service.store.webhooks.emit(PRODUCT, "snapshot.published", "evt-1", "{}")
        post = WebhookPost(allow_private=True)
        for _ in range(tries):
            make_due(service)
            assert deliver(service.store.webhooks, post) == 1
        make_due(service)
        assert deliver(service.store.webhooks, post) == 0
    assert {headers["webhook-id"] for headers, _ in received} == {"evt-1"}
    assert len(received) == tries
    dead = service.http.get("/v1/webhooks", headers=service.every()).json()["dead"]
    assert [(one["event_id"], one["attempt"]) for one in dead] == [("evt-1", tries)]


def test_a_receiver_that_is_gone_is_asked_once(service: Service) -> None:
    with receiver(410) as (url, _):
        webhook(service, url)
        service.store.webhooks.emit(PRODUCT, "snapshot.published", "evt-1", "{}")
        deliver(service.store.webhooks, WebhookPost(allow_private=True))
    assert len(service.http.get("/v1/webhooks", headers=service.every()).json()["dead"]) == 1


def test_events_go_only_where_they_were_asked_for(service: Service) -> None:
    webhook(service, "http://127.0.0.1:9/", "theme.emerged")
    assert service.store.webhooks.emit(PRODUCT, "snapshot.published", "evt-1", "{}") == 0
    assert service.store.webhooks.emit("Another", "theme.emerged", "evt-2", "{}") == 0
    assert service.store.webhooks.emit(PRODUCT, "theme.emerged", "evt-3", "{}") == 1


def test_a_secret_is_told_once(service: Service) -> None:
    secret = webhook(service, "http://127.0.0.1:9/")["secret"]
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret not in service.http.get("/v1/webhooks", headers=service.every()).text


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:7f00:1::", "::7f00:1", "ff02::1", "255.255.255.255",
    ],
)  # fmt: skip
def test_no_address_inside_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_open_net_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://0177.0.0.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://user:pw@93.184.216.34/", "https://93.184.216.34:22/",
        "https://localhost/", "ftp://93.184.216.34/", "https://", "https://93.184.216.34:99999/", "https://ex\nample/",
        "file:///etc/passwd", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
@pytest.mark.tries_network
def test_nothing_is_sent_to_an_address_inside(url: str) -> None:
    with pytest.raises(WrongUsage):
        WebhookPost().check(url)
    assert isinstance(WebhookPost()(url, {}, b"{}"), str)


def test_a_name_that_points_inside_by_the_time_of_delivery_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def resolve(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", (next(answers), 443))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    post = WebhookPost()
    post.check("https://hook.example/")
    assert post("https://hook.example/", {}, b"{}") == "the address leads into a private network"


def test_a_webhook_inside_is_refused_when_it_is_made(service: Service) -> None:
    object.__setattr__(service.app.state.serving, "check_url", WebhookPost().check)
    assert webhook(service, "https://127.0.0.1/x")["code"] == "wrong_usage"
