"""Files that cannot be read are refused in plain words, and nothing else escapes."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback2req.adapters.readers import FileReader, read_files
from feedback2req.errors import Feedback2reqError, InputNotUsable, WrongUsage


def refusal(path: Path, content: bytes, **columns: str) -> InputNotUsable:
    path.write_bytes(content)
    with pytest.raises(InputNotUsable) as caught:
        read_files([path], columns=columns)
    assert len(str(caught.value).splitlines()) <= 3
    return caught.value


def xlsx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n \n", "is empty"),
        ("empty.csv.gz", gzip.compress(b""), "is empty"),
        ("a.xlsx", xlsx(), "save it as CSV"),
        ("a.png", b"\x89PNG\r\n\x1a\n123", "an image"),
        ("nul.csv", b"id,text\n1,a\0\0\0b\n", "binary"),
        ("noise.csv", bytes(range(256)) * 8, "binary"),
        ("control.csv", b"id,text\n1,\x01\x02\x03\x04\n", "binary"),
        ("cut.csv", "id,text\n1,schön, wirklich schö".encode()[:-1], "cut off"),
        ("cut2.csv", "id,text\n1,gut 👍".encode()[:-1], "cut off"),
        ("cut16.csv", "\ufeffid,text\n1,gut".encode("utf-16-le")[:-1], "cut off"),
        ("cut.csv.gz", gzip.compress(b"id,text\n1,abc\n" * 99)[:-12], "cut off"),
        ("bad.csv.gz", b"\x1f\x8b\x08\x00" + b"\xff" * 30, "damaged"),
        ("header.csv", b"id,text\n", "a header and no rows"),
        ("notext.csv", b"id,rating\n1,5\n2,4\n", "no column holds text"),
        ("labels.csv", b"id,label\n" + b"1,bug\n2,feature\n" * 20, "no column holds text"),
        ("open.csv", b'id,text\n1,fine\n2,"never closed\n3,x\n', "line 3"),
        ("mixed.csv", b'id,text\n1,"a" b\n', "line 2"),
        ("numbers.json", b"[1, 2, 3]", "no list of objects"),
        ("number.json", b"3", "no list of objects"),
        ("nothing.json", b"[]", "empty list"),
        ("broken.json", b'[{"text": "a"},\n {"text": }]', "line 2, column 11"),
        ("broken.jsonl", b'{"text": "a"}\n{"text": \n', "line 2"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000, "nested too deep"),
        ("deep2.json", b'{"a":' * 900 + b"1" + b"}" * 900, "nested too deep"),
        ("two.json", b'{"x": [{"text": "a"}], "y": [{"text": "b"}]}', "several lists"),
    ],
)  # fmt: skip
def test_unusable_files_are_refused_with_what_where_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    error = refusal(tmp_path / name, content)
    assert words in str(error)
    assert name in str(error)


def test_the_place_of_a_cut_is_told(tmp_path: Path) -> None:
    assert "byte 12" in refusal(tmp_path / "a.csv", "id,text\n1,ab👍".encode()[:-2]).where


def test_a_last_accented_letter_of_a_western_file_is_no_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,café".encode("cp1252"))
    assert read_files([path]).raw_items[0].text == "café"


def test_missing_files_and_folders_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(InputNotUsable, match="no such file"):
        read_files([tmp_path / "none.csv"])
    with pytest.raises(InputNotUsable, match="is a folder"):
        read_files([tmp_path])
    with pytest.raises(InputNotUsable, match="cannot be read"):
        read_files([Path("a\0b.csv")])


def test_large_files_and_gzip_bombs_are_refused(tmp_path: Path) -> None:
    for name, content in (("a.csv", b"text\n" + b"a" * 99), ("b.csv.gz", gzip.compress(b"text\n" + b"a" * 9999))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputNotUsable, match=r"more than (64 bytes|1 KiB)"):
            FileReader(max_bytes=64 if name == "a.csv" else 1024).read([tmp_path / name])


def test_a_wrong_column_names_the_right_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,Body\n1,slow\n")
    with pytest.raises(WrongUsage, match="did you mean 'Body'") as caught:
        read_files([path], columns={"text": "Bodyy"})
    assert "id, Body" in caught.value.where
    with pytest.raises(WrongUsage, match="no field"):
        read_files([path], columns={"txt": "Body"})
    with pytest.raises(WrongUsage, match="no file"):
        read_files([])


def test_messages_never_carry_control_characters_or_long_texts(tmp_path: Path) -> None:
    secret = "secret words " * 40
    error = refusal(tmp_path / "a.csv", f"id\x1b[31m,{secret}\n1,2\n".encode())
    assert "\x1b" not in str(error)
    assert len(str(error)) < 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=300), name=st.sampled_from(["a.csv", "a.tsv", "a.json", "a.jsonl", "a"]))
def test_no_bytes_raise_anything_but_our_errors(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    try:
        feedback = read_files([path])
    except Feedback2reqError:
        return
    assert len({i.row for i in feedback.raw_items}) + len(feedback.rejected) == feedback.n_rows_read
