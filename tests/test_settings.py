"""A language model is switched on by a file, and only as far as the file says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from feedback2req.errors import WrongUsage
from feedback2req.settings import llm_settings
from feedback2req.wiring import make_drafter

PLAIN = "products: [Signal]\nbase_url: http://localhost:11434/v1\nmodel: small\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "llm.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_plain_file_is_enough(tmp_path: Path) -> None:
    found = llm_settings(written(tmp_path, PLAIN), {})
    assert (found.products, found.timeout_s, found.max_calls) == (("Signal",), 60.0, 200)
    assert found.api_key({}) is None
    assert found.cache is None


def test_the_environment_fills_what_the_file_leaves_out_and_overrules_nothing(tmp_path: Path) -> None:
    environment = {
        "FEEDBACK2REQ_LLM_BASE_URL": "https://elsewhere.example/v1",
        "FEEDBACK2REQ_LLM_MODEL": "other",
    }
    assert llm_settings(written(tmp_path, PLAIN), environment).base_url == "http://localhost:11434/v1"
    found = llm_settings(written(tmp_path, "products: [Signal]"), environment)
    assert (found.base_url, found.model) == ("https://elsewhere.example/v1", "other")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no mapping"),
        ("[1]", "holds no mapping"),
        ("a: [", "neither YAML nor JSON"),
        ("products: [Signal]", "base_url is not usable: Field required"),
        (PLAIN.replace("products: [Signal]\n", ""), "products is not usable: Field required"),
        (PLAIN.replace("[Signal]", "[]"), "products is not usable"),
        (PLAIN + "api_key: sk-1\n", "api_key is not usable: Extra inputs"),
        (PLAIN + "timeout_s: 0\n", "timeout_s is not usable"),
        (PLAIN.replace("http://localhost:11434", "ftp://localhost"), "an http or https address"),
        (PLAIN.replace("localhost:11434", "me:secret@localhost"), "no login"),
        (PLAIN.replace("localhost:11434", "models.example"), "use https"),
        (PLAIN.replace("localhost:11434", "[::"), "base_url is not usable"),
        (PLAIN.replace("11434", "99999999"), "base_url is not usable: Port out of range"),
        (PLAIN.replace("11434", "0"), "port 0"),
        (PLAIN.replace("model: small", 'model: "a\\nb"'), "one line"),
    ],
)
def test_anything_else_is_refused_in_a_few_lines(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        llm_settings(written(tmp_path, text), {})
    said = str(refused.value)
    assert says in said
    assert len(said.splitlines()) <= 3
    assert "secret" not in said
    assert "sk-1" not in said


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be read"):
        llm_settings(tmp_path / "none.yaml", {})


def test_plain_http_to_another_machine_has_to_be_asked_for(tmp_path: Path) -> None:
    text = PLAIN.replace("localhost", "models.internal") + "plain_http: true\n"
    assert llm_settings(written(tmp_path, text), {}).plain_http


@pytest.mark.parametrize("key", ["", "  ", "sk\n1", "schlüssel"])
def test_a_key_that_was_named_has_to_be_there(tmp_path: Path, key: str) -> None:
    found = llm_settings(written(tmp_path, PLAIN + "api_key_env: MY_KEY\n"), {})
    assert found.api_key({"MY_KEY": " sk-1\n"}) == "sk-1"
    with pytest.raises(WrongUsage, match="MY_KEY holds no API key"):
        found.api_key({"MY_KEY": key})


def test_without_httpx_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    for name in [m for m in sys.modules if m.startswith("feedback2req.adapters.llm.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(WrongUsage, match=r"feedback2req\[llm\]"):
        make_drafter(written(tmp_path, PLAIN))
