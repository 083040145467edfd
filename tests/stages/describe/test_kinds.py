"""What customers do in a theme, from the intents of its members."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.domain.readings import INTENTS
from feedback2req.stages.describe.kinds import kind_of
from tests.columns import NEED, PRAISE


def kind(*members: dict[str, float], weights: list[float] | None = None, channel: int = NEED) -> str:
    rows = np.array([[m.get(name, 0.0) for name in INTENTS] for m in members], dtype=np.float32)
    return kind_of(rows, np.ones(len(members)) if weights is None else np.array(weights), channel)


@pytest.mark.parametrize(
    ("intent", "expected"), [("problem_report", "problem"), ("feature_request", "wish"), ("question", "question")]
)
def test_the_intent_of_most_members_is_the_kind(intent: str, expected: str) -> None:
    assert kind({intent: 0.9}, {intent: 0.8}, {"other": 0.9}) == expected


def test_a_member_at_the_core_outweighs_one_at_the_edge() -> None:
    wish, problem = {"feature_request": 0.9}, {"problem_report": 0.9}
    assert kind(wish, problem, weights=[1.0, 0.2]) == "wish"
    assert kind(wish, problem, weights=[0.2, 1.0]) == "problem"


def test_a_complaint_counts_less_than_a_report_and_more_than_nothing() -> None:
    assert kind({"complaint": 0.9, "feature_request": 0.6}) == "wish"
    assert kind({"complaint": 0.9, "question": 0.3}) == "problem"


def test_a_tie_is_a_problem_before_a_wish_before_a_question() -> None:
    assert kind({"problem_report": 0.5, "feature_request": 0.5, "question": 0.5}) == "problem"
    assert kind({"feature_request": 0.5, "question": 0.5}) == "wish"


def test_the_channel_of_praise_is_praise_whatever_its_members_do() -> None:
    assert kind({"problem_report": 0.9}, channel=PRAISE) == "praise"
