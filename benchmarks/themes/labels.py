"""Whether a label that was chosen for a theme on half of its texts is known again among others by the other half.

Run as ``FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.themes.labels``. The labelled groups of three sets stand as
themes, so that nothing hangs on the clustering. One half of the texts is read and named by the stages themselves; the
other half is never shown to them. Each label then stands before its own theme's held-out texts among ten others.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.measure import write_json
from benchmarks.themes.run import SETS, labelled_rows
from feedback2req.config import PipelineConfig
from feedback2req.domain.feedback import Feedback, FeedbackItem, RawItem
from feedback2req.domain.identity import content_id, digest
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.readings import Embeddings, Grouping, Readings
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import CHANNELS, Arrangement, Membership, Theme, ThemeModel
from feedback2req.pipeline import Tools
from feedback2req.stages.assign import assign
from feedback2req.stages.classify import classify, set_aside
from feedback2req.stages.clean import clean
from feedback2req.stages.describe import describe
from feedback2req.stages.embed import embed
from feedback2req.stages.extract import aspects, extract
from feedback2req.stages.group import group
from feedback2req.stages.segment import segment
from feedback2req.wiring import make_progress, make_tools

HERE = Path(__file__).resolve().parent
COMMAND = "python -m benchmarks.themes.labels"
DEVELOPMENT = ("banking77",)
"""The sets whose labels the rules were chosen on; the others are only measured."""

N_OTHERS, N_DRAWS, SEED = 10, 20, 20160714
STOP_WORDS = frozenset(
    "a an the and or but nor so of to in on at by for from with without when if that which who is are was were be am do"
    " does did have has had my your our their his her its this these those i you we they not no than as into onto about"
    " can could would should will may must very more most some any it".split()
)
NEED = CHANNELS.index("need")


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """What the stages before clustering make of the shown half of a set, and the gold label of each statement."""

    statements: tuple[Statement, ...]
    items: Mapping[str, FeedbackItem]
    parses: Mapping[str, Parse]
    points: Sequence[Point]
    grouping: Grouping
    readings: Readings
    embeddings: Embeddings
    asides: tuple[str | None, ...]
    labels: tuple[str, ...]


def main() -> None:
    """Measure, print, and write labels.json and labels.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="*", default=list(SETS), metavar="SET", help=f"of {', '.join(SETS)}")
    wanted = parser.parse_args()
    folder = os.environ.get("FEEDBACK2REQ_DATA")
    if not folder:
        sys.exit("FEEDBACK2REQ_DATA is not set: it names the folder that holds themes/; see benchmarks/README.md")
    tools = make_tools(make_progress())
    found = {}
    for name in wanted.sets:
        shown, held = halves(labelled_rows(Path(folder) / "themes" / f"{name}.csv.gz", None))
        with threadpool_limits(limits=1):
            names = named(read_half(shown, tools), tools)
            found[name] = measured(names, held, shown, tools)
        print(name, found[name], flush=True)
    if list(wanted.sets) != list(SETS):
        return
    note = machine.note()
    write_json(HERE / "labels.json", {"command": COMMAND, "machine": note, "sets": found})
    text = _table(found) + f"\n`{COMMAND}` on {machine.line(note)}.\n"
    (HERE / "labels.md").write_text(text, "utf-8")
    print(text)


def halves(rows: Sequence[tuple[str, str, str]]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """Rows by a digest of their text: equal texts stand in one half."""
    shown: list[tuple[str, str, str]] = []
    held: list[tuple[str, str, str]] = []
    for row in rows:
        (shown if int(digest("half", row[1].casefold())[:8], 16) % 2 else held).append(row)
    return shown, held


def read_half(rows: Sequence[tuple[str, str, str]], tools: Tools) -> Half:
    """The stages from clean to embed over the shown rows, as `pipeline` has them."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    raw = tuple(
        RawItem(file="texts.csv", row=n, source="texts", text=text, external_id=row_id, received_at=day)
        for n, (row_id, text, _) in enumerate(rows, start=1)
    )
    gold = {row_id: label for row_id, _, label in rows}
    items = clean(
        Feedback(raw_items=raw, rejected=(), files=()), language=tools.language, masker=tools.masker, product=None
    ).items
    by_id = {item.item_id: item for item in items}
    texts = sorted({item.text for item in items})
    parsed = dict(zip(texts, tools.parser.parse(texts), strict=True))
    cuts = dict(zip(texts, tools.reader.cut(texts), strict=True))
    parses = {item.item_id: parsed[item.text] for item in items}
    statements = segment(items, parses, {item.item_id: cuts[item.text] for item in items}).statements
    grouping = group(statements)
    readings = classify(grouping, tools.reader, competitors=())
    points = extract(statements, by_id, parses, readings.intents[grouping.text_of])
    asides = set_aside(statements, grouping, readings, aspects(statements, by_id, parses, points))
    return Half(
        statements=statements,
        items=by_id,
        parses=parses,
        points=points,
        grouping=grouping,
        readings=readings,
        embeddings=embed(grouping, tools.encoder, np.ones(len(grouping.texts), dtype=bool)),
        asides=asides,
        labels=tuple(gold[str(by_id[s.item_id].external_id)] for s in statements),
    )


def named(half: Half, tools: Tools) -> dict[str, Theme]:
    """The theme that `describe` makes of each label's shown statements."""
    model, membership = _as_labelled(half)
    none = Arrangement(
        areas=np.full(len(model.keys), -1),
        area_keys=(),
        parts=np.full(len(half.statements), -1),
        likeness=np.eye(len(model.keys)),
    )
    themes = describe(
        model,
        membership,
        none,
        half.statements,
        half.items,
        half.parses,
        half.points,
        half.grouping,
        half.readings,
        half.embeddings,
        tools.encoder,
        PipelineConfig(),
    ).themes
    return dict(zip(sorted(set(half.labels)), themes, strict=True))


def _as_labelled(half: Half) -> tuple[ThemeModel, Membership]:
    """Each label as a theme with one prototype, and its statements in it."""
    names = sorted(set(half.labels))
    row = {name: n for n, name in enumerate(names)}
    of = np.array([row[label] for label in half.labels], dtype=np.int64)
    vectors = half.embeddings.matrix[half.grouping.text_of].astype(np.float64)
    totals = np.zeros((len(names), vectors.shape[1]))
    np.add.at(totals, of, vectors)
    n = len(names)
    model = ThemeModel(
        keys=tuple(content_id("t", name) for name in names),
        prototypes=(totals / np.linalg.norm(totals, axis=1, keepdims=True)).astype(np.float32),
        owners=np.arange(n),
        prototype_channels=np.full(n, NEED, dtype=np.int8),
        taught=np.zeros(n, dtype=np.bool_),
        channels=np.full(n, NEED, dtype=np.int8),
        core_thresholds=np.full(n, -1.0, dtype=np.float32),
        attach_thresholds=np.full(n, -1.0, dtype=np.float32),
        encoder=half.embeddings.encoder,
        config_digest="",
        lineage=((),) * n,
    )
    channel = np.full(len(of), NEED, dtype=np.int8)
    placed = assign(half.embeddings.matrix[half.grouping.text_of], channel, half.asides, model)
    in_play = np.array([aside is None for aside in half.asides])
    themes = np.where(in_play, of, -1)
    return model, Membership(
        themes=themes,
        states=np.where(in_play, 0, 2).astype(np.int8),
        similarities=placed.similarities,
        strengths=np.where(in_play, 1.0, 0.0).astype(np.float32),
        reasons=half.asides,
    )


def measured(
    names: Mapping[str, Theme],
    held: Sequence[tuple[str, str, str]],
    shown: Sequence[tuple[str, str, str]],
    tools: Tools,
) -> dict[str, float | int | list[str]]:
    """Shares of right matches by both measures, and counts of labels that no theme should have."""
    groups = sorted(names)
    texts = [text for _, text, _ in held]
    of = np.array([groups.index(label) for _, _, label in held])
    labels = [names[g].label for g in groups]
    encoded = tools.encoder.encode([*texts, *labels]).astype(np.float64)
    by_words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit([text for _, text, _ in shown])
    words = by_words.transform([*texts, *labels]).toarray()
    out: dict[str, float | int | list[str]] = {"n_themes": len(groups), "n_held_out": len(texts)}
    for measure, vectors in (("encoder", encoded), ("tfidf", words)):
        rows, own = vectors[: len(texts)], vectors[len(texts) :]
        centres = np.stack([_unit(rows[of == g].mean(axis=0)) for g in range(len(groups))])
        out[f"{measure}_theme"] = _share(np.round(centres @ own.T, 6), np.arange(len(groups)))
        out[f"{measure}_theme_nearest"] = _share_of_nearest(np.round(centres @ own.T, 6), np.round(own @ own.T, 6))
        out[f"{measure}_statement"] = _share(np.round(rows @ own.T, 6), of)
    return {**out, **_faults(labels), "labels": [f"{g}: {label}" for g, label in zip(groups, labels, strict=True)]}


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12))


def _share(cosines: NDArray[np.float64], own: NDArray[np.int64]) -> float:
    """Share of rows that lie nearer to their own label than to each of ten others, over draws; a tie is a miss."""
    rng = np.random.default_rng(SEED)
    n_labels = cosines.shape[1]
    right = 0
    for _ in range(N_DRAWS):
        for row, mine in enumerate(own):
            others = rng.choice(np.delete(np.arange(n_labels), mine), N_OTHERS, replace=False)
            right += int(cosines[row, mine] > cosines[row, others].max())
    return round(right / (N_DRAWS * len(own)), 4)


def _share_of_nearest(cosines: NDArray[np.float64], between: NDArray[np.float64]) -> float:
    """The same among the ten labels most like a theme's own: harder than any draw."""
    right = 0
    for mine in range(len(cosines)):
        near = [int(i) for i in np.argsort(-between[mine], kind="stable") if i != mine][:N_OTHERS]
        right += int(cosines[mine, mine] > cosines[mine, near].max())
    return round(right / len(cosines), 4)


def _faults(labels: Sequence[str]) -> dict[str, int]:
    words = [re.findall(r"[^\W_]+(?:['’][^\W_]+)?", label.casefold()) for label in labels]
    return {
        "bags_of_words": sum(bool(re.search(r"[,;/|_]", label)) or len(label.split()) > 8 for label in labels),
        "end_in_stop_word": sum(w[-1] in STOP_WORDS for w in words),
        "repeat_another": len(labels) - len({" ".join(w) for w in words}),
        "one_word": sum(len(w) == 1 for w in words),
        "left_over": sum(bool(re.match(r"Other (?:problems|wishes|questions)|General praise", x)) for x in labels),
    }


def _table(found: Mapping[str, Mapping[str, float | int | list[str]]]) -> str:
    columns = (
        ("themes", "n_themes"), ("held-out texts", "n_held_out"),
        ("encoder", "encoder_theme"), ("TF-IDF", "tfidf_theme"),
        ("encoder, ten nearest", "encoder_theme_nearest"), ("TF-IDF, ten nearest", "tfidf_theme_nearest"),
        ("encoder, one text", "encoder_statement"), ("TF-IDF, one text", "tfidf_statement"),
        ("bags of words", "bags_of_words"), ("end in a stop word", "end_in_stop_word"),
        ("repeat another", "repeat_another"), ("one word", "one_word"),
    )  # fmt: skip
    lines = [
        "| set | " + " | ".join(title for title, _ in columns) + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for name, one in found.items():
        used = " (development)" if name in DEVELOPMENT else ""
        cells = [_cell(one[key]) for _, key in columns]
        lines.append(f"| {name}{used} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(value: float | int | list[str]) -> str:
    return f"{100 * value:.1f} %" if isinstance(value, float) else f"{value:,}"


if __name__ == "__main__":
    main()
