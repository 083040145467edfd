"""What a run has to know of the run before it: keys, names, members and standings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import Change, RankedTheme, Snapshot
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Area, ThemeModel


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTheme:
    """A theme as it was published; `rank` is None for a strength."""

    key: str
    kind: str
    label: str
    criterion: str
    rank: int | None
    n_customers: int
    n_accounts: int
    n_statements: int
    sentiment: float

    @classmethod
    def of(cls, one: RankedTheme, statements: Sequence[Statement], items: Mapping[str, FeedbackItem]) -> Self:
        """As it is published with these statements and items."""
        accounts = {items[statements[m].item_id].account for m in one.theme.members}
        return cls(
            key=one.key,
            kind=one.kind,
            label=one.label,
            criterion=one.theme.criterion,
            rank=one.standing.priority.rank if one.standing.priority is not None else None,
            n_customers=one.n_customers,
            n_accounts=len(accounts - {None}),
            n_statements=one.standing.n_statements,
            sentiment=one.standing.sentiment.value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """How the themes of one snapshot stood.

    Attributes
    ----------
    as_of : date or None
        The day it counted from.
    themes : tuple of PastTheme
        Ranked ones, best first, and strengths.
    weights : mapping of str to float
        Of the ranking.
    """

    as_of: date | None
    themes: tuple[PastTheme, ...]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Standings):
    """A snapshot as it is told long after: its standings, and what had moved since the one before.

    `changes` are None for a first snapshot.
    """

    snapshot_id: str
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past(Standings):
    """The last snapshot, as far as the next one builds on it.

    Attributes
    ----------
    rebuilt_on : date or None
        The day that the last full rebuild of the themes counted from.
    n_rebuilt : int
        How many statements there were at that rebuild.
    models_digest, config_digest : str
        Those of the snapshot: themes are only kept as they are under the same models and knobs.
    model : ThemeModel
        The themes as found, before people's decisions: those are replayed anew on every run.
    members : mapping of str to str
        Statement id to the key of its theme, for statements that have one.
    unplaced : frozenset of str
        Ids of the statements that took part and had no theme.
    requirements : tuple of Requirement
        As published, with the status that people gave them.
    areas : tuple of Area
        Over the themes, which the next areas take their keys from.
    """

    rebuilt_on: date | None
    n_rebuilt: int
    models_digest: str
    config_digest: str
    model: ThemeModel
    members: Mapping[str, str]
    unplaced: frozenset[str]
    requirements: tuple[Requirement, ...]
    areas: tuple[Area, ...] = ()

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """What the next run has to know of a snapshot."""
        by_id = {item.item_id: item for item in snapshot.items}
        placed = list(zip(snapshot.statements, snapshot.membership.themes.tolist(), strict=True))
        reasons = zip(snapshot.statements, snapshot.membership.reasons, strict=True)
        return cls(
            as_of=snapshot.as_of,
            rebuilt_on=snapshot.rebuilt_on,
            n_rebuilt=snapshot.n_rebuilt,
            models_digest=snapshot.digests["models"],
            config_digest=snapshot.digests["config"],
            model=snapshot.base_model,
            themes=tuple(
                PastTheme.of(one, snapshot.statements, by_id) for one in (*snapshot.themes, *snapshot.strengths)
            ),
            members={s.statement_id: snapshot.theme_model.keys[t] for s, t in placed if t >= 0},
            unplaced=frozenset(s.statement_id for s, reason in reasons if reason == "rare"),
            weights=dict(snapshot.ranking.weights),
            requirements=snapshot.requirements,
            areas=snapshot.areas,
        )
