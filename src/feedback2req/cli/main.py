"""The entry point: loads only the command that is asked for, and turns errors into lines and exit codes."""

from __future__ import annotations

import json
import sys
from importlib import import_module

import click

from feedback2req.errors import Feedback2reqError

_COMMANDS = {
    "changes": ("feedback2req.cli.answers", "changes_command", "Show what moved since the last snapshot, and why."),
    "eval": ("feedback2req.cli.eval", "eval_command", "Score the reading of statements on labelled data."),
    "export": ("feedback2req.cli.export", "export_command", "Hand the backlog over to a tracker or a file."),
    "import": ("feedback2req.cli.importing", "import_command", "Put feedback into a store."),
    "inspect": ("feedback2req.cli.inspect", "inspect_command", "Show what the reader sees in a file; analyse nothing."),
    "keys": ("feedback2req.cli.keys", "keys_group", "Make, list and revoke keys of the HTTP service."),
    "lint": ("feedback2req.cli.lint", "lint_command", "Check requirement texts against the rules of writing them."),
    "requirements": ("feedback2req.cli.answers", "requirements_command", "Show the candidate requirements."),
    "rerank": ("feedback2req.cli.rerank", "rerank_command", "Publish the next snapshot of a store."),
    "review": ("feedback2req.cli.review", "review_group", "Decide about themes and requirements."),
    "run": ("feedback2req.cli.run", "run_command", "Read exports, analyse them, write a ranked backlog."),
    "search": ("feedback2req.cli.answers", "search_command", "Show statements that hold some words."),
    "serve": ("feedback2req.cli.serve", "serve_command", "Answer support tools over HTTP."),
    "store": ("feedback2req.cli.store", "store_group", "Look after a store: migrate, backup, doctor, forget."),
    "themes": ("feedback2req.cli.answers", "themes_command", "Show the ranked themes."),
    "worker": ("feedback2req.cli.serve", "worker_command", "Do the jobs that were asked for over HTTP."),
}
INTERRUPTED = 130


class _LazyGroup(click.Group):
    """A group whose commands are imported when they are used, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name, _ = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, _, text) in sorted(_COMMANDS.items())])


@click.group(cls=_LazyGroup)
@click.version_option(package_name="feedback2req")
@click.option("--json-log", is_flag=True, help="Write progress and errors to stderr as JSON lines.")
@click.option("--traceback", is_flag=True, help="Show where an unexpected error comes from.")
@click.pass_context
def cli(ctx: click.Context, json_log: bool, traceback: bool) -> None:
    """Customer feedback in; a ranked backlog of candidate requirements out."""
    ctx.obj = {"json_log": json_log, "traceback": traceback}


def main() -> None:
    """Run a command; exit codes are those of the contract."""
    json_log = "--json-log" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except Feedback2reqError as error:
        _tell(str(error), code=error.code, json_log=json_log)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        _tell("Stopped; nothing was written.", code="interrupted", json_log=json_log)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        _tell(_usage(error), code="wrong_usage", json_log=json_log)
        sys.exit(2)
    except Exception as error:  # the last line of defence: no traceback reaches a user
        if "--traceback" in sys.argv:
            raise
        what = (
            f"Unexpected {type(error).__name__}; nothing was written.\nRun `feedback2req --traceback …` and report it."
        )
        _tell(what, code="unexpected", json_log=json_log)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    hint = f"\nTry: {context.command_path} --help" if context is not None else ""
    return error.format_message() + hint


def _tell(text: str, *, code: str, json_log: bool) -> None:
    if json_log:
        text = json.dumps({"event": "error", "code": code, "message": text}, ensure_ascii=False)
    else:
        text = f"Error: {text}"
    click.echo(text, err=True)
