"""Exact copies are one text, whatever their order."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.domain.identity import digest, folded
from feedback2req.domain.readings import Grouping
from feedback2req.domain.statement import Statement
from feedback2req.stages.group import group


def said(*readings: str) -> list[Statement]:
    return [
        Statement(statement_id=f"s-{i}", item_id=f"i-{i}", start=0, end=len(r), text=r, reading=r)
        for i, r in enumerate(readings)
    ]


def by_text(grouping: Grouping) -> dict[str, int]:
    return dict(zip(grouping.texts, grouping.counts.tolist(), strict=True))


def test_texts_that_differ_in_case_and_space_alone_are_one() -> None:
    found = group(said("Add  dark mode", "add dark\nMODE", "add dark modes"))
    assert sorted(found.counts.tolist()) == [1, 2]
    assert found.text_of[0] == found.text_of[1] != found.text_of[2]


def test_the_reading_counts_and_not_the_words_as_they_stand() -> None:
    one, two = said("cloud storage client", "add a cloud storage client")
    completed = Statement(
        statement_id="s-9", item_id="i-9", start=0, end=len(one.text), text=one.text, reading=two.reading
    )
    assert group([completed, two]).counts.tolist() == [2]


def test_five_hundred_copies_are_read_once_and_counted_five_hundred_times() -> None:
    found = group(said(*["No comment"] * 500, "It crashes"))
    assert len(found.texts) == 2
    assert sorted(found.counts.tolist()) == [1, 500]


def test_no_statement_gives_no_text() -> None:
    found = group([])
    assert found.texts == ()
    assert found.text_of.shape == (0,)
    assert found.counts.shape == (0,)


texts = st.lists(st.text(alphabet="aAbB cß\n", min_size=1, max_size=6), min_size=1, max_size=12)


@given(texts)
def test_every_statement_finds_its_text_and_digests_ascend(readings: list[str]) -> None:
    found = group(said(*readings))
    assert [found.digests[row] for row in found.text_of] == [digest(folded(r)) for r in readings]
    assert list(found.digests) == sorted(set(found.digests))
    assert found.counts.sum() == len(readings)
    assert found.counts.min() >= 1


@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_statements_changes_no_text(readings: list[str], random: Random) -> None:
    shuffled = list(readings)
    random.shuffle(shuffled)
    one, other = group(said(*readings)), group(said(*shuffled))
    assert (one.texts, one.digests) == (other.texts, other.digests)
    assert np.array_equal(one.counts, other.counts)
