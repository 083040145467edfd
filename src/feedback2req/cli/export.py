"""``feedback2req export``: the backlog in the form that another tool takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedback2req.service.export import ExportResult

TARGETS = ("jira-csv", "linear-csv", "azure-csv", "github-json", "gherkin", "markdown", "xlsx", "csv")
STATUSES = ("candidate", "accepted", "rejected", "merged")
KINDS = ("functional", "quality", "fix", "information")


@click.command("export")
@click.argument("target", metavar="TARGET", type=click.Choice(TARGETS))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
@click.option("--from", "folder", metavar="DIR", type=click.Path(path_type=Path), help="A folder of `run`.")
@click.option("--product", metavar="NAME", help="Of a store that holds several.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only these; repeatable.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only these; repeatable.")
@click.option("--new", "is_new", is_flag=True, help="Only what is like nothing in the tracker (run --backlog).")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N that are left.")
@click.option("--known", metavar="FILE", type=click.Path(path_type=Path), help="What the tracker itself exports.")
@click.option("--type", "item_type", metavar="NAME", help="What Jira or Azure Boards is to call every row.")
@click.option("--force", is_flag=True, help="Replace a file that is no export of this program.")
def export_command(
    target: str,
    file: Path,
    store: str | None,
    folder: Path | None,
    product: str | None,
    statuses: tuple[str, ...],
    kinds: tuple[str, ...],
    is_new: bool,
    top: int | None,
    known: Path | None,
    item_type: str | None,
    force: bool,
) -> None:
    """Write the backlog of a store, or of DIR, which `run --out` made, to FILE as TARGET.

    TARGET is jira-csv, linear-csv, azure-csv, github-json, gherkin, markdown, xlsx or csv.
    """
    from feedback2req import store_wiring, wiring
    from feedback2req.service.export import export_backlog

    result = export_backlog(
        store_wiring.make_backlog_source(store, folder, product),
        wiring.make_backlog_exporter(target, item_type=item_type),
        wiring.make_file_place(file, force=force),
        known=None if known is None else partial(wiring.read_backlog, known),
        statuses=statuses,
        kinds=kinds,
        is_new=is_new,
        top=top,
    )
    _tell(result, target, is_compared=known is not None)


def _tell(result: ExportResult, target: str, *, is_compared: bool) -> None:
    from feedback2req.domain.printable import printable

    name = printable(str(result.path), 300)
    if result.n_all == 0:
        click.echo(f"The backlog holds no requirement: {name} is an empty {target} file.")
        return
    if result.n_chosen == 0:
        click.echo(f"None of {result.n_all} requirements was chosen: {name} is an empty {target} file.")
        return
    click.echo(f"Wrote {result.n_chosen} of {result.n_all} requirements to {name} ({target}).")
    if is_compared:
        click.echo(f"{result.n_known} stand in the tracker already: {result.on_known}.")
