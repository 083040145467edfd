"""The rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 600
CODE = sorted(p for top in ("src", "api") for p in (ROOT / top).rglob("*.py"))
OWN_FOLDERS = ("src", "api", "tests", "scripts", "benchmarks", "docs", "data", ".ci")
SUFFIXES = {".py", ".md", ".json", ".toml", ".yaml", ".yml", ".html", ".j2", ".css", ".js", ".svg", ".txt", ""}
OF_OTHERS = (ROOT / "src/feedback2req/resources/report/vendor",)
PRINTS = {"adapters/progress.py": "the log of stages, without a word of feedback"}

# put together here, so that this file does not hold what it looks for
FORBIDDEN = {
    "a path of one machine": ("/wo" + "rk/", "/ro" + "ot/", "." + "library"),
    "a host of packages or models": (
        "py" + "pi.org", "python" + "hosted", "hugging" + "face.co", "registry." + "npmjs", "npm" + "js.com",
        "deb." + "debian", "hf." + "co/",
    ),
    "how the text came about": ("sub" + "agent", "helper" + " agent", "work" + "place", "co-authored-" + "by"),
}  # fmt: skip


def texts() -> Iterator[Path]:
    """Every text that the project wrote itself; data and models of others are not ours to word."""
    yield from (p for p in ROOT.iterdir() if p.is_file() and p.suffix in SUFFIXES and p.name != "LICENSE")
    yield from (ROOT / "models").glob("*/card.md")
    yield from (ROOT / "models").glob("*/NOTICE")
    for name in OWN_FOLDERS:
        for path in (ROOT / name).rglob("*"):
            if path.is_file() and path.suffix in SUFFIXES and not any(o in path.parents for o in OF_OTHERS):
                yield path


@pytest.mark.parametrize("kind", sorted(FORBIDDEN))
def test_the_project_speaks_of_itself_alone(kind: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in texts()
        for text in [path.read_text("utf-8", errors="replace").casefold()]
        for word in FORBIDDEN[kind]
        if word in text
    ]
    assert found == []


def test_files_stay_small_enough_to_read() -> None:
    lengths = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in CODE}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_nothing_prints_feedback_past_the_escape_of_control_characters() -> None:
    package = ROOT / "src" / "feedback2req"
    calls = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "pprint")
    }
    assert calls <= set(PRINTS)


def test_no_log_is_kept_in_which_feedback_could_end() -> None:
    importers = [
        str(path.relative_to(ROOT))
        for path in CODE
        if re.search(r"^\s*(?:import|from) (?:logging|syslog)\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert importers == []


def stages() -> list[str]:
    folder = ROOT / "src/feedback2req/stages"
    modules = [p.stem for p in folder.glob("*.py") if p.stem != "__init__"]
    return sorted(modules + [p.name for p in folder.iterdir() if (p / "__init__.py").exists()])


@pytest.mark.parametrize("stage", stages())
def test_every_stage_has_tests_of_its_own(stage: str) -> None:
    tests = ROOT / "tests" / "stages"
    assert [*tests.glob(f"test_{stage}*.py"), *(tests / stage).glob("test_*.py")]


def test_every_python_file_in_scripts_and_benchmarks_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for top in ("scripts", "benchmarks")
        for path in (ROOT / top).rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []
