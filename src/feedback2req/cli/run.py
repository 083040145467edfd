"""``feedback2req run``: the main job on the command line."""

from __future__ import annotations

import platform
import resource
import sys
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedback2req import wiring
from feedback2req.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedback2req.adapters.llm.drafter import Call
    from feedback2req.adapters.progress import StageProgress
    from feedback2req.config import PipelineConfig

REJECTED = 5


@click.command("run")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@click.option("--product", help="Product to analyse, and the system named in requirements.")
@click.option("--source", help="Name of the instance the feedback comes from.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Say which column fills a field.")
@click.option("--profile", type=click.Path(path_type=Path), help="A saved column mapping (YAML or JSON).")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Knobs of the analysis (YAML or JSON).")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Day to count recency from; else the newest item's.")
@click.option("--encoder", help="Folder or name of another encoder.")
@click.option("--llm-config", type=click.Path(path_type=Path), help="Switch a language model on (YAML or JSON).")
@click.option(
    "--backlog", "backlogs", multiple=True, type=click.Path(path_type=Path), help="What a tracker holds already."
)
@click.option("--reviews", "reviews_file", type=click.Path(path_type=Path), help="People's decisions, to be replayed.")
@click.option("--taxonomy", type=click.Path(path_type=Path), help="Themes to keep as they are (YAML, JSON or CSV).")
@click.option("--force", is_flag=True, help="Write into a folder that holds other things.")
@click.option("--strict", is_flag=True, help="Exit with 5 when rows were rejected.")
@click.pass_context
def run_command(
    ctx: click.Context,
    files: tuple[Path, ...],
    folder: Path,
    product: str | None,
    source: str | None,
    columns: tuple[str, ...],
    profile: Path | None,
    config_file: Path | None,
    as_of: datetime | None,
    encoder: str | None,
    llm_config: Path | None,
    backlogs: tuple[Path, ...],
    reviews_file: Path | None,
    taxonomy: Path | None,
    force: bool,
    strict: bool,
) -> int:
    """Read FILES (- for stdin), analyse them, and write a ranked backlog with a report to --out."""
    from feedback2req.cli.summary import Summary
    from feedback2req.service.run import run_feedback

    json_log = bool((ctx.obj or {}).get("json_log"))
    progress = wiring.make_progress(bars=sys.stderr.isatty() and not json_log, json_log=json_log)
    summary = Summary()
    config = read_config(config_file)
    calls: list[dict[str, object]] = []
    drafter = None if llm_config is None else wiring.make_drafter(llm_config, on_call=_log(calls, progress))
    reader = wiring.make_reader(columns=parse_columns(columns), source=source, profile=profile)
    with progress.running():
        result = run_feedback(
            files,
            reader=reader,
            tools=lambda: wiring.make_tools(progress, encoder=encoder, drafter=drafter),
            progress=progress,
            publisher=wiring.make_publisher(folder, force=force),
            run_info=lambda: run_info(progress.times_s) | ({"llm_calls": calls} if drafter else {}),
            on_read=summary.read,
            product=product,
            as_of=_day(as_of),
            config=config,
            backlog=partial(wiring.read_backlogs, backlogs) if backlogs else None,
            reviews=lambda: wiring.read_decisions(folder, reviews_file),
            taxonomy=partial(wiring.read_taxonomy, taxonomy) if taxonomy is not None else tuple,
        )
    summary.found(result.snapshot, result.files)
    return REJECTED if strict and result.snapshot.rejected else 0


def parse_columns(given: tuple[str, ...]) -> dict[str, str]:
    """``("text=Body",)`` as a mapping.

    Raises
    ------
    WrongUsage
        If a value has no equals sign.
    """
    pairs = [one.partition("=") for one in given]
    wrong = next((field for field, sign, _ in pairs if not sign), None)
    if wrong is not None:
        raise WrongUsage(f"--column {wrong} names no column", remedy="write it as --column text=Body")
    return {field.strip(): name for field, _, name in pairs}


def _log(calls: list[dict[str, object]], progress: StageProgress) -> Callable[[Call], None]:
    """Keep the record of each call for ``run.json``, and write it to the log; it holds no text."""

    def one(call: Call) -> None:
        calls.append(call.record())
        progress.event("llm_call", call.record())

    return one


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def read_config(path: Path | None) -> PipelineConfig | None:
    """The knobs that a file sets; None without a file.

    Raises
    ------
    WrongUsage
        If the file cannot be read, or sets what is no knob or is out of range.
    """
    if path is None:
        return None
    import yaml
    from pydantic import ValidationError

    from feedback2req.config import PipelineConfig

    try:
        return PipelineConfig.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except OSError as error:
        raise WrongUsage(f"the config cannot be read: {error.strerror}", where=str(path)) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise WrongUsage("the config is neither YAML nor JSON", where=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise WrongUsage(f"the config's {name} is not usable: {first['msg']}", where=str(path)) from error


def run_info(times_s: dict[str, float]) -> dict[str, object]:
    """Timings, memory, machine and time: what may differ between two equal runs."""
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "times_s": dict(times_s),
        "peak_memory_mib": round(peak_kib / 1024, 1),
        "machine": {"platform": platform.platform(), "python": platform.python_version()},
        "written_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
