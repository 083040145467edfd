"""Inspection reports what a reader saw, and shows foreign text harmlessly."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from feedback2req.adapters.readers import FileReader
from feedback2req.cli.inspect import inspect_command, parse_columns
from feedback2req.errors import WrongUsage
from feedback2req.service.inspect import inspect


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,text,date,app\n1,[bold]slow \x1b[31m,2024-01-02,Acme\n2,,2024-01-03,Acme\n3,dear,2024-01-04,Acme\n"
    )
    return path


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("feedback2req.wiring")
    module.make_reader = lambda *, columns, source, profile: FileReader(columns=columns, source=source)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "feedback2req.wiring", module)


def test_counts_of_an_inspection_add_up(export: Path) -> None:
    (file,) = inspect(FileReader(), [export]).files
    assert (file.n_used, file.dropped, file.report.n_rows) == (2, {"empty_text": 1}, 3)
    assert [i.row for i in file.preview] == [1, 3]
    assert file.products == (("Acme", 2),)
    assert file.oldest is not None
    assert file.oldest.date().isoformat() == "2024-01-02"


def test_the_table_shows_markup_as_text_and_escapes_control_characters(export: Path) -> None:
    result = CliRunner().invoke(inspect_command, [str(export)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "[bold]slow \\u001b[31m" in result.output
    assert "\x1b" not in result.output
    for word in ("generic export", "utf-8", "comma", "empty_text", "3 rows read, 2 would be used, 1 dropped"):
        assert word in result.output


def test_the_json_form_is_json(export: Path) -> None:
    result = CliRunner().invoke(inspect_command, [str(export), "--format", "json", "--column", "text=app"])
    (file,) = json.loads(result.output)["files"]
    assert file["mapping"][0] == {"field": "text", "column": "app", "basis": "given", "score": 1.0}
    assert file["rows_read"] == file["rows_used"] + sum(file["dropped"].values())


def test_column_options_are_pairs() -> None:
    assert parse_columns(("text=A=B", "id=")) == {"text": "A=B", "id": ""}
    for wrong in (("text",), ("=A",), ("text=A", "text=B")):
        with pytest.raises(WrongUsage):
            parse_columns(wrong)
