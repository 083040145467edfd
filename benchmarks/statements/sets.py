"""Labelled sets as rows to score: which of them the shipped reader has never seen, and how their labels are mapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from feedback2req.service.evaluate.gold import GoldRow
from scripts.reader.rows import is_held, table


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set, what its rows are to the reader, and how they are read.

    Attributes
    ----------
    seen : str
        ``never``: no row of the set was trained on; ``other rows``: these rows were not, others of the set were.
    whole : bool
        Each row is one statement or sentence.
    """

    name: str
    seen: str
    whole: bool
    load: Callable[[], Iterator[GoldRow]]


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a set in the data folder, white space folded in their text as in training."""
    for row in table(name):
        row["text"] = " ".join(row["text"].split())[:2_000]
        if row["text"]:
            yield row


def _held(found: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    return (row for row in found if is_held(row["text"]))


def _intents(column: str, **means: str) -> Callable[[dict[str, str]], dict[str, bool]]:
    def read(row: dict[str, str]) -> dict[str, bool]:
        labels = set(row[column].split("|"))
        return {intent: label in labels for label, intent in means.items()}

    return read


def _maalej() -> Iterator[GoldRow]:
    read = _intents("labels", Bug="problem_report", Feature="feature_request")
    return (GoldRow(text=r["text"], intents=read(r)) for r in _held(rows("intents/maalej2016")))


def _clap() -> Iterator[GoldRow]:
    read = _intents("label", BUG="problem_report", FEATURE="feature_request")
    return (GoldRow(text=r["text"], intents=read(r)) for r in _held(rows("intents/clap_rq1")))


def _tizard() -> Iterator[GoldRow]:
    for row in _held(rows("intents/tizard_vlc_forum")):
        label = row["label"]
        found = {"problem_report": label == "apparent bug", "feature_request": label == "feature request"}
        asked = {"question on application", "requesting more information", "information seeking", "help seeking"}
        yield GoldRow(text=row["text"], intents={**found, "question": label in asked})


def _semeval(source: str) -> Callable[[], Iterator[GoldRow]]:
    def load() -> Iterator[GoldRow]:
        for row in rows("intents/semeval2019_task9_suggestions"):
            if row["source"] == source:
                yield GoldRow(text=row["text"], intents={"feature_request": row["label"] == "suggestion"})

    return load


def _sentiment(
    name: str, column: str = "label", split: str | None = None, *, held: bool = False
) -> Callable[[], Iterator[GoldRow]]:
    def load() -> Iterator[GoldRow]:
        for row in rows(name):
            if row[column] and (split is None or row["split"] == split) and (not held or is_held(row["text"])):
                yield GoldRow(text=row["text"], sentiment=row[column])

    return load


SETS = (
    LabelledSet("SemEval-2019 9A, forum (train and trial)", "never", True, _semeval("A_forum")),
    LabelledSet("SemEval-2019 9B, hotels (trial)", "never", True, _semeval("B_hotel")),
    LabelledSet("Maalej 2016, held rows", "other rows", False, _maalej),
    LabelledSet("CLAP, held rows", "other rows", False, _clap),
    LabelledSet("Tizard forum, held rows", "other rows", True, _tizard),
    LabelledSet("airline tweets", "never", False, _sentiment("sentiment/twitter_us_airline")),
    LabelledSet("NHS surveys", "never", False, _sentiment("themes/nhs_fft_phase1", "sentiment")),
    LabelledSet("SST-2, dev", "other rows", True, _sentiment("sentiment/sst2", split="dev")),
    LabelledSet("Senti4SD, held rows", "other rows", False, _sentiment("sentiment/senti4sd", held=True)),
)
