"""An answer that was kept is given again, and a damaged one is asked for anew."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from feedback2req.adapters.llm.cache import CachedChat
from feedback2req.adapters.llm.endpoint import Completion
from feedback2req.errors import WrongUsage

BODY = {"model": "small", "messages": [{"role": "user", "content": "Café"}]}


class Counting:
    def __init__(self, outcome: str = "ok") -> None:
        self.n = 0
        self._outcome = outcome

    def complete(self, body: Mapping[str, Any]) -> Completion:
        self.n += 1
        return Completion(text=f"answer {self.n}", outcome=self._outcome)


def test_the_same_request_is_answered_once(tmp_path: Path) -> None:
    inner = Counting()
    chats = [CachedChat(inner, tmp_path / "kept", base_url="http://localhost/v1") for _ in range(2)]
    assert [chat.complete(BODY).text for chat in chats] == ["answer 1", "answer 1"]
    assert inner.n == 1


def test_another_request_or_endpoint_is_another_answer(tmp_path: Path) -> None:
    inner = Counting()
    chat = CachedChat(inner, tmp_path, base_url="http://localhost/v1")
    chat.complete(BODY)
    chat.complete(BODY | {"seed": 2})
    CachedChat(inner, tmp_path, base_url="http://localhost:2/v1").complete(BODY)
    assert inner.n == 3


def test_what_is_no_finished_answer_is_not_kept(tmp_path: Path) -> None:
    CachedChat(Counting("truncated"), tmp_path, base_url="x").complete(BODY)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    inner = Counting()
    chat = CachedChat(inner, tmp_path, base_url="x")
    chat.complete(BODY)
    (kept,) = tmp_path.iterdir()
    for damage in (b"", b"[1]", b'{"text": 1}', b"\xff"):
        kept.write_bytes(damage)
        chat.complete(BODY)
    assert inner.n == 5


def test_a_folder_that_cannot_be_made_is_refused_and_one_that_is_gone_costs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(WrongUsage, match="cannot be made"):
        CachedChat(Counting(), file / "kept", base_url="x")
    gone = tmp_path / "gone"
    chat = CachedChat(Counting(), gone, base_url="x")
    gone.rmdir()
    assert chat.complete(BODY).text == "answer 1"


def test_kept_answers_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    CachedChat(Counting(), folder, base_url="x").complete(BODY)
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
