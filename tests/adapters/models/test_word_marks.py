"""From marks of words to pieces."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.adapters.models.word_marks import (
    SIGNS,
    WINDOW,
    CutRule,
    WordMarks,
    cuts_of,
    joined,
    signs,
    windows,
    word_marks,
)


def marks(starts: list[int], begins: list[float], inside: list[float]) -> WordMarks:
    return WordMarks(np.array(starts, dtype=np.int64), np.array(begins), np.array(inside))


PLAIN = CutRule(np.array([1.0, *[0.0] * len(SIGNS)]), 0.0, 0.5)


def test_a_piece_begins_with_each_sure_word_and_the_first() -> None:
    found = cuts_of(
        "love it but it fails", marks([0, 5, 8, 12, 15], [0.1, 0.2, 0.1, 0.9, 0.3], [1.0, 1.0, 0.0, 1.0, 1.0]), PLAIN
    )
    assert found.starts.tolist() == [0, 12]
    assert found.points.tolist() == [np.float32(0.6667), 1.0]


def test_a_text_without_words_is_one_piece_without_a_point() -> None:
    found = cuts_of("!!!", WordMarks.none(), PLAIN)
    assert (found.starts.tolist(), found.points.tolist()) == ([0], [0.0])


def test_only_tokens_that_begin_a_word_are_marked() -> None:
    offsets = [(0, 0), (0, 2), (2, 5), (6, 9), (9, 10), (0, 0)]
    found = word_marks("autos run.", offsets, np.arange(12, dtype=np.float64).reshape(6, 2) / 12)
    assert found.starts.tolist() == [0, 6]


def test_in_an_overlap_a_word_is_heard_once() -> None:
    left, right = marks([0, 40, 80], [0.1, 0.2, 0.3], [1, 1, 1]), marks([0, 20], [0.8, 0.9], [1, 1])
    found = joined([(0, 100, left), (60, 160, right)])
    assert found.starts.tolist() == [0, 40, 80]
    assert found.begins.tolist() == [0.1, 0.2, 0.9]


@given(st.text(alphabet="ab \n", min_size=0, max_size=4 * WINDOW))
def test_windows_cover_a_text_and_are_short(text: str) -> None:
    found = windows(text)
    assert found[0][0] == 0
    assert found[-1][1] == len(text)
    assert all(end - start <= WINDOW for start, end in found)
    assert all(a < b <= end for (a, end), (b, _) in pairwise(found))


def test_signs_are_what_stands_before_a_word() -> None:
    text = "Nice The map is old. But slow, sad\nyes"
    starts = [text.index(word) for word in ("Nice", "The", "map", "But", "slow", "sad", "yes")]
    found = [{SIGNS[n] for n in np.flatnonzero(row)} for row in signs(text, np.array(starts))]
    assert found == [set(), {"glued_capital"}, set(), {"sentence_end"}, {"contrast"}, {"comma"}, {"line_end"}]


def test_a_sign_can_make_up_for_an_unsure_model() -> None:
    rule = CutRule(np.array([1.0, 3.0, *[0.0] * (len(SIGNS) - 1)]), 0.0, 0.5)
    unsure = marks([0, 8], [0.1, 0.2], [1.0, 1.0])
    assert cuts_of("It ran. Now no", unsure, PLAIN).starts.tolist() == [0]
    assert cuts_of("It ran. Now no", unsure, rule).starts.tolist() == [0, 8]
