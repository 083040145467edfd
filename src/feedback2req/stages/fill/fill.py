"""The stage: a taxonomy and the groups that were found in, texts of the one and of the other out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.taxonomy import Disagreement, GivenTheme
from feedback2req.domain.themes import CHANNELS, Clustering, NearCopies
from feedback2req.ports import Encoder
from feedback2req.stages.fill.disagreements import disagreements

OUTSTANDING = 3.2
"""Standard deviations above the mean cosine of all texts, from which on a text belongs to a given theme."""

NEAR = 0.14
"""How much nearer than kin a text lies that belongs in any case: where few themes are all there is, none stands out."""

TAKEN = 0.30
"""Share of a group found from which on, when one given theme takes it, it takes the rest that no other one took."""

STRAY = 0.20
"""Share of a group below which it gives nothing to a theme that other groups follow: what is near by words alone."""

MIN_TEXTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Texts by given theme, and by group among the rest.

    `given` are the themes of the taxonomy that hold something, in its order, and clusters of `taken` in the same order;
    `rest` are the groups found, without the texts of those.
    """

    given: tuple[GivenTheme, ...]
    taken: Clustering
    rest: Clustering
    disagreements: tuple[Disagreement, ...]


def fill(
    taxonomy: Sequence[GivenTheme],
    clustering: Clustering,
    grouping: Grouping,
    embeddings: Embeddings,
    near_copies: NearCopies,
    channel: NDArray[np.int8],
    kin: NDArray[np.float64],
    *,
    encoder: Encoder,
) -> Filled:
    """Fill each theme of a taxonomy with the texts that are near what the taxonomy says of it, and with their group.

    A text goes to the given theme it is nearest to, if it stands out among all texts by that nearness, or is nearer
    than kin by far. A group that was found and that one given theme takes a good part of follows as a whole: its texts
    belong together, and the words of a taxonomy never cover all the ways to say a thing. How the thresholds were
    chosen and what they come to stands in docs/decisions/0015.

    Parameters
    ----------
    clustering : Clustering
        The groups that were found in all texts.
    channel : ndarray of shape (n_texts,), int8
    kin : ndarray of shape (n_channels,)
        The cosine from which two texts of a channel are more alike than chance makes them.
    """
    place = np.full(len(channel), -1, dtype=np.int64)
    for number in (CHANNELS.index("need"), CHANNELS.index("praise")):
        of = [i for i, theme in enumerate(taxonomy) if (theme.kind == "praise") == (CHANNELS[number] == "praise")]
        rows = np.flatnonzero(channel == number)
        if of and len(rows):
            directions = np.stack([_direction(taxonomy[i], encoder) for i in of])
            place[rows] = _nearest(embeddings.matrix[rows].astype(np.float64), directions, float(kin[number]), of)
    place = place[near_copies.leaders]
    place[channel == 0] = -1
    place = _with_groups(place, clustering.labels, len(taxonomy))
    given = [i for i in range(len(taxonomy)) if (place == i).any()]
    number_of = np.full(len(taxonomy) + 1, -1, dtype=np.int64)  # the last entry is for place -1
    number_of[given] = np.arange(len(given))
    channels = [CHANNELS.index("praise" if taxonomy[i].kind == "praise" else "need") for i in given]
    return Filled(
        given=tuple(taxonomy[i] for i in given),
        taken=replace(clustering, labels=number_of[place], channels=np.array(channels, dtype=np.int8)),
        rest=_rest(clustering, place),
        disagreements=disagreements(taxonomy, place, clustering.labels, grouping, embeddings),
    )


def _direction(theme: GivenTheme, encoder: Encoder) -> NDArray[np.float64]:
    total = encoder.encode(theme.texts).astype(np.float64).sum(axis=0)
    direction: NDArray[np.float64] = np.round(total / max(float(np.linalg.norm(total)), 1e-12), 6)
    return direction


def _nearest(
    vectors: NDArray[np.float64], directions: NDArray[np.float64], kin: float, of: Sequence[int]
) -> NDArray[np.int64]:
    """Theme of each text, or -1; a tie goes to the theme that stands first in the taxonomy."""
    cosines = np.round(vectors @ directions.T, 6)
    threshold = np.minimum(cosines.mean(axis=0) + OUTSTANDING * cosines.std(axis=0), kin + NEAR).round(6)
    best = cosines.argmax(axis=1)
    belongs = cosines[np.arange(len(best)), best] >= threshold[best]
    return np.where(belongs, np.array(of, dtype=np.int64)[best], -1)


def _with_groups(place: NDArray[np.int64], labels: NDArray[np.int64], n_given: int) -> NDArray[np.int64]:
    """Places after groups have followed the theme that takes a good part of them, and strays have gone back.

    A theme that no group follows keeps what it has: its few texts are all there is.
    """
    groups = [np.flatnonzero(labels == group) for group in range(int(labels.max(initial=-1)) + 1)]
    counts = [np.bincount(place[rows] + 1, minlength=n_given + 1)[1:] for rows in groups]
    leads = [int(n.argmax()) if n.max() >= TAKEN * len(rows) else -1 for n, rows in zip(counts, groups, strict=True)]
    followed = np.isin(np.arange(n_given), leads)
    out = place.copy()
    for rows, n, lead in zip(groups, counts, leads, strict=True):
        stray = np.flatnonzero(followed & (n < STRAY * len(rows)))
        out[rows[(place[rows] < 0) | np.isin(place[rows], stray)]] = lead
    return out


def _rest(clustering: Clustering, place: NDArray[np.int64]) -> Clustering:
    """The groups without what the taxonomy took; one with hardly a text left is no group."""
    labels = np.where(place < 0, clustering.labels, -1)
    sizes = np.bincount(labels[labels >= 0], minlength=len(clustering.channels))
    kept = np.flatnonzero(sizes >= MIN_TEXTS)
    number_of = np.full(len(clustering.channels) + 1, -1, dtype=np.int64)  # the last entry is for label -1
    number_of[kept] = np.arange(len(kept))
    return replace(clustering, labels=number_of[labels], channels=clustering.channels[kept])
