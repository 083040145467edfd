"""Labels that no customer wrote as such: what a theme is about, joined to what most of its members say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from feedback2req.domain.inflection import singular
from feedback2req.domain.point import Point
from feedback2req.domain.words import words
from feedback2req.stages.describe.candidates import MAX_WORDS, Candidate
from feedback2req.stages.describe.failings import WRONGLY, befalls, doing, manner
from feedback2req.stages.describe.forms import TROUBLES
from feedback2req.stages.describe.vocabulary import Vocabulary
from feedback2req.stages.describe.words import (
    FAILED,
    POINTERS,
    SAYING_NOTHING_ALONE,
    adjunct,
    articled,
    capital,
    is_readable,
)

MIN_TOGETHER = 2
"""Members that have to say both halves of a composed label, at least."""

MIN_SHARE = 0.2
"""Share of the members who speak of a thing that report the same of it, at least."""

MIN_HALF = 0.4
"""Share of the members that say each half of "crashes after an update", at least."""

_NO_OBJECT = 3
"""Words of a condition that names no thing: "the user copies"."""

_TOPICS = 8
_UPDATES = frozenset({"update", "upgrade"})
_DEFINING = words(
    "simple clean fast light lightweight free secure private smooth reliable intuitive minimal customizable stable"
    " handy useful functional quick safe beautiful elegant"
)


def composed(
    kind: str,
    found: Sequence[Candidate],
    members: Sequence[int],
    points: Mapping[int, Sequence[Point]],
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Candidates made of two halves that members of one theme say together."""
    inside = set(members)
    bare = [c for c in found if c.bare]
    topics = sorted(bare, key=lambda c: (-len(c.holders(vocabulary) & inside), c.text))[:_TOPICS]
    made: list[Candidate] = []
    if kind == "problem":
        for topic in topics:
            made += _failing_things(topic, topic.holders(vocabulary) & inside, points)
        made += _after_an_update(inside, points, vocabulary)
        made += _alternatives(members, points, vocabulary)
    if kind == "wish":
        made += _pointed(bare)
    if kind == "praise":
        made += _praised(inside, topics, vocabulary)
    return [c for c in made if is_readable(c.text) and len(c.text.split()) <= MAX_WORDS]


def _failing_things(topic: Candidate, holders: set[int], points: Mapping[int, Sequence[Point]]) -> Iterator[Candidate]:
    """A thing with the way of failing that its speakers share: "group messages not sent"."""
    if topic.thing.split()[0].casefold() in FAILED:
        return
    is_trouble = singular(topic.thing.split()[-1]) in TROUBLES
    said: dict[str, set[int]] = defaultdict(set)
    for member in holders:
        for point in points.get(member, ()):
            how = manner(point)
            if how is not None and not (is_trouble and how != WRONGLY) and _is_about(point, topic.thing):
                said[how].add(member)
    if "not working" in said:
        # what can be neither sent nor received does not work
        said["not working"] = set().union(*(by for how, by in said.items() if how.startswith("not ")))
    for how, by in sorted(said.items()):
        if len(by) >= MIN_TOGETHER and len(by) >= MIN_SHARE * len(holders):
            form = befalls(topic.thing, how)
            yield Candidate(
                text=form.text, criterion=form.criterion, force="fail", bare=False, lemmas=topic.lemmas,
                thing=topic.thing, said_by=frozenset(by),
            )  # fmt: skip


def _is_about(point: Point, topic: str) -> bool:
    """Whether what fails in a point is the topic, perhaps said more closely."""
    failing = point.subject or point.object
    return failing is not None and singular(topic.split()[-1]) in {singular(w) for w in failing.split()}


def _after_an_update(
    inside: set[int], points: Mapping[int, Sequence[Point]], vocabulary: Vocabulary
) -> Iterator[Candidate]:
    updated = set().union(*(vocabulary.holders([lemma]) for lemma in _UPDATES)) & inside
    crash = {m for m in inside if any(p.predicate == "crash" for p in points.get(m, ()))}
    broken = {m for m in inside if any(manner(p) == "not working" for p in points.get(m, ()))}
    said = {"Crashes": crash | (vocabulary.holders(["crash"]) & inside), "Does not work": broken}
    for does, members in said.items():
        both = updated & members
        if len(both) >= MIN_TOGETHER and min(len(updated), len(members)) >= MIN_HALF * len(inside):
            yield Candidate(
                text=f"{does} after an update",
                criterion=f"The customer reports that it {does[:1].lower()}{does[1:]} after an update.",
                force="fail", bare=False, lemmas=frozenset({"update"}), others=(frozenset({"upgrade"}),),
                thing="update", said_by=frozenset(both),
            )  # fmt: skip


def _alternatives(
    members: Sequence[int], points: Mapping[int, Sequence[Point]], vocabulary: Vocabulary
) -> Iterator[Candidate]:
    """Two deeds on one thing that fail about equally often: "cannot copy or move files"."""
    deeds, hindered = _deeds(members, points)
    inside = set(members)
    fewest = max(MIN_TOGETHER, MIN_SHARE * len(inside))
    for about, verbs in sorted(deeds.items()):
        on = frozenset(singular(w) for w in about.split())
        if about not in hindered:
            continue
        said = {v: vocabulary.holders([*on, v.split()[0]]) & inside for v in verbs}
        shared = sorted((v for v in said if len(said[v]) >= fewest), key=lambda v: (-len(said[v]), v))[:2]
        if len(shared) < 2 or 2 * len(said[shared[1]]) < len(said[shared[0]]):
            continue
        first, second = sorted(shared)
        yield Candidate(
            text=f"Cannot {first} or {second} {about}",
            criterion=f"The customer cannot {first} or {second} {about}.",
            force="fail",
            bare=False,
            lemmas=on | {first.split()[0]},
            others=(on | {second.split()[0]},),
            thing=about,
            said_by=frozenset(said[first] | said[second]),
        )


def _deeds(members: Sequence[int], points: Mapping[int, Sequence[Point]]) -> tuple[dict[str, set[str]], set[str]]:
    """What members do to each thing, also when something else fails; and the things they are hindered with."""
    deeds: dict[str, set[str]] = defaultdict(set)
    hindered: set[str] = set()
    said = [point for member in members for point in points.get(member, ())]
    for point in said:
        if point.actor == "user" and point.verb and point.object:
            deeds[point.object].add(point.verb)
            if point.force == "fail" and point.predicate in ("cannot", "not_working"):
                hindered.add(point.object)
    for point in said:
        condition = point.condition if point.force == "fail" else None
        verb = doing(condition) if condition else None
        if verb is None or condition is None:
            continue
        for about in hindered:
            if len(condition.split()) == _NO_OBJECT or singular(about.split()[-1]) in map(singular, condition.split()):
                deeds[about].add(verb)
    return deeds, hindered


def _pointed(bare: Sequence[Candidate]) -> Iterator[Candidate]:
    """A thing with the word by which members point at what they want of it: "cloud storage support"."""
    heads: dict[str, set[str]] = defaultdict(set)
    by: dict[tuple[str, str], set[int]] = defaultdict(set)
    for candidate in bare:
        *before, last = candidate.thing.casefold().split()
        if before and last in POINTERS:
            heads[before[0]].add(last)
            by[before[0], last] |= candidate.said_by
    for topic in bare:
        first, last = topic.thing.split()[0].casefold(), topic.thing.split()[-1].casefold()
        counted = {h: by[first, h] for h in heads.get(first, ()) if len(by[first, h]) >= MIN_TOGETHER}
        if not counted or last in SAYING_NOTHING_ALONE:
            continue
        head = min(counted, key=lambda h: (-len(counted[h]), h))
        text = f"{adjunct(topic.thing)} {head}"
        yield Candidate(
            text=capital(text), criterion=f"The customer asks for {articled(text)}.", force="ask", bare=False,
            lemmas=topic.lemmas, thing=text, said_by=topic.said_by | counted[head],
        )  # fmt: skip


def _praised(inside: set[int], topics: Sequence[Candidate], vocabulary: Vocabulary) -> Iterator[Candidate]:
    """What several members call it, alone or with the thing they call so: "fast and simple", "clean interface"."""
    said = {a: vocabulary.holders([a]) & inside for a in _DEFINING}
    often = sorted((a for a in said if len(said[a]) >= MIN_TOGETHER), key=lambda a: (-len(said[a]), a))
    for n, first in enumerate(often[:3]):
        yield _praise(first, said[first], frozenset({first}), (frozenset({first}),))
        for second in often[n + 1 : 4]:
            if len(said[first] & said[second]) >= MIN_TOGETHER:
                text = " and ".join(sorted((first, second)))
                yield _praise(text, said[first] | said[second], frozenset({first}), (frozenset({second}),))
        for topic in topics:
            both = said[first] & topic.holders(vocabulary)
            if len(topic.thing.split()) == 1 and len(both) >= MIN_TOGETHER:
                yield _praise(f"{first} {topic.thing}", both, topic.lemmas, ())


def _praise(text: str, said_by: set[int], lemmas: frozenset[str], others: tuple[frozenset[str], ...]) -> Candidate:
    about = f"that it is {text}" if others else text
    return Candidate(
        text=capital(text), criterion=f"The customer praises {about}.", force="state", bare=False, lemmas=lemmas,
        others=others, thing=text, said_by=frozenset(said_by),
    )  # fmt: skip
