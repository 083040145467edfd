"""Forget: a customer's words, in every table and snapshot, and what rests on them alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, update

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import SECRET
from feedback2req.adapters.store.packing import deflated, inflated, packed_model, unpacked_model
from feedback2req.adapters.store.remembered import forget_answers
from feedback2req.adapters.store.rows import N_PER_QUERY, insert_all, now, pieces, product_id, storable
from feedback2req.adapters.store.schema import (
    audit,
    cache,
    item,
    item_version,
    meta,
    product,
    requirement,
    review,
    run,
    statement,
    theme,
    vector,
)
from feedback2req.adapters.store.scrub import Scrubber, statement_ids_of, words_of, words_of_others
from feedback2req.adapters.store.snapshots import sweep
from feedback2req.domain.holding import Erased
from feedback2req.domain.identity import folded, pseudonym, text_digest
from feedback2req.domain.printable import printable
from feedback2req.errors import InputNotUsable

_PSEUDONYM = re.compile("[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gone:
    """What is erased of one product: items, items of which only former versions go, and who said them."""

    items: frozenset[str]
    edited: frozenset[str]
    people: frozenset[str]

    @property
    def said(self) -> frozenset[str]:
        """Ids of all items whose words go."""
        return self.items | self.edited


class SqlErasure:
    """Fills the port `Erasure`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, name: str, *, product: str | None = None) -> Erased:
        """Erase a customer, as the source names them or by pseudonym."""
        with self._database.read() as connection:
            secret = str(connection.execute(select(meta.c.value).where(meta.c.name == SECRET)).scalar_one())
        people = {pseudonym(secret, name)} | ({name.strip()} if _PSEUDONYM.fullmatch(name.strip()) else set())

        def found(connection: Connection, number: int) -> _Gone:
            now_theirs = _ids(connection, item, number, item.c.author.in_(people) | item.c.account.in_(people))
            once_theirs = _ids(
                connection,
                item_version,
                number,
                item_version.c.author.in_(people) | item_version.c.account.in_(people),
            )
            return _Gone(items=now_theirs, edited=once_theirs - now_theirs, people=frozenset(people))

        return self._erase("forget", product, found)

    def forget_older(self, day: date, *, product: str | None = None) -> Erased:
        """Erase items received before a day."""
        midnight = datetime.combine(day, time.min, tzinfo=UTC)

        def found(connection: Connection, number: int) -> _Gone:
            old = _ids(connection, item, number, item.c.received_at < midnight)
            return _Gone(items=old, edited=frozenset(), people=frozenset())

        return self._erase("forget_older", product, found)

    def withdraw(self, product: str, item_ids: Collection[str]) -> Erased:
        """Erase single items."""

        def found(connection: Connection, number: int) -> _Gone:
            there: set[str] = set()
            for some in pieces(sorted(map(storable, item_ids)), N_PER_QUERY):
                there |= _ids(connection, item, number, item.c.item_id.in_(some))
            return _Gone(items=frozenset(there), edited=frozenset(), people=frozenset())

        return self._erase("withdraw", product, found)

    def _erase(self, action: str, name: str | None, found: Callable[[Connection, int], _Gone]) -> Erased:
        """Erase in one transaction a product, while nothing is published for it; then clean the pages."""
        counts: Counter[str] = Counter()
        for number in self._numbers(name):
            # a run that has read the words already would publish them after they were erased
            with self._database.reranking(number):
                sweep(self._database, number)
                with self._database.write() as connection:
                    if connection.dialect.name == "sqlite":
                        connection.exec_driver_sql("PRAGMA secure_delete=ON")
                    counts += _erase_of(connection, number, found(connection, number))
        with self._database.write() as connection:
            connection.execute(insert(audit).values(at=now(), action=action, counts=dict(sorted(counts.items()))))
        self._database.vacuum()
        return Erased(counts=dict(sorted(counts.items())))

    def _numbers(self, name: str | None) -> list[int]:
        with self._database.read() as connection:
            if name is None:
                return list(connection.execute(select(product.c.id).order_by(product.c.id)).scalars())
            number = product_id(connection, name)
        if number is None:
            raise InputNotUsable(f"there is no product {printable(name)!r}", where=self._database.place)
        return [number]


def _ids(connection: Connection, table: Table, number: int, condition: ColumnElement[bool]) -> frozenset[str]:
    query = select(table.c.item_id).where(table.c.product_id == number, condition).distinct()
    return frozenset(connection.execute(query).scalars())


def _erase_of(connection: Connection, number: int, gone: _Gone) -> Counter[str]:
    counts: Counter[str] = Counter()
    if not gone.said:
        return counts
    texts = list(_texts_of(connection, number, gone.said))
    counts["versions"] = _delete(connection, item_version, number, gone.said)
    counts["items"] = _delete(connection, item, number, gone.items)
    words = set().union(*map(words_of, texts))
    for text in connection.execute(select(item.c.text).where(item.c.product_id == number)).scalars():
        words -= words_of(text)
    statements = _statement_ids(connection, number, gone.said)
    runs = list(connection.execute(select(run.c.id).where(run.c.product_id == number)).scalars())
    documents = {run_id: _document(connection, run_id) for run_id in runs}
    for document in documents.values():
        statements |= statement_ids_of(document, gone.said)
    for document in documents.values():
        words -= words_of_others(document, statements)
    scrubber = Scrubber(items=gone.said, statements=statements, words=frozenset(words))
    for run_id, document in documents.items():
        counts += _rewrite(connection, run_id, document, scrubber)
        for some in pieces(sorted(gone.said), N_PER_QUERY):
            condition = (statement.c.run_id == run_id, statement.c.item_id.in_(some))
            counts["statements"] += connection.execute(delete(statement).where(*condition)).rowcount
    counts["reviews"] = _forget_reviews(connection, number, gone, statements)
    counts["examples"] = _forget_taxonomy(connection, number, scrubber, texts)
    counts["answers"] = forget_answers(connection, number)
    counts["cached"] = _forget_cached(connection, number)
    return counts


def _texts_of(connection: Connection, number: int, ids: Collection[str]) -> Iterator[str]:
    for some in pieces(sorted(ids), N_PER_QUERY):
        yield from connection.execute(
            select(item.c.text).where(item.c.product_id == number, item.c.item_id.in_(some))
        ).scalars()
        for version in connection.execute(
            select(item_version.c.item).where(item_version.c.product_id == number, item_version.c.item_id.in_(some))
        ).scalars():
            yield version["text"]


def _delete(connection: Connection, table: Table, number: int, ids: Collection[str]) -> int:
    return sum(
        connection.execute(delete(table).where(table.c.product_id == number, table.c.item_id.in_(some))).rowcount
        for some in pieces(sorted(ids), N_PER_QUERY)
    )


def _statement_ids(connection: Connection, number: int, ids: Collection[str]) -> set[str]:
    of_product = select(run.c.id).where(run.c.product_id == number)
    found: set[str] = set()
    for some in pieces(sorted(ids), N_PER_QUERY):
        query = select(statement.c.statement_id).where(
            statement.c.run_id.in_(of_product), statement.c.item_id.in_(some)
        )
        found.update(connection.execute(query).scalars())
    return found


def _document(connection: Connection, run_id: int) -> dict[str, Any]:
    blob = connection.execute(select(run.c.result).where(run.c.id == run_id)).scalar_one()
    return inflated(blob)


def _rewrite(connection: Connection, run_id: int, document: dict[str, Any], scrubber: Scrubber) -> Counter[str]:
    """Write a snapshot again without what has to go; what was left out, in numbers."""
    row = connection.execute(select(run.c.past, run.c.model).where(run.c.id == run_id)).one()
    result = scrubber.result(document)
    keys = {one["key"] for name in ("themes", "strengths") for one in result[name]}
    dropped = {one["key"] for name in ("themes", "strengths") for one in document[name]} - keys
    model = unpacked_model(row.model)
    kept = np.flatnonzero([key not in dropped for key in model.keys])
    past = scrubber.past(inflated(row.past), set(model.keys) - dropped)
    connection.execute(
        update(run)
        .where(run.c.id == run_id)
        .values(
            result=deflated(result),
            past=deflated(past),
            model=packed_model(model.only(kept)),
            changes=result["changes"],
        )
    )
    _write_again(connection, theme, run_id, [*result["themes"], *result["strengths"]])
    _write_again(connection, requirement, run_id, result["requirements"])
    n_requirements = len(document["requirements"]) - len(result["requirements"])
    return Counter(themes=len(dropped), requirements=n_requirements)


def _write_again(connection: Connection, table: Table, run_id: int, records: Iterable[dict[str, Any]]) -> None:
    """Rows with new records; those without one go."""
    before = {row.key: dict(row._mapping) for row in connection.execute(select(table).where(table.c.run_id == run_id))}
    connection.execute(delete(table).where(table.c.run_id == run_id))
    insert_all(connection, table, [before[record["key"]] | {"record": record} for record in records])


def _forget_reviews(connection: Connection, number: int, gone: _Gone, statements: Collection[str]) -> int:
    """Decisions about the customer or their statements alone go; of the others, their quotes."""
    n = 0
    for row in connection.execute(select(review.c.id, review.c.review).where(review.c.product_id == number)).all():
        before = row.review
        anchors = {
            name: [one for one in before[name] if one["item_id"] not in gone.said]
            for name in ("anchors", "value_anchors")
        }
        rests_on_them = bool(before["anchors"]) and not anchors["anchors"]
        if rests_on_them or before["target"] in statements or before["target"] in gone.people:
            connection.execute(delete(review).where(review.c.id == row.id))
            n += 1
        elif any(len(anchors[name]) != len(before[name]) for name in anchors):
            connection.execute(update(review).where(review.c.id == row.id).values(review={**before, **anchors}))
            n += 1
    return n


def _forget_taxonomy(connection: Connection, number: int, scrubber: Scrubber, texts: Collection[str]) -> int:
    """Examples and criteria of people's own themes in which a customer is quoted go; how many."""
    before = connection.execute(select(product.c.taxonomy).where(product.c.id == number)).scalar()
    if before is None:
        return 0
    after = scrubber.taxonomy(before, texts)
    connection.execute(update(product).where(product.c.id == number).values(taxonomy=after))
    return sum(
        len(one["examples"]) - len(left["examples"]) + (one["said"] != left["said"])
        for one, left in zip(before, after, strict=True)
    )


def _forget_cached(connection: Connection, number: int) -> int:
    """Delete all answers about texts that nobody's item or statement has now.

    What else was cached (the words for a theme, say) is computed again: whose words they were cannot be told.
    """
    needed: set[bytes] = set()
    for text in connection.execute(select(item.c.text).where(item.c.product_id == number)).scalars():
        needed.add(text_digest(text))
    of_product = select(run.c.id).where(run.c.product_id == number)
    said = select(statement.c.text, statement.c.reading).where(statement.c.run_id.in_(of_product))
    for row in connection.execute(said):
        reading = row.reading or row.text
        needed.update((text_digest(reading), text_digest(folded(reading))))
    n = 0
    for table in (cache, vector):
        rows = connection.execute(select(table.c.id, table.c.digest).where(table.c.product_id == number))
        dead: Sequence[int] = [row.id for row in rows if bytes(row.digest) not in needed]
        for some in pieces(dead, N_PER_QUERY):
            n += connection.execute(delete(table).where(table.c.id.in_(some))).rowcount
    return n
