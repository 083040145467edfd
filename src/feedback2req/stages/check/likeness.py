"""Which texts of a set say nearly the same: by words, or by vectors of an encoder that is passed in."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from feedback2req.stages.check.view import STORY, View

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_STOP = frozenset(
    "the a an shall must will should to of in on for by with and that is are be as at its it their i we want can able "
    "would like need my our this from into".split()
)
_NEGATIONS = frozenset("not never no cannot can't don't doesn't won't without neither nor".split())
_OPPOSITES = (
    ("dark", "light"), ("on", "off"), ("enabled", "disabled"), ("visible", "hidden"), ("shown", "hidden"),
    ("public", "private"), ("ascending", "descending"), ("optional", "mandatory"), ("optional", "required"),
    ("automatically", "manually"), ("online", "offline"), ("allowed", "forbidden"), ("first", "last"), ("open",
    "closed"),
    ("show", "hide"), ("enable", "disable"), ("allow", "prevent"), ("include", "exclude"), ("newest", "oldest"),
    ("expanded", "collapsed"), ("opt-in", "opt-out"), ("synchronous", "asynchronous"), ("portrait", "landscape"),
    ("allow", "deny"), ("accept", "reject"), ("permit", "prohibit"), ("keep", "delete"), ("left", "right"),
)  # fmt: skip
_OPPOSITE_OF: dict[str, set[str]] = {}
for _one, _other in _OPPOSITES:
    _OPPOSITE_OF.setdefault(_one, set()).add(_other)
    _OPPOSITE_OF.setdefault(_other, set()).add(_one)
_BLOCK = 200
_PARTNERS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a text says, reduced to what tells two texts apart.

    Attributes
    ----------
    words : tuple of str
        Folded words in order, articles and modal verbs left out.
    core : frozenset of str
        `words` without numbers, negations and words that have an opposite.
    poles : frozenset of str
        The words that have an opposite.
    negated : bool
        Whether the number of negations is odd.
    """

    words: tuple[str, ...]
    core: frozenset[str]
    poles: frozenset[str]
    numbers: tuple[str, ...]
    negated: bool


def content_of(view: View) -> Content:
    """Reduce a text; of a story, the means: the same wish of another role is the same thing to build."""
    start, end = view.asked
    found = [t.casefold() for t in _TOKEN.findall(view.text[start:end])]
    said = tuple(_stem(t) for t in found if t not in _STOP or t in _OPPOSITE_OF)
    core = [_stem(t) for t in found if not (_NUMBER.fullmatch(t) or t in _NEGATIONS or t in _STOP or t in _OPPOSITE_OF)]
    return Content(
        words=said,
        core=frozenset(core),
        poles=frozenset(t for t in found if t in _OPPOSITE_OF),
        numbers=tuple(t for t in found if _NUMBER.fullmatch(t)),
        negated=sum(t in _NEGATIONS for t in found) % 2 == 1,
    )


def opposed(one: Content, other: Content) -> tuple[str, str] | None:
    """The pair of opposites by which two texts differ, if it is all that they differ in among such words."""
    for word in sorted(one.poles - other.poles):
        for against in sorted(_OPPOSITE_OF[word] & (other.poles - one.poles)):
            return word, against
    return None


def pairs_by_words(contents: Sequence[Content], *, least: float, alike: bool) -> Iterator[tuple[int, int, float]]:
    """Pairs (i < j) whose cores overlap by at least `least`, as shared words over all words of the two, in [0, 1].

    `alike` asks for pairs that agree in numbers, negation and opposites; without it for those that do not.
    Of the partners of one text the first `_PARTNERS` are told: one is enough to look at the text again, and
    a thousand texts that differ in one number make half a million pairs.
    """
    sizes = np.array([len(c.core) for c in contents], dtype=np.float64)
    matrix = _occurrences(contents, sizes.astype(np.int64))
    marks = _numbered([(c.numbers, c.negated, c.poles) for c in contents])
    for first in range(0, len(contents), _BLOCK):
        shared = (matrix[first : first + _BLOCK] @ matrix.T).tocoo()
        j, i, both = shared.row + first, shared.col, shared.data
        overlap = both / (sizes[i] + sizes[j] - both)
        kept = np.flatnonzero((i < j) & (overlap >= least) & ((marks[i] == marks[j]) == alike))
        kept = kept[np.lexsort((i[kept], j[kept]))]
        of_text = j[kept]
        place = np.arange(len(kept)) - np.searchsorted(of_text, of_text, side="left")
        for k in kept[place < _PARTNERS]:
            yield int(i[k]), int(j[k]), float(overlap[k])


def _occurrences(contents: Sequence[Content], sizes: NDArray[np.int64]) -> csr_matrix:
    """Of shape (n_texts, n_words): 1 where a text has a word."""
    vocabulary = {word: i for i, word in enumerate(sorted({w for c in contents for w in c.core}))}
    columns = np.array([vocabulary[w] for c in contents for w in sorted(c.core)], dtype=np.int64)
    rows = np.repeat(np.arange(len(contents)), sizes)
    return csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(contents), max(len(vocabulary), 1)))


def _numbered(values: Sequence[Hashable]) -> NDArray[np.int64]:
    """Equal values get equal numbers."""
    number: dict[Hashable, int] = {}
    return np.array([number.setdefault(v, len(number)) for v in values], dtype=np.int64)


def pairs_by_vectors(vectors: NDArray[np.float16], *, least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs (i < j) of unit rows whose cosine is at least `least`."""
    rows = vectors.astype(np.float32)
    for first in range(0, len(rows), _BLOCK):
        cosine = rows[first : first + _BLOCK] @ rows.T
        for i, j in zip(*np.nonzero(cosine >= least), strict=True):
            if i + first < j:
                yield int(i) + first, int(j), float(cosine[i, j])


def asked_text(view: View) -> str:
    """What an encoder is given: a requirement as a whole, of a story the means."""
    start, end = view.asked
    return view.text[start:end] if view.kind == STORY else view.text


def _stem(word: str) -> str:
    """Plural and singular alike; no more, for a wrong stem makes two things one."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
