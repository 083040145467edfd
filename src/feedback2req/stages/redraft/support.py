"""Whether the words of a proposal are customers' words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from feedback2req.domain.words import words

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_OPEN = re.compile(r"\[[a-z ]+: open\]")
_COUNTED = words(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty ninety hundred "
    "thousand million billion dozen half twice thrice double triple"
)
_FIGURE = re.compile(rf"\b(?P<n>\d+(?:[.,:]\d+)*|(?:{'|'.join(sorted(_COUNTED))})\b)\s*-?(?P<unit>[^\W\d_]+|%)?", re.I)
_EMPTY = words(
    "a about after again all also an and any are as at be because been before being but by can cannot could did do "
    "does during each else ever every for from get gets had has have having he her his how however if in inside into "
    "is it its just may more most must my no not of off on once one only onto or other others our out over own per "
    "same shall she should so some still such than that the their them then there these they this those through to "
    "too under until up use used uses using very was we were what when where whether which while who whose why will "
    "with within without would you your"
)
_BUILDING = words(
    "app application available begin change choose chosen close complete confirm connect connected connection contain "
    "current customer deliver device display end enter error existing explain finish first give given happen help hour "
    "include keep last less let limit list load message minute name new next offer offline open option person "
    "place possible present press problem product provide reach reason receive remain reply report request respond "
    "response result return run screen second see select session setting show start state step stay stop succeed "
    "success system take tap tell time try turn user version view want wait way work "
    "chosen found given held kept made reached seen sent shown taken told"
)
"""Words that any requirement is built of. None of them destroys, spends, hands over or lets in."""
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e")


def stem(word: str) -> str:
    """The word without its ending: enough to see that "crashes", "crashed" and "crashing" are one."""
    low = word.casefold().replace("’", "'").removesuffix("'s")
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low.removesuffix(ending)
            break
    if len(low) > 3 and low.endswith("y") and low[-2] not in "aeiou":
        return low[:-1]
    return low[:-1] if len(low) > 3 and low[-1] == low[-2] else low


def stems(text: str) -> list[str]:
    """Stems of the words that say something, in order."""
    plain = _OPEN.sub(" ", text)
    said = (w for w in _WORD.findall(plain) if w.casefold() not in _EMPTY)
    return list(dict.fromkeys(stem(w) for w in said))


_BUILDING_STEMS = frozenset(stem(w) for w in _BUILDING)


def unsaid(text: str, said: Iterable[str], system: str) -> list[str]:
    """Stems of a text that are neither said, nor words of requirements, nor the product's name."""
    known = _BUILDING_STEMS | set(said) | set(stems(system))
    return [s for s in stems(text) if s not in known]


def figures_unsaid(text: str, texts: Iterable[str]) -> list[str]:
    """Quantities of a text, in digits or words, that stand in no cited text; open ones are none.

    A number counts with the word behind it: "2 minutes" is not borne out by "2 hours".
    """
    known = set(_figures(" . ".join(texts)))
    return [n for n, unit in dict.fromkeys(_figures(_OPEN.sub(" ", text))) if (n, unit) not in known]


def _figures(text: str) -> list[tuple[str, str]]:
    return [(m["n"].casefold(), stem(m["unit"] or "")) for m in _FIGURE.finditer(text)]
