"""How often the rules of requirement texts are right: ``python -m benchmarks.requirements.lint``.

Writes `lint.json` and `lint.md` beside this file. Verdicts by hand come from `lint_sheet.csv`, drawn by
`benchmarks.requirements.draw`; when the rules find something else than what was judged, this says so and stops.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.machine import line, note
from benchmarks.measure import write_json
from benchmarks.requirements.draw import sample
from benchmarks.requirements.page import page
from benchmarks.requirements.sets import REPORT, Text, grouped, labelled_stories, pronouns, unlabelled
from feedback2req.ports import Encoder
from feedback2req.stages.check import PROFILES, Profile, check_texts
from feedback2req.stages.rank.statistics import wilson

HERE = Path(__file__).resolve().parent
EXTRAS = {"brackets", "not_minimal", "example", "punctuation"}
AGAIN = {"isSemDuplicate", "diffRoleSameStory"}
LABELS: tuple[tuple[str, str, set[str]], ...] = (
    ("QUS-role", "Conceptually sound", {"no_valid_role"}),
    ("QUS-means", "Conceptually sound", {"no_feature"}),
    ("QUS-atomic", "atomic", {"conjunctions"}),
    ("QUS-atomic-wide", "atomic", {"conjunctions"}),
    ("QUS-minimal", "minimal", EXTRAS),
    ("QUS-minimal-wide", "minimal", EXTRAS),
    ("QUS-unambiguous-wide", "Unambiguous", {"General", "Vagueness"}),
    ("QUS-problem", "Problem-oriented", {"solution_oriented"}),
)
"""Rules for one story, the column of UStAI that labels the same, and the labels that name a fault."""
TOGETHER: tuple[tuple[str, str, set[str]], ...] = (
    ("R30", "Unique", AGAIN),
    ("R30-near", "Unique", AGAIN),
    ("R30-meaning", "Unique", AGAIN),
    ("C11", "Conflict-free", {"conflict", "source"}),
)


def share(n_right: int, n: int) -> dict[str, Any]:
    """A share with its 95 % interval; null where nothing was found."""
    if n == 0:
        return {"n": 0, "right": 0, "value": None, "low": None, "high": None}
    interval = wilson(n_right, n)
    return {"n": n, "right": n_right, "value": n_right / n, "low": interval.low, "high": interval.high}


def by_hand() -> dict[str, dict[str, Any]]:
    """Precision of each default rule by the sheet; findings and sheet have to be the same."""
    with (HERE / "lint_sheet.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    verdicts = {(r["rule"], r["id"], int(r["start"]), int(r["end"])): r["verdict"] == "true" for r in rows}
    texts = unlabelled(REPORT)
    found, strange = {}, []
    for key in sorted(PROFILES["default"].keys):
        total, chosen = sample(texts, key)
        places = [(key, text.id, one.start, one.end) for text, one in chosen]
        strange += [place for place in places if place not in verdicts]
        right = sum(verdicts.get(place, False) for place in places)
        found[key] = {"found": total, **share(right, len(places))}
    if strange:
        sys.exit(f"{len(strange)} findings were not judged, the first is {strange[0]}: draw them again and judge them")
    return found


def by_labels(encoder: Encoder) -> dict[str, dict[str, Any]]:
    """Precision and recall against the labels of UStAI; rows without a label are left out."""
    single = labelled_stories(REPORT, by="row")
    whole = labelled_stories(REPORT, by="group")
    found = {key: _against(key, single, column, faults, _flags) for key, column, faults in LABELS}
    for key, column, faults in TOGETHER:
        found[key] = _against(key, whole, column, faults, lambda k, texts: _pair_flags(k, texts, encoder))
    return found


def by_pronouns() -> dict[str, dict[str, Any]]:
    """Precision and recall of the rules on pronouns against the readings of several people."""
    rows = pronouns("test")
    found = {}
    for key in ("R24", "R24-wide"):
        all_found = check_texts([text for text, _, _ in rows], profile=_alone(key))
        flags = [
            any((f.start, f.end) in spans for f in each) for each, (_, spans, _) in zip(all_found, rows, strict=True)
        ]
        found[key] = _score(zip(flags, (nocuous for _, _, nocuous in rows), strict=True))
    return found


def beside_aqusa() -> dict[str, dict[str, int]]:
    """What AQUSA's authors published as its findings on two backlogs, and ours, judged by the same reader."""
    with (HERE / "aqusa.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    faults = {r["id"] for r in rows if r["verdict"] == "true"}
    return {
        tool: {
            "found": sum(r["tool"] == tool for r in rows),
            "right": sum(r["tool"] == tool and r["verdict"] == "true" for r in rows),
            "of": len(faults),
        }
        for tool in ("AQUSA", "QUS-atomic-wide")
    }


def speed() -> dict[str, float]:
    """Seconds for 1,000 texts, the default and the strict profile."""
    texts = [t.text for t in unlabelled(REPORT)][:1000]
    found = {}
    for name in ("default", "strict"):
        started = time.perf_counter()
        check_texts(texts, profile=PROFILES[name])
        found[name] = round(time.perf_counter() - started, 2)
    return found


def _against(
    key: str, texts: list[Text], column: str, faults: set[str], flags: Callable[[str, list[Text]], list[bool]]
) -> dict[str, Any]:
    pairs = zip(flags(key, texts), (t.labels[column] for t in texts), strict=True)
    return {"column": column, **_score((flag, label in faults) for flag, label in pairs if label)}


def _flags(key: str, texts: list[Text]) -> list[bool]:
    return [bool(found) for found in check_texts([t.text for t in texts], profile=_alone(key))]


def _pair_flags(key: str, texts: list[Text], encoder: Encoder) -> list[bool]:
    """Whether a text is either side of a pair: the labels name both."""
    flagged: set[str] = set()
    for group in grouped(texts).values():
        names = [f"<{t.id}>" for t in group]
        found = check_texts([t.text for t in group], profile=_alone(key), names=names, encoder=encoder)
        for text, each in zip(group, found, strict=True):
            for one in each:
                flagged |= {text.id, *(t.id for t in group if f"<{t.id}>" in one.message)}
    return [t.id in flagged for t in texts]


def _score(pairs: Iterable[tuple[bool, bool]]) -> dict[str, Any]:
    rows = list(pairs)
    right = sum(flag and fault for flag, fault in rows)
    return {
        "rows": len(rows),
        "precision": share(right, sum(flag for flag, _ in rows)),
        "recall": share(right, sum(fault for _, fault in rows)),
    }


def _origins() -> str:
    counts = Counter(t.origin for t in unlabelled(REPORT))
    return ", ".join(f"{n:,} texts of {origin}" for origin, n in sorted(counts.items()))


def _alone(key: str) -> Profile:
    return Profile(name="one", says="one rule", keys=frozenset([key]))


def main() -> None:
    """Measure, write the figures and the page made from them."""
    from feedback2req.adapters.models.folders import model_folder
    from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
    from feedback2req.wiring import DEFAULT_ENCODER

    machine = note()
    result = {
        "machine": machine,
        "texts": _origins(),
        "hand": by_hand(),
        "labels": by_labels(OnnxEncoder(model_folder(DEFAULT_ENCODER))),
        "pronouns": by_pronouns(),
        "aqusa": beside_aqusa(),
        "seconds": speed(),
    }
    write_json(HERE / "lint.json", result)
    (HERE / "lint.md").write_text(page(result, line(machine)), "utf-8")
    print((HERE / "lint.md").read_text("utf-8"))


if __name__ == "__main__":
    main()
