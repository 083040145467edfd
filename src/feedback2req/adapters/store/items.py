"""Items and imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, text, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import SECRET
from feedback2req.adapters.store.rows import (
    N_PER_QUERY,
    insert_all,
    make_product,
    now,
    pieces,
    product_id,
    storable,
    storable_json,
)
from feedback2req.adapters.store.schema import import_, import_file, item, item_version, meta, product, rejected_row
from feedback2req.domain.feedback import FeedbackItem, FileReport, RejectedRow
from feedback2req.domain.holding import (
    EDITED,
    NEW,
    SAME,
    Arrival,
    Delivery,
    Held,
    Holding,
    Outcome,
    Settled,
    settle,
)
from feedback2req.domain.identity import digest

_ITEM = TypeAdapter(FeedbackItem)
_REPORT = TypeAdapter(FileReport)
_FIELDS = tuple(FeedbackItem.__dataclass_fields__)
_IMPORT_LOCK = 0xF2C


class SqlItems:
    """Fills the port `ItemStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def secret(self) -> str:
        """The key of the pseudonyms."""
        with self._database.read() as connection:
            return str(connection.execute(select(meta.c.value).where(meta.c.name == SECRET)).scalar_one())

    def products(self) -> tuple[str, ...]:
        """Names of all products, sorted."""
        with self._database.read() as connection:
            return tuple(sorted(connection.execute(select(product.c.name)).scalars()))

    def keep(self, product: str, delivery: Delivery) -> Outcome:
        """Take in one import, in one transaction."""
        with self._database.write() as connection:
            number = make_product(connection, product)
            if connection.dialect.name == "postgresql":
                # two imports at once could make one item twice; SQLite has one writer anyway
                lock = text("SELECT pg_advisory_xact_lock(:space, :product)")
                connection.execute(lock, {"space": _IMPORT_LOCK, "product": number})
            known = _known_files(connection, number, delivery)
            arrivals = [_storable(a) for a in delivery.arrivals if a.item.file not in known]
            held = _held(connection, number, sorted({arrival.identity for arrival in arrivals}))
            settled = settle(arrivals, held)
            import_id = _record(connection, number, delivery, known, settled)
            _replace(connection, number, import_id, [one for one in settled if one.status == EDITED])
            new = [_row(one, number, import_id) for one in settled if one.status == NEW]
            insert_all(connection, item, new)
        left = iter(settled)
        found = [
            (arrival.item.item_id, SAME)
            if arrival.item.file in known
            else ((one := next(left)).item.item_id, one.status)
            for arrival in delivery.arrivals
        ]
        return Outcome(items=tuple(found), n_rejected=len(delivery.rejected))

    def holding(self, product: str) -> Holding:
        """All items of a product."""
        with self._database.read() as connection:
            number = product_id(connection, product)
            rows = connection.execute(_items().where(item.c.product_id == number)).all()
            n_rows = connection.execute(
                select(func.coalesce(func.sum(import_.c.n_rows_read), 0)).where(import_.c.product_id == number)
            ).scalar_one()
            of_product = select(import_.c.id).where(import_.c.product_id == number)
            reports = connection.execute(
                select(import_file.c.report)
                .where(import_file.c.import_id.in_(of_product))
                .order_by(import_file.c.import_id, import_file.c.position)
            ).scalars()
            rejected = connection.execute(
                select(rejected_row.c.file, rejected_row.c.row, rejected_row.c.reason, rejected_row.c.detail)
                .where(rejected_row.c.import_id.in_(of_product))
                .order_by(rejected_row.c.import_id, rejected_row.c.position)
            )
            return Holding(
                product=product,
                # by code point: a database's collation may be another
                items=tuple(sorted(map(_item, rows), key=lambda one: one.item_id)),
                rejected=tuple(RejectedRow(**row._mapping) for row in rejected),
                files=tuple(_REPORT.validate_python(report) for report in reports),
                n_rows_read=int(n_rows),
            )

    def find(self, product: str, external_id: str, *, source: str | None = None) -> tuple[FeedbackItem, ...]:
        """Items with an id that their source gave them."""
        with self._database.read() as connection:
            query = _items().where(
                item.c.product_id == product_id(connection, product), item.c.external_id == storable(external_id)
            )
            if source is not None:
                query = query.where(item.c.source == storable(source))
            return tuple(sorted(map(_item, connection.execute(query)), key=lambda one: one.item_id))

    def versions(self, product: str, item_id: str) -> tuple[FeedbackItem, ...]:
        """What an item was before it was edited, oldest first."""
        with self._database.read() as connection:
            found = connection.execute(
                select(item_version.c.item)
                .where(
                    item_version.c.product_id == product_id(connection, product),
                    item_version.c.item_id == storable(item_id),
                )
                .order_by(item_version.c.version)
            ).scalars()
            return tuple(_ITEM.validate_python(one) for one in found)


def _items() -> Select[Any]:
    return select(*(item.c[name] for name in _FIELDS))


def _item(row: Row[Any]) -> FeedbackItem:
    return FeedbackItem(**dict(zip(_FIELDS, row, strict=True)))


def _storable(arrival: Arrival) -> Arrival:
    one = arrival.item
    texts = {name: storable(value) for name in _FIELDS if isinstance(value := getattr(one, name), str)}
    attributes = {storable(name): storable(value) for name, value in one.attributes.items()}
    return replace(arrival, item=replace(one, attributes=attributes, **texts))  # type: ignore[arg-type]


def _reading(delivery: Delivery, report: FileReport) -> str:
    return digest(delivery.reading, report.sha256)


def _known_files(connection: Connection, number: int, delivery: Delivery) -> set[str]:
    """Names of files that were read before, in the same way."""
    readings = {_reading(delivery, report) for report in delivery.files}
    known = set(
        connection.execute(
            select(import_file.c.reading)
            .join(import_, import_.c.id == import_file.c.import_id)
            .where(import_.c.product_id == number, import_file.c.reading.in_(readings))
        ).scalars()
    )
    fresh = {report.file for report in delivery.files if _reading(delivery, report) not in known}
    return {report.file for report in delivery.files} - fresh


def _held(connection: Connection, number: int, identities: Sequence[str]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = defaultdict(list)
    for some in pieces(identities, N_PER_QUERY):
        for row in connection.execute(
            select(item.c.identity, item.c.item_id, item.c.content).where(
                item.c.product_id == number, item.c.identity.in_(some)
            )
        ):
            found[row.identity].append(Held(item_id=row.item_id, content=row.content))
    return found


def _record(
    connection: Connection, number: int, delivery: Delivery, known: Collection[str], settled: Sequence[Settled]
) -> int:
    """The import with its files and rejected rows; of files that were read before nothing is counted again."""
    files = [report for report in delivery.files if report.file not in known]
    rejected = [row for row in delivery.rejected if row.file not in known]
    statuses = [one.status for one in settled]
    n_rows = sum(report.n_rows for report in files) if delivery.files else len(settled) + len(rejected)
    import_id = int(
        connection.execute(
            insert(import_)
            .values(
                product_id=number,
                imported_at=now(),
                n_rows_read=n_rows,
                n_rejected=len(rejected),
                **{f"n_{status}": statuses.count(status) for status in (NEW, SAME, EDITED)},
            )
            .returning(import_.c.id)
        ).scalar_one()
    )
    reports: list[dict[str, object]] = [
        {
            "import_id": import_id,
            "position": position,
            "reading": _reading(delivery, report),
            "report": storable_json(_REPORT.dump_python(report, mode="json")),
        }
        for position, report in enumerate(files)
    ]
    insert_all(connection, import_file, reports)
    rows: list[dict[str, object]] = [
        {
            "import_id": import_id,
            "position": position,
            "file": storable(row.file),
            "row": row.row,
            "reason": row.reason,
            "detail": storable(row.detail),
        }
        for position, row in enumerate(rejected)
    ]
    insert_all(connection, rejected_row, rows)
    return import_id


def _replace(connection: Connection, number: int, import_id: int, edited: Sequence[Settled]) -> None:
    """Put edits in place; what they replace becomes a version."""
    for some in pieces(edited, N_PER_QUERY):
        ids = [one.item.item_id for one in some]
        of_these = (item.c.product_id == number, item.c.item_id.in_(ids))
        before = [_item(row) for row in connection.execute(_items().where(*of_these))]
        n_before = dict(
            connection.execute(
                select(item_version.c.item_id, func.max(item_version.c.version))
                .where(item_version.c.product_id == number, item_version.c.item_id.in_(ids))
                .group_by(item_version.c.item_id)
            ).all()
        )
        versions: list[dict[str, object]] = [
            {
                "product_id": number,
                "item_id": one.item_id,
                "version": n_before.get(one.item_id, 0) + 1,
                "replaced_by": import_id,
                "author": one.author,
                "account": one.account,
                "item": _ITEM.dump_python(one, mode="json"),
            }
            for one in before
        ]
        insert_all(connection, item_version, versions)
        rows = [_row(one, number, import_id) | {"of_item": one.item.item_id} for one in some]
        names = set(rows[0]) - {"product_id", "item_id", "of_item"}
        statement = (
            update(item)
            .where(item.c.product_id == number, item.c.item_id == bindparam("of_item"))
            .values({name: bindparam(name) for name in names})
        )
        connection.execute(statement, [{name: row[name] for name in (*names, "of_item")} for row in rows])


def _row(one: Settled, number: int, import_id: int) -> dict[str, object]:
    fields = {name: getattr(one.item, name) for name in _FIELDS}
    fields["attributes"] = dict(one.item.attributes)
    own = {"product_id": number, "identity": one.identity, "content": one.content, "import_id": import_id}
    return fields | own
