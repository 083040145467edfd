"""Likeness is told in company: what all texts share counts for nothing."""

from __future__ import annotations

import numpy as np
import pytest

from feedback2req.stages.relate.affinity import affinity, bare
from tests.columns import unit


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The system shall allow the user to configure her personal data", "configure her personal data"),
        ("When the user opens it, Acme Notes shall list its files.", "When the user opens it, list its files."),
        ("If sending fails, then the app shall state the reason.", "If sending fails, state the reason."),
        ("As a user, I want to export my data, so that I can move", "export my data, so that I can move"),
        ("Dark mode", "Dark mode"),
        ("The system shall", "The system shall"),
    ],
)  # fmt: skip
def test_what_all_requirements_share_is_left_out(text: str, left: str) -> None:
    assert bare(text, "Acme Notes") == left


def test_what_is_common_to_all_texts_does_not_make_two_of_them_alike() -> None:
    common = 3.0 * np.eye(6)[0]
    ours = unit(common + np.eye(6)[1:5]).astype(float)
    scores = affinity(list("abcd"), ours, list("wxyz"), ours)
    assert (ours @ ours.T).min() > 0.8
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert (scores - 2 * np.eye(4)).max() < 0.65


def test_a_rare_name_in_both_texts_makes_them_more_alike() -> None:
    vectors = unit(np.eye(4)).astype(float)
    texts = ["sync with Zotero", "sync with anything", "a", "b"]
    scores = affinity(texts, vectors, ["import from Zotero", "print", "c", "d"], vectors[::-1])
    assert scores[0, 0] > scores[1, 0]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (1, 1), (2, 1)])
def test_nothing_and_one_can_be_compared(shape: tuple[int, int]) -> None:
    n, m = shape
    vectors = unit(np.eye(4)).astype(float)
    scores = affinity([f"t{i}" for i in range(n)], vectors[:n], [f"o{i}" for i in range(m)], vectors[:m])
    assert scores.shape == shape
    assert np.isfinite(scores).all()


def test_the_order_of_the_texts_does_not_change_their_scores() -> None:
    rng = np.random.default_rng(1)
    a, b = unit(rng.normal(size=(5, 8))).astype(float), unit(rng.normal(size=(4, 8))).astype(float)
    texts, others = [f"word{i} here" for i in range(5)], [f"here other{i}" for i in range(4)]
    order = [3, 1, 4, 0, 2]
    scores = affinity(texts, a, others, b)
    assert np.allclose(affinity([texts[i] for i in order], a[order], others, b), scores[order])


def test_a_text_without_a_vector_is_related_by_spelling_alone() -> None:
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    other = np.array([[1.0, 0.0], [0.0, 1.0]])
    scores = affinity(("cloud storage", "dark mode", "zzz"), vectors, ("cloud", "night"), other)
    assert scores[2].tolist() == [0.0, 0.0]
    assert scores[0, 0] > scores[0, 1]
