"""Published tables under their own protocols, by models that are trained for them and do not ship.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.statements.protocols.run [--only NAME]``. The official test
splits are not in the folder: each task is answered on rows that its model was not trained on, and the table says which.
On two cores all of it takes more than an hour; what is done is kept in result.json and not done again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.statements.protocols.tasks import TASKS, Task
from benchmarks.statements.protocols.ways import linear, tuned
from feedback2req.service.evaluate.scores import f1, interval

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks.statements.protocols.run"


def answers(task: Task, probabilities: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What is said: the likeliest label of exclusive ones, else all from one half on, or the likeliest of several."""
    best = np.eye(len(task.names), dtype=np.bool_)[probabilities.argmax(axis=1)]
    if task.exclusive:
        return best
    said = probabilities >= 0.5
    if len(task.names) > 1:
        said = np.where(said.any(axis=1)[:, None], said, best)
    return np.asarray(said, dtype=np.bool_)


def figure(name: str, task: Task, rows: NDArray[np.int64], said: NDArray[np.bool_]) -> float:
    """One figure by its name, over rows of the task and what was said of them."""
    true = task.labels[rows]
    each = [f1(true[:, i], said[:, i]) for i in range(len(task.names))]
    if name == "exact accuracy":
        return float((true == said).all(axis=1).mean())
    if name == "mean F1 over projects":
        groups = np.array(task.groups)[rows]
        means = [
            np.mean([f1(true[groups == g, i], said[groups == g, i]) for i in range(len(task.names))])
            for g in np.unique(groups)
        ]
        return float(np.mean(means))
    if name == "macro-F1":
        return float(np.mean(each))
    if name == "weighted F1":
        return float(np.average(each, weights=true.sum(axis=0)))
    return each[task.names.index(name.removeprefix("F1 of "))]


def scored(task: Task, rows: NDArray[np.int64], probabilities: NDArray[np.float64]) -> dict[str, Any]:
    """Each figure of a task with its interval."""
    said = answers(task, probabilities)
    out: dict[str, Any] = {"n": len(rows)}
    for name in task.figures:
        out[name] = round(figure(name, task, rows, said), 3)
        out[f"{name}_95"] = interval(lambda at, n=name: figure(n, task, rows[at], said[at]), len(rows))
    return out


def by_part(
    task: Task, way: Callable[[Task, NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]], n_parts: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows of the first parts and their probabilities, each by a model trained on all other rows."""
    rows, found = [], []
    for part in sorted(set(task.parts.tolist()) - {-1})[:n_parts]:
        test = np.flatnonzero(task.parts == part)
        found.append(way(task, np.flatnonzero(task.parts != part), test))
        rows.append(test)
    return np.concatenate(rows), np.concatenate(found)


def measured(task: Task) -> dict[str, Any]:
    """All ways on one task: over all parts where that is cheap, and all of them on the parts of the dear one."""
    rows, plain = by_part(task, linear, len(task.parts))
    tuned_rows, fine = by_part(task, tuned, task.n_tuned)
    same = plain[[int(np.flatnonzero(rows == row)[0]) for row in tuned_rows]]
    return {
        "published": task.published,
        "n_rows": len(task.texts),
        "ways": {
            "linear, all parts": scored(task, rows, plain),
            "linear": scored(task, tuned_rows, same),
            "fine-tuned": scored(task, tuned_rows, fine),
            "mean of both": scored(task, tuned_rows, (same + fine) / 2),
        },
    }


def tables(results: Mapping[str, Any]) -> str:
    """The figures as Markdown."""
    lines = ["| task | figure | way | rows answered | value (95 %) |", "| --- | --- | --- | ---: | ---: |"]
    for name, found in results.items():
        for way, f in found["ways"].items():
            for title in (k for k in f if k != "n" and not k.endswith("_95")):
                low, high = f[f"{title}_95"]
                lines.append(f"| {name} | {title} | {way} | {f['n']} | {f[title]:.3f} ({low:.3f}-{high:.3f}) |")
        lines.append(f"| | published | | | {found['published']} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what is not measured yet, and write result.json and table.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="tasks whose name begins with this; measured anew")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json and table.md")
    wanted = parser.parse_args()
    kept = wanted.out / "result.json"
    results = json.loads(kept.read_text("utf-8"))["tasks"] if kept.exists() else {}
    note = machine.note()
    for load in TASKS:
        task = load()
        if (wanted.only and not task.name.startswith(wanted.only)) or (not wanted.only and task.name in results):
            continue
        results[task.name] = measured(task)
        print(task.name, json.dumps(results[task.name], indent=1), flush=True)
        write_json(kept, {"command": COMMAND, "machine": note, "tasks": results})
        (wanted.out / "table.md").write_text(tables(results) + f"\n`{COMMAND}` on {machine.line(note)}.\n", "utf-8")


if __name__ == "__main__":
    main()
