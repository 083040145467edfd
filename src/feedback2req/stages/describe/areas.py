"""What an area is called: one or two things that its customers speak of, whatever they say about them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from feedback2req.domain.inflection import needs_article, plural, singular
from feedback2req.stages.describe.choice import normal
from feedback2req.stages.describe.material import Material
from feedback2req.stages.describe.naming import Group, Named
from feedback2req.stages.describe.phrases import noun_phrases
from feedback2req.stages.describe.words import SAYING_NOTHING_ALONE, capital, is_readable

MAX_WORDS = 4
_SECOND = 0.2
"""How often, beside the first thing, the second has to be spoken of for the area to bear its name too."""

_PRECISION = 0.4
"""Weight of how rarely others speak of a thing, against how many of the area do: an area's name may be wide."""

_NAMED = 1.5
"""Weight of a thing that one of the area's themes is called after: it is known to be worth a name."""

_CALLED, _OFFERED, _SAID_BY = 3, 24, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    text: str
    words: frozenset[str]
    said_by: frozenset[int]


def area_names(areas: Sequence[Sequence[Group]], names: Mapping[str, Named], material: Material) -> list[str]:
    """Names of areas, in their order; each is unlike the others and unlike the name of every theme.

    Parameters
    ----------
    areas : the themes of each area
    names : what every theme is called, by its key
    """
    gone = {normal(name.label) for name in names.values()}
    things = _things(sorted({m for area in areas for theme in area for m in theme.members}), material)
    found: dict[int, str] = {}
    sizes = [sum(len(theme.members) for theme in area) for area in areas]
    for number in sorted(range(len(areas)), key=lambda a: (-sizes[a], min(theme.key for theme in areas[a]))):
        called = {normal(phrase) for theme in areas[number] for phrase in names[theme.key].things(_CALLED)}
        offers = _offers([theme.members for theme in areas[number]], things, called)
        found[number] = next(offer for offer in offers if normal(offer) not in gone)
        gone.add(normal(found[number]))
    return [found[number] for number in range(len(areas))]


def _things(members: Sequence[int], material: Material) -> list[_Thing]:
    """Every noun phrase that could name an area, with those who use it."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    said_by: dict[str, set[int]] = defaultdict(set)
    for m in members:
        statement = material.statements[m]
        text, parse = material.items[statement.item_id].text, material.parses[statement.item_id]
        for phrase in noun_phrases(text, parse, statement, material.vocabulary):
            shown = " ".join(material.cases.get(word.lower(), word) for word in phrase.split())
            written[normal(shown)][shown] += 1
            said_by[normal(shown)].add(m)
    found = []
    for name in sorted(written):
        shown = _shown(written[name])
        if _names_something(shown, material):
            found.append(_Thing(text=shown, words=frozenset(name.split()), said_by=frozenset(said_by[name])))
    return found


def _shown(written: Counter[str]) -> str:
    """The form that customers use most; of one thing that they count, the plural when they use it too."""
    often = min(written, key=lambda w: (-written[w], w))
    *before, head = often.split()
    counted = " ".join([*before, plural(head)])
    return counted if needs_article(often) and counted in written else often


def _in_general(thing: str) -> str:
    """A thing that is counted, in the plural: "all about cards"."""
    *before, head = thing.split()
    return " ".join([*before, plural(head)]) if needs_article(thing) else thing


def _names_something(shown: str, material: Material) -> bool:
    words = shown.split()
    head = singular(words[-1])
    if len(words) > 2 or not is_readable(shown) or any(material.vocabulary.is_spread(w.casefold()) for w in words):
        return False
    if any(material.vocabulary.is_name(w.casefold()) or len(w) < 2 for w in words):
        return False
    return len(words) > 1 or head not in SAYING_NOTHING_ALONE


def _offers(themes: Sequence[Sequence[int]], things: Sequence[_Thing], called: Container[str]) -> Iterator[str]:
    """Names from the best on: two things where the second is spoken of nearly as often, else one."""
    members = frozenset(m for theme in themes for m in theme)
    ranked = _ranked([thing for thing in things if thing.said_by & members], themes, members, called)[:_OFFERED]
    for worth, first in ranked:
        others = [
            thing
            for _, thing in ranked
            if not thing.words & first.words
            and _length(first) + 1 + _length(thing) <= MAX_WORDS
            and len(thing.said_by & members) >= _SAID_BY
        ]
        left = [[m for m in theme if m not in first.said_by] for theme in themes]
        beside = _ranked(others, left, members, called)
        if beside and beside[0][0] >= _SECOND * worth:
            yield capital(f"{first.text} and {beside[0][1].text}")
        if _length(first) > 1:
            yield capital(first.text)
        yield f"All about {_in_general(first.text)}"
    for number in count(1):
        yield "Other matters" + (f" ({number})" if number > 1 else "")


def _ranked(
    things: Iterable[_Thing], themes: Sequence[Sequence[int]], members: frozenset[int], called: Container[str]
) -> list[tuple[float, _Thing]]:
    """Things with their worth, best first; one that a theme is called after counts more."""
    worths = [
        (round(_worth(thing, themes, members) * (_NAMED if normal(thing.text) in called else 1.0), 6), thing)
        for thing in things
    ]
    return sorted(worths, key=lambda pair: (-pair[0], pair[1].text))


def _length(thing: _Thing) -> int:
    return len(thing.text.split())


def _worth(thing: _Thing, themes: Sequence[Sequence[int]], members: frozenset[int]) -> float:
    """How many of the area speak of a thing, each theme weighing by the root of its size, and how few others do."""
    spoken = sum(len(thing.said_by.intersection(theme)) / len(theme) ** 0.5 for theme in themes if theme)
    total = sum(len(theme) ** 0.5 for theme in themes)
    precision = (len(thing.said_by & members) + 0.5) / (len(thing.said_by) + 1.0)
    return float(spoken / max(total, 1.0) * precision**_PRECISION)
