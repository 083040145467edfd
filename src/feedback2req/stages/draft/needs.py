"""From single points to the needs behind them: what several customers ask for or suffer from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from feedback2req.domain.inflection import singular
from feedback2req.domain.point import Point
from feedback2req.stages.draft.lexicon import LIGHT, OPENING, OWN_DEEDS, SECRETS

_WAYS = ("crash", "freeze", "drain")
_SAME = {
    "recognize": "detect", "recognise": "detect", "find": "detect", "see": "show", "view": "show", "display": "show",
    "list": "show", "render": "show", "appear": "show", "erase": "delete", "sign in": "log in", "post": "credit",
    "apply": "credit", "process": "credit", "synchronize": "sync",
}  # fmt: skip
"""Verbs that say the same of one thing."""
_WEAK_HEADS = frozenset(("content", "size", "list", "number", "name", "type", "detail", "color", "menu", "page"))
"""Heads whose modifiers tell things apart."""
_HAVING = ("have", "get", "see", "use", "access", "find")


@dataclass(frozen=True, slots=True)
class Topic:
    """What points are compared by: the shape of the need, its verb, and the words of its thing."""

    shape: str
    verb: str | None
    thing: tuple[str, ...]


@dataclass(slots=True)
class Need:
    """Points that say the same, and the customer of each."""

    topic: Topic
    points: list[Point] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)

    @property
    def customers(self) -> set[str]:
        """The different customers who make them."""
        return set(self.authors)

    @property
    def failing(self) -> bool:
        """Whether most of its points report a failure rather than a wish."""
        return 2 * sum(p.force == "fail" for p in self.points) > len(self.points)

    def most_said(self, name: str) -> str | None:
        """The value of a field of the points that most of them have; the shorter of two."""
        seen = Counter(v for p in self.points if (v := getattr(p, name)))
        return min(seen, key=lambda v: (-seen[v], len(v), v)) if seen else None

    def saying(self, name: str, value: str | None) -> list[Point]:
        """The points with this value of a field."""
        return [p for p in self.points if getattr(p, name) == value]


def content(thing: str | None) -> tuple[str, ...]:
    """Words of a thing without number and without heads that say nothing: "cloud support" and "cloud" are one."""
    first, _, owner = (thing or "").partition(" of ")
    said = [singular(w) for w in f"{owner} {first}".split() if w not in ("of", "the", "a", "an")]
    kept = [w for w in said if w not in LIGHT]
    return tuple(kept or said)


def topic(point: Point) -> Topic | None:
    """What a point is compared by; None for a point that no need can be made of."""
    if point.force == "state":
        return None
    if point.predicate in _WAYS:
        return Topic(point.predicate, None, ())
    if point.predicate == "slow":
        thing = content(point.object or point.subject)
        return Topic("slow", "open" if point.verb in OPENING and not thing else point.verb, thing)
    if point.predicate == "lost":
        return Topic("lost", None, content(point.object))
    if point.predicate == "wrong":
        return Topic("wrong", point.verb, content(point.object))
    if point.verb is None or (point.verb in _HAVING and point.object and point.actor == "user"):
        return Topic("thing", None, content(point.object)) if point.object else None
    verb = _SAME.get(point.verb, point.verb)
    if point.actor == "user" or (point.predicate == "cannot" and point.verb not in OWN_DEEDS):
        return Topic("do", verb, content(point.object))
    if point.subject is not None and point.object is None:
        return Topic("works", verb, content(point.subject))
    return Topic("product", verb, content(point.object))


def same(a: Topic, b: Topic) -> bool:
    """Whether two topics are one: the same verb, and things of which one names the other."""
    if a.shape != b.shape or a.verb != b.verb:
        return False
    if a.thing == b.thing:
        return True
    if not a.thing or not b.thing:
        return False
    if a.shape == "thing" and SECRETS & set(a.thing) and SECRETS & set(b.thing):
        return True
    if a.shape in ("do", "product") and a.thing[-1] == b.thing[-1]:
        return a.thing[-1] not in _WEAK_HEADS
    return set(a.thing) <= set(b.thing) or set(b.thing) <= set(a.thing)


def needs(points: Sequence[Point], customers: Sequence[str]) -> list[Need]:
    """Group points into needs, the most spoken of first.

    Parameters
    ----------
    points : sequence of Point
        Those of one theme's members.
    customers : sequence of str
        Customer of each point.
    """
    tally = Counter(t for p in points if (t := topic(p)) is not None)
    order = sorted(tally, key=lambda t: (-tally[t], len(t.thing), t.shape, t.verb or "", t.thing))
    found: list[Need] = []
    home: dict[Topic, Need] = {}
    for t in order:
        need = next((n for n in found if same(n.topic, t)), None)
        if need is None:
            need = Need(t)
            found.append(need)
        home[t] = need
    for point, customer in zip(points, customers, strict=True):
        t = topic(point)
        if t is not None:
            home[t].points.append(point)
            home[t].authors.append(customer)
    return sorted(
        found, key=lambda n: (-len(n.customers), -len(n.points), n.topic.shape, n.topic.verb or "", n.topic.thing)
    )
