"""A taxonomy is filled first; what was found goes on with the rest; where both differ is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import EncoderInfo
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import Clustering, NearCopies
from feedback2req.stages.fill import Filled, fill
from tests.columns import NEED, PRAISE, embeddings, encoder_info, grouping, groups

N_DIMS, SIZE = 24, 20
KIN = np.array([1.0, 0.6, 0.6])


class Axes:
    """An encoder to which the text "3" is the third axis."""

    info: EncoderInfo = encoder_info(N_DIMS)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        return np.stack([np.eye(N_DIMS)[int(text)] for text in texts]).astype(np.float16)


def filled(
    taxonomy: Sequence[GivenTheme], labels: Sequence[int], *, channel: int = NEED, n_groups: int = 4,
    leaders: Sequence[int] | None = None,
) -> Filled:  # fmt: skip
    vectors = groups(n_groups, SIZE)
    n = len(vectors)
    found = Clustering(
        labels=np.array(labels, dtype=np.int64),
        channels=np.full(max(labels) + 1, channel, dtype=np.int8),
        resolution=1.0,
        stability=1.0,
    )
    copies = NearCopies(leaders=np.arange(n) if leaders is None else np.array(leaders), weights=np.ones(n))
    channels = np.full(n, channel, dtype=np.int8)
    return fill(taxonomy, found, grouping(n), embeddings(vectors), copies, channels, KIN, encoder=Axes())


def themes(*names: str, kind: str | None = None) -> list[GivenTheme]:
    return [GivenTheme(name=name, kind=kind) for name in names]


AS_FOUND = np.repeat(np.arange(4), SIZE).tolist()


def test_a_given_theme_holds_what_is_near_to_its_words_and_the_rest_stays_as_it_was_found() -> None:
    got = filled(themes("2"), AS_FOUND)
    assert np.flatnonzero(got.taken.labels == 0).tolist() == list(range(2 * SIZE, 3 * SIZE))
    assert got.rest.labels.reshape(4, SIZE)[:, 0].tolist() == [0, 1, -1, 2]
    assert len(got.rest.channels) == 3
    assert got.disagreements == ()


def test_examples_and_criterion_say_what_a_theme_is_about_too() -> None:
    got = filled([GivenTheme(name="9", said="1", examples=("1", "1"))], AS_FOUND)
    assert set(np.flatnonzero(got.taken.labels == 0).tolist()) == set(range(SIZE, 2 * SIZE))


def test_each_text_is_in_one_place_at_most() -> None:
    got = filled(themes("0", "1"), AS_FOUND)
    assert not ((got.taken.labels >= 0) & (got.rest.labels >= 0)).any()
    assert [theme.name for theme in got.given] == ["0", "1"]


def test_a_theme_without_a_text_is_not_filled() -> None:
    got = filled(themes("20", "3"), AS_FOUND)
    assert [theme.name for theme in got.given] == ["3"]
    assert got.taken.labels.max() == 0


def test_a_group_goes_with_the_theme_that_takes_a_good_part_of_it() -> None:
    joined = np.where(np.array(AS_FOUND) == 3, 2, AS_FOUND).tolist()
    got = filled(themes("2"), joined)
    assert (got.taken.labels == 0).sum() == 2 * SIZE


def test_a_text_that_strays_into_another_group_is_given_back_by_a_theme_that_has_a_group_of_its_own() -> None:
    labels = np.array(AS_FOUND)
    labels[2 * SIZE] = 0
    assert filled(themes("2"), labels.tolist()).rest.labels[2 * SIZE] == 0
    alone = np.array(AS_FOUND)
    alone[2 * SIZE :] = np.concatenate([np.repeat(1, SIZE // 4), np.repeat(-1, 2 * SIZE - SIZE // 4)])
    assert filled(themes("2"), alone.tolist()).taken.labels[2 * SIZE] == 0


def test_near_copies_stay_together() -> None:
    leaders = np.arange(4 * SIZE)
    leaders[0] = 2 * SIZE
    labels = np.array(AS_FOUND)
    labels[0] = labels[leaders[0]]
    got = filled(themes("2"), labels.tolist(), leaders=leaders.tolist())
    assert got.taken.labels[0] == 0


def test_a_theme_of_praise_takes_praise_alone() -> None:
    assert not filled(themes("2", kind="praise"), AS_FOUND).given
    assert filled(themes("2", kind="praise"), AS_FOUND, channel=PRAISE).taken.channels.tolist() == [PRAISE]
    assert not filled(themes("2"), AS_FOUND, channel=PRAISE).given


def test_a_group_that_the_taxonomy_splits_is_told() -> None:
    joined = np.where(np.array(AS_FOUND) == 3, 2, AS_FOUND).tolist()
    (told,) = filled(themes("2", "3"), joined).disagreements
    assert told.code == "taxonomy_split"
    assert "40 statements" in told.text
    assert "20 in “2”, 20 in “3”" in told.text


def test_a_theme_that_holds_two_groups_is_told() -> None:
    halves = np.array(AS_FOUND)
    halves[2 * SIZE : 2 * SIZE + SIZE // 2] = 4
    (told,) = filled(themes("2"), halves.tolist()).disagreements
    assert told.code == "taxonomy_mixed"
    assert "“2” of the taxonomy" in told.text
    assert told.text.count("10 like “text") == 2
