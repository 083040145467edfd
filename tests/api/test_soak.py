"""The service and its worker may die at any moment: nothing that was accepted is lost."""

from __future__ import annotations

import random

import pytest

from benchmarks.service.soak import soak


@pytest.mark.slow
def test_nothing_is_lost_or_kept_twice_when_the_service_and_its_worker_are_killed() -> None:
    found = soak(6, random.Random(3))  # noqa: S311
    assert found["accepted"] > 0
    for name in ("lost", "twice", "jobs_not_done", "http_500", "damaged"):
        assert found[name] == 0, found
