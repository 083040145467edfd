"""A run with a language model: on by a file and for a product, and never the reason that a run fails."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.chat_server import Answer, chat_server, statements_in
from tests.cli.test_run import call, csv_text

KEY_NAME = "A_KEY_FOR_TESTS"


def crash_text(body: dict[str, Any]) -> tuple[int, str]:
    """What a sensible model says of crashes, and nonsense of anything else."""
    said = statements_in(body)
    ids = [s["id"] for s in said]
    if not all("crash" in s["text"].lower() or "close" in s["text"].lower() for s in said):
        return 200, "I would rather not."
    cites = ids[:3]
    return 200, json.dumps(
        {
            "kind": "fix",
            "title": "Delete files without a crash",
            "problem": {"text": "The app crashes when customers delete files", "cites": cites},
            "statement": "When the user deletes a file, Acme shall keep running.",
            "trigger_cites": cites,
            "response_cites": cites,
            "want": {"text": "to delete files without a crash", "cites": cites},
            "criteria": [{"given": "a file", "when": "the user deletes it", "then": "Acme is running", "cites": []}],
            "quotes": [{"id": s["id"], "quote": s["text"]} for s in said],
        }
    )  # fmt: skip


def run(folder: Path, answer: Answer, *, products: str = "[Acme]", more: str = "") -> tuple[Any, ...]:
    export, config, out = folder / "in.csv", folder / "llm.yaml", folder / "out"
    export.write_text(csv_text(), "utf-8")
    with chat_server(answer) as (url, asked):
        config.write_text(f"products: {products}\nbase_url: {url}\nmodel: small\n{more}", "utf-8")
        done = call("--json-log", "run", export, "--out", out, "--product", "Acme", "--llm-config", config)
    assert done.returncode == 0, done.stderr
    result = json.loads((out / "result.json").read_text("utf-8"))
    return result, json.loads((out / "run.json").read_text("utf-8")), asked, done


def plain(folder: Path) -> Any:  # noqa: ANN401
    export, out = folder / "in.csv", folder / "plain"
    export.write_text(csv_text(), "utf-8")
    assert call("run", export, "--out", out, "--product", "Acme").returncode == 0
    return json.loads((out / "result.json").read_text("utf-8"))


def limits(result: Any) -> dict[str, str]:  # noqa: ANN401
    return {limit["code"]: limit["text"] for limit in result["limits"]}


def test_what_a_model_words_well_is_published_beside_what_the_rules_word(tmp_path: Path) -> None:
    result, info, asked, done = run(tmp_path, crash_text)
    by = {r["drafter"]["name"] for r in result["requirements"]}
    assert by == {"llm small", "rules"}
    counts = result["snapshot"]["counts"]
    assert counts["drafter_calls"] == len(asked) == len(info["llm_calls"])
    assert counts["drafter_accepted"] >= 1
    assert counts["drafter_fallback"] >= 1
    assert {"drafter_used", "drafter_failed"} <= set(limits(result))
    assert done.stderr.decode().count('"event": "llm_call"') == len(asked)
    items = {
        i["item_id"]: i["text"] for i in map(json.loads, (tmp_path / "out" / "items.jsonl").read_text().splitlines())
    }
    for requirement in result["requirements"]:
        for e in requirement["evidence"]:
            assert items[e["item_id"]][e["start"] : e["end"]] == e["quote"]


@pytest.mark.parametrize("status", [429, 500])
def test_a_failing_endpoint_leaves_the_result_as_it_is_without_one(tmp_path: Path, status: int) -> None:
    result, _, asked, _ = run(tmp_path, lambda _: (status, ""))
    assert len(asked) == 2
    assert result["requirements"] == plain(tmp_path)["requirements"]
    assert "gave no usable answer to 2 of 2" in limits(result)["drafter_failed"]


def test_nothing_is_sent_for_a_product_that_was_not_named(tmp_path: Path) -> None:
    result, info, asked, _ = run(tmp_path, crash_text, products="[Other]")
    assert asked == []
    assert info["llm_calls"] == []
    assert "Acme" in limits(result)["drafter_off"]
    assert result["requirements"] == plain(tmp_path)["requirements"]


def test_with_kept_answers_a_second_run_asks_nobody_and_says_the_same(tmp_path: Path) -> None:
    more = f"cache: {tmp_path / 'kept'}\n"
    export, config = tmp_path / "in.csv", tmp_path / "llm.yaml"
    export.write_text(csv_text(), "utf-8")
    written = []
    with chat_server(crash_text) as (url, asked):
        config.write_text(f"products: [Acme]\nbase_url: {url}\nmodel: small\n{more}", "utf-8")
        for name in ("one", "two"):
            done = call("run", export, "--out", tmp_path / name, "--product", "Acme", "--llm-config", config)
            assert done.returncode == 0, done.stderr
            written.append(((tmp_path / name / "result.json").read_bytes(), len(asked)))
    assert written[0] == written[1]


def test_a_config_that_is_off_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    config = tmp_path / "llm.yaml"
    config.write_text(f"products: [Acme]\nbase_url: http://localhost:9/v1\nmodel: m\napi_key_env: {KEY_NAME}\n")
    assert KEY_NAME not in os.environ
    done = call("run", tmp_path / "none.csv", "--out", tmp_path / "out", "--llm-config", config)
    assert done.returncode == 2
    assert f"{KEY_NAME} holds no API key" in done.stderr.decode()
    assert not (tmp_path / "out").exists()
