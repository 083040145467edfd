"""Sentences for what is done to customers against their will: decisions, charges, sessions that end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback2req.domain.inflection import gerund, indefinite, third_person
from feedback2req.domain.words import words
from feedback2req.stages.draft.lexicon import CHARGED
from feedback2req.stages.draft.naming import Name, single
from feedback2req.stages.draft.sentence import RELIABILITY, Sentence

_ON_TIME = re.compile(
    r"\b(?:on[- ]time|before (?:the|my|its|it was) due|not late|never late|never been late|in time|prior to the due)\b",
    re.IGNORECASE,
)
_DECISIONS = words("close cancel deny decline reject refuse block lock suspend")
_DECIDED = words(
    "account card claim application dispute request payment transaction order refund return profile loan purchase"
    " subscription transfer login appeal"
)


def decided(verb: str, thing: Name, *, system: str) -> Sentence | None:
    """An account closed, a claim denied: the user is told why."""
    one = single(thing.bare)
    if verb not in _DECISIONS or one.bare.split()[-1] not in _DECIDED:
        return None
    if verb == "cancel" and one.bare.split()[-1] in ("account", "card"):
        verb = "close"
    done = {"deny": "denied"}.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    done = {"cancel": "cancelled"}.get(verb, done)
    deed = f"{third_person(verb)} {one.first}"
    return Sentence(
        keyword="When",
        trigger=f"{system} {deed}",
        verb="state",
        rest=f"the reason for {gerund(verb).replace('canceling', 'cancelling')} {one.again} to the user",
        title=f"state the reason for {gerund(verb).replace('canceling', 'cancelling')} {one.first}",
        want=f"to know why {one.first} is {done}",
        trouble=f"{system[0].upper()}{system[1:]} {deed} against the will of the customer",
        kind="information",
        given=f"the user holds {one.first}" if one.bare in ("account", "card") else f"{one.first} is open",
        unhappy_given="the reason must be kept secret by law",
        unhappy_then="names a contact for objections",
        questions=(f"On which grounds may {one.first} be {done}, with which notice?",),
        inferred=("response",),
    )


def charged(thing: Name, texts: Sequence[str], *, system: str) -> Sentence | None:
    """A fee that customers find wrong: refunded where the ground they deny is gone, else explained."""
    last = thing.bare.split()[-1]
    if last not in CHARGED or (len(thing.bare.split()) < 2 and last != "interest"):
        return None
    one = thing.bare if last == "interest" else single(thing.bare).bare
    named = f"{one}" if last == "interest" else indefinite(one)
    if one == "late fee" and any(_ON_TIME.search(t) for t in texts):
        return Sentence(
            keyword="If",
            trigger="a late fee rests on a payment that arrived on or before the due date",
            verb="refund",
            rest="the late fee",
            title="refund a late fee on an on-time payment",
            want="no late fee on a payment that arrives on time",
            trouble="Customers are charged a late fee that they find wrong, some on a payment made on time",
            kind="fix",
            given="a late fee is on the account of the user",
            unhappy_given="the payment arrived after the due date",
            unhappy_then="shows the date of arrival beside the late fee",
            questions=("What is arrival of a payment?",),
            inferred=("response",),
        )
    return Sentence(
        keyword="When",
        trigger=f"the user disputes {named}",
        verb="state",
        rest=f"the ground on which the {one} is charged",
        title=f"state the ground of a disputed {one}" if last != "interest" else f"state the ground of disputed {one}",
        want=f"to know why {named} is charged",
        trouble=f"Customers are charged {named} that they find wrong",
        kind="information",
        given=f"{named} is on the account of the user",
        unhappy_given=f"the {one} has no ground",
        unhappy_then=f"refunds the {one}",
        questions=(f"Under which terms is {named} due, when is it refunded?",),
        inferred=("trigger", "response"),
    )


def logged_out(*, system: str) -> Sentence:
    """A session that ends against the will of the user: it is kept."""
    return Sentence(
        keyword="When",
        trigger=f"the user opens {system} again",
        verb="keep",
        rest="the user logged in",
        title="keep the user logged in",
        want="to stay logged in",
        trouble=f"{system[0].upper()}{system[1:]} logs customers out",
        kind="fix",
        quality=RELIABILITY,
        given="the user is logged in",
        unhappy_given="the credentials of the user have changed",
        unhappy_then="asks for the new credentials",
        questions=("After which time may a session end?",),
        inferred=("trigger",),
    )
