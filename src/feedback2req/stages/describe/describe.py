"""The stage: a theme model with its members in, themes with names out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, Theme, ThemeModel
from feedback2req.ports import Encoder
from feedback2req.stages.describe.candidates import Candidate, candidates
from feedback2req.stages.describe.choice import Scored, by_meaning, shortlist, unique_labels
from feedback2req.stages.describe.exemplars import exemplars
from feedback2req.stages.describe.kinds import kind_of
from feedback2req.stages.describe.vocabulary import Vocabulary


def describe(
    model: ThemeModel,
    membership: Membership,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    parses: Mapping[str, Parse],
    points: Sequence[Point],
    grouping: Grouping,
    readings: Readings,
    embeddings: Embeddings,
    encoder: Encoder,
    config: PipelineConfig,
) -> tuple[Theme, ...]:
    """Name every theme in its customers' own words.

    Labels are forms of what members ask for or report; they are chosen by how many members hold their words
    and how few others do, and by how near their meaning is to the theme and far from its neighbours.

    Parameters
    ----------
    model, membership : the theme model, and where statements belong in it
    points : sequence of Point
        What statements ask for or report.
    encoder : Encoder
        The one that made `embeddings`: candidate labels are compared with themes by meaning.

    Returns
    -------
    tuple of Theme
        In the order of the model; labels are unique.
    """
    members = _members(model, membership)
    by_statement: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        by_statement[point.statement].append(point)
    vocabulary = Vocabulary(statements, parses, _names(items))
    in_play = frozenset(i for i, s in enumerate(statements) if s.aside is None)
    kinds, lists = [], []
    for t, own in enumerate(members):
        kind = kind_of(
            readings.intents[grouping.text_of[own]], _weights(membership, own), int(model.channels[t])
        )
        said = candidates(kind, own, statements, items, parses, by_statement, vocabulary)
        kinds.append(kind)
        lists.append(shortlist(kind, said, own, in_play, vocabulary))
    vectors = embeddings.matrix.astype(np.float64)
    directions = model.directions()
    ordered = by_meaning(lists, directions, encoder.encode)
    labels = unique_labels(ordered, sorted(range(len(members)), key=lambda t: (-len(members[t]), model.keys[t])))
    names = [_name(labels[t], kinds[t], t, vocabulary, members[t]) for t in range(len(members))]
    names = _distinct([n for n, _ in names], model.keys, [c for _, c in names])
    neighbours = _nearest(directions)
    return tuple(
        Theme(
            key=model.keys[t],
            kind=kinds[t],
            label=names[t][0],
            criterion=_criterion(names[t][1], names, neighbours[t]),
            keyphrases=_keyphrases(lists[t], config.max_keyphrases),
            exemplars=_exemplars(own, statements, items, grouping, vectors, directions[t], config.max_exemplars),
            members=tuple(own),
            merged_from=model.lineage[t],
        )
        for t, own in enumerate(members)
    )


def _names(items: Mapping[str, FeedbackItem]) -> frozenset[str]:
    """Words of the products' names, each in both numbers."""
    words = {word for item in items.values() for word in item.product.casefold().split()}
    return frozenset(words | {f"{w}s" for w in words}) if len({i.product for i in items.values()}) == 1 else frozenset()


def _members(model: ThemeModel, membership: Membership) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in model.keys]
    for i, t in enumerate(membership.themes):
        if t >= 0:
            members[t].append(i)
    return members


def _weights(membership: Membership, own: list[int]) -> NDArray[np.float64]:
    return 0.1 + membership.strengths[own].astype(np.float64)


def _name(
    label: Candidate | None, kind: str, t: int, vocabulary: Vocabulary, own: list[int]
) -> tuple[str, str]:
    if label is not None:
        return label.text, label.criterion
    # no phrase could be read: the words most members share, in the form of the kind
    most = [lemma for lemma, _ in sorted(vocabulary.telling(own).items(), key=lambda p: (-p[1], p[0]))[:1]]
    word = most[0] if most else f"theme {t + 1}"
    text = {"problem": f"{word} problems", "wish": f"wishes about {word}", "question": f"questions about {word}"}.get(
        kind, word
    )
    return text[:1].upper() + text[1:], f"The customer speaks of {word}."


def _distinct(names: list[str], keys: Sequence[str], criteria: list[str]) -> list[tuple[str, str]]:
    """Names that are still equal get a number, the smaller theme key first: a label names one theme only."""
    count: dict[str, int] = defaultdict(int)
    out = list(zip(names, criteria, strict=True))
    for t in sorted(range(len(names)), key=lambda t: keys[t]):
        low = names[t].casefold()
        count[low] += 1
        if count[low] > 1:
            out[t] = (f"{names[t]} ({count[low]})", criteria[t])
    return out


def _nearest(directions: NDArray[np.float64]) -> list[int | None]:
    if len(directions) < 2:
        return [None] * len(directions)
    cosines = np.round(directions @ directions.T, 6)
    np.fill_diagonal(cosines, -2.0)
    return [int(i) for i in cosines.argmax(axis=1)]


def _criterion(criterion: str, names: list[tuple[str, str]], neighbour: int | None) -> str:
    if neighbour is None:
        return criterion
    return f"{criterion[:-1]}; its neighbour “{names[neighbour][0]}” is not meant."


def _keyphrases(short: Sequence[Scored], n: int) -> tuple[str, ...]:
    chosen: list[str] = []
    seen: set[frozenset[str]] = set()
    for scored in short:
        if scored.candidate.lemmas not in seen:
            seen.add(scored.candidate.lemmas)
            chosen.append(scored.candidate.text)
    return tuple(chosen[:n])


def _exemplars(
    own: list[int],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    grouping: Grouping,
    vectors: NDArray[np.float64],
    direction: NDArray[np.float64],
    n: int,
) -> tuple[str, ...]:
    chosen = exemplars(
        own,
        [statements[m].text for m in own],
        [items[statements[m].item_id].customer for m in own],
        vectors[grouping.text_of[own]],
        direction,
        n=n,
    )
    return tuple(statements[m].statement_id for m in chosen)
