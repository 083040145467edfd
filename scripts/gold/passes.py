"""Read the lines of a labelling pass, as the guideline of the gold set has them, and check them against the items."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

INTENT_LETTERS = "WPQ+-Ao"
QUALITIES = ("FUN", "PER", "COM", "INT", "REL", "SEC", "MNT", "FLX", "SAF", ".")
FIELDS = 5
_HEADER = re.compile(r"@ \d+")


@dataclass(frozen=True, slots=True)
class Label:
    """One statement of a pass: a span of its item, and what it says."""

    start: int
    end: int
    intents: str
    sentiment: int
    quality: str
    aspect: str
    reading: str = ""


class BadLine(Exception):
    """A line of a pass that is not as the guideline says."""


def label(line: str, text: str, start_at: int) -> Label:
    """Read one line; its span is looked for from `start_at` on."""
    span, *fields = (part.strip() for part in line.split("¦"))
    if len(fields) + 1 not in (FIELDS, FIELDS + 1):
        raise BadLine(f"{len(fields) + 1} fields")
    start = text.find(span, start_at)
    if not span or start < 0:
        raise BadLine("the span is not in the item behind the span before it")
    intents, sentiment, quality, aspect, *reading = fields
    if not intents or not set(intents) <= set(INTENT_LETTERS) or len(set(intents)) < len(intents):
        raise BadLine(f"intents {intents!r}")
    if "o" in intents and len(intents) > 1:
        raise BadLine("o stands alone")
    if sentiment not in {str(n) for n in range(-3, 4)} | {f"+{n}" for n in range(4)}:
        raise BadLine(f"sentiment {sentiment!r}")
    if quality not in QUALITIES:
        raise BadLine(f"quality {quality!r}")
    in_order = "".join(letter for letter in INTENT_LETTERS if letter in intents)
    aspect = "" if aspect == "." else aspect.lower()
    return Label(start, start + len(span), in_order, int(sentiment), quality, aspect, *reading)


def read(lines: Iterable[str], texts: Mapping[str, str]) -> tuple[dict[str, list[Label]], list[str]]:
    """Labels by item, and what is wrong with which line."""
    found: dict[str, list[Label]] = {}
    errors: list[str] = []
    item = ""
    for n, raw in enumerate(lines, 1):
        line = raw.strip()
        if _HEADER.fullmatch(line):
            item = line[2:].strip()
            if item not in texts:
                errors.append(f"{n}: no item {item!r}")
            elif item in found:
                errors.append(f"{n}: item {item!r} a second time")
            found.setdefault(item, [])
        elif line and item in texts:
            behind = found[item][-1].end if found[item] else 0
            try:
                found[item].append(label(line, texts[item], behind))
            except BadLine as error:
                errors.append(f"{n}: {error}: {line[:90]}")
    return found, errors


def main(items: Path, *passes: Path) -> None:
    """Check files of labels against the items of equal name."""
    for path in passes:
        texts = {str(i["n"]): i["text"].replace("\n", " ") for i in map(json.loads, items.open(encoding="utf-8"))}
        wanted = [
            line[2:].split(" (")[0].strip()
            for line in (items.parent / "batches" / path.name).open(encoding="utf-8")
            if line.startswith("@ ")
        ]
        found, errors = read(path.open(encoding="utf-8"), texts)
        errors += [f"missing item {i!r}" for i in wanted if i not in found]
        print(f"{path}: {len(found)} items, {sum(map(len, found.values()))} statements, {len(errors)} errors")
        print(*errors, sep="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
