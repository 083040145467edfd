"""Texts that the fast encoder learns from: unlabelled sentences of sets whose texts may train weights that ship.

Never among them: any text of Banking77, CLINC150 and HWU64, on which the figures are made; sets under licences that bar
it; rows and products that the reader of statements is measured on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.gold.sample import DEV_APPS, TEST_APPS
from scripts.reader.rows import is_held, lines, lot, sentences, table

MEASURED_ON = ("banking77", "clinc150", "hwu64")
MAX_WORDS = 40
MIN_WORDS = 2
Row = dict[str, str]
_GLOSS = re.compile(r"\| (.+)$")
_QUOTED = re.compile(r'"([^"]+)"')


def _trains(row: Row) -> bool:
    return row.get("split", "train") == "train" and row.get("lang", "en") in ("en", "english")


TABLES: dict[str, Callable[[Row], bool]] = {
    "raw/gplay_opensource_39apps_2016": lambda row: row["app"] not in DEV_APPS | TEST_APPS,
    "requirements/user_stories_multi": lambda row: row["project"].startswith("g"),
} | dict.fromkeys(
    (
        "raw/cfpb_creditcard_191", "intents/tizard_vlc_forum", "intents/maalej2016", "intents/clap_rq1",
        "intents/app_reviews_iso25010", "intents/ijcnlp2017_customer_feedback", "intents/nlbse2024_issues",
        "sentiment/sst5", "sentiment/senti4sd", "sentiment/sa4se_software_sentiment",
        "sentiment/umsab_multilingual_tweets", "requirements/crowdre_smarthome", "requirements/promise_nfr",
        "requirements/ustai_quality",
    ),
    _trains,
)  # fmt: skip
"""Sets whose texts may train weights that ship, and which rows of them."""


LONGEST = {"intents/nlbse2024_issues": 600}
"""Characters of a text that are taken: what follows in a report on GitHub is mostly logs."""


def feedback() -> Iterator[tuple[str, str]]:
    """Pairs of set and whole text."""
    for name, wanted in TABLES.items():
        for row in table(name):
            if wanted(row):
                for column in ("title", "text"):
                    if row.get(column):
                        yield name.partition("/")[2], row[column][: LONGEST.get(name)]
    for name in ("aspects/huliu_product_reviews", "aspects/shah_app_features_i"):
        for line in lines(name):
            yield name.partition("/")[2], line["text"]


def glosses(folder: Path) -> Iterator[tuple[str, str]]:
    """Definitions and examples of WordNet 3.0: the words that feedback of other kinds is made of."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("ascii", "replace").splitlines():
            found = _GLOSS.search(line) if not line.startswith("  ") else None
            if found is None:
                continue
            word = line.split(" ", 5)[4].replace("_", " ").partition("(")[0]
            defined = found[1].partition('"')[0].strip(" ;")
            yield "wordnet", f"{word}: {defined}" if lot(defined) < 0.5 else defined
            for quoted in _QUOTED.findall(found[1]):
                yield "wordnet", quoted


def measured_texts() -> set[str]:
    """What must not be learned from, folded."""
    return {folded(row["text"]) for name in MEASURED_ON for row in table(f"themes/{name}")}


def folded(text: str) -> str:
    """A text without the differences that make no other text of it."""
    return " ".join(text.casefold().split())


def training_texts(wordnet: Path | None = None, *, n_glosses: int = 40_000) -> list[tuple[str, str]]:
    """Pairs of set and sentence, each sentence once, sorted by its lot; no text that anything is measured on."""
    out, barred = {}, measured_texts()
    for group, text in feedback():
        if is_held(" ".join(text.split())[:2_000]):
            continue
        for sentence in sentences(text):
            keep(out, barred, group, sentence)
    if wordnet is not None:
        more: dict[str, tuple[str, str]] = {}
        barred |= set(out)
        for group, text in glosses(wordnet):
            keep(more, barred, group, text)
        chosen = sorted(more, key=lot)[:n_glosses]
        out |= {key: more[key] for key in chosen}
    return [out[key] for key in sorted(out, key=lot)]


def keep(out: dict[str, tuple[str, str]], barred: set[str], group: str, sentence: str) -> None:
    """Take a sentence if it is new, may be learned from and has a usable length; the rest of a long one is cut."""
    words = sentence.split()[:MAX_WORDS]
    text = " ".join(words)
    if len(words) >= MIN_WORDS and len(text) <= 400 and folded(text) not in barred:
        out.setdefault(folded(text), (group, text))
