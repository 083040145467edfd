"""The labelled and unlabelled requirements that rules are measured on, halved: one half to build on, one to report.

They may not be shipped: `FEEDBACK2REQ_DATA` names the folder that holds ``requirements/``.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

BUILD, REPORT = 0, 1
_MARK = re.compile(r"</?referential>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a set; `group` is the project within which it is compared with others."""

    origin: str
    id: str
    group: str
    text: str
    labels: dict[str, str]


def half_of(key: str) -> int:
    """To which half a project or row belongs: by digest, so that it never moves."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2


def unlabelled(half: int) -> list[Text]:
    """Give PROMISE and backlogs by project, CrowdRE by row without its copies, ReqEval by its split."""
    found: list[Text] = []
    for row in _rows("promise_nfr"):
        found += _text(row, "promise_nfr", f"promise-{row['project']}", half_of(f"p{row['project']}") == half)
    for row in _rows("user_stories_multi"):
        found += _text(row, "user_stories_multi", row["project"], half_of(row["project"]) == half)
    split = "test" if half == REPORT else "train"
    for row in _rows("reqeval_anaphora"):
        bare = {**row, "text": _MARK.sub("", row["text"])}
        found += _text(bare, "reqeval_anaphora", row["id"].split("#")[0], row["split"] == split)
    seen: set[str] = set()
    for row in _rows("crowdre_smarthome"):
        found += _text(row, "crowdre_smarthome", "crowdre", half_of(row["id"]) == half and row["text"] not in seen)
        seen.add(row["text"])
    return found


def labelled_stories(half: int, *, by: str) -> list[Text]:
    """Stories with labels of quality, halved by row, or by group: the system that they are about."""
    found: list[Text] = []
    for row in _rows("ustai_quality"):
        group = row["id"].split("US")[0]
        found += _text(row, "ustai_quality", group, half_of(group if by == "group" else row["id"]) == half)
    return found


def pronouns(split: str) -> list[tuple[str, list[tuple[int, int]], bool]]:
    """Sentences with the marked pronouns of one reading, and whether people read them differently (nocuous)."""
    found = []
    for row in _rows("reqeval_anaphora"):
        if row["split"] != split:
            continue
        spans, text = [], ""
        for part in re.split(r"(<referential>.*?</referential>)", row["text"]):
            bare = _MARK.sub("", part)
            if bare != part:
                spans.append((len(text), len(text) + len(bare)))
            text += bare
        found.append((text, spans, row["label"] == "NOCUOUS"))
    return found


def grouped(texts: list[Text]) -> dict[str, list[Text]]:
    """Texts by project."""
    groups: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        groups[text.group].append(text)
    return dict(groups)


def _text(row: dict[str, str], origin: str, group: str, keep: bool) -> list[Text]:
    return [Text(origin=origin, id=row["id"], group=group, text=row["text"], labels=row)] if keep else []


def _rows(name: str) -> list[dict[str, str]]:
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    path = Path(folder or "") / "requirements" / f"{name}.csv.gz"
    if folder is None or not path.exists():
        sys.exit(f"No {name}: set FEEDBACK2REQ_DATA to a folder with requirements/{name}.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
