"""Things that are gone, lost, or do not work."""

from __future__ import annotations

from feedback2req.domain.inflection import is_plural
from feedback2req.stages.extract.clauses import condition
from feedback2req.stages.extract.found import Context, Found, of_thing, who_fails
from feedback2req.stages.extract.lexicon import (
    BROKEN,
    GONE,
    LOST,
    PRODUCT_WORDS,
)
from feedback2req.stages.extract.phrases import things

_COPULA = frozenset(("be", "'s", "get", "seem", "become", "run", "feel", "go"))


def gone(c: Context, n: int) -> list[Found]:
    """Read "the move option disappeared", "widget has been removed", "is missing", "you removed tabs"."""
    view = c.view
    lemma, low = view.lemmas[n], view.low[n]
    if view.negated(n):
        return []
    if lemma in GONE and view.pos[n] == "VERB":
        return _subject_as_object(c, n, "missing")
    if lemma in ("remove", "take") and view.pos[n] == "VERB" and low in ("removed", "taken", "took"):
        return _taken(c, n)
    if low in ("gone", "missing") and view.lemmas[view.heads[n]] in _COPULA and not view.kids_by(n, "dobj"):
        return _subject_as_object(c, view.heads[n], "missing")
    if low in ("gone", "missing") and view.rel[n] == "ROOT" and not view.kids_by(n, "dobj"):
        return _subject_as_object(c, n, "missing")
    return []


def _taken(c: Context, n: int) -> list[Found]:
    view = c.view
    if view.lemmas[n] == "take" and not any(view.low[k] in ("away", "out") for k in view.kids[n]):
        return []
    if view.kids_by(n, "nsubjpass"):
        return _subject_as_object(c, n, "removed") if not view.auxiliaries(n) & {"should", "can", "could"} else []
    subject = view.subject(n)
    if (
        subject is None
        or view.low[subject] not in PRODUCT_WORDS | {"you"}
        or view.auxiliaries(n) & {"should", "could", "would"}
    ):
        return []
    heads = [k for k in view.kids_by(n, "dobj") if k > n]
    return [of_thing(p, (n,), force="fail", predicate="removed") for h in heads[:1] for p in things(view, h, c.wording)]


def _subject_as_object(c: Context, verb: int, predicate: str) -> list[Found]:
    view = c.view
    subject = view.subject(verb)
    if subject is None:
        return []
    when = condition(view, verb, c.wording)
    return [
        of_thing(p, (verb,), force="fail", predicate=predicate, when=when) for p in things(view, subject, c.wording)[:2]
    ]


def brought_back(c: Context, n: int) -> list[Found]:
    """Read "bring back the tabs": what was there is gone."""
    view = c.view
    if view.lemmas[n] != "bring" or not any(view.low[k] == "back" for k in view.kids[n]):
        return []
    heads = [k for k in view.kids_by(n, "dobj") if k > n]
    return [of_thing(p, (n,), force="fail", predicate="removed") for h in heads[:1] for p in things(view, h, c.wording)]


def lost(c: Context, n: int) -> list[Found]:
    """Read "lost all my photos", "deleted my playlists", "messages were deleted"."""
    view = c.view
    if view.lemmas[n] not in LOST or view.pos[n] != "VERB" or view.negated(n) or view.low[n] == view.lemmas[n]:
        return []
    if view.auxiliaries(n) & {"should", "could", "would", "can"} or c.problem < 0.3:
        return []
    if view.kids_by(n, "nsubjpass"):
        return _subject_as_object(c, n, "lost")
    who, _, _ = who_fails(c, n)
    if who == "user" and view.lemmas[n] != "lose":
        return []
    heads = [k for k in view.kids_by(n, "dobj") if k > n and _owned(c, k)]
    when = condition(view, n, c.wording)
    return [
        of_thing(p, (n,), force="fail", predicate="lost", when=when)
        for h in heads[:1]
        for p in things(view, h, c.wording)
        if p.text not in ("interest", "patience", "trust", "confidence", "connection")
    ]


def _owned(c: Context, head: int) -> bool:
    owned = any(c.view.low[k] in ("my", "our", "all", "the", "everyone") for k in c.view.kids[head])
    return owned or is_plural(c.view.low[head])


def none_comes(c: Context, n: int) -> list[Found]:
    """Read "there is no notification", "I get no sound"."""
    view = c.view
    head = view.heads[n]
    if view.low[n] != "no" or head <= n or c.problem < 0.5 or c.praise >= 0.5 or view.heads[head] == head:
        return []
    if view.lemmas[view.heads[head]] not in ("be", "get", "receive", "hear", "show") or view.heads[head] > n:
        return []
    return [of_thing(p, (n,), force="fail", predicate="missing") for p in things(view, head, c.wording)[:1]]


def broken(c: Context, n: int) -> list[Found]:
    """Read "search is broken", "fix the widget"."""
    view = c.view
    if view.low[n] in BROKEN and not view.negated(n):
        head = view.heads[n]
        if view.lemmas[head] in _COPULA and view.subject(head) is not None:
            return _subject_as_object(c, head, "not_working")
        if view.rel[n] == "amod" and view.pos[head] in ("NOUN", "PROPN"):
            return [of_thing(p, (n,), force="fail", predicate="not_working") for p in things(view, head, c.wording)[:1]]
    if view.lemmas[n] == "fix" and view.pos[n] == "VERB" and view.low[n] in ("fix", "fixing") and not view.negated(n):
        subject = view.subject(n)
        if subject is not None and view.low[subject] in ("i", "it", "that", "this"):
            return []
        heads = [k for k in view.kids_by(n, "dobj") if k > n]
        return [
            of_thing(p, (n,), force="fail", predicate="not_working")
            for h in heads[:1]
            for p in things(view, h, c.wording)
        ]
    return []
