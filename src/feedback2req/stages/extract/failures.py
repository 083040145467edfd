"""Failures: what does not work, is slow, is gone, or is done to customers against their will."""

from __future__ import annotations

from collections.abc import Callable

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import condition, deeds, unwrap, verb_text
from feedback2req.stages.extract.faults import crash, drain, slow
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing, who_fails
from feedback2req.stages.extract.lexicon import (
    ALLOW_VERBS,
    IDIOM_VERBS,
    NEGATIONS,
    USER_PRONOUNS,
    WORKING_VERBS,
)
from feedback2req.stages.extract.losses import broken, brought_back, gone, lost, none_comes
from feedback2req.stages.extract.phrases import noun_phrase, things
from feedback2req.stages.extract.targets import allowed, wished_things
from feedback2req.stages.extract.troubles import inability, not_through, trouble_with

_CRASH = words("crash crashes crashed crashing fc")
_FREEZE = words("freeze freezes freezing froze frozen hang hangs hanging lag lags lagging stutter stutters")
_CHARGED = words("charge bill overcharge deny decline reject refuse block close lock cancel suspend report")
_GETS = words("get receive see find")


def failures(c: Context) -> list[Found]:
    """All failures of a statement, in order of the words that report them."""
    found: list[Found] = []
    for n in range(len(c.view)):
        if c.view.masked[n]:
            continue
        for rule in _RULES:
            more = rule(c, n)
            if more:
                found += [f for f in more if not any(f.same_as(g) for g in found)]
                break
    return found


def _cannot(c: Context, n: int) -> list[Found]:
    """Read "can't move files", "unable to log in", "won't let me delete", "impossible to select"."""
    view = c.view
    low, lemma = view.low[n], view.lemmas[n]
    if lemma in ALLOW_VERBS and view.negated(n):
        return allowed(c, n, (n,), force="fail", predicate="cannot")
    verb = _cannot_verb(c, n, low)
    if verb is None or view.pos[verb] != "VERB" or view.lemmas[verb] in ALLOW_VERBS:
        return allowed(c, verb, (n,), force="fail", predicate="cannot") if verb is not None else []
    verb = unwrap(view, verb)
    if view.lemmas[verb] in IDIOM_VERBS and not (view.lemmas[verb] == "get" and view.kids_by(verb, "prep", "prt")):
        return []
    who, thing, known = who_fails(c, verb)
    if low in ("unable", "impossible", "hard", "difficult"):
        who, thing, known = "user", None, True
    if low in ("failed", "fails", "refuses", "refused"):
        who = "product"
    if not known:
        return []
    when = condition(view, verb, c.wording)
    return [
        of_deed(d, (n,), force="fail", actor=who, subject=thing, predicate="cannot", when=when)
        for d in deeds(view, verb, c.wording)
    ]


def _cannot_verb(c: Context, n: int, low: str) -> int | None:
    view = c.view
    if low in ("ca", "can", "could", "cant", "cannot", "couldnt") and view.rel[n] == "aux":
        head = view.heads[n]
        if '"' in view.word(n - 1):
            return None
        near = any(view.word(n + k) in NEGATIONS for k in (1, 2))
        return head if (near or low in ("cant", "cannot", "couldnt")) and head > n else None
    if low == "able" and (view.negated(n) or view.negated(view.heads[n])):
        return next((k for k in view.kids_by(n, "xcomp", "advcl") if view.pos[k] == "VERB"), None)
    if low in ("unable", "impossible", "failed", "fails", "refuses", "refused"):
        return next(
            (k for k in view.kids_by(n, "xcomp", "advcl", "ccomp") if k > n and view.pos[k] == "VERB"), None
        ) or next(
            (
                k
                for k in view.kids_by(view.heads[n], "xcomp")
                if low == "impossible" and k > n and view.pos[k] == "VERB"
            ),
            None,
        )
    return None


def _does_not(c: Context, n: int) -> list[Found]:
    """Read "notifications don't appear", "the widget won't update", "they did not post the payment"."""
    view = c.view
    if view.pos[n] != "VERB" or not view.negated(n) or view.auxiliaries(n) & {"can", "could", "should", "would"}:
        return []
    if any(view.low[k] == "to" for k in view.kids_by(n, "aux")):
        return []
    lemma = view.lemmas[n]
    who, thing, known = who_fails(c, n)
    if lemma == "have" and who == "product" and c.praise < 0.5:
        return [f for h in view.kids_by(n, "dobj")[:1] if h > n for f in wished_things(c, h, (n,))]
    if not known:
        return []
    when = condition(view, n, c.wording)
    subject = view.subject(n)
    if who == "user" and subject is not None:
        if lemma not in _GETS or view.low[subject] == "you":
            return []
        heads = [k for k in view.kids_by(n, "dobj") if k > n]
        return [
            of_thing(p, (n,), force="fail", predicate="missing", when=when)
            for h in heads[:1]
            if view.pos[h] in ("NOUN", "PROPN")
            for p in things(view, h, c.wording)
        ]
    inner = unwrap(view, n)
    if view.lemmas[inner] not in WORKING_VERBS or verb_text(view, inner) is None:
        return []
    return [
        of_deed(d, (n,), force="fail", actor="product", subject=thing, predicate="not_working", when=when)
        for d in deeds(view, inner, c.wording)
    ]


def _stopped(c: Context, n: int) -> list[Found]:
    """Read "stopped working", "no longer shows", "notifications not working"."""
    view = c.view
    low = view.low[n]
    if view.lemmas[n] in ("stop", "quit") and view.low[n] != view.lemmas[n]:
        inner = [k for k in view.kids_by(n, "xcomp") if view.pos[k] == "VERB" and view.low[k].endswith("ing")]
        if not inner:
            return []
        verb = inner[0]
    elif low == "longer" and view.word(n - 1) == "no" and view.pos[view.heads[n]] == "VERB":
        verb = view.heads[n]
    elif low in ("working", "responding", "loading", "syncing", "showing", "opening", "updating") and view.negated(n):
        verb = n
    else:
        return []
    who, thing, known = who_fails(c, verb)
    if not known or (who == "user" and view.subject(verb) is not None):
        return []
    at = tuple(sorted({n, verb}))
    if thing is None and view.subject(verb) is None and view.pos[verb - 1 if verb else 0] in ("NOUN", "PROPN"):
        phrase = noun_phrase(view, verb - 1, c.wording)
        thing = phrase.text if phrase else None
    when = condition(view, verb, c.wording)
    return [
        of_deed(d, at, force="fail", actor="product", subject=thing, predicate="not_working", when=when)
        for d in deeds(view, verb, c.wording)
    ]


def _fails(c: Context, n: int) -> list[Found]:
    """Read "file copying fails": the thing that does not work."""
    view = c.view
    if view.lemmas[n] != "fail" or view.pos[n] != "VERB" or view.negated(n) or view.kids_by(n, "xcomp", "dobj"):
        return []
    who, thing, known = who_fails(c, n)
    if who != "product" or thing is None or not known:
        return []
    when = condition(view, n, c.wording)
    text = when.text if when else None
    return [Found(force="fail", subject=thing, verb="work", predicate="not_working", condition=text, tokens=(n,))]


def _keeps(c: Context, n: int) -> list[Found]:
    """Read "keeps logging me out", "keeps asking for a password"."""
    view = c.view
    if view.lemmas[n] != "keep" or view.negated(n):
        return []
    inner = [k for k in view.kids_by(n, "xcomp") if view.pos[k] == "VERB" and view.low[k].endswith("ing") and k > n]
    if not inner or view.low[inner[0]] in _CRASH | _FREEZE:
        return []
    who, thing, known = who_fails(c, n)
    if not known or (who == "user" and view.subject(n) is not None):
        return []
    when = condition(view, n, c.wording)
    return [
        of_deed(d, (n,), force="fail", actor="product", subject=thing, predicate="wrong", when=when)
        for d in deeds(view, inner[0], c.wording)
        if not d.pending or " " in d.verb
    ]


def _done_to(c: Context, n: int) -> list[Found]:
    """Read "they charged me a late fee", "my application was denied", "closed my account"."""
    view = c.view
    if view.lemmas[n] not in _CHARGED or view.pos[n] != "VERB" or view.low[n] == view.lemmas[n] or view.negated(n):
        return []
    if c.problem < 0.3 or view.low[n].endswith("ing"):
        return []
    verb = verb_text(view, n)
    if view.kids_by(n, "nsubjpass"):
        subject = view.kids_by(n, "nsubjpass")[0]
        heads = (
            [k for k in view.kids_by(n, "dobj", "oprd") if k > n] if view.low[subject] in USER_PRONOUNS else [subject]
        )
    else:
        who, _, known = who_fails(c, n)
        heads = [k for k in view.kids_by(n, "dobj") if k > n] if who == "product" and known else []
    return [
        Found(force="fail", verb=verb, object=p.text, predicate="wrong", tokens=tuple(sorted({n, *p.tokens})))
        for h in heads[:1]
        for p in things(view, h, c.wording)[:1]
        if verb is not None
    ]


_RULES: tuple[Callable[[Context, int], list[Found]], ...] = (
    _cannot,
    crash,
    _stopped,
    _does_not,
    gone,
    brought_back,
    lost,
    slow,
    none_comes,
    _fails,
    drain,
    broken,
    _keeps,
    _done_to,
    inability,
    not_through,
    trouble_with,
)
