"""A text as the rules see it: its kind, its parts, and what no rule is about blanked out."""

from __future__ import annotations

import re
from dataclasses import dataclass

REQUIREMENT, STORY = "requirement", "story"
KINDS = (REQUIREMENT, STORY)

_OPEN_VALUE = re.compile(r"\[[a-z ]+: open\]")
_LINK = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# a name or a value stands in short quotes; long ones hold the sentence itself
_QUOTED = re.compile(r"“[^”]{1,60}”|\"[^\"]{1,60}\"|`[^`]{1,60}`")
_MODAL = re.compile(r"\b(?:shall|must|will|should|may|might|can|could|has to|have to|needs? to)\b", re.IGNORECASE)
_SHALL = re.compile(r"\bshall\b", re.IGNORECASE)
_ROLE = re.compile(r"\b(?:as|being)\s+(?:an?|the|some|any)\s+", re.IGNORECASE)
# a number, a bullet or an opening quote may stand before a story; a slip may glue article and role
_OPENING_ROLE = re.compile(
    r"[\W\d_]{0,12}As\s+(?:(?:an?|the)\s+)?(?=\w)(?!(?:result|consequence|matter|rule|minimum|default|part)\b)"
)
# "registryI want": a slip that loses a blank must not lose the wish
_CLEAR_WISH = re.compile(
    r"(?<![A-Z])\b(?:I|we)(?:\s+would|['’]d|\s+also|\s+really|\s+do\s+not|\s+don['’]t)?\s+(?:want|need|like|wish|expect|prefer)\b|(?<=[a-z])I\s+want\b"
)
_ABILITY = re.compile(r"\b(?:I|we)\s+(?:can|could|should|must|may|will)\b|(?<=[a-z])I\s+can\b")
_LOOSE_WISH = re.compile(r"\bI['’]m\b|\b(?:I|we)\s+(?:am|are|have|get)\b|\bI\b|(?<=[a-z])I\s+am\b")
MAX_CHARS = 2000
"""Longer texts are no requirements; what comes behind is not read."""
_ENDS = re.compile(
    r"[,;]?\s+(?:so\s+that|so(?=\s+(?:I|we|you|they|it|he|she|the|my|our|a|an|everyone|users?)\b)"
    r"|in\s+order\s+(?:to|that)|because)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryParts:
    """Spans of the parts of a user story; None where a part is missing.

    Attributes
    ----------
    wish : tuple of int or None
        The words that announce what is wanted ("I want to").
    means : tuple of int or None
        What is wanted.
    ends : tuple of int or None
        What it is good for, with its "so that".
    """

    role: tuple[int, int] | None
    wish: tuple[int, int] | None
    means: tuple[int, int] | None
    ends: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One text, read once for all rules.

    Attributes
    ----------
    text : str
        As it was given; all offsets point into it.
    plain : str
        The same, up to `MAX_CHARS`; the product's name, open values,
        addresses and what stands in quotes are blanked, since no
        rule is about names and values.
    modal : tuple of int or None
        Span of the first "shall", else of the first other modal verb.
    asked : tuple of int
        Span of what the text asks for: a whole requirement, or the means of a story.
    """

    text: str
    plain: str
    kind: str
    product: str
    modal: tuple[int, int] | None
    story: StoryParts
    asked: tuple[int, int]


def view_of(text: str, *, product: str = "", kind: str | None = None) -> View:
    """Read a text; its kind is told by its form when it is not given."""
    whole, text = text, text[:MAX_CHARS]
    plain = _OPEN_VALUE.sub(_blank, text)
    if product:
        plain = re.sub(re.escape(product), _blank, plain, flags=re.IGNORECASE)
    plain = _QUOTED.sub(_blank, _LINK.sub(_blank, plain))
    kind = kind or kind_of(text)
    story = _story(text) if kind == STORY else StoryParts(role=None, wish=None, means=None, ends=None)
    modal = _SHALL.search(plain) or _MODAL.search(plain)
    return View(
        text=whole,
        plain=plain,
        kind=kind,
        product=product,
        modal=modal.span() if modal else None,
        story=story,
        asked=story.means or (0, len(text)),
    )


def kind_of(text: str) -> str:
    """A story speaks of a role or in the first person; whatever says "shall" of a system is a requirement."""
    if _SHALL.search(text) and not _CLEAR_WISH.search(text):
        return REQUIREMENT
    opened = _OPENING_ROLE.match(text)
    if opened and _wish(text, opened.end()):
        return STORY
    if opened and _ROLE.search(opened.group()) and not _MODAL.search(text):
        return STORY
    return STORY if _CLEAR_WISH.search(text) else REQUIREMENT


def _story(text: str) -> StoryParts:
    marked = _OPENING_ROLE.match(text) or _ROLE.search(text)
    wish = _wish(text, marked.end()) if marked else _CLEAR_WISH.search(text)
    role = None
    if marked and (wish is None or marked.end() < wish.start()):
        tail = wish.start() if wish else _comma(text, marked.end())
        role = _trimmed(text, marked.end(), tail)
    if wish is None:
        return StoryParts(role=role, wish=None, means=None, ends=None)
    ends = _ENDS.search(text, wish.end())
    start = wish.end()
    to = re.compile(r"\s+(?:to|be\s+able\s+to|able\s+to)\b", re.IGNORECASE)
    while (m := to.match(text, start)) is not None:
        start = m.end()
    means = _trimmed(text, start, ends.start() if ends else len(text))
    return StoryParts(
        role=role,
        wish=(wish.start(), start),
        means=means,
        ends=_trimmed(text, ends.start(), len(text)) if ends else None,
    )


def _wish(text: str, start: int) -> re.Match[str] | None:
    """What announces the means: the clearest words before the benefit begins."""
    ends = _ENDS.search(text, start)
    stop = ends.start() if ends else len(text)
    for pattern in (_CLEAR_WISH, _ABILITY, _LOOSE_WISH):
        found = pattern.search(text, start, stop)
        if found:
            return found
    return _CLEAR_WISH.search(text, start)


def _comma(text: str, start: int) -> int:
    found = text.find(",", start)
    return found if found >= 0 else len(text)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A span without blanks and punctuation at its edges; None when no word is left."""
    while start < end and not text[start].isalnum() and text[start] not in "([{“\"'$":
        start += 1
    while end > start and text[end - 1] in " \t\r\n,;:.":
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None


def _blank(m: re.Match[str]) -> str:
    return "_" * len(m.group())
