"""Whatever is asked, the answer is one that is documented: generated from the OpenAPI document itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.conftest import Service, listening, served

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools

pytestmark = pytest.mark.slow

N_EXAMPLES = 40
"""Of each route."""
GOLDEN = Path(__file__).resolve().parents[2] / "api" / "openapi.json"
OPERATIONS = [
    pytest.param(path, method, id=f"{method.upper()} {path}")
    for path, methods in json.loads(GOLDEN.read_text("utf-8"))["paths"].items()
    for method in methods
]


@pytest.fixture(scope="module")
def asked(template: Path, tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[tuple[str, Service]]:
    """A service behind a socket, and its address."""
    with served(template, tmp_path_factory.mktemp("fuzz"), tools) as service, listening(service) as port:
        yield f"http://127.0.0.1:{port}", service


@pytest.fixture(scope="module")
def headers(asked: tuple[str, Service]) -> dict[str, str]:
    return asked[1].every()


@pytest.fixture(scope="module")
def document(asked: tuple[str, Service]) -> Any:
    return schemathesis.openapi.from_url(f"{asked[0]}/openapi.json")


def ask(operation: Any, check: Callable[[Any], None], mode: GenerationMode, n: int) -> None:
    """Generated requests, the same on every run."""

    @settings(
        max_examples=n,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        check(case)

    run()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda m: m.value)
def test_every_answer_is_documented(
    path: str, method: str, mode: GenerationMode, document: Any, headers: dict[str, str]
) -> None:
    if mode is GenerationMode.NEGATIVE and not path.startswith("/v1"):
        pytest.skip("what takes nothing cannot be asked wrongly")

    def check(case: Any) -> None:
        # what no form can say is refused all the same: made-up cursors, tags of another state
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    ask(document[path][method], check, mode, N_EXAMPLES)


def test_what_an_answer_leads_to_is_answered_too(document: Any, headers: dict[str, str]) -> None:
    machine = document.as_state_machine()

    class Walk(machine):  # type: ignore[misc, valid-type]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": headers}

        def validate_response(self, response: Any, case: Any, **named: Any) -> None:
            case.validate_response(response, excluded_checks=[positive_data_acceptance])

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=25,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_service_is_as_it_was_after_all_that(asked: tuple[str, Service], headers: dict[str, str]) -> None:
    address, service = asked
    answer = service.http.post("/v1/feedback", json={"items": [{"text": "It crashes."}]}, headers=headers)
    assert answer.json()["items"][0]["status"] in ("created", "duplicate")
    assert '"status": 500' not in service.log.getvalue()
    assert address


@pytest.mark.parametrize(("path", "method"), [one for one in OPERATIONS if str(one.values[0]).startswith("/v1")])
def test_without_a_key_nothing_is_answered(path: str, method: str, document: Any) -> None:
    def check(case: Any) -> None:
        answer = case.call(headers={"Authorization": "Bearer none"})
        assert answer.status_code in (400, 401, 422)

    ask(document[path][method], check, GenerationMode.POSITIVE, 5)
