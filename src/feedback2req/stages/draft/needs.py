"""From single points to the needs behind them: what several customers ask for or suffer from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from feedback2req.domain.inflection import singular
from feedback2req.domain.point import Point
from feedback2req.stages.draft.lexicon import (
    ARRIVING,
    BARE_VERBS,
    LIGHT,
    NOTICES,
    OPENING,
    OWN_DEEDS,
    PLAIN_ORDERS,
    SECRETS,
)
from feedback2req.stages.draft.naming import without_light

_FAULTS = ("crash", "freeze", "drain", "slow", "lost", "wrong")
_WAYS = ("crash", "freeze", "drain")
_SAME = {
    "recognize": "detect", "recognise": "detect", "find": "detect", "see": "show", "view": "show", "display": "show",
    "list": "show", "render": "show", "appear": "show", "show up": "show", "erase": "delete", "sign in": "log in",
    "post": "credit", "apply": "credit", "process": "credit", "synchronize": "sync",
}  # fmt: skip
"""Verbs that say the same of one thing."""
_WEAK_HEADS = frozenset(("content", "size", "list", "number", "name", "type", "detail", "color", "menu", "page"))
"""Heads whose modifiers tell things apart."""
_PROCESSES = {"connect": "connection", "register": "registration", "authenticate": "authentication"}
"""Deeds that fail as a whole, whatever they are done to."""
_GIVING = ("add", "include", "put", "build", "put in")
_NOT_WORKING = ("work", "function", "respond", "go through", "come", "arrive")
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
    bearing: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Other statements of the theme that hold its words, with the offsets of those: they bear it out."""
    voices: set[str] = field(default_factory=set)
    """The customers of those statements."""

    @property
    def customers(self) -> set[str]:
        """The different customers who make them."""
        return set(self.authors)

    @property
    def heard(self) -> int:
        """How many different customers make it or bear it out."""
        return len(self.customers | self.voices)

    @property
    def failing(self) -> bool:
        """Whether half of its points at least report a failure rather than a wish."""
        return 2 * sum(p.force == "fail" for p in self.points) >= len(self.points)

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
    if point.predicate in _FAULTS:
        return _fault(point)
    return _unusual(point) or _usual(point)


def _fault(point: Point) -> Topic:
    """The topic of a crash, a wait, a loss, or of something done against the customer's will."""
    if point.predicate in _WAYS:
        return Topic(point.predicate, None, ())
    if point.predicate == "slow":
        thing = content(point.object or point.subject)
        return Topic("slow", "open" if point.verb in OPENING and not thing else point.verb, thing)
    if point.predicate == "lost":
        return Topic("lost", None, content(point.object))
    return Topic("wrong", point.verb, content(point.object))


def _unusual(point: Point) -> Topic | None:
    """The topic of a wish to have a thing, and of a thing that does not work: by itself, or beside another."""
    if point.force == "ask" and point.verb in _GIVING and point.object and not point.complement:
        return Topic("thing", None, content(point.object))
    if point.verb == "work" and point.force == "fail" and point.complement and not (point.subject or point.object):
        where, _, what = point.complement.partition(" ")
        return Topic("beside", where, content(what)) if where in ("with", "on") else None
    if _broken(point):
        return _order(point) or Topic("broken", None, content(point.object or point.subject))
    return None


def _usual(point: Point) -> Topic | None:
    """The topic of a deed, or of a bare thing."""
    if point.verb is None or (point.verb in _HAVING and point.object and point.actor == "user"):
        return Topic("thing", None, content(point.object)) if point.object else None
    verb = _SAME.get(point.verb, point.verb)
    if point.force == "fail" and point.verb in _PROCESSES and not point.object:
        return Topic("broken", None, (_PROCESSES[point.verb],))
    if point.force == "fail" and point.verb in BARE_VERBS:
        return Topic("do", verb, content(point.object or point.subject))
    if point.actor == "user" or (point.predicate == "cannot" and point.verb not in OWN_DEEDS):
        return Topic("do", verb, content(point.object))
    if point.subject is not None and point.object is None:
        if verb == "show":
            return Topic("product", verb, content(point.subject))
        return Topic("works", verb, content(point.subject))
    return Topic("product", verb, content(point.object))


def _ordered(point: Point) -> Point:
    """Read the wish for a "create group feature" as one to create a group."""
    said = without_light(point.object or " ").split()
    if point.force != "ask" or point.verb is not None or len(said) < 2 or said[0] not in PLAIN_ORDERS:
        return point
    if said[-1].endswith(("er", "or")):
        return point
    return replace(point, actor="user", verb=said[0], object=" ".join(said[1:]))


def _order(point: Point) -> Topic | None:
    """Read "move files not working" as files that cannot be moved."""
    thing = content(point.object or point.subject)
    return Topic("do", thing[0], thing[1:]) if len(thing) > 1 and thing[0] in BARE_VERBS else None


def _broken(point: Point) -> bool:
    """Whether a point says of a thing that it does not work, or does not come when it has to."""
    if point.force != "fail" or point.predicate not in ("not_working", "missing", "cannot"):
        return False
    if point.verb in _NOT_WORKING:
        return (point.subject is not None) != (point.verb == "respond" and point.object is not None)
    if _SAME.get(point.verb or "") == "show" or point.verb in ("receive", "get"):
        named = content(point.object or point.subject)
        return bool(named) and named[-1] in NOTICES
    thing = content(point.object)
    if point.verb is not None or not thing:
        return False
    return point.predicate == "not_working" or thing[-1] in ARRIVING | NOTICES


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


def _joined(topics: list[Topic | None]) -> list[Topic | None]:
    """Topics with those that name half of a need joined to the one that names it whole.

    "Can't paste" and "paste not working" belong to "can't paste text", when somebody says that.
    """
    whole: dict[str, Counter[Topic]] = {}
    for t in topics:
        if t is not None and t.shape == "do" and t.verb and t.thing:
            whole.setdefault(t.verb, Counter())[t] += 1
    best = {verb: min(seen, key=lambda t: (-seen[t], len(t.thing), t.thing)) for verb, seen in whole.items()}
    joined: list[Topic | None] = []
    for t in topics:
        half = None
        if t is not None and t.shape == "do" and not t.thing:
            half = t.verb
        elif t is not None and t.shape == "broken" and t.thing:
            half = t.thing[0] if len(t.thing) == 1 else None
        joined.append(best.get(half, t) if half else t)
    return joined


def needs(points: Sequence[Point], customers: Sequence[str]) -> list[Need]:
    """Group points into needs, the most spoken of first.

    Parameters
    ----------
    points : sequence of Point
        Those of one theme's members.
    customers : sequence of str
        Customer of each point.
    """
    points = [_ordered(p) for p in points]
    topics = _joined([topic(p) for p in points])
    tally = Counter(t for t in topics if t is not None)
    order = sorted(tally, key=lambda t: (-tally[t], len(t.thing), t.shape, t.verb or "", t.thing))
    found: list[Need] = []
    home: dict[Topic, Need] = {}
    for t in order:
        need = next((n for n in found if same(n.topic, t)), None)
        if need is None:
            need = Need(t)
            found.append(need)
        home[t] = need
    for point, customer, told in zip(points, customers, topics, strict=True):
        if told is not None:
            home[told].points.append(point)
            home[told].authors.append(customer)
    return sorted(
        found, key=lambda n: (-len(n.customers), -len(n.points), n.topic.shape, n.topic.verb or "", n.topic.thing)
    )
