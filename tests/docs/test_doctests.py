"""The examples in the docstrings of the public functions run and say what they say."""

from __future__ import annotations

import doctest

import pytest

from feedback2req import wiring


@pytest.mark.slow
def test_the_examples_of_the_public_functions_hold() -> None:
    tried = doctest.testmod(wiring)
    assert tried.attempted >= 4
    assert tried.failed == 0
