"""A port that asks a cache first says what the port alone says, to the bit."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from feedback2req.adapters.caching.parses import packed, unpacked
from feedback2req.adapters.caching.ports import CachedEncoder, CachedParser, CachedReader
from feedback2req.domain.parse import Parse
from feedback2req.domain.readings import EncoderInfo
from feedback2req.pipeline import Tools

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "messenger" / "reviews.csv"


class Memory:
    """A cache of this test's own, which counts what it is asked for."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[bytes, bytes]] = {}

    def known(self, kind: str, version: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        kept = self.kept.get((kind, version), {})
        return {key: kept[key] for key in digests if key in kept}

    def keep(self, kind: str, version: str, answers: Mapping[bytes, bytes]) -> None:
        self.kept.setdefault((kind, version), {}).update(answers)


class Counting:
    """Asks the real tools, and counts the texts."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401
        self.inner = inner
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        found = getattr(self.inner, name)
        if name not in ("parse", "cut", "read", "encode"):
            return found

        def ask(texts: Sequence[str]) -> Any:  # noqa: ANN401
            self.asked += texts
            return found(texts)

        return ask


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        found = [row["text"] for row in csv.DictReader(stream)]
    return ["", "👍", "no\xa0break\u2028line", *found[:20]]


def same(one: object, other: object) -> None:
    for field in fields(one):  # type: ignore[arg-type]
        left, right = getattr(one, field.name), getattr(other, field.name)
        if isinstance(left, np.ndarray):
            assert (left.dtype, left.shape) == (right.dtype, right.shape), field.name
            np.testing.assert_array_equal(left, right)
        else:
            assert left == right, field.name


@pytest.mark.parametrize("split", [0, 9])
def test_parses_cuts_and_readings_are_those_of_the_model(tools: Tools, texts: list[str], split: int) -> None:
    memory, parser, reader = Memory(), Counting(tools.parser), Counting(tools.reader)
    fresh = (tools.parser.parse(texts), tools.reader.cut(texts), tools.reader.read(texts))
    for some in (texts[:split], texts, texts):
        cached_parser, cached_reader = CachedParser(parser, memory, version="1"), CachedReader(reader, memory)
        found = (cached_parser.parse(some), cached_reader.cut(some), cached_reader.read(some))
    for one, other in zip([*found[0], *found[1], found[2]], [*fresh[0], *fresh[1], fresh[2]], strict=True):
        same(one, other)
    assert parser.asked == [*texts[:split], *texts[split:]]
    assert len(reader.asked) == 2 * len(texts)
    assert cached_reader.version == tools.reader.version


def test_vectors_are_those_of_the_model(tools: Tools, texts: list[str]) -> None:
    memory, encoder = Memory(), Counting(tools.encoder)
    some = texts[3:9]
    fresh = tools.encoder.encode(some)
    for wanted in (some[2:4], some, some):
        found = CachedEncoder(encoder, memory).encode(wanted)
    assert found.dtype == np.float16
    np.testing.assert_array_equal(found, fresh)
    assert encoder.asked == [*some[2:4], *some[:2], *some[4:]]
    assert CachedEncoder(encoder, memory).encode([]).shape == (0, tools.encoder.info.n_dims)


class TwoWords:
    """An encoder of two numbers a text; `revision` tells two of them apart."""

    def __init__(self, revision: str, first: float = 1.0) -> None:
        self.info = EncoderInfo(name="two", revision=revision, sha256="0", n_dims=2)
        self.first = first

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        return np.array([[self.first, len(text)] for text in texts], dtype=np.float16).reshape(-1, 2)


def test_one_model_never_sees_what_another_one_said() -> None:
    memory = Memory()
    CachedEncoder(TwoWords("1"), memory).encode(["a"])
    assert CachedEncoder(TwoWords("2", first=2.0), memory).encode(["a"]).tolist() == [[2.0, 1.0]]
    assert CachedEncoder(TwoWords("1", first=3.0), memory).encode(["a"]).tolist() == [[1.0, 1.0]]


def test_values_that_are_no_numbers_are_not_kept() -> None:
    memory = Memory()
    assert np.isnan(CachedEncoder(TwoWords("1", first=float("nan")), memory).encode(["a"])[0, 0])
    assert CachedEncoder(TwoWords("1"), memory).encode(["a"]).tolist() == [[1.0, 1.0]]


def test_a_text_that_comes_twice_is_asked_for_once() -> None:
    encoder = Counting(TwoWords("1"))
    found = CachedEncoder(encoder, Memory()).encode(["b", "a", "b"])
    assert found[:, 1].tolist() == [1.0, 1.0, 1.0]
    assert encoder.asked == ["b", "a"]


tokens = st.lists(
    st.tuples(st.text(st.characters(exclude_characters="\0"), max_size=5), st.sampled_from(["NOUN", "VERB", "été"])),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(tokens, st.integers(0, 2**31 - 1), st.integers(1, 100_000))
def test_a_parse_is_the_same_after_it_was_packed(words: list[tuple[str, str]], seed: int, reach: int) -> None:
    n, random = len(words), np.random.default_rng(seed)
    parse = Parse(
        starts=np.sort(random.integers(0, reach, n, dtype=np.int32)),
        ends=np.sort(random.integers(0, reach, n, dtype=np.int32)),
        lemmas=tuple(word for word, _ in words),
        pos=tuple(tag for _, tag in words),
        relations=tuple(tag.lower() for _, tag in words),
        heads=random.integers(0, max(n, 1), n, dtype=np.int32),
        sentences=np.array([0, n], dtype=np.int32),
    )
    blob = packed(parse)
    assert blob is not None
    same(unpacked(blob), parse)


def test_a_parse_with_the_separator_in_a_word_is_not_kept() -> None:
    none = np.zeros(1, dtype=np.int32)
    parse = Parse(starts=none, ends=none, lemmas=("a\0b",), pos=("X",), relations=("dep",), heads=none, sentences=none)
    assert packed(parse) is None
    assert packed(replace(parse, lemmas=("ab",))) is not None
