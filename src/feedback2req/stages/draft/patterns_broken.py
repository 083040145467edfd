"""Sentences for things that do not work, by themselves or beside another product."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from feedback2req.domain.inflection import indefinite, is_plural, plural, singular
from feedback2req.domain.words import words
from feedback2req.stages.draft.lexicon import ACTIONS, NETWORKS, NOTICES
from feedback2req.stages.draft.naming import Name, name, single, without_light
from feedback2req.stages.draft.sentence import RELIABILITY, Sentence

_MESSAGES = words("message messages text texts sms mms email emails sm")
_CALLS = words("call calls calling phonecall")
_PAYMENTS = words("payment payments deposit deposits check checks")
_OWED = words("refund refunds credit credits reward rewards rebate cashback bonus point points")
_SEEN = words(
    "picture photo image thumbnail page clock calendar list text lyric cover video preview gif file folder"
    " document statement attachment chart map album artwork emoji sticker"
)
_SENSORS = words("sensor sensors")
_CONTROLS = words("control controls shell console keyboard browser player camera menu editor navigation")
_PRESSED = words("key button shortcut hotkey")
_MADE = words("gesture tap swipe tapping click")
_COMMANDS = words("command commands cmd cmds script scripts")
_PLAYED = words("song songs track tracks sound sounds video videos ringtone ringtones")
_SENDING = re.compile(r"\b(?:send(?:ing|s)?|sent|go(?:ing|es)? (?:through|thru|out))\b", re.IGNORECASE)
_RECEIVING = re.compile(
    r"\b(?:receiv\w*|(?:get(?:s|ting)?|got) (?:\w+ ){0,2}(?:messages?|texts?|calls?|sms|mms)|comes?|coming|deliver\w*"
    r"|download\w*|fetch\w*|arriv\w*)\b",
    re.IGNORECASE,
)
_PAYING = re.compile(r"\b(?:mak(?:e|ing)|pay(?:ing)?|error|screen|declin\w*|fail\w*)\b", re.IGNORECASE)
_POSTING = re.compile(r"\b(?:post\w*|credit\w*|appl(?:y|ied)|receiv\w*|late|due)\b", re.IGNORECASE)
_PROCESS = re.compile(r"(?:ing|tion|sion|ment)$")
_NO_PROCESS = words(
    "description subscription selection collection section direction caption edition portion extension fashion"
    " dimension loading opening working reading meaning feeling"
    " exception question version application location animation thing ring string setting building recording"
    " statement document apartment payment department"
)


def broken(thing: str, passages: Sequence[str], texts: Sequence[str], *, system: str) -> Sentence | None:
    """The sentence for a thing that customers report as not working: the ordinary use of it succeeds.

    Parameters
    ----------
    thing : str
        As most customers name it.
    passages, texts : sequence of str
        The words of the reports, and the whole statements: they tell which use fails.
    """
    core = without_light(thing)
    last = singular(core.split()[-1])
    if last in NOTICES:
        return None
    for listed, pattern in _BY_HEAD:
        if core.split()[-1].lower() in listed or last in listed:
            return pattern(core, passages, texts, system)
    if _PROCESS.search(last) and last not in _NO_PROCESS and len(last) > 6:
        return _process(core, passages, texts, system)
    return None


def _fix(thing: Name, **parts: str) -> Sentence:
    many = is_plural(thing.bare.split()[-1])
    does = "do" if many else "does"
    subject = thing.bare if many or thing.bare != thing.bare.lower() else thing.again
    return Sentence(
        keyword="When",
        trigger=parts["trigger"],
        verb=parts["verb"],
        rest=parts["rest"],
        title=parts["title"],
        want=parts["want"],
        trouble=parts.get("trouble") or f"Customers report that {subject} {does} not work",
        kind="fix",
        quality=RELIABILITY,
        unhappy_given=parts["unhappy_given"],
        unhappy_then=parts["unhappy_then"],
        questions=(parts["question"],),
        inferred=("trigger",),
    )


def _many(bare: str) -> str:
    return bare if bare.split()[-1].isupper() else plural(bare)


def _message(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    sends = sum(bool(_SENDING.search(t)) for t in texts)
    gets = sum(bool(_RECEIVING.search(t)) for t in texts)
    if not sends and not gets:
        return None
    one = single(thing)
    if sends >= gets:
        return _fix(
            one,
            trigger=f"the user sends {one.first}",
            verb="deliver",
            rest=f"{one.again} to the recipient",
            title=f"deliver each sent {one.bare}",
            want=f"each {one.bare} that I send to be delivered",
            trouble=f"Customers report trouble with {_many(one.bare)}",
            unhappy_given="the recipient cannot be reached",
            unhappy_then=f"tells the sender that {one.again} is not delivered",
            question=f"On which networks, devices, to which recipients does {indefinite(one.bare)} fail?",
        )
    return _fix(
        one,
        trigger=f"{one.first} arrives",
        verb="show",
        rest=f"{one.again} to the user",
        title=f"show each {one.bare} on arrival",
        want=f"each {one.bare} to be shown when it arrives",
        trouble=f"Customers report trouble with {_many(one.bare)}",
        unhappy_given=f"{one.again} cannot be loaded",
        unhappy_then="states the reason",
        question=f"On which networks, devices, from which senders does {indefinite(one.bare)} fail to arrive?",
    )


def _call(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    if any(_RECEIVING.search(t) for t in passages):
        return None
    return _fix(
        Name("calls", "calls", "the calls"),
        trigger="the user places a call",
        verb="connect",
        rest="the call",
        title="connect each placed call",
        want="calls to go through",
        unhappy_given="the other side cannot be reached",
        unhappy_then="states the reason",
        question="On which networks, devices do calls fail, on what occasion?",
    )


def _payment(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    if sum(bool(_PAYING.search(t)) for t in texts) > sum(bool(_POSTING.search(t)) for t in texts):
        return _fix(
            one,
            trigger=f"the user makes {one.first}",
            verb="complete",
            rest=one.again,
            title=f"complete each {one.bare}",
            want=f"to make {one.first}",
            trouble=f"Customers report trouble with {_many(one.bare)}",
            unhappy_given=f"{one.again} is refused",
            unhappy_then="states the reason",
            question=f"At which step, with which means of payment does {one.first} fail?",
        )
    return _fix(
        one,
        trigger=f"{one.first} arrives",
        verb="credit",
        rest=f"{one.again} to the account of the user",
        title=f"credit each {one.bare} on arrival",
        want=f"each {one.bare} to be credited",
        trouble=f"Customers report trouble with {_many(one.bare)}",
        unhappy_given=f"{one.again} matches no account",
        unhappy_then="tells the sender so",
        question=f"What is arrival of {one.first}?",
    )


def _secret(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        one,
        trigger=f"the user enters the valid {one.bare}",
        verb="accept",
        rest=one.again,
        title=f"accept the valid {one.bare}",
        want=f"my valid {one.bare} to be accepted",
        trouble=f"Customers report trouble with {_many(one.bare)}",
        unhappy_given=f"{one.again} is not valid",
        unhappy_then="states the reason",
        question=f"In which situations is a valid {one.bare} refused?",
    )


def _owed(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        one,
        trigger=f"{one.first} is due to the user",
        verb="credit",
        rest=f"{one.again} to the account of the user",
        title=f"credit each {one.bare} when due",
        want=f"each {one.bare} that is due to me",
        trouble=f"Customers wait for {one.first} that they are owed",
        unhappy_given=f"{one.again} is under review",
        unhappy_then="states the reason for the wait",
        question=f"When is {one.first} due, within which time limit is it credited?",
    )


def _seen(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        name(thing, passages),
        trigger=f"the user opens {one.first}",
        verb="show",
        rest=one.again,
        title=f"show each {one.bare} that is opened",
        want=f"to see each {one.bare}",
        unhappy_given=f"{one.again} cannot be loaded",
        unhappy_then="states the reason",
        question=f"Which {one.bare} fails, on which device, in which product version?",
    )


def _pressed(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        name(thing, passages),
        trigger=f"the user presses {one.first}",
        verb="carry out",
        rest=f"the action of {one.again}",
        title=f"carry out the action of {one.first}",
        want=f"to use {one.first}",
        unhappy_given="the action cannot be carried out",
        unhappy_then="states the reason",
        question=f"Which action belongs to {one.again}, on which devices does it fail?",
    )


def _made(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing.replace("tapping", "tap"))
    return _fix(
        single(thing.replace("tapping", "tap")),
        trigger=f"the user makes {one.first}",
        verb="carry out",
        rest=f"the action set for {one.again}",
        title=f"carry out the action set for {one.first}",
        want=f"to use {one.first}",
        unhappy_given="the action cannot be carried out",
        unhappy_then="states the reason",
        question=f"Which action belongs to {one.again}, on which devices does it fail?",
    )


def _command(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single("command")
    return _fix(
        name(thing, passages),
        trigger="the user enters a command",
        verb="run",
        rest=one.again,
        title="run each entered command",
        want="to run commands",
        unhappy_given="the command is not installed",
        unhappy_then="names the missing command",
        question="Which commands fail, on which devices?",
    )


def _played(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        name(thing, passages),
        trigger=f"the user starts {one.first}",
        verb="play",
        rest=one.again,
        title=f"play each {one.bare} that is started",
        want=f"to play {one.first}",
        unhappy_given=f"{one.again} cannot be played",
        unhappy_then="states the reason",
        question=f"Which {one.bare} fails, on which device?",
    )


def _process(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    if (
        thing != thing.lower()
        or is_plural(thing.split()[-1])
        or len(thing.split()) > 2
        or any(w in NETWORKS for w in thing.lower().split())
    ):
        return None
    said = thing if thing.endswith("ing") else f"the {thing}"
    return _fix(
        Name(thing, thing, said),
        trigger=f"the user starts {said}",
        verb="complete",
        rest=said,
        title=f"complete {said}",
        want=f"{said} to work",
        unhappy_given=f"{said} cannot be completed",
        unhappy_then="states the reason",
        question=f"At which step does {said} fail, on which devices?",
    )


def _sensed(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    return _fix(
        name(thing, passages),
        trigger=f"the {one.bare} reports a change",
        verb="carry out",
        rest=f"the action set for the {one.bare}",
        title=f"carry out the action set for the {one.bare}",
        want=f"the {one.bare} to work",
        unhappy_given=f"the {one.bare} is turned off",
        unhappy_then=f"tells the user that the {one.bare} is turned off",
        question=f"Which action belongs to the {one.bare}, on which devices does it fail?",
    )


def _memory(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    if thing not in ("memory", "low memory", "memory error", "ram"):
        return None
    return replace(
        _fix(
            Name("memory", "memory", "the memory"),
            trigger="the device runs out of free memory",
            verb="keep",
            rest="running",
            title="keep running without free memory",
            want=f"{system} to keep running with little free memory",
            trouble="Customers report errors for want of memory",
            unhappy_given="another application takes up the free memory",
            unhappy_then="tells the user which step needs more memory",
            question="With how much free memory, with which content does this happen?",
        ),
        keyword="If",
        inferred=("response",),
    )


def _answers(thing: str, passages: Sequence[str], texts: Sequence[str], system: str) -> Sentence | None:
    one = single(thing)
    if thing != thing.lower():
        return None
    return _fix(
        name(thing, passages),
        trigger=f"the user gives an input in the {one.bare}",
        verb="carry out",
        rest="the input",
        title=f"carry out each input in the {one.bare}",
        want=f"the {one.bare} to answer",
        unhappy_given="the input cannot be carried out",
        unhappy_then="states the reason",
        question=f"Which input in the {one.bare} fails, on which devices?",
    )


def beside(where: str, partner: str, *, system: str) -> Sentence | None:
    """Another product or a platform on which this one does not work, with a name of its own."""
    if partner == partner.lower():
        return None
    on = where == "on"
    return _fix(
        Name(partner, partner, partner),
        trigger=f"the user opens {system} on {partner}" if on else f"the user works with {partner}",
        verb="show" if on else "exchange",
        rest="the first screen" if on else f"data with {partner}",
        title=f"open on {partner}" if on else f"exchange data with {partner}",
        want=f"to use {system} {where} {partner}",
        trouble=f"Customers report that {system} does not work {where} {partner}",
        unhappy_given=f"this version of {partner} is not covered",
        unhappy_then="names the versions that are covered",
        question=f"Which versions of {partner} are covered, what fails there?",
    )


_Pattern = Callable[[str, Sequence[str], Sequence[str], str], Sentence | None]
_BY_HEAD: tuple[tuple[frozenset[str], _Pattern], ...] = (
    (_MESSAGES, _message),
    (_CALLS, _call),
    (_PAYMENTS, _payment),
    (words("password passcode pin"), _secret),
    (_OWED, _owed),
    (_PRESSED, _pressed),
    (_MADE, _made),
    (_COMMANDS, _command),
    (_SEEN, _seen),
    (_PLAYED, _played),
    (ACTIONS, _process),
    (_SENSORS, _sensed),
    (_CONTROLS, _answers),
    (words("memory ram"), _memory),
)
