"""How strongly themes should hold on to what was: the knobs of identity, tried on the same windows.

Run as ``python -m benchmarks.weekly.knobs EXPORT.csv [--product NAME] [--windows 26]``. The windows are those of
``benchmarks.weekly.run``. Everything is read once; then, for each setting, themes are found or kept window by window,
as the weekly job does, without names, ranks and drafts. It tells how many of the known statements keep their key from
window to window, and how far the last themes agree with a rebuild from scratch, beside how far two rebuilds on draws
of four fifths of the items agree with each other.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.weekly.run import agreement, windows_of
from feedback2req import wiring
from feedback2req.config import PipelineConfig
from feedback2req.domain.past import Past, PastTheme
from feedback2req.pipeline import Asked, Read, Tools, part, read_items
from feedback2req.pipeline.found import Found, find_themes
from feedback2req.stages import assign
from feedback2req.stages.clean import clean
from feedback2req.stages.cluster import graph

HERE = Path(__file__).resolve().parent
_DAY = date(2024, 1, 1)
"""One day for all windows: age is to rebuild nothing here."""

_LAST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One way to hold on; see the constants of the same names in the stages, and the config."""

    name: str
    inertia: float = graph.INERTIA
    breaking: float = graph.BREAK
    stay: float = assign.STAY
    lenience: float = assign.LENIENCE
    growth: float = PipelineConfig().rebuild_growth
    drift: float = PipelineConfig().rebuild_drift
    keeps: bool = True


SETTINGS = (
    Setting(name="as shipped"),
    Setting(name="all found anew each time, nothing holds", inertia=1, breaking=1, stay=-2, lenience=-2, keeps=False),
    Setting(name="all found anew each time, as shipped", keeps=False),
    Setting(name="inertia 1.5 and 0.67, drift 0.1", inertia=1.5, breaking=0.67, drift=0.1),
    Setting(name="inertia 2 and 0.5", inertia=2.0, breaking=0.5),
    Setting(name="growth 1.5, stay 0.02", growth=1.5, stay=0.02),
    Setting(name="no inertia", inertia=1.0, breaking=1.0),
    Setting(name="kept for ever", growth=1e9, drift=1.0),
)


def main() -> None:
    """Try all settings; write knobs.json and knobs.md."""
    wanted = _arguments()
    feedback = wiring.read_feedback(wanted.export)
    windows = windows_of(feedback, wanted.product, wanted.windows)
    tools = wiring.make_tools(wiring.make_progress())
    chosen = replace(feedback, raw_items=tuple(raw for window in windows for raw in window), rejected=())
    cleaned = clean(chosen, language=tools.language, masker=tools.masker, key="knobs")
    read = read_items(cleaned.items, tools, PipelineConfig())
    row_of = {(item.file, item.row): item.item_id for item in cleaned.items}
    ids = [[row_of[raw.file, raw.row] for raw in window if (raw.file, raw.row) in row_of] for window in windows]
    print(f"{len(cleaned.items)} items in {len(ids)} windows", flush=True)
    with threadpool_limits(limits=1):
        result = _tried(read, ids, tools)
    command = f"python -m benchmarks.weekly.knobs {wanted.export.name} --windows {wanted.windows}"
    command += f" --product {wanted.product}" if wanted.product else ""
    write_json(HERE / "knobs.json", {"command": command, "machine": machine.note(), **result})
    (HERE / "knobs.md").write_text(_table(result, command), "utf-8")


def _tried(read: Read, windows: Sequence[Sequence[str]], tools: Tools) -> dict[str, object]:
    everybody = [one for window in windows for one in window]
    fresh = _past(read, _found(read, Asked(), tools), n_rebuilt=0).members
    draws = []
    for seed in (1, 2):
        some = random.Random(seed).sample(sorted(everybody), int(0.8 * len(everybody)))  # noqa: S311
        narrow = narrowed(read, some)
        draws.append(_past(narrow, _found(narrow, Asked(), tools), n_rebuilt=0).members)
    between = agreement(*draws)
    parts = [narrowed(read, everybody[: sum(map(len, windows[:n]))]) for n in range(1, len(windows) + 1)]
    rows = []
    for setting in SETTINGS:
        rows.append(_simulated(setting, parts, fresh, between, tools))
        print(rows[-1], flush=True)
    return {"ari_of_two_rebuilds": between, "themes_of_rebuild": len(set(fresh.values())), "settings": rows}


def narrowed(read: Read, item_ids: Collection[str]) -> Read:
    """The reading of some items, with no other text in it that could take part in themes."""
    some = part(read, frozenset(item_ids))
    n_texts = len(read.grouping.texts)
    counts = np.bincount(some.grouping.text_of, minlength=n_texts).astype(np.int64)
    channel = np.where(counts > 0, read.channel, 0).astype(np.int8)
    return replace(some, channel=channel, grouping=replace(some.grouping, counts=np.maximum(counts, 1)))


def _simulated(
    setting: Setting, parts: Sequence[Read], fresh: Mapping[str, str], between: float, tools: Tools
) -> dict[str, object]:
    config = PipelineConfig(rebuild_growth=setting.growth, rebuild_drift=setting.drift)
    before = graph.INERTIA, graph.BREAK, assign.STAY, assign.LENIENCE
    graph.INERTIA, graph.BREAK = setting.inertia, setting.breaking
    assign.STAY, assign.LENIENCE = setting.stay, setting.lenience
    past: Past | None = None
    shares, n_rebuilt = [], 0
    try:
        for read in parts:
            found = _found(read, Asked(config=config, past=past, keep_themes=setting.keeps), tools)
            anew = found.rebuilt or past is None
            now = _past(read, found, n_rebuilt=len(read.statements) if past is None or anew else past.n_rebuilt)
            if past is not None:
                n_rebuilt += found.rebuilt
                same = sum(now.members.get(statement) == key for statement, key in past.members.items())
                shares.append(same / max(1, len(past.members)))
            past = now
    finally:
        graph.INERTIA, graph.BREAK, assign.STAY, assign.LENIENCE = before
    assert past is not None
    with_rebuild = agreement(past.members, fresh)
    return {
        "setting": setting.name,
        "same_key_mean": round(float(np.mean(shares)), 3),
        "same_key_last_ten": round(float(np.mean(shares[-_LAST:])), 3),
        "ari_with_rebuild": with_rebuild,
        "ratio": round(with_rebuild / between, 3),
        "themes": len(past.model.keys),
        "rebuilds": n_rebuilt,
    }


def _found(read: Read, asked: Asked, tools: Tools) -> Found:
    return find_themes(read, asked, tools.encoder, models_digest="", as_of=_DAY)


def _past(read: Read, found: Found, *, n_rebuilt: int) -> Past:
    """What the next window has to know; names and numbers play no part in finding themes."""
    keys = found.model.keys
    placed = zip(read.statements, found.membership.themes.tolist(), strict=True)
    rare = zip(read.statements, found.membership.reasons, strict=True)
    nothing = {"kind": "", "criterion": "", "rank": None, "n_customers": 0, "n_accounts": 0, "n_statements": 0}
    return Past(
        as_of=_DAY,
        rebuilt_on=_DAY,
        n_rebuilt=n_rebuilt,
        models_digest="",
        config_digest=found.base.config_digest,
        model=found.base,
        themes=tuple(PastTheme(key=key, label=key, sentiment=0.0, **nothing) for key in keys),
        members={s.statement_id: keys[t] for s, t in placed if t >= 0},
        unplaced=frozenset(s.statement_id for s, reason in rare if reason == "rare"),
        weights={},
        requirements=(),
    )


def _table(result: Mapping[str, object], command: str) -> str:
    names = ("setting", "same_key_mean", "same_key_last_ten", "ari_with_rebuild", "ratio", "themes", "rebuilds")
    rows: Sequence[Mapping[str, object]] = result["settings"]  # type: ignore[assignment]
    lines = [f"| {' | '.join(n.replace('_', ' ') for n in names)} |", "|---" + "|---:" * (len(names) - 1) + "|"]
    lines += ["| " + " | ".join(str(row[name]) for name in names) + " |" for row in rows]
    foot = (
        f"Two rebuilds on draws of four fifths of the items agree by an ARI of {result['ari_of_two_rebuilds']}; "
        f"a rebuild finds {result['themes_of_rebuild']} themes. The knobs were chosen on these windows. `{command}`."
    )
    return "\n".join([*lines, "", foot, ""])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--product")
    parser.add_argument("--windows", type=int, default=26)
    return parser.parse_args()


if __name__ == "__main__":
    main()
