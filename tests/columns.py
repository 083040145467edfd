"""Columns of made-up vectors for tests of geometry."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.readings import Embeddings, EncoderInfo, Grouping
from feedback2req.domain.themes import ThemeModel

NONE, NEED, PRAISE = 0, 1, 2


def encoder_info(n_dims: int, *, name: str = "test") -> EncoderInfo:
    return EncoderInfo(name=name, revision="1", sha256="0" * 64, n_dims=n_dims)


def unit(matrix: NDArray[np.float64]) -> NDArray[np.float16]:
    matrix = np.asarray(matrix, dtype=np.float64)
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float16)


def embeddings(matrix: NDArray[np.floating], *, name: str = "test") -> Embeddings:
    """Embeddings whose digests come from the vectors; the rows stay where they are."""
    rows = np.asarray(matrix, dtype=np.float16)
    seen: dict[bytes, int] = {}
    digests = []
    for row in rows:
        content = row.tobytes()
        seen[content] = seen.get(content, -1) + 1
        digests.append(hashlib.sha256(content + bytes([seen[content] % 256, seen[content] // 256])).hexdigest())
    return Embeddings(digests=tuple(digests), matrix=rows, encoder=encoder_info(rows.shape[1], name=name))


def grouping(n: int, counts: Sequence[int] | None = None) -> Grouping:
    counted = np.ones(n, dtype=np.int64) if counts is None else np.array(counts, dtype=np.int64)
    return Grouping(
        texts=tuple(f"text {i}" for i in range(n)),
        digests=tuple(f"{i:064x}" for i in range(n)),
        text_of=np.repeat(np.arange(n), counted),
        counts=counted,
    )


def groups(n_groups: int, size: int, *, spread: float = 0.3, n_dims: int = 24, seed: int = 1) -> NDArray[np.float16]:
    """`n_groups` bundles of unit vectors, each around an axis of its own: group g has rows g*size to (g+1)*size."""
    rng = np.random.default_rng(seed)
    centres = np.repeat(np.eye(n_dims)[:n_groups], size, axis=0)
    noise = rng.normal(size=centres.shape)
    return unit(centres + spread * noise / np.linalg.norm(noise, axis=1, keepdims=True))


def model(
    prototypes: NDArray[np.floating],
    *,
    keys: Sequence[str] | None = None,
    owners: Sequence[int] | None = None,
    channels: Sequence[int] | None = None,
    core: Sequence[float] | float = 0.8,
    attach: Sequence[float] | float = 0.6,
    name: str = "test",
) -> ThemeModel:
    rows = np.asarray(prototypes, dtype=np.float32)
    own = np.arange(len(rows)) if owners is None else np.array(owners)
    n = int(own.max(initial=-1)) + 1
    of = np.array([NEED] * n if channels is None else channels, dtype=np.int8)
    return ThemeModel(
        keys=tuple(keys if keys is not None else (f"t-{i}" for i in range(n))),
        prototypes=rows,
        owners=own.astype(np.int64),
        prototype_channels=of[own],
        core_thresholds=np.broadcast_to(np.asarray(core, dtype=np.float32), (n,))[own],
        attach_thresholds=np.broadcast_to(np.asarray(attach, dtype=np.float32), (n,))[own],
        taught=np.zeros(len(own), dtype=np.bool_),
        channels=of,
        encoder=encoder_info(rows.shape[1], name=name),
        config_digest="0" * 64,
        lineage=((),) * n,
    )
