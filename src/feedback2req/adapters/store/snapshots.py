"""Snapshots: written under a number that nobody reads, then published by one flip of a pointer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.packing import (
    NO_THEME,
    deflated,
    inflated,
    packed_model,
    past_document,
    past_of,
    reason_of,
    statement_rows,
    told_of,
    unpacked_model,
)
from feedback2req.adapters.store.rows import N_PER_INSERT, insert_all, insert_new, make_product, now, product_id
from feedback2req.adapters.store.schema import merged_theme, product, requirement, run, statement, theme
from feedback2req.domain.holding import SnapshotHead
from feedback2req.domain.past import Past, Told
from feedback2req.domain.snapshot import Snapshot
from feedback2req.errors import RerankRunning, StoreNotUsable

RUNNING, PUBLISHED, FAILED = "running", "published", "failed"
RARE = "rare"
N_WITH_STATEMENTS = 2
"""Of how many snapshots, the newest ones, statements are held."""


# what answers need: the documents are large, and seldom wanted
_LIGHT: tuple[Column[Any], ...] = (
    run.c.id,
    run.c.product_id,
    run.c.snapshot_id,
    run.c.as_of,
    run.c.published_at,
    run.c.head,
    run.c.changes,
    run.c.has_statements,
)


class SqlSnapshots:
    """Fills the port `SnapshotStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def publication(self, product: str) -> Iterator[SqlPublication]:
        """Hold the right to publish for a product; what a run that died has left is removed first."""
        with self._database.write() as connection:
            number = make_product(connection, product)
        with self._database.reranking(number) as still_held:
            sweep(self._database, number)
            yield SqlPublication(self._database, number, still_held)

    def past(self, product: str) -> Past | None:
        """What the next run has to know of the current snapshot."""
        with self._database.read() as connection:
            found = current_run(connection, product)
            if found is None:
                return None
            blobs = connection.execute(select(run.c.past, run.c.model).where(run.c.id == found.id)).one()
            document = inflated(blobs.past)
            members = connection.execute(
                select(statement.c.statement_id, statement.c.theme).where(
                    statement.c.run_id == found.id, statement.c.theme != NO_THEME
                )
            )
            keys = document["keys"]
            of = {statement_id: keys[number] for statement_id, number in members}
            loose = connection.execute(
                select(statement.c.statement_id, statement.c.rest).where(
                    statement.c.run_id == found.id, statement.c.theme == NO_THEME, statement.c.rest.contains(RARE)
                )
            )
            unplaced = frozenset(statement_id for statement_id, rest in loose if reason_of(rest) == RARE)
            return past_of(document, unpacked_model(blobs.model), of, unplaced)

    def heads(self, product: str) -> tuple[SnapshotHead, ...]:
        """All published snapshots of a product, newest first."""
        with self._database.read() as connection:
            query = select(*_LIGHT).where(
                run.c.product_id == product_id(connection, product), run.c.status == PUBLISHED
            )
            rows = connection.execute(query.order_by(run.c.id.desc()))
            return tuple(head_of(row, product) for row in rows)

    def told(self, product: str, snapshot_ids: Collection[str]) -> tuple[Told, ...]:
        """Standings and changes of published snapshots, oldest first."""
        with self._database.read() as connection:
            of_product = (run.c.product_id == product_id(connection, product), run.c.status == PUBLISHED)
            known = connection.execute(select(run.c.id, run.c.snapshot_id).where(*of_product).order_by(run.c.id)).all()
            query = select(run.c.snapshot_id, run.c.past, run.c.changes)
            # one at a time: the documents are large
            rows = (
                connection.execute(query.where(run.c.id == one.id)).one()
                for one in known
                if one.snapshot_id in snapshot_ids
            )
            return tuple(told_of(inflated(row.past), row.snapshot_id, row.changes) for row in rows)


class SqlPublication:
    """Fills the port `Publication`."""

    def __init__(self, database: Database, product_id: int, still_held: Callable[[], None]) -> None:
        self._database = database
        self._product_id = product_id
        self._still_held = still_held

    def publish(self, snapshot: Snapshot) -> str:
        """Write the snapshot in pieces, then flip the pointer; the snapshot's id."""
        result = json.loads(ResultJson().render(snapshot))
        snapshot_id = f"snap-{secrets.token_hex(8)}"
        run_id = self._begin(snapshot, result, snapshot_id)
        rows = statement_rows(snapshot, run_id)
        while some := list(islice(rows, N_PER_INSERT)):
            with self._database.write() as connection:
                insert_all(connection, statement, some)
        self._still_held()
        self._flip(snapshot, run_id)
        # the snapshot is published: what cannot be tidied up now is tidied up by the next publication
        with suppress(StoreNotUsable):
            sweep(self._database, self._product_id)
            self._database.analyze()
        return snapshot_id

    def _begin(self, snapshot: Snapshot, result: dict[str, Any], snapshot_id: str) -> int:
        number_of = {key: number for number, key in enumerate(snapshot.theme_model.keys)}
        with self._database.write() as connection:
            run_id = int(
                connection.execute(
                    insert(run)
                    .values(
                        product_id=self._product_id,
                        snapshot_id=snapshot_id,
                        status=RUNNING,
                        started_at=now(),
                        as_of=result["snapshot"]["as_of"],
                        head=result["snapshot"],
                        changes=result["changes"],
                        result=deflated(result),
                        past=deflated(past_document(snapshot)),
                        model=packed_model(snapshot.base_model),
                        has_statements=1,
                    )
                    .returning(run.c.id)
                ).scalar_one()
            )
            themes: list[dict[str, object]] = [
                {
                    "run_id": run_id,
                    "position": position,
                    "number": number_of[record["key"]],
                    "key": record["key"],
                    "kind": record["kind"],
                    "record": record,
                }
                for position, record in enumerate((*result["themes"], *result["strengths"]))
            ]
            insert_all(connection, theme, themes)
            requirements: list[dict[str, object]] = [
                {
                    "run_id": run_id,
                    "position": position,
                    **{name: record[name] for name in ("key", "theme", "kind", "status")},
                    "record": record,
                }
                for position, record in enumerate(result["requirements"])
            ]
            insert_all(connection, requirement, requirements)
        return run_id

    def _flip(self, snapshot: Snapshot, run_id: int) -> None:
        """Publish in one transaction."""
        with self._database.write() as connection:
            published = connection.execute(
                update(run)
                .where(run.c.id == run_id, run.c.status == RUNNING)
                .values(status=PUBLISHED, published_at=now())
            )
            if published.rowcount != 1:
                # the lock was lost with its connection, and the next run has swept this one away
                raise RerankRunning(
                    "another re-rank has begun, because this one lost its connection",
                    remedy="nothing of this one was published; run it again if the other one does not do",
                )
            connection.execute(update(product).where(product.c.id == self._product_id).values(current_run_id=run_id))
            _remember_merges(connection, self._product_id, snapshot)


def _remember_merges(connection: Connection, number: int, snapshot: Snapshot) -> None:
    """Keys that live on in another theme: they are asked for long after the theme has gone."""
    model = snapshot.theme_model
    merged = {old: key for key, olds in zip(model.keys, model.lineage, strict=True) for old in olds}
    for ranked in (*snapshot.themes, *snapshot.strengths):
        merged.update(dict.fromkeys(ranked.theme.merged_from, ranked.key))
    # a key that is alive is no merged one, whatever its lineage says
    gone = {old: key for old, key in merged.items() if old not in model.keys and old != key}
    connection.execute(
        delete(merged_theme).where(merged_theme.c.product_id == number, merged_theme.c.key.in_([*gone, *model.keys]))
    )
    rows = [{"product_id": number, "key": old, "merged_into": key} for old, key in sorted(gone.items())]
    if rows:
        connection.execute(insert_new(connection, merged_theme), rows)


def sweep(database: Database, number: int) -> int:
    """Remove what runs that died have written, and statements of old snapshots; how many runs were removed.

    Only for the holder of the right to publish: a run that is at work looks like one that died.
    """
    of_product = run.c.product_id == number
    with database.read() as connection:
        is_any_dead = select(run.c.id).where(of_product, run.c.status.in_((RUNNING, FAILED))).limit(1)
        dead = list(connection.execute(is_any_dead).scalars())
        query = select(run.c.id).where(of_product, run.c.status == PUBLISHED, run.c.has_statements == 1)
        with_statements = list(connection.execute(query.order_by(run.c.id.desc())).scalars())
    if dead:
        with database.write() as connection:
            # the server may still be at the last commit of a process that was killed: what that commit publishes
            # is no longer running when this statement comes to it
            connection.execute(update(run).where(of_product, run.c.status == RUNNING).values(status=FAILED))
            dead = list(connection.execute(select(run.c.id).where(of_product, run.c.status == FAILED)).scalars())
    for run_id in (*dead, *with_statements[N_WITH_STATEMENTS:]):
        _remove_statements(database, run_id)
    return sum(_remove_run(database, run_id) for run_id in dead)


def _remove_run(database: Database, run_id: int) -> bool:
    """Remove a run whose statements are gone; False if such a last commit has just added some: the next sweep."""
    try:
        with database.write() as connection:
            for table in (theme, requirement):
                connection.execute(delete(table).where(table.c.run_id == run_id))
            connection.execute(delete(run).where(run.c.id == run_id))
    except IntegrityError:
        return False
    return True


def _remove_statements(database: Database, run_id: int) -> None:
    """Theme by theme, so that nobody waits long for the lock."""
    with database.read() as connection:
        numbers = list(
            connection.execute(select(statement.c.theme).where(statement.c.run_id == run_id).distinct()).scalars()
        )
    for number in numbers:
        with database.write() as connection:
            connection.execute(delete(statement).where(statement.c.run_id == run_id, statement.c.theme == number))
    with database.write() as connection:
        connection.execute(update(run).where(run.c.id == run_id).values(has_statements=0))


def current_run(connection: Connection, name: str, snapshot_id: str | None = None) -> Row[Any] | None:
    """The row of the current snapshot, or of another published one; None when there is none."""
    query = (
        select(*_LIGHT)
        .join(product, product.c.id == run.c.product_id)
        .where(product.c.id == product_id(connection, name), run.c.status == PUBLISHED)
    )
    if snapshot_id is None:
        query = query.where(run.c.id == product.c.current_run_id)
    else:
        query = query.where(run.c.snapshot_id == snapshot_id)
    return connection.execute(query).one_or_none()


def head_of(row: Row[Any], name: str) -> SnapshotHead:
    """The head of a snapshot, from its row."""
    return SnapshotHead(
        snapshot_id=row.snapshot_id,
        product=name,
        as_of=None if row.as_of is None else date.fromisoformat(row.as_of),
        published_at=row.published_at,
        record=row.head,
    )
