"""What the reader makes of files that are in order."""

import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback2req.adapters.readers import FileReader, load_profile, read_files
from feedback2req.domain.feedback import Feedback
from feedback2req.errors import WrongUsage

DATA = Path(__file__).parents[3] / "data" / "samples"


def read(path: Path, content: str | bytes, **columns: str) -> Feedback:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_files([path], columns=columns)


def fields(feedback: Feedback) -> dict[str, str]:
    return {guess.field: guess.column for guess in feedback.files[0].mapping}


@pytest.mark.parametrize("text", ["ok", "5", "2024-01-01", "https://a.example", "x@y.example", "👍"])
def test_a_file_of_id_and_text_is_read_even_with_one_odd_row(tmp_path: Path, text: str) -> None:
    (item,) = read(tmp_path / "a.csv", f"id,text\n7,{text}\n").raw_items
    assert (item.external_id, item.text, item.row, item.source) == ("7", text, 1, "generic")


def test_rows_without_text_are_rejected_and_rows_add_up(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.csv", "id,text\n1,\n2,fine\n3,   \n")
    assert [(r.row, r.reason) for r in feedback.rejected] == [(1, "empty_text"), (3, "empty_text")]
    assert feedback.n_rows_read == 3


def test_equal_rows_without_ids_are_different_people_and_with_ids_are_one(tmp_path: Path) -> None:
    assert len(read(tmp_path / "a.csv", "text\nGreat app\nGreat app\n").raw_items) == 2
    feedback = read(tmp_path / "b.csv", "id,text\n1,Great app\n1,Great app\n")
    assert len(feedback.raw_items) == 1
    assert [(r.row, r.reason) for r in feedback.rejected] == [(2, "duplicate_row")]


def test_two_rows_of_one_id_are_numbered_by_date_whatever_their_order(tmp_path: Path) -> None:
    rows = ["a,new words,2024-02-02", "a,old words,2024-01-01"]
    for order in (rows, rows[::-1]):
        feedback = read(tmp_path / "a.csv", "id,text,date\n" + "\n".join(order))
        assert {i.external_id: i.text for i in feedback.raw_items} == {"a": "old words", "a#2": "new words"}


def test_title_and_body_are_joined_unless_the_body_repeats_the_title(tmp_path: Path) -> None:
    rows = 'id,title,body\n1,Crash,It crashes\n2,Crash,Crash on start\n3,,Alone\n4,Only title,\n5,"Same","Same"\n'
    texts = [i.text for i in read(tmp_path / "a.csv", rows).raw_items]
    assert texts == ["Crash\nIt crashes", "Crash on start", "Alone", "Only title", "Same"]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), (";", "a.csv"), ("\t", "a.tsv"), ("|", "a.txt")])
def test_delimiters_are_found_by_even_rows(tmp_path: Path, delimiter: str, name: str) -> None:
    lines = [["id", "text", "rating"], ["1", '"a, b; c | d"', "4"], ["2", "no", "5"]]
    feedback = read(tmp_path / name, "\n".join(delimiter.join(line) for line in lines))
    assert feedback.files[0].delimiter == delimiter
    assert [i.text for i in feedback.raw_items] == ["a, b; c | d", "no"]


def test_a_sep_line_names_the_delimiter(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.csv", "sep=;\r\nid;text\r\n1;one, two\r\n")
    assert [i.text for i in feedback.raw_items] == ["one, two"]


def test_one_column_of_sentences_with_commas_stays_whole(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.csv", "text\nslow, ugly, dear\nfine\n")
    assert [i.text for i in feedback.raw_items] == ["slow, ugly, dear", "fine"]


def test_short_rows_are_filled_and_unquoted_commas_in_a_last_text_survive(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.csv", "id,rating,text\n1,5,good, but slow\n2\n")
    assert [i.text for i in feedback.raw_items] == ["good, but slow"]
    assert any("1 rows have fewer" in n for n in feedback.files[0].notes)
    assert any("1 rows have more" in n for n in feedback.files[0].notes)


def test_quoted_line_breaks_and_backslash_quotes_are_read(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", 'id,text\r\n1,"a\r\nb"\r\n').raw_items[0].text == "a\r\nb"
    assert read(tmp_path / "b.csv", 'id,text\n1,"say \\"hi\\", ok"\n').raw_items[0].text == 'say "hi", ok'


def test_repeated_headers_stay_apart_and_repeated_header_rows_go(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.csv", "id,text,Labels,Labels\n1,slow,x,y\n")
    assert feedback.files[0].columns == ("id", "text", "Labels", "Labels#2")
    assert feedback.raw_items[0].attributes == {"Labels": "x", "Labels#2": "y"}
    again = read(tmp_path / "b.csv", "id,text\n1,slow\nid,text\n")
    assert [(r.row, r.reason) for r in again.rejected] == [(2, "repeated_header")]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, encoding: str, told: str) -> None:
    feedback = read(tmp_path / "a.csv", "id,text\n1,Das ist schön – wirklich\n".encode(encoding))
    assert feedback.raw_items[0].text == "Das ist schön – wirklich"
    assert feedback.files[0].encoding.startswith(told)
    assert any("guessed" in n for n in feedback.files[0].notes) == (encoding in ("cp1252", "utf-16-le"))


def test_json_in_its_forms_and_packed_gives_the_same_items(tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "slow", "user": {"email": "a@b.example"}}, {"id": 2, "text": "dear", "score": 4.0}]
    forms = {
        "a.json": json.dumps(rows),
        "b.json": json.dumps({"meta": {"n": 2}, "items": rows}),
        "c.jsonl": "\n".join(map(json.dumps, rows)),
        "d.json": "\n".join(map(json.dumps, rows)),
    }
    for name, content in forms.items():
        items = read(tmp_path / name, content).raw_items
        assert [(i.external_id, i.text, i.author) for i in items] == [("1", "slow", "a@b.example"), ("2", "dear", None)]
        packed = read(tmp_path / f"{name}.gz", gzip.compress(content.encode())).raw_items
        assert [i.text for i in packed] == ["slow", "dear"]


def test_what_is_no_object_in_a_list_of_objects_is_rejected(tmp_path: Path) -> None:
    feedback = read(tmp_path / "a.json", '[{"id": 1, "text": "slow"}, 3, null]')
    assert [(r.row, r.reason) for r in feedback.rejected] == [(2, "not_an_object"), (3, "not_an_object")]
    assert feedback.n_rows_read == 3


def test_standard_input_is_read_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'[{"text": "slow"}]')

    monkeypatch.setattr("sys.stdin", Stdin())
    feedback = read_files([Path("-")])
    assert (feedback.raw_items[0].file, feedback.raw_items[0].text) == ("-", "slow")


def test_a_play_console_report_is_known_and_read(tmp_path: Path) -> None:
    header = (
        "Package Name,App Version Code,Reviewer Language,Device,Review Submit Date and Time,"
        "Review Submit Millis Since Epoch,Star Rating,Review Title,Review Text,Developer Reply Text,Review Link"
    )
    link = "http://play.google.com/console/x/review-details?reviewId=gp-1&corpus=1"
    row = f"org.app,12,en,hero,2024-01-05T10:00:00Z,1704448800000,4,Nice,But slow,Thanks a lot for telling us,{link}"
    rating_only = f"org.app,12,en,hero,2024-01-05T10:00:00Z,1704448800000,5,,,,{link}2"
    feedback = read(tmp_path / "r.csv", f"{header}\n{row}\n{rating_only}\n".encode("utf-16"))
    (item,) = feedback.raw_items
    assert feedback.files[0].tool == item.source == "google-play"
    assert (item.text, item.external_id, item.product, item.rating, item.language) == (
        "Nice\nBut slow", "gp-1", "org.app", 4.0, "en",
    )  # fmt: skip
    assert item.rating_scale == (1.0, 5.0)
    assert item.received_at == datetime(2024, 1, 5, 10, tzinfo=UTC)
    assert [r.reason for r in feedback.rejected] == ["empty_text"]


def test_an_app_store_answer_is_known_and_read(tmp_path: Path) -> None:
    review = {
        "type": "customerReviews",
        "id": "9",
        "attributes": {
            "rating": 2, "title": "Bad", "body": "It hangs", "reviewerNickname": "Jo",
            "createdDate": "2024-01-05T10:00:00-08:00",
        },
    }  # fmt: skip
    feedback = read(tmp_path / "r.json", json.dumps({"data": [review], "links": {"self": "x"}}))
    (item,) = feedback.raw_items
    assert (feedback.files[0].tool, item.text, item.author) == ("app-store", "Bad\nIt hangs", "Jo")
    assert item.received_at == datetime(2024, 1, 5, 18, tzinfo=UTC)


def test_words_of_agents_are_not_feedback(tmp_path: Path) -> None:
    rows = "message_id,message_body,message_author_type\n1,It hangs,user\n2,Sorry to hear,admin\n"
    feedback = read(tmp_path / "a.csv", rows)
    assert [i.text for i in feedback.raw_items] == ["It hangs"]
    assert [r.reason for r in feedback.rejected] == ["agent_authored"]


def test_likes_and_dislikes_of_one_row_are_two_items(tmp_path: Path) -> None:
    rows = (
        "id,What do you like best?,What do you dislike?\n1,It is quick and easy to use,The price is too high for us\n"
    )
    feedback = read(tmp_path / "a.csv", rows)
    assert {i.external_id for i in feedback.raw_items} == {"1", "1#2"}
    assert [i.attributes["question"] for i in feedback.raw_items] == ["What do you like best?", "What do you dislike?"]


def test_survey_header_rows_are_rejected(tmp_path: Path) -> None:
    rows = (
        "StartDate,RecordedDate,ResponseId,Progress,Q1_TEXT\n"
        "Start Date,Recorded Date,Response ID,Progress,Why is that so?\n"
        '"{""ImportId"":""s""}","{""ImportId"":""r""}","{""ImportId"":""i""}","{""ImportId"":""p""}","{""ImportId"":""q""}"\n'
        "2024-01-01 10:00:00,2024-01-02 10:00:00,R_1,100,Because the app is slow and it loses my work every day\n"
    )
    feedback = read(tmp_path / "a.csv", rows)
    assert [i.external_id for i in feedback.raw_items] == ["R_1"]
    assert [r.reason for r in feedback.rejected] == ["repeated_header", "repeated_header"]


def test_unknown_headers_are_mapped_by_content(tmp_path: Path) -> None:
    rows = ["Referenz,Wann,Was,Mail,Status"]
    for n in range(30):
        rows.append(
            f"T-{n},2024-01-{n % 28 + 1:02},The app number {n} is slow and hangs when I open it,p{n}@x.example,open"
        )
    feedback = read(tmp_path / "a.csv", "\n".join(rows))
    assert fields(feedback) == {"text": "Was", "id": "Referenz", "date": "Wann", "author": "Mail"}
    assert {g.basis for g in feedback.files[0].mapping} == {"content"}
    assert feedback.raw_items[0].attributes == {"Status": "open"}


def test_a_label_is_never_the_text(tmp_path: Path) -> None:
    rows = ["label,question"] + [f"card_arrival,When will card number {n} be here" for n in range(20)]
    assert fields(read(tmp_path / "a.csv", "\n".join(rows)))["text"] == "question"


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    rows = "id,text,other\n1,not this,but this\n"
    assert read(tmp_path / "a.csv", rows, text="Other").raw_items[0].text == "but this"
    assert read(tmp_path / "a.csv", rows, id="").raw_items[0].external_id is None


def test_a_company_that_is_complained_about_is_no_account() -> None:
    feedback = read_files([DATA / "consumer-complaints" / "complaints.csv.gz"])
    assert fields(feedback) == {"text": "text", "id": "id", "product": "product", "date": "date"}
    assert feedback.n_rows_read == len(feedback.raw_items) == 191
    assert feedback.raw_items[0].attributes["company"]


def test_a_company_beside_a_customer_is_the_account(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", "id,text,email,company\n1,slow,a@b.example,Acme\n").raw_items
    assert (item.author, item.account) == ("a@b.example", "Acme")


@pytest.mark.parametrize(
    ("header", "values", "scale"),
    [
        ("rating", ["1", "5"], (1.0, 5.0)),
        ("stars", ["★★☆☆☆", "★★★★★"], (1.0, 5.0)),
        ("score", ["0", "9", "10"], (0.0, 10.0)),
        ("nps", ["3", "4"], (0.0, 10.0)),
        ("rating", ["4/5", "3/5"], (1.0, 5.0)),
        ("score", ["120", "3"], None),
    ],
)
def test_scales_of_ratings_are_told_by_the_whole_column(
    tmp_path: Path, header: str, values: list[str], scale: tuple[float, float] | None
) -> None:
    feedback = read(tmp_path / "a.csv", f"text,{header}\n" + "".join(f"slow,{v}\n" for v in values))
    assert {i.rating_scale for i in feedback.raw_items} == {scale}
    assert all(i.rating is not None for i in feedback.raw_items)


def test_satisfaction_in_words_stays_an_attribute(tmp_path: Path) -> None:
    (item,) = read(tmp_path / "a.csv", "text,satisfaction score\nslow,good\n").raw_items
    assert (item.rating, item.attributes) == (None, {"satisfaction score": "good"})


def test_a_file_given_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nslow\n")
    feedback = read_files([path, path])
    assert len(feedback.raw_items) == 1
    assert [(r.file, r.reason) for r in feedback.rejected] == [(f"{tmp_path.name}/a.csv (2)", "duplicate_file")]


def test_overlapping_exports_count_shared_rows_once(tmp_path: Path) -> None:
    (tmp_path / "jan.csv").write_text("id,text\n1,slow\n2,dear\n")
    (tmp_path / "feb.csv").write_text("id,text\n2,dear\n3,ugly\n")
    feedback = read_files([tmp_path / "jan.csv", tmp_path / "feb.csv"])
    assert [i.external_id for i in feedback.raw_items] == ["1", "2", "3"]
    assert [(r.file, r.row, r.reason) for r in feedback.rejected] == [("feb.csv", 1, "duplicate_row")]


def test_profiles_are_read_from_yaml_and_json(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("source: zendesk-eu\ncolumns:\n  text: Body\n")
    assert load_profile(path).source == "zendesk-eu"
    path.write_text('{"columns": {"text": "Body"}}')
    assert load_profile(path).columns == {"text": "Body"}
    for broken in ("- a\n", "columns: 3\n", "colums: {}\n", "columns: {txt: a}\n", "a: [\n"):
        path.write_text(broken)
        with pytest.raises(WrongUsage):
            load_profile(path)


def test_the_source_names_the_instance(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nslow\n")
    assert FileReader(columns={}, source="shop-eu").read([path]).raw_items[0].source == "shop-eu"
