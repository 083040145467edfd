"""How a failure reads as a label: what fails, and how."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from feedback2req.domain.inflection import base_form, gerund, plural, third_person
from feedback2req.domain.point import Point
from feedback2req.domain.words import words
from feedback2req.stages.describe.verbs import participle
from feedback2req.stages.describe.words import are, articled, capital, joined

MAX_CONDITION_WORDS = 6
_NUMBERS = words("a an the my some any multiple several many one two")
_SHOWING = words("show display detect find see open read view recognize recognise load list access appear show up")
"""Deeds that come to the same for a customer: the thing does not come to sight."""

_ARRIVING = words("show appear display load") | {"show up", "come up", "pop up"}
_WORKING = words("work function run")
_SAYING_LITTLE = words(
    "be have do get go make let seem use need want try know think keep start happen come work function run"
    " find see view show display detect recognize recognise"
)
"""Verbs that say too little of what a customer cannot do, without what they cannot do it to."""

_ATTEMPTS = words("try want need")
"""Verbs before the deed that fails: who "cannot try another card" did not fail to try."""

_WHOLE = frozenset({"log in", "log on", "log out", "sign in", "sign up", "sign out", "check in", "check out"})
"""Deeds that are done to nothing: "sign in the password" is only "sign in"."""

_MANY = words("notification message call alert email contact photo picture sticker attachment reminder")
_LINKS = words("after before since during while if on in at with without every until because")
_TAKING = words("charge bill debit overcharge deduct report add")
"""Deeds that are wrong by their occasion only: a fee may be charged, this one should not have been."""

WRONGLY = "wrongly charged"
_CHARGING = words("charge bill debit overcharge")
_REFUSING = words(
    "close cancel decline deny reject block lock freeze suspend refuse revert reverse return remove delete"
)
"""Deeds that are the trouble by themselves."""

_STATES = {"missing": "missing", "removed": "removed", "not_working": "not working", "wrong": "wrong", "lost": "lost"}
_HAPPENS = {"crash": "crashes", "freeze": "freezes", "drain": "drains the battery"}
_ALL = {"crash": "crash", "freeze": "freeze", "drain": "drain the battery"}


@dataclass(frozen=True, slots=True)
class Form:
    """A label, its criterion, the phrase it is about, and marks that set it apart from its siblings.

    `bare` forms only name a thing: they say nothing of what customers want of it or what is wrong with it.
    Forms with a `deed` have its verb in the phrase they are about.
    """

    text: str
    criterion: str
    about: str
    marks: frozenset[str] = field(default=frozenset())
    bare: bool = False
    deed: bool = False


def failure(point: Point) -> Form | None:
    """The label of a failure, or None when it cannot be said shortly."""
    if point.predicate == "slow":
        return _slow(point)
    if point.predicate in _HAPPENS:
        return _happening(point)
    if point.actor == "user" and point.verb:
        return _hindered(point)
    if point.predicate == "wrong" and point.verb:
        return _done_to(point)
    if point.subject and point.verb and point.verb not in _WORKING:
        return _idle(point)
    if not point.subject and point.verb and point.predicate in ("cannot", "not_working"):
        return _undone(point)
    thing = point.subject or point.object
    if thing is None:
        return _broken(point)
    return _state(thing, str(point.predicate)) if point.predicate in _STATES else None


def manner(point: Point) -> str | None:
    """How a failure reads behind the thing it befalls: "not shown", "not sent", "wrongly charged", "missing"."""
    if point.force != "fail" or point.predicate is None:
        return None
    if point.predicate in _STATES and point.predicate not in ("wrong", "not_working"):
        return _STATES[point.predicate]
    if point.predicate == "wrong":
        if point.verb in _TAKING | _REFUSING:
            return WRONGLY if point.verb in _CHARGING else participle(str(point.verb))
        return None if point.verb else "wrong"
    if point.predicate not in ("cannot", "not_working"):
        return None
    if point.verb is None or point.verb in _WORKING:
        return "not working"
    if point.verb in (_ARRIVING if point.subject else _SHOWING):
        return "not shown"
    return f"not {participle(point.verb)}" if point.object and not point.subject and " " not in point.verb else None


def befalls(thing: str, how: str) -> Form:
    """The label of a thing and the manner in which it fails."""
    thing = _in_plural(thing)
    said = f"{articled(thing)} {are(thing)} {how}"
    return Form(capital(f"{thing} {how}"), f"The customer reports that {said}.", thing)


def _in_plural(thing: str) -> str:
    """What customers get by the hundred, in the plural: a label speaks of every case."""
    *before, head = thing.split()
    return " ".join([*before, plural(head)]) if head in _MANY else thing


def _mark(point: Point) -> frozenset[str]:
    return frozenset({f"<{point.predicate}>"})


def _state(thing: str, predicate: str) -> Form:
    thing = _in_plural(thing)
    state = _STATES[predicate]
    said = f"{articled(thing)} {are(thing)} {state}"
    return Form(capital(f"{thing} {state}"), f"The customer reports that {said}.", thing, frozenset({f"<{predicate}>"}))


def _slow(point: Point) -> Form | None:
    mark = _mark(point)
    if point.actor == "user" and point.verb and point.object:
        about = joined(point.verb, point.object, point.complement)
        return Form(capital(f"slow to {about}"), f"It takes the customer too long to {about}.", about, mark)
    thing = point.subject or point.object
    if thing is None:
        return Form("Too slow", "The customer reports that it is slow.", "slow", mark)
    said = f"{articled(thing)} {are(thing)} slow"
    return Form(capital(f"slow {thing}"), f"The customer reports that {said}.", thing, mark)


def _hidden(thing: str) -> Form:
    thing = _in_plural(thing)
    said = f"{articled(thing)} {are(thing)} not shown"
    marks = frozenset({"<not shown>"})
    return Form(capital(f"{thing} not shown"), f"The customer reports that {said}.", thing, marks)


def _hindered(point: Point) -> Form | None:
    if point.predicate not in ("cannot", "not_working", None) or point.verb in _ATTEMPTS:
        return None
    if not (point.object or point.complement) and (point.predicate is None or point.verb in _SAYING_LITTLE):
        return None
    if point.verb in _WHOLE:
        point = replace(point, object=None)
    if point.verb in _SHOWING and point.object and not point.subject and point.predicate:
        return _hidden(point.object)
    about = joined(point.verb, point.object, point.complement)
    return Form(capital(f"cannot {about}"), f"The customer cannot {about}.", about, _mark(point), deed=True)


def _done_to(point: Point) -> Form | None:
    """Something that was done and should not have been: "late fee wrongly charged", "account closed"."""
    verb, thing = str(point.verb), point.object
    if thing and (verb in _TAKING or verb in _REFUSING):
        done = WRONGLY if verb in _CHARGING else joined("wrongly" if verb in _TAKING else None, participle(verb))
        said = f"{articled(thing)} {'were' if are(thing) == 'are' else 'was'} {done}"
        about = joined(thing, verb)
        return Form(capital(f"{thing} {done}"), f"The customer reports that {said}.", about, _mark(point), deed=True)
    if not point.subject:
        about = joined(gerund(verb), thing, point.complement)
        return Form(f"Keeps {about}", f"The customer reports that it keeps {about}.", about, _mark(point))
    return None


def _idle(point: Point) -> Form | None:
    """A thing that does not do what it is there for: "notifications do not appear"."""
    if point.predicate not in ("cannot", "not_working") or point.subject is None or point.verb is None:
        return None
    if point.verb in _ARRIVING and not point.object:
        return _hidden(point.subject)
    negated = "do not" if are(point.subject) == "are" else "does not"
    said = joined(negated, point.verb, point.object)
    about = joined(point.subject, point.verb, point.object)
    text = capital(f"{point.subject} {said}")
    return Form(text, f"The customer reports that {articled(point.subject)} {said}.", about, _mark(point))


def _undone(point: Point) -> Form | None:
    """What the product fails to do: "messages not received", "does not log in"."""
    thing, verb = point.object, str(point.verb)
    if thing and verb in _SHOWING:
        return _hidden(thing)
    if thing:
        done = f"not {participle(verb)}"
        said = f"{articled(thing)} {are(thing)} {done}"
        return Form(
            capital(f"{thing} {done}"),
            f"The customer reports that {said}.",
            joined(thing, verb),
            _mark(point),
            deed=True,
        )
    if verb in _WORKING and not point.complement:
        return _broken(point)
    about = joined(verb, point.complement)
    return Form(f"Does not {about}", f"The customer reports that it does not {about}.", about, _mark(point))


def _broken(point: Point) -> Form | None:
    if point.predicate != "not_working":
        return None
    said = joined("does not work", _when(point.condition))
    return Form(capital(said), f"The customer reports that it {said}.", joined("work", point.condition), _mark(point))


def _happening(point: Point) -> Form | None:
    happens, mark = _HAPPENS[str(point.predicate)], _mark(point)
    if point.subject:
        verb = _ALL[str(point.predicate)] if are(point.subject) == "are" else happens
        said = f"{point.subject} {verb}"
        return Form(capital(said), f"The customer reports that {articled(point.subject)} {verb}.", said, mark)
    said = joined(happens, _when(point.condition))
    about = joined(str(point.predicate), doing(point.condition), point.condition) if point.condition else happens
    return Form(capital(said), f"The customer reports that it {said}.", about, mark)


def _when(condition: str | None) -> str | None:
    """A condition as it stands behind a label; None when it is too long for one."""
    if not condition or len(condition.split()) > MAX_CONDITION_WORDS:
        return None
    if condition.split()[0] in ("after", "since") and condition.split()[-1] in ("update", "upgrade"):
        return f"after an {condition.split()[-1]}"
    if condition.split()[0] in _LINKS:
        return condition
    acting = condition.removeprefix("the user ")
    if acting == condition:
        return f"when {condition}"
    verb, _, rest = acting.partition(" ")
    lemma = base_form(verb)
    return f"when {acting}" if lemma == verb else joined("when", gerund(lemma), _every(rest))


def _every(thing: str) -> str:
    """A thing without its article or number, in the plural when it had one: a label speaks of every case."""
    kept = [w for w in thing.split() if w not in _NUMBERS]
    if len(kept) < len(thing.split()) and len(kept) == 1:
        return plural(kept[0])
    return " ".join(kept)


def doing(condition: str) -> str | None:
    """The lemma of what the customer does in a condition: "the user deletes a file" gives "delete"."""
    acting = condition.removeprefix("the user ")
    verb = acting.partition(" ")[0]
    lemma = base_form(verb)
    return lemma if acting != condition and third_person(lemma) == verb else None
