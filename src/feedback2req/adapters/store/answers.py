"""The published answer, read from the snapshot that the pointer names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    Text,
    and_,
    case,
    func,
    select,
    tuple_,
    type_coerce,
)

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.packing import NO_THEME, statement_record
from feedback2req.adapters.store.rows import storable
from feedback2req.adapters.store.schema import item, merged_theme, requirement, run, statement, theme
from feedback2req.adapters.store.snapshots import current_run, head_of
from feedback2req.domain.holding import Page, Record, Scope, SnapshotHead
from feedback2req.domain.identity import folded
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.store_ports import EVERYTHING

_OF_ITEM = (item.c.external_id, item.c.source, item.c.product, item.c.url, item.c.received_at, item.c.rating)


class SqlAnswerStore:
    """Fills the port `AnswerStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answers(self, product: str, *, snapshot_id: str | None = None) -> SqlAnswers:
        """Answers of the current snapshot, or of another published one."""
        return SqlAnswers(self._database, product, snapshot_id)


class SqlAnswers:
    """Fills the port `Answers`: each method sees one snapshot whole, also while the next one is published."""

    def __init__(self, database: Database, product: str, snapshot_id: str | None = None) -> None:
        self._database = database
        self._product = product
        self._snapshot_id = snapshot_id

    def head(self) -> SnapshotHead:
        """Which snapshot the answers are from."""
        with self._opened() as (_, found):
            return head_of(found, self._product)

    def themes(
        self, scope: Scope = EVERYTHING, *, kinds: Collection[str] = (), top: int | None = None
    ) -> tuple[Record, ...]:
        """Ranked themes, best first, then strengths."""
        with self._opened() as (connection, found):
            query = select(_text(theme), theme.c.number).where(theme.c.run_id == found.id).order_by(theme.c.position)
            if kinds:
                query = query.where(theme.c.kind.in_(kinds))
            if scope.is_all:
                return _parsed(connection.execute(query.limit(top)).scalars())
            counted = self._counted(connection, found, scope)
            rows = [row for row in connection.execute(query) if row.number in counted][:top]
            counts = [counted[row.number] for row in rows]
            return tuple({**record, **n} for record, n in zip(_parsed(row[0] for row in rows), counts, strict=True))

    def theme(self, key: str) -> Record | None:
        """One theme; where a merged one went; None if unknown."""
        with self._opened() as (connection, found):
            record = connection.execute(
                select(theme.c.record).where(theme.c.run_id == found.id, theme.c.key == key)
            ).scalar()
            if record is not None:
                return dict(record)
            into = _merged_into(connection, found.product_id, key)
            return None if into is None else {"key": key, "merged_into": into}

    def requirements(
        self,
        scope: Scope = EVERYTHING,
        *,
        themes: Collection[str] = (),
        statuses: Collection[str] = (),
        kinds: Collection[str] = (),
        top: int | None = None,
    ) -> tuple[Record, ...]:
        """Requirements, best first."""
        with self._opened() as (connection, found):
            query = select(_text(requirement)).where(requirement.c.run_id == found.id).order_by(requirement.c.position)
            for column, wanted in (("theme", themes), ("status", statuses), ("kind", kinds)):
                if wanted:
                    query = query.where(requirement.c[column].in_(wanted))
            if not scope.is_all:
                numbers = list(self._counted(connection, found, scope))
                spoken = select(theme.c.key).where(theme.c.run_id == found.id, theme.c.number.in_(numbers))
                query = query.where(requirement.c.theme.in_(spoken))
            return _parsed(connection.execute(query.limit(top)).scalars())

    def requirement(self, key: str) -> Record | None:
        """One requirement; None if unknown."""
        with self._opened() as (connection, found):
            query = select(requirement.c.record).where(requirement.c.run_id == found.id, requirement.c.key == key)
            return connection.execute(query).scalar()

    def statements(
        self,
        theme: str | None = None,
        scope: Scope = EVERYTHING,
        *,
        after: str | None = None,
        limit: int = 50,
    ) -> Page:
        """Members of a theme, the surest first; without a theme all statements."""
        with self._opened() as (connection, found):
            query = _statements(found.id, scope).order_by(statement.c.theme, statement.c.place)
            keys = _keys(connection, found.id)
            if theme is not None:
                numbers = [number for number, key in keys.items() if key == theme]
                query = query.where(statement.c.theme.in_(numbers))
            if after is not None:
                query = query.where(tuple_(statement.c.theme, statement.c.place) > tuple_(*_place(after)))
            rows = connection.execute(query.limit(limit + 1)).all()
            shown = rows[:limit]
            last = f"{shown[-1].theme}.{shown[-1].place}" if len(rows) > limit else None
            return Page(records=tuple(_records(shown, keys)), next=last)

    def of_item(self, item_id: str) -> tuple[Record, ...]:
        """Statements of one item in its order."""
        with self._opened() as (connection, found):
            query = _statements(found.id, EVERYTHING).where(statement.c.item_id == storable(item_id))
            rows = connection.execute(query.order_by(statement.c.start)).all()
            return tuple(_records(rows, _keys(connection, found.id)))

    def named(self, statement_ids: Collection[str]) -> tuple[Record, ...]:
        """Statements by their ids, in the order of the ids; unknown ones are left out."""
        with self._opened() as (connection, found):
            query = _statements(found.id, EVERYTHING).where(statement.c.statement_id.in_(set(statement_ids)))
            rows = connection.execute(query).all()
            by_id = {record["statement_id"]: record for record in _records(rows, _keys(connection, found.id))}
            return tuple(by_id[one] for one in statement_ids if one in by_id)

    def search(self, text: str, scope: Scope = EVERYTHING, *, limit: int = 20) -> tuple[Record, ...]:
        """Statements that hold all words of a text; those in themes first, the surest first."""
        with self._opened() as (connection, found):
            query = _statements(found.id, scope)
            for word in folded(storable(text)).split():
                query = query.where(func.lower(statement.c.text).contains(word, autoescape=True))
            in_none = case((statement.c.theme == NO_THEME, 1), else_=0)
            query = query.order_by(in_none, statement.c.place, statement.c.statement_id).limit(limit)
            return tuple(_records(connection.execute(query).all(), _keys(connection, found.id)))

    def changes(self) -> tuple[Record, ...] | None:
        """What moved since the snapshot before."""
        with self._opened() as (_, found):
            return None if found.changes is None else tuple(found.changes)

    def _opened(self) -> AbstractContextManager[tuple[Connection, Row[Any]]]:
        return opened(self._database, self._product, self._snapshot_id)

    def _counted(self, connection: Connection, found: Row[Any], scope: Scope) -> dict[int, dict[str, int]]:
        """Statements, items and customers of each theme inside a scope."""
        if not found.has_statements:
            raise InputNotUsable(
                "the statements of this snapshot are no longer held",
                remedy="ask the newest one, or leave the filters out",
            )
        customer = func.coalesce("account:" + item.c.account, "author:" + item.c.author, "item:" + item.c.item_id)
        query = (
            select(
                statement.c.theme,
                func.count().label("n_statements"),
                func.count(statement.c.item_id.distinct()).label("n_items"),
                func.count(customer.distinct()).label("n_customers"),
            )
            .join(item, _same_item(found.product_id))
            .where(statement.c.run_id == found.id, statement.c.theme != NO_THEME, *_inside(scope))
            .group_by(statement.c.theme)
        )
        return {row.theme: {n: row._mapping[n] for n in _COUNTS} for row in connection.execute(query)}


@contextmanager
def opened(database: Database, product: str, snapshot_id: str | None) -> Iterator[tuple[Connection, Row[Any]]]:
    """A connection that sees one published snapshot, the current one if none is named, and its row.

    Raises
    ------
    InputNotUsable
        If there is none.
    """
    with database.read() as connection:
        found = current_run(connection, product, snapshot_id)
        if found is None:
            raise InputNotUsable(
                f"nothing is published for the product {printable(product)!r}"
                if snapshot_id is None
                else f"there is no snapshot {printable(snapshot_id)!r}",
                where=database.place,
                remedy="publish a snapshot: feedback2req rerank --store URL",
            )
        yield connection, found


_COUNTS = ("n_statements", "n_items", "n_customers")


def _text(table: Table) -> ColumnElement[str]:
    """The records of a table as they are kept."""
    return type_coerce(table.c.record, Text)


def _parsed(records: Iterable[str]) -> tuple[Record, ...]:
    """Records from their texts: as one document, and not one by one, they are read twice as fast."""
    return tuple(from_json(f"[{','.join(records)}]"))


def _statements(run_id: int, scope: Scope) -> Select[Any]:
    of_run = select(run.c.product_id).where(run.c.id == run_id).scalar_subquery()
    return (
        select(statement, *_OF_ITEM)
        .select_from(statement)
        .outerjoin(item, _same_item(of_run))
        .where(statement.c.run_id == run_id, *_inside(scope))
    )


def _same_item(number: int | ScalarSelect[int]) -> ColumnElement[bool]:
    return and_(item.c.product_id == number, item.c.item_id == statement.c.item_id)


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.products:
        conditions.append(item.c.product.in_(scope.products))
    if scope.sources:
        conditions.append(item.c.source.in_(scope.sources))
    if scope.first_on is not None:
        conditions.append(item.c.received_at >= _midnight(scope.first_on))
    if scope.last_on is not None:
        conditions.append(item.c.received_at < _midnight(scope.last_on) + timedelta(days=1))
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _keys(connection: Connection, run_id: int) -> dict[int, str]:
    query = select(theme.c.number, theme.c.key).where(theme.c.run_id == run_id)
    return dict(connection.execute(query).all())


def _records(rows: Collection[Row[Any]], keys: dict[int, str]) -> Iterator[Record]:
    for row in rows:
        yield statement_record(row, keys.get(row.theme))


def _merged_into(connection: Connection, number: int, key: str) -> str | None:
    """The theme that a key lives on in, over as many merges as there were."""
    seen = {key}
    found: str | None = None
    while (
        into := connection.execute(
            select(merged_theme.c.merged_into).where(merged_theme.c.product_id == number, merged_theme.c.key == key)
        ).scalar()
    ) is not None and into not in seen:
        seen.add(into)
        found = key = into
    return found


def _place(after: str) -> tuple[int, int]:
    number, _, place = after.partition(".")
    try:
        return int(number), int(place)
    except ValueError as error:
        raise WrongUsage(
            f"{printable(after)!r} is no place in a list", remedy="give `next` of the part before, as it is"
        ) from error
