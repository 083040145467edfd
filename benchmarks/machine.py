"""What a figure was measured on: without it, seconds mean nothing.

Run as ``python -m benchmarks.machine``; every benchmark puts this note beside its figures.
"""

from __future__ import annotations

import json
import os
import platform
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "feedback2req", "numpy", "scipy", "scikit-learn", "scikit-network", "onnxruntime", "tokenizers", "spacy",
)  # fmt: skip
FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp")


def note() -> dict[str, object]:
    """Cores, memory, processor and versions, as plain values."""
    cpu = _cpu()
    flags = (cpu.get("flags") or cpu.get("Features") or "").split()
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": _memory_gib(),
        "processor": cpu.get("model name") or platform.processor() or platform.machine(),
        "cpu_flags": [flag for flag in FLAGS if flag in flags],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in PACKAGES},
    }


def line(found: dict[str, object]) -> str:
    """The note as one line for a table's foot."""
    flags = found["cpu_flags"]
    assert isinstance(flags, list)
    return (
        f"{found['cores']} cores ({found['processor']}; {', '.join(flags) or 'no flags known'}), "
        f"{found['memory_gib']} GiB of memory, {found['system']}, Python {found['python']}"
    )


def _cpu() -> dict[str, str]:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return {}
    pairs = (row.split(":", 1) for row in text.split("\n\n", 1)[0].splitlines() if ":" in row)
    return {key.strip(): value.strip() for key, value in pairs}


def _memory_gib() -> float | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
    except (ValueError, OSError, AttributeError):
        return None


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    print(json.dumps(note(), indent=2))
