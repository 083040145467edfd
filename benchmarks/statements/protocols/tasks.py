"""Published tasks: their texts, their labels, and which rows are trained on and which are answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.reader.rows import lot, table

FOLDS = 5
_PROJECTS = ("facebook/react", "tensorflow/tensorflow", "microsoft/vscode", "bitcoin/bitcoin", "opencv/opencv")
_NFR = tuple("A FT L LF MN O PE SC SE US".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One labelled set as its authors score it.

    Attributes
    ----------
    labels : ndarray of shape (n_texts, n_names), bool
    parts : ndarray of shape (n_texts,), int
        The part in which a row is answered; -1 for rows that are only trained on.
    exclusive : bool
        A row has exactly one label.
    figures : sequence of str
        Names of the figures that its authors report; `run` knows how each is made.
    n_tuned : int
        Parts that the fine-tuned model answers: training is dear.
    published : str
        What others report, and on which rows.
    """

    name: str
    texts: tuple[str, ...]
    names: tuple[str, ...]
    labels: NDArray[np.bool_]
    parts: NDArray[np.int64]
    exclusive: bool
    figures: Sequence[str]
    published: str
    groups: tuple[str, ...]
    max_tokens: int = 96
    epochs: int = 3
    n_tuned: int = FOLDS


def _task(
    rows: Sequence[tuple[str, frozenset[str], str]],
    *,
    name: str,
    names: Sequence[str],
    figures: Sequence[str],
    published: str,
    exclusive: bool,
    part: Callable[[str, str], int] | None = None,
    max_tokens: int = 96,
    epochs: int = 3,
    n_tuned: int = FOLDS,
) -> Task:
    """Equal texts once, sorted; each group is dealt into parts by the digest of its texts."""
    once = {text: (labels, group) for text, labels, group in reversed(rows) if text}
    texts = tuple(sorted(once))
    groups = tuple(once[text][1] for text in texts)
    if part is None:
        dealt = np.zeros(len(texts), dtype=np.int64)
        for group in sorted(set(groups)):
            members = sorted((i for i, g in enumerate(groups) if g == group), key=lambda i: lot(f"fold {texts[i]}"))
            dealt[members] = np.arange(len(members)) % FOLDS
    else:
        dealt = np.array([part(text, group) for text, group in zip(texts, groups, strict=True)], dtype=np.int64)
    return Task(
        name=name,
        texts=texts,
        names=tuple(names),
        labels=np.array([[n in once[text][0] for n in names] for text in texts], dtype=np.bool_),
        parts=dealt,
        exclusive=exclusive,
        figures=figures,
        published=published,
        groups=groups,
        max_tokens=max_tokens,
        epochs=epochs,
        n_tuned=n_tuned,
    )


def _folded(text: str) -> str:
    return " ".join(text.split())[:4_000]


def semeval() -> Task:
    """Suggestions in a software forum: trained on the training split, answered on the trial split."""
    rows = [
        (_folded(r["text"]), frozenset({r["label"]}), r["split"])
        for r in table("intents/semeval2019_task9_suggestions")
        if r["source"] == "A_forum"
    ]
    return _task(
        rows,
        name="SemEval-2019 task 9 A, trained on train, trial split answered",
        names=("suggestion",),
        figures=("F1 of suggestion",),
        published="best system 0.781, twelfth 0.682, on the test split, which was not at hand",
        exclusive=False,
        part=lambda _, split: 0 if split == "dev" else -1,
        epochs=2,
    )


def ijcnlp() -> Task:
    """Sentences of customers in English, several labels each."""
    names = ("comment", "complaint", "request", "bug", "meaningless", "undetermined")
    rows = [
        (_folded(r["text"]), frozenset(r["labels"].split("|")), "en")
        for r in table("intents/ijcnlp2017_customer_feedback")
        if r["lang"] == "en" and r["split"] == "train"
    ]
    return _task(
        rows,
        name="IJCNLP-2017 task 4, English, cross validation on train",
        names=names,
        figures=("exact accuracy",),
        published="about 0.65 exact accuracy, best single systems on the test split; TF-IDF 0.658",
        exclusive=False,
        n_tuned=1,
    )


def nlbse() -> Task:
    """Issues of five projects; the project's name leads the text, so that one model serves them all."""
    rows = [
        (_folded(f"{r['source']}: {r['text']}"), frozenset({r["label"]}), r["source"])
        for r in table("intents/nlbse2024_issues")
    ]
    return _task(
        rows,
        name="NLBSE 2024 issues, cross validation on train, mean over projects",
        names=("bug", "feature", "question"),
        figures=("mean F1 over projects",),
        published="SetFit 0.827, RoBERTa 0.792, on the test split; TF-IDF 0.750",
        exclusive=True,
        max_tokens=128,
        n_tuned=1,
    )


def maalej() -> Task:
    """App reviews, several labels each."""
    rows = [(_folded(r["text"]), frozenset(r["labels"].split("|")), "") for r in table("intents/maalej2016")]
    names = ("Bug", "Feature", "UserExperience", "Rating")
    return _task(
        rows,
        name="Maalej et al. 2016, cross validation",
        names=names,
        figures=tuple(f"F1 of {n}" for n in names),
        published="precision 0.88-0.92, recall 0.90-0.99, balanced, with metadata; TF-IDF 0.62, 0.49, 0.55, 0.88",
        exclusive=False,
        n_tuned=1,
    )


def iso25010() -> Task:
    """App reviews by quality characteristic, several each."""
    names = ("Functional", "Performance", "Compatibility", "Usability", "other")
    rows = [
        (_folded(r["text"]), frozenset(r["labels"].split("|")), "")
        for r in table("intents/app_reviews_iso25010")
        if r["labels"]
    ]
    return _task(
        rows,
        name="app reviews by ISO 25010, cross validation",
        names=names,
        figures=("macro-F1",),
        published="none found for these rows",
        exclusive=False,
        epochs=4,
        n_tuned=2,
    )


def promise_kind() -> Task:
    """Requirements: functional or not."""
    rows = [
        (_folded(r["text"]), frozenset({"F" if r["label"] == "F" else "NFR"}), "")
        for r in table("requirements/promise_nfr")
    ]
    return _task(
        rows,
        name="PROMISE NFR, functional or not, cross validation",
        names=("F", "NFR"),
        figures=("F1 of F", "F1 of NFR"),
        published="NoRBERT 0.90 and 0.93; TF-IDF 0.895 and 0.927",
        exclusive=True,
        epochs=4,
        n_tuned=2,
    )


def promise_classes() -> Task:
    """Quality requirements by class; the class with one row is left out."""
    rows = [
        (_folded(r["text"]), frozenset({r["label"]}), "")
        for r in table("requirements/promise_nfr")
        if r["label"] in _NFR
    ]
    return _task(
        rows,
        name="PROMISE NFR, ten quality classes, cross validation",
        names=_NFR,
        figures=("weighted F1", "macro-F1"),
        published="NoRBERT 0.82 weighted",
        exclusive=True,
        epochs=8,
        n_tuned=2,
    )


TASKS: tuple[Callable[[], Task], ...] = (
    semeval,
    promise_kind,
    promise_classes,
    iso25010,
    ijcnlp,
    nlbse,
    maalej,
)
