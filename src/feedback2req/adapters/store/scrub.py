"""Take a customer's words out of what was published: pure work on JSON values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ERASED = "(words erased)"
_WORD = re.compile(r"\w+")
_TEXTS = ("label", "criterion", "why")
_REQUIREMENT_TEXTS = ("title", "problem", "statement", "story", "success_criterion")
_REQUIREMENT_LISTS = ("acceptance_criteria", "proposed_solutions", "open_questions")

Json = dict[str, Any]


def words_of(text: str) -> set[str]:
    """Words of a text, in lower case."""
    return set(_WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrubber:
    """What has to go.

    Attributes
    ----------
    items, statements : collection of str
        Ids of items and statements that are erased.
    words : collection of str
        Words, in lower case, that nobody else ever wrote: a text with one of them tells of the customer.
    """

    items: Collection[str]
    statements: Collection[str]
    words: frozenset[str]

    def result(self, document: Json) -> Json:
        """A ``result.json`` without them; themes and requirements that rest on them alone are left out."""
        themes = {name: self.themes(document[name]) for name in ("themes", "strengths")}
        keys = {one["key"] for part in themes.values() for one in part}
        return {
            **document,
            **themes,
            "limits": [one for one in document["limits"] if not self._tells(one["text"])],
            "alarms": [alarm for one in document["alarms"] if (alarm := self._alarm(one))["statement_ids"]],
            "areas": [{**one, "themes": [key for key in one["themes"] if key in keys]} for one in document["areas"]],
            "requirements": self.requirements(document["requirements"], keys),
            "backlog": None if document["backlog"] is None else [self._line(one) for one in document["backlog"]],
            "changes": self.changes(document["changes"]),
        }

    def past(self, document: Json, keys: Collection[str]) -> Json:
        """What the next run has to know, without them; `keys` are the themes that are left."""
        return {
            **document,
            "themes": [self._texts(one) for one in document["themes"] if one["key"] in keys],
            "requirements": self.requirements(document["requirements"], keys),
        }

    def taxonomy(self, themes: Iterable[Json], texts: Collection[str]) -> list[Json]:
        """People's own themes without examples and criteria out of the erased `texts`; names are theirs, and stay."""
        said = [text.casefold() for text in texts]

        def theirs(text: str) -> bool:
            return self._tells(text) or any(text.strip().casefold() in one for one in said)

        return [
            {
                **one,
                "said": None if one["said"] and theirs(one["said"]) else one["said"],
                "examples": [text for text in one["examples"] if not theirs(text)],
            }
            for one in themes
        ]

    def themes(self, themes: Iterable[Json]) -> list[Json]:
        """Themes whose typical statements are not all erased."""
        found = []
        for one in themes:
            exemplars = [key for key in one["exemplars"] if key not in self.statements]
            if exemplars or not one["exemplars"]:
                phrases = [phrase for phrase in one["keyphrases"] if not self._tells(phrase)]
                found.append({**self._texts(one), "exemplars": exemplars, "keyphrases": phrases})
        return found

    def requirements(self, requirements: Iterable[Json], keys: Collection[str]) -> list[Json]:
        """Requirements of the themes that are left, with the evidence that is left."""
        return [self._requirement(one) for one in requirements if one["theme"] in keys and not self._rests_on(one)]

    def changes(self, changes: list[Json] | None) -> list[Json] | None:
        """Changes whose reasons do not tell of the customer."""
        return (
            None
            if changes is None
            else [one for one in changes if not any(self._tells(one[name]) for name in ("label", "reason"))]
        )

    def _requirement(self, one: Json) -> Json:
        slots = {
            name: {**slot, "statement_ids": self._left(slot["statement_ids"])} for name, slot in one["slots"].items()
        }
        evidence = {
            name: [quote for quote in one[name] if quote["item_id"] not in self.items]
            for name in ("evidence", "counter_evidence")
        }
        matches = [{**match, "statement_ids": self._left(match["statement_ids"])} for match in one["matches"]]
        return {**one, **evidence, "slots": slots, "matches": matches}

    def _rests_on(self, one: Json) -> bool:
        """Whether no evidence is left, a stated slot has no statement left, or a text tells of the customer."""
        if all(quote["item_id"] in self.items for quote in one["evidence"]):
            return True
        stated = [slot["statement_ids"] for slot in one["slots"].values() if slot["statement_ids"]]
        if any(not self._left(ids) for ids in stated):
            return True
        texts = [one[name] for name in (*_REQUIREMENT_TEXTS, *_REQUIREMENT_LISTS)]
        return any(self._tells(text) for text in _strings(texts))

    def _alarm(self, one: Json) -> Json:
        words = [word for word in one["words"] if not self._tells(word)]
        return {**one, "statement_ids": self._left(one["statement_ids"]), "words": words}

    def _line(self, one: Json) -> Json:
        return {
            **one,
            "statements": [said for said in one["statements"] if said["statement_id"] not in self.statements],
        }

    def _texts(self, one: Json) -> Json:
        return {**one, **{name: ERASED for name in _TEXTS if name in one and self._tells(one[name])}}

    def _left(self, ids: Iterable[str]) -> list[str]:
        return [key for key in ids if key not in self.statements]

    def _tells(self, text: str) -> bool:
        return not self.words.isdisjoint(words_of(text))


def words_of_others(document: Mapping[str, Any], statements: Collection[str]) -> set[str]:
    """Words of requirements that no erased statement bears out: these are ours, or other customers'."""
    found: set[str] = set()
    for one in document["requirements"]:
        cited = {quote["statement_id"] for name in ("evidence", "counter_evidence") for quote in one[name]}
        cited.update(key for slot in one["slots"].values() for key in slot["statement_ids"])
        if cited.isdisjoint(statements):
            texts = [one[name] for name in (*_REQUIREMENT_TEXTS, *_REQUIREMENT_LISTS)]
            found.update(*(words_of(text) for text in _strings(texts)))
    return found


def statement_ids_of(document: Mapping[str, Any], items: Collection[str]) -> set[str]:
    """Ids of statements of items, as far as a ``result.json`` quotes them."""
    return {
        quote["statement_id"]
        for one in document["requirements"]
        for name in ("evidence", "counter_evidence")
        for quote in one[name]
        if quote["item_id"] in items
    }


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
