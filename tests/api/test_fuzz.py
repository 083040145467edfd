"""Whatever is asked, the answer is one that is documented: generated from the OpenAPI document itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from tests.api.conftest import Service, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedback2req.pipeline import Tools

pytestmark = pytest.mark.slow

N_EXAMPLES = 40
"""Of each route; `--hypothesis-…` options do not reach them."""


@pytest.fixture(scope="module")
def asked(template: Path, tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[Service]:
    with served(template, tmp_path_factory.mktemp("fuzz"), tools) as service:
        yield service


@pytest.fixture(scope="module")
def headers(asked: Service) -> dict[str, str]:
    return asked.every()


@pytest.fixture(scope="module")
def document(asked: Service) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", asked.app)


schema = schemathesis.pytest.from_fixture("document")


@schema.parametrize()
@settings(
    max_examples=N_EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented(case: schemathesis.Case, headers: dict[str, str]) -> None:
    answer = case.call(headers=headers)
    case.validate_response(answer)


@schema.parametrize()
@settings(
    max_examples=5, deadline=None, derandomize=True, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)
def test_without_a_key_nothing_is_answered(case: schemathesis.Case) -> None:
    answer = case.call(headers={"Authorization": "Bearer none"})
    not_a_server_error(None, answer, case)  # type: ignore[arg-type]
    if case.path.startswith("/v1") and "/hooks/" not in case.path:
        assert answer.status_code in (401, 405, 422, 400)
