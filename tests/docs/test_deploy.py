"""What the deploy files say is true of the program: commands, options, ports, variables and paths."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from feedback2req.cli.main import cli
from feedback2req.settings import STORE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE, UNIT = ((DEPLOY / name).read_text("utf-8") for name in ("Dockerfile", "feedback2req.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
_CALL = re.compile(r"(?:exec |/bin/)?feedback2req ((?:[a-z-]+ ?)+[^&\"\n]*)")


def calls() -> list[str]:
    """Every call of the program in the deploy files."""
    said = [" ".join(one["command"]) for one in COMPOSE["services"].values() if "command" in one]
    said += [line for line in DOCKERFILE.splitlines() if line.startswith("CMD")]
    said += [line for line in UNIT.splitlines() if line.startswith("Exec")]
    return [found.strip(" ]") for line in said for found in _CALL.findall(line)]


@pytest.mark.parametrize("call", sorted(set(calls())))
def test_every_command_and_option_is_one_of_the_program(call: str) -> None:
    words = shlex.split(call)
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None, call
        command, context = found, click.Context(found, parent=context)
    command.make_context(call, words)


def test_all_calls_are_found() -> None:
    assert {call.split()[0] for call in calls()} == {"store", "serve", "worker"}
    assert len(calls()) == 7


def test_ports_are_those_that_serve_listens_to() -> None:
    serve = cli.get_command(click.Context(cli), "serve")
    assert serve is not None
    port = next(one.default for one in serve.params if one.name == "port")
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f"127.0.0.1:{port}/healthz" in DOCKERFILE
    assert COMPOSE["services"]["service"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert COMPOSE["services"]["worker"]["ports"] == []


def test_variables_are_those_that_the_program_reads() -> None:
    own = r"FEEDBACK2REQ_[A-Z_]+"
    for text in (DOCKERFILE, UNIT, (DEPLOY / "compose.yaml").read_text("utf-8")):
        assert set(re.findall(own, text)) == {STORE}


def test_the_image_is_built_from_files_that_are_there() -> None:
    build = COMPOSE["services"]["service"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert (DEPLOY / build["context"] / "pyproject.toml").samefile(ROOT / "pyproject.toml")
    torch = re.search(r"torch==[\d.]+", DOCKERFILE)
    assert torch is not None
    assert torch[0] in (ROOT / "constraints.txt").read_text("utf-8")
    extras = (ROOT / "pyproject.toml").read_text("utf-8").partition("[project.optional-dependencies]")[2]
    assert re.search(r"^postgres = ", extras, re.MULTILINE)


def test_nothing_is_let_in_from_other_machines_and_no_password_is_a_default() -> None:
    assert "--host" not in UNIT
    password = COMPOSE["services"]["database"]["environment"]["POSTGRES_PASSWORD"]
    assert password.startswith("${POSTGRES_PASSWORD:?")
    assert "ports" not in COMPOSE["services"]["database"]
