"""An item that is sent in alone is read and placed as the batch read and placed it, to the last digit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from feedback2req.adapters.store.service_store import SqlServiceStore
from feedback2req.domain.review import Anchor, Review
from feedback2req.service.rerank import rerank
from feedback2req.store_wiring import cached
from tests.api.conftest import Service, make_store, serve

if TYPE_CHECKING:
    from feedback2req.pipeline import Tools

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "messenger" / "reviews.csv"
PRODUCT = "Signal"
N = 160


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> Iterator[Service]:
    """A product whose themes were found among real reviews that came in over HTTP."""
    with closing(make_store(tmp_path_factory.mktemp("placing") / "store.db")) as store:
        _, app, log = serve(store, tools)
        with TestClient(app) as http:
            service = Service(app=app, http=http, store=store, log=log)
            items = [{"external_id": f"r{n}", "text": text} for n, text in enumerate(texts())]
            answer = http.post("/v1/feedback", json={"items": items}, headers=service.every(PRODUCT))
            assert answer.status_code == 200
            with_cache = cached(tools, store.cache(PRODUCT))
            rerank(PRODUCT, store=store, tools=lambda: with_cache, progress=tools.progress, run_info=dict)
            yield service


def texts() -> list[str]:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = max(rows[0], key=lambda name: sum(len(row[name] or "") for row in rows))
    return [row[column] for row in rows[:N]]


def of_snapshot(store: SqlServiceStore, item_id: str) -> list[dict[str, Any]]:
    of_item = ("external_id", "source", "product", "url", "received_at", "rating")
    records = store.answers.answers(PRODUCT).of_item(item_id)
    return [{name: value for name, value in one.items() if name not in of_item} for one in records]


def but_for_case(record: dict[str, Any]) -> dict[str, Any]:
    """A name is written as most customers write it, and alone as the one customer does; parts are found among all."""
    return {**record, "aspect": record["aspect"] and record["aspect"].casefold(), "subtheme": None}


def test_every_item_of_a_snapshot_is_placed_alone_as_it_was_placed_with_all(published: Service) -> None:
    headers = published.every(PRODUCT)
    n_placed = 0
    for item in published.store.items.holding(PRODUCT).items:
        body = {"items": [{"external_id": item.external_id, "text": item.text}], "store": False}
        answer = published.http.post("/v1/feedback", json=body, headers=headers).json()
        mine, theirs = answer["items"][0]["statements"], of_snapshot(published.store, item.item_id)
        assert [but_for_case(one) for one in mine] == [but_for_case(one) for one in theirs]
        n_placed += bool(answer["items"][0]["themes"])
    assert n_placed > N / 10


def test_an_item_names_the_requirements_of_its_themes(published: Service) -> None:
    headers = published.every(PRODUCT)
    backlog = published.http.get("/v1/requirements?limit=200", headers=headers).json()["items"]
    best = backlog[0]
    theme = published.http.get(f"/v1/themes/{best['theme']}", headers=headers).json()
    answer = published.http.post(
        "/v1/feedback", json={"items": [{"text": best["evidence"][0]["quote"]}], "store": False}, headers=headers
    ).json()
    (item,) = answer["items"]
    assert answer["snapshot"] is not None
    assert {"key": theme["key"], "label": theme["label"]}.items() <= item["themes"][0].items()
    assert best["key"] in item["requirements"]


def test_what_people_decided_since_the_snapshot_holds_at_once(published: Service) -> None:
    headers = published.every(PRODUCT)
    themes = published.http.get("/v1/themes?limit=2", headers=headers).json()["items"]
    first, second = (one["key"] for one in themes)
    record = published.http.get(f"/v1/themes/{first}/statements?limit=1", headers=headers).json()["items"][0]
    path = f"/v1/feedback/{record['external_id']}"

    def placed() -> dict[str, str]:
        found = published.http.get(path, headers=headers).json()
        return {one["key"]: one["label"] for one in found["themes"]}

    def decide(action: str, target: str, value: str | None, number: int) -> None:
        anchors = (Anchor(item_id=record["item_id"], quote=record["text"]),)
        review = Review(
            review_id=f"r{number}", at=datetime(2026, 1, number, tzinfo=UTC), by="t", action=action, target=target,
            value=value, anchors=anchors,
        )  # fmt: skip
        published.store.reviews.add(PRODUCT, [review])

    assert first in placed()
    decide("rename", first, "What people call it", 1)
    assert placed()[first] == "What people call it"
    decide("move", record["statement_id"], second, 2)
    assert second in placed()
    assert first not in placed()
    decide("undo", "r2", None, 3)
    assert first in placed()
    decide("merge", first, second, 4)
    assert set(placed()) & {first, second} == {second}
    decide("undo", "r4", None, 5)
    decide("undo", "r1", None, 6)


def test_a_search_finds_what_means_the_same_in_other_words(published: Service) -> None:
    headers = published.every(PRODUCT)
    found = published.http.get("/v1/search", params={"q": "messages arrive late"}, headers=headers).json()["items"]
    assert found
    assert all(one["similarity"] is not None for one in found)
    near = [one["similarity"] for one in found if "messages arrive late" not in one["text"]]
    assert near == sorted(near, reverse=True)
