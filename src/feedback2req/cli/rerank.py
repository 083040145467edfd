"""``feedback2req rerank``: the weekly job on the command line."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from feedback2req.domain.taxonomy import GivenTheme


@click.command("rerank")
@click.option("--store", metavar="URL", help="The store; else that of FEEDBACK2REQ_STORE.")
@click.option("--product", metavar="NAME", help="Product to re-rank; default: default.")
@click.option("--out", "folder", type=click.Path(path_type=Path), help="Folder to write the snapshot to, too.")
@click.option("--full", is_flag=True, help="Find all themes anew, under the keys of those that live on.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Knobs of the analysis (YAML or JSON).")
@click.option("--taxonomy", type=click.Path(path_type=Path), help="Themes to keep from now on (YAML, JSON or CSV).")
@click.option("--no-taxonomy", is_flag=True, help="Keep none of a taxonomy from now on.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day to count recency from; else the newest item's.")
@click.option("--encoder", help="Folder or name of another encoder.")
@click.option("--force", is_flag=True, help="Write into a folder that holds other things.")
@click.pass_context
def rerank_command(
    ctx: click.Context,
    store: str | None,
    product: str | None,
    folder: Path | None,
    full: bool,
    config_file: Path | None,
    taxonomy: Path | None,
    no_taxonomy: bool,
    as_of: datetime | None,
    encoder: str | None,
    force: bool,
) -> int:
    """Read what is new in a store, place it, publish a snapshot, and say what moved and why."""
    from feedback2req import store_wiring, wiring
    from feedback2req.cli.run import read_config, run_info
    from feedback2req.cli.summary import Summary

    json_log = bool((ctx.obj or {}).get("json_log"))
    progress = wiring.make_progress(bars=sys.stderr.isatty() and not json_log, json_log=json_log)
    config, given = read_config(config_file), _taxonomy(taxonomy, dropped=no_taxonomy)
    with progress.running():
        result = store_wiring.rerank_store(
            product,
            progress,
            store=store,
            folder=folder,
            force=force,
            full=full,
            as_of=as_of.date() if as_of else None,
            config=config,
            encoder=encoder,
            taxonomy=given,
            run_info=lambda: run_info(progress.times_s),
        )
    if result.snapshot is not None:
        summary = Summary()
        summary.found(result.snapshot, result.files)
        summary.moved(result.snapshot)
    click.echo(f"Snapshot {result.snapshot_id} is {'published' if result.is_new else 'current: nothing new'}.")
    return 0


def _taxonomy(file: Path | None, *, dropped: bool) -> tuple[GivenTheme, ...] | None:
    from feedback2req import wiring
    from feedback2req.errors import WrongUsage

    if file is not None and dropped:
        raise WrongUsage("--taxonomy and --no-taxonomy say opposite things", remedy="leave out one of them")
    return () if dropped else wiring.read_taxonomy(file) if file is not None else None
