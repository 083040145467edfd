"""Whether themes keep their identity from week to week, and whether keeping them costs agreement with a rebuild.

Run as ``python -m benchmarks.weekly.run EXPORT.csv [--product NAME] [--windows 26]``. A dated export is cut into
windows with equally many items; each window is imported into one store and the store is re-ranked, as the weekly job
does. At the end all themes are found anew from scratch, and twice more on shuffled draws of four fifths of the items:
those two say how far two rebuilds agree with each other.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from benchmarks import machine
from benchmarks.measure import write_json
from feedback2req import store_wiring, wiring
from feedback2req.adapters.store.store import SqlStore
from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import Feedback, RawItem
from feedback2req.domain.past import Past
from feedback2req.domain.snapshot import Snapshot
from feedback2req.pipeline import Asked, Tools, analyse
from feedback2req.service.importing import keep
from feedback2req.service.rerank import rerank
from feedback2req.stages.clean import CleanResult

HERE = Path(__file__).resolve().parent
CONFIG = PipelineConfig(n_bootstrap=20)
_SHARE = 0.8


def main() -> None:
    """Run all weeks, then the rebuilds; write result.json and table.md."""
    wanted = _arguments()
    feedback = wiring.read_feedback(wanted.export, columns=dict(c.split("=", 1) for c in wanted.column))
    windows = windows_of(feedback, wanted.product, wanted.windows)
    print(f"{sum(map(len, windows))} dated items in {len(windows)} windows", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{wanted.store or Path(folder) / 'weeks.db'}"
        store = store_wiring.open_store(url, make=True)
        tools = store_wiring.cached(wiring.make_tools(wiring.make_progress()), store.cache("weekly"))
        weeks, last = _weeks(windows, feedback, store, tools)
        rebuilds = _rebuilds(last, tools)
    command = f"python -m benchmarks.weekly.run {wanted.export.name} --windows {wanted.windows}"
    command += f" --product {wanted.product}" if wanted.product else ""
    result = {"command": command, "machine": machine.note(), "weeks": weeks, **summary(weeks), **rebuilds}
    write_json(HERE / "result.json", result)
    (HERE / "table.md").write_text(_table(result), "utf-8")
    print(_table(result))


def windows_of(feedback: Feedback, product: str | None, n: int) -> list[list[RawItem]]:
    """Dated items in the order of their dates, in `n` windows of equally many."""
    dated = [i for i in feedback.raw_items if i.received_at is not None and (product is None or i.product == product)]
    dated.sort(key=lambda i: (str(i.received_at), i.file, i.row))
    cuts = [round(k * len(dated) / n) for k in range(n + 1)]
    return [dated[a:b] for a, b in itertools.pairwise(cuts) if a < b]


def _weeks(
    windows: Sequence[Sequence[RawItem]], feedback: Feedback, store: SqlStore, tools: Tools
) -> tuple[list[dict[str, object]], Snapshot]:
    weeks: list[dict[str, object]] = []
    before: Snapshot | None = None
    for number, window in enumerate(windows, start=1):
        keep(
            replace(feedback, raw_items=tuple(window), rejected=()),
            items=store.items,
            language=tools.language,
            masker=tools.masker,
            progress=tools.progress,
            product="weekly",
            named=False,
            reading=f"window {number}",
        )
        start = time.perf_counter()
        result = rerank(
            "weekly", store=store, tools=lambda: tools, progress=tools.progress, run_info=dict, config=CONFIG
        )
        assert result.snapshot is not None
        week = compared(before, result.snapshot) | {"window": number, "seconds": round(time.perf_counter() - start, 1)}
        print(week, flush=True)
        weeks.append(week)
        before = result.snapshot
    assert before is not None
    return weeks, before


def compared(before: Snapshot | None, now: Snapshot) -> dict[str, object]:
    """Statements of both snapshots that have the key they had, or one that lineage explains; labels that changed."""
    past = Past.of(before) if before is not None else None
    here = Past.of(now)
    counts: dict[str, object] = {
        "items": len(now.items),
        "themes": len(now.themes) + len(now.strengths),
        "rebuilt": now.rebuilt_on == now.as_of and before is not None and before.rebuilt_on != now.rebuilt_on,
    }
    if past is None:
        return counts
    linked = {(c.key, c.other) for c in now.changes or ()} | {(c.other, c.key) for c in now.changes or ()}
    # the reason of a theme that is new, or drew statements out of others, names every theme that it drew from
    drew = {c.key for c in now.changes or () if "came out of" in c.reason}
    gone = {c.key for c in now.changes or () if c.event == "gone"}
    same = moved = told = 0
    for statement, key in past.members.items():
        after = here.members.get(statement)
        same += after == key
        if after != key:
            told += (key, after) in linked or key in gone or after in drew
            moved += 1
    labels = {t.key: t.label for t in past.themes}
    return counts | {
        "known": len(past.members),
        "same_key": round(same / max(same + moved, 1), 4),
        "same_or_told": round((same + told) / max(same + moved, 1), 4),
        "labels_changed": sum(t.label != labels[t.key] for t in here.themes if t.key in labels),
    }


def _rebuilds(last: Snapshot, tools: Tools) -> dict[str, object]:
    """How the last snapshot agrees with a rebuild, and how two rebuilds on draws agree with each other."""
    fresh = _keys(_rebuilt(last, last.items, tools))
    kept = dict(Past.of(last).members)
    draws = []
    for seed in (1, 2):
        rng = random.Random(seed)  # noqa: S311 - which items are drawn is no secret
        draws.append(_keys(_rebuilt(last, tuple(rng.sample(last.items, int(_SHARE * len(last.items)))), tools)))
    among, between = agreement(kept, fresh), agreement(*draws)
    return {
        "ari_with_rebuild": among,
        "ari_of_two_rebuilds": between,
        "ratio": round(among / between, 3) if between else None,
        "themes_of_rebuild": len(set(fresh.values())),
    }


def _rebuilt(last: Snapshot, items: Sequence[object], tools: Tools) -> Snapshot:
    chosen = tuple(sorted(items, key=lambda i: i.item_id))  # type: ignore[attr-defined]
    cleaned = CleanResult(items=chosen, rejected=(), system=last.product, notes=(), files=())
    return analyse(cleaned, tools, Asked(config=CONFIG))


def _keys(snapshot: Snapshot) -> dict[str, str]:
    return dict(Past.of(snapshot).members)


def agreement(one: Mapping[str, str], other: Mapping[str, str]) -> float:
    """Adjusted Rand index over the statements that have a theme in both."""
    both = sorted(one.keys() & other.keys())
    return round(float(adjusted_rand_score([one[s] for s in both], [other[s] for s in both])), 4)


def summary(weeks: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The lowest and the mean share of statements that keep their key, over all weeks but the first."""
    shares = [float(str(w["same_or_told"])) for w in weeks if "same_or_told" in w]
    plain = [float(str(w["same_key"])) for w in weeks if "same_key" in w]
    return {
        "lowest_same_or_told": min(shares, default=None),
        "mean_same_or_told": round(sum(shares) / max(len(shares), 1), 4),
        "lowest_same_key": min(plain, default=None),
        "labels_changed": sum(int(str(w.get("labels_changed", 0))) for w in weeks),
    }


def _table(result: Mapping[str, object]) -> str:
    names = ("window", "items", "themes", "rebuilt", "same_key", "same_or_told", "labels_changed", "seconds")
    rows = [f"| {' | '.join(names)} |", "|" + "---:|" * len(names)]
    weeks: Sequence[Mapping[str, object]] = result["weeks"]  # type: ignore[assignment]
    rows += ["| " + " | ".join(str(week.get(name, "")) for name in names) + " |" for week in weeks]
    told = [f"- {name}: {value}" for name, value in result.items() if name not in ("weeks", "machine", "command")]
    return "\n".join([*rows, "", *told, "", f"`{result['command']}` on {machine.line(result['machine'])}.", ""])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--product")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME")
    parser.add_argument("--windows", type=int, default=26)
    parser.add_argument("--store", type=Path, help="keep the store in this file, to read nothing twice")
    return parser.parse_args()


if __name__ == "__main__":
    main()
