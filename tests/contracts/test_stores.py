"""What every store has to do, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from feedback2req.adapters.exporters.records import statement_records
from feedback2req.adapters.store.database import _CHECKPOINT_COMMITS
from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.holding import EDITED, NEW, SAME, Arrival, Delivery, Scope
from feedback2req.domain.past import Past
from feedback2req.domain.review import Anchor, Review
from feedback2req.domain.snapshot import Snapshot
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.errors import InputNotUsable, RerankRunning, WrongUsage
from tests.factories import CLOUD, HOSTILE, MOVE, make_snapshot

SNAPSHOT = make_snapshot()
ITEMS = SNAPSHOT.items


def delivery(items: Sequence[FeedbackItem], **more: object) -> Delivery:
    return Delivery(arrivals=tuple(Arrival(item=item, identity=item.item_id) for item in items), **more)  # type: ignore[arg-type]


def published(store: SqlStore, snapshot: Snapshot = SNAPSHOT, product: str = "P") -> str:
    store.items.keep(product, delivery(snapshot.items))
    with store.snapshots.publication(product) as publication:
        return publication.publish(snapshot)


def test_the_secret_is_made_with_the_store_and_stays(opened: Callable[[], SqlStore]) -> None:
    assert opened().items.secret() == opened().items.secret()
    assert len(opened().items.secret()) == 64


def test_what_is_kept_is_held_to_the_letter(store: SqlStore) -> None:
    store.items.keep("P", delivery(ITEMS, rejected=SNAPSHOT.rejected, files=SNAPSHOT.files, reading="as it is"))
    holding = store.items.holding("P")
    assert holding.items == ITEMS
    assert holding.files == SNAPSHOT.files
    assert holding.rejected == SNAPSHOT.rejected
    assert holding.n_rows_read == 17


def test_the_same_import_again_changes_nothing(store: SqlStore) -> None:
    assert store.items.keep("P", delivery(ITEMS)).n(NEW) == len(ITEMS)
    assert store.items.keep("P", delivery(ITEMS)).n(SAME) == len(ITEMS)
    assert store.items.holding("P").items == ITEMS


def test_a_product_knows_nothing_of_another(store: SqlStore) -> None:
    store.items.keep("P", delivery(ITEMS[:3]))
    store.items.keep("Q", delivery(ITEMS[2:5]))
    assert store.items.products() == ("P", "Q")
    assert store.items.holding("P").items == ITEMS[:3]
    assert store.items.holding("Q").items == ITEMS[2:5]
    assert store.items.holding("unheard of").items == ()


def test_an_edited_item_replaces_the_one_before_and_keeps_its_history(store: SqlStore) -> None:
    store.items.keep("P", delivery(ITEMS))
    texts = [f"edited {n} times" for n in (1, 2)]
    for text in texts:
        assert store.items.keep("P", delivery([replace(ITEMS[0], text=text)])).items == ((ITEMS[0].item_id, EDITED),)
    assert store.items.holding("P").items[0].text == texts[1]
    assert [one.text for one in store.items.versions("P", ITEMS[0].item_id)] == [ITEMS[0].text, texts[0]]
    assert store.items.versions("P", ITEMS[1].item_id) == ()


def test_a_file_that_was_read_before_takes_no_edit_back(store: SqlStore) -> None:
    old = delivery(ITEMS, files=SNAPSHOT.files, reading="as it is")
    store.items.keep("P", old)
    edited = replace(ITEMS[0], text="edited")
    store.items.keep("P", delivery([edited]))
    assert store.items.keep("P", old).n(SAME) == len(ITEMS)
    holding = store.items.holding("P")
    assert (holding.items[0], holding.n_rows_read) == (edited, 17 + 1)


def test_items_are_found_by_the_id_of_their_source(store: SqlStore) -> None:
    store.items.keep("P", delivery(ITEMS))
    assert store.items.find("P", "a03") == (ITEMS[2],)
    assert store.items.find("P", "a03", source="google-play") == (ITEMS[2],)
    assert store.items.find("P", "a03", source="elsewhere") == ()
    assert store.items.find("Q", "a03") == ()


def test_texts_that_a_database_would_refuse_are_mended(store: SqlStore) -> None:
    odd = replace(ITEMS[0], attributes={"a\x00b": "\ud800"}, external_id="\x00")
    assert store.items.keep("P", delivery([odd])).n(NEW) == 1
    assert store.items.keep("P", delivery([odd])).n(SAME) == 1
    assert store.items.holding("P").items[0].attributes == {"a\ufffdb": "\ufffd"}


def test_times_are_kept_to_the_microsecond_in_utc(store: SqlStore) -> None:
    moments = [datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=UTC)]
    dated = [replace(item, received_at=at) for item, at in zip(ITEMS, moments, strict=False)]
    store.items.keep("P", delivery(dated))
    assert [item.received_at for item in store.items.holding("P").items] == moments


def test_a_cache_gives_back_what_it_was_given_and_nothing_of_others(store: SqlStore) -> None:
    answers = {bytes([n]) * 32: bytes([n, 0, 255]) for n in range(7)}
    for kind in ("parses", "vectors"):
        store.cache("P").keep(kind, "1", {key: value + b"\0" for key, value in answers.items()})
        wanted = [*answers, b"x" * 32]
        assert store.cache("P").known(kind, "1", wanted) == {key: value + b"\0" for key, value in answers.items()}
        assert store.cache("P").known(kind, "2", wanted) == {}
        assert store.cache("Q").known(kind, "1", wanted) == {}


def test_a_cache_keeps_the_first_answer(store: SqlStore) -> None:
    for value in (b"ab", b"cd"):
        store.cache("P").keep("cuts", "1", {b"k" * 32: value})
    assert store.cache("P").known("cuts", "1", [b"k" * 32]) == {b"k" * 32: b"ab"}


def test_before_the_first_snapshot_there_is_no_past_and_no_answer(store: SqlStore) -> None:
    store.items.keep("P", delivery(ITEMS))
    assert store.snapshots.past("P") is None
    assert store.snapshots.heads("P") == ()
    with pytest.raises(InputNotUsable, match="nothing is published"):
        store.answers.answers("P").themes()


def test_the_past_is_that_of_the_snapshot_to_the_last_bit(store: SqlStore) -> None:
    published(store)
    past, expected = store.snapshots.past("P"), Past.of(SNAPSHOT)
    assert past is not None
    for name in Past.__dataclass_fields__:
        if name != "model":
            assert getattr(past, name) == getattr(expected, name), name
    for name in type(expected.model).__dataclass_fields__:
        found, wanted = getattr(past.model, name), getattr(expected.model, name)
        if isinstance(wanted, np.ndarray):
            assert found.dtype == wanted.dtype
            np.testing.assert_array_equal(found, wanted)
        else:
            assert found == wanted


def test_readers_see_the_snapshot_that_was_published_last(store: SqlStore) -> None:
    first = published(store)
    second = published(store, replace(SNAPSHOT, as_of=date(2016, 7, 1)))
    assert store.answers.answers("P").head().snapshot_id == second
    assert [head.snapshot_id for head in store.snapshots.heads("P")] == [second, first]
    assert store.answers.answers("P", snapshot_id=first).head().as_of == SNAPSHOT.as_of


def test_a_publication_that_is_cut_off_is_seen_by_nobody_and_swept_by_the_next(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = published(store)
    with monkeypatch.context() as patch:
        patch.setattr("feedback2req.adapters.store.snapshots.SqlPublication._flip", _dies)
        with pytest.raises(KeyboardInterrupt), store.snapshots.publication("P") as publication:
            publication.publish(replace(SNAPSHOT, as_of=None))
    assert store.answers.answers("P").head().snapshot_id == first
    assert n_rows(store, "run") == 2
    with store.snapshots.publication("P"):
        assert n_rows(store, "run") == 1
    assert n_rows(store, "statement") == len(SNAPSHOT.statements)


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def n_rows(store: SqlStore, table: str) -> int:
    from sqlalchemy import func, select

    from feedback2req.adapters.store.schema import metadata

    with store.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def test_statements_of_the_newest_two_snapshots_are_held(store: SqlStore) -> None:
    ids = [published(store) for _ in range(4)]
    assert n_rows(store, "statement") == 2 * len(SNAPSHOT.statements)
    old = store.answers.answers("P", snapshot_id=ids[0])
    assert len(old.themes()) == 5
    with pytest.raises(InputNotUsable, match="no longer held"):
        old.themes(Scope(sources=("google-play",)))


def test_a_taxonomy_is_kept_to_the_letter_and_replaced_as_a_whole(store: SqlStore) -> None:
    one = GivenTheme(name="Zażółć \u202e", said=HOSTILE[0], examples=HOSTILE, kind="wish")
    store.taxonomies.keep("P", [one, GivenTheme(name="B")])
    assert store.taxonomies.taxonomy("P") == (one, GivenTheme(name="B"))
    store.taxonomies.keep("P", [GivenTheme(name="C")])
    assert store.taxonomies.taxonomy("P") == (GivenTheme(name="C"),)
    store.taxonomies.keep("P", [])
    assert store.taxonomies.taxonomy("P") == ()


def test_a_process_may_commit_as_often_as_it_likes(store: SqlStore) -> None:
    cache = store.cache("P")
    for n in range(2 * _CHECKPOINT_COMMITS + 1):
        cache.keep("kind", "v", {n.to_bytes(4, "big"): b"answer"})
    assert len(cache.known("kind", "v", [n.to_bytes(4, "big") for n in range(2 * _CHECKPOINT_COMMITS + 1)])) == (
        2 * _CHECKPOINT_COMMITS + 1
    )


def test_one_publishes_at_a_time_for_a_product(opened: Callable[[], SqlStore]) -> None:
    one, other = opened(), opened()
    with one.snapshots.publication("P"):
        with pytest.raises(RerankRunning), other.snapshots.publication("P"):
            pass
        with other.snapshots.publication("Q"):
            pass
    with other.snapshots.publication("P"):
        pass


def test_themes_and_requirements_are_those_of_the_result(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    assert [one["key"] for one in answers.themes()] == [t.key for t in (*SNAPSHOT.themes, *SNAPSHOT.strengths)]
    assert [one["key"] for one in answers.themes(kinds=["wish"], top=1)] == [CLOUD]
    assert [one["key"] for one in answers.requirements()] == [r.key for r in SNAPSHOT.requirements]
    assert [one["theme"] for one in answers.requirements(themes=[CLOUD])] == [CLOUD]
    assert answers.requirements(kinds=["quality"]) == ()
    assert answers.requirements(statuses=["candidate"], top=1)[0]["theme"] == MOVE
    found = answers.requirement(SNAPSHOT.requirements[0].key)
    assert found is not None
    assert found["title"] == SNAPSHOT.requirements[0].title
    assert answers.requirement("unknown") is None
    assert SNAPSHOT.changes is not None
    assert [one["key"] for one in answers.changes() or ()] == [one.key for one in SNAPSHOT.changes]


def test_a_merged_key_leads_on(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    assert answers.theme("theme-00000000000000f6") == {"key": "theme-00000000000000f6", "merged_into": MOVE}
    assert (answers.theme(MOVE) or {})["label"] == SNAPSHOT.themes[0].label
    assert answers.theme("unknown") is None


def test_statements_are_those_of_the_file_and_come_in_parts(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    found, after = [], None
    while True:
        page = answers.statements(after=after, limit=3)
        found += page.records
        after = page.next
        if after is None:
            break
    by_id = {record["statement_id"]: record for record in statement_records(SNAPSHOT)}
    assert len(found) == len(by_id)
    for record in found:
        expected = by_id[record["statement_id"]]
        assert {name: record[name] for name in expected} == expected
        assert record["source"] == "google-play"
    with pytest.raises(WrongUsage):
        answers.statements(after="'; DROP TABLE item")


def test_statements_of_a_theme_are_its_members(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    members = {SNAPSHOT.statements[n].statement_id for n in SNAPSHOT.themes[0].theme.members}
    assert {one["statement_id"] for one in answers.statements(MOVE).records} == members
    assert answers.statements("unknown").records == ()
    item_id = SNAPSHOT.statements[0].item_id
    assert [one["statement_id"] for one in answers.of_item(item_id)] == [
        s.statement_id for s in SNAPSHOT.statements if s.item_id == item_id
    ]
    wanted = [SNAPSHOT.statements[n].statement_id for n in (5, 2)]
    assert [one["statement_id"] for one in answers.named([*wanted, "unknown"])] == wanted


def test_a_scope_counts_what_lies_inside(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    week = Scope(first_on=date(2016, 6, 5), last_on=date(2016, 6, 8))
    assert [(one["key"], one["n_statements"], one["n_customers"]) for one in answers.themes(week)] == [(CLOUD, 4, 4)]
    assert [one["theme"] for one in answers.requirements(week)] == [CLOUD]
    assert len(answers.statements(CLOUD, Scope(last_on=date(2016, 6, 5))).records) == 1
    assert answers.themes(Scope(sources=("elsewhere",))) == ()
    assert len(answers.themes(Scope(products=("Amaze",)))) == 5


def test_search_finds_all_words_whatever_their_case(store: SqlStore) -> None:
    published(store)
    answers = store.answers.answers("P")
    assert [one["text"] for one in answers.search("GOOGLE drive", limit=1)] == ["Please add Google Drive and Dropbox."]
    assert len(answers.search("google")) == 2
    assert answers.search("100%_") == ()
    assert [one["text"] for one in answers.search("<script>")] == [HOSTILE[0]]


REVIEW = Review(
    review_id="r1",
    at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    by="ana",
    action="rename",
    target=MOVE,
    value="Moving files",
    anchors=(Anchor(item_id=ITEMS[0].item_id, quote="Copying"), Anchor(item_id=ITEMS[1].item_id, quote="It crashes")),
)


def test_decisions_are_only_added(store: SqlStore) -> None:
    later = replace(REVIEW, review_id="r2", action="undo", target="r1", value=None, anchors=())
    assert store.reviews.add("P", [REVIEW, REVIEW]) == 1
    assert store.reviews.add("P", [replace(REVIEW, by="somebody else"), later]) == 1
    assert store.reviews.reviews("P") == (REVIEW, later)
    assert store.reviews.reviews("Q") == ()


def test_a_customer_is_forgotten_in_every_table(store: SqlStore) -> None:
    for _ in range(2):
        published(store)
    item = ITEMS[1]
    assert item.author is not None
    store.items.keep("P", delivery([replace(item, text="I lost my photos, says an edit")]))
    store.reviews.add("P", [REVIEW, replace(REVIEW, review_id="r2", anchors=REVIEW.anchors[1:])])
    counts = store.erasure.forget(item.author).counts
    assert (counts["items"], counts["versions"], counts["statements"]) == (1, 1, 2)
    assert [one.item_id for one in store.items.holding("P").items] == [i.item_id for i in ITEMS if i != item]
    answers = store.answers.answers("P")
    assert answers.of_item(item.item_id) == ()
    assert all(quote["item_id"] != item.item_id for one in answers.requirements() for quote in one["evidence"])  # type: ignore[attr-defined]
    (left,) = store.reviews.reviews("P")
    assert [anchor.item_id for anchor in left.anchors] == [ITEMS[0].item_id]
    past = store.snapshots.past("P")
    assert past is not None
    gone = {s.statement_id for s in SNAPSHOT.statements if s.item_id == item.item_id}
    assert gone.isdisjoint(past.members)


def test_a_customer_is_forgotten_by_the_name_that_the_source_has(store: SqlStore) -> None:
    from feedback2req.domain.identity import pseudonym

    known = replace(ITEMS[0], author=None, account=pseudonym(store.items.secret(), "Ana Lima"))
    store.items.keep("P", delivery([known, ITEMS[1]]))
    store.items.keep("Q", delivery([known]))
    assert store.erasure.forget("ana lima", product="Q").counts["items"] == 1
    assert store.items.holding("P").items == (known, ITEMS[1])
    assert store.erasure.forget(" ANA LIMA ").counts["items"] == 1
    assert store.items.holding("P").items == (ITEMS[1],)
    assert store.erasure.forget("nobody").counts == {}
    with pytest.raises(InputNotUsable):
        store.erasure.forget("ana", product="unheard of")


def test_what_rests_on_the_erased_alone_goes_with_it(store: SqlStore) -> None:
    published(store)
    authors = {
        i.author for i in ITEMS if any(s.item_id == i.item_id and "cloud" in s.text for s in SNAPSHOT.statements)
    }
    evidence = {e.item_id for r in SNAPSHOT.requirements if r.theme == CLOUD for e in r.evidence}
    for author in sorted({i.author for i in ITEMS if i.item_id in evidence and i.author} | (authors - {None})):  # type: ignore[operator]
        store.erasure.forget(str(author))
    assert [one["theme"] for one in store.answers.answers("P").requirements()] == [MOVE]
    past = store.snapshots.past("P")
    assert past is not None
    assert [one.theme for one in past.requirements] == [MOVE]


def test_cached_answers_that_nobody_needs_go_with_the_customer(store: SqlStore) -> None:
    from feedback2req.domain.identity import text_digest

    published(store)
    texts = [ITEMS[0].text, ITEMS[1].text, "a word for a theme"]
    store.cache("P").keep("parses", "1", {text_digest(text): b"ab" for text in texts})
    store.erasure.forget(str(ITEMS[1].author))
    left = store.cache("P").known("parses", "1", [text_digest(text) for text in texts])
    assert set(left) == {text_digest(ITEMS[0].text)}


def test_old_items_can_be_forgotten(store: SqlStore) -> None:
    published(store)
    assert store.erasure.forget_older(date(2016, 6, 5)).counts["items"] == 4
    assert store.erasure.withdraw("P", [ITEMS[4].item_id, "unknown"]).counts["items"] == 1
    kept = [i for i in ITEMS[5:] if i.received_at is None or i.received_at.day >= 5]
    assert store.items.holding("P").items == tuple(kept)


def test_nothing_is_forgotten_while_a_snapshot_is_made(opened: Callable[[], SqlStore]) -> None:
    one, other = opened(), opened()
    one.items.keep("P", delivery(ITEMS))
    with one.snapshots.publication("P"), pytest.raises(RerankRunning):
        other.erasure.forget(str(ITEMS[1].author))
    assert len(other.items.holding("P").items) == len(ITEMS)
