"""What an import brings beside what is held: new, the same, or an edit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.holding import EDITED, NEW, SAME, Arrival, Held, content_of, settle
from tests.factories import make_snapshot

ITEM = make_snapshot().items[0]


def equals(*texts: str) -> list[Arrival]:
    """Items of one identity, numbered as one import numbers them."""
    return [Arrival(item=replace(ITEM, item_id=f"i{n}", text=text), identity="i0") for n, text in enumerate(texts)]


class Shelf:
    """What a store would hold."""

    def __init__(self) -> None:
        self.items: dict[str, FeedbackItem] = {}
        self.identities: dict[str, str] = {}

    def keep(self, arrivals: Sequence[Arrival]) -> list[str]:
        held: dict[str, list[Held]] = defaultdict(list)
        for item in self.items.values():
            held[self.identities[item.item_id]].append(Held(item_id=item.item_id, content=content_of(item)))
        settled = settle(arrivals, held)
        for one in settled:
            assert one.content == content_of(one.item)
            self.items[one.item.item_id] = one.item
            self.identities[one.item.item_id] = one.identity
        return [one.status for one in settled]

    @property
    def texts(self) -> Counter[str]:
        return Counter(item.text for item in self.items.values())


def test_the_second_of_two_equal_rows_is_a_second_item() -> None:
    shelf = Shelf()
    assert shelf.keep(equals("a", "a")) == [NEW, NEW]
    assert shelf.keep(equals("a", "a")) == [SAME, SAME]
    assert shelf.keep(equals("a")) == [SAME]
    assert shelf.keep(equals("a", "a", "a")) == [SAME, SAME, NEW]
    assert shelf.texts == {"a": 3}


def test_an_edit_replaces_the_one_that_is_not_there_any_more() -> None:
    shelf = Shelf()
    shelf.keep(equals("a", "b"))
    # in this import the one that stayed has the number that the other one had
    assert shelf.keep(equals("b", "c")) == [SAME, EDITED]
    assert shelf.texts == {"b": 1, "c": 1}


def test_where_a_row_stood_is_no_edit() -> None:
    assert content_of(replace(ITEM, row=99, file="other.csv", external_id="99")) == content_of(ITEM)


def test_what_a_customer_changes_is_an_edit() -> None:
    changed = ({"text": "x"}, {"rating": 1.5}, {"url": None}, {"attributes": {}}, {"received_at": None})
    assert len({content_of(replace(ITEM, **one)) for one in changed} | {content_of(ITEM)}) == 6  # type: ignore[arg-type]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), min_size=1, max_size=5))
def test_a_store_holds_as_many_equals_as_the_import_that_had_most(imports: list[list[str]]) -> None:
    shelf = Shelf()
    for texts in imports:
        shelf.keep(equals(*texts))
        before = dict(shelf.items)
        assert shelf.keep(equals(*texts)) == [SAME] * len(texts), "the same import again changes nothing"
        assert shelf.items == before
        assert not Counter(texts) - shelf.texts, "what the newest import has is held"
    assert len(shelf.items) == max(map(len, imports))


@given(st.permutations(["a", "b", "b", "c"]), st.permutations(["b", "c", "a", "b"]))
def test_the_order_of_rows_changes_nothing(one: list[str], other: list[str]) -> None:
    shelf = Shelf()
    shelf.keep(equals(*one))
    assert shelf.keep(equals(*other)) == [SAME] * 4
