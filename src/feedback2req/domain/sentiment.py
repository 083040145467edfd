"""From a sentiment score to its label: one place, so that every file and every page agrees."""

from __future__ import annotations

LABELS = ("negative", "neutral", "positive")

NEGATIVE_AT = -0.2
"""Highest score that is called negative."""

POSITIVE_AT = 0.2
"""Lowest score that is called positive."""


def sentiment_label(score: float) -> str:
    """Label of a score in [-1, 1]; the bounds themselves are not neutral."""
    if score <= NEGATIVE_AT:
        return LABELS[0]
    return LABELS[2] if score >= POSITIVE_AT else LABELS[1]
