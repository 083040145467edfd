"""What a wish is directed at: a thing, or an action behind "an option to", "support for", "if I could"."""

from __future__ import annotations

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import Deed, actor, deeds, unwrap, verb_text
from feedback2req.stages.extract.found import Context, Found, of_deed, of_thing
from feedback2req.stages.extract.lexicon import ALLOW_VERBS, ASK_VERBS, POINTERS, USER_PRONOUNS, WISH_THINGS
from feedback2req.stages.extract.phrases import left_out, noun_phrase, things

_ASKED = 0.5
_GIVERS = words("add include implement introduce integrate incorporate provide offer bring give have")


def wished_things(c: Context, noun: int, at: tuple[int, ...]) -> list[Found]:
    """Points from a noun that is asked for, and from those joined to it."""
    view, found = c.view, []
    todo = [noun]
    while todo:
        here = todo.pop(0)
        found += _behind(c, here, at) or _named(c, here, at)
        todo += [k for k in view.kids_by(here, "conj", "appos") if view.pos[k] in ("NOUN", "PROPN") and k > here]
    return found[:4]


def _named(c: Context, noun: int, at: tuple[int, ...]) -> list[Found]:
    phrase = noun_phrase(c.view, noun, c.wording)
    if phrase is not None:
        return [of_thing(p, at) for p in (*left_out(c.view, noun, c.wording), phrase)]
    return [
        f
        for prep in c.view.kids_by(noun, "prep")
        if c.view.low[prep] == "like"
        for k in c.view.kids_by(prep, "pobj")
        for f in wished_things(c, k, (*at, noun, prep))
    ]


def _behind(c: Context, noun: int, at: tuple[int, ...]) -> list[Found]:
    """What "option to sort files", "support for FTP", "way of sorting" lead over to."""
    view = c.view
    if view.lemmas[noun] not in POINTERS:
        return []
    here = (*at, noun)
    verb = _infinitive(c, noun)
    if verb is not None:
        return user_deeds(c, verb, here)
    for prep in view.kids_by(noun, "prep"):
        if view.low[prep] not in ("for", "of", "to"):
            continue
        for k in view.kids[prep]:
            if view.rel[k] == "pcomp" and view.pos[k] == "VERB":
                return user_deeds(c, k, here)
            if view.rel[k] == "pobj":
                return [of_thing(p, here) for p in things(view, k, c.wording)]
    return []


def _infinitive(c: Context, noun: int) -> int | None:
    """The verb of "to …" right after a noun, whatever the parser hangs it on."""
    view = c.view
    for k in view.kids_by(noun, "acl", "relcl", "xcomp"):
        if view.pos[k] == "VERB" and any(view.low[a] == "to" for a in view.kids_by(k, "aux")):
            return k
    if view.word(noun + 1) == "to":
        for k in (noun + 2, noun + 3):
            if k < len(view) and view.pos[k] == "VERB":
                return k
    return None


def user_deeds(
    c: Context, verb: int, at: tuple[int, ...], *, force: str = "ask", predicate: str | None = None
) -> list[Found]:
    """Points from a verb that the user wants to do; wishing to see or have a thing is wishing for the thing."""
    view = c.view
    if view.low[verb] == "be" or view.lemmas[verb] == "be":
        able = [k for k in view.kids_by(verb, "acomp") if view.low[k] in ("able", "possible")]
        inner = view.kids_by(able[0], "xcomp") if able else []
        return user_deeds(c, inner[0], (*at, verb), force=force, predicate=predicate) if inner else []
    verb = unwrap(view, verb)
    if force == "ask" and view.low[verb].endswith("ed") and view.low[verb] != view.lemmas[verb]:
        return []
    if view.lemmas[verb] in ("request", "suggest", "ask"):
        inner = view.kids_by(verb, "xcomp", "dobj")
        if inner and view.pos[inner[0]] != "VERB" and view.lemmas[inner[0]] != "have":
            return wished_things(c, inner[0], (*at, verb))
        return user_deeds(c, inner[0], (*at, verb), force=force) if inner else []
    if view.lemmas[verb] in WISH_THINGS and force == "ask":
        heads = [k for k in view.kids_by(verb, "dobj") if k > verb]
        if heads and not view.kids_by(verb, "prt"):
            return [f for h in heads[:1] for f in wished_things(c, h, (*at, verb))]
        inner = [k for k in view.kids_by(verb, "ccomp") if view.pos[k] == "VERB"]
        return user_deeds(c, inner[0], (*at, verb), force=force) if inner and view.lemmas[verb] == "see" else []
    return [of_deed(d, at, force=force, predicate=predicate) for d in deeds(view, verb, c.wording) if not d.pending]


def wished_clause(c: Context, verb: int, at: tuple[int, ...]) -> list[Found]:
    """Points from "(if) I could move files", "it had tabs", "there was a widget", "they would add tabs"."""
    view = c.view
    if view.negated(verb):
        return []
    subject = view.subject(verb)
    low = view.low[subject] if subject is not None else ""
    lemma = view.lemmas[verb]
    if lemma == "be":
        return _wished_be(c, verb, at, low)
    if (
        subject is not None
        and low in USER_PRONOUNS
        and not (low in ("you", "u", "ya") and lemma in _GIVERS | ALLOW_VERBS)
    ):
        return user_deeds(c, verb, at)
    if lemma in ALLOW_VERBS:
        return allowed(c, verb, at)
    if lemma in ASK_VERBS or lemma == "have":
        heads = [k for k in view.kids_by(verb, "dobj") if k > verb]
        return [f for h in heads[:1] for f in wished_things(c, h, (*at, verb))]
    if subject is None:
        return []
    if view.kids_by(verb, "nsubjpass"):
        return _done(c, verb, subject, at)
    who, thing, known = actor(view, subject, c.wording)
    if who == "user" or not known:
        return []
    return [
        of_deed(d, at, actor=who, subject=thing) for d in deeds(view, unwrap(view, verb), c.wording) if not d.pending
    ]


def merely_expected(c: Context, n: int, verb: int, subject: str) -> bool:
    """Whether "should" tells a duty or a guess: "you should try it", "calls should be encrypted"."""
    view = c.view
    be = view.lemmas[verb] == "be"
    if view.word(n + 1) == "have" and view.pos[verb] == "VERB" and view.lemmas[verb] != "have":
        return True
    if subject == "you" and not be:
        return True
    unsure = c.request < _ASKED
    return unsure and ((subject in USER_PRONOUNS and not be) or bool(view.kids_by(verb, "nsubjpass")))


def _done(c: Context, verb: int, subject: int, at: tuple[int, ...]) -> list[Found]:
    """Read "the text should be reviewed": the product is to do it."""
    text = verb_text(c.view, verb)
    if text is None or text == "fix":
        return []
    phrases = things(c.view, subject, c.wording)
    return [Found(force="ask", verb=text, object=p.text, tokens=tuple(sorted({*at, verb, *p.tokens}))) for p in phrases]


def _wished_be(c: Context, verb: int, at: tuple[int, ...], subject: str) -> list[Found]:
    view = c.view
    if subject == "there":
        return [f for k in view.kids_by(verb, "attr", "dobj")[:1] for f in wished_things(c, k, (*at, verb))]
    if any(view.low[k] in ("able", "possible") for k in view.kids_by(verb, "acomp")):
        return user_deeds(c, verb, at)
    return []


def _mistaken_verb(c: Context, n: int) -> Deed | None:
    """Read "let me delete files" where the parser takes "delete" for a modifier of "files"."""
    view = c.view
    if n >= len(view) or view.pos[n] not in ("NOUN", "PROPN", "ADJ") or view.rel[n] not in ("compound", "amod", "nmod"):
        return None
    head = view.heads[n]
    phrase = noun_phrase(view, head, c.wording) if head > n else None
    rest = [t for t in phrase.tokens if t > n] if phrase else []
    if phrase is None or not rest or n not in phrase.tokens or phrase.tokens[0] != n:
        return None
    return Deed(view.low[n], phrase.text.split(" ", 1)[1], None, (n, *rest))


def allowed(
    c: Context, verb: int, at: tuple[int, ...], *, force: str = "ask", predicate: str | None = None
) -> list[Found]:
    """Read "let me", "allow users to", "allow access to" along the surface, as parsers stumble over "let"."""
    view, n = c.view, verb + 1
    while n < len(view) and (
        view.low[n] in USER_PRONOUNS or view.low[n] in ("the", "to", "even", "also", "just", "for", "easily")
    ):
        n += 1
    if n < len(view) and view.pos[n] in ("VERB", "AUX") and n - verb <= 4:
        return user_deeds(c, n, (*at, verb), force=force, predicate=predicate)
    mistaken = _mistaken_verb(c, n) if view.word(n - 1) in USER_PRONOUNS | {"to"} else None
    if mistaken is not None:
        return [of_deed(mistaken, (*at, verb), force=force, predicate=predicate)]
    if view.lemmas[verb] == "let" or force != "ask":
        return []
    heads = [k for k in view.kids_by(verb, "dobj") if k > verb and view.low[k] not in USER_PRONOUNS]
    return [f for h in heads[:1] for f in wished_things(c, h, (*at, verb))]
