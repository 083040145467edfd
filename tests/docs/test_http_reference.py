"""docs/reference/http.md lists exactly the routes, scopes, codes and events that there are, and its how-to runs."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import typing
from pathlib import Path

import pytest
import yaml
from feedback2req_api.hooks.signatures import SOURCES
from feedback2req_api.incoming import Event
from feedback2req_api.problems import CODES

from feedback2req.cli.keys import SOURCES as SOURCES_OF_COMMAND
from feedback2req.domain.access import SCOPES
from feedback2req.service.events import WAITS_S
from tests.api.test_access import OPEN, SIGNED, routes, scopes_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/http.md").read_text("utf-8")
HOW_TO = (ROOT / "docs/how-to/serve-a-support-tool.md").read_text("utf-8")


def rows(heading: str) -> list[list[str]]:
    text = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_every_route_is_documented_with_its_scope() -> None:
    expected = set()
    for route in routes():
        path = route.path if route.path in OPEN else "/v1" + route.path.replace(":path", "")
        scope = "none" if route.path in OPEN else "by signature"
        if route.path not in OPEN | SIGNED:
            (scope,) = set(scopes_of(route.dependant))
        expected.add((f"{min(route.methods)} {path}", scope))
    assert {(route, scope) for route, scope, _ in rows("Routes")} == expected


def test_every_code_is_documented_with_its_status() -> None:
    assert {(code, int(status)) for code, status, _ in rows("Errors")} == {(c, s) for c, (s, _) in CODES.items()}


def test_every_code_that_is_used_is_one_of_them_and_every_one_is_used() -> None:
    api = ROOT / "api" / "feedback2req_api"
    text = "".join(p.read_text("utf-8") for p in api.rglob("*.py") if p.name != "problems.py")
    used = set(re.findall(r'Refusal\(\s*"(\w+)"', text))
    assert used <= set(CODES)
    assert {code for code in CODES if f'"{code}"' not in text} <= {"store_not_usable", "model_not_usable", "erased"}


def test_scopes_sources_and_events_are_documented() -> None:
    assert tuple(row[0] for row in rows("Keys")) == SCOPES
    assert tuple(row[0] for row in rows("Deliveries in")) == SOURCES == SOURCES_OF_COMMAND
    assert set(re.findall(r"`(\w+\.\w+)`", PAGE.split("## Events out")[1].split("##")[0])) == set(
        typing.get_args(Event)
    )


def test_the_waits_of_deliveries_are_documented() -> None:
    said = re.findall(r"(\d+) (s|min|h)\b", PAGE.split("tried again after")[1].split("then")[0])
    units = {"s": 1, "min": 60, "h": 3_600}
    assert tuple(int(n) * units[unit] for n, unit in said) == WAITS_S


def test_what_deploys_it_names_commands_and_options_that_there_are() -> None:
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text("utf-8"))
    unit = (ROOT / "deploy/feedback2req.service").read_text("utf-8")
    docker = (ROOT / "deploy/Dockerfile").read_text("utf-8")
    commands = [str(one["command"]) for one in compose["services"].values() if "command" in one]
    reference = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    for text in (*commands, unit, docker):
        for words in re.findall(r"feedback2req (store migrate|serve|worker)\b", text):
            assert f"## feedback2req {words}\n" in reference
        for option in re.findall(r"(?:serve|worker) (--[a-z-]+)", text):
            assert f"| `{option}" in reference
    assert "POSTGRES_PASSWORD:?" in (ROOT / "deploy/compose.yaml").read_text("utf-8")


def blocks() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", HOW_TO, re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_a_stranger_who_follows_the_how_to_gets_a_ranked_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = Path(folder) / "bin" / "feedback2req"
        command.parent.mkdir()
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from feedback2req.cli import main; main()" "$@"\n')
        command.chmod(0o755)
        (Path(folder) / "data").symlink_to(ROOT / "data")
        key, *rest = blocks()
        script = "\n".join(
            [
                "set -eu",
                key,
                f"feedback2req serve --port {port} 2> log.txt &",
                "SERVER=$!",
                "trap 'kill $SERVER' EXIT",
                *rest,
            ]
        ).replace("http://127.0.0.1:8000", f"http://127.0.0.1:{port}")
        environment = {
            **os.environ,
            "PATH": f"{command.parent}:{os.environ['PATH']}",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        done = subprocess.run(
            [str(shutil.which("bash")), "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        log = (Path(folder) / "log.txt").read_text("utf-8")
        assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:] + log[-2_000:]
        assert '"state": "done"' in done.stdout
        assert '"status":"created"' in (Path(folder) / "answer.json").read_text("utf-8")
        assert '"action":"accept"' in done.stdout
        assert '"counts":{' in done.stdout
        assert "meyer" not in log
        backlog = json.loads((Path(folder) / "backlog.json").read_text("utf-8"))["items"]
        ranks = [one["priority"]["rank"] for one in backlog]
        assert ranks
        assert ranks == sorted(ranks)
