"""Vectors of distinct texts: once each, in order, and never anything but numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback2req.domain.readings import EncoderInfo
from feedback2req.errors import InvalidVectors
from feedback2req.stages.embed import embed
from tests.columns import encoder_info, grouping


class Fixed:
    """An encoder that gives what it was told to give, and remembers what it was asked."""

    def __init__(self, matrix: NDArray[np.float16], n_dims: int | None = None) -> None:
        self.matrix = matrix
        self.info: EncoderInfo = encoder_info(matrix.shape[-1] if n_dims is None else n_dims)
        self.asked: list[Sequence[str]] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        self.asked.append(tuple(texts))
        return self.matrix


ALL = np.ones(3, dtype=np.bool_)


def test_every_distinct_text_is_asked_for_once_and_keeps_its_row() -> None:
    texts = grouping(3, counts=[1, 500, 2])
    encoder = Fixed(np.eye(3, dtype=np.float16))
    found = embed(texts, encoder, ALL)
    assert encoder.asked == [texts.texts]
    assert found.digests == texts.digests
    assert found.encoder == encoder.info
    assert np.array_equal(found.matrix, np.eye(3))


def test_texts_that_take_no_part_are_not_asked_for_and_keep_a_row_of_zeros() -> None:
    texts = grouping(3)
    encoder = Fixed(np.eye(3, dtype=np.float16)[:2])
    found = embed(texts, encoder, np.array([True, False, True]))
    assert encoder.asked == [(texts.texts[0], texts.texts[2])]
    assert found.matrix.tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 0]]


@pytest.mark.parametrize("shape", [(2, 3), (4, 3), (3, 2), (3,)])
def test_another_shape_than_the_encoder_said_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidVectors, match="shape"):
        embed(grouping(3), Fixed(np.ones(shape, dtype=np.float16), n_dims=3), ALL)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_are_refused(value: float) -> None:
    matrix = np.eye(3, dtype=np.float16)
    matrix[2, 1] = value
    with pytest.raises(InvalidVectors) as caught:
        embed(grouping(3), Fixed(matrix), ALL)
    assert caught.value.code == "invalid_vectors"
