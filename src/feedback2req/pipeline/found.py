"""From readings to themes: found anew or kept, and where each statement belongs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.past import Past
from feedback2req.domain.review import Review, standing
from feedback2req.domain.taxonomy import Disagreement
from feedback2req.domain.themes import Membership, ThemeModel
from feedback2req.pipeline.asked import Asked
from feedback2req.pipeline.read import Read
from feedback2req.ports import Encoder
from feedback2req.stages.assign import assign, steadied
from feedback2req.stages.cluster import cluster
from feedback2req.stages.compare import Lineage, lineage, shared_with
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.describe import unfit
from feedback2req.stages.fill import fill
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours
from feedback2req.stages.replay import Replayed, overruled, replay

EMERGING = 2
"""A theme between two rebuilds takes so many times the fewest customers of a theme."""

_FEWEST_NEW = 200
"""New statements from which on drift can be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Themes and membership.

    `base` are the themes as found, `model` those that people's decisions leave; `n_near_copies` is 0 where no text was
    compared with others; `rebuilt` says whether all themes were found anew, and `because` why; `disagreements` of a
    taxonomy with what was found are told when all themes are found anew.
    """

    base: ThemeModel
    model: ThemeModel
    membership: Membership
    replayed: Replayed
    lineage: Lineage | None
    n_near_copies: int
    rebuilt: bool
    because: str
    disagreements: tuple[Disagreement, ...] = ()


def find_themes(read: Read, asked: Asked, encoder: Encoder, *, models_digest: str, as_of: date | None) -> Found:
    """Keep the last themes where that was asked and nothing is against it; else find all anew."""
    reviews = standing(asked.reviews)
    against = _against_keeping(read, asked, models_digest, as_of)
    if against is None and asked.past is not None:
        base, copies = _kept(read, asked, asked.past)
        found = _placed(read, asked, encoder, base, copies, reviews, because="the last themes were kept")
        drift = _drift(read, found, asked.past, asked.config.rebuild_drift)
        if drift is None:
            return found
        against = drift
    everything = np.ones(len(read.channel), dtype=np.bool_)
    base, copies, differing = _anew(read, asked, everything, asked.past, encoder if asked.taxonomy else None)
    base = _with_decided(base, asked.past, reviews)
    found = _placed(read, asked, encoder, base, copies, reviews, because=against or "")
    return replace(found, rebuilt=True, disagreements=differing)


def _against_keeping(read: Read, asked: Asked, models_digest: str, as_of: date | None) -> str | None:
    past = asked.past
    if past is None:
        return "there are no themes yet"
    if not asked.keep_themes:
        return "a full rebuild was asked for"
    if past.models_digest != models_digest:
        return "the models are others"
    if past.config_digest != asked.config_digest():
        return "the config is another"
    age = timedelta(days=asked.config.rebuild_after_days)
    if as_of is not None and past.rebuilt_on is not None and as_of - past.rebuilt_on >= age:
        return f"the themes were last found anew on {past.rebuilt_on.isoformat()}"
    if len(read.statements) >= asked.config.rebuild_growth * past.n_rebuilt:
        return f"there are {len(read.statements)} statements, and there were {past.n_rebuilt}"
    return None


def _anew(
    read: Read, asked: Asked, taking_part: NDArray[np.bool_], past: Past | None, encoder: Encoder | None
) -> tuple[ThemeModel, int, tuple[Disagreement, ...]]:
    """Themes among the distinct texts that take part, under the keys of the last run; and how many near copies.

    With an encoder the themes of the taxonomy come first, and where it disagrees with what is found is told.
    """
    config = asked.config
    channel = np.where(taking_part, read.channel, 0).astype(np.int8)
    near = neighbours(read.embeddings, channel, n_neighbours=config.n_neighbours, corpus=read.channel)
    copies = dedupe(
        read.embeddings, near, read.grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap
    )
    clustering = cluster(
        read.embeddings,
        near,
        copies,
        channel,
        granularity=config.granularity,
        seed=config.seed,
        before=None if past is None else _before(read, past),
    )
    given: ThemeModel | None = None
    differing: tuple[Disagreement, ...] = ()
    if encoder is not None:
        filled = fill(
            asked.taxonomy, clustering, read.grouping, read.embeddings, copies, channel, near.kin, encoder=encoder
        )
        given = match(
            filled.taken,
            read.embeddings,
            copies,
            near.kin,
            last=None,
            config_digest=config.digest(),
            seed=config.seed,
        )
        given = replace(given, keys=tuple(theme.key for theme in filled.given))
        clustering, differing = filled.rest, filled.disagreements
        past = _without(past, {theme.key for theme in asked.taxonomy})
    shared = None
    if past is not None:
        rows = clustering.labels[read.grouping.text_of]
        shared = shared_with(past, read.statements, rows, len(clustering.channels))
    model = match(
        clustering,
        read.embeddings,
        copies,
        near.kin,
        last=past.model if past is not None else None,
        shared=shared,
        config_digest=config.digest(),
        seed=config.seed,
    )
    n_copies = int((copies.leaders != np.arange(len(channel))).sum())
    return model if given is None else given.joined(model), n_copies, differing


def _without(past: Past | None, keys: set[str]) -> Past | None:
    """The last run without some of its themes, so that nothing else takes over their keys."""
    if past is None:
        return None
    kept = np.array([t for t, key in enumerate(past.model.keys) if key not in keys], dtype=np.int64)
    return replace(past, model=past.model.only(kept))


def _before(read: Read, past: Past) -> NDArray[np.int64]:
    """The last theme of each distinct text, that of most of its statements; -1 where there was none."""
    column = {key: n for n, key in enumerate(past.model.keys)}
    votes: dict[int, Counter[int]] = {}
    for statement, row in zip(read.statements, read.grouping.text_of.tolist(), strict=True):
        key = past.members.get(statement.statement_id)
        if key in column:
            votes.setdefault(row, Counter())[column[key]] += 1
    before = np.full(len(read.channel), -1, dtype=np.int64)
    for row, of in votes.items():
        before[row] = min(of, key=lambda t: (-of[t], t))
    return before


def _kept(read: Read, asked: Asked, past: Past) -> tuple[ThemeModel, int]:
    """The last themes, and those that new statements make among what belongs to none of them."""
    placed = assign(read.vectors, read.channel_of_statements, read.asides, past.model)
    free = np.array([reason == "rare" for reason in placed.reasons], dtype=np.bool_)
    pool = np.zeros(len(read.channel), dtype=np.bool_)
    pool[read.grouping.text_of[free]] = True
    born, copies, _ = _anew(read, asked, pool, None, None)
    within = assign(read.vectors, np.where(free, read.channel_of_statements, 0).astype(np.int8), read.asides, born)
    kept = np.array(_emerging(read, within, past, born, asked), dtype=np.int64)
    return past.model.joined(born.only(kept)), copies


def _emerging(read: Read, within: Membership, past: Past, born: ThemeModel, asked: Asked) -> list[int]:
    """Themes that something new is behind: most of their statements, and enough customers to be no accident.

    What the last run left over had its chance among all texts; a small theme is found when all are found anew.
    """
    customers = {item.customer for item in read.items.values()}
    fewest = EMERGING * asked.config.fewest_customers(len(customers))
    people: list[set[str]] = [set() for _ in born.keys]
    new = [0] * len(born.keys)
    n_members = [0] * len(born.keys)
    for statement, t in zip(read.statements, within.themes.tolist(), strict=True):
        if t >= 0:
            people[t].add(read.items[statement.item_id].customer)
            new[t] += statement.statement_id not in past.unplaced
            n_members[t] += 1
    return [
        t
        for t, key in enumerate(born.keys)
        if len(people[t]) >= fewest and 2 * new[t] >= n_members[t] and key not in past.model.keys
    ]


def _rows_before(read: Read, past: Past, model: ThemeModel) -> NDArray[np.int64]:
    """The row in a model of the theme that each statement was in; -1 where there was none, or it is gone."""
    row = {key: n for n, key in enumerate(model.keys)}
    return np.array([row.get(past.members.get(s.statement_id, ""), -1) for s in read.statements], dtype=np.int64)


def _with_decided(base: ThemeModel, past: Past | None, reviews: tuple[Review, ...]) -> ThemeModel:
    """With the last themes that people decided about and that were not found again."""
    if past is None or past.model.encoder != base.encoder:
        return base
    named = {key for r in reviews for key in (r.target, r.value)}
    lost = [t for t, key in enumerate(past.model.keys) if key in named and key not in base.keys]
    return base.joined(past.model.only(np.array(lost, dtype=np.int64))) if lost else base


def _placed(
    read: Read,
    asked: Asked,
    encoder: Encoder,
    base: ThemeModel,
    copies: int,
    reviews: tuple[Review, ...],
    *,
    because: str,
) -> Found:
    """Membership of every statement after people's decisions, under themes that enough customers speak of.

    New themes of which nothing can be said are none.
    """
    vectors, channel = read.vectors, read.channel_of_statements
    customers = [read.items[s.item_id].customer for s in read.statements]
    n_customers = len({item.customer for item in read.items.values()})
    fewest, fewest_to_stay = asked.config.fewest_customers(n_customers), asked.config.fewest_to_stay(n_customers)
    as_found = assign(vectors, channel, read.asides, base)
    replayed = replay(reviews, base, as_found, read.statements, read.items, vectors, channel)
    stay = replayed.protected | {theme.key for theme in asked.taxonomy}
    known = set() if asked.past is None else set(asked.past.model.keys)
    labels = {} if asked.past is None else {theme.key: theme.label for theme in asked.past.themes}
    labels |= {theme.key: theme.name for theme in asked.taxonomy} | dict(replayed.names)
    model, told = replayed.model, known | stay
    while True:
        membership = assign(vectors, channel, read.asides, model)
        if asked.past is not None:
            membership = steadied(membership, vectors, channel, _rows_before(read, asked.past, model), model)
        membership = overruled(membership, replace(replayed, model=model))
        people: list[set[str]] = [set() for _ in model.keys]
        for t, customer in zip(membership.themes, customers, strict=True):
            if t >= 0:
                people[t].add(customer)
        asks = [1 if key in stay else fewest_to_stay if key in known else fewest for key in model.keys]
        enough = [len(p) >= n for n, p in zip(asks, people, strict=True)]
        if all(enough):
            if set(model.keys) <= told:
                break
            bad = unfit(
                model,
                membership,
                read.intents,
                read.statements,
                read.items,
                read.parses,
                read.points,
                encoder,
                among=set(model.keys) - told,
                labels=labels,
            )
            told |= set(model.keys)
            model = model.merged(bad.doubles)
            base = base.merged({old: new for old, new in bad.doubles.items() if {old, new} <= set(base.keys)})
            enough = [key not in bad.nameless for key in model.keys]
        model = model.only(np.flatnonzero(enough))
    dropped = set(replayed.model.keys) - set(model.keys)
    base = base.only(np.array([t for t, key in enumerate(base.keys) if key not in dropped], dtype=np.int64))
    traced = None
    if asked.past is not None:
        traced = lineage(asked.past, read.statements, membership.themes, model, base)
        model, base = _told(model, traced), _told(base, traced)
    return Found(
        base=base,
        model=model,
        membership=membership,
        replayed=replayed,
        lineage=traced,
        n_near_copies=copies,
        rebuilt=False,
        because=because,
    )


def _told(model: ThemeModel, traced: Lineage) -> ThemeModel:
    """With the last themes that each took in, for who asks for them by their old key."""
    taken: dict[str, set[str]] = {}
    for old, link in traced.merged.items():
        if link.n_known:  # a merge by hand stands in the model already, and is replayed anew each time
            taken.setdefault(link.key, set()).add(old)
    own = [tuple(sorted({*of, *taken.get(key, ())} - {key})) for key, of in zip(model.keys, model.lineage, strict=True)]
    return replace(model, lineage=tuple(own))


def _drift(read: Read, found: Found, past: Past, most: float) -> str | None:
    """Why the kept themes no longer fit what is new; None while they do."""
    before = len(past.members) + len(past.unplaced)
    new = lost = 0
    for statement, theme, reason in zip(
        read.statements, found.membership.themes, found.membership.reasons, strict=True
    ):
        if statement.statement_id in past.members or statement.statement_id in past.unplaced:
            continue
        new += theme >= 0 or reason == "rare"
        lost += reason == "rare"
    if new < _FEWEST_NEW or not before:
        return None
    now, then = lost / new, len(past.unplaced) / before
    if now - then <= most:
        return None
    return f"{now:.0%} of what is new belongs to no theme, and {then:.0%} did before"
