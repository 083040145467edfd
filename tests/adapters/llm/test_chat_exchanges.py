"""Exchanges with an endpoint, replayed: made up in the forms in which servers of chat completions answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from feedback2req.adapters.llm.drafter import Call, ChatDrafter
from feedback2req.adapters.llm.endpoint import MOST_BYTES, HttpChat
from feedback2req.domain.requirement import Requirement
from feedback2req.stages.redraft.redraft import redraft
from feedback2req.stages.redraft.tally import Tally
from tests.drafting import SYSTEM, Told, rules, told

EXCHANGES = sorted((Path(__file__).parent / "exchanges").glob("*.json"))
ROOM = told()
TEXTS = [s.text for s in ROOM.corpus.statements]


class Replay(httpx.BaseTransport):
    """Answers in order, and keeps what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def bodies(self) -> list[dict[str, Any]]:
        """What was sent."""
        return [json.loads(request.content) for request in self.requests]


def replayed(exchange: dict[str, Any]) -> Replay:
    def response(one: dict[str, Any]) -> httpx.Response:
        body = one["body"]
        raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        return httpx.Response(one["status"], content=raw, headers={"location": "http://127.0.0.1:9/elsewhere"})

    return Replay(*(response(one) for one in exchange["responses"]))


def drafter(replay: httpx.BaseTransport, calls: list[Call] | None = None, *, max_calls: int = 9) -> ChatDrafter:
    chat = HttpChat("http://127.0.0.1:1/v1/", api_key="sk-secret", timeout_s=5, transport=replay)
    kept = calls if calls is not None else []
    return ChatDrafter(chat, model="small", products=["signal"], max_calls=max_calls, on_call=kept.append)


def worded(by: ChatDrafter, room: Told = ROOM) -> tuple[tuple[Requirement, ...], Tally]:
    return redraft(
        [room.theme],
        [room.base],
        by,
        room.corpus,
        system=SYSTEM,
        check=rules,
    )


@pytest.mark.parametrize("path", EXCHANGES, ids=lambda p: p.stem)
def test_each_exchange_ends_as_it_has_to(path: Path) -> None:
    exchange = json.loads(path.read_text("utf-8"))
    replay, calls = replayed(exchange), []  # type: ignore[var-annotated]
    (made,), tally = worded(drafter(replay, calls))
    outcome = exchange["outcome"]
    accepted = outcome in ("accepted", "repaired")
    assert made.drafter_name == ("llm small" if accepted else "rules")
    assert (made == ROOM.base) is not accepted
    assert (tally.accepted, tally.repaired, tally.fallback) == (
        outcome == "accepted",
        outcome == "repaired",
        not accepted,
    )
    assert set(tally.failed) == (set() if accepted or outcome == "refused" else {outcome})
    assert [c.outcome for c in calls][-1] == ("ok" if accepted or outcome == "refused" else outcome)
    assert len(replay.requests) == len(exchange["responses"])


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (httpx.ConnectError("refused"), "unreachable"),
        (httpx.ReadTimeout("slow"), "timeout"),
        (httpx.ConnectTimeout("slow"), "timeout"),
        (httpx.RemoteProtocolError("cut"), "unreachable"),
        (httpx.DecodingError("gzip"), "unreachable"),
    ],
)
def test_an_endpoint_that_is_down_or_slow_changes_nothing(error: Exception, outcome: str) -> None:
    (made,), tally = worded(drafter(Replay(error)))
    assert made == ROOM.base
    assert dict(tally.failed) == {outcome: 1}


def test_an_answer_without_end_is_cut() -> None:
    (made,), tally = worded(drafter(Replay(httpx.Response(200, content=b"x" * (MOST_BYTES + 1)))))
    assert made == ROOM.base
    assert dict(tally.failed) == {"too_long": 1}


def test_after_two_calls_without_an_answer_no_more_are_made() -> None:
    replay = Replay(*[httpx.ConnectError("down")] * 2)
    by = drafter(replay)
    tallies = [worded(by)[1] for _ in range(4)]
    assert [t.calls for t in tallies] == [1, 1, 0, 0]
    assert [t.not_asked for t in tallies] == [0, 0, 1, 1]
    assert len(replay.requests) == 2


def test_a_refused_key_is_not_tried_again() -> None:
    by = drafter(Replay(httpx.Response(401)))
    assert [worded(by)[1].calls for _ in range(3)] == [1, 0, 0]


def test_no_more_calls_are_made_than_allowed() -> None:
    by = drafter(Replay(httpx.Response(200, content=b"{}")), max_calls=1)
    assert [worded(by)[1].calls for _ in range(2)] == [1, 0]


def test_a_call_asks_for_the_same_answer_each_time() -> None:
    replay = replayed(json.loads(EXCHANGES[0].read_text("utf-8")))
    worded(drafter(replay))
    (request,), (body,) = replay.requests, replay.bodies()
    assert str(request.url) == "http://127.0.0.1:1/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer sk-secret"
    assert (body["temperature"], body["seed"], body["model"], body["stream"]) == (0, 20160714, "small", False)
    assert body["response_format"]["json_schema"]["strict"] is True


def test_the_schema_is_left_out_once_a_server_has_refused_it() -> None:
    exchange = json.loads((EXCHANGES[0].parent / "schema_refused.json").read_text("utf-8"))
    replay = replayed({"responses": exchange["responses"] + exchange["responses"][1:]})
    by = drafter(replay)
    worded(by)
    worded(by)
    assert ["response_format" in body for body in replay.bodies()] == [True, False, False]


def test_only_texts_of_the_theme_are_sent_and_nobody_s_name() -> None:
    replay = replayed(json.loads((EXCHANGES[0].parent / "refused_twice.json").read_text("utf-8")))
    worded(drafter(replay))
    for body in replay.bodies():
        sent = json.dumps(body, ensure_ascii=False)
        assert all(text in sent for text in TEXTS)
        for item in ROOM.corpus.items.values():
            assert item.item_id not in sent
            assert item.customer not in sent
        assert not any(s.statement_id in sent for s in ROOM.corpus.statements)


def test_what_is_kept_of_a_call_holds_no_word_of_anybody() -> None:
    calls: list[Call] = []
    worded(drafter(replayed(json.loads((EXCHANGES[0].parent / "repaired.json").read_text("utf-8"))), calls))
    kept = json.dumps([call.record() for call in calls])
    assert [call.repair for call in calls] == [False, True]
    assert calls[0].n_statements == len(TEXTS)
    assert (calls[0].n_prompt_tokens, calls[0].n_answer_tokens) == (512, 210)
    assert len(calls[0].prompt_digest) == 64
    for word in ("essage", "wifi", "late", "secret", "Signal", "127.0.0.1"):
        assert word not in kept


def test_it_serves_the_products_that_were_named() -> None:
    by = drafter(Replay())
    assert by.serves("Signal")
    assert not by.serves("Signal Private Messenger")
