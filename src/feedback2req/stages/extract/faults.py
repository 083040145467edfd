"""Faults that need no object: crashes, freezes, waits, empty batteries."""

from __future__ import annotations

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import condition, deeds
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing, who_fails
from feedback2req.stages.extract.lexicon import (
    DEVICES,
    SLOW,
    WORKING_VERBS,
)
from feedback2req.stages.extract.phrases import things

_CRASH = words("crash crashes crashed crashing fc")
_FREEZE = words("freeze freezes freezing froze frozen hang hangs hanging lag lags lagging stutter stutters")
_DRAIN = words("drain eat kill hog consume suck use")


def crash(c: Context, n: int) -> list[Found]:
    """Read "crashes when I rotate the phone", "keeps freezing", "force closes"."""
    view = c.view
    low = view.low[n]
    force_close = low.startswith(("clos", "stop")) and view.word(n - 1) in ("force", "forced")
    if not (low in _CRASH or low in _FREEZE or force_close) or view.negated(n) or _denied(c, n):
        return []
    if c.praise >= 0.5 and c.problem < 0.5:
        return []
    predicate = "freeze" if low in _FREEZE else "crash"
    if predicate == "freeze" and any(view.low[k] not in DEVICES | {"it", "app"} for k in view.kids_by(n, "dobj")):
        return []
    thing: str | None = None
    if view.pos[n] == "VERB":
        if view.auxiliaries(n) & {"would", "might", "could"}:
            return []
        who, thing, known = who_fails(c, n)
        if not known or (who == "user" and view.subject(n) is not None) or _others(c, n):
            return []
    elif low in ("hang", "freeze", "lag") and c.problem < 0.5:
        return []
    when = condition(view, n, c.wording)
    tokens = tuple(sorted({n, *(when.tokens if when else ())}))
    return [
        Found(force="fail", subject=thing, predicate=predicate, condition=when.text if when else None, tokens=tokens)
    ]


def _others(c: Context, verb: int) -> bool:
    """Whether the crashing app is not this product: "my apps crashed", "other apps"."""
    view, subject = c.view, c.view.subject(verb)
    return subject is not None and view.low[subject] in ("apps", "programs", "applications", "games")


def _denied(c: Context, n: int) -> bool:
    """Whether a noun is said to be absent: "no crashes", "no conflicts or crashes"."""
    near = range(max(0, n - 4), n)
    return any(c.view.low[k] in ("no", "without", "zero", "never", "any", "hardly") for k in near) and not any(
        c.view.pos[k] == "VERB" for k in near
    )


def slow(c: Context, n: int) -> list[Found]:
    """Read "scrolling is slow", "takes forever to load", "slow loading"."""
    view = c.view
    if view.lemmas[n] == "take" and {view.word(n + k) for k in (1, 2, 3)} & {
        "forever",
        "ages",
        "long",
        "minutes",
        "hours",
    }:
        inner = [k for k in view.kids_by(n, "xcomp", "advcl", "ccomp", "relcl") if k > n and view.pos[k] == "VERB"]
        if not inner or view.negated(n):
            return []
        who, thing, known = who_fails(c, n)
        found = [d for d in deeds(view, inner[0], c.wording) if not d.pending]
        return [
            of_deed(
                d, (n,), force="fail", actor="product", subject=thing if who == "product" else None, predicate="slow"
            )
            for d in found
            if known
        ]
    if view.lemmas[n] == "delay" and c.problem >= 0.3 and not _denied(c, n):
        return _delayed(c, n)
    if view.low[n].endswith("ly") and view.lemmas[view.heads[n]] not in WORKING_VERBS:
        return []
    if view.low[n] not in SLOW or view.negated(n) or c.problem < 0.3:
        return []
    head = view.heads[n]
    if view.rel[n] == "amod" and view.pos[head] in ("NOUN", "PROPN"):
        return [of_thing(p, (n,), force="fail", predicate="slow") for p in things(view, head, c.wording)[:1]]
    if view.rel[n] in ("acomp", "advmod", "ROOT") and (head == n or view.pos[head] in ("VERB", "AUX")):
        who, thing, known = who_fails(c, head)
        if who == "user" and view.subject(head) is not None:
            return []
        when = condition(view, head, c.wording)
        text = when.text if when else None
        tokens = tuple(sorted({n, *(when.tokens if when else ())}))
        return [Found(force="fail", subject=thing, predicate="slow", condition=text, tokens=tokens)] if known else []
    return []


def _delayed(c: Context, n: int) -> list[Found]:
    """Read "message delays", "messages are delayed", "delayed notifications"."""
    view = c.view
    heads = (
        [k for k in view.kids_by(n, "compound") if view.pos[k] in ("NOUN", "PROPN")] if view.pos[n] == "NOUN" else []
    )
    heads += view.kids_by(n, "nsubjpass")
    if view.rel[n] == "amod" and view.pos[view.heads[n]] == "NOUN":
        heads.append(view.heads[n])
    return [
        of_thing(p, (n,), force="fail", predicate="slow") for h in heads[:1] for p in things(view, h, c.wording)[:1]
    ]


def drain(c: Context, n: int) -> list[Found]:
    """Read "drains my battery", "battery drain"."""
    view = c.view
    if view.low[n] != "battery" or c.praise >= 0.5:
        return []
    near = {view.lemmas[k] for k in (view.heads[n], n + 1, n + 2, n - 1, n - 2) if 0 <= k < len(view)}
    if not near & (_DRAIN | {"hog", "drainer", "eater", "killer", "draining", "guzzler"}):
        return []
    if "use" in near and not {"much", "lot", "lots", "too"} & set(view.low[max(0, n - 5) : n + 3]):
        return []
    verb = view.heads[n] if view.pos[view.heads[n]] == "VERB" else n
    less = {"no", "minimum", "minimal", "low", "less", "little", "without", "negligible", "hardly"}
    if view.negated(verb) or less & set(view.low[max(0, n - 4) : n + 3]):
        return []
    return [Found(force="fail", object="battery", predicate="drain", tokens=tuple(sorted({n, verb})))]
