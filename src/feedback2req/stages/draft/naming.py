"""Things in a sentence: with which article they are named first, and again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedback2req.domain.inflection import indefinite, is_plural, needs_article, singular
from feedback2req.stages.draft.lexicon import FORMATS, LANGUAGES, LIGHT, LOOKS, NETWORKS, NOTICES, SECRETS

TYPED = SECRETS | NETWORKS | FORMATS | LANGUAGES | NOTICES | LOOKS | {"widget", "widgets", "search"}
"""Single words that have a sentence of their own."""


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
        return Name(bare, thing, f"the {thing.removeprefix('multiple ')}")
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


def single(thing: str) -> Name:
    """A thing in the singular, for a sentence about each of its kind."""
    said = thing.split()
    last = said[-1]
    single = last if last != last.lower() else singular(last)
    bare = " ".join([*said[:-1], {"sm": "SMS", "sms": "SMS", "mms": "MMS"}.get(single, single)])
    return Name(bare, indefinite(bare), f"the {bare}")


def called(product: str) -> str:
    """How a product is named in a sentence: a name as it is, a plain description with "the"."""
    if product in ("", "default"):
        return "the product"
    return f"the {product}" if product == product.lower() and " " in product and product[:4] != "the " else product


def plain(thing: str) -> bool:
    """Whether a thing is one common word, once the head that only points at it is taken off."""
    core = without_light(thing)
    return len(core.split()) < 2 and core == core.lower() and core not in TYPED


def without_light(thing: str) -> str:
    """A thing without the head that only points at it: "cloud storage support" gives "cloud storage"."""
    said = thing.split()
    while len(said) > 1 and said[-1].lower() in LIGHT:
        said.pop()
    return " ".join(said)
