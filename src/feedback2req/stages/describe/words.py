"""Words and phrases that may stand in a label."""

from __future__ import annotations

import re

from feedback2req.domain.inflection import indefinite, is_plural, needs_article, singular
from feedback2req.domain.words import words

_WORD = re.compile(r"[^\W_](?:[\w.+&'’/-]*[\w+])?")
_MASK = re.compile(r"X{2,}|[Xx]x{2,}|\[\w")
_BROKEN = re.compile("[\u0080-\u00bfÂÃÐÑØÙÞðþ]")
"""Letters that stand for bytes read in the wrong encoding far oftener than for themselves."""

_LAST = words(
    "a an the and or but of to in on at by for from with when if that which is are was were be my your his her our"
    " their its it this these those not no than as so into onto about after before any some every all i you we they"
)
_SEEMING = words("looking working sounding feeling going getting having being")
"""Participles left over from "good looking", "not working": no adjectives of a thing."""

_ADJUNCTS = words("settings graphics controls news series sms mms gps ios")
"""Plurals that stay plural before another noun."""

POINTERS = words("support access integration mode protection sync backup")
"""Heads by which customers say what they want of a thing: "cloud storage support"."""

FAILED = words(
    "failed declined rejected canceled cancelled denied blocked closed missing lost wrong broken slow unable incorrect"
    " pending delayed"
)
"""Words that already say how a thing fails."""

PARTS = frozenset({"UI", "GUI", "UX"})
"""Acronyms of parts that every product has: no other product's name, and nothing to be supported."""

EDITIONS = words("app version edition release")
"""What a product comes as: a wish names one with what sets it apart ("desktop app")."""

SAYING_NOTHING_ALONE = POINTERS | words(
    "client server button widget connection ability option"
    " setting function functionality feature size list screen file item content information info detail"
    " data service product system code value quality possibility choice help use lack base method change error"
)
"""Nouns that need another word to tell one theme from the next."""


def is_readable(text: str) -> bool:
    """Whether a phrase is made of words, without masks, broken letters or repeats, and ends where it is whole."""
    parts = text.split()
    if not parts or _MASK.search(text) or _BROKEN.search(text) or not all(_WORD.fullmatch(p) for p in parts):
        return False
    if any("." in p[:-1] and not is_name(p) for p in parts):
        return False
    stems = [singular(p) for p in parts if p.casefold() not in _LAST]
    if len(set(stems)) < len(stems) or parts[0].casefold() in _SEEMING:
        return False
    return parts[-1].casefold() not in _LAST and (len(parts) > 1 or len(text) > 1)


def is_name(word: str) -> bool:
    """Whether a word as written is a name or an acronym: "Dropbox", "SFTP"."""
    return word[:1].isupper() or word[1:] != word[1:].casefold()


def is_proper(thing: str) -> bool:
    """Whether every word of a phrase is a proper name, and not only an acronym: "Wells Fargo"."""
    parts = thing.split()
    return all(p[:1].isupper() for p in parts) and any(p[1:] == p[1:].casefold() for p in parts)


def adjunct(thing: str) -> str:
    """A phrase as it stands before another noun: "calls" becomes "call" in "call problems"."""
    *before, last = thing.split()
    if last.casefold() not in _ADJUNCTS and is_plural(last):
        last = last[:1] + singular(last)[1:]
    return " ".join([*before, last])


def articled(thing: str) -> str:
    """A thing as it stands in a sentence: "refund" becomes "a refund"."""
    return indefinite(thing) if needs_article(thing.split(" of ")[0]) else thing


def are(thing: str) -> str:
    """The form of "to be" that goes with a thing."""
    return "are" if is_plural(thing.split(" of ")[0].split()[-1]) else "is"


def joined(*parts: str | None) -> str:
    """Parts that are there, with a space between them."""
    return " ".join(p for p in parts if p)


def capital(text: str) -> str:
    """A text with a capital at its start; the rest keeps its case."""
    return text[:1].upper() + text[1:]
