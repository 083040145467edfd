"""Whether two texts about one thing want opposite things of it."""

from __future__ import annotations

import re

from feedback2req.domain.inflection import gerund, third_person
from feedback2req.domain.words import words

_OPPOSITES = (
    ("add", "remove"), ("add", "delete"), ("enable", "disable"), ("show", "hide"), ("allow", "prevent"),
    ("allow", "block"), ("allow", "forbid"), ("dark", "light"), ("start", "stop"), ("lock", "unlock"),
    ("mute", "unmute"), ("increase", "decrease"), ("increase", "reduce"), ("raise", "lower"), ("expand", "collapse"),
    ("keep", "delete"), ("keep", "remove"), ("keep", "discard"), ("automatic", "manual"),
    ("automatically", "manually"), ("optional", "mandatory"), ("optional", "required"), ("public", "private"),
    ("connect", "disconnect"), ("bigger", "smaller"), ("larger", "smaller"), ("more", "fewer"), ("more", "less"),
    ("online", "offline"), ("ascending", "descending"), ("horizontal", "vertical"), ("pin", "unpin"),
    ("subscribe", "unsubscribe"), ("accept", "refuse"), ("accept", "reject"), ("free", "paid"),
)  # fmt: skip
_REFUSED = re.compile(
    r"\b(?:shall|should|must|may|will|can) (?:not|never)\b|\bno longer\b|\bno need (?:to|for)\b"
    r"|\bplease (?:no|stop|never)\b"
    r"|\b(?:do not|don['’]t) (?:want|need|like|add|show|let)\b|^(?:do not|don['’]t|never|stop|no)\b",
    re.IGNORECASE,
)
_EMPTY = words(
    "the a an and or of to in on at for with when while where if then that this these those it its is are was be been"
    " shall should must may will can not never no user users customer customers system app application product please"
    " want need would like able allow let have has had do does don i you we they my your our their as so by from into"
    " each every all any some longer without again just also very really there here than which who open limit"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]+")
_LEAST_SHARED = 0.5
"""Share of the shorter text's content that both have to speak of before they can contradict each other."""


def content(text: str) -> frozenset[str]:
    """The words that carry a text, in their singular as far as an s tells."""
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in map(str.lower, _WORD.findall(text))
        if word not in _EMPTY and len(word) > 2
    )


def opposed(one: str, other: str) -> str | None:
    """Why two texts contradict each other, in words; None when they do not.

    They do when they share what they are about, and either one has a word where the other has its opposite, or one
    refuses what the other asks for. Both at once cancel out: "shall not show" is "shall hide".
    """
    a, b = frozenset(map(str.lower, _WORD.findall(one))), frozenset(map(str.lower, _WORD.findall(other)))
    pair = next((p for p in _pairs() if _apart(p, a, b)), None)
    is_refused = bool(_REFUSED.search(one)) != bool(_REFUSED.search(other))
    if (pair is not None) == is_refused:
        return None
    left_out = frozenset() if pair is None else _forms(pair[0]) | _forms(pair[1])
    shared, least = _shared(one, other, left_out)
    # an opposite is a word of its own; a refusal needs what is done and to what, or it may be of something else
    if len(shared) < max(_LEAST_SHARED * least, 1 if pair else 2):
        return None
    about = ", ".join(sorted(shared)[:4])
    if pair is None:
        return f"one refuses what the other asks for ({about})"
    return f"one says “{pair[0]}”, the other “{pair[1]}” ({about})"


def _shared(one: str, other: str, left_out: frozenset[str]) -> tuple[frozenset[str], int]:
    a, b = content(one) - left_out, content(other) - left_out
    return a & b, max(min(len(a), len(b)), 1)


def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for left, right in _OPPOSITES for a, b in ((left, right), (right, left)))


def _apart(pair: tuple[str, str], a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether the one has the first alone and the other the second alone."""
    first, second = _forms(pair[0]), _forms(pair[1])
    return bool(a & first and b & second) and not (a & second) and not (b & first)


def _forms(word: str) -> frozenset[str]:
    past = f"{word}d" if word.endswith("e") else f"{word}ed"
    return frozenset({word, third_person(word), gerund(word), past})
