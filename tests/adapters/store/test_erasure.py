"""Nothing of a forgotten customer is left in any byte of the file."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import ready
from feedback2req.adapters.store.schema import audit, run
from feedback2req.adapters.store.scrub import ERASED, Scrubber
from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.identity import text_digest
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.errors import StoreNotUsable
from tests.contracts.test_stores import ITEMS, REVIEW, SNAPSHOT, delivery, published

CANARIES = (b"photos", b"crashes", b"xylophone", b"quokka", b"zeppelin")
WHO = ITEMS[1]  # "It crashes when I move a folder and I lost my photos."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = SqlStore(Database(f"sqlite:///{tmp_path}/store.db"))
    ready(opened.database)
    yield opened
    opened.close()


def filled(store: SqlStore) -> None:
    theme = SNAPSHOT.themes[0]
    told = replace(theme, theme=replace(theme.theme, keyphrases=("xylophone", "SD card")))
    snapshot = replace(SNAPSHOT, themes=(told, *SNAPSHOT.themes[1:]))
    for attribute in ("xylophone", "quokka"):
        store.items.keep("P", delivery([replace(WHO, text=f"{WHO.text} {attribute}", attributes={"x": attribute})]))
        published(store, snapshot)
    store.items.keep("P", delivery([replace(WHO, text=f"{WHO.text} xylophone zeppelin")]))
    store.reviews.add("P", [replace(REVIEW, review_id="r2", anchors=REVIEW.anchors[1:], value="crashes")])
    store.cache("P").keep("parses", "1", {text_digest(WHO.text): b"zeppelin"})


def bytes_of(folder: Path, store: SqlStore) -> bytes:
    """Every byte of every file, and what is packed in them."""
    with store.database.read() as connection:
        packed = [blob for row in connection.execute(select(run.c.result, run.c.past)) for blob in row]
    raw = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    return (raw + b"".join(zlib.decompress(blob) for blob in packed)).lower()


def test_no_byte_of_a_forgotten_customer_is_left(store: SqlStore, tmp_path: Path) -> None:
    filled(store)
    before = bytes_of(tmp_path, store)
    assert [word for word in CANARIES if word not in before] == []
    store.erasure.forget(str(WHO.author))
    after = bytes_of(tmp_path, store)
    assert [word for word in CANARIES if word in after] == []
    assert WHO.item_id.encode() not in after
    assert str(WHO.author).encode() not in after


def test_a_taxonomy_quotes_no_forgotten_customer_and_keeps_what_people_named(store: SqlStore) -> None:
    filled(store)
    own = GivenTheme(
        name="Crashes", said="Who plays the xylophone.", examples=(WHO.text[:24], "a zeppelin", "it freezes")
    )
    untouched = GivenTheme(name="Dark mode", said="Who asks for it.", examples=("a dark theme",))
    store.taxonomies.keep("P", [own, untouched])
    erased = store.erasure.forget(str(WHO.author))
    assert erased.counts["examples"] == 3
    assert store.taxonomies.taxonomy("P") == (replace(own, said=None, examples=("it freezes",)), untouched)


def test_the_audit_line_holds_numbers_alone(store: SqlStore) -> None:
    filled(store)
    store.erasure.forget(str(WHO.author))
    with store.database.read() as connection:
        (line,) = connection.execute(select(audit.c.action, audit.c.counts)).all()
    assert line.action == "forget"
    assert set(map(type, line.counts.values())) == {int}
    assert line.counts["items"] == 1


def test_what_others_said_is_left_as_it_was(store: SqlStore) -> None:
    published(store)
    before = store.answers.answers("P").themes()
    others = store.items.holding("P").items
    store.erasure.forget(str(WHO.author))
    after = store.answers.answers("P").themes()
    assert [one["key"] for one in after] == [one["key"] for one in before]
    assert after[1:] == before[1:]
    assert store.items.holding("P").items == tuple(item for item in others if item != WHO)


def test_somebody_who_reads_an_older_state_is_told_of(store: SqlStore, tmp_path: Path) -> None:
    filled(store)
    reader = SqlStore(Database(f"sqlite:///{tmp_path}/store.db"))
    store.database.busy_timeout_s = 0.2
    store.database.engine.dispose()
    with reader.database.read() as connection:
        connection.execute(select(run.c.id)).all()
        with pytest.raises(StoreNotUsable, match="somebody is reading"):
            store.erasure.forget(str(WHO.author))
    reader.close()
    store.erasure.forget(str(WHO.author))
    assert [word for word in CANARIES if word in bytes_of(tmp_path, store)] == []


def test_words_of_one_customer_are_taken_out_of_what_all_see() -> None:
    scrubber = Scrubber(items={"i1"}, statements={"s1"}, words=frozenset({"quokka"}))
    theme = {"key": "t1", "label": "Quokka fails", "criterion": "Who tells.", "why": "2 customers", "exemplars": ["s2"]}
    (found,) = scrubber.themes([{**theme, "keyphrases": ["a quokka", "fails"]}])
    assert (found["label"], found["keyphrases"], found["exemplars"]) == (ERASED, ["fails"], ["s2"])
    assert scrubber.themes([{**theme, "keyphrases": [], "exemplars": ["s1"]}]) == []
    assert scrubber.changes(None) is None
    assert scrubber.changes([{"label": "x", "reason": "new: quokka"}]) == []
