"""How much two texts are about one thing, within the company they are in."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

Floats = NDArray[np.floating]

_PRIOR = 3.0
"""Texts that a mean is worth before any is seen: the mean of two requirements says little of what all share."""

_LEXICAL_WEIGHT = 0.2
"""Of spelling beside meaning. Chosen on sets without links of requirements; see benchmarks/requirements."""

_BLOCK = 256
"""Columns at a time: the scores of a large run beside a large backlog are held once, and in single precision."""

_FRAME = re.compile(
    r"(?:\b(?:the|this|our|an?)\s)?(?:[\w’'-]+\s){0,4}?\b(?:shall|should|must|will)\b"
    r"(?:\s(?:be able to|(?:allow|enable|let|permit|support|provide|handle|contain|have)\b))?"
    r"(?:\s(?:the|a|an|each|every)?\s?(?:users?|customers?|people))?(?:\s(?:to|with)\b)?\s*",
    re.IGNORECASE,
)
_STORY = re.compile(r"^as an? [^,]{1,80}, i (?:want|need|would like)(?: to)?\s*", re.IGNORECASE)


def bare(text: str, product: str = "") -> str:
    """A requirement without what all requirements share: "The system shall allow the user to", the product's name.

    What is left of "When the user opens a folder, Acme shall list its files" is "When the user opens a folder, list
    its files".
    """
    named = re.sub(re.escape(product), "the system", text, flags=re.IGNORECASE) if len(product) > 2 else text
    clauses = [_FRAME.sub("", clause.strip(), count=1) for clause in _STORY.sub("", named).split(",")]
    left = ", ".join(clause for clause in clauses if clause)
    return left if len(left) > 2 else text


def affinity(texts: Sequence[str], vectors: Floats, other_texts: Sequence[str], other_vectors: Floats) -> Floats:
    """Likeness of every text with every other text: centred cosine, and spelling by rare letter groups.

    What is common to all of one side ("please", "the app", "the system shall") makes every cosine high and tells
    nothing; so the mean of each side is taken out first. Spelling adds names and rare words that an encoder does not
    know.

    Parameters
    ----------
    vectors : ndarray of shape (n_texts, n_dims)
        Unit rows; a row of zeros is a text without a vector, which spelling alone relates.
    other_vectors : ndarray of shape (n_others, n_dims)
        Unit rows of the same encoder.

    Returns
    -------
    ndarray of shape (n_texts, n_others), float32
        In [-1, 1.2]; to be read as a probability by those who call.
    """
    if not len(texts) or not len(other_texts):
        return np.zeros((len(texts), len(other_texts)), dtype=np.float32)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=np.float64)
    fitted = letters.fit_transform([*texts, *other_texts, "nothing at all"])
    ours, theirs = fitted[: len(texts)], fitted[len(texts) : len(texts) + len(other_texts)].T.tocsc()
    centred, others = _centred(vectors), _centred(other_vectors).T
    scores = np.empty((len(texts), len(other_texts)), dtype=np.float32)
    for start in range(0, len(other_texts), _BLOCK):
        block = slice(start, start + _BLOCK)
        spelling = (ours @ theirs[:, block]).toarray()
        scores[:, block] = centred @ others[:, block] + _LEXICAL_WEIGHT * spelling
    return scores


def _centred(vectors: Floats) -> Floats:
    rows = np.asarray(vectors, dtype=np.float64)
    known = np.abs(rows).sum(axis=1) > 0
    moved = np.where(known[:, None], rows - rows.sum(axis=0) / (known.sum() + _PRIOR), 0.0)
    centred: Floats = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12)
    return centred
