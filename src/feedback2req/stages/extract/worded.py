"""Requests and failures known by their wording alone, where the parse of a hasty sentence shows none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import Deed
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing
from feedback2req.stages.extract.lexicon import GENERIC_NOUNS, IDIOM_VERBS, POINTERS
from feedback2req.stages.extract.phrases import Phrase
from feedback2req.stages.extract.surface import Run, deed_from, points_at, run_of, thing_before, things_from
from feedback2req.stages.extract.wordings import CANNOT, DEED_LEADS, FAILING, NONE_OF, THING_LEADS, TRAILING

_LIKELY = 0.5
_DENIED = re.compile(r"(?:n't|\bnot|\bnever|\bdont|\bnt|\bno|\bno need to)(?: \w+)? $")
_QUOTED = frozenset("\"“‘'")
_HAVING = words("have see get use add find include support be make like ask")


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
    """Token at which a lead begins, and the token behind it, in the order of the text; denied ones left out."""
    places = {m.end(): m.start() for lead in leads for m in lead.finditer(run.text)}
    places = {end: start for end, start in places.items() if not _DENIED.search(run.text[:start])}
    return ((run.token(places[end]), run.token(end)) for end in sorted(places))


def _deeds(c: Context, run: Run) -> list[Found]:
    found: list[Found] = []
    for first, start in _slots(run, DEED_LEADS):
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
    for first, start in _slots(run, THING_LEADS):
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
    for pattern in TRAILING:
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
    for m in CANNOT.finditer(run.text):
        first = run.token(m.start())
        if c.view.word(first - 1) in _QUOTED:
            continue
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
    for m in FAILING.finditer(run.text):
        at = run.token(m.start() + 1)
        phrase = thing_before(c, at)
        if phrase is not None and c.view.lemmas[phrase.tokens[-1]] not in GENERIC_NOUNS:
            found.append(_failing(phrase, at, m.group("verb") or "work"))
    return found


def _none_of(c: Context, run: Run) -> list[Found]:
    return [
        _failing(p, run.token(m.start()), "work")
        for m in NONE_OF.finditer(run.text)
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
