"""How a point reads as a label and as a criterion: a problem as a problem, a wish as a wish."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from feedback2req.domain.inflection import gerund, is_plural, plural, singular, third_person
from feedback2req.domain.point import Point

MAX_CONDITION_WORDS = 6
TROUBLES = frozenset(
    "ad advert bloat bloatware bug charge crash crashing delay drain error failure fee freeze glitch interruption lag "
    "leak limit limitation limits loss restriction spam stutter waste".split()
)
"""Things that are a trouble by themselves: "message delay problems" says no more than "message delays"."""

_NUMBERS = frozenset("a an the my some any multiple several many one two".split())
_SHOWING = frozenset("show display detect find see open read view recognize recognise load list access".split())
"""Deeds that come to the same for a customer: the thing does not come to sight."""

_LINKS = frozenset("after before since during while if on in at with without every until because".split())

_STATES = {
    "missing": "missing",
    "removed": "removed",
    "not_working": "not working",
    "wrong": "wrong",
    "slow": "slow",
    "lost": "lost",
}
_HAPPENS = {"crash": "crashes", "freeze": "freezes", "drain": "drains the battery", "slow": "is slow"}
_ALONE = {"crash": "Crashes", "freeze": "Freezes", "slow": "Slow", "drain": "Drains the battery"}


@dataclass(frozen=True, slots=True)
class Form:
    """A label, its criterion, the phrase it is about, and marks that set it apart from its siblings."""

    text: str
    criterion: str
    about: str
    marks: frozenset[str] = field(default=frozenset())


def form_of(kind: str, point: Point) -> Form | None:
    """The label a point would give a theme of this kind, or None when it gives none."""
    if point.force == "fail" and _names_the_failure(point):
        point = replace(point, force="state", verb=None, predicate=None, object=point.subject or point.object, subject=None)
    if kind == "problem":
        return _failure(point) if point.force == "fail" else _trouble(point)
    if kind == "wish":
        return _wish(point)
    if kind == "question":
        return _question(point)
    return _strength(point)


def _names_the_failure(point: Point) -> bool:
    """Whether what fails is itself called a failure ("crashes not working")."""
    thing = point.subject or (point.object if not point.verb else None)
    return thing is not None and singular(thing.split()[-1]) in TROUBLES


def _joined(*words: str | None) -> str:
    return " ".join(w for w in words if w)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _failure(point: Point) -> Form | None:
    mark = frozenset({f"<{point.predicate}>"})
    if point.verb in _SHOWING and point.object and not point.subject and point.predicate in ("cannot", "not_working"):
        verb = "are" if is_plural(point.object.split()[-1]) else "is"
        said = f"{point.object} {verb} not shown"
        shown = frozenset({"<not shown>"})
        return Form(_capital(f"{point.object} not shown"), f"The customer reports that {said}.", point.object, shown)
    if point.actor == "user" and point.verb:
        about = _joined(point.verb, point.object, point.complement)
        if point.predicate in ("cannot", None, "not_working") and (point.object or point.complement):
            return Form(_capital(f"cannot {about}"), f"The customer cannot {about}.", about, mark)
        if point.predicate == "slow" and point.object:
            return Form(_capital(f"slow to {about}"), f"It takes the customer too long to {about}.", about, mark)
    thing = point.subject or point.object
    if point.predicate in _HAPPENS and point.predicate != "slow":
        return _happening(point, mark)
    if not point.subject and point.verb and point.predicate in ("cannot", "not_working"):
        about = _joined(point.verb, point.object, point.complement)
        return Form(f"Does not {about}", f"The customer reports that it does not {about}.", about, mark)
    if not thing and point.predicate == "not_working":
        when = _when(point.condition) or ""
        return Form(_joined("Does not work", when), f"The customer reports that it {_joined('does not work', when)}.", "work", mark)
    if thing and point.predicate == "cannot" and point.verb and point.subject:
        negated = "do not" if is_plural(point.subject.split()[-1]) else "does not"
        about = _joined(point.subject, negated, point.verb, point.object)
        return Form(_capital(about), f"The customer reports that {about}.", about, mark)
    if thing and point.predicate in _STATES:
        state = _STATES[point.predicate]
        verb = "are" if is_plural(thing.split()[-1]) else "is"
        return Form(_capital(f"{thing} {state}"), f"The customer reports that {thing} {verb} {state}.", thing, mark)
    return None


def _happening(point: Point, mark: frozenset[str]) -> Form | None:
    happens, alone = _HAPPENS[str(point.predicate)], _ALONE[str(point.predicate)]
    when = _when(point.condition)
    if point.subject:
        said = f"{point.subject} {happens}"
        return Form(_capital(said), f"The customer reports that {said}.", said, mark)
    if when:
        return Form(f"{alone} {when}", f"The customer reports that it {happens} {when}.", f"{happens} {when}", mark)
    return Form(alone, f"The customer reports that it {happens}.", happens, mark)


def _when(condition: str | None) -> str | None:
    """A condition as it stands behind a label; None when it is too long for one."""
    if not condition or len(condition.split()) > MAX_CONDITION_WORDS:
        return None
    if condition.split()[0] in _LINKS:
        return condition
    acting = condition.removeprefix("the user ")
    if acting == condition:
        return f"when {condition}"
    verb, _, rest = acting.partition(" ")
    rest = _every(rest)
    lemma = next((v for v in (verb[:-1], verb[:-2], f"{verb[:-3]}y", "be", "have", "do") if third_person(v) == verb), None)
    return f"when {acting}" if lemma is None else _joined("when", gerund(lemma), rest)


def _every(thing: str) -> str:
    """A thing without its article or number, in the plural when it had one: a label speaks of every case."""
    words = [w for w in thing.split() if w not in _NUMBERS]
    if len(words) < len(thing.split()) and len(words) == 1:
        return plural(words[0])
    return " ".join(words)


def _trouble(point: Point) -> Form | None:
    if point.verb and point.object and point.actor == "user":
        verb, rest = point.verb, _joined(point.object, point.complement)
        about = _joined(verb, rest)
        said = _joined(gerund(verb), rest)
        return Form(_capital(f"trouble {said}"), f"The customer reports trouble with {said}.", about)
    if point.object and not point.verb:
        thing = point.object
        label = thing if singular(thing.split()[-1]) in TROUBLES else f"{thing} problems"
        return Form(_capital(label), f"The customer reports a problem with {thing}.", thing)
    return None


def _wish(point: Point) -> Form | None:
    if point.verb and point.object:
        about = _joined(point.verb, point.object, point.complement)
        return Form(_capital(about), f"The customer asks to be able to {about}.", about)
    if point.object:
        about = _joined(point.object, point.complement)
        return Form(_capital(about), f"The customer asks for {about}.", about)
    return None


def _question(point: Point) -> Form | None:
    if point.verb and point.object and point.actor == "user":
        about = _joined(point.verb, point.object, point.complement)
        return Form(_capital(f"how to {about}"), f"The customer asks how to {about}.", about)
    if point.object and not point.verb:
        return Form(_capital(point.object), f"The customer asks about {point.object}.", point.object)
    if point.force == "fail":
        return _failure(point)
    return None


def _strength(point: Point) -> Form | None:
    if point.force != "state":
        return None
    if point.object and not point.verb:
        return Form(_capital(point.object), f"The customer praises {point.object}.", point.object)
    if point.subject and point.verb and not point.object:
        said = _joined(point.subject, third_person(point.verb))
        return Form(_capital(said), f"The customer praises that {said}.", said)
    return None
