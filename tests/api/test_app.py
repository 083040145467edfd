"""The service agrees with its golden contract, and says how it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api.conftest import Service

GOLDEN = Path(__file__).resolve().parents[2] / "api" / "openapi.json"


def test_the_application_says_what_the_golden_contract_says(service: Service, request: pytest.FixtureRequest) -> None:
    document = service.http.get("/openapi.json").json()
    if request.config.getoption("--update-golden"):
        GOLDEN.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert document == json.loads(GOLDEN.read_text("utf-8"))


def test_every_route_says_what_it_may_refuse(service: Service) -> None:
    document = service.http.get("/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1"):
                assert {"401", "422", "429", "503"} <= set(operation["responses"]), f"{method} {path}"
            assert operation["summary"], path
            assert operation["operationId"], path


def test_it_lives_before_it_is_ready_and_is_ready_with_models_and_store(service: Service) -> None:
    assert service.http.get("/healthz").json()["status"] == "ok"
    assert service.app.state.warm.wait(120)
    answer = service.http.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


def test_a_store_with_another_schema_is_not_ready(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feedback2req.adapters.store.database.REVISION", "9999")
    answer = service.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["store"] == "store_not_usable"


def test_figures_name_routes_and_no_ids(service: Service) -> None:
    service.http.get("/v1/feedback/secret-ticket", headers=service.every())
    figures = service.http.get("/metrics").text
    assert "secret-ticket" not in figures
    assert 'status="404"' in figures, service.log.getvalue()
    assert "feedback2req_items_waiting 0" in figures


def test_the_log_holds_ids_of_requests_and_no_word_of_feedback(service: Service) -> None:
    body = {"items": [{"external_id": "canary-id", "text": "canary words crash", "author": "canary@example.org"}]}
    answer = service.http.post("/v1/feedback", json=body, headers=service.every())
    assert answer.status_code == 200
    service.http.post("/v1/feedback", content=b'{"canary": ', headers=service.every())
    assert answer.headers["x-request-id"] in service.log.getvalue()
    assert "canary" not in service.log.getvalue()


def test_an_unforeseen_error_is_a_problem_without_its_message(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("canary words")

    monkeypatch.setattr(service.app.state.serving.desk, "take", fail, raising=True)
    answer = service.http.post("/v1/feedback", json={"items": [{"text": "canary words"}]}, headers=service.every())
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text + service.log.getvalue()
    assert "RuntimeError" in service.log.getvalue()


def test_the_examples_of_the_contract_are_answered(service: Service) -> None:
    document = service.http.get("/openapi.json").json()
    (example,) = document["components"]["schemas"]["FeedbackIn"]["examples"]
    answer = service.http.post("/v1/feedback", json={"items": [example]}, headers=service.every())
    assert answer.json()["items"][0]["status"] == "created"
