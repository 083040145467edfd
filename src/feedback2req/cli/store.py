"""``feedback2req store``: look after a store."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

FAULTS = 4


@click.group("store")
def store_group() -> None:
    """Look after a store."""


@store_group.command("migrate")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def migrate_command(store: str | None) -> None:
    """Bring the store's schema up to date; a SQLite file is copied first."""
    from feedback2req import store_wiring

    copy, revision = store_wiring.migrate_store(store)
    if copy is not None:
        click.echo(f"Copied the store first: {copy}")
    click.echo(f"The store has schema {revision}.")


@store_group.command("backup")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def backup_command(file: Path, store: str | None) -> None:
    """Copy a SQLite store to FILE while others use it; PostgreSQL has pg_dump for that."""
    from feedback2req import store_wiring

    store_wiring.backup_store(store, file)
    click.echo(f"Wrote {file}. To restore it, put it in the place of the store's file while nobody uses it.")


@store_group.command("doctor")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def doctor_command(store: str | None) -> int:
    """Look for what is wrong, or may go wrong; exits with 4 when something is wrong."""
    from feedback2req import store_wiring

    findings = store_wiring.examine_store(store)
    for one in findings:
        click.echo(f"{one.severity}: {one.what}\n  {one.remedy}")
    n_faults = sum(one.severity == "fault" for one in findings)
    click.echo(f"{n_faults} faults, {len(findings) - n_faults} warnings")
    return FAULTS if n_faults else 0


@store_group.command("forget")
@click.option("--author", metavar="ID", help="The customer, as the source names them, or by pseudonym.")
@click.option(
    "--older-than", metavar="DAYS", type=click.IntRange(min=1), help="All items received before so many days."
)
@click.option("--product", metavar="NAME", help="Only in this product.")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
def forget_command(author: str | None, older_than: int | None, product: str | None, store: str | None) -> None:
    """Erase a customer, or what is old, in every snapshot, with what rests on them alone."""
    from feedback2req import store_wiring
    from feedback2req.errors import WrongUsage

    if (author is None) == (older_than is None):
        raise WrongUsage("one of --author and --older-than is needed", remedy="say who, or how old")
    with closing(store_wiring.open_store(store)) as opened:
        if author is not None:
            erased = opened.erasure.forget(author, product=product)
        else:
            day = datetime.now(UTC).date() - timedelta(days=older_than or 0)
            erased = opened.erasure.forget_older(day, product=product)
    told = ", ".join(f"{n} {name}" for name, n in erased.counts.items() if n)
    click.echo(f"Erased: {told or 'nothing'}. Backups, folders of runs and exports are yours to erase.")
