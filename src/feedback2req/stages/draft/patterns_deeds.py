"""Sentences for what users want to do, or what the product is to do of itself."""

from __future__ import annotations

from collections.abc import Callable

from feedback2req.domain.inflection import indefinite, is_plural, singular, third_person
from feedback2req.stages.draft.lexicon import (
    ARRIVING,
    CHANGING,
    CHOOSING,
    DEVICES,
    GIVEN,
    NOT_ORDERED,
    ORDERS,
    OWN_DEEDS,
    PAID,
    RECEIVED,
    SHOWING,
    SHOWN_ON_OPENING,
    TAKING_IN,
)
from feedback2req.stages.draft.naming import Name
from feedback2req.stages.draft.sentence import Sentence

_REASON = "states the reason"
_UNTOLD = frozenset(
    ("space", "number", "size", "amount", "text", "information", "account", "phone", "tv", "television")
)
"""Things of which one has to be told whose they are, or which are not what is shown."""
_NOBODY = frozenset(("whomever", "whoever", "anyone", "someone", "everyone", "people", "others"))


def _join(*parts: str | None) -> str:
    return " ".join(p for p in parts if p)


def _kind(failing: bool) -> str:
    return "fix" if failing else "functional"


def _trouble(failing: bool, deed: str) -> str:
    return f"Customers cannot {deed}" if failing else f"Customers want to {deed}"


def by_user(
    verb: str, thing: Name | None, way: str | None, *, system: str, failing: bool, sure: bool = False
) -> Sentence | None:
    """The user orders something, the product does it.

    A verb of the trade that no list holds ("scrobble") is taken at its word when enough customers say it.
    """
    head = verb.split()[0]
    if head in ("log", "sign") and verb.endswith((" in", " on")):
        return _logging_in(verb, system=system, failing=failing)
    if thing is None:
        return None
    if verb == "install" and DEVICES & set(thing.bare.lower().split()):
        return None
    if (
        verb == "update"
        or thing.bare in ("run", "open", "load", "work", "play")
        or (way and way.split()[-1] in _NOBODY)
    ):
        return None
    way = None if way and way.split()[-1] == thing.bare.split()[-1] else way
    for verbs, pattern in _BY_VERB:
        if head in verbs:
            return pattern(verb, thing, way, system, failing)
    return _order(verb, thing, way, system, failing) if sure and head not in NOT_ORDERED else None


def _order(verb: str, thing: Name, way: str | None, system: str, failing: bool) -> Sentence | None:
    if verb.split()[0] == "turn" and " " not in verb:
        return None
    deed = _join(verb, thing.first, way)
    return Sentence(
        keyword="When",
        trigger=f"the user asks to {deed}",
        verb=verb,
        rest=_join(thing.again, way),
        title=_join(verb, thing.first, way),
        want=f"to {deed}",
        trouble=_trouble(failing, deed),
        kind=_kind(failing),
        unhappy_given=f"it is not possible to {deed}",
        unhappy_then=_REASON,
        questions=(f"What may keep a user from doing this, and what is shown then: “{deed}”?",),
        inferred=("response",) if verb.startswith("select") else (),
    )


def _showing(verb: str, thing: Name, way: str | None, system: str, failing: bool) -> Sentence | None:
    if thing.bare in _UNTOLD:
        return None
    shown = "play" if verb == "watch" else "show"
    deed = _join(verb, thing.first, way)
    return Sentence(
        keyword="When",
        trigger=f"the user asks to {_join('see' if verb == 'check' else verb, thing.first, way)}",
        verb=shown,
        rest=_join(thing.again, way),
        title=_join(shown, thing.first, way),
        want=f"to {deed}",
        trouble=_trouble(failing, deed),
        kind=_kind(failing),
        unhappy_given=f"nothing is there to show of {thing.again}",
        unhappy_then="says so",
        questions=(f"Where does the user ask for it: “{thing.bare}”?",),
        inferred=("trigger",),
    )


def _changing(verb: str, thing: Name, way: str | None, system: str, failing: bool) -> Sentence | None:
    deed = _join(verb, thing.first, way)
    many = is_plural(thing.bare.split(" of ")[0].split()[-1])
    settled = f"the new {thing.bare}"
    return Sentence(
        keyword="When",
        trigger=f"the user {third_person(verb)} {_join(thing.again, way)}",
        verb="apply",
        rest=_join(settled, way),
        title=_join(verb if verb in ("change", "set", "customize", "adjust") else "change", thing.first, way),
        want=f"to {deed}",
        trouble=_trouble(failing, deed),
        kind=_kind(failing),
        unhappy_given=f"{settled} {'are' if many else 'is'} not valid",
        unhappy_then=f"keeps the previous {thing.bare}",
        questions=(f"Which values does the user choose from for “{thing.bare}”?",),
        inferred=("response",),
    )


def _choosing(verb: str, thing: Name, way: str | None, system: str, failing: bool) -> Sentence | None:
    deed = _join(verb, thing.first, way)
    return Sentence(
        keyword="When",
        trigger=f"the user {third_person(verb)} {_join(thing.first, way)}",
        verb="use",
        rest=f"the chosen {thing.bare}",
        title=_join("use the chosen", thing.bare),
        want=f"to {deed}",
        trouble=_trouble(failing, deed),
        kind=_kind(failing),
        unhappy_given=f"the chosen {thing.bare} can no longer be used",
        unhappy_then=_REASON,
        questions=(f"What {'are' if is_plural(thing.bare.split()[-1]) else 'is'} the chosen {thing.bare} used for?",),
        inferred=("response",),
    )


def _given(verb: str, thing: Name, way: str | None, system: str, failing: bool) -> Sentence | None:
    deed = _join(verb, thing.first)
    return Sentence(
        keyword="When",
        trigger=f"the user requests {thing.first}",
        verb="provide",
        rest=f"{thing.again} to the user",
        title=f"provide {thing.first} on request",
        want=thing.first,
        trouble=f"{system[0].upper()}{system[1:]} does not {deed}" if failing else f"Customers want {thing.first}",
        kind=_kind(failing),
        unhappy_given=f"{thing.again} cannot be provided",
        unhappy_then=_REASON,
        questions=(f"Who may request {thing.first}, within which time limit is the answer due?",),
        inferred=("trigger",),
    )


def _logging_in(verb: str, *, system: str, failing: bool) -> Sentence:
    return Sentence(
        keyword="When",
        trigger=f"the user {third_person(verb)} with valid credentials",
        verb="open",
        rest="the account of the user",
        title="let users log in with valid credentials",
        want=f"to {verb}",
        trouble=_trouble(failing, f"{verb} to the account"),
        kind=_kind(failing),
        unhappy_given="the credentials are not valid",
        unhappy_then="states which step failed",
        questions=("Which way of logging in fails, and for which accounts?",),
        inferred=("trigger",),
    )


_Pattern = Callable[[str, Name, str | None, str, bool], Sentence | None]
_BY_VERB: tuple[tuple[frozenset[str], _Pattern], ...] = (
    (SHOWING, _showing),
    (CHANGING, _changing),
    (CHOOSING, _choosing),
    (ORDERS, _order),
    (GIVEN, _given),
)


def by_product(
    verb: str, thing: Name, way: str | None, when: str | None, *, system: str, failing: bool, sure: bool = False
) -> Sentence | None:
    """The product does something of itself: under a named condition, when the thing arrives, or at all."""
    head = thing.bare.split()[-1]
    if verb in ("find", "see", "detect") and thing.bare in _UNTOLD:
        return None
    arrives = head in ARRIVING and verb in TAKING_IN
    if verb == "receive" and not arrives and head not in RECEIVED:
        return None
    arrives = arrives or verb == "receive"
    if verb not in OWN_DEEDS or (verb in ORDERS and not arrives and when is None and failing):
        known = verb in ORDERS | GIVEN or sure
        return by_user(verb, thing, way, system=system, failing=failing, sure=sure) if known else None
    trigger = when or ""
    inferred: tuple[str, ...] = ()
    if verb == "read" and not trigger and not arrives:
        trigger, inferred = f"the user opens {thing.first}", ("trigger",)
        verb = "show"
    named = (
        thing.again if (failing or thing.first in trigger) and thing.first.startswith(("a ", "an ")) else thing.first
    )
    if not trigger and not arrives and verb in SHOWN_ON_OPENING:
        trigger, inferred = f"the user opens {system}", ("trigger",)
    if arrives:
        one = singular(thing.bare)
        trigger, named, inferred = f"{indefinite(one)} arrives", f"the {one}", ("trigger",)
    elif trigger.startswith(("after", "since")):
        trigger = f"the user opens {system} {trigger.replace('since', 'after').replace('the', 'an', 1)}"
    shown = {"receive": "credit" if head in PAID else "show", "find": "detect", "see": "show"}.get(verb, verb)
    if arrives and head in PAID and shown in ("apply", "post", "process"):
        shown = "credit"
    deed = _join(shown, named, way)
    return Sentence(
        keyword="When" if trigger else "",
        trigger=trigger,
        verb=shown,
        rest=_join(named, way),
        title=f"{shown} each {singular(thing.bare)} on arrival" if arrives else _join(shown, named, way),
        want=f"{system} to {deed}",
        trouble=f"{system[0].upper()}{system[1:]} does not {deed}" if failing else f"Customers want {system} to {deed}",
        kind=_kind(failing),
        given=f"{system} is running" if arrives else "" if trigger else f"{system} is in use",
        unhappy_given=f"{system} is not able to {_join(shown, named, way)}",
        unhappy_then="tells the user so",
        questions=(() if when else (f"What starts it, and what shows that it is done: “{deed}”?",)),
        inferred=inferred,
    )
