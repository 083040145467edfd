"""Who else speaks of a need: members of its theme that hold its words without a point of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.inflection import gerund, plural, third_person
from feedback2req.domain.readings import INTENTS
from feedback2req.domain.statement import Statement
from feedback2req.stages.draft.lexicon import ALIKE, PAST
from feedback2req.stages.draft.needs import Need

_NOUNS = (
    r"unable|inability|fail\w*|problems?|issues?|troubles?|errors?|bugs?|buggy|broken?|glitch\w*|stop(?:s|ped)?"
    r"|disappear\w*|missing|missed|misses|delay\w*|crash\w*|wrong\w*|refus\w*|den(?:y|ies|ied)|impossible|absent"
)
_DOING = (
    "work|function|go|come|show|appear|load|open|send|receive|get|deliver|download|respond|update|play|display|sync"
    "|post|arrive|see|find"
)
_NOT = r"(?:n['’]?t|cant|cannot|wont|doesnt|dont|didnt|isnt|arent|not|never|no longer|unable to)"
_FAILS = re.compile(rf"{_NOT}\b|\b(?:{_NOUNS}|no|none|without)\b", re.IGNORECASE)
_BROKEN = re.compile(rf"{_NOT}\W+(?:\w+\W+){{0,1}}(?:{_DOING})\w*|\b(?:{_NOUNS}|no)\b", re.IGNORECASE)
_SLOW = re.compile(r"\b(?:delay\w*|lag\w*|slow\w*|late|forever|hours?|minutes?|later)\b", re.IGNORECASE)
_LOST = re.compile(r"\b(?:los[et]\w*|delet\w*|wip\w*|eras\w*|gone|disappear\w*|vanish\w*)\b", re.IGNORECASE)
_DRAIN = re.compile(r"\b(?:drain\w*|eat\w*|hog\w*|kill\w*|suck\w*|consum\w*|usage|hungry)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:add(?:ed|ing)?|wish\w*|please|pls|plz|would (?:like|love|be|have)|should (?:have|add|be|include|support)"
    r"|could (?:have|use|you)|needs?|want|lacks?|lacking|missing|options?|ability|inability|support|hope|if only"
    r"|more|required?|improve\w*|suggest\w*|like to see|how about|bring|let (?:me|us)|allow\w*)\b",
    re.IGNORECASE,
)
_CUES: Mapping[str, re.Pattern[str] | None] = {
    "wrong": None, "lost": _LOST, "slow": _SLOW, "broken": _BROKEN, "beside": _BROKEN, "drain": _DRAIN,
}  # fmt: skip
_REQUEST, _PROBLEM, _PRAISE, _COMPLAINT = (
    INTENTS.index(name) for name in ("feature_request", "problem_report", "praise", "complaint")
)
_LIKELY, _POSSIBLE = 0.5, 0.2
_NEAR = 45
_NO_VERB = frozenset(("work", "function", "respond"))
_ENDS = re.compile(r"(?<=[.!?;\n])\s+")


@dataclass(frozen=True, slots=True)
class Room:
    """The members of a theme, and how they can be read."""

    members: tuple[int, ...]
    statements: Sequence[Statement]
    items: Mapping[str, FeedbackItem]
    intents: NDArray[np.floating]

    def customer(self, n: int) -> str:
        """Give the customer who made a statement."""
        return self.items[self.statements[n].item_id].customer


def listen(need: Need, room: Room) -> None:
    """Add to a need the members that hold its words and its force, but no point of it."""
    own = {p.statement for p in need.points}
    ways = _ways(need)
    if not ways:
        return
    for n in room.members:
        if n in own or room.statements[n].aside is not None:
            continue
        place = _bears(need, ways, n, room)
        if place is not None:
            need.bearing[n] = place
            need.voices.add(room.customer(n))


def _ways(need: Need) -> list[list[re.Pattern[str]]]:
    """Sets of words of which one has to be held whole: the thing and its verb, the rarer word first.

    A verb says enough with the last word of its thing, and by itself where nothing follows it ("can't paste").
    """
    if need.topic.shape == "drain":
        return [[re.compile(r"\bbattery\b", re.IGNORECASE)]]
    thing = [_forms(w) for w in need.topic.thing]
    if not thing:
        return []
    verb = need.topic.verb
    if verb is None or verb in _NO_VERB:
        return [thing]
    ways = [[thing[-1], _verb_forms(verb)]]
    if need.failing and need.topic.shape == "do":
        ways.append([_verb_forms(verb, alone=True)])
    return ways


def _bears(need: Need, ways: Sequence[Sequence[re.Pattern[str]]], n: int, room: Room) -> tuple[int, int] | None:
    """Offsets into the item's text of the sentence that speaks of the need."""
    row = room.intents[n]
    if float(row[_PRAISE]) >= _LIKELY and float(max(row[_PROBLEM], row[_REQUEST], row[_COMPLAINT])) < _LIKELY:
        return None
    text, first = room.statements[n].text, room.statements[n].start
    force = _cue(need)
    likely = max(row[_PROBLEM], row[_COMPLAINT]) if need.failing else row[_REQUEST]
    if float(likely) < _POSSIBLE:
        return None
    own_deed = _own_deed(need)
    cuts = [0, *(m.end() for m in _ENDS.finditer(text)), len(text)]
    for a, b in pairwise(cuts):
        part = text[a:b]
        if (own_deed is None or not own_deed.search(part)) and any(_held(part, words, force) for words in ways):
            return first + a, first + a + len(part.rstrip())
    return None


def _own_deed(need: Need) -> re.Pattern[str] | None:
    """What is done to customers is no complaint where they do it: "I am closing my card"."""
    if need.topic.shape != "wrong" or need.topic.verb is None:
        return None
    return re.compile(rf"\b(?:i|we)\b(?: [\w']+){{0,4}} {_verb_forms(need.topic.verb).pattern}", re.IGNORECASE)


def _cue(need: Need) -> re.Pattern[str] | None:
    """What has to stand near the words of a need for them to say the same; None where the verb says it all."""
    if not need.failing:
        return _ASKS
    return _CUES.get(need.topic.shape, _FAILS)


def _held(part: str, words: Sequence[re.Pattern[str]], force: re.Pattern[str] | None) -> bool:
    """Whether words stand together, and with the cue near to them."""
    return any(
        _together(part[max(0, m.start() - _NEAR) : m.end() + _NEAR], words, force) for m in words[0].finditer(part)
    )


def _together(window: str, words: Sequence[re.Pattern[str]], force: re.Pattern[str] | None) -> bool:
    return all(w.search(window) for w in words) and (force is None or force.search(window) is not None)


def _forms(word: str) -> re.Pattern[str]:
    """A noun in both numbers, and the words that mean the same."""
    alike = {word} | {a for group in ALIKE if word in group for a in group}
    said = {re.escape(w) for a in alike for w in (a, plural(a))}
    return re.compile(rf"\b(?:{'|'.join(sorted(said))})\b", re.IGNORECASE)


def _verb_forms(verb: str, *, alone: bool = False) -> re.Pattern[str]:
    """A verb in the forms that customers use, with the verbs that mean the same; or where nothing follows it."""
    alike = {verb} | {a for group in ALIKE if verb in group for a in group}
    said: set[str] = set()
    for a in alike:
        head = a.split()[0]
        past = PAST.get(head, f"{head}d" if head.endswith("e") else f"{head}ed")
        rest = a[len(head) :]
        said |= {re.escape(f"{form}{rest}") for form in (head, third_person(head), gerund(head), past)}
    tail = r"\s*(?:[.!?,;:)]|$)" if alone else ""
    return re.compile(rf"\b(?:{'|'.join(sorted(said))})\b{tail}", re.IGNORECASE)
