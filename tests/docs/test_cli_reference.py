"""docs/reference/cli.md lists exactly the commands and options that there are."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from feedback2req.cli.main import cli

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md").read_text("utf-8")


def every_command(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Commands by their words, those of groups included."""
    found: dict[str, click.Command] = {}
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        found[before + name] = command
        if isinstance(command, click.Group):
            found |= every_command(command, f"{before}{name} ")
    return found


COMMANDS = every_command(cli)


def section(name: str) -> str:
    return PAGE.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def documented(name: str) -> dict[str, tuple[str, str]]:
    """Option to its metavar and default, from the table of a section."""
    found = {}
    for line in section(name).splitlines():
        if line.startswith("| `--"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))]
            option, _, metavar = cells[0].strip("`").replace("\\|", "|").partition(" ")
            found[option] = (metavar, cells[1])
    return found


def real(command: click.Command) -> dict[str, str]:
    """Option to its metavar, empty for a flag."""
    context = click.Context(command)
    return {
        option.opts[0]: "" if option.is_flag else option.make_metavar(context)
        for option in command.get_params(context)
        if isinstance(option, click.Option)
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_documented_and_no_other(name: str) -> None:
    options = {option: metavar for option, (metavar, _) in documented(f"feedback2req {name}").items()}
    assert options == real(COMMANDS[name])


def test_the_options_before_a_command_are_documented() -> None:
    assert {option: metavar for option, (metavar, _) in documented("feedback2req").items()} == real(cli)


@pytest.mark.parametrize("name", COMMANDS)
def test_required_options_are_marked(name: str) -> None:
    required = {p.opts[0] for p in COMMANDS[name].params if isinstance(p, click.Option) and p.required}
    page = documented(f"feedback2req {name}")
    assert {option for option, (_, default) in page.items() if default == "required"} == required


def test_no_command_is_documented_that_is_not_there() -> None:
    named = re.findall(r"^## feedback2req ([\w ]+)$", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(COMMANDS)
