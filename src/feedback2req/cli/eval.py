"""``feedback2req eval``: the engine's reading against labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback2req.cli.inspect import parse_columns

if TYPE_CHECKING:
    from rich.console import Console


@click.command("eval")
@click.argument("gold", metavar="GOLD.csv", type=click.Path(path_type=Path))
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Say which column holds a label.")
@click.option(
    "--map", "labels", multiple=True, metavar="LABEL=INTENT", help="Say which intent a label of the table means."
)
@click.option("--where", metavar="COLUMN=VALUE", help="Score these rows alone.")
@click.option("--whole", is_flag=True, help="Each row is one statement: read it as it stands.")
@click.option(
    "--items", type=click.Path(path_type=Path), metavar="FILE", help="Items of the statements, to score segmentation."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def eval_command(
    gold: Path,
    columns: tuple[str, ...],
    labels: tuple[str, ...],
    where: str | None,
    whole: bool,
    items: Path | None,
    form: str,
) -> None:
    """Score intents, sentiment, quality characteristics, aspects and segmentation on a labelled CSV."""
    from feedback2req.wiring import evaluate_gold

    report = evaluate_gold(
        gold,
        items=items,
        columns=parse_columns(columns),
        label_map=_label_map(labels),
        where=where,
        whole=whole,
    )
    if form == "json":
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(report)


def _label_map(pairs: tuple[str, ...]) -> dict[str, str]:
    from feedback2req.domain.printable import printable
    from feedback2req.domain.readings import INTENTS
    from feedback2req.errors import WrongUsage

    found: dict[str, str] = {}
    for pair in pairs:
        label, _, intent = pair.rpartition("=")
        if not label or intent not in INTENTS:
            raise WrongUsage(
                f"--map {printable(pair)!r} is not LABEL=INTENT",
                remedy=f"write --map bug=problem_report; intents: {', '.join(INTENTS)}",
            )
        found[label] = intent
    return found


def _print(report: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(width=110, markup=False, highlight=False, emoji=False)
    console.print(f"{report['rows']} rows; 95 % intervals by resampling rows")
    if "intents" in report:
        scored = {k: v for k, v in report["intents"].items() if k != "macro_f1"}
        columns = ("n", "precision", "recall", "f1", "f1_95", "ap", "ece")
        _table(console, "Intents", columns, scored)
        console.print(f"macro-F1 {report['intents']['macro_f1']:.3f}")
    if "sentiment" in report:
        _table(console, "Sentiment", ("accuracy", "accuracy_95", "macro_f1", "macro_f1_95"), report["sentiment"])
    if "quality_characteristic" in report:
        found = report["quality_characteristic"]
        _table(console, "Quality characteristic", ("n", "f1"), found["classes"])
        console.print(
            f"accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f} {_shown(found['macro_f1_95'])}"
        )
    if "aspect" in report:
        _table(console, "Aspect", tuple(report["aspect"]), {"feedback2req": report["aspect"]})
    if "segmentation" in report:
        _table(console, "Segmentation", ("n", "precision", "recall", "f1", "f1_95"), report["segmentation"])


def _table(console: Console, title: str, columns: tuple[str, ...], rows: dict[str, dict[str, Any]]) -> None:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("")
    for column in columns:
        table.add_column(column.replace("_95", " (95 %)").replace("_", " "), justify="right")
    for name, row in rows.items():
        table.add_row(name, *(_shown(row[column]) for column in columns))
    console.print()
    console.print(table)


def _shown(value: Any) -> str:  # noqa: ANN401  a figure of any kind
    if isinstance(value, list):
        return f"{value[0]:.3f}-{value[1]:.3f}"
    return f"{value:.3f}" if isinstance(value, float) else "" if value is None else str(value)
