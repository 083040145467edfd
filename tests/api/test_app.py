"""The service agrees with its golden contract, and answers its liveness probe."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi.routing import APIRoute
from feedback2req_api import create_app

GOLDEN = Path(__file__).resolve().parents[2] / "api" / "openapi.json"


def test_the_application_says_what_the_golden_contract_says() -> None:
    assert create_app().openapi() == json.loads(GOLDEN.read_text("utf-8"))


def test_the_liveness_probe_needs_no_model() -> None:
    route = next(r for r in create_app().routes if isinstance(r, APIRoute) and r.path == "/healthz")
    assert route.endpoint().status == "ok"
