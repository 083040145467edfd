"""Vectors of distinct texts to themes, by the stages of this project alone, with its default settings."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from feedback2req.config import PipelineConfig
from feedback2req.domain.identity import digest
from feedback2req.domain.readings import Embeddings, EncoderInfo, Grouping
from feedback2req.domain.themes import Clustering, Membership, ThemeModel
from feedback2req.stages.assign import assign
from feedback2req.stages.cluster import cluster
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What the stages made of vectors.

    `order` of shape (n,) gives the input row of each row of the rest: the stages have texts in the order of their
    digests. `seconds` are those of each stage.
    """

    order: NDArray[np.int64]
    clustering: Clustering
    model: ThemeModel
    membership: Membership
    seconds: dict[str, float]

    def themes(self) -> NDArray[np.int64]:
        """Theme of each input row, -1 for none."""
        out = np.empty(len(self.order), dtype=np.int64)
        out[self.order] = self.membership.themes
        return out


def place(vectors: NDArray[np.float16], texts: Sequence[str]) -> Placed:
    """From neighbours to membership, one channel, each text once; not told the number of themes."""
    config, n = PipelineConfig(), len(texts)
    digests = [digest(text) for text in texts]
    order = np.array(sorted(range(n), key=digests.__getitem__), dtype=np.int64)
    info = EncoderInfo(name="given", revision="", sha256="", n_dims=vectors.shape[1])
    embeddings = Embeddings(digests=tuple(digests[i] for i in order), matrix=vectors[order], encoder=info)
    grouping = Grouping(
        texts=tuple(texts[i] for i in order),
        digests=embeddings.digests,
        text_of=np.arange(n),
        counts=np.ones(n, dtype=np.int64),
    )
    channel, seconds, started = np.ones(n, dtype=np.int8), {}, time.perf_counter()

    def told(stage: str) -> None:
        nonlocal started
        now = time.perf_counter()
        seconds[stage], started = round(now - started, 3), now
        print(stage, seconds[stage], flush=True)

    with threadpool_limits(limits=1):
        near = neighbours(embeddings, channel, n_neighbours=config.n_neighbours)
        told("neighbours")
        copies = dedupe(
            embeddings, near, grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap
        )
        told("dedupe")
        clusters = cluster(embeddings, near, copies, channel, granularity=config.granularity, seed=config.seed)
        told("cluster")
        model = match(clusters, embeddings, copies, near.kin, last=None, config_digest="", seed=config.seed)
        told("match")
        membership = assign(embeddings.matrix, channel, (None,) * n, model)
        told("assign")
    return Placed(order=order, clustering=clusters, model=model, membership=membership, seconds=seconds)
