"""Where the vendored models lie, and whether they are what their manifests say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feedback2req.errors import ModelNotUsable

_PACKAGE = Path(__file__).resolve().parents[2]
_REINSTALL = "Reinstall the package, or rebuild the folder with scripts/vendor_models.py."


def model_folder(name: str) -> Path:
    """Folder of a vendored model: inside the installed package, else in the checkout around it.

    Parameters
    ----------
    name : str
        Folder name under ``models/``, such as "bge-small-en-v1.5-int8".

    Returns
    -------
    Path
        An existing folder.

    Raises
    ------
    ModelNotUsable
        If neither place holds the folder.
    """
    places = (_PACKAGE / "models" / name, _PACKAGE.parents[1] / "models" / name)
    for place in places:
        if place.is_dir():
            return place
    raise ModelNotUsable(
        f"The model {name!r} is not there.", where="Looked in " + " and ".join(map(str, places)), remedy=_REINSTALL
    )


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read the manifest of a model folder.

    Raises
    ------
    ModelNotUsable
        If it is missing, is not JSON, or lists no files.
    """
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelNotUsable("The model's manifest cannot be read.", where=str(path), remedy=_REINSTALL) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise ModelNotUsable("The model's manifest lists no files.", where=str(path), remedy=_REINSTALL)
    return manifest


def manifest_digest(folder: Path) -> str:
    """Sha256 of a model folder's manifest, which holds those of all its files.

    Raises
    ------
    ModelNotUsable
        If it cannot be read.
    """
    read_manifest(folder)
    return hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def checked_file(folder: Path, relative: str, manifest: Mapping[str, Any]) -> Path:
    """Path of a model file whose bytes are what the manifest says.

    Raises
    ------
    ModelNotUsable
        If the file is missing, unlisted or holds other bytes.
    """
    path = folder / relative
    expected = manifest["files"].get(relative)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotUsable("A file of the model cannot be read.", where=str(path), remedy=_REINSTALL) from error
    if found != expected:
        raise ModelNotUsable(
            "A file of the model holds other bytes than its manifest says.", where=str(path), remedy=_REINSTALL
        )
    return path
