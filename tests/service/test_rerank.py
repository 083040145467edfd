"""The weekly job on a store: published once, the same from a cache, told apart by product, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback2req import store_wiring
from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.store.store import SqlStore
from feedback2req.config import PipelineConfig
from feedback2req.domain.past import Past
from feedback2req.domain.snapshot import Snapshot
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.errors import InputNotUsable, OutputRefused, RerankRunning
from feedback2req.pipeline import Tools
from feedback2req.service.changes import what_moved
from feedback2req.service.importing import keep
from feedback2req.service.rerank import RerankResult, rerank
from feedback2req.stages.compare import Lineage, compare
from feedback2req.wiring import make_publisher
from tests.feedback import MIXED, Row, feedback
from tests.test_kept_themes import OFFLINE

QUICK = PipelineConfig(n_bootstrap=20)
NEW = (Row("Please add a dark mode!", author="late1", days=-7), Row("Dark theme, please.", author="late2", days=-7))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = store_wiring.open_store(f"sqlite:///{tmp_path}/store.db", make=True)
    yield made
    made.close()


def take_in(store: SqlStore, tools: Tools, rows: Sequence[Row], product: str = "Amaze") -> None:
    keep(
        feedback(rows), items=store.items, language=tools.language, masker=tools.masker, progress=tools.progress,
        product=product, named=False, reading=str(len(rows)),
    )  # fmt: skip


def again(store: SqlStore, tools: Tools, product: str = "Amaze", **wanted: object) -> RerankResult:
    with_cache = store_wiring.cached(tools, store.cache(product))
    asked = {"tools": lambda: with_cache, "progress": tools.progress, "run_info": dict, "config": QUICK, **wanted}
    return rerank(product, store=store, **asked)  # type: ignore[arg-type]


def snapshot_of(result: RerankResult) -> Snapshot:
    assert result.snapshot is not None
    return result.snapshot


def test_a_first_re_rank_publishes_and_a_second_finds_nothing_new(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    first, second = again(store, tools), again(store, tools)
    assert first.is_new
    assert (second.is_new, second.snapshot, second.snapshot_id) == (False, None, first.snapshot_id)
    assert len(store.snapshots.heads("Amaze")) == 1


def test_a_new_day_to_count_from_is_a_new_snapshot(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    again(store, tools)
    assert again(store, tools, as_of=date(2026, 6, 1)).is_new


def test_what_is_new_is_placed_and_what_moved_is_published(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    before = {t.key for t in snapshot_of(again(store, tools)).themes}
    take_in(store, tools, NEW)
    after = snapshot_of(again(store, tools))
    assert {t.key for t in after.themes} == before
    assert store.answers.answers("Amaze").changes() is not None


def test_over_two_weeks_the_store_tells_what_the_snapshots_themselves_tell(store: SqlStore, tools: Tools) -> None:
    late = tuple(Row(text, author=f"later{n}", days=-14) for n, text in enumerate(OFFLINE))
    weeks: list[Snapshot] = []
    for rows in (MIXED, NEW, late):
        take_in(store, tools, rows)
        weeks.append(snapshot_of(again(store, tools)))
    first, last = weeks[0], weeks[-1]
    told = compare(
        (*last.themes, *last.strengths),
        last.statements,
        {item.item_id: item for item in last.items},
        Past.of(first),
        Lineage(merged={}, split={}),
        as_of=last.as_of,
        weights=last.ranking.weights,
        silent_days=3650,
    )
    since = str(store.snapshots.heads("Amaze")[-1].snapshot_id)
    found = what_moved(store, "Amaze", since=since).changes or ()
    both = {t.key for t in (*first.themes, *first.strengths)} & {t.key for t in (*last.themes, *last.strengths)}
    moved = [asdict(one) for one in told or () if one.key in both]
    assert moved
    assert [one for one in found if one["key"] in both] == moved
    born = {one["key"] for one in found if one["event"] in ("new", "split")}
    assert born == {one.key for one in told or () if one.event == "new"} != set()


class Counting:
    """An encoder that counts what it is asked for."""

    def __init__(self, tools: Tools) -> None:
        self._inner = tools.encoder
        self.info = tools.encoder.info
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        self.asked += texts
        return self._inner.encode(texts)


def test_a_re_rank_asks_the_models_for_new_texts_only(store: SqlStore, tools: Tools) -> None:
    from dataclasses import replace

    counting = Counting(tools)
    counted = replace(tools, encoder=counting)
    take_in(store, tools, MIXED)
    again(store, counted)
    n_first, counting.asked = len(counting.asked), []
    take_in(store, tools, NEW)
    again(store, counted)
    assert n_first > 30
    assert any("dark mode!" in text for text in counting.asked)
    assert len(counting.asked) < n_first / 3  # new texts, and candidate names of new themes


def test_a_re_rank_from_the_cache_gives_what_a_fresh_one_gives(store: SqlStore, tools: Tools, tmp_path: Path) -> None:
    take_in(store, tools, MIXED)
    one = snapshot_of(again(store, tools))
    other = snapshot_of(again(store, tools, full=True))
    render = ResultJson().render
    assert render(one).split(b'"changes"')[0] == render(other).split(b'"changes"')[0]


def test_decisions_in_the_store_are_carried_out(store: SqlStore, tools: Tools) -> None:
    from datetime import UTC, datetime

    from feedback2req.domain.review import Review

    take_in(store, tools, MIXED)
    theme = snapshot_of(again(store, tools)).themes[0]
    at = datetime(2026, 1, 5, tzinfo=UTC)
    review = Review(review_id="rv-1", at=at, by="pm", action="rename", target=theme.key, value="As we call it")
    store.reviews.add("Amaze", [review])
    assert {t.key: t.label for t in snapshot_of(again(store, tools)).themes}[theme.key] == "As we call it"


def test_a_taxonomy_is_kept_with_its_product_until_it_is_replaced_or_dropped(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    dark = GivenTheme(name="Dark mode", examples=("Please add a dark mode", "A dark theme would be nice"))
    first = snapshot_of(again(store, tools, taxonomy=[dark]))
    assert (dark.key, dark.name) in {(theme.key, theme.label) for theme in first.themes}
    assert store.taxonomies.taxonomy("Amaze") == (dark,)
    assert store.taxonomies.taxonomy("Other") == ()
    assert not again(store, tools).is_new  # nobody has to name it again
    take_in(store, tools, NEW)
    assert dark.key in {theme.key for theme in snapshot_of(again(store, tools)).themes}
    assert again(store, tools, taxonomy=[]).is_new
    assert store.taxonomies.taxonomy("Amaze") == ()


def test_products_do_not_see_each_other(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    take_in(store, tools, NEW, product="Other")
    assert snapshot_of(again(store, tools)).counts["items"] > 30
    assert snapshot_of(again(store, tools, "Other")).counts["items"] == len(NEW)


def test_one_re_rank_at_a_time(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, MIXED)
    with store.snapshots.publication("Amaze"), pytest.raises(RerankRunning):
        again(store, tools)


def test_a_product_without_feedback_is_told_and_nothing_is_published(store: SqlStore, tools: Tools) -> None:
    take_in(store, tools, NEW)
    with pytest.raises(InputNotUsable, match="no feedback of the product") as refused:
        again(store, tools, "Nothing")
    assert "Amaze" in str(refused.value)
    assert store.snapshots.heads("Nothing") == ()


def test_files_are_refused_before_the_work_and_unchanged_ones_keep_their_time(
    store: SqlStore, tools: Tools, tmp_path: Path
) -> None:
    take_in(store, tools, MIXED)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("dear")
    with pytest.raises(OutputRefused):
        again(store, tools, publisher=make_publisher(tmp_path / "mine"))
    assert store.snapshots.heads("Amaze") == ()
    publisher = make_publisher(tmp_path / "out")
    again(store, tools, publisher=publisher)
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()}
    result = again(store, tools, publisher=publisher)
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()}
    assert not result.is_new
    assert before["items.jsonl"] == after["items.jsonl"]
    assert before["statements.jsonl"] == after["statements.jsonl"]
