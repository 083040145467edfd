"""Which pattern fits a need: from grouped points to one sentence, or none."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.inflection import singular
from feedback2req.domain.point import Point
from feedback2req.stages.draft.naming import Name, name
from feedback2req.stages.draft.needs import Need
from feedback2req.stages.draft.patterns_deeds import by_product, by_user
from feedback2req.stages.draft.patterns_failures import crash, drain, lost, slow, thing_fails, usable
from feedback2req.stages.draft.patterns_things import about_thing
from feedback2req.stages.draft.sentence import Sentence


def sentence_for(need: Need, passages: Sequence[str], *, system: str) -> Sentence | None:
    """The sentence that a need becomes; None where no clean one can be made.

    Parameters
    ----------
    need : Need
        Points that say the same.
    passages : sequence of str
        Words that each point was read from, in the order of ``need.points``; they tell the articles.
    system : str
        How the product is named in a sentence.
    """
    shape = need.topic.shape
    condition = _shared(need, "condition")
    if shape in ("crash", "freeze"):
        return crash(condition, system=system, freezing=shape == "freeze")
    if shape == "drain":
        return drain(system=system)
    thing = _thing(need, passages, "subject" if shape == "works" else "object")
    if shape == "slow":
        return slow(need.most_said("verb"), thing or _thing(need, passages, "subject"), condition, system=system)
    if shape == "wrong" or (thing is None and shape != "do"):
        return None
    return _of_deed(need, thing, passages, condition, system)


def _of_deed(
    need: Need, thing: Name | None, passages: Sequence[str], condition: str | None, system: str
) -> Sentence | None:
    shape, verb, failing = need.topic.shape, need.most_said("verb") or "", need.failing
    way = _shared(need, "complement")
    if shape == "do":
        return by_user(verb, thing, way, system=system, failing=failing)
    if thing is None:
        return None
    if shape == "lost":
        return lost(thing, condition, system=system)
    if shape == "thing":
        predicate = need.most_said("predicate") if failing else None
        return about_thing(thing.bare, list(passages), system=system, predicate=predicate, failing=failing)
    if shape == "works":
        if failing and verb in ("work", "function", "respond"):
            return about_thing(thing.bare, list(passages), system=system, predicate="not_working", failing=True)
        return thing_fails(verb, thing, condition, system=system) if failing else None
    return by_product(verb, thing, way, usable(condition, system), system=system, failing=failing)


def _shared(need: Need, field: str) -> str | None:
    """The value of a field that enough of a need's points have to speak for it: two, and half of them at least."""
    if field == "condition":
        return _shared_condition(need)
    value = need.most_said(field)
    points = [p for p in need.points if getattr(p, field)]
    same: list[Point] = need.saying(field, value)
    if value is None or (len(need.points) > 1 and len(same) < 2):
        return None
    enough = 2 * len(same) >= len(need.points) or len(same) == len(points) > 1
    return value if enough else None


def _shared_condition(need: Need) -> str | None:
    """The condition that two customers name at least; those who leave it out do not deny it.

    Two conditions are the same when their first verb and their last noun are.
    """
    if len(need.points) == 1:
        return need.points[0].condition
    voices: dict[tuple[str, ...], set[str]] = {}
    for p, who in zip(need.points, need.authors, strict=True):
        if p.condition:
            voices.setdefault(condition_key(p.condition), set()).add(who)
    best = min(voices, key=lambda k: (-len(voices[k]), k), default=None)
    if best is None or len(voices[best]) < 2:
        return None
    worded = [p.condition for p in need.points if p.condition and condition_key(p.condition) == best]
    return min(worded, key=lambda c: (len(c), c))


def condition_key(condition: str) -> tuple[str, ...]:
    """What two wordings of one condition share."""
    said = condition.removeprefix("the user ").split()
    return ("change",) if said[0] in ("after", "since") else (said[0], singular(said[-1]))


def _thing(need: Need, passages: Sequence[str], field: str) -> Name | None:
    thing = need.most_said(field)
    return name(thing, passages) if thing else None
