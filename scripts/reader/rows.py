"""What a training row of the reader is, how sets are read, and the forms that weak labels go by."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS

UNKNOWN = -1
HELD_SHARE = 0.12
LABELS = (*INTENTS, "advice")
"""The intents, and advice to other customers, which is kept apart from them."""
QUALITIES = (*QUALITY_CHARACTERISTICS, "none")
NEGATIVE, NEUTRAL, POSITIVE = 0, 1, 2
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+")
BUT = re.compile(
    r"\b(but|however|although|though|except|wish|only|if|unless|until|please|pls|plz|need|needs|should)\b", re.I
)
ASKS = re.compile(
    r"\b(please|pls|plz) (add|make|include|allow|bring|give|let|provide|support|implement|enable)\b|\bi wish\b|"
    r"\bwould be (nice|great|good|awesome|cool|better|helpful|perfect|useful) (if|to|with)\b|\b(option|ability) to\b|"
    r"\b(could|should|needs to|must) (have|include|support|allow)\b|\bneeds? (a|an|more|some|better)\b|"
    r"\badd (a|an|the|more|some|support|option)\b|"
    r"\bwould (love|like) (to see|to have|a|an|it if|if|the|more)\b|\bmissing (a|the|is)\b|\blacks\b|\bsuggestion\b",
    re.I,
)
FAILS = re.compile(
    r"\b(crash\w*|freez\w*|froze\w*|force.?clos\w*|bugs?|buggy|glitch\w*|errors?|fail(s|ed|ing)?|broken|"
    r"lag(s|gy|ging)?|stuck|"
    r"(does ?n.?t|do ?n.?t|wo ?n.?t|ca ?n.?t|cannot|not|never|stopped|stops|no longer) (even )?(work|working|"
    r"works|open|load|start|play|sync|connect|show|save|respond|update|install|find|see|log)\w*|drain\w*|unable to)\b",
    re.I,
)


@dataclass(slots=True)
class Row:
    """One training text; a label that its set does not give is UNKNOWN.

    Attributes
    ----------
    group : str
        The set it comes from; sets draw the line of a label in different places, and each has an offset of its own.
    intents : list of int
        1, 0 or UNKNOWN, in the order of `LABELS`.
    sentiment : int
        NEGATIVE, NEUTRAL, POSITIVE or UNKNOWN.
    weight : float
        How much a row of this set counts.
    quality : int
        Index into `QUALITIES`, or UNKNOWN.
    """

    text: str
    group: str
    intents: list[int] = field(default_factory=lambda: [UNKNOWN] * len(LABELS))
    sentiment: int = UNKNOWN
    weight: float = 1.0
    quality: int = UNKNOWN


def intents(
    *,
    wish: int = -1,
    problem: int = -1,
    question: int = -1,
    praise: int = -1,
    complaint: int = -1,
    other: int = -1,
    advice: int = -1,
) -> list[int]:
    """Labels in the order of `LABELS`; what is left out is unknown."""
    return [wish, problem, question, praise, complaint, other, advice]


def data_folder() -> Path:
    """Find the folder named by FEEDBACK2REQ_DATA."""
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit(
            "FEEDBACK2REQ_DATA has to name the folder of the labelled sets in models/statement-reader-int8/card.md"
        )
    return Path(folder)


def table(name: str) -> Iterator[dict[str, str]]:
    """Rows of a gzipped CSV."""
    with gzip.open(data_folder() / f"{name}.csv.gz") as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, "utf-8", newline=""))


def lines(name: str) -> Iterator[dict[str, Any]]:
    """Objects of a gzipped JSON-lines file."""
    with gzip.open(data_folder() / f"{name}.jsonl.gz") as raw:
        yield from map(json.loads, raw)


def lot(text: str) -> float:
    """Draw a number in [0, 1) that only depends on the text: samples stay the same when a set grows."""
    return int(sha256(text.encode()).hexdigest()[:8], 16) / 0x1_0000_0000


def is_held(text: str) -> bool:
    """Whether a row of a set without splits of its own is kept out of training, to measure on."""
    return lot(f"held {text}") < HELD_SHARE


_QUESTION_LEAD = re.compile(
    r"\s*(?:what(?! an?\b)|why|how|where|when|who|whom|which|whose|"
    r"(?:is|are|am|was|were|do|does|did|can|could|will|would|should|shall|may|might|has|have|had)(?:n['’]?t)?"
    r"\s+(?:i|you|we|they|he|she|it|this|that|these|those|there|the|an?|my|your|any|anyone|someone)\b)",
    re.I,
)


def is_question_lead(text: str) -> bool:
    """Whether a text begins as a question does: a wh-word, or an auxiliary before its subject."""
    return _QUESTION_LEAD.match(text) is not None


def asks(text: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in text or is_question_lead(text)


def stars(raw: str) -> int:
    """Read a star rating, or 0 when there is none."""
    try:
        return int(float(raw))
    except ValueError:
        return 0


def rated(rating: int) -> int:
    """Tell the sentiment that a rating stands for; 3 and 4 stars stand for none."""
    return {1: NEGATIVE, 2: NEGATIVE, 5: POSITIVE}.get(rating, UNKNOWN)


def sentences(text: str) -> list[str]:
    """Sentences by their ends; good enough for rows whose label holds for each of them."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]
