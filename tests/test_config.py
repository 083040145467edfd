"""How many customers make a theme."""

from __future__ import annotations

import pytest

from feedback2req.config import PipelineConfig


@pytest.mark.parametrize(
    ("n_customers", "new", "published"),
    [(20, 2, 2), (149, 2, 2), (150, 3, 3), (1300, 3, 3), (3500, 5, 3), (90_000, 25, 3)],
)
def test_a_new_theme_needs_more_customers_in_a_large_export_and_a_published_one_does_not(
    n_customers: int, new: int, published: int
) -> None:
    config = PipelineConfig()
    assert config.fewest_customers(n_customers) == new
    assert config.fewest_to_stay(n_customers) == published


@pytest.mark.parametrize("n_customers", [20, 3500])
def test_a_number_that_the_user_sets_holds_for_new_and_published_themes(n_customers: int) -> None:
    config = PipelineConfig(min_theme_customers=7)
    assert config.fewest_customers(n_customers) == config.fewest_to_stay(n_customers) == 7
