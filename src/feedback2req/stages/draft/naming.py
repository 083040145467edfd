"""Things in a sentence: with which article they are named first, and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedback2req.domain.inflection import indefinite, is_plural, needs_article
from feedback2req.stages.draft.lexicon import LIGHT, SECRETS


@dataclass(frozen=True, slots=True)
class Name:
    """A thing as it is named first ("a folder"), again ("the folder"), and bare in a title ("folder")."""

    bare: str
    first: str
    again: str


def _is_name(thing: str) -> bool:
    last = thing.split()[-1]
    return last != last.lower()


def name(thing: str, passages: Iterable[str] = ()) -> Name:
    """Give a thing its articles.

    Customers tell which one they mean: where most of them say "the" or "my", the sentence says "the". A
    proper name takes none, a plural none at first.
    """
    bare = thing
    first_word, _, owner = thing.partition(" of ")
    if owner:
        whole = f"the {first_word} of {name(owner, passages).again if not is_plural(owner.split()[-1]) else owner}"
        return Name(bare, whole, whole)
    if _is_name(thing) and thing.split()[-1].lower() not in SECRETS:
        return Name(bare, bare, bare)
    again = f"the {thing}"
    if is_plural(thing.split()[-1]):
        return Name(bare, thing, again)
    known, unknown = _said_with(thing, passages)
    if known > unknown:
        return Name(bare, again, again)
    if needs_article(thing) or thing.split()[-1].lower() in SECRETS:
        return Name(bare, indefinite(thing), again)
    return Name(bare, thing, again)


def _said_with(thing: str, passages: Iterable[str]) -> tuple[int, int]:
    tail = re.escape(thing.split()[-1])
    seen = re.compile(rf"\b(the|my|our|your|this|a|an)\s+(?:[\w-]+\s+){{0,3}}?{tail}\b", re.IGNORECASE)
    found = [m.group(1).lower() for p in passages if (m := seen.search(p))]
    unknown = sum(f in ("a", "an") for f in found)
    return len(found) - unknown, unknown


def without_light(thing: str) -> str:
    """A thing without the head that only points at it: "cloud storage support" gives "cloud storage"."""
    said = thing.split()
    while len(said) > 1 and said[-1].lower() in LIGHT:
        said.pop()
    return " ".join(said)
