"""How a point reads as a label and as a criterion: a problem as a problem, a wish as a wish."""

from __future__ import annotations

from dataclasses import replace

from feedback2req.domain.inflection import gerund, singular, third_person
from feedback2req.domain.point import Point
from feedback2req.domain.words import words
from feedback2req.stages.describe.failings import Form, failure
from feedback2req.stages.describe.verbs import participle
from feedback2req.stages.describe.words import PARTS, adjunct, articled, capital, is_name, joined

TROUBLES = words(
    "ad advert bloat bloatware bug charge crash crashing delay drain error failure fee freeze fraud glitch interruption"
    " lag leak limit limitation limits loss restriction scam spam stutter theft waste"
)
"""Things that are a trouble by themselves: "message delay problems" says no more than "message delays"."""

HAPPENINGS = words("bug crash crashing error failure freeze glitch lag")
"""Troubles of the product as a whole, where nothing else is named."""

MISHAPS = words("lose steal misplace forget break damage")
"""Deeds that befall a customer: a stolen card is no trouble with stealing one."""

SILENT = words("be have do get make go let seem look feel become use need want try know think keep start happen come")
"""Verbs that say too little to stand in a label without a failure."""


def form_of(kind: str, point: Point) -> Form | None:
    """The label a point would give a theme of this kind, or None when it gives none."""
    if point.force == "fail" and _names_the_failure(point):
        thing = point.subject or point.object
        point = replace(point, force="state", verb=None, predicate=None, object=thing, subject=None)
    if kind == "problem":
        return failure(point) if point.force == "fail" else _trouble(point)
    if kind == "wish":
        return _wish(point)
    if kind == "question":
        return _question(point)
    return _strength(point)


def alone(kind: str, word: str, product: str | None) -> str:
    """A label of one word with what makes it read as what it is: "app crashes", "font wishes", "battery problems".

    `product` is the word by which customers call the product ("app").
    """
    if kind == "problem" and singular(word) in HAPPENINGS:
        return capital(f"{product} {_small(word)}") if product else word
    meant = {"problem": "problems", "wish": "wishes", "question": "questions"}.get(kind)
    return capital(f"{adjunct(_small(word))} {meant}") if meant else word


def _small(word: str) -> str:
    return word if word[1:] != word[1:].lower() else word.lower()


def _names_the_failure(point: Point) -> bool:
    """Whether what fails is itself called a failure ("crashes not working")."""
    thing = point.subject or (point.object if not point.verb else None)
    if thing is None or (point.predicate == "wrong" and point.verb):
        return False
    return singular(thing.split()[-1]) in TROUBLES


def _trouble(point: Point) -> Form | None:
    if point.verb and point.object and point.actor == "user":
        if point.verb.split()[0] in SILENT:
            return None
        if point.verb in MISHAPS:
            thing = f"{participle(point.verb)} {point.object}"
            about = joined(point.object, point.verb)
            return Form(capital(thing), f"The customer reports {articled(thing)}.", about, deed=True)
        rest = joined(point.object, point.complement)
        said = joined(gerund(point.verb), rest)
        return Form(
            capital(f"trouble {said}"),
            f"The customer reports trouble with {said}.",
            joined(point.verb, rest),
            deed=True,
        )
    if point.object and not point.verb:
        thing = point.object
        label = thing if singular(thing.split()[-1]) in TROUBLES else f"{adjunct(thing)} problems"
        return Form(capital(label), f"The customer reports a problem with {articled(thing)}.", thing, bare=True)
    return None


def _wish(point: Point) -> Form | None:
    if point.verb and point.object:
        if point.verb.split()[0] in SILENT:
            return None
        about = joined(point.verb, point.object, point.complement)
        wanted = "asks to be able to" if point.actor == "user" else "wants it to"
        return Form(capital(about), f"The customer {wanted} {about}.", about, deed=True)
    if point.object:
        about = joined(point.object, point.complement)
        foreign = len(about.split()) == 1 and is_name(about) and about.upper() not in PARTS
        wanted = f"{about} support" if foreign else about
        return Form(capital(wanted), f"The customer asks for {articled(wanted)}.", about, bare=True)
    return None


def _question(point: Point) -> Form | None:
    if point.verb and point.object and point.actor == "user" and point.force != "fail":
        if point.verb.split()[0] in SILENT:
            return None
        about = joined(point.verb, articled(point.object), point.complement)
        return Form(
            capital(f"how to {about}"),
            f"The customer asks how to {about}.",
            joined(point.verb, point.object),
            deed=True,
        )
    if point.object and not point.verb:
        thing = point.object
        return Form(capital(thing), f"The customer asks about {articled(thing)}.", thing, bare=True)
    if point.force == "fail":
        return failure(point)
    return None


def _strength(point: Point) -> Form | None:
    if point.force != "state":
        return None
    if point.object and not point.verb:
        thing = point.object
        return Form(capital(thing), f"The customer praises {articled(thing)}.", thing, bare=True)
    if point.subject and point.verb and not point.object:
        said = joined(point.subject, third_person(point.verb))
        return Form(capital(said), f"The customer praises that {said}.", said)
    return None
