"""``feedback2req lint``: requirement texts against the rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedback2req.service.lint import LintReport

FOUND = 5
_PIPE_WIDTH = 140


@click.command("lint")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--column", metavar="NAME", help="The column of a table that holds the requirements.")
@click.option(
    "--input", "form", type=click.Choice(["text", "csv", "markdown"]), help="What FILE is, whatever its ending."
)
@click.option(
    "--profile",
    type=click.Choice(["default", "strict", "story"]),
    default="default",
    show_default=True,
    help="Which rules are on.",
)
@click.option("--rules", metavar="SWITCHES", help="Rules switched on and off: +R24-wide,-R16.")
@click.option("--product", default="", help="The system; words of its name break no rule.")
@click.option("--meaning", is_flag=True, help="Also compare by meaning: load the encoder, find what is said twice.")
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "note"]), help="Exit with 5 on such a finding or worse."
)
@click.option("--format", "form_out", type=click.Choice(["table", "json"]), default="table", show_default=True)
def lint_command(
    file: Path,
    column: str | None,
    form: str | None,
    profile: str,
    rules: str | None,
    product: str,
    meaning: bool,
    fail_on: str | None,
    form_out: str,
) -> int:
    """Check requirements and user stories in FILE against the rules of writing them."""
    from feedback2req.errors import WrongUsage
    from feedback2req.wiring import lint_file

    if column is not None and form in ("text", "markdown"):
        raise WrongUsage(f"--column with --input {form}", remedy="leave one of them out: only tables have columns")
    report = lint_file(
        file, column=column, form=form, profile=profile, rules=rules, product=product, by_meaning=meaning
    )
    if form_out == "json":
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
    else:
        _print(report)
    return FOUND if fail_on is not None and report.reaches(fail_on) else 0


def _print(report: LintReport) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from feedback2req.domain.printable import printable

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    console = Console(width=width, markup=False, highlight=False, emoji=False)
    if report.findings:
        table = Table(box=box.SIMPLE_HEAD, show_edge=False)
        for header in (report.unit, "from", "severity", "rule", "words", "finding", "better"):
            table.add_column(header, overflow="fold", justify="right" if header in (report.unit, "from") else "left")
        for placed in report.findings:
            one = placed.finding
            table.add_row(
                str(placed.line), str(one.start), one.severity, one.rule, printable(placed.words, 40),
                printable(one.message, 160), printable(one.suggestion or "", 80),
            )  # fmt: skip
        console.print(table)
    counts = ", ".join(f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in report.counts.items())
    texts = "text" if report.n_texts == 1 else "texts"
    console.print(f"{report.file}: {report.n_texts} {texts} checked; {counts}")
