"""``feedback2req themes``, ``requirements``, ``search`` and ``changes``: what was published."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from feedback2req.domain.holding import Scope

F = TypeVar("F", bound=Callable[..., Any])
Cell = str | int | float | None
Row = tuple[Cell, ...]
_WIDTH = 140
_TEXT = 200
_KINDS = ("problem", "wish", "question", "praise")
_REQUIREMENT_KINDS = ("functional", "quality", "fix", "information")
_STATUSES = ("candidate", "accepted", "rejected", "merged")
_FORMS = ("table", "json", "csv")
_DAY = click.DateTime(["%Y-%m-%d"])


def _place(*forms: str) -> Callable[[F], F]:
    """Where the answer is kept, and the form it is printed in: table, JSON, CSV or one of `forms`."""
    options = (
        click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE."),
        click.option("--from", "folder", metavar="DIR", type=click.Path(path_type=Path), help="A folder of `run`."),
        click.option("--product", metavar="NAME", help="Of a store that holds several, or of a folder's items."),
        click.option("--format", "form", type=click.Choice([*_FORMS, *forms]), default="table", show_default=True),
    )

    def with_options(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def _filters(command: F) -> F:
    """Which feedback the answer is about."""
    options = (
        click.option("--source", "sources", metavar="NAME", multiple=True, help="Only from this source; repeatable."),
        click.option("--since", metavar="DATE", type=_DAY, help="Only what was received on this day or later."),
        click.option("--until", metavar="DATE", type=_DAY, help="Only what was received on this day or before."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("themes")
@_place()
@_filters
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_KINDS), help="Only these; repeatable.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
def themes_command(
    store: str | None,
    folder: Path | None,
    product: str | None,
    form: str,
    sources: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    kinds: tuple[str, ...],
    top: int | None,
) -> None:
    """Show the ranked themes, best first, then what customers praise.

    With a filter, statements and customers are counted inside it; ranks are those of all feedback.
    """
    from feedback2req import store_wiring

    scope = _scope(product if folder else None, sources, since, until)
    with closing(store_wiring.make_answers(store, folder, product)) as published:
        records = published.answers.themes(scope, kinds=kinds, top=top)
    header = ("rank", "theme", "kind", "customers", "statements", "sentiment", "trend", "key")
    _print(records, form, header, _theme_row)


@click.command("requirements")
@_place()
@_filters
@click.option("--kind", "kinds", multiple=True, type=click.Choice(_REQUIREMENT_KINDS), help="Only these; repeatable.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(_STATUSES), help="Only these; repeatable.")
@click.option("--theme", "themes", metavar="KEY", multiple=True, help="Only of this theme; repeatable.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N.")
def requirements_command(
    store: str | None,
    folder: Path | None,
    product: str | None,
    form: str,
    sources: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    kinds: tuple[str, ...],
    statuses: tuple[str, ...],
    themes: tuple[str, ...],
    top: int | None,
) -> None:
    """Show the candidate requirements, best first.

    With a filter, those of themes that somebody speaks of inside it.
    """
    from feedback2req import store_wiring

    scope = _scope(product if folder else None, sources, since, until)
    with closing(store_wiring.make_answers(store, folder, product)) as published:
        records = published.answers.requirements(scope, themes=themes, statuses=statuses, kinds=kinds, top=top)
    header = ("rank", "requirement", "kind", "status", "quotes", "theme", "key")
    _print(records, form, header, _requirement_row)


@click.command("search")
@click.argument("text", metavar="TEXT")
@_place()
@_filters
@click.option("--meaning", is_flag=True, help="Also what says the same in other words, in a store; loads the encoder.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="Only the first N.")
def search_command(
    text: str,
    meaning: bool,
    store: str | None,
    folder: Path | None,
    product: str | None,
    form: str,
    sources: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    top: int,
) -> None:
    """Show statements that hold all words of TEXT; those in themes first.

    With --meaning, those that mean the same follow, the nearest first.
    """
    if meaning:
        records = _meant(text, store, product, top, refused=bool(folder or sources or since or until))
    else:
        from feedback2req import store_wiring

        scope = _scope(product if folder else None, sources, since, until)
        with closing(store_wiring.make_answers(store, folder, product)) as published:
            records = published.answers.search(text, scope, limit=top)
    _print(records, form, ("statement", "theme", "received", "source", "id"), _statement_row)


def _meant(
    text: str, store: str | None, product: str | None, top: int, *, refused: bool
) -> Sequence[Mapping[str, Any]]:
    from feedback2req.errors import WrongUsage
    from feedback2req.service_wiring import search_by_meaning

    if refused:
        raise WrongUsage(
            "--meaning looks through a whole store",
            remedy="leave out --from, --source, --since and --until, or leave out --meaning",
        )
    return search_by_meaning(store, product, text, limit=top)


@click.command("changes")
@_place("markdown", "html")
@click.option("--since", metavar="SNAPSHOT", help="An older snapshot, by id or DATE; else the one before.")
@click.option("--until", metavar="SNAPSHOT", help="The later one, by id or DATE; else the newest.")
def changes_command(
    store: str | None, folder: Path | None, product: str | None, form: str, since: str | None, until: str | None
) -> None:
    """Show what moved between two snapshots of a store, and why: since the one before, or an older one.

    A DATE names the newest snapshot counted from that day or before.
    """
    from feedback2req import store_wiring

    with store_wiring.what_moved(store, folder, product, since=since, until=until) as (moved, answers):
        if form in ("markdown", "html"):
            click.echo(store_wiring.digest_document(moved, answers, form), nl=False)
            return
    if form == "table" and moved.changes is None:
        click.echo("This is the first snapshot: there is nothing to compare it with.")
        return
    if form == "table" and (since or until) and moved.since is not None:
        ends = [f"{one.snapshot_id} ({one.as_of or 'undated'})" for one in (moved.since, moved.until)]
        click.echo(f"From {ends[0]} to {ends[1]}.")
        if moved.n_steps > 1:
            click.echo("Statements that changed sides between themes are told from one snapshot to the next alone.")
    _print(moved.changes or (), form, ("theme", "event", "before", "after", "why", "key"), _change_row)


def _scope(product: str | None, sources: tuple[str, ...], since: datetime | None, until: datetime | None) -> Scope:
    from feedback2req.domain.holding import Scope

    return Scope(
        products=(product,) if product else (),
        sources=sources,
        first_on=since.date() if since else None,
        last_on=until.date() if until else None,
    )


def _print(
    records: Sequence[Mapping[str, Any]],
    form: str,
    header: tuple[str, ...],
    row: Callable[[Mapping[str, Any]], Row],
) -> None:
    if form == "json":
        click.echo(json.dumps(list(records), ensure_ascii=False, indent=2))
    elif form == "csv":
        from feedback2req import store_wiring

        click.echo(store_wiring.csv_document(header, map(row, records)), nl=False)
    elif not records:
        click.echo("Nothing found.")
    else:
        _print_table(header, map(row, records))


def _print_table(header: tuple[str, ...], rows: Iterable[Row]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    from feedback2req.domain.printable import printable

    console = Console(width=None if sys.stdout.isatty() else _WIDTH, markup=False, highlight=False, emoji=False)
    table = Table(box=SIMPLE, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else printable(str(cell), _TEXT) for cell in row))
    console.print(table)


def _theme_row(one: Mapping[str, Any]) -> Row:
    rank = one["priority"]["rank"] if one["priority"] else None
    counts = (one["n_customers"], one["n_statements"], one["sentiment"]["mean"])
    return (rank, one["label"], one["kind"], *counts, one["trend"]["direction"], one["key"])


def _requirement_row(one: Mapping[str, Any]) -> Row:
    rank = one["priority"]["rank"]
    return rank, one["statement"], one["kind"], one["status"], len(one["evidence"]), one["theme"], one["key"]


def _statement_row(one: Mapping[str, Any]) -> Row:
    day = (one["received_at"] or "")[:10]
    return one["text"], one["theme"], day, one["source"], one["external_id"]


def _change_row(one: Mapping[str, Any]) -> Row:
    return one["label"], one["event"], one["rank_before"], one["rank_after"], one["reason"], one["key"]
