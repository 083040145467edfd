"""One process may run twice: a service does. The second answer is the first."""

from __future__ import annotations

import pytest

from tests.golden import runs

pytestmark = pytest.mark.slow


def test_a_second_run_in_the_same_process_equals_the_first() -> None:
    first = runs.rendered(runs.file_manager())
    for _ in range(3):
        assert runs.rendered(runs.file_manager.__wrapped__()) == first
