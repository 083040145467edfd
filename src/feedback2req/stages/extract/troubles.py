"""Trouble in nouns: "issues with MMS", "the keyboard problem", "calls don't go through", "inability to export"."""

from __future__ import annotations

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import condition
from feedback2req.stages.extract.found import Context, Found, of_thing, who_fails
from feedback2req.stages.extract.phrases import Phrase, noun_phrase, things
from feedback2req.stages.extract.targets import user_deeds

_TROUBLES = words("problem issue trouble bug glitch error difficulty")
_LEADS = words("with in when for regarding")
_WAYS = words("through thru")
_PASSING = words("go come get")
_NONE = words("no without zero fix fixed solved resolved")
_DENIED = words("inability failure impossibility")
_LIKELY = 0.3


def trouble_with(c: Context, n: int) -> list[Found]:
    """Read "issues with special keys", "trouble with MMS download": the thing fails; a mere "no problem" is none."""
    view = c.view
    if view.lemmas[n] not in _TROUBLES or view.pos[n] not in ("NOUN", "PROPN") or c.problem < _LIKELY:
        return []
    if any(view.word(k) in _NONE for k in range(max(0, n - 3), n)):
        return []
    when = condition(view, n, c.wording)
    for prep in view.kids_by(n, "prep"):
        if view.low[prep] not in _LEADS:
            continue
        return [
            of_thing(p, (n, prep), force="fail", predicate="not_working", when=when)
            for k in view.kids_by(prep, "pobj")[:1]
            for p in things(view, k, c.wording)
        ]
    return _named_trouble(c, n)


def _named_trouble(c: Context, n: int) -> list[Found]:
    """Read "font size problem": what stands before the trouble is what fails."""
    view = c.view
    if n == 0 or view.heads[n - 1] != n or view.rel[n - 1] not in ("compound", "nmod") or view.pos[n - 1] == "ADJ":
        return []
    phrase = noun_phrase(view, n, c.wording)
    if phrase is None or len(phrase.tokens) < 2 or phrase.tokens[-1] != n or " of " in phrase.text:
        return []
    inner = noun_phrase(view, n - 1, c.wording)
    if inner is None:
        return []
    said = phrase.text.rsplit(" ", 1)[0]
    text = said if len(said.split()) == len(phrase.tokens) - 1 else inner.text
    return [of_thing(Phrase(text, phrase.tokens), (n,), force="fail", predicate="not_working")]


def not_through(c: Context, n: int) -> list[Found]:
    """Read "MMS won't come through", "texts don't go thru"."""
    view = c.view
    if view.low[n] not in _WAYS or view.lemmas[n - 1] not in _PASSING or not view.negated(n - 1):
        return []
    who, thing, known = who_fails(c, n - 1)
    if not known or who != "product" or thing is None:
        return []
    return [
        Found(
            force="fail", subject=thing, verb="go through", predicate="not_working", tokens=_with_subject(c, n - 1, n)
        )
    ]


def _with_subject(c: Context, verb: int, last: int) -> tuple[int, ...]:
    subject = c.view.subject(verb)
    return tuple(sorted({verb, last} | ({subject} if subject is not None else set())))


def inability(c: Context, n: int) -> list[Found]:
    """Read "inability to customize colors"."""
    view = c.view
    if view.lemmas[n] not in _DENIED or view.word(n + 1) != "to" or n + 2 >= len(view) or view.pos[n + 2] != "VERB":
        return []
    return user_deeds(c, n + 2, (n,), force="fail", predicate="cannot")
