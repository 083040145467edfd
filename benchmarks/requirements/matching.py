"""Whether the score that relates feedback to requirements ranks better than the plain cosine of the same encoder.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.requirements.matching``; writes matching.json and matching.md.
The form of the score, and the curve that makes a probability of it, were chosen on the development sets; on the linked
set, it is only measured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.requirements.backlogs import SEED, Backlog, development, linked
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.stages.relate.affinity import affinity, bare
from feedback2req.stages.relate.relate import LIKELY, POSSIBLE
from feedback2req.wiring import DEFAULT_ENCODER, STATEMENT_READER

HERE = Path(__file__).parent
N_BOOTSTRAP = 5_000
GROUP = 3
"""Texts of one label that stand for the evidence of a draft."""

Floats = NDArray[np.float64]


class Scores:
    """The scores that are compared, with every text encoded and cut once."""

    def __init__(self) -> None:
        self._encoder = OnnxEncoder(model_folder(DEFAULT_ENCODER))
        self._reader = TransformerReader(model_folder(STATEMENT_READER))
        self._vectors: dict[str, Floats] = {}
        self._pieces: dict[str, list[str]] = {}

    def cosine(self, of: Backlog) -> Floats:
        """The base line: whole texts, whole requirements, nothing else."""
        return self._encoded(of.texts) @ self._encoded(of.requirements).T

    def related(self, of: Backlog) -> Floats:
        """As `run --backlog` scores: the most that one statement of a text has with a requirement."""
        pieces = self._cut(of.texts)
        said = [piece for text in pieces for piece in text]
        owner = np.repeat(np.arange(len(pieces)), [len(text) for text in pieces])
        wanted = [bare(text) for text in of.requirements]
        scores = affinity(said, self._encoded(said), wanted, self._encoded(wanted))
        return np.array([scores[owner == n].max(axis=0) for n in range(len(pieces))])

    def _encoded(self, texts: Sequence[str]) -> Floats:
        new = sorted({text for text in texts if text not in self._vectors})
        if new:
            self._vectors.update(zip(new, self._encoder.encode(new).astype(np.float64), strict=True))
        return np.array([self._vectors[text] for text in texts])

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        new = sorted({text for text in texts if text not in self._pieces})
        for text, cuts in zip(new, self._reader.cut(new) if new else [], strict=True):
            ends = [*cuts.starts[1:].tolist(), len(text)]
            pieces = [text[a:b].strip() for a, b in zip(cuts.starts.tolist(), ends, strict=True)]
            self._pieces[text] = [piece for piece in pieces if piece] or [text]
        return [self._pieces[text] for text in texts]


def average_precision(scores: Floats, links: NDArray[np.bool_]) -> Floats:
    """Of each row that has a link: mean over its links of the precision at their place, best score first."""
    found = []
    for row, true in zip(scores, links, strict=True):
        if true.any():
            hits = true[np.argsort(-row, kind="stable")]
            found.append((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())
    return np.array(found)


def interval(values: Floats) -> list[float]:
    """Mean with the ends of its 95 % bootstrap interval."""
    rng = np.random.default_rng(SEED)
    means = values[rng.integers(0, len(values), (N_BOOTSTRAP, len(values)))].mean(axis=1)
    return [round(float(x), 3) for x in (values.mean(), *np.quantile(means, [0.025, 0.975]))]


def ranking(backlogs: Sequence[Backlog], scores: Scores) -> dict[str, dict[str, list[float]]]:
    """MAP in both directions: of the cosine, of ours, and of the difference, row by row."""
    found: dict[str, dict[str, list[float]]] = {}
    for name, turned in (("requirements of a text", False), ("texts of a requirement", True)):
        both: list[tuple[Floats, Floats]] = [
            tuple(_turned(of, score(of), turned) for score in (scores.cosine, scores.related))  # type: ignore[misc]
            for of in backlogs
        ]
        plain, ours = (np.concatenate([pair[n] for pair in both]) for n in (0, 1))
        found[name] = {"cosine": interval(plain), "ours": interval(ours), "difference": interval(ours - plain)}
    return found


def _turned(of: Backlog, scores: Floats, turned: bool) -> Floats:
    return average_precision(scores.T, of.links.T) if turned else average_precision(scores, of.links)


def ceiling(of: Backlog, scores: Scores) -> dict[str, float]:
    """What the links of the other texts foretell of a text's own: how far anything can get with such links."""
    rng = np.random.default_rng(SEED)
    chance = np.mean([average_precision(rng.random(of.links.shape), of.links).mean() for _ in range(200)])
    vectors = scores._encoded(of.texts)
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1.0)
    order = np.argsort(-near, axis=1, kind="stable")[:, :5]
    neighbours = of.links[order].mean(axis=1)
    others = np.array([of.links.sum(axis=0) - row for row in of.links], dtype=float)
    return {
        "chance": round(float(chance), 3),
        "links of the five nearest texts": round(float(average_precision(neighbours, of.links).mean()), 3),
        "how often others link it": round(float(average_precision(others, of.links).mean()), 3),
    }


def decisions(backlogs: Sequence[Backlog], score: Callable[[Backlog], Floats], group: int) -> Floats:
    """Best score of each text, or of the mean of `group` texts of one label, and whether the best is right.

    Of every second one, its own requirement is taken away: then the best is wrong, whatever it is.
    """
    rng = np.random.default_rng(SEED)
    rows = []
    for of in backlogs:
        scores, labels = score(of), of.links.argmax(axis=1)
        for label in np.unique(labels):
            mine = np.flatnonzero(labels == label)
            for start in range(0, len(mine) - group + 1, group):
                mean = scores[mine[start : start + group]].mean(axis=0)
                is_gone = bool(rng.random() < 0.5)
                mean[label] = -np.inf if is_gone else mean[label]
                rows.append((mean.max(), float(mean.argmax() == label and not is_gone)))
    return np.array(rows)


def probabilities(sets: dict[str, list[Backlog]], scores: Scores, group: int) -> dict[str, object]:
    """The curve over all sets, and how it holds on each set when fitted on the others."""
    data = {name: decisions(backlogs, scores.related, group) for name, backlogs in sets.items()}
    held: dict[str, dict[str, object]] = {}
    for name, rows in data.items():
        curve = _fitted(np.vstack([other for n, other in data.items() if n != name]))
        p, right = curve.predict_proba(rows[:, :1])[:, 1], rows[:, 1]
        held[name] = {
            "n": len(rows),
            "brier": round(float(((p - right) ** 2).mean()), 3),
            "brier of the share": round(float(right.mean() * (1 - right.mean())), 3),
            "already there": _band(right, p >= LIKELY),
            "possibly": _band(right, (p >= POSSIBLE) & (p < LIKELY)),
            "new": _band(right, p < POSSIBLE),
        }
    curve = _fitted(np.vstack(list(data.values())))
    return {
        "slope": round(float(curve.coef_[0, 0]), 2),
        "intercept": round(float(curve.intercept_[0]), 2),
        "sets": held,
    }


def _fitted(rows: Floats) -> LogisticRegression:
    return LogisticRegression(C=100.0).fit(rows[:, :1], rows[:, 1])


def _band(right: Floats, chosen: NDArray[np.bool_]) -> dict[str, object]:
    n = int(chosen.sum())
    return {"share": round(float(chosen.mean()), 3), "right": round(float(right[chosen].mean()), 3) if n else None}


def table(result: dict[str, object]) -> str:
    """The figures as Markdown."""
    lines = ["| set | ranking | cosine (95 %) | ours (95 %) | difference (95 %) |", "|---|---|---:|---:|---:|"]
    ranked: dict[str, dict[str, dict[str, list[float]]]] = result["ranking"]  # type: ignore[assignment]
    for name, ways in ranked.items():
        for way, figures in ways.items():
            cells = (f"{m:.3f} ({low:.3f}–{high:.3f})" for m, low, high in figures.values())
            lines.append(f"| {name} | {way} | {' | '.join(cells)} |")
    ends = ", ".join(f"{name} {value:.3f}" for name, value in result["linked set"].items())  # type: ignore[attr-defined]
    lines += ["", f"Requirements of a text on the linked set, by other means: {ends}.", ""]
    for name in ("one statement", "three statements"):
        curve: dict[str, object] = result["probability"][name]  # type: ignore[index]
        lines += [
            f"Probability from {name}: 1 / (1 + exp(-({curve['slope']} · score + {curve['intercept']}))). On each set, as fitted on the others:",  # noqa: E501
            "",
            f"| set | n | Brier (of the share alone) | p ≥ {LIKELY}: share, right | possibly: share, right | p < {POSSIBLE}: share, right |",  # noqa: E501
            "|---|---:|---:|---:|---:|---:|",
        ]
        for which, f in curve["sets"].items():  # type: ignore[attr-defined]
            bands = (f"{f[b]['share']}, {f[b]['right']}" for b in ("already there", "possibly", "new"))
            lines.append(f"| {which} | {f['n']} | {f['brier']} ({f['brier of the share']}) | {' | '.join(bands)} |")
        lines.append("")
    foot = f"`python -m benchmarks.requirements.matching` on {machine.line(result['machine'])}."  # type: ignore[arg-type]
    return "\n".join([*lines, foot]) + "\n"


def main() -> None:
    """Measure, and write both files."""
    scores, sets, links = Scores(), development(), linked()
    labelled = {name: sets[name] for name in ("banking77", "clinc150", "hwu64", "nhs")}
    result: dict[str, object] = {
        "ranking": {
            "linked (never used to choose)": ranking([links], scores),
            **{f"{name} (development)": ranking(backlogs, scores) for name, backlogs in sets.items()},
        },
        "linked set": ceiling(links, scores),
        "probability": {
            "one statement": probabilities(labelled, scores, 1),
            "three statements": probabilities(labelled, scores, GROUP),
        },
        "machine": machine.note(),
    }
    write_json(HERE / "matching.json", result)
    (HERE / "matching.md").write_text(table(result), "utf-8")
    print(table(result))


if __name__ == "__main__":
    main()
