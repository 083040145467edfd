"""Which texts of a file are requirements, and where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback2req.adapters.readers.requirement_texts import RequirementReader, _of_markdown
from feedback2req.errors import InputNotUsable, WrongUsage

CSV = "id,story,prio\n1,The system shall list files.,high\n2,,low\n3,As a user I want tea.,low\n"
MARKDOWN = """# The system shall be a heading

Prose that says what the system shall do.

- The system shall list files.
  * [ ] **The system shall open files.**
1. The system shall close files.

```
- The system shall be code.
```

| id | requirement |
|----|-------------|
| R1 | The system shall print files. |
---
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, **options: str) -> list[tuple[int, int, str]]:
    return [(t.line, t.offset, t.text) for t in RequirementReader(**options).read(path).texts]


def test_each_line_of_a_text_is_one_and_blank_lines_count(tmp_path: Path) -> None:
    path = write(tmp_path, "r.txt", "One shall be.\r\n\r\n   Two shall be.\r---\nThree")
    assert read(path) == [(1, 0, "One shall be."), (3, 3, "Two shall be."), (5, 0, "Three")]


def test_rows_of_a_table_count_from_the_first_data_row(tmp_path: Path) -> None:
    path = write(tmp_path, "r.csv", CSV)
    assert read(path) == [(1, 0, "The system shall list files."), (3, 0, "As a user I want tea.")]
    assert RequirementReader().read(path).unit == "row"


def test_the_column_is_known_by_name_by_being_alone_or_by_its_cells(tmp_path: Path) -> None:
    by_cells = "a;b\nx;The system shall list files.\ny;The system shall open files.\n"
    assert len(read(write(tmp_path, "cells.csv", by_cells))) == 2
    assert len(read(write(tmp_path, "alone.csv", "anything\nlist files\n"))) == 1


def test_the_column_that_is_named_is_read(tmp_path: Path) -> None:
    assert [t for _, _, t in read(write(tmp_path, "r.csv", CSV), column="PRIO")] == ["high", "low", "low"]


def test_a_column_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="did you mean 'story'") as refused:
        read(write(tmp_path, "r.csv", CSV), column="storry")
    assert str(refused.value).endswith("--column NAME")


@pytest.mark.parametrize(
    "table", ["a,b\nx,y\n", "a,b\nThe system shall list.,The system shall open.\n"], ids=["none", "two"]
)
def test_an_unclear_column_is_asked_for(tmp_path: Path, table: str) -> None:
    with pytest.raises(InputNotUsable, match="not clear which column"):
        read(write(tmp_path, "r.csv", table))


def test_markdown_gives_items_and_cells_and_offsets_into_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, "r.md", MARKDOWN)
    found = read(path)
    assert [t for _, _, t in found] == [
        "The system shall list files.",
        "The system shall open files.",
        "The system shall close files.",
        "The system shall print files.",
    ]
    lines = MARKDOWN.split("\n")
    assert all(lines[line - 1][offset : offset + len(text)] == text for line, offset, text in found)


def test_where_markdown_names_its_requirements_nothing_else_is_read(tmp_path: Path) -> None:
    named = ("**Requirement:** The system shall list files.", "- a quote", "**User story**: As a user, I want a list.")
    page = "\n\n".join(("## List", *named))
    assert read(write(tmp_path, "r.md", page)) == [
        (3, 17, "The system shall list files."),
        (7, 16, "As a user, I want a list."),
    ]


def test_what_holds_no_requirement_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputNotUsable, match="holds no requirement") as refused:
        read(write(tmp_path, "r.md", "# Heading\n\nProse.\n"))
    assert "list items and table cells" in str(refused.value)


@pytest.mark.parametrize("name", ["r.json", "r.jsonl", "r.html"])
def test_other_formats_are_named_and_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputNotUsable, match="no text, CSV or Markdown"):
        read(write(tmp_path, name, "[]"))


def test_an_ending_can_be_overruled(tmp_path: Path) -> None:
    assert read(write(tmp_path, "r.json", "The system shall list files."), form="text")
    assert len(read(write(tmp_path, "r.md", MARKDOWN), form="text")) > 4


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "r.txt", "Das System „Köln“ shall start.\n".encode("utf-16"))
    assert read(path) == [(1, 0, "Das System „Köln“ shall start.")]


@given(text=st.text(st.sampled_from("-*|` #\n\tab1.~\\[x]:"), max_size=200))
def test_whatever_the_markdown_texts_stand_where_they_are_said_to(text: str) -> None:
    lines = text.split("\n")
    for placed in _of_markdown(text):
        assert lines[placed.line - 1][placed.offset : placed.offset + len(placed.text)] == placed.text


@pytest.mark.parametrize("own", ["REQ-3: ", "2.1) ", "[R7] ", "12. ", "6,", "FR 4 - "])
def test_the_id_before_a_requirement_is_none_of_its_words(tmp_path: Path, own: str) -> None:
    assert read(write(tmp_path, "r.txt", f"{own}The system shall list files.")) == [
        (1, len(own), "The system shall list files.")
    ]


@pytest.mark.parametrize("text", ["2 users shall wait.", "100 % of files shall stay.", "A user shall wait."])
def test_what_begins_with_a_number_keeps_it(tmp_path: Path, text: str) -> None:
    assert read(write(tmp_path, "r.txt", text)) == [(1, 0, text)]
