"""Themes that the user wants kept, as they were written down."""

from __future__ import annotations

from dataclasses import dataclass

from feedback2req.domain.identity import content_id, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTheme:
    """A theme by its user's words.

    Attributes
    ----------
    name : str
        Its label, to the letter.
    said : str or None
        Who belongs, in one sentence.
    examples : tuple of str
        A few things that customers say who belong.
    kind : str or None
        One of `feedback2req.domain.themes.KINDS`; read from its statements where it is not given.
    """

    name: str
    said: str | None = None
    examples: tuple[str, ...] = ()
    kind: str | None = None

    @property
    def key(self) -> str:
        """Stable while the name is, whatever the case and the spaces."""
        return content_id("g", folded(self.name))

    @property
    def criterion(self) -> str:
        """Who belongs; where nobody said so, what the name says."""
        return self.said or f"The customer speaks of what “{self.name}” names in the taxonomy."

    @property
    def texts(self) -> tuple[str, ...]:
        """All that says what it is about."""
        return (self.name, *([self.said] if self.said else []), *self.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Where a taxonomy and what was found without it differ: a code, the keys of the themes, and it in words."""

    code: str
    themes: tuple[str, ...]
    text: str
