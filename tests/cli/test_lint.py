"""`feedback2req lint` as a user runs it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from feedback2req.cli import main

BAD = "The system shall list files.\n\nThe system shall be user-friendly.\nThe system shall list TBD files.\n"
GOOD = "The system shall list files.\n"


def call(*args: object, stdin: str | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["feedback2req", "lint", *map(str, args)])
        if stdin is not None:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as exited:
            main()
    code = exited.value.code
    return code if isinstance(code, int) else 0, out.getvalue(), err.getvalue()


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.txt"
    path.write_text(BAD)
    return path


def test_the_json_is_that_of_the_contract(bad: Path) -> None:
    code, out, _ = call(bad, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert list(found) == ["findings"]
    keys = ["line", "rule", "severity", "message", "start", "end", "suggestion"]
    assert all(list(one) == keys for one in found["findings"])
    assert [(f["line"], f["rule"], f["start"], f["end"]) for f in found["findings"]] == [
        (3, "R7", 20, 33),
        (4, "C4", 22, 25),
    ]


def test_offsets_count_in_the_line_and_in_the_cell(tmp_path: Path) -> None:
    markdown, table = tmp_path / "r.md", tmp_path / "r.csv"
    markdown.write_text("# Files\n\n- The system shall be user-friendly.\n")
    table.write_text('id,requirement\n7,"  The system shall be user-friendly."\n')
    for path, line, start in ((markdown, 3, 22), (table, 1, 22)):
        (one,) = json.loads(call(path, "--format", "json")[1])["findings"]
        assert (one["line"], one["start"]) == (line, start)


def test_the_table_names_line_rule_and_words(bad: Path) -> None:
    code, out, _ = call(bad)
    assert code == 0
    assert "user-friendly" in out
    assert out.strip().endswith("bad.txt: 3 texts checked; 1 error, 1 warning, 0 notes")


@pytest.mark.parametrize(("severity", "code"), [("error", 5), ("warning", 5), ("note", 5)])
def test_findings_fail_a_build_when_asked_to(bad: Path, severity: str, code: int) -> None:
    assert call(bad)[0] == 0
    assert call(bad, "--fail-on", severity)[0] == code


def test_lesser_findings_do_not_fail_it(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("The system shall be user-friendly.\n")
    assert call(path, "--fail-on", "error")[0] == 0
    assert call(path, "--fail-on", "warning")[0] == 5


def test_rules_are_switched(bad: Path) -> None:
    found = json.loads(call(bad, "--rules", "-R7,-C4", "--format", "json")[1])
    assert found == {"findings": []}


def test_standard_input_is_read() -> None:
    code, out, _ = call("-", stdin=GOOD)
    assert (code, out.strip()) == (0, "-: 1 text checked; 0 errors, 0 warnings, 0 notes")


def test_strict_says_more_than_the_default(bad: Path) -> None:
    bad.write_text("The system shall support some formats.\n")
    n = {
        p: len(json.loads(call(bad, "--profile", p, "--format", "json")[1])["findings"]) for p in ("default", "strict")
    }
    assert n["default"] < n["strict"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("missing.txt",), 3),
        ((".",), 3),
        (("missing.txt", "--rules", "R16"), 2),
        (("missing.txt", "--input", "text", "--column", "x"), 2),
        (("missing.txt", "--profile", "lax"), 2),
        ((), 2),
    ],
)
def test_bad_input_is_told_in_three_lines(args: tuple[str, ...], code: int) -> None:
    got, out, err = call(*args)
    assert (got, out) == (code, "")
    assert err.startswith("Error: ")
    assert 1 <= len(err.strip().splitlines()) <= 3


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("The system shall be user-friendly\x1b[31m and easy\x1b[0m.\n")
    assert "\x1b" not in call(path)[1]
