"""Channels, and how far a rating is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.readings import INTENTS, Grouping, Readings
from feedback2req.domain.statement import Cuts, Statement
from feedback2req.domain.themes import CHANNELS
from feedback2req.stages.classify import channels, classify, item_sentiment, set_aside, statement_sentiment
from feedback2req.stages.group import group
from tests.parsing import item, statement


def read(sentiment: list[float], **intents: float) -> Readings:
    row = np.array([intents.get(name, 0.05) for name in INTENTS], dtype=np.float32)
    return Readings(
        intents=np.tile(row, (len(sentiment), 1)),
        sentiment=np.array(sentiment, dtype=np.float32),
        qualities=(None,) * len(sentiment),
        flags=({},) * len(sentiment),
    )


def one(
    text: str, *, rating: float | None = None, aside: str | None = None
) -> tuple[FeedbackItem, Statement, Grouping]:
    of = item(text, rating=rating)
    whole = statement(of)
    said = Statement(
        statement_id=whole.statement_id,
        item_id=of.item_id,
        start=0,
        end=len(text),
        text=text,
        reading=text,
        aside=aside,
    )
    return of, said, group([said])


def heard(text: float, rating: float | None) -> float:
    of, said, grouping = one("some words", rating=rating)
    return float(statement_sentiment([said], {of.item_id: of}, grouping, read([text]))[0])


def channel(sentiment: float, aside: str | None = None, **intents: float) -> str:
    _, said, grouping = one("some words", aside=aside)
    return CHANNELS[channels([said.aside], grouping, read([sentiment], **intents))[0]]


def test_a_rating_pulls_an_undecided_text_towards_itself() -> None:
    assert heard(0.0, 1.0) < -0.2
    assert heard(0.0, 5.0) > 0.2


def test_without_a_rating_the_text_speaks_alone() -> None:
    assert heard(0.0, None) == 0.0
    assert heard(-0.7, None) == pytest.approx(-0.7)


def test_a_rating_hardly_moves_a_text_that_is_sure() -> None:
    assert heard(-0.95, 5.0) == pytest.approx(-0.95, abs=0.05)


@given(st.floats(0.2, 1.0), st.sampled_from([-1, 1]), st.sampled_from([None, 1.0, 2.0, 3.0, 4.0, 5.0]))
def test_a_rating_never_turns_a_plain_text(strength: float, sign: int, rating: float | None) -> None:
    assert np.sign(heard(sign * strength, rating)) == sign


@given(st.floats(-1.0, 1.0), st.floats(1.0, 5.0), st.floats(0.0, 2.0))
def test_a_better_rating_never_makes_a_sentiment_worse(text: float, rating: float, more: float) -> None:
    assert heard(text, min(5.0, rating + more)) >= heard(text, rating) - 1e-6


@given(st.floats(-1.0, 1.0), st.one_of(st.none(), st.floats(1.0, 5.0)))
def test_sentiment_stays_within_its_range(text: float, rating: float | None) -> None:
    assert -1.0 <= heard(text, rating) <= 1.0


def test_sure_praise_is_a_channel_of_its_own() -> None:
    assert channel(0.9, praise=0.9) == "praise"


@pytest.mark.parametrize("asked", ["feature_request", "problem_report", "question", "complaint"])
def test_praise_that_asks_or_reports_is_a_need(asked: str) -> None:
    assert channel(0.9, praise=0.9, **{asked: 0.7}) == "need"


def test_praise_in_words_that_are_not_pleased_is_a_need() -> None:
    assert channel(-0.3, praise=0.9) == "need"


@pytest.mark.parametrize("aside", ["filler", "language", "unclear"])
def test_what_was_set_aside_takes_part_in_no_channel(aside: str) -> None:
    assert channel(0.9, aside=aside, praise=0.9) == "none"
    assert channel(-0.9, aside=aside, problem_report=0.9) == "none"


def reasons(
    sentiment: float, quality: str | None = None, aspect: str | None = None, **intents: float
) -> tuple[str | None, ...]:
    _, said, grouping = one("my favourite of all I tried")
    readings = replace(read([sentiment], **intents), qualities=(quality,))
    return set_aside([said], grouping, readings, [aspect])


def test_praise_of_no_quality_and_no_thing_is_set_aside_as_filler() -> None:
    assert reasons(0.7, praise=0.9) == ("filler",)


def test_praise_that_names_something_and_what_asks_or_fails_is_not_set_aside() -> None:
    assert reasons(0.7, quality="interaction capability", praise=0.9) == (None,)
    assert reasons(0.7, aspect="ads", praise=0.9) == (None,)
    assert reasons(0.7, praise=0.9, feature_request=0.8) == (None,)
    assert reasons(-0.5, problem_report=0.9) == (None,)


def test_a_competitor_of_the_config_is_flagged_in_any_case_and_as_a_whole_word() -> None:
    texts = ["Solid explorer does this", "a solid app", "moved here from ES"]
    grouping = group([one(text)[1] for text in texts])

    class Reader:
        version = "fake"

        def cut(self, texts: Sequence[str]) -> list[Cuts]:
            raise NotImplementedError

        def read(self, texts: Sequence[str]) -> Readings:
            return read([0.0] * len(texts))

    found = classify(grouping, Reader(), competitors=["Solid Explorer", "es"])
    flags = dict(zip(grouping.texts, found.flags, strict=True))
    assert flags["solid explorer does this"] == {"competitor": ("solid explorer",)}
    assert flags["a solid app"] == {}
    assert flags["moved here from es"] == {"competitor": ("es",)}
    assert classify(grouping, Reader()).flags == ({},) * 3


def test_the_sentiment_of_an_item_weighs_its_statements_by_length() -> None:
    of = item("Nice. The export loses every second note I write.")
    parts = [statement(of, 0, 5), statement(of, 6)]
    found = item_sentiment([of], parts, np.array([0.8, -0.8], dtype=np.float32))
    n = len(of.text) - 6
    assert found[0] == pytest.approx((5 * 0.8 - n * 0.8) / (5 + n), abs=1e-3)


def test_an_item_without_a_statement_has_no_feeling() -> None:
    assert item_sentiment([item("x")], [], np.zeros(0, dtype=np.float32)).tolist() == [0.0]
