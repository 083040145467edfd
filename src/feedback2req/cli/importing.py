"""``feedback2req import``: take exports into a store."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedback2req.service.importing import ImportResult

REJECTED = 5


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
@click.option("--product", metavar="NAME", help="Product to import, and to import into.")
@click.option("--source", metavar="NAME", help="The instance that the feedback comes from.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Say which column fills a field.")
@click.option("--profile", metavar="FILE", type=click.Path(path_type=Path), help="A saved column mapping.")
@click.option("--strict", is_flag=True, help="Exit with 5 when rows were rejected.")
@click.pass_context
def import_command(
    ctx: click.Context,
    files: tuple[Path, ...],
    store: str | None,
    product: str | None,
    source: str | None,
    columns: tuple[str, ...],
    profile: Path | None,
    strict: bool,
) -> int:
    """Put the items of FILEs into a store; what it holds already is left as it is."""
    from feedback2req import store_wiring, wiring
    from feedback2req.cli.inspect import parse_columns
    from feedback2req.cli.summary import Summary

    json_log = bool((ctx.obj or {}).get("json_log"))
    progress = wiring.make_progress(bars=sys.stderr.isatty() and not json_log, json_log=json_log)
    with progress.running():
        result = store_wiring.import_files(
            files,
            progress,
            store=store,
            on_read=Summary().read,
            on_made=lambda place: click.echo(f"Made a new store: {place}"),
            product=product,
            columns=parse_columns(columns),
            source=source,
            profile=profile,
        )
    _tell(result)
    return REJECTED if strict and result.rejected else 0


def _tell(result: ImportResult) -> None:
    from feedback2req.domain.holding import EDITED, NEW, SAME

    outcome = result.outcome
    counts = ", ".join(f"{outcome.n(status)} {status}" for status in (NEW, SAME, EDITED))
    click.echo(f"{len(outcome.items)} items: {counts}; {outcome.n_rejected} rows rejected")
    for reason, n in sorted(Counter(row.reason for row in result.rejected).items()):
        click.echo(f"  rejected: {n} {reason}")
    for note in result.notes:
        click.echo(f"Note: {note}")
    if not outcome.n(NEW) + outcome.n(EDITED):
        click.echo("Nothing new.")
