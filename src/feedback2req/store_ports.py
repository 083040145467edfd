"""What a store fills: one Protocol for each use of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.holding import Delivery, Erased, Holding, Outcome, Page, Record, Scope, SnapshotHead
from feedback2req.domain.past import Past, Told
from feedback2req.domain.review import Review
from feedback2req.domain.snapshot import Snapshot
from feedback2req.domain.taxonomy import GivenTheme

EVERYTHING = Scope()


class ItemStore(Protocol):
    """Items of products, as many imports brought them.

    Every method of a store raises `StoreNotUsable` when the store cannot be reached, read or written to.
    """

    def secret(self) -> str:
        """The key of the pseudonyms: made with the store, and the same as long as it lives."""
        ...

    def products(self) -> tuple[str, ...]:
        """Names of all products, sorted."""
        ...

    def keep(self, product: str, delivery: Delivery) -> Outcome:
        """Take in one import, in one transaction; the product is made when it is not there.

        What is held already stays as it is; an edited item replaces the one that is held, which is kept
        as a version.
        """
        ...

    def holding(self, product: str) -> Holding:
        """All items of a product; none for a product that nobody has heard of."""
        ...

    def find(self, product: str, external_id: str, *, source: str | None = None) -> tuple[FeedbackItem, ...]:
        """Items with an id that their source gave them, sorted by item id."""
        ...

    def versions(self, product: str, item_id: str) -> tuple[FeedbackItem, ...]:
        """What an item was before it was edited, oldest first."""
        ...


class Cache(Protocol):
    """Answers of models about the texts of one product, by the digest of the text.

    `version` names all that the answer depends on besides the text, so that one model never sees what
    another one said.
    """

    def known(self, kind: str, version: str, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is kept of these texts."""
        ...

    def keep(self, kind: str, version: str, answers: Mapping[bytes, bytes]) -> None:
        """Keep answers; what is kept already stays."""
        ...


class Publication(Protocol):
    """The right to publish the next snapshot of one product, held by one process at a time."""

    def publish(self, snapshot: Snapshot) -> str:
        """Write the snapshot, then make it the current one in one transaction; its id.

        Readers see the snapshot before or this one, never a mixture. A publication that is cut off leaves
        rows that nobody sees; the next one removes them.
        """
        ...


class SnapshotStore(Protocol):
    """Published snapshots of products."""

    def publication(self, product: str) -> AbstractContextManager[Publication]:
        """Hold the right to publish; the product is made when it is not there.

        Raises
        ------
        RerankRunning
            If another process, or another thread, holds it.
        """
        ...

    def past(self, product: str) -> Past | None:
        """What the next run has to know of the current snapshot; None before the first."""
        ...

    def heads(self, product: str) -> tuple[SnapshotHead, ...]:
        """All published snapshots of a product, newest first."""
        ...

    def told(self, product: str, snapshot_ids: Collection[str]) -> tuple[Told, ...]:
        """Standings and changes of published snapshots, oldest first; those that are none are left out."""
        ...


class ReviewStore(Protocol):
    """What people decided: append-only."""

    def reviews(self, product: str) -> tuple[Review, ...]:
        """All decisions in the order in which they were added."""
        ...

    def add(self, product: str, reviews: Sequence[Review]) -> int:
        """Add decisions; those whose id is there already are passed over. How many were added."""
        ...


class TaxonomyStore(Protocol):
    """The themes that the people of a product want kept."""

    def taxonomy(self, product: str) -> tuple[GivenTheme, ...]:
        """The themes last kept, in their order; none where there are none."""
        ...

    def keep(self, product: str, themes: Sequence[GivenTheme]) -> None:
        """Keep these in place of all before; none drops them."""
        ...


class Answers(Protocol):
    """The published answer about one product: the current snapshot of a store, or the folder of a run.

    Records have the form of ``result.json`` and ``statements.jsonl``. Every method raises `InputNotUsable`
    when nothing is published.
    """

    def head(self) -> SnapshotHead:
        """Which snapshot the answers are from."""
        ...

    def themes(
        self, scope: Scope = EVERYTHING, *, kinds: Collection[str] = (), top: int | None = None
    ) -> tuple[Record, ...]:
        """The first `top` themes: ranked ones, best first, then strengths.

        With a scope, `n_statements`, `n_items` and `n_customers` are counted inside it and themes that
        nobody speaks of there are left out; ranks and all other numbers stay those of the snapshot.
        """
        ...

    def theme(self, key: str) -> Record | None:
        """One theme; for a key that was merged into another ``{"key", "merged_into"}``; None if unknown."""
        ...

    def requirements(
        self,
        scope: Scope = EVERYTHING,
        *,
        themes: Collection[str] = (),
        statuses: Collection[str] = (),
        kinds: Collection[str] = (),
        top: int | None = None,
    ) -> tuple[Record, ...]:
        """The first `top` requirements, best first; with a scope, those of themes that somebody speaks of inside it."""
        ...

    def requirement(self, key: str) -> Record | None:
        """One requirement; None if unknown."""
        ...

    def statements(
        self, theme: str | None = None, scope: Scope = EVERYTHING, *, after: str | None = None, limit: int = 50
    ) -> Page:
        """Members of a theme, the surest first; without a theme all statements.

        Records are those of ``statements.jsonl`` with `external_id`, `source`, `product`, `url`,
        `received_at` and `rating` of their item.
        """
        ...

    def of_item(self, item_id: str) -> tuple[Record, ...]:
        """Statements of one item in its order."""
        ...

    def named(self, statement_ids: Collection[str]) -> tuple[Record, ...]:
        """Statements by their ids, in the order of the ids; unknown ones are left out."""
        ...

    def search(self, text: str, scope: Scope = EVERYTHING, *, limit: int = 20) -> tuple[Record, ...]:
        """Statements that hold all words of a text, as `statements` has them; those in themes first."""
        ...

    def changes(self) -> tuple[Record, ...] | None:
        """What moved since the snapshot before, as ``result.json`` tells it; None for a first snapshot."""
        ...


class AnswerStore(Protocol):
    """Published answers of all products of a store."""

    def answers(self, product: str, *, snapshot_id: str | None = None) -> Answers:
        """Answers of the current snapshot, or of another published one.

        Of older snapshots than the newest two, statements are no longer held.
        """
        ...


class Erasure(Protocol):
    """Forgets what must be forgotten, in every snapshot, and keeps no trace but numbers.

    Every method raises `RerankRunning` while a snapshot is being made of the product, and `InputNotUsable`
    for a product that is not there.
    """

    def forget(self, name: str, *, product: str | None = None) -> Erased:
        """Erase a customer, as the source names them or by pseudonym; of all products unless one is named."""
        ...

    def forget_older(self, day: date, *, product: str | None = None) -> Erased:
        """Erase items received before a day."""
        ...

    def withdraw(self, product: str, item_ids: Collection[str]) -> Erased:
        """Erase single items."""
        ...


class Store(Protocol):
    """One store, its parts by use."""

    @property
    def items(self) -> ItemStore:
        """Items and imports."""
        ...

    @property
    def snapshots(self) -> SnapshotStore:
        """Publication, and what the next run needs."""
        ...

    @property
    def answers(self) -> AnswerStore:
        """What is published."""
        ...

    @property
    def reviews(self) -> ReviewStore:
        """What people decided."""
        ...

    @property
    def taxonomies(self) -> TaxonomyStore:
        """Themes that people want kept."""
        ...

    @property
    def erasure(self) -> Erasure:
        """Forgetting."""
        ...

    def cache(self, product: str) -> Cache:
        """What models said of the texts of a product."""
        ...

    def close(self) -> None:
        """Let go of all connections; what was kept is on disk."""
        ...
