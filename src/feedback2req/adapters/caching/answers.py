"""Cuts and readings as bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from feedback2req.domain.readings import INTENTS, Readings
from feedback2req.domain.statement import Cuts

FORMAT = "1"
"""Part of the version that cuts and readings are kept under."""

_INT, _FLOAT = np.dtype("<i4"), np.dtype("<f4")
_N_NUMBERS = len(INTENTS) + 1


def packed_cuts(cuts: Cuts) -> bytes:
    """Offsets, then points."""
    return cuts.starts.astype(_INT).tobytes() + cuts.points.astype(_FLOAT).tobytes()


def unpacked_cuts(blob: bytes) -> Cuts:
    """What `packed_cuts` was given, to the last bit."""
    half = len(blob) // 2
    return Cuts(
        starts=np.frombuffer(blob[:half], dtype=_INT).astype(np.int32),
        points=np.frombuffer(blob[half:], dtype=_FLOAT).astype(np.float32),
    )


def packed_readings(readings: Readings) -> list[bytes]:
    """One blob a text: intents and sentiment as they were computed, then quality and flags as JSON."""
    numbers = np.column_stack([readings.intents, readings.sentiment]).astype(_FLOAT)
    return [
        numbers[row].tobytes()
        + json.dumps([quality, {name: list(words) for name, words in flags.items()}], ensure_ascii=False).encode(
            "utf-8", "surrogatepass"
        )
        for row, (quality, flags) in enumerate(zip(readings.qualities, readings.flags, strict=True))
    ]


def unpacked_readings(blobs: Sequence[bytes]) -> Readings:
    """The columns again, a row a blob."""
    n_bytes = _N_NUMBERS * _FLOAT.itemsize
    numbers = np.frombuffer(b"".join(blob[:n_bytes] for blob in blobs), dtype=_FLOAT).reshape(-1, _N_NUMBERS)
    rest = [json.loads(blob[n_bytes:].decode("utf-8", "surrogatepass")) for blob in blobs]
    return Readings(
        intents=numbers[:, :-1].astype(np.float32),
        sentiment=numbers[:, -1].astype(np.float32),
        qualities=tuple(quality for quality, _ in rest),
        flags=tuple({name: tuple(words) for name, words in flags.items()} for _, flags in rest),
    )
