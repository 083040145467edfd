"""Closed lists of words, written as running text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Split a text on white space into a set."""
    return frozenset(text.split())
