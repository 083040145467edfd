"""Signs in the wording of a statement that a sentence vector blurs: asking, failing, praising, questioning."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|[?]+")
_APOSTROPHES = str.maketrans("", "", "'’`")
_CENSORED = re.compile(r"\w*[*#$@]{2,}\w*")
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_LONGEST_PHRASE = 4
_LONGEST_TEXT = 2_000
_NEGATION_REACH = 3
_WH = frozenset([
    "what", "why", "how", "where", "when", "who", "whom", "which", "whose", "whats", "hows", "wheres", "whens",
    "whos",
])  # fmt: skip
_AUXILIARY = frozenset([
    "is", "are", "am", "was", "were", "do", "does", "did", "can", "could", "will", "would", "should", "shall", "may",
    "might", "has", "have", "had", "isnt", "arent", "dont", "doesnt", "didnt", "cant", "couldnt", "wont", "wouldnt",
    "shouldnt",
])  # fmt: skip
_SUBJECT = frozenset([
    "i", "you", "we", "they", "he", "she", "it", "this", "that", "these", "those", "there", "the", "a", "an", "my",
    "your", "any", "anyone", "someone",
])  # fmt: skip
COMPUTED = (
    "leads_no",
    "leads_ask_verb",
    "leads_question",
    "question_mark",
    "ends_question",
    "negated_praise",
    "negated_blame",
    "exclamation",
    "smile",
    "frown",
    "capitals",
    "censored",
    "length",
    "short",
)
"""Features that follow the listed cues, in this order."""


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Phrases by their words, and the names of the features they feed.

    Attributes
    ----------
    names : tuple of str, length n_cues
        Listed cues, then the computed ones.
    phrases : mapping of phrase to tuple of int
        Columns that a phrase of 1 to 4 words switches on.
    ask_verbs : frozenset of str
        Words that begin a wish when they begin a statement.
    smiles, frowns : tuple of str
        Emoji and emoticons.
    """

    names: tuple[str, ...]
    phrases: Mapping[str, tuple[int, ...]]
    ask_verbs: frozenset[str]
    smiles: tuple[str, ...]
    frowns: tuple[str, ...]

    @classmethod
    def from_json(cls, raw: bytes) -> CueLexicon:
        """Read ``cues.json``.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            If it is not what this version writes.
        """
        content: dict[str, Any] = json.loads(raw)
        phrases: dict[str, tuple[int, ...]] = {}
        for column, entries in enumerate(content["cues"].values()):
            for phrase in entries:
                phrases[phrase] = (*phrases.get(phrase, ()), column)
        return cls(
            names=(*content["cues"], *COMPUTED),
            phrases=phrases,
            ask_verbs=frozenset(content["cues"]["ask_verb"]),
            smiles=(*content["emoji"]["positive"], *content["emoticons"]["positive"]),
            frowns=(*content["emoji"]["negative"], *content["emoticons"]["negative"]),
        )

    def features(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Cue values of each text, of shape (n_texts, n_cues), in [0, 1]; only the first 2,000 characters count."""
        matrix = np.zeros((len(texts), len(self.names)), dtype=np.float32)
        n_listed = len(self.names) - len(COMPUTED)
        for row, text in enumerate(texts):
            head = text[:_LONGEST_TEXT]
            words = [word.translate(_APOSTROPHES) for word in _WORD.findall(head.lower())]
            for column in self._found(words):
                matrix[row, column] = 1.0
            matrix[row, n_listed:] = self._computed(head, words)
        return matrix

    def _found(self, words: Sequence[str]) -> set[int]:
        found: set[int] = set()
        for start in range(len(words)):
            for n_words in range(1, _LONGEST_PHRASE + 1):
                if start + n_words > len(words):
                    break
                found.update(self.phrases.get(" ".join(words[start : start + n_words]), ()))
        return found

    def _computed(self, text: str, words: Sequence[str]) -> list[float]:
        first = words[0] if words else ""
        lower = text.lower()
        negated_praise, negated_blame = self._negated(words)
        n_words = sum(not word.startswith("?") for word in words)
        return [
            float(first == "no" and n_words > 1),
            float(first in self.ask_verbs and n_words > 1),
            float(is_question_lead(words)),
            float("?" in text),
            float(text.rstrip(" \"')!.").endswith("?")),
            float(negated_praise),
            float(negated_blame),
            min(text.count("!"), 3) / 3.0,
            float(any(sign in lower for sign in self.smiles)),
            float(any(sign in lower for sign in self.frowns)),
            min(len(_CAPITALS.findall(text)), 3) / 3.0,
            float(_CENSORED.search(text) is not None),
            min(float(np.log1p(n_words)), 6.0) / 6.0,
            float(n_words <= 3),
        ]

    def _negated(self, words: Sequence[str]) -> tuple[bool, bool]:
        """Whether a word of praise, and one of blame, stands shortly behind a negation."""
        negation = self.names.index("negation")
        praise = {self.names.index("praise_strong"), self.names.index("praise_mild")}
        blame = {self.names.index(name) for name in ("blame_strong", "blame_mild", "bug", "crash")}
        seen_praise = seen_blame = False
        for place, word in enumerate(words):
            if negation not in self.phrases.get(word, ()):
                continue
            for near in words[place + 1 : place + 1 + _NEGATION_REACH]:
                columns = set(self.phrases.get(near, ()))
                seen_praise |= bool(columns & praise)
                seen_blame |= bool(columns & blame)
        return seen_praise, seen_blame


def is_question_lead(words: Sequence[str]) -> bool:
    """Whether words begin as a question does: a wh-word, or an auxiliary before its subject."""
    if not words:
        return False
    if len(words) > 1 and words[0] in _WH:
        return words[:2] not in (["what", "a"], ["what", "an"])
    return len(words) > 1 and words[0] in _AUXILIARY and words[1] in _SUBJECT


def words_of(text: str) -> list[str]:
    """Lower-case words without apostrophes, as the cues see them."""
    return [word.translate(_APOSTROPHES) for word in _WORD.findall(text[:_LONGEST_TEXT].lower())]
