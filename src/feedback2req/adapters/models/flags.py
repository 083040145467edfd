"""Word patterns that a person should see early: money, lost data, a wish to leave, danger."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class FlagPatterns:
    """For each flag the pattern that raises it and the pattern that takes a match back.

    Attributes
    ----------
    patterns : mapping of str to pair of pattern
        What raises a flag, and what a raising match must not overlap ("lost interest" is no lost data).
    """

    patterns: Mapping[str, tuple[re.Pattern[str], re.Pattern[str] | None]]

    @classmethod
    def from_json(cls, raw: bytes) -> FlagPatterns:
        """Read ``flags.json``.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            If it is not what this version writes; a faulty pattern is a ValueError.
        """
        content: dict[str, Any] = json.loads(raw)
        try:
            return cls(
                {
                    name: (_any_of(entry["raise"]), _any_of(entry["except"]) if entry.get("except") else None)
                    for name, entry in content["flags"].items()
                }
            )
        except re.error as error:
            raise ValueError(str(error)) from error

    def find(self, text: str) -> dict[str, tuple[str, ...]]:
        """Find the flags raised by a text, each with the words that raised it, in order and without repeats."""
        found: dict[str, tuple[str, ...]] = {}
        head = text[:_LONGEST_TEXT].replace("’", "'")
        for name, (raises, excepts) in self.patterns.items():
            spared = [match.span() for match in excepts.finditer(head)] if excepts else []
            words = [
                text[match.start() : match.end()]
                for match in raises.finditer(head)
                if not any(start < match.end() and match.start() < end for start, end in spared)
            ]
            if words:
                found[name] = tuple(dict.fromkeys(words))
        return found


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b", re.IGNORECASE)
