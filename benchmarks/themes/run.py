"""How well themes agree with the labels that people gave.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.run``. The folder holds ``themes/banking77.csv.gz``,
``clinc150.csv.gz`` and ``hwu64.csv.gz`` with the columns ``id``, ``text`` and ``label``. The engine is given ids and
texts alone, by its own command; labels are only read to score its answer.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score, v_measure_score

from benchmarks import machine
from benchmarks.measure import COMMAND, Cost, run, write_json

HERE = Path(__file__).resolve().parent
SETS = ("banking77", "clinc150", "hwu64")
WITH_STRAYS, OUT_OF_SCOPE = "clinc150", "oos"
"""The set that has a label for what belongs nowhere, and the label. Such rows are left out before the engine sees
anything, but for the run that asks whether it leaves them out by itself."""

COLUMNS = (
    ("texts", "n"), ("labels", "n_labels"), ("themes", "n_themes"), ("in a theme", "coverage"), ("ARI", "ari"),
    ("V", "v"), ("ARI, in a theme", "ari_covered"), ("V, in a theme", "v_covered"), ("seconds", "wall_s"),
)  # fmt: skip


def main() -> None:
    """Measure each set and write result.json and table.md."""
    wanted = _arguments()
    results = {}
    for name in wanted.sets:
        rows = labelled_rows(wanted.data / "themes" / f"{name}.csv.gz", wanted.limit)
        results[name] = one = measure(rows)
        print(f"{name}: {json.dumps(one)}", flush=True)
    loose = strays(labelled_rows(wanted.data / "themes" / f"{WITH_STRAYS}.csv.gz", wanted.limit, in_scope=False))
    print(f"{WITH_STRAYS}, all rows: {json.dumps(loose)}", flush=True)
    note = machine.note()
    command = "python -m benchmarks.themes.run" + (f" --limit {wanted.limit}" if wanted.limit else "")
    write_json(wanted.out / "result.json", {"command": command, "machine": note, "sets": results, "strays": loose})
    (wanted.out / "table.md").write_text(_table(results, loose, note, command), "utf-8")
    print(f"written: {wanted.out / 'table.md'}")


def measure(rows: list[tuple[str, str, str]]) -> dict[str, float | int]:
    """Run the engine on (id, text, label) rows, and score the main theme of each text.

    Returns
    -------
    dict
        ``ari`` and ``v`` over all texts, each one without a theme being a theme of its own; the same over the
        texts in themes alone; ``coverage``, the share of texts in a theme; counts and seconds.
    """
    main_theme, cost = themes_of(rows)
    found = _numbered([theme or f"alone {row_id}" for theme, (row_id, _, _) in zip(main_theme, rows, strict=True)])
    labels = _numbered([label for _, _, label in rows])
    covered = np.array([theme is not None for theme in main_theme])
    return {
        "n": len(rows),
        "n_labels": len(set(labels.tolist())),
        "n_themes": len({theme for theme in main_theme if theme}),
        "coverage": round(float(covered.mean()), 4),
        "ari": round(float(adjusted_rand_score(labels, found)), 4),
        "v": round(float(v_measure_score(labels, found)), 4),
        "ari_covered": round(float(adjusted_rand_score(labels[covered], found[covered])), 4),
        "v_covered": round(float(v_measure_score(labels[covered], found[covered])), 4),
        "wall_s": round(cost.wall_s, 1),
        "peak_all_mib": cost.peak_all_mib,
    }


def themes_of(rows: list[tuple[str, str, str]]) -> tuple[list[str | None], Cost]:
    """The main theme of each row, None where it has none, and what the run cost."""
    with tempfile.TemporaryDirectory() as folder:
        export, out = Path(folder) / "texts.csv", Path(folder) / "out"
        with export.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("id", "text"))
            writer.writerows((row_id, text) for row_id, text, _ in rows)
        cost = run([COMMAND, "run", export, "--out", out, "--column", "id=id", "--column", "text=text"])
        with (out / "items.jsonl").open(encoding="utf-8") as file:
            themes = {item["external_id"]: item["themes"] for item in map(json.loads, file)}
    return [next(iter(themes.get(row_id, ())), None) for row_id, _, _ in rows], cost


def strays(rows: list[tuple[str, str, str]]) -> dict[str, float | int]:
    """How well texts without a theme are those that belong nowhere; `rows` hold them with the rest."""
    main_theme, cost = themes_of(rows)
    left_out = np.array([theme is None for theme in main_theme])
    out_of_scope = np.array([label == OUT_OF_SCOPE for _, _, label in rows])
    both = int((left_out & out_of_scope).sum())
    return {
        "n": len(rows),
        "n_out_of_scope": int(out_of_scope.sum()),
        "n_unassigned": int(left_out.sum()),
        "precision": round(both / max(int(left_out.sum()), 1), 4),
        "recall": round(both / max(int(out_of_scope.sum()), 1), 4),
        "wall_s": round(cost.wall_s, 1),
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "sets", nargs="*", default=list(SETS), metavar="SET", help=f"of {', '.join(SETS)}; all by default"
    )
    parser.add_argument("--limit", type=int, help="only so many texts of each set, the same ones each time")
    parser.add_argument("--out", type=Path, default=HERE, help="folder of result.json and table.md")
    wanted = parser.parse_args()
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    if wanted.limit and wanted.out == HERE:
        sys.exit("--limit needs --out: figures of a part must not stand where those of the whole do")
    wanted.data = Path(folder)
    unknown = sorted(set(wanted.sets) - set(SETS))
    if unknown:
        sys.exit(f"no set is called {unknown[0]}; there are {', '.join(SETS)}")
    return wanted


def labelled_rows(path: Path, limit: int | None, *, in_scope: bool = True) -> list[tuple[str, str, str]]:
    """Rows of (id, text, label), `in_scope` alone unless told; `limit` takes the same few each time."""
    if not path.is_file():
        sys.exit(f"{path} is not there; see benchmarks/README.md for where the sets come from")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = [(r["id"], r["text"], r["label"]) for r in csv.DictReader(file)]
    rows = [row for row in rows if not in_scope or row[2] != OUT_OF_SCOPE]
    if limit:
        rows = sorted(rows, key=lambda row: hashlib.sha256(row[0].encode()).hexdigest())[:limit]
    twice = [row_id for row_id, n in Counter(row_id for row_id, _, _ in rows).items() if n > 1]
    if twice:
        sys.exit(f"{path}: the id {twice[0]} stands for several rows")
    return rows


def _numbered(names: list[str]) -> NDArray[np.int64]:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _table(
    results: dict[str, dict[str, float | int]], loose: dict[str, float | int], note: dict[str, object], command: str
) -> str:
    head = "| set | " + " | ".join(title for title, _ in COLUMNS) + " |"
    rule = "|---|" + "---:|" * len(COLUMNS)
    body = [
        f"| {name} | " + " | ".join(_cell(key, one[key]) for _, key in COLUMNS) + " |" for name, one in results.items()
    ]
    foot = (
        "ARI and V count each text without a theme as a theme of its own; “in a theme” leaves such texts out. "
        "1 is full agreement with the labels. The resolution of the clustering was chosen on these three sets.\n\n"
        f"With its {loose['n_out_of_scope']:,} rows out of scope, {WITH_STRAYS} has {loose['n_unassigned']:,} texts "
        f"without a theme: as a finder of those rows, precision {loose['precision']:.3f}, "
        f"recall {loose['recall']:.3f}.\n\n"
        f"`{command}` on {machine.line(note)}."
    )
    return "\n".join([head, rule, *body, "", foot, ""])


def _cell(key: str, value: float) -> str:
    if key == "coverage":
        return f"{100 * value:.1f} %"
    if key == "wall_s":
        return f"{value:.0f}"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


if __name__ == "__main__":
    main()
