"""What drafting costs: 1,000 themes drafted by the rules and checked.

Run as ``python -m benchmarks.requirements.speed``. The themes are those of data/samples/messenger, as a run finds them,
under new keys until there are enough: texts repeat, so ``check`` drops repeated sentences after it has judged them.
Points are read before the clock starts, as they come out of a parse. One process; the median of several rounds is told.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from benchmarks import machine
from benchmarks.measure import write_json
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.spacy_parser import SpacyParser
from feedback2req.config import PipelineConfig
from feedback2req.domain.point import Point
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import Snapshot
from feedback2req.stages.check import check
from feedback2req.stages.draft import draft
from feedback2req.stages.extract import extract
from feedback2req.wiring import PARSER, analyze, read_feedback

HERE = Path(__file__).resolve().parent
SAMPLE = Path("data/samples/messenger/reviews.csv")
PRODUCT = "Signal Private Messenger"


def points_of(snapshot: Snapshot) -> dict[int, list[Point]]:
    """Points by statement, read anew from the parses."""
    parses = SpacyParser(model_folder(PARSER)).parse([item.text for item in snapshot.items])
    by_item = {item.item_id: parse for item, parse in zip(snapshot.items, parses, strict=True)}
    items = {item.item_id: item for item in snapshot.items}
    found: dict[int, list[Point]] = defaultdict(list)
    for point in extract(snapshot.statements, items, by_item, snapshot.readings.intents[snapshot.grouping.text_of]):
        found[point.statement].append(point)
    return found


def drafted(snapshot: Snapshot, points: dict[int, list[Point]], n_themes: int) -> list[Requirement]:
    """Drafts of so many themes."""
    of, items = snapshot.grouping.text_of, {item.item_id: item for item in snapshot.items}
    intents, qualities = snapshot.readings.intents[of], [snapshot.readings.qualities[row] for row in of]
    made: list[Requirement] = []
    for n in range(n_themes):
        one = snapshot.themes[n % len(snapshot.themes)]
        theme = replace(one.theme, key=f"{one.key}-{n}")
        made += draft(
            theme,
            product=snapshot.product,
            statements=snapshot.statements,
            items=items,
            points=[p for m in theme.members for p in points.get(m, ())],
            intents=intents,
            sentiment=snapshot.statement_sentiment,
            strengths=snapshot.membership.strengths,
            qualities=qualities,
            n_customers=snapshot.counts["customers"],
            max_evidence=PipelineConfig().max_evidence,
            share=one.standing.share,
        )
    return made


def main() -> None:
    """Measure, print and write speed.json and speed.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--themes", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    snapshot = analyze(read_feedback(SAMPLE), product=PRODUCT)
    points = points_of(snapshot)
    drafting_s, checking_s = [], []
    drafts: list[Requirement] = []
    for _ in range(options.rounds):
        began_s = time.perf_counter()
        drafts = drafted(snapshot, points, options.themes)
        drafted_s = time.perf_counter()
        check(drafts, product=snapshot.product)
        drafting_s.append(drafted_s - began_s)
        checking_s.append(time.perf_counter() - drafted_s)
    note = machine.note()
    found = {
        "n_themes": options.themes,
        "n_distinct_themes": len(snapshot.themes),
        "n_drafts": len(drafts),
        "rounds": options.rounds,
        "draft_s": round(statistics.median(drafting_s), 3),
        "check_s": round(statistics.median(checking_s), 3),
        "machine": note,
    }
    table = (
        "| what | seconds |\n|---|---:|\n"
        f"| draft {options.themes:,} themes | {found['draft_s']:.2f} |\n"
        f"| check {len(drafts):,} drafts | {found['check_s']:.2f} |\n\n"
        f"{len(snapshot.themes)} themes of {SAMPLE}, repeated under new keys; medians of {options.rounds} rounds.\n"
        f"`python -m benchmarks.requirements.speed` on {machine.line(note)}.\n"
    )
    write_json(options.out / "speed.json", found)
    (options.out / "speed.md").write_text(table, "utf-8")
    print(table)


if __name__ == "__main__":
    main()
