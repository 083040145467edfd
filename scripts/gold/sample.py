"""Draw the items of data/gold/statements from sets whose texts may ship, and say which split each product is in.

Run as ``FEEDBACK2REQ_DATA=<folder> python -m scripts.gold.sample OUT.jsonl``. Draws by digest of the text: the sample
is the same on every machine, and stays what it is when a set grows.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedback2req.adapters.models.language import Py3LangIdentifier
from feedback2req.adapters.models.masker import PatternMasker
from feedback2req.domain.cleaning import plain_text

TEST_APPS = frozenset(
    (
        "Signal Private Messenger", "Amaze File Manager", "AnkiDroid Flashcards", "Duck Duck GO",
        "Turbo Editor ( Text Editor )",
        "AntennaPod", "Marine Compass", "QKSMS - Open Source SMS & MMS", "Adblock Plus", "SeriesGuide", "Network Log",
    )
)  # fmt: skip
DEV_APPS = frozenset(("Last.fm", "BatteryBot Battery Indicator", "Xabber", "OctoDroid", "Autostarts", "2048"))
TEST_BANKS = frozenset(
    (
        "SYNCHRONY FINANCIAL",
        "WELLS FARGO & COMPANY",
        "CAPITAL ONE FINANCIAL CORPORATION",
        "Continental Finance Company, LLC",
    )
)
DEV_BANKS = frozenset(("BARCLAYS BANK DELAWARE", "JPMORGAN CHASE & CO.", "GOLDMAN SACHS BANK USA"))
WORKED_EXAMPLES = frozenset(("cfpb-13698482", "cfpb-13821668", "cfpb-14025020"))
"""Complaints that this project's design reads by hand: nothing may be trained on them."""
SHORT_WORDS = 6
MAX_COMPLAINT_WORDS = 320
MASK_KEY = "gold"


def drawn(text: str, share: float) -> bool:
    """Whether a text falls into a sample of so large a share."""
    return int(sha256(f"gold {text}".encode()).hexdigest()[:8], 16) < share * 0x1_0000_0000


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a gzipped CSV of the data folder."""
    with gzip.open(Path(os.environ["FEEDBACK2REQ_DATA"]) / f"{name}.csv.gz") as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, "utf-8", newline=""))


def app_reviews() -> Iterator[dict[str, Any]]:
    """Reviews of open-source apps: all of some length, few of the short ones, at most so many an app."""
    n_of: dict[str, int] = {}
    for row in sorted(rows("raw/gplay_opensource_39apps_2016"), key=lambda r: sha256(r["id"].encode()).hexdigest()):
        app, n_words = row["app"], len(row["text"].split())
        split = "test" if app in TEST_APPS else "dev" if app in DEV_APPS else "train"
        most = {"test": 75, "dev": 60, "train": 72}[split]
        if n_of.get(app, 0) >= most or not drawn(row["text"], 0.9 if n_words > SHORT_WORDS else 0.12):
            continue
        n_of[app] = n_of.get(app, 0) + 1
        yield {
            "id": f"gplay-{row['id']}",
            "product": app,
            "split": split,
            "rating": int(float(row["rating"])),
            "text": row["text"],
        }


def forum() -> Iterator[dict[str, Any]]:
    """Sentences of two products' forums."""
    for row in rows("intents/tizard_vlc_forum"):
        firefox = row["forum"] == "Fire fox"
        if len(row["text"].split()) > 2 and drawn(row["text"], 0.24 if firefox else 0.32):
            product, split = ("Firefox", "test") if firefox else ("VLC", "train")
            yield {"id": f"tizard-{row['id']}", "product": product, "split": split, "rating": None, "text": row["text"]}


def complaints() -> Iterator[dict[str, Any]]:
    """Complaints to a regulator, those of moderate length."""
    for row in rows("raw/cfpb_creditcard_191"):
        bank, n_words = row["company"], len(row["text"].split())
        split = "test" if bank in TEST_BANKS else "dev" if bank in DEV_BANKS else "train"
        share = 0.42 if bank == "CITIBANK, N.A." else 0.75
        if n_words <= MAX_COMPLAINT_WORDS and row["id"] not in WORKED_EXAMPLES and drawn(row["text"], share):
            yield {"id": row["id"], "product": bank, "split": split, "rating": None, "text": row["text"]}


def requests() -> Iterator[dict[str, Any]]:
    """Requests to a bank's desk and to two assistants."""
    for name, product, split, share in (
        ("banking77", "bank desk", "train", 0.034),
        ("hwu64", "home assistant", "train", 0.022),
        ("clinc150", "assistant", "test", 0.013),
    ):
        for row in rows(f"themes/{name}"):
            if drawn(row["text"], share):
                yield {"id": row["id"], "product": product, "split": split, "rating": None, "text": row["text"]}


def main(out: Path) -> None:
    """Write the items, each text once, cleaned as a run cleans it."""
    language, masker = Py3LangIdentifier(), PatternMasker()
    seen: set[str] = set()
    with out.open("w", encoding="utf-8") as file:
        for item in (*app_reviews(), *forum(), *complaints(), *requests()):
            item["text"] = masker.mask(plain_text(item["text"]), MASK_KEY)
            folded = " ".join(item["text"].casefold().split())
            if folded and folded not in seen and language.identify(item["text"]) in ("en", "und"):
                seen.add(folded)
                file.write(json.dumps(item, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
