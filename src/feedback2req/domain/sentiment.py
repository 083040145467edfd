"""From a sentiment score to its label: one place, so that every file and every page agrees."""

from __future__ import annotations

LABELS = ("negative", "neutral", "positive")

NEGATIVE_AT = -0.2
"""Highest score that is called negative."""

POSITIVE_AT = 0.2
"""Lowest score that is called positive."""


MISMATCH = 0.5
"""A rating and a text that both say so much, in opposite directions, disagree; as in `rating_disagrees`."""


def rating_disagrees(satisfaction: float | None, score: float) -> bool:
    """Whether a rating, in [-1, 1], and the sentiment of the text point plainly in opposite directions."""
    if satisfaction is None:
        return False
    return satisfaction * score < 0 and min(abs(satisfaction), abs(score)) >= MISMATCH


def sentiment_label(score: float) -> str:
    """Label of a score in [-1, 1]; the bounds themselves are not neutral."""
    if score <= NEGATIVE_AT:
        return LABELS[0]
    return LABELS[2] if score >= POSITIVE_AT else LABELS[1]
