"""The stage: a theme model with its members in, themes with names out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.inflection import singular
from feedback2req.domain.parse import Parse
from feedback2req.domain.past import PastTheme
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, Theme, ThemeModel
from feedback2req.ports import Encoder
from feedback2req.stages.describe.candidates import Candidate, candidates, cases_of
from feedback2req.stages.describe.choice import Scored, by_meaning, normal, shortlist, unique_labels
from feedback2req.stages.describe.composed import composed
from feedback2req.stages.describe.exemplars import exemplars
from feedback2req.stages.describe.kinds import kind_of
from feedback2req.stages.describe.names import own_names, spread_names
from feedback2req.stages.describe.vocabulary import Vocabulary
from feedback2req.stages.describe.words import capital, is_readable

_LEFT = {"problem": "Other problems", "wish": "Other wishes", "question": "Other questions", "praise": "General praise"}
_SINGULARS = {"problem": "a problem", "wish": "a wish", "question": "a question", "praise": "praise"}


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
    *,
    past: Sequence[PastTheme] = (),
    names: Mapping[str, str] = MappingProxyType({}),
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
    past : sequence of PastTheme
        Themes as they were published last: those that live on keep their kind, label and criterion.
    names : mapping of theme key to label
        What people call themes: it goes before all else.

    Returns
    -------
    tuple of Theme
        In the order of the model; labels are unique.
    """
    members = _members(model, membership)
    before = {theme.key: theme for theme in past}
    by_statement: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        by_statement[point.statement].append(point)
    own_name, spread = own_names(items), spread_names(members, statements, items, parses)
    vocabulary = Vocabulary(statements, parses, own_name, spread - own_name)
    in_play = frozenset(i for i, s in enumerate(statements) if s.aside is None)
    cases = cases_of(points)
    kinds, lists = [], []
    for t, own in enumerate(members):
        weights = _weights(membership, own)
        kind = kind_of(readings.intents[grouping.text_of[own]], weights, int(model.channels[t]))
        kind = before[model.keys[t]].kind if model.keys[t] in before else kind
        said = candidates(kind, own, statements, items, parses, by_statement, vocabulary, cases)
        said = [*said, *composed(kind, said, own, by_statement, vocabulary)]
        kinds.append(kind)
        lists.append(shortlist(kind, said, own, in_play, vocabulary))
    vectors = embeddings.matrix.astype(np.float64)
    directions = model.directions()
    kept = {t: before[key] for t, key in enumerate(model.keys) if key in before}
    open_lists = [[] if t in kept else short for t, short in enumerate(lists)]
    taken = [*names.values(), *(theme.label for theme in kept.values())]
    labels = unique_labels(by_meaning(open_lists, directions, encoder.encode), kinds, model.keys, taken=taken)
    called = _names(labels, kinds, members, model.keys, vocabulary, taken=taken)
    called = [
        (names.get(key) or (kept[t].label if t in kept else own[0]), own[1])
        for t, (key, own) in enumerate(zip(model.keys, called, strict=True))
    ]
    neighbours = _nearest(directions)
    return tuple(
        Theme(
            key=model.keys[t],
            kind=kinds[t],
            label=called[t][0],
            criterion=kept[t].criterion if t in kept else _criterion(called[t][1], called, neighbours[t]),
            keyphrases=_keyphrases(labels[t], lists[t], config.max_keyphrases),
            exemplars=_exemplars(own, statements, items, grouping, vectors, directions[t], config.max_exemplars),
            members=tuple(own),
            merged_from=model.lineage[t],
        )
        for t, own in enumerate(members)
    )


def _members(model: ThemeModel, membership: Membership) -> list[list[int]]:
    members: list[list[int]] = [[] for _ in model.keys]
    for i, t in enumerate(membership.themes):
        if t >= 0:
            members[t].append(i)
    return members


def _weights(membership: Membership, own: list[int]) -> NDArray[np.float64]:
    return 0.1 + membership.strengths[own].astype(np.float64)


def _names(
    labels: Mapping[int, Candidate | None],
    kinds: Sequence[str],
    members: Sequence[Sequence[int]],
    keys: Sequence[str],
    vocabulary: Vocabulary,
    *,
    taken: Sequence[str],
) -> list[tuple[str, str]]:
    """Label and criterion of each theme, in the order of the themes.

    Where no phrase could be read it is the word that most members share, in the form of the kind.
    """
    used = {normal(text) for text in taken} | {normal(label.text) for label in labels.values() if label is not None}
    names = {t: (label.text, label.criterion) for t, label in labels.items() if label is not None}
    for t in sorted((t for t in labels if t not in names), key=lambda t: (-len(members[t]), keys[t])):
        names[t] = next(n for n in _fallbacks(kinds[t], members[t], vocabulary) if normal(n[0]) not in used)
        used.add(normal(names[t][0]))
    return [names[t] for t in range(len(keys))]


def _fallbacks(kind: str, own: Sequence[int], vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    shared = sorted(vocabulary.telling(own).items(), key=lambda p: (-p[1], p[0]))
    for word, n in shared:
        if n > 1 and len(word) > 2 and is_readable(word):
            text = {"problem": f"{word} problems", "question": f"questions about {word}"}.get(kind, word)
            yield capital(text), f"The customer speaks of “{word}”."
    for number in count(1):
        name = _LEFT[kind] + (f" ({number})" if number > 1 else "")
        yield name, f"The customer says what is read as {_SINGULARS[kind]} and fits no other theme."


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


def _keyphrases(label: Candidate | None, short: Sequence[Scored], n: int) -> tuple[str, ...]:
    """Things that members speak of, the label's first, none within another's words."""
    chosen: list[str] = []
    seen: list[frozenset[str]] = []
    ordered = [label] if label is not None else []
    for candidate in [*ordered, *(s.candidate for s in short)]:
        words = frozenset(singular(w) for w in candidate.thing.split())
        if not any(words <= other or other <= words for other in seen) and is_readable(candidate.thing):
            seen.append(words)
            chosen.append(candidate.thing)
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
