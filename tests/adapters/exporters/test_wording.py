"""Numbers as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.adapters.exporters.ties import tie_groups, tied
from feedback2req.adapters.exporters.wording import (
    arithmetic,
    ordinal,
    percent,
    reason_words,
    safe_text,
    summands,
    trend_words,
    without_words,
)
from feedback2req.domain.priority import Part, Priority, Trend
from feedback2req.domain.sentiment import sentiment_label
from tests.factories import CLOUD, FTP, HOSTILE, make_snapshot


def priority(values: list[float], *, rank: int = 1, low: int = 1, high: int = 1) -> Priority:
    weights = (0.40, 0.30, 0.15, 0.15)
    parts = tuple(
        Part(name=f"part-{n}", weight=w, value=v) for n, (w, v) in enumerate(zip(weights, values, strict=True))
    )
    score = sum(p.weight * p.value for p in parts)
    return Priority(score=score, rank=rank, rank_low=low, rank_high=high, rank_in_kind=1, parts=parts, without={})


@pytest.mark.parametrize(
    ("n", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (112, "112th"), (121, "121st")]
)
def test_ordinals(n: int, said: str) -> None:
    assert ordinal(n) == said


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_printed_parts_add_up_to_the_printed_score(values: list[float]) -> None:
    p = priority(values)
    assert sum(round(1000 * s.shown) for s in summands(p)) == round(1000 * sum(x.weight * x.value for x in p.parts))
    assert all(abs(s.shown - s.weight * s.value) <= 0.001 + 1e-9 for s in summands(p))


def test_the_arithmetic_is_written_out() -> None:
    assert arithmetic(priority([0.4526, 0.69, 1.0, 0.6733])) == (
        "0.40 × 0.453 + 0.30 × 0.690 + 0.15 × 1.000 + 0.15 × 0.673 = 0.639"
    )


def test_what_would_change_the_rank_comes_first() -> None:
    said = without_words(make_snapshot().themes[0].priority)
    assert said == (
        "Without pain it would be 2nd; without reach, momentum, recency or feedback from zendesk-eu it stays 1st."
    )


def test_two_themes_tie_only_if_each_could_stand_where_the_other_stands() -> None:
    first = priority([1, 1, 1, 1], rank=1, low=1, high=1)
    second = priority([1, 1, 1, 1], rank=2, low=1, high=2)
    third = priority([1, 1, 1, 1], rank=3, low=2, high=3)
    assert not tied(first, second)
    assert not tied(second, third)
    assert tied(priority([1, 1, 1, 1], rank=2, low=2, high=3), third)


def test_ties_come_in_groups_with_their_ranks() -> None:
    assert tie_groups(make_snapshot().themes) == {CLOUD: (2, 3), FTP: (2, 3)}


@pytest.mark.parametrize(
    ("score", "label"),
    [(-1, "negative"), (-0.2, "negative"), (-0.199, "neutral"), (0.199, "neutral"), (0.2, "positive")],
)
def test_the_bounds_of_sentiment_are_not_neutral(score: float, label: str) -> None:
    assert sentiment_label(score) == label


def test_a_trend_that_cannot_be_told_is_not_called_steady() -> None:
    assert trend_words(Trend(direction=None, ratio=None, q_value=None, reason="")) == "not known"
    assert (
        trend_words(Trend(direction="rising", ratio=10.7, q_value=0.0001, reason=""))
        == "rising, 10.7 times (q < 0.001)"
    )


def test_small_shares_are_not_nothing() -> None:
    assert percent(0.0003) == "0.03 %"
    assert percent(0.065) == "6.5 %"


def test_an_unknown_reason_is_still_readable() -> None:
    assert reason_words("too_old") == "too old"


@pytest.mark.parametrize("text", HOSTILE)
def test_safe_text_holds_nothing_that_reorders(text: str) -> None:
    assert not set(safe_text(text)) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert safe_text("שלום \u200f!") == "שלום \u200f!", "marks of right-to-left scripts stay"
