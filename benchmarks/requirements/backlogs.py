"""Feedback beside requirements: the linked set, and small backlogs made of sets labelled for something else."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20160714
N_DRAWS = 12
N_TEXTS = 60
N_REQUIREMENTS = 14

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Texts of customers, requirements, and which belong together: `links` of shape (n_texts, n_requirements), bool."""

    texts: tuple[str, ...]
    requirements: tuple[str, ...]
    links: NDArray[np.bool_]


def linked() -> Backlog:
    """The set with links that people gave; feedback without a link to a requirement at hand is left out."""
    requirements = _rows("requirements/links_refeed_requirements")
    ids = [r["id"] for r in requirements]
    feedback = [
        f for f in _rows("requirements/links_refeed_feedback") if set(ids) & set(f["requirement_ids"].split("|"))
    ]
    links = np.array([[i in f["requirement_ids"].split("|") for i in ids] for f in feedback])
    return Backlog(
        texts=tuple(f["text"] for f in feedback), requirements=tuple(r["text"] for r in requirements), links=links
    )


def development() -> dict[str, list[Backlog]]:
    """Backlogs by set: label names as requirements for what customers wrote, benefits beside features of stories."""
    rng = np.random.default_rng(SEED)
    stories = _rows("requirements/user_stories_multi")
    crowd = _rows("requirements/crowdre_smarthome")
    return {
        "banking77": list(_labelled(_split(_rows("themes/banking77")), "label", rng)),
        "clinc150": list(_labelled([r for r in _split(_rows("themes/clinc150")) if r["label"] != "oos"], "label", rng)),
        "hwu64": list(_labelled(_split(_rows("themes/hwu64")), "label", rng)),
        "nhs": list(_labelled([r for r in _rows("themes/nhs_fft_phase1") if len(r["text"]) > 60], "sublabel", rng)),
        "crowdre": list(_stories(crowd, "label", "feature", rng)),
        "user_stories": list(_stories(stories, "project", "goal", rng)),
    }


def _split(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["split"] == "test"]


def _labelled(rows: Sequence[Row], label: str, rng: np.random.Generator) -> Iterator[Backlog]:
    names = sorted({row[label] for row in rows})
    for _ in range(N_DRAWS):
        chosen = sorted(rng.choice(names, N_REQUIREMENTS, replace=False).tolist())
        pool = [row for row in rows if row[label] in chosen]
        drawn = [pool[n] for n in rng.choice(len(pool), min(N_TEXTS, len(pool)), replace=False)]
        yield Backlog(
            texts=tuple(row["text"] for row in drawn),
            requirements=tuple(f"The system shall handle {n.replace('_', ' ').replace('/', ' and ')}" for n in chosen),
            links=np.array([[row[label] == name for name in chosen] for row in drawn]),
        )


def _stories(rows: Sequence[Row], company: str, feature: str, rng: np.random.Generator) -> Iterator[Backlog]:
    told = [row for row in rows if len(row["benefit"]) > 20 and len(row[feature]) > 10]
    counts = {name: sum(row[company] == name for row in told) for name in sorted({row[company] for row in told})}
    large = [name for name, n in counts.items() if n >= N_REQUIREMENTS]
    for _ in range(N_DRAWS):
        name = str(rng.choice(large))
        pool = [row for row in told if row[company] == name]
        drawn = [pool[n] for n in rng.choice(len(pool), N_REQUIREMENTS, replace=False)]
        yield Backlog(
            texts=tuple(row["benefit"] for row in drawn),
            requirements=tuple(f"The system shall let the user {row[feature]}" for row in drawn),
            links=np.eye(N_REQUIREMENTS, dtype=bool),
        )


def _rows(name: str) -> list[Row]:
    path = Path(os.environ["FEEDBACK2REQ_DATA"]) / f"{name}.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
