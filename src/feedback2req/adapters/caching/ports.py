"""Parser, reader and encoder that ask a cache first.

The answer of a model to one text does not depend on the texts beside it (contract tests hold that), so what is
known is taken from the cache and the rest is asked for in the order given; both together are what the model alone
would have said, to the bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from feedback2req.adapters.caching import answers, parses
from feedback2req.domain.identity import digest, text_digest
from feedback2req.domain.parse import Parse
from feedback2req.domain.readings import EncoderInfo, Readings
from feedback2req.domain.statement import Cuts
from feedback2req.ports import Encoder, Parser, StatementReader
from feedback2req.store_ports import Cache

T = TypeVar("T")
Done = Callable[[int], None]
VECTORS = "vectors"
_FLOAT16 = np.dtype("<f2")
# small enough that a run which is stopped has kept most of what it computed
_N_PER_STEP = 5_000


class CachedParser:
    """A parser that parses each text once.

    Parameters
    ----------
    version : str
        All that a parse depends on besides the text: model and library.
    on_done : callable, optional
        Told how many texts were known.
    """

    def __init__(self, inner: Parser, cache: Cache, *, version: str, on_done: Done = lambda _: None) -> None:
        self._inner = inner
        self._cache = cache
        self._version = digest(version, parses.FORMAT)
        self._on_done = on_done

    def parse(self, texts: Sequence[str]) -> list[Parse]:
        """One parse a text, in order."""
        return _answered(
            texts,
            self._cache,
            ("parses", self._version),
            ask=self._inner.parse,
            pack=lambda found: [parses.packed(one) for one in found],
            unpack=parses.unpacked,
            on_done=self._on_done,
        )


class CachedReader:
    """A reader of statements that cuts and reads each text once."""

    def __init__(self, inner: StatementReader, cache: Cache, *, on_done: Done = lambda _: None) -> None:
        self._inner = inner
        self._cache = cache
        self._kept_under = digest(inner.version, answers.FORMAT)
        self._on_done = on_done

    @property
    def version(self) -> str:
        """That of the reader which is asked."""
        return self._inner.version

    def cut(self, texts: Sequence[str]) -> list[Cuts]:
        """Where each whole item falls into pieces, in order."""
        return _answered(
            texts,
            self._cache,
            ("cuts", self._kept_under),
            ask=self._inner.cut,
            pack=lambda found: [answers.packed_cuts(one) for one in found],
            unpack=answers.unpacked_cuts,
            on_done=self._on_done,
        )

    def read(self, texts: Sequence[str]) -> Readings:
        """Columns of shape (n_texts, …), in order."""
        blobs = _answered(
            texts,
            self._cache,
            ("readings", self._kept_under),
            ask=lambda some: answers.packed_readings(self._inner.read(some)),
            pack=lambda found: list(found),
            unpack=bytes,
            on_done=self._on_done,
        )
        return answers.unpacked_readings(blobs)


class CachedEncoder:
    """An encoder that encodes each text once; vectors are float16 before anything is computed from them."""

    def __init__(self, inner: Encoder, cache: Cache, *, on_done: Done = lambda _: None) -> None:
        self._inner = inner
        self._cache = cache
        self._on_done = on_done

    @property
    def info(self) -> EncoderInfo:
        """That of the encoder which is asked."""
        return self._inner.info

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Unit rows of shape (n_texts, n_dims)."""
        info = self._inner.info
        if not len(texts):
            return np.zeros((0, info.n_dims), dtype=np.float16)

        def ask(some: Sequence[str]) -> list[NDArray[np.float16]]:
            return list(self._inner.encode(some))

        def vectors(some: Sequence[str]) -> NDArray[np.float16]:
            rows: list[NDArray[np.float16]] = _answered(
                some,
                self._cache,
                (VECTORS, vector_version(info)),
                ask=ask,
                pack=_packed_vectors,
                unpack=lambda blob: np.frombuffer(blob, dtype=_FLOAT16).astype(np.float16),
                on_done=self._on_done,
            )
            return np.stack(rows)

        # a piece at a time: all rows as objects of their own take three times the matrix
        starts = range(0, len(texts), _N_PER_STEP)
        return np.concatenate([vectors(texts[start : start + _N_PER_STEP]) for start in starts])


def vector_version(info: EncoderInfo) -> str:
    """What vectors of an encoder are kept under."""
    return digest(info.name, info.revision, info.sha256, str(info.n_dims))


def _packed_vectors(rows: Sequence[NDArray[np.float16]]) -> list[bytes | None]:
    # what is no number is not kept: the run refuses it, and the next one asks again
    return [row.astype(_FLOAT16).tobytes() if np.isfinite(row).all() else None for row in rows]


def _answered(
    texts: Sequence[str],
    cache: Cache,
    kept_under: tuple[str, str],
    *,
    ask: Callable[[Sequence[str]], list[T]],
    pack: Callable[[Sequence[T]], Sequence[bytes | None]],
    unpack: Callable[[bytes], T],
    on_done: Done,
) -> list[T]:
    """Answers in the order of the texts: known ones from the cache, the rest asked for and kept."""
    digests = [text_digest(text) for text in texts]
    found: dict[bytes, T] = {}
    wanted = sorted(set(digests))  # of neighbours in the cache's index, and no more blobs at once than one step's
    for start in range(0, len(wanted), _N_PER_STEP):
        known = cache.known(*kept_under, wanted[start : start + _N_PER_STEP])
        found.update((key, unpack(blob)) for key, blob in known.items())
    rest = {key: text for key, text in zip(digests, texts, strict=True) if key not in found}
    on_done(sum(key in found for key in digests))
    keys = list(rest)
    for start in range(0, len(keys), _N_PER_STEP):
        some = keys[start : start + _N_PER_STEP]
        said = ask([rest[key] for key in some])
        blobs = pack(said)
        cache.keep(*kept_under, {key: blob for key, blob in zip(some, blobs, strict=True) if blob is not None})
        found.update(zip(some, said, strict=True))
    return [found[key] for key in digests]
