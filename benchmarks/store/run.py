"""How fast a store takes items in, how large it is, and how long a query takes, on generated statements.

Run as ``python -m benchmarks.store.run [N_STATEMENTS]``: two statements an item, words drawn from a list, a theme for
each 500 statements. Words and sizes are made up; so are the themes. What is measured is the store alone: no model runs.
"""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import line, note
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import ready
from feedback2req.adapters.store.store import SqlStore
from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.holding import Arrival, Delivery, Scope
from feedback2req.domain.identity import content_id
from feedback2req.domain.priority import Interval, Part, Priority, Ranking, Standing, Trend
from feedback2req.domain.readings import EncoderInfo, Grouping, Readings
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Membership, Theme, ThemeModel

HERE = Path(__file__).parent
N_STATEMENTS = 1_000_000
PER_THEME, PER_IMPORT, N_DIMS, N_CACHED = 500, 50_000, 384, 100_000
WORDS = (
    "the app crashes when I open a file and sync fails on my phone please add export to calendar dark theme login slow "
    "search does not find notes in shared folders after update battery drains keyboard covers text buttons too small"
).split()


def main() -> None:
    """Fill a store in a folder of its own, ask it, and write what it took."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else N_STATEMENTS
    with tempfile.TemporaryDirectory(prefix="f2r-store-") as folder:
        result = measured(Path(folder) / "store.db", n)
    result["machine"] = note()
    (HERE / "result.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    (HERE / "table.md").write_text(table(result), "utf-8")
    print(table(result))


def measured(path: Path, n: int) -> dict[str, Any]:
    """All figures of one store."""
    store = SqlStore(Database(f"sqlite:///{path}"))
    ready(store.database)
    items = made_items(n // 2)
    import_s = timed(lambda: imported(store, items))
    again_s = timed(lambda: imported(store, items[:PER_IMPORT]))
    store.close()  # which empties the log into the file
    after_import = path.stat().st_size
    publish_s = published(store, made_snapshot(items))
    store.close()
    after_publish = path.stat().st_size
    vectors_s, load_s = cached(store)
    answers = store.answers.answers("P")
    key = str(answers.themes(top=1)[0]["key"])
    queries: dict[str, Callable[[], object]] = {
        "themes": answers.themes,
        "themes, the first 20": lambda: answers.themes(top=20),
        "one theme": lambda: answers.theme(key),
        "50 statements of a theme": lambda: answers.statements(key),
        "statements of an item": lambda: answers.of_item(items[7].item_id),
        "themes of one month": lambda: answers.themes(Scope(first_on=date(2024, 3, 1), last_on=date(2024, 3, 31))),
        "search for two words": lambda: answers.search("battery calendar"),
    }
    query_ms = {name: [round(1000 * timed(ask), 1) for _ in range(7)] for name, ask in queries.items()}
    past_s = timed(lambda: store.snapshots.past("P"))
    holding_s = timed(lambda: store.items.holding("P"))
    store.close()
    return {
        "n_statements": n,
        "n_items": len(items),
        "n_themes": -(-n // PER_THEME),
        "import_s": round(import_s, 1),
        "items_a_second": round(len(items) / import_s),
        "import_again_items_a_second": round(PER_IMPORT / again_s),
        "publish_s": round(publish_s, 1),
        "bytes_an_item": round(after_import / len(items)),
        "bytes_a_statement": round((after_publish - after_import) / n),
        "n_cached": N_CACHED,
        "keep_vectors_s": round(vectors_s, 1),
        "load_vectors_s": round(load_s, 1),
        "load_past_s": round(past_s, 1),
        "load_items_s": round(holding_s, 1),
        "query_ms": {name: {"median": statistics.median(ms), "all": ms} for name, ms in query_ms.items()},
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def made_items(n: int) -> list[FeedbackItem]:
    """Items of two sentences each, over a year."""
    draw = random.Random(1)  # noqa: S311 - words, no secrets
    start = datetime(2024, 1, 1, tzinfo=UTC)
    items = []
    for number in range(n):
        said = [" ".join(draw.choices(WORDS, k=draw.randint(6, 20))) + f" {draw.randrange(n)}." for _ in range(2)]
        items.append(
            FeedbackItem(
                item_id=content_id("i", str(number)),
                external_id=str(number),
                product="P",
                source=draw.choice(["google-play", "zendesk-eu"]),
                file="made.csv",
                row=number + 1,
                text=" ".join(said),
                url=None,
                received_at=start + timedelta(minutes=number % 525_600),
                author=f"{draw.randrange(n):012x}",
                account=None,
                rating=float(draw.randint(1, 5)),
                satisfaction=None,
                language="en",
                attributes={"version": f"{draw.randint(1, 9)}.{draw.randint(0, 9)}"},
            )
        )
    return sorted(items, key=lambda item: item.item_id)


def imported(store: SqlStore, items: list[FeedbackItem]) -> None:
    """Some items an import, as a weekly export has them."""
    for first in range(0, len(items), PER_IMPORT):
        some = items[first : first + PER_IMPORT]
        store.items.keep("P", Delivery(arrivals=tuple(Arrival(item=item, identity=item.item_id) for item in some)))


def published(store: SqlStore, snapshot: Snapshot) -> float:
    """Seconds to publish it."""
    with store.snapshots.publication("P") as publication:
        return timed(lambda: publication.publish(snapshot))


def cached(store: SqlStore) -> tuple[float, float]:
    """Seconds to keep vectors, and to read them back."""
    matrix = np.random.default_rng(1).standard_normal((N_CACHED, N_DIMS)).astype(np.float16)
    answers = {n.to_bytes(32, "little"): row.tobytes() for n, row in enumerate(matrix)}
    cache = store.cache("P")
    keep_s = timed(lambda: cache.keep("vectors", "1", answers))
    return keep_s, timed(lambda: cache.known("vectors", "1", list(answers)))


def made_snapshot(items: list[FeedbackItem]) -> Snapshot:
    """Every statement is a text of its own; nine of ten are in a theme."""
    statements = []
    for item in items:
        middle = item.text.index(".") + 1
        for start, end in ((0, middle), (middle + 1, len(item.text))):
            text = item.text[start:end]
            key = content_id("s", item.item_id, str(start))
            statements.append(
                Statement(statement_id=key, item_id=item.item_id, start=start, end=end, text=text, reading=text)
            )
    n = len(statements)
    random_ = np.random.default_rng(1)
    n_themes = -(-n // PER_THEME)
    keys = tuple(content_id("t", str(number)) for number in range(n_themes))
    of = random_.integers(0, n_themes, n)
    of[random_.random(n) < 0.1] = -1
    members = np.split(np.argsort(of, kind="stable"), np.cumsum(np.bincount(of + 1, minlength=n_themes + 1))[:-1])[1:]
    ranked = tuple(_theme(number, keys[number], members[number], statements) for number in range(n_themes))
    encoder = EncoderInfo(name="none", revision="0", sha256="0", n_dims=N_DIMS)
    model = ThemeModel(
        keys=keys,
        prototypes=random_.standard_normal((n_themes, N_DIMS)).astype(np.float32),
        owners=np.arange(n_themes),
        prototype_channels=np.ones(n_themes, dtype=np.int8),
        core_thresholds=np.full(n_themes, 0.7, dtype=np.float32),
        attach_thresholds=np.full(n_themes, 0.6, dtype=np.float32),
        taught=np.zeros(n_themes, dtype=np.bool_),
        channels=np.ones(n_themes, dtype=np.int8),
        encoder=encoder,
        config_digest="0",
        lineage=((),) * n_themes,
    )
    return Snapshot(
        product="P",
        as_of=date(2024, 12, 31),
        digests={name: name for name in ("input", "config", "models", "code")},
        counts={"items": len(items), "statements": n},
        files=(),
        rejected=(),
        items=tuple(items),
        item_sentiment=np.zeros(len(items), dtype=np.float32),
        statements=tuple(statements),
        statement_sentiment=random_.uniform(-1, 1, n).astype(np.float32),
        aspects=(None, "calendar") * (n // 2),
        grouping=Grouping(texts=(), digests=(), text_of=np.arange(n), counts=np.ones(n, dtype=np.int64)),
        readings=Readings(
            intents=random_.random((n, 6)).astype(np.float32),
            sentiment=np.zeros(n, dtype=np.float32),
            qualities=(None, "reliability") * (n // 2),
            flags=({},) * n,
        ),
        membership=Membership(
            themes=of,
            states=np.where(of < 0, 2, 0).astype(np.int8),
            similarities=random_.random(n).astype(np.float32),
            strengths=np.where(of < 0, 0.0, random_.random(n)).astype(np.float32),
            reasons=tuple("rare" if t < 0 else None for t in of.tolist()),
        ),
        theme_model=model,
        base_model=model,
        themes=ranked,
        strengths=(),
        ranking=Ranking(
            themes=tuple(one.standing for one in ranked),
            strengths=(),
            alarms=(),
            limits=(),
            formula="",
            weights={},
            meanings={},
        ),
        requirements=(),
        copy_of={},
        changes=None,
        rebuilt_on=date(2024, 12, 31),
    )


def _theme(number: int, key: str, members: np.ndarray[Any, Any], statements: list[Statement]) -> RankedTheme:
    parts = tuple(Part(name=name, weight=0.25, value=0.5) for name in ("reach", "pain", "momentum", "recency"))
    interval = Interval(value=0.1, low=0.05, high=0.2, n=len(members))
    rank = number + 1
    return RankedTheme(
        theme=Theme(
            key=key,
            kind="problem",
            label=f"Made theme number {number}",
            criterion="The customer tells of something that was made up for a benchmark.",
            keyphrases=("shared folders", "dark theme", "battery drains", "search", "calendar"),
            exemplars=tuple(statements[m].statement_id for m in members[:3]),
            members=tuple(members.tolist()),
        ),
        standing=Standing(
            key=key,
            n_statements=len(members),
            n_items=len(members),
            n_customers=len(members),
            share=interval,
            sentiment=interval,
            trend=Trend(direction="steady", ratio=1.0, q_value=0.9, reason="too few items to show a change"),
            why="Made-up customers tell of it.",
            priority=Priority(
                score=0.5,
                rank=rank,
                rank_low=rank,
                rank_high=rank,
                rank_in_kind=rank,
                parts=parts,
                without={"pain": rank},
            ),
        ),
    )


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    rows = [
        ("import, items a second", f"{result['items_a_second']:,}"),
        ("the same import again, items a second", f"{result['import_again_items_a_second']:,}"),
        ("publication, seconds", f"{result['publish_s']:,}"),
        ("bytes an item, with its indexes", f"{result['bytes_an_item']:,}"),
        ("bytes a statement of a snapshot, with its indexes", f"{result['bytes_a_statement']:,}"),
        (f"keeping {result['n_cached']:,} vectors, seconds", f"{result['keep_vectors_s']}"),
        (f"reading {result['n_cached']:,} vectors, seconds", f"{result['load_vectors_s']}"),
        ("reading all items, seconds", f"{result['load_items_s']}"),
        ("reading what the next run needs, seconds", f"{result['load_past_s']}"),
        *((f"query: {name}, median ms", f"{one['median']}") for name, one in result["query_ms"].items()),
    ]
    head = (
        f"SQLite, {result['n_statements']:,} made-up statements of {result['n_items']:,} items in "
        f"{result['n_themes']:,} themes. {line(result['machine'])}\n\n| figure | value |\n|---|---:|\n"
    )
    return head + "".join(f"| {name} | {value} |\n" for name, value in rows)


if __name__ == "__main__":
    main()
