"""Geometry (clusters) and what is described, kept and reviewed (themes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import EncoderInfo

STATES = ("core", "attached", "unassigned")
KINDS = ("problem", "wish", "question", "praise")
CHANNELS = ("none", "need", "praise")
"""Statements are compared within their channel only, so that praise for a thing and trouble with it stay two themes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Nearest neighbours of distinct texts within their own channel, most similar first.

    `rows` of shape (n_texts, k), int64: neighbours, -1 where there are fewer than k. `similarities` of the
    same shape, float32: cosines rounded to five decimals, so that ties are ties on every machine. `kin` of
    shape (n_channels,): the cosine from which two texts of a channel are more alike than chance makes them.
    `foreign_means` and `foreign_deviations` of the same shape: of the cosines of pairs that have nothing to do with
    each other; NaN for a channel without any.
    """

    rows: NDArray[np.int64]
    similarities: NDArray[np.float32]
    kin: NDArray[np.float64]
    foreign_means: NDArray[np.float64]
    foreign_deviations: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopies:
    """Near copies among distinct texts.

    `leaders` of shape (n_texts,), int64: row of the text that stands for each text (itself, mostly).
    `weights` of shape (n_texts,), float64: weight in clustering; that of a leader counts its copies with a
    cap, that of a follower is 0.
    """

    leaders: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """Groups of distinct texts, before they have a name or a key.

    `labels` of shape (n_texts,), int64: cluster, or -1 for a text outside every cluster. `channels` of
    shape (n_clusters,), int8: index into `CHANNELS`.
    `resolution` is the granularity that was chosen, `stability` the agreement it was chosen for, in [0, 1].
    """

    labels: NDArray[np.int64]
    channels: NDArray[np.int8]
    resolution: float
    stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeModel:
    """All that placing an item needs.

    Attributes
    ----------
    keys : tuple of str, length n_themes
        Stable identities.
    prototypes : ndarray of shape (n_prototypes, n_dims), float32
        Unit centroids; a theme has one, or several when its members take several forms.
    owners : ndarray of shape (n_prototypes,), int64
        Row in `keys` that each prototype stands for; -1 where a person said that such words belong to no theme.
    prototype_channels : ndarray of shape (n_prototypes,), int8
        Index into `CHANNELS`: statements are placed among the prototypes of their own channel.
    core_thresholds, attach_thresholds : ndarray of shape (n_prototypes,), float32
        Lowest cosine to belong as core, and at all.
    taught : ndarray of shape (n_prototypes,), bool
        Prototypes that a person's decision made: within their reach they go before all others.
    channels : ndarray of shape (n_themes,), int8
        Channel of each theme.
    lineage : tuple of tuple of str, length n_themes
        Keys that were merged into each theme.
    """

    keys: tuple[str, ...]
    prototypes: NDArray[np.float32]
    owners: NDArray[np.int64]
    prototype_channels: NDArray[np.int8]
    core_thresholds: NDArray[np.float32]
    attach_thresholds: NDArray[np.float32]
    taught: NDArray[np.bool_]
    channels: NDArray[np.int8]
    encoder: EncoderInfo
    config_digest: str
    lineage: tuple[tuple[str, ...], ...]

    def directions(self) -> NDArray[np.float64]:
        """Unit direction of each theme over its prototypes, of shape (n_themes, n_dims)."""
        total = np.zeros((len(self.keys), self.prototypes.shape[1]))
        owned = self.owners >= 0
        np.add.at(total, self.owners[owned], self.prototypes[owned].astype(np.float64))
        length: NDArray[np.float64] = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
        return total / length

    def only(self, kept: NDArray[np.int64]) -> ThemeModel:
        """The model of the themes in the given rows alone, in that order; what belongs to no theme stays so."""
        number = np.full(len(self.keys) + 1, -1, dtype=np.int64)  # the last entry is for owner -1
        number[kept] = np.arange(len(kept))
        owned = np.flatnonzero((number[self.owners] >= 0) | (self.owners < 0))
        return replace(
            self,
            keys=tuple(self.keys[t] for t in kept),
            prototypes=self.prototypes[owned],
            owners=number[self.owners[owned]],
            prototype_channels=self.prototype_channels[owned],
            core_thresholds=self.core_thresholds[owned],
            attach_thresholds=self.attach_thresholds[owned],
            taught=self.taught[owned],
            channels=self.channels[kept],
            lineage=tuple(self.lineage[t] for t in kept),
        )

    def merged(self, into: Mapping[str, str]) -> ThemeModel:
        """The model in which the prototypes of some themes are those of others, by key; no theme takes over twice."""
        row = {key: t for t, key in enumerate(self.keys)}
        owners = self.owners.copy()
        for key, taker in into.items():
            owners[self.owners == row[key]] = row[taker]
        kept = np.array([t for t, key in enumerate(self.keys) if key not in into], dtype=np.int64)
        return replace(self, owners=owners).only(kept)

    def joined(self, other: ThemeModel) -> ThemeModel:
        """The themes of both, the other's after these; the encoder and the config are these."""
        own = np.where(other.owners >= 0, other.owners + len(self.keys), -1)
        return replace(
            self,
            keys=(*self.keys, *other.keys),
            prototypes=np.concatenate([self.prototypes, other.prototypes]),
            owners=np.concatenate([self.owners, own]),
            prototype_channels=np.concatenate([self.prototype_channels, other.prototype_channels]),
            core_thresholds=np.concatenate([self.core_thresholds, other.core_thresholds]),
            attach_thresholds=np.concatenate([self.attach_thresholds, other.attach_thresholds]),
            taught=np.concatenate([self.taught, other.taught]),
            channels=np.concatenate([self.channels, other.channels]),
            lineage=(*self.lineage, *other.lineage),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Where statements belong, in columns of shape (n_statements,).

    `themes`: row in the theme model, or -1. `states`: index into `STATES`. `similarities`: cosine to the
    nearest prototype of the channel, NaN where none was asked. `strengths` in [0, 1]. `reasons`: why a
    statement is unassigned, else None.
    """

    themes: NDArray[np.int64]
    states: NDArray[np.int8]
    similarities: NDArray[np.float32]
    strengths: NDArray[np.float32]
    reasons: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Levels above and below the themes, before they have names.

    `areas` of shape (n_themes,), int64: area of each theme, or -1 for one of praise. `area_keys`: identities of the
    areas, by number. `parts` of shape (n_statements,),
    int64: part within its theme, numbered from 0, or -1 where the theme is one thing. `likeness` of shape (n_themes,
    n_themes): how alike two themes are beyond what all share, in [-1, 1].
    """

    areas: NDArray[np.int64]
    area_keys: tuple[str, ...]
    parts: NDArray[np.int64]
    likeness: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What a group of statements is about, in words.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    label : str
        Two to six words that a PM would put on a slide; unique within the run.
    criterion : str
        Who belongs, in one sentence.
    keyphrases : tuple of str
        Terms that set this theme apart, best first.
    exemplars : tuple of str
        Ids of typical statements, best first.
    members : tuple of int
        Positions of the member statements in the run's statements, ascending.
    parent : str or None
        Key of its area; None for a strength.
    siblings : tuple of str
        Keys of themes of another kind about the same thing: the wish beside the problem.
    """

    key: str
    kind: str
    label: str
    criterion: str
    keyphrases: tuple[str, ...]
    exemplars: tuple[str, ...]
    members: tuple[int, ...]
    parent: str | None = None
    merged_from: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Themes that one team could look at together.

    `themes` holds their keys, the one with the most customers first. A statement belongs to an area through its theme.
    """

    key: str
    label: str
    themes: tuple[str, ...]
    n_statements: int
    n_items: int
    n_customers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtheme:
    """One of the things that a theme is made of; together they hold each of its statements once.

    `theme` is the key of the theme, `members` are positions in the run's statements, ascending, and `exemplars` ids of
    typical ones, best first.
    """

    key: str
    theme: str
    label: str
    criterion: str
    exemplars: tuple[str, ...]
    members: tuple[int, ...]
    n_items: int
    n_customers: int
