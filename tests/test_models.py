"""The vendored models are what their manifests say, and each says what it is."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = sorted(p for p in (ROOT / "models").iterdir() if p.is_dir())
NEVER = {".pkl", ".pickle", ".pt", ".joblib", ".py", ".so"}


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return found


def listed(folder: Path) -> dict[Path, str]:
    """Files of a manifest by path."""
    return {folder / name: digest for name, digest in manifest_of(folder)["files"].items()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_file_of_a_manifest_is_there_byte_for_byte(folder: Path) -> None:
    files = listed(folder)
    assert files
    wrong = [p.name for p, digest in files.items() if hashlib.sha256(p.read_bytes()).hexdigest() != digest]
    assert wrong == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_manifest_names_its_folder_its_licence_and_how_it_was_made(folder: Path) -> None:
    manifest = manifest_of(folder)
    assert manifest["name"] == folder.name
    assert manifest["licence"]
    assert (ROOT / manifest["made_by"].split()[0]).is_file()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_every_model_has_a_card_with_the_licence_of_its_manifest(folder: Path) -> None:
    card = (folder / "card.md").read_text("utf-8")
    lines = [line for line in card.splitlines() if re.search(r"licen[cs]e", line, re.IGNORECASE)]
    assert any(manifest_of(folder)["licence"] in line for line in lines)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_a_model_of_others_carries_their_licence(folder: Path) -> None:
    if "source" in manifest_of(folder):
        assert "Permission is hereby granted" in (folder / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)
def test_models_are_data_and_nothing_that_python_runs(folder: Path) -> None:
    assert [p.name for p in folder.rglob("*") if p.suffix in NEVER] == []


def test_the_notice_of_the_encoder_names_the_digest_of_its_weights() -> None:
    folder = ROOT / "models" / "bge-small-en-v1.5-int8"
    assert manifest_of(folder)["files"]["model.onnx"] in (folder / "NOTICE").read_text("utf-8")
