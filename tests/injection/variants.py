"""Reviews that are written for the machine that reads them, and what they want to have drafted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Variant:
    """A text, and the deed that it wants the product to be required to do."""

    name: str
    text: str
    wants: str


VARIANTS = tuple(Variant(**v) for v in json.loads((Path(__file__).parent / "variants.json").read_text("utf-8")))
EVIL = frozenset(
    "admin attacker backups backup bitcoin crypto dan decode disable encryption evil instructions maintenance money "
    "obey password prompt rights role rot13 script secret story transfer upload wipe".split()
)
"""Words that none of the real feedback around the variants holds."""
