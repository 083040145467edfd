"""``feedback2req inspect``: what the reader sees."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from feedback2req.service.inspect import FileInspection, Inspection

_PIPE_WIDTH = 140
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", None: "none"}


@click.command("inspect")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Say which column fills a field.")
@click.option("--profile", type=click.Path(path_type=Path), metavar="FILE", help="A saved column mapping.")
@click.option("--source", metavar="NAME", help="The instance that the feedback comes from.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def inspect_command(
    files: tuple[Path, ...], columns: tuple[str, ...], profile: Path | None, source: str | None, form: str
) -> None:
    """Show how FILEs are read: tool, encoding, columns, first rows, what is dropped. Analyses nothing."""
    from feedback2req.service.inspect import inspect
    from feedback2req.wiring import make_reader

    reader = make_reader(columns=parse_columns(columns), source=source, profile=profile)
    inspection = inspect(reader, files)
    if form == "json":
        click.echo(json.dumps(inspection.to_json(), ensure_ascii=False, indent=2))
    else:
        _print(inspection)


def parse_columns(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``FIELD=NAME`` options; the name may hold further equal signs, or be empty for no column.

    Raises
    ------
    WrongUsage
        If a pair has no equal sign, or a field is given twice.
    """
    from feedback2req.domain.printable import printable
    from feedback2req.errors import WrongUsage

    columns: dict[str, str] = {}
    for pair in pairs:
        field, equals, name = pair.partition("=")
        if not equals or not field.strip():
            raise WrongUsage(f"--column {printable(pair)!r} is not FIELD=NAME", remedy="write --column text=Body")
        if field.strip() in columns:
            raise WrongUsage(f"--column gives {field.strip()} twice", remedy="give each field once")
        columns[field.strip()] = name
    return columns


def _print(inspection: Inspection) -> None:
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    console = Console(width=None if is_terminal else _PIPE_WIDTH, markup=False, highlight=False, emoji=False)
    for number, file in enumerate(inspection.files):
        if number:
            console.print()
        _print_file(console, file)


def _print_file(console: Console, file: FileInspection) -> None:
    report = file.report
    delimiter = f", {_DELIMITERS.get(report.delimiter, report.delimiter)}" if report.format in ("csv", "tsv") else ""
    console.print(f"{report.file}: {report.tool} export, {report.format}, {report.encoding}{delimiter}")
    console.print(f"{report.n_rows} rows read, {file.n_used} would be used, {sum(file.dropped.values())} dropped")
    if file.oldest and file.newest:
        console.print(f"dates from {file.oldest.date()} to {file.newest.date()}")
    if file.products:
        console.print(_products(file))
    for note in report.notes:
        console.print(f"note: {_shown(note, 200)}")
    console.print(_columns_table(file))
    if file.preview:
        console.print(_preview_table(file))
    if file.dropped:
        console.print(_dropped_table(file))


def _products(file: FileInspection) -> str:
    shown = ", ".join(f"{_shown(name, 40)} ({n})" for name, n in file.products[:5])
    more = f" and {len(file.products) - 5} more" if len(file.products) > 5 else ""
    return f"products: {shown}{more}"


def _columns_table(file: FileInspection) -> Table:
    table = _table("Columns", "field", "column", "known by", "score", "next guesses")
    for guess in file.report.mapping:
        others = [a for a in file.report.alternatives if a.field == guess.field][:3]
        rest = ", ".join(f"{_shown(a.column, 30)} {a.score:.2f}" for a in others)
        table.add_row(guess.field, _shown(guess.column, 40), guess.basis, f"{guess.score:.2f}", rest)
    used = {guess.column for guess in file.report.mapping}
    rest = ", ".join(_shown(c, 30) for c in file.report.columns if c not in used)
    if rest:
        table.add_row("(attributes)", rest, "", "", "")
    return table


def _preview_table(file: FileInspection) -> Table:
    table = _table("First rows", "row", "id", "date", "rating", "product", "text")
    for item in file.preview:
        table.add_row(
            str(item.row),
            _shown(item.external_id or "", 24),
            item.received_at.date().isoformat() if item.received_at else "",
            f"{item.rating:g}" if item.rating is not None else "",
            _shown(item.product or "", 24),
            _shown(item.text, 80),
        )
    return table


def _dropped_table(file: FileInspection) -> Table:
    table = _table("Dropped", "reason", "rows", "for example")
    for reason, n in file.dropped.items():
        examples = [f"row {r.row}: {_shown(r.detail, 60)}" for r in file.examples if r.reason == reason]
        table.add_row(reason, str(n), "; ".join(examples))
    return table


def _table(title: str, *headers: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def _shown(text: str, limit: int) -> str:
    # The console parses no markup, so "[bold]" in a review stays text; control characters are escaped here.
    from feedback2req.domain.printable import printable

    return printable(text, limit)
