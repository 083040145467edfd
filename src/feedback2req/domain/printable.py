"""Showing what a customer wrote without letting it drive a terminal."""

from __future__ import annotations


def printable(text: str, limit: int = 80) -> str:
    """Show the beginning of a text on one line, with control and invisible characters escaped.

    A review may hold escape sequences that repaint a terminal, and an error message must not become a
    copy of the data: so both are bounded here.

    Parameters
    ----------
    text : str
        Anything, from outside.
    limit : int, >= 1, default=80
        Most characters to show; an ellipsis stands for the rest.
    """
    head = text[: limit + 1]
    shown = "".join(c if c.isprintable() else _escaped(c) for c in head)
    return shown if len(shown) <= limit else shown[: max(limit - 1, 0)] + "…"


def _escaped(char: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char) or f"\\u{ord(char):04x}"
