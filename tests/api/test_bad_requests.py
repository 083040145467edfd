"""However a request is spoilt, the answer is one that is documented; `benchmarks.service.bad` asks 100,000 times."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.service.bad import Asked, ask_badly, fault_of
from tests.api.conftest import listening, served

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools


# the framework leaves the file of a broken upload to be closed when it is collected
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_answer_to_a_spoilt_request_is_documented(template: Path, tmp_path: Path, tools: Tools) -> None:
    with served(template, tmp_path, tools) as service, listening(service) as port:
        found = ask_badly(port, service.every()["Authorization"].removeprefix("Bearer "), 300, 7)
    assert found["faults"] == {}
    assert sum(found["statuses"].values()) == 300
    assert {"400", "404", "405", "422"} <= found["statuses"].keys()


def test_what_is_not_documented_is_noticed() -> None:
    asked = Asked(method="GET", path="/v1/themes", headers={}, body=b"", documented={200, 404})
    kind = "application/problem+json"
    assert fault_of(asked, 404, kind, b'{"code": "not_found"}') is None
    assert fault_of(asked, 500, kind, b'{"code": "unexpected"}')
    assert fault_of(asked, 418, kind, b'{"code": "not_found"}')
    assert fault_of(asked, 404, kind, b'{"code": "made_up"}')
    assert fault_of(asked, 404, "text/plain", b"Not Found")
