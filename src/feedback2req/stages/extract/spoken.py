"""Questions, and what is merely spoken of."""

from __future__ import annotations

from feedback2req.stages.extract.clauses import actor, deeds, unwrap
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing
from feedback2req.stages.extract.lexicon import IDIOM_VERBS, USER_PRONOUNS
from feedback2req.stages.extract.phrases import noun_phrase, things


def questions(c: Context) -> list[Found]:
    """Read "How do I move files?", "how to sort": the deed that is asked about."""
    view = c.view
    for n in range(len(view)):
        if view.low[n] != "how":
            continue
        verb = view.heads[n]
        if view.pos[verb] != "VERB" or verb < n or view.subject(verb) not in _askers(c, verb):
            continue
        asked = {view.low[k] for k in view.kids_by(verb, "aux")}
        if not asked & {"do", "can", "to", "could", "does", "would", "should"}:
            continue
        return [of_deed(d, (n,), force="state") for d in deeds(view, unwrap(view, verb), c.wording) if not d.pending]
    return []


def _askers(c: Context, verb: int) -> tuple[int | None, ...]:
    subject = c.view.subject(verb)
    return (None, subject) if subject is not None and c.view.low[subject] in USER_PRONOUNS else (None,)


def stated(c: Context) -> list[Found]:
    """The main deed or thing of a statement that neither asks nor reports a failure."""
    view = c.view
    for root in (n for n in range(len(view)) if view.heads[n] == n):
        found = _of_root(c, root)
        if found is not None:
            return [found]
    return []


def _of_root(c: Context, root: int) -> Found | None:
    view = c.view
    if view.pos[root] in ("NOUN", "PROPN"):
        phrase = noun_phrase(view, root, c.wording)
        return of_thing(phrase, (), force="state") if phrase else None
    if view.pos[root] not in ("VERB", "AUX"):
        return None
    verb = unwrap(view, root)
    subject = view.subject(root)
    if view.pos[verb] == "VERB" and view.lemmas[verb] not in IDIOM_VERBS:
        who, thing, known = actor(view, subject, c.wording)
        if subject is None and view.low[verb].endswith("s") and view.low[verb] != view.lemmas[verb]:
            who = "product"
        for deed in deeds(view, verb, c.wording)[:1] if known else []:
            if deed.object or (deed.complement and not deed.pending):
                return of_deed(deed, (), force="state", actor=who, subject=thing)
    return _thing_of(c, verb, subject)


def _thing_of(c: Context, verb: int, subject: int | None) -> Found | None:
    view = c.view
    for head in (*view.kids_by(verb, "dobj"), *([] if subject is None else [subject]), *view.kids_by(verb, "attr")):
        found = things(view, head, c.wording)
        if found:
            return of_thing(found[0], (), force="state")
    return None
