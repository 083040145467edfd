"""Requests and failures known by their wording alone, where the parse of a hasty sentence shows none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import Deed
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing
from feedback2req.stages.extract.lexicon import IDIOM_VERBS, POINTERS
from feedback2req.stages.extract.phrases import Phrase
from feedback2req.stages.extract.surface import Run, deed_from, points_at, run_of, thing_before, things_from

_LIKELY = 0.5
_MERIT = (
    r"(?:nice|nicer|great|greater|grt|gr8|good|cool|cooler|awesome|perfect|better|amazing|helpful|useful|lovely|excellent"
    r"|fantastic|ideal|wonderful|brilliant|complete|stars?|appreciated|welcomed?|handy|happy|glad|rock|love)"
)
_MAY = r"(?:would|'d|d|wud|wd|could|will|'ll|might|should)"
_PLEASE = r"(?:please|pls|plz|plez|kindly|pl)"
_YOU = r"(?:it|there|you|u|they|this|the app|that app|only|we|he)"
_ME = r"(?:i|we|you|u|one|users?|people)"
_MY = r"(?:me|us|users?|the user|you|people|one|it|this app|this|the app)"
_GIVE = r"(?:add|include|implement|integrate|introduce|incorporate|provide)"
_NOT_HERE = r"(?!(?:to|it|this|that|if|when|them|you|me|more of)\b)"

_THING_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!how to )(?<!can )(?<!only )(?<!had to )\b{_GIVE}(?:ed|ing|d|s)? (?:in |on |back |us |me |things like )?",
        rf"\b(?:{_PLEASE}|(?:can|could|would|will) (?:you|u|we)(?: please| also)?) (?:make|give us|give me|have|develop"
        rf"|create|put|update with|improve with) {_NOT_HERE}",
        rf"\b(?:needs?|lacks?|lacking|requires?|must have) (?:to have |to include |to add |to support )?{_NOT_HERE}",
        rf"\b(?:missing|miss)(?: (?:is|are))? {_NOT_HERE}",
        rf"\b(?:only|one|1) (?:other |more |small )?(?:thing|feature|request|suggestion|wish|improvement)s?\b[^.,;!?]{{0,40}}?"
        rf" (?:is|are|would be|'s) {_NOT_HERE}",
        rf"\b(?:wish|hope) {_YOU} (?:also |could |would |will |'d )?(?:had|has|have|was|were|included?|supported|gets?) ",
        rf"\b(?:would|'d|d|id|i'd) (?:also |really |very much |absolutely )?(?:love|like|appreciate|prefer) (?:to see |to"
        rf" have |to get |seeing |having )?{_NOT_HERE}",
        rf"\b{_MERIT}(?: app)? (?:to have|to see) ",
        rf"\b{_MAY} be (?:\w+ )?{_MERIT} (?:app )?with ",
        rf"\bif {_YOU} (?:also |just |only |could |can |would |'d )?(?:had|has|have|was|were|'s|added|add|includes?|included"
        rf"|supports?|supported|got|gets) ",
        r"\b(?:waiting for|looking forward to|how about|what about|could use|could do with|could have|could deserve|hope"
        r" to see|hope for|i suggest|i recommend|i want|we want|requesting|i request|hoping for) (?:having |adding )?"
        rf"{_NOT_HERE}",
        r"\bshould (?:also )?(?:have|include|support|come with) ",
    )
)
_DEED_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:options?|ability|way|ways|possibility|features?|function|chance|setting|button|toggle|method|choice"
        rf"|functionality|inability) (?:where {_ME} (?:can|could) |(?:for (?:a |the )?(?:me|users?|us) )?too? )",
        rf"\b(?:wish|if|hope|so|only|where) (?:only |that )?{_ME} (?:could|can) (?:also |just |only |actually )?",
        rf"\b{_MAY} be (?:\w+ ){{0,2}}{_MERIT}(?: if {_ME} (?:can|could)| to) ",
        r"\bbe(?:ing)? able to ",
        rf"\blets? {_MY} (?:to )?",
        rf"\b(?:allow|allows|allowing|allowed|enable|enables|permit)(?: {_MY})? to ",
        r"\b(?:would|'d|d) (?:really |also )?(?:love|like|prefer) to ",
    )
)
_HAVING = words("have see get use add find include support be make like ask")
_TRAILING = re.compile(
    rf" {_MAY} (?:also |really |definitely )?(?:be|make|help)(?: (?:it|this|the app))? ?(?:\w+ ){{0,2}}?{_MERIT}\b"
)
_LAST_PLEASE = re.compile(rf" {_PLEASE} ?[.!]*$")
_CANNOT = re.compile(
    r"\b(?:ca n't|cannot|can not|can nt|ca nt|cant|could n't|could not|could nt|unable to|not able to|(?:wo|does|will|would)"
    r" (?:n't|not|nt) (?:let|allow) (?:me|us|you)(?: to)?|inability to|(?:impossible|not possible|no way|fails?|failed) to"
    r"|can no longer) (?:even |seem to |seems to |possibly |get to |really |actually |longer )?"
)
_FAILING = re.compile(
    r" (?:(?:do|does|did|is|are|wo|will|has|have)? ?(?:n't|not|nt|never|no longer|stopped) (?:\w+ly )?"
    r"(?P<verb>work|function|show|appear|load|open|play|respond|sync|update|connect|download)(?:s|ing|ed|n)?\b"
    r"|(?:is|are) (?:\w+ly )?(?:broken|buggy|glitchy|not functional)\b)"
)
_NONE_OF = re.compile(r"\bnone of (?:the |my |your )?")


def worded_asks(c: Context) -> list[Found]:
    """Requests by their wording: "pls add ftp client", "option to sort", "dark mode please"."""
    if c.request < _LIKELY:
        return []
    run = run_of(c.view)
    for rule in (_deeds, _things, _before, _bare):
        found = [f for f in rule(c, run) if f.says_something]
        if found:
            return found
    return []


def _slots(run: Run, leads: tuple[re.Pattern[str], ...]) -> Iterator[tuple[int, int]]:
    """Token at which a lead begins, and the token behind it, in the order of the text."""
    places = {m.end(): m.start() for lead in leads for m in lead.finditer(run.text)}
    return ((run.token(places[end]), run.token(end)) for end in sorted(places))


def _deeds(c: Context, run: Run) -> list[Found]:
    found: list[Found] = []
    for first, start in _slots(run, _DEED_LEADS):
        while c.view.word(start) == "be" and c.view.word(start + 1) == "able":
            start += 3
        if c.view.word(start) in _HAVING:
            found += _wished(c, things_from(c, start + 1), first, start)
        else:
            found += [of_deed(d, (first,)) for d in deed_from(c, start) if _meant(d)]
    return _once(found)


def _meant(deed: Deed) -> bool:
    return deed.object is not None and deed.verb not in IDIOM_VERBS


def _things(c: Context, run: Run) -> list[Found]:
    found: list[Found] = []
    for first, start in _slots(run, _THING_LEADS):
        found += _wished(c, things_from(c, start), first, start)
    return _once(found)


def _wished(c: Context, named: list[Phrase], first: int, start: int) -> list[Found]:
    """Things as wishes; a mere "option" names nothing, and "support for FTP" names FTP."""
    found: list[Found] = []
    for phrase in named:
        last = phrase.tokens[-1]
        if c.view.lemmas[last] in POINTERS and c.view.word(last + 1) in ("for", "of"):
            found += [of_thing(p, (first,)) for p in things_from(c, last + 2)]
        elif not points_at(c.view, phrase):
            found.append(of_thing(phrase, (first,)))
    return found


def _before(c: Context, run: Run) -> list[Found]:
    """What stands before "would be nice", or before a last "please"."""
    for pattern in (_TRAILING, _LAST_PLEASE):
        for m in pattern.finditer(run.text):
            phrase = thing_before(c, run.token(m.start() + 1))
            if phrase is not None and not points_at(c.view, phrase):
                return [of_thing(phrase, (phrase.tokens[-1],))]
    return []


def _bare(c: Context, run: Run) -> list[Found]:
    """Nothing but a thing: "Dark mode", "needed: widgets"."""
    named = things_from(c, 0)
    if len(named) != 1 or len(c.view) > len(named[0].tokens) + 3:
        return []
    return _wished(c, named, named[0].tokens[0], 0)


def worded_failures(c: Context) -> list[Found]:
    """Failures by their wording: "cant access audio recording", "none of the special keys work"."""
    if c.problem < _LIKELY or c.praise >= _LIKELY:
        return []
    run = run_of(c.view)
    found: list[Found] = []
    for m in _CANNOT.finditer(run.text):
        first = run.token(m.start())
        found += [
            of_deed(d, (first,), force="fail", predicate="cannot")
            for d in deed_from(c, run.token(m.end()))
            if _meant(d)
        ]
    for rule in () if found else (_not_working, _none_of):
        found += rule(c, run)
    return _once([f for f in found if f.says_something])


def _not_working(c: Context, run: Run) -> list[Found]:
    """Read "notifications for messages not shown", "search is not working"."""
    found = []
    for m in _FAILING.finditer(run.text):
        at = run.token(m.start() + 1)
        phrase = thing_before(c, at)
        if phrase is not None:
            found.append(_failing(phrase, at, m.group("verb") or "work"))
    return found


def _none_of(c: Context, run: Run) -> list[Found]:
    return [
        _failing(p, run.token(m.start()), "work")
        for m in _NONE_OF.finditer(run.text)
        for p in things_from(c, run.token(m.end()))[:1]
        if c.view.word(p.tokens[-1] + 1).startswith(("work", "function"))
    ]


def _failing(phrase: Phrase, at: int, verb: str) -> Found:
    return Found(
        force="fail",
        subject=phrase.text,
        verb=verb,
        predicate="not_working",
        tokens=tuple(sorted({at, *phrase.tokens})),
    )


def _once(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for f in found:
        if not any(f.same_as(k) for k in kept):
            kept.append(f)
    return kept


_Rule = Callable[[Context], list[Found]]
WORDED: tuple[_Rule, ...] = (worded_asks, worded_failures)
"""Both, in the order in which they are tried."""
