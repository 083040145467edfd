"""Themes that a user writes down, in YAML, JSON or CSV; what is wrong with a file is said with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback2req.adapters.readers.taxonomy import read_taxonomy
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.errors import InputNotUsable

EXPECTED = (
    GivenTheme(
        name="Log in", said="The customer cannot get in.", examples=("cannot log in", "wrong password"), kind="problem"
    ),
    GivenTheme(name="Dark mode"),
)
SAME = {
    "a.yaml": """
- name: Log in
  criterion: The customer cannot get in.
  examples: [cannot log in, wrong password]
  kind: Problem
- Dark mode
""",
    "b.yml": """
themes:
  - {name: "Log  in ", criterion: The customer cannot get in., kind: problem, examples: [cannot log in, wrong password]}
  - {name: Dark mode, examples: }
""",
    "c.json": '[{"name": "Log in", "criterion": "The customer cannot get in.", "kind": "problem", '
    '"examples": ["cannot log in", "wrong password"]}, {"name": "Dark mode"}]',
    "d.csv": "name,criterion,examples,kind\nLog in,The customer cannot get in.,cannot log in | wrong password,problem\n"
    "Dark mode,,,\n",
    "e.csv": "\ufeffName;Kind;Criterion;Example 1;Example 2\n"
    "Log in;problem;The customer cannot get in.;cannot log in;wrong password\nDark mode;;;;\n",
}


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", SAME)
def test_every_form_says_the_same(tmp_path: Path, name: str) -> None:
    assert read_taxonomy(written(tmp_path, name, SAME[name])) == EXPECTED


def test_a_key_comes_from_the_name_whatever_else_is_said() -> None:
    assert EXPECTED[0].key == GivenTheme(name="log  IN").key != EXPECTED[1].key


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.yaml", "[]", "holds no theme"),
        ("a.yaml", "", "is empty"),
        ("a.yaml", "themes: 3", "holds no list"),
        ("a.yaml", "- {name: x\n- [", "neither YAML, JSON nor CSV"),
        ("a.yaml", "- 3", "is no mapping"),
        ("a.yaml", "- {criterion: x}", "has no name"),
        ("a.yaml", "- {name: x, label: y}", "'label'"),
        ("a.yaml", "- {name: x, kind: bug}", "'bug'"),
        ("a.yaml", "- {name: [x]}", "list or mapping"),
        ("a.yaml", "- x\n- ' X'", "theme 2 has the name of entry 1"),
        ("a.yaml", f"- {'x' * 501}", "501 characters"),
        ("a.yaml", "\n".join(f"- t{n}" for n in range(501)), "501 themes"),
        ("a.yaml", "- !!python/object/apply:os.system ['true']", "neither"),
        ("a.csv", "label,criterion\nx,y\n", "no column called name"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_is_wrong(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(InputNotUsable) as told:
        read_taxonomy(written(tmp_path, name, text))
    assert says in str(told.value)
    assert 1 <= len(str(told.value).splitlines()) <= 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputNotUsable):
        read_taxonomy(tmp_path / "none.yaml")
