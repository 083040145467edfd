"""Cleaning: the text is final, people are pseudonyms, and nothing is lost without a reason."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback2req.domain.cleaning import plain_text
from feedback2req.domain.feedback import Feedback, FileReport, RawItem, RejectedRow
from feedback2req.errors import InputNotUsable
from feedback2req.stages.clean import CleanResult, clean


class Und:
    def identify(self, text: str) -> str:
        return "und"


class Digits:
    """Masks runs of six digits by the first letters of the key."""

    def mask(self, text: str, key: str) -> str:
        return re.sub(r"\d{6,}", f"[n {key[:4]}]", text)


def raw(text: str, row: int = 1, **fields: object) -> RawItem:
    return replace(RawItem(file="a.csv", row=row, source="shop", text=text), **fields)  # type: ignore[arg-type]


def feedback(*items: RawItem, rejected: tuple[RejectedRow, ...] = ()) -> Feedback:
    report = FileReport(
        file="a.csv", sha256="", tool="generic", format="csv", encoding="utf-8", delimiter=",",
        n_rows=len(items) + len(rejected), columns=("text",), mapping=(),
    )  # fmt: skip
    return Feedback(raw_items=items, rejected=rejected, files=(report,))


def run(*items: RawItem, product: str | None = None, key: str | None = None) -> CleanResult:
    return clean(feedback(*items), language=Und(), masker=Digits(), product=product, key=key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I <3 it", "I <3 it"),
        ("if a < b and b > c", "if a < b and b > c"),
        ("<p>One</p><p>Two<br/>Three</p>", "One\n\nTwo\nThree"),
        ("It is <b>very</b> slow", "It is very slow"),
        ("<script>alert(1)</script>Slow<!-- no -->", "Slow"),
        ("Fish &amp; chips &#39;n&#39; &lt;3", "Fish & chips 'n' <3"),
        ("AT&T &copyright; &x", "AT&T &copyright; &x"),
        ("use <username> here", "use <username> here"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a  \t b \n\n\n\n c  ", "a b\n\nc"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("family 👨\u200d👩\u200d👧 ok", "family 👨\u200d👩\u200d👧 ok"),
        ("a\u200db", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("🏴\U000e0067\U000e0062\U000e007f x\U000e0041", "🏴\U000e0067\U000e0062\U000e007f x"),
        ("cafe\u0301", "café"),
        ("\ud800x", "\ufffdx"),
        (" \u200b\n", ""),
    ],
)
def test_text_is_cleaned_of_markup_and_invisible_characters_only(text: str, expected: str) -> None:
    assert plain_text(text) == expected


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_clean_text_is_normal_and_shows_no_control_characters(text: str) -> None:
    cleaned = plain_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c != "\n" for c in cleaned)


@pytest.mark.parametrize(
    "text", ["<" * 50_000, "<a " * 20_000, "<!--" * 20_000, "&" * 50_000, " \n" * 30_000, "<script>" * 9_000]
)
def test_cleaning_takes_linear_time(text: str) -> None:
    plain_text(text)


def test_names_become_keyed_pseudonyms_and_placeholders_become_nobody() -> None:
    result = run(
        raw("a", author="Jo", account="Acme"),
        raw("b", 2, author=" jo "),
        raw("c", 3, author="A Google User", account="n/a"),
    )
    by_text = {i.text: i for i in result.items}
    assert by_text["a"].author == by_text["b"].author
    assert re.fullmatch("[0-9a-f]{12}", by_text["a"].author or "")
    assert (by_text["c"].author, by_text["c"].account) == (None, None)
    assert by_text["a"].author not in {i.author for i in run(raw("a", author="Jo")).items}


def test_masks_and_pseudonyms_do_not_depend_on_the_order_of_rows() -> None:
    items = [raw("call 123456", 1, author="Jo"), raw("x", 2, author="Al"), raw("x", 3, author="Al")]
    moved = [replace(item, row=row) for row, item in enumerate(reversed(items), start=1)]

    def seen(result: CleanResult) -> list[object]:
        return [(i.item_id, i.text, i.author) for i in result.items]

    assert seen(run(*items)) == seen(run(*moved))


def test_two_people_who_write_the_same_stay_two() -> None:
    result = run(raw("Great app", 1), raw("Great app", 2))
    assert len({i.item_id for i in result.items}) == 2
    assert {i.external_id for i in result.items} == {"1", "2"}


def test_ids_come_from_the_sources_own_id_and_not_from_the_file() -> None:
    one = run(raw("slow", external_id="7")).items[0]
    other = run(raw("quick", 5, external_id="7", file="b.csv")).items[0]
    assert one.item_id == other.item_id
    assert run(raw("slow", external_id="7", source="else")).items[0].item_id != one.item_id


def test_ids_without_own_ids_do_not_depend_on_the_rest_of_the_input() -> None:
    alone = run(raw("my number is 123456", author="Jo")).items[0].item_id
    assert alone in {i.item_id for i in run(raw("x"), raw("my number is 123456", 2, author="Jo")).items}


def test_row_numbers_give_way_to_own_ids() -> None:
    result = run(raw("a", 1, external_id="2"), raw("b", 2))
    assert {i.text: i.external_id for i in result.items} == {"a": "2", "b": "2#2"}


def test_items_are_sorted_and_rows_add_up() -> None:
    rejected = (RejectedRow(file="a.csv", row=9, reason="duplicate_row", detail=""),)
    items = [raw(f"text {n}", n) for n in range(1, 8)] + [raw("<br>", 8)]
    result = clean(feedback(*items, rejected=rejected), language=Und(), masker=Digits())
    assert [i.item_id for i in result.items] == sorted(i.item_id for i in result.items)
    assert [(r.row, r.reason) for r in result.rejected] == [(8, "empty_text"), (9, "duplicate_row")]
    assert len(result.items) + len(result.rejected) == 9


@pytest.mark.parametrize(
    ("rating", "scale", "expected"),
    [(1, (1, 5), -1.0), (3, (1, 5), 0.0), (5, (1, 5), 1.0), (10, (0, 10), 1.0), (7, None, None), (None, (1, 5), None)],
)
def test_satisfaction_is_the_rating_on_its_scale(
    rating: float | None, scale: tuple[float, float] | None, expected: float
) -> None:
    assert run(raw("a", rating=rating, rating_scale=scale)).items[0].satisfaction == expected


def test_a_claimed_language_counts_only_where_the_text_does_not_tell() -> None:
    assert run(raw("ok", language="de_AT")).items[0].language == "de"
    assert run(raw("ok", language="German")).items[0].language == "und"


def test_attributes_and_links_are_masked_too() -> None:
    item = run(raw("a", attributes={"phone": "123456"}, url="https://x.example/?u=123456"), key="kkkk").items[0]
    assert item.attributes == {"phone": "[n kkkk]"}
    assert item.url == "https://x.example/?u=[n kkkk]"


SHOP = (raw("a", 1, product="Acme Notes"), raw("b", 2, product="Acme Mail"), raw("c", 3, product="Other"), raw("d", 4))


def test_one_product_of_several_is_kept_by_name_or_by_part_of_it() -> None:
    for name in ("acme notes", "Notes"):
        result = run(*SHOP, product=name)
        assert [i.text for i in result.items] == ["a"]
        assert result.system == "Acme Notes"
        assert [(r.row, r.reason) for r in result.rejected] == [(n, "other_product") for n in (2, 3, 4)]


def test_a_name_close_to_a_product_is_taken_for_a_slip() -> None:
    with pytest.raises(InputNotUsable, match="did you mean 'Acme Notes'"):
        run(*SHOP, product="Acme Nots")
    with pytest.raises(InputNotUsable, match="several products"):
        run(*SHOP, product="Acme")


def test_a_name_far_from_all_products_names_the_system() -> None:
    result = run(*SHOP, product="The Suite")
    assert (len(result.items), result.system) == (4, "The Suite")
    assert "names" in result.notes[0] or "stands for the system" in result.notes[0]


def test_with_one_product_the_name_filters_nothing() -> None:
    result = run(raw("a", product="Acme"), raw("b", 2), product="acme")
    assert (len(result.items), result.system) == (2, "Acme")
    assert run(raw("a"), product="Zed").items[0].product == "Zed"
    assert run(raw("a")).items[0].product == "default"


def test_nothing_left_is_an_error() -> None:
    with pytest.raises(InputNotUsable, match="no feedback is left of 1 rows"):
        run(raw("<br>"))
    with pytest.raises(InputNotUsable):
        clean(Feedback(raw_items=(), rejected=(), files=()), language=Und(), masker=Digits())


RAW = st.builds(
    raw,
    st.text(max_size=8),
    external_id=st.sampled_from([None, "1", "2"]),
    author=st.sampled_from([None, "Jo"]),
    received_at=st.sampled_from([None, datetime(2024, 1, 2, tzinfo=UTC)]),
)


@settings(max_examples=100, deadline=None)
@given(items=st.lists(RAW, min_size=1, max_size=8), seed=st.integers(0, 99))
def test_ids_are_unique_and_order_free(items: list[RawItem], seed: int) -> None:
    items = [replace(item, row=row) for row, item in enumerate(items, start=1)]
    moved = list(items)
    Random(seed).shuffle(moved)  # noqa: S311
    moved = [replace(item, row=row) for row, item in enumerate(moved, start=1)]
    try:
        result = run(*items)
    except InputNotUsable:
        return
    assert len({i.item_id for i in result.items}) == len(result.items)
    assert len({i.row for i in result.items}) + len(result.rejected) == len(items)
    assert [(i.item_id, i.text) for i in run(*moved).items] == [(i.item_id, i.text) for i in result.items]
