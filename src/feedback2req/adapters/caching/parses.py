"""Parses as bytes, small and quick to read."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.parse import Parse

FORMAT = "1"
"""Part of the version that parses are kept under: another form is another answer."""

_HEADER = struct.Struct("<BIII")  # width of numbers in bytes; tokens; sentences; bytes of numbers
_TYPES: dict[int, np.dtype[Any]] = {1: np.dtype("i1"), 2: np.dtype("<i2"), 4: np.dtype("<i4")}
_TAGS = (
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SPACE SYM VERB X ROOT acl acomp advcl advmod "
    "agent amod appos attr aux auxpass case cc ccomp compound conj csubj dative dep det dobj expl intj mark meta neg "
    "nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj predet prep prt punct quantmod relcl "
    "xcomp be the a I it to and app not have do you my of in for this that use , ."
)
# what nearly every parse holds: deflate finds it without having seen it
_DICTIONARY = "\0".join(_TAGS.split()).encode()


def packed(parse: Parse) -> bytes | None:
    """The parse as bytes; None for one whose strings hold a NUL, which separates them."""
    strings = "\0".join(chain(parse.lemmas, parse.pos, parse.relations))
    n = len(parse)
    if strings.count("\0") != max(3 * n - 1, 0):
        return None
    # as they are, and not as differences: reading is what has to be quick
    numbers = np.concatenate([parse.starts, parse.ends, parse.heads, parse.sentences])
    width = _width(numbers)
    raw = numbers.astype(_TYPES[width]).tobytes()
    header = _HEADER.pack(width, n, len(parse.sentences), len(raw))
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15, zdict=_DICTIONARY)
    return header + deflate.compress(raw + strings.encode("utf-8", "surrogatepass")) + deflate.flush()


def unpacked(blob: bytes) -> Parse:
    """The parse that `packed` was given, to the last bit."""
    width, n, n_sentences, n_bytes = _HEADER.unpack_from(blob)
    inflate = zlib.decompressobj(-15, zdict=_DICTIONARY)
    raw = inflate.decompress(blob[_HEADER.size :])
    numbers = np.frombuffer(raw, dtype=_TYPES[width], count=3 * n + n_sentences).astype(np.int32)
    strings = raw[n_bytes:].decode("utf-8", "surrogatepass").split("\0") if n else []
    return Parse(
        starts=numbers[:n],
        ends=numbers[n : 2 * n],
        lemmas=tuple(map(intern, strings[:n])),
        pos=_tags("\0".join(strings[n : 2 * n])) if n else (),
        relations=_tags("\0".join(strings[2 * n :])) if n else (),
        heads=numbers[2 * n : 3 * n],
        sentences=numbers[3 * n :],
    )


@lru_cache(maxsize=10_000)
def _tags(joined: str) -> tuple[str, ...]:
    """Tags of one text; short texts share theirs."""
    return tuple(map(intern, joined.split("\0")))


def _width(numbers: NDArray[np.int32]) -> int:
    if not len(numbers):
        return 1
    low, high = int(numbers.min()), int(numbers.max())
    return next(w for w in (1, 2, 4) if np.iinfo(_TYPES[w]).min <= low and high <= np.iinfo(_TYPES[w]).max)
