"""The reference pages say what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import annotated_types
import pytest

from feedback2req import errors
from feedback2req.adapters.exporters.folder import EXPORTERS, RUN_FILE
from feedback2req.config import PipelineConfig
from feedback2req.settings import LlmSettings
from feedback2req.stages.cluster import RESOLUTION
from feedback2req.stages.fill.disagreements import MIXED, SPLIT
from feedback2req.stages.neighbours.neighbours import KIN_DEVIATIONS, MAX_KIN, MIN_KIN

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "feedback2req"


def rows(page: str, heading: str | None = None) -> list[list[str]]:
    """Cells of the table rows of a page, or of one of its sections, without backticks."""
    text = (REFERENCE / page).read_text("utf-8")
    if heading is not None:
        text = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in row] for row in cells]


def range_of(name: str) -> str:
    low, high, opens, closes = "-∞", "∞", "(", ")"
    for one in PipelineConfig.model_fields[name].metadata:
        bounds: Any = one
        if isinstance(bounds, annotated_types.Ge):
            low, opens = f"{bounds.ge:g}", "["  # type: ignore[str-format]
        elif isinstance(bounds, annotated_types.Gt):
            low = f"{bounds.gt:g}"  # type: ignore[str-format]
        elif isinstance(bounds, annotated_types.Le):
            high, closes = f"{bounds.le:g}", "]"  # type: ignore[str-format]
    return f"{opens}{low}, {high}{closes}"


def test_every_knob_is_documented_with_its_range_and_default() -> None:
    documented = {name: (bounds, default) for name, _, bounds, default, _ in rows("config.md")}
    defaults = {name: field.default for name, field in PipelineConfig.model_fields.items()}
    expected = {
        name: (range_of(name), "unset" if default is None else str(default)) for name, default in defaults.items()
    }
    assert documented == expected


def test_every_setting_of_a_language_model_is_documented_with_its_default() -> None:
    documented = {row[0]: row[1] for row in rows("llm-config.md") if row[0] in LlmSettings.model_fields}
    expected = {
        name: "required" if field.is_required() else "unset" if field.default is None else str(field.default)
        for name, field in LlmSettings.model_fields.items()
    }
    assert documented == expected


def every_error(of: type[errors.Feedback2reqError] = errors.Feedback2reqError) -> list[type[errors.Feedback2reqError]]:
    return [of, *(found for child in of.__subclasses__() for found in every_error(child))]


def test_every_error_is_documented_with_its_code_and_exit_code() -> None:
    documented = {(code, exit_code, name) for code, exit_code, name, _ in rows("errors.md", "Error codes") if name}
    assert documented == {(e.code, str(e.exit_code), e.__name__) for e in every_error()}


def test_codes_of_the_command_line_alone_are_documented() -> None:
    documented = {row[0] for row in rows("errors.md", "Error codes")}
    said = re.findall(r'code="(\w+)"', (SOURCE / "cli" / "main.py").read_text("utf-8"))
    assert said
    assert set(said) <= documented


def test_every_reason_to_reject_a_row_is_documented() -> None:
    lexicon = json.loads((SOURCE / "resources" / "columns.json").read_text("utf-8"))
    tools = [tool.get("keep") or tool.get("drop") for tool in lexicon["tools"]]
    reasons = {rule["reason"] for rule in tools if rule}
    for path in (*(SOURCE / "adapters" / "readers").glob("*.py"), SOURCE / "stages" / "clean.py"):
        text = path.read_text("utf-8")
        reasons |= set(re.findall(r'reason="(\w+)"', text))
        reasons |= set(re.findall(r'(?:return|= )\s*\(?"([a-z]+_[a-z]+)", f?"', text))
    assert {row[0] for row in rows("errors.md", "Why a row was rejected")} == reasons


def test_every_limit_is_documented() -> None:
    places = (*(SOURCE / "stages").glob("*/limits.py"), SOURCE / "pipeline" / "run.py")
    codes = {code for place in places for code in re.findall(r'Limit\(\s*code="(\w+)"', place.read_text("utf-8"))}
    codes |= {SPLIT, MIXED}
    assert {row[0] for row in rows("errors.md", "What cannot be concluded")} == codes


def test_every_file_of_a_run_is_documented() -> None:
    documented = {row[0] for row in rows("files.md") if "." in row[0]}
    assert documented == {*(exporter.name for exporter in EXPORTERS), RUN_FILE}


@pytest.mark.parametrize("page", sorted(p.name for p in (ROOT / "docs" / "decisions").glob("*.md")))
def test_every_decision_has_the_parts_of_a_decision(page: str) -> None:
    text = (ROOT / "docs" / "decisions" / page).read_text("utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert re.match(r"# \d{4} ", text)
    assert text.startswith(f"# {page[:4]} ")
    assert headings[:4] == ["Status", "Context", "Decision", "Consequences"]


def test_the_decisions_in_force_state_the_numbers_in_force() -> None:
    ranking = (ROOT / "docs/decisions/0006-ranking-formula.md").read_text("utf-8")
    stated = {name: float(weight) for name, weight in re.findall(r"^\| (\w+) \| (0\.\d+) \|", ranking, re.MULTILINE)}
    defaults = PipelineConfig().model_dump()
    assert stated == {name[7:]: weight for name, weight in defaults.items() if name.startswith("weight_")}
    clustering = (ROOT / "docs/decisions/0003-communities-on-neighbours.md").read_text("utf-8")
    agreed = (ROOT / "docs/decisions/0012-agreed-communities.md").read_text("utf-8")
    assert f"resolution {RESOLUTION:g} at granularity 1" in agreed
    assert f"**{defaults['n_neighbours']} neighbours**" in agreed
    for claim in (
        f"the mean plus {KIN_DEVIATIONS:g} standard deviations",
        f"kept within {MIN_KIN:.2f} and {MAX_KIN:.2f}",
    ):
        assert claim in clustering


def pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"])


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_that_the_texts_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        name for page in pages() for name in re.findall(r"(?:`|^)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert named
    assert named <= targets
