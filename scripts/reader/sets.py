"""Training rows of the reader, from labelled sets found through FEEDBACK2REQ_DATA and from the gold set."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS
from scripts.gold.sample import DEV_APPS, TEST_APPS
from scripts.reader.rows import (
    ASKS,
    BUT,
    FAILS,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    UNKNOWN,
    Row,
    asks,
    intents,
    is_held,
    is_question_lead,
    lines,
    lot,
    rated,
    sentences,
    stars,
    table,
)

GOLD = Path(__file__).resolve().parents[2] / "data/gold/statements"
HAS_SPLITS = frozenset(("gold", "sst5", "umsab", "ijcnlp2017", "gplay", "banking77", "clinc150", "hwu64", "crowdre"))
BANKING_PROBLEMS = re.compile(
    r"not_working|declined|failed|reverted|charged_twice|wrong_|extra_charge|not_recognised|balance_not_updated|not_received|"
    r"fee_charged|swallowed|compromised|lost_or_stolen|beneficiary_not_allowed"
)
BANKING_UNCLEAR = re.compile(
    r"pending|blocked|unable|why_|timing|cancel|not_|verif|disposable|limits|arriv|deliver|fee|charge"
)


def maalej() -> Iterator[Row]:
    """App reviews with several labels; praise and reproach from the rating where no bug or wish is labelled."""
    for row in table("intents/maalej2016"):
        labels, text, rating = set(row["labels"].split("|")), row["text"], stars(row["rating"])
        bug, feature = int("Bug" in labels), int("Feature" in labels)
        plain = not bug and not feature
        praise = 1 if plain and rating == 5 else 0 if rating in (1, 2) else UNKNOWN
        complaint = 1 if plain and rating in (1, 2) else 0 if plain and rating == 5 else UNKNOWN
        yield Row(
            text,
            "maalej2016",
            # Its Feature label holds crashes: where both forms meet, the wish is left unknown.
            intents(
                wish=UNKNOWN if feature and FAILS.search(text) and not ASKS.search(text) else feature,
                problem=bug,
                question=UNKNOWN,
                praise=praise,
                complaint=complaint,
                other=UNKNOWN if plain and rating in (0, 3, 4) else 0,
            ),
            rated(rating) if plain and not BUT.search(text) else UNKNOWN,
        )


def clap() -> Iterator[Row]:
    """App reviews with one label; praise and reproach from the rating of those labelled as neither wish nor problem."""
    for row in table("intents/clap_rq1"):
        label, text, rating = row["label"], row["text"], stars(row["rating"])
        plain = label == "OTHER"
        yield Row(
            text,
            "clap_rq1",
            intents(
                wish=UNKNOWN if label == "USABILITY" else int(label == "FEATURE"),
                problem=UNKNOWN if label == "USABILITY" else int(label in {"BUG", "PERFORMANCE", "ENERGY", "SECURITY"}),
                praise=1 if plain and rating == 5 else 0 if rating in (1, 2) else UNKNOWN,
                complaint=1
                if label == "USABILITY" or (plain and rating in (1, 2))
                else 0
                if plain and rating == 5
                else UNKNOWN,
                other=UNKNOWN if plain and rating in (0, 3, 4) else 0,
            ),
            rated(rating) if plain and not BUT.search(text) else UNKNOWN,
            quality=CLAP_QUALITY.get(label, UNKNOWN),
        )


def ijcnlp() -> Iterator[Row]:
    """Sentences of customers in English; a comment may be praise or not."""
    for row in table("intents/ijcnlp2017_customer_feedback"):
        labels = set(row["labels"].split("|"))
        if row["lang"] != "en" or row["split"] != "train" or "undetermined" in labels:
            continue
        bug, request, complaint = int("bug" in labels), int("request" in labels), int("complaint" in labels)
        meaningless = int(labels == {"meaningless"})
        yield Row(
            row["text"],
            "ijcnlp2017",
            intents(
                wish=request,
                problem=1 if bug else UNKNOWN if complaint else 0,
                praise=0 if not labels & {"comment"} else UNKNOWN,
                complaint=1 if complaint else UNKNOWN if bug or request else 0,
                other=meaningless,
            ),
            NEGATIVE if complaint and "comment" not in labels else UNKNOWN,
        )


def nlbse() -> Iterator[Row]:
    """Titles of issues; a question there may well report a problem."""
    for row in table("intents/nlbse2024_issues"):
        title, label = re.sub(r"^(\[[^\]]*\]|\w+:)\s*", "", row["title"]), row["label"]
        yield Row(
            title,
            "nlbse2024",
            intents(
                wish=int(label == "feature"),
                problem=UNKNOWN if label == "question" else int(label == "bug"),
                praise=0,
            ),
            UNKNOWN,
            0.5,
        )


SHORT = {"feature_request": "wish", "problem_report": "problem"} | {
    name: name for name in ("question", "praise", "complaint", "other", "advice")
}


def quality(name: str) -> int:
    """Index of a quality characteristic, or of none."""
    return [*QUALITY_CHARACTERISTICS, "none"].index(name)


ISO_QUALITY = {
    "other": quality("none"),
    "Functional": quality("functional suitability"),
    "Performance": quality("performance efficiency"),
    "Usability": quality("interaction capability"),
    "Compatibility": quality("compatibility"),
}
CLAP_QUALITY = {
    "FEATURE": quality("functional suitability"),
    "PERFORMANCE": quality("performance efficiency"),
    "ENERGY": quality("performance efficiency"),
    "SECURITY": quality("security"),
    "USABILITY": quality("interaction capability"),
}
PROMISE_QUALITY = {
    "F": quality("functional suitability"),
    "PE": quality("performance efficiency"),
    "SE": quality("security"),
    "US": quality("interaction capability"),
    "LF": quality("interaction capability"),
    "A": quality("reliability"),
    "FT": quality("reliability"),
    "MN": quality("maintainability"),
    "SC": quality("flexibility"),
    "PO": quality("flexibility"),
}


def iso25010() -> Iterator[Row]:
    """App reviews by quality characteristic; only what the label makes plain is used."""
    for row in table("intents/app_reviews_iso25010"):
        text, rating, labels = row["text"], stars(row["rating"]), set(row["labels"].split("|"))
        problem = 1 if labels == {"Performance"} and rating <= 3 else UNKNOWN
        yield Row(
            text,
            "app_reviews_iso25010",
            intents(
                problem=problem, praise=1 if rating == 5 and labels == {"other"} else 0 if rating == 1 else UNKNOWN
            ),
            rated(rating) if not BUT.search(text) else UNKNOWN,
            quality=ISO_QUALITY.get(row["labels"], UNKNOWN),
        )


def urr() -> Iterator[Row]:
    """App reviews by topic: ERROR is a problem, OTHER alone is none; test and dev apps of the gold set are left out."""
    for row in table("intents/urr_golden_taxonomy"):
        if row["app"] in TEST_APPS | DEV_APPS:
            continue
        labels, text = set(row["labels"].split("|")), row["text"]
        problem = 1 if "ERROR" in labels else 0 if labels == {"OTHER"} else UNKNOWN
        yield Row(text, "urr_golden", intents(problem=problem))


TIZARD = {
    "apparent bug": intents(wish=0, problem=1, question=UNKNOWN, praise=0, other=0),
    "feature request": intents(wish=1, problem=0, praise=0, other=0),
    "unsatisfactory behaviour": intents(wish=0, praise=0, complaint=1, other=0),
    "praise application": intents(wish=0, problem=0, question=0, praise=1, complaint=0, other=0),
    "negative sentiment-application": intents(wish=0, praise=0, complaint=1, other=0),
    "dispraise application": intents(wish=0, praise=0, complaint=1, other=0),
} | {
    label: intents(wish=0, question=1, praise=0, other=0)
    for label in ("question on application", "requesting more information", "information seeking")
} | {
    label: intents(wish=0, problem=0, praise=0, complaint=0, other=1)
    for label in (
        "information giving", "usage", "user setup", "ig-uncertain", "ig-background", "non-informative",
        "is-background", "acknowledgement of resolution",
    )
} | {
    label: intents(wish=0, problem=0, praise=0, complaint=0, advice=1)
    for label in ("application guidance", "application guidance-uncertain")
}  # fmt: skip


def tizard() -> Iterator[Row]:
    """Forum sentences by speech act."""
    for row in table("intents/tizard_vlc_forum"):
        if row["label"] in TIZARD:
            labels = list(TIZARD[row["label"]])
            if labels[2] == UNKNOWN or labels[2] == 0:
                labels[2] = int(asks(row["text"]))
            if labels[5] == 1 and asks(row["text"]):
                labels[5] = UNKNOWN
            yield Row(row["text"], "tizard_vlc_forum", labels)


def banking() -> Iterator[Row]:
    """Take a quarter of a bank's questions; some of its intents are problems by name."""
    for row in table("themes/banking77"):
        text = row["text"]
        if lot(text) < 0.25:
            label = row["label"]
            problem = 1 if BANKING_PROBLEMS.search(label) else UNKNOWN if BANKING_UNCLEAR.search(label) else 0
            yield Row(
                text, "banking77", intents(wish=0, problem=problem, question=int(asks(text)), praise=0), UNKNOWN, 0.5
            )


def assistants() -> Iterator[Row]:
    """Take some requests to assistants: questions by their form, never praise or reproach."""
    for name, share in (("clinc150", 0.12), ("hwu64", 0.2)):
        for row in table(f"themes/{name}"):
            text = row["text"]
            if lot(text) < share:
                question = is_question_lead(text)
                wish = 0 if question else UNKNOWN
                labels = intents(wish=wish, problem=0, question=int(question), praise=0, complaint=0)
                yield Row(text, name, labels, UNKNOWN, 0.5)


def stanford() -> Iterator[Row]:
    """Film review sentences; those of the two-way set are among them."""
    for row in table("sentiment/sst5"):
        level = int(row["label"])
        sentiment = NEGATIVE if level <= 2 else POSITIVE if level >= 4 else NEUTRAL
        strong = {1: (0, 1), 2: (0, 1), 3: (UNKNOWN, UNKNOWN), 4: (1, 0), 5: (1, 0)}[level]
        if row["split"] == "train":
            yield Row(row["text"], "sst5", intents(praise=strong[0], complaint=strong[1]), sentiment, 0.5)


def software() -> Iterator[Row]:
    """Developers' texts."""
    kinds = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
    for name in ("sa4se_software_sentiment", "senti4sd"):
        for row in table(f"sentiment/{name}"):
            sentiment = kinds.get(row["label"], UNKNOWN)
            if sentiment == UNKNOWN or (name != "senti4sd" and row["source"] == "github" and lot(row["text"]) > 0.4):
                continue
            judged = {NEGATIVE: (0, UNKNOWN), NEUTRAL: (0, 0), POSITIVE: (UNKNOWN, 0)}[sentiment]
            group = "senti4sd" if name == "senti4sd" else f"sa4se_{row['source']}"
            yield Row(row["text"], group, intents(praise=judged[0], complaint=judged[1]), sentiment, 0.7)


def tweets() -> Iterator[Row]:
    """English tweets, for sentiment only."""
    kinds = {"negative": NEGATIVE, "neutral": NEUTRAL, "positive": POSITIVE}
    for row in table("sentiment/umsab_multilingual_tweets"):
        if row["lang"] == "en" and row["split"] == "train":
            yield Row(row["text"], "umsab", intents(), kinds[row["label"]])


STRENGTHS = {"+": 1, "-": -1}


def products() -> Iterator[Row]:
    """Product review sentences; their strengths give the judgement."""
    for row in lines("aspects/huliu_product_reviews"):
        strengths = [STRENGTHS.get(str(feature["strength"])[:1], 0) for feature in row["features"]]
        if not strengths:
            if lot(row["text"]) < 0.4 and len(row["text"].split()) > 2:
                yield Row(row["text"], "huliu", intents(), NEUTRAL, 0.3)
            continue
        good, bad = max(strengths) > 0, min(strengths) < 0
        sentiment = UNKNOWN if good and bad else POSITIVE if good else NEGATIVE
        yield Row(row["text"], "huliu", intents(wish=UNKNOWN, praise=int(good), complaint=int(bad)), sentiment, 0.8)


def gold(split: str = "train") -> Iterator[Row]:
    """Statements of the gold set: the only rows that are labelled for everything, and whose offsets are zero."""
    for row in gold_table("statements"):
        if row["split"] == split:
            score, labels = float(row["sentiment"]), row["intents"].split("|")
            yield Row(
                row["reading"],
                "gold",
                intents(**{SHORT[name]: int(name in labels) for name in (*INTENTS, "advice")}),
                NEGATIVE if score < 0 else POSITIVE if score > 0 else NEUTRAL,
                2.0,
                quality(row["quality_characteristic"] or "none"),
            )


def gold_table(name: str) -> list[dict[str, str]]:
    """Rows of a file of the gold set."""
    with (GOLD / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def play() -> Iterator[Row]:
    """Sentences of app reviews: labels from rating and wording, weak but of the kind the heads are for."""
    for row in table("raw/gplay_opensource_39apps_2016"):
        rating = stars(row["rating"])
        if row["app"] in TEST_APPS | DEV_APPS:
            continue
        for text in sentences(row["text"]):
            wish, fails, n_words = bool(ASKS.search(text)), bool(FAILS.search(text)), len(text.split())
            if n_words < 2 or n_words > 40:
                continue
            plain = not wish and not fails and not BUT.search(text) and not asks(text)
            labels = intents(
                wish=1 if wish else UNKNOWN if BUT.search(text) or not plain else 0,
                problem=1 if fails and rating in (1, 2, 3) else 0 if plain and rating == 5 else UNKNOWN,
                question=int(asks(text)),
                praise=1 if plain and rating == 5 and n_words <= 15 else 0 if rating in (1, 2) else UNKNOWN,
                complaint=1 if plain and rating == 1 and n_words <= 15 else 0 if plain and rating == 5 else UNKNOWN,
            )
            sentiment = rated(rating) if (plain or (fails and rating <= 2)) and rating in (1, 2, 5) else UNKNOWN
            yield Row(text, "gplay", labels, sentiment, 0.4)


def promise() -> Iterator[Row]:
    """Requirements by the quality that they speak of."""
    for row in table("requirements/promise_nfr"):
        yield Row(row["text"], "promise", weight=0.5, quality=PROMISE_QUALITY.get(row["label"], UNKNOWN))


def crowd() -> Iterator[Row]:
    """Wishes for a smart home, a fifth of them, half as they stand and half in the first person."""
    for row in table("requirements/crowdre_smarthome"):
        wish = row["feature"].strip()
        share = lot(wish)
        if share < 0.2 and wish:
            text = f"I want {wish}" if share < 0.1 else wish
            yield Row(text, "crowdre", intents(wish=1, problem=0, question=0, praise=0), UNKNOWN, 0.3)


SETS: tuple[Callable[[], Iterator[Row]], ...] = (
    gold, maalej, clap, ijcnlp, nlbse, iso25010, urr, tizard, banking, assistants, stanford, software, tweets,
    products, play, promise, crowd,
)  # fmt: skip


def all_rows() -> tuple[list[Row], list[Row]]:
    """Training rows and held rows: the first of equal texts only, sorted by text, no text in both."""
    rows: dict[str, Row] = {}
    for load in SETS:
        for row in load():
            row.text = " ".join(row.text.split())[:2_000]
            if row.text:
                rows.setdefault(row.text.casefold(), row)
    ordered = [rows[key] for key in sorted(rows)]
    kept_out = {" ".join(r.text.split()).casefold() for split in ("dev", "test") for r in gold(split)}
    train = [r for r in ordered if r.group in HAS_SPLITS or not is_held(r.text)]
    held = [r for r in ordered if r.group not in HAS_SPLITS and is_held(r.text)]
    kept_out |= {r.text.casefold() for r in held}
    return [r for r in train if r.text.casefold() not in kept_out], held
