"""Sentences for what breaks: crashes, freezes, waits, empty batteries, lost data, things that do not work."""

from __future__ import annotations

from dataclasses import replace

from feedback2req.domain.inflection import base_form, gerund, indefinite, is_plural, singular
from feedback2req.domain.words import words
from feedback2req.stages.draft.lexicon import ARRIVING, OPENING, ORDERS, OWN_DEEDS, USED
from feedback2req.stages.draft.naming import Name
from feedback2req.stages.draft.patterns_deeds import by_product
from feedback2req.stages.draft.sentence import PERFORMANCE, RELIABILITY, Sentence

LIMIT = "[time limit: open]"
_NO_DATA = words("account subscriber customer user feature option function download subscription money service")


def usable(condition: str | None, system: str) -> str | None:
    """A condition as a trigger, with the product's name; a change in the past becomes the first start after it."""
    if condition is None:
        return None
    if condition.startswith(("after the", "since the")):
        what = condition.split(" the ", 1)[1]
        return f"the user opens {system} after {'an' if what[0] in 'aeiou' else 'a'} {what}"
    return condition.replace("the product", system)


def crash(condition: str | None, *, system: str, freezing: bool) -> Sentence:
    """A crash or a freeze: the product keeps going, under the condition that customers name if they name one."""
    trigger = usable(condition, system)
    verb, rest = ("keep responding to", "input") if freezing else ("keep", "running")
    way = "freezes" if freezing else "crashes"
    go_on = f"{verb} {rest}"
    asked = () if trigger else (f"In which situations does {system} {'freeze' if freezing else 'crash'}?",)
    return Sentence(
        keyword="When" if trigger else "While",
        trigger=trigger or f"the user works with {system}",
        verb=verb,
        rest=rest,
        title=f"{go_on} {_short(condition, system)}".strip(),
        want=f"{system} to {go_on}",
        trouble=f"{system[0].upper()}{system[1:]} {way}" + (f", some say when {trigger}" if trigger else ""),
        kind="fix",
        quality=RELIABILITY,
        given=f"{system} is open",
        unhappy_given="the device has no free memory",
        questions=(*asked, "On which devices, system versions, product versions does this happen?"),
        inferred=() if trigger else ("trigger",),
    )


def _short(condition: str | None, system: str) -> str:
    """A condition as it fits into a title: "after an update", "while rotating the phone"."""
    if condition is None:
        return ""
    if condition.startswith(("after the", "since the")):
        return f"after {indefinite(condition.split(' the ', 1)[1])}"
    if not condition.startswith("the user "):
        return f"when {condition}"
    said = condition.replace("the product", system).removeprefix("the user ").split()
    return " ".join(["while", gerund(base_form(said[0])), *said[1:]])


def slow(verb: str | None, thing: Name | None, condition: str | None, *, system: str) -> Sentence | None:
    """A wait: the response comes within a limit that nobody has named yet."""
    trigger = usable(condition, system)
    title, deed = "respond within a set time", ""
    response, rest = "respond", f"within {LIMIT}"
    if thing is not None and verb is not None:
        deed = f"{verb} {thing.first}"
        trigger = trigger or f"the user asks to {deed}"
        response, rest, title = verb, f"{thing.again} within {LIMIT}", f"{verb} {thing.bare} within a set time"
        if verb not in ORDERS | OWN_DEEDS:
            return None
    elif verb in OPENING:
        trigger = trigger or f"the user opens {system}"
        response, rest, title = "show", f"the first screen within {LIMIT}", "show the first screen within a set time"
    elif thing is not None and thing.bare.split()[-1] in ARRIVING:
        one = singular(thing.bare)
        trigger, response, rest = f"{indefinite(one)} arrives", "show", f"the {one} within {LIMIT}"
        title = f"show each {one} within a set time"
    elif thing is not None:
        if not thing.bare.endswith("ing") and thing.bare.split()[-1] not in USED:
            return None
        trigger = trigger or f"the user uses {thing.again}"
        title = f"respond within a set time: {thing.bare}"
    elif verb is not None:
        return None
    waited_for = f" to {deed}" if deed else " for a response" if thing is None else f" for {thing.again}"
    return Sentence(
        keyword="When",
        trigger=trigger or "the user gives a command",
        verb=response,
        rest=rest,
        title=title,
        want=" ".join(f"{system} to {response} {rest.removesuffix(f'within {LIMIT}')} in time".split()),
        trouble=f"Customers wait too long{waited_for}",
        kind="quality",
        quality=PERFORMANCE,
        given=f"{system} is open",
        unhappy_given="the network or the device is under load",
        unhappy_then="shows that the work is in progress",
        questions=("Which time limit satisfies customers, on which device, with how much data?",),
        inferred=("limit", "trigger") if condition is None else ("limit",),
    )


def drain(*, system: str) -> Sentence:
    """An empty battery: a budget that nobody has named yet."""
    return Sentence(
        keyword="While",
        trigger=f"{system} runs in the background",
        verb="use",
        rest="at most [share: open] of the battery charge per hour",
        title="keep within a battery budget in the background",
        want=f"{system} to spare the battery",
        trouble=f"{system[0].upper()}{system[1:]} drains the battery",
        kind="quality",
        quality=PERFORMANCE,
        given="the device is not being charged",
        unhappy_given="the network is not available",
        questions=("Which share of the charge per hour is acceptable, measured on which device?",),
        inferred=("limit", "trigger"),
    )


def lost(thing: Name, condition: str | None, *, system: str) -> Sentence | None:
    """Lost data: it is kept."""
    if singular(thing.bare.split()[-1]) in _NO_DATA:
        return None
    trigger = usable(condition, system)
    many = is_plural(thing.bare.split(" of ")[0].split()[-1])
    return Sentence(
        keyword="When" if trigger else "While",
        trigger=trigger or f"the user works with {system}",
        verb="keep",
        rest=thing.again,
        title=f"keep {thing.bare}",
        want=f"{system} to keep {thing.again}",
        trouble=f"Customers lost {'their ' if many else ''}{thing.bare if many else thing.again}",
        kind="fix",
        quality=RELIABILITY,
        given=f"{thing.again} {'are' if many else 'is'} stored in {system}",
        unhappy_given=f"{system} is interrupted while writing",
        questions=(f"What happens right before {thing.again} {'are' if many else 'is'} lost?",),
        inferred=() if trigger else ("trigger",),
    )


_SHOWN = {"appear": "show", "show": "show", "load": "load", "open": "open", "display": "display", "play": "play",
          "render": "render", "download": "download", "sync": "sync", "update": "update", "refresh": "refresh",
          "start": "start", "upload": "upload", "send": "send", "save": "save", "install": "install"}  # fmt: skip
_ASKED = frozenset(("load", "open", "play", "download", "start", "upload", "send", "save", "install"))


def thing_fails(verb: str, thing: Name, condition: str | None, *, system: str) -> Sentence | None:
    """Read "images don't load": the product does to the thing what the thing does not do."""
    done = _SHOWN.get(verb)
    if done is None:
        return None
    when = usable(condition, system)
    if when is None and done in _ASKED:
        when = f"the user asks to {done} {thing.first}"
    sentence = by_product(done, thing, None, when, system=system, failing=True)
    if sentence is None:
        return None
    does = "do" if is_plural(thing.bare.split(" of ")[0].split()[-1]) else "does"
    start = thing.again if does == "does" else thing.first
    rest = thing.again if when and thing.first in when else sentence.rest
    return replace(
        sentence,
        rest=rest,
        trouble=f"{start[0].upper()}{start[1:]} {does} not {verb}",
        inferred=sentence.inferred if condition else ("trigger",),
    )
