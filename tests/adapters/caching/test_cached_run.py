"""A run over what a store has cached is equal, to the byte, to one that asks the models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from feedback2req.adapters.exporters.result_json import ResultJson
from feedback2req.adapters.exporters.statements_jsonl import StatementsJsonl
from feedback2req.adapters.store.database import Database
from feedback2req.adapters.store.migrate import ready
from feedback2req.adapters.store.store import SqlStore
from feedback2req.pipeline import Tools, run
from feedback2req.store_wiring import cached
from feedback2req.wiring import read_feedback

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "samples" / "messenger" / "reviews.csv"

pytestmark = pytest.mark.slow


class Silent:
    """A model that was asked although everything was known."""

    def __init__(self, inner: object) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> object:
        if name in ("parse", "cut", "read", "encode"):
            return self._ask
        return getattr(self._inner, name)

    def _ask(self, texts: list[str]) -> object:
        pytest.fail(f"the model was asked again for {len(texts)} texts")


def test_a_cached_run_is_equal_to_a_fresh_one(tools: Tools, tmp_path: Path) -> None:
    feedback = read_feedback(SAMPLE)
    feedback = replace(feedback, raw_items=feedback.raw_items[:200])
    store = SqlStore(Database(f"sqlite:///{tmp_path}/store.db"))
    ready(store.database)
    first = run(feedback, cached(tools, store.cache("P")))
    silent = replace(
        tools,
        parser=Silent(tools.parser),  # type: ignore[arg-type]
        reader=Silent(tools.reader),  # type: ignore[arg-type]
        encoder=Silent(tools.encoder),  # type: ignore[arg-type]
    )
    again = run(feedback, cached(silent, store.cache("P")))
    fresh = run(feedback, tools)
    store.close()
    for exporter in (ResultJson(), StatementsJsonl()):
        expected = exporter.render(fresh)
        assert exporter.render(first) == expected
        assert exporter.render(again) == expected
