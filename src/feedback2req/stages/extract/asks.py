"""Requests: what customers want to have or to be able to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from feedback2req.domain.words import words
from feedback2req.stages.extract.clauses import actor, condition, deeds, verb_text
from feedback2req.stages.extract.found import Context, Found, of_deed
from feedback2req.stages.extract.lexicon import (
    ALLOW_VERBS,
    ASK_VERBS,
    IDIOM_VERBS,
    POINTERS,
    PRAISE_ADJECTIVES,
    PRODUCT_WORDS,
    USER_PRONOUNS,
)
from feedback2req.stages.extract.phrases import noun_phrase
from feedback2req.stages.extract.targets import allowed, merely_expected, user_deeds, wished_clause, wished_things

_MODALS = frozenset(("should", "could", "would", "can", "must", "might", "shall", "may", "will"))
_SELVES = frozenset(("i", "we", "im", "ive", "me"))
_COURTESY = frozenset(("please", "pls", "plz", "kindly"))
_NOT_ORDERED = words(
    "help let fix do make read note contact respond reply install try download rate call look see keep update"
    " change get"
    " give be have tell advise explain check stop consider buy use go come think continue listen take email write check"
    " learn refer find understand investigate assist ensure hire avoid ask improve remember uninstall switch"
)
_PAST_ASKS = frozenset(("added", "included", "implemented", "introduced", "integrated", "provided", "supported"))
_LIKELY = 0.5
_POSSIBLE = 0.2


def asks(c: Context) -> list[Found]:
    """All requests of a statement, in order of the words that make them."""
    found: list[Found] = []
    for n in range(len(c.view)):
        if c.view.masked[n]:
            continue
        for rule in _rules(c, n):
            more = rule(c, n)
            if more:
                found += more
                break
    return found


def _rules(c: Context, n: int) -> list[Callable[[Context, int], list[Found]]]:
    """The readers that a word calls for."""
    lemma, low = c.view.lemmas[n], c.view.low[n]
    rules: list[Callable[[Context, int], list[Found]]] = []
    if lemma in ASK_VERBS or low in _PAST_ASKS:
        rules.append(_give)
    if lemma == "give":
        rules.append(_give_way)
    if lemma in ALLOW_VERBS:
        rules.append(_let)
    if lemma in _BY_LEMMA:
        rules.append(_BY_LEMMA[lemma])
    if low in PRAISE_ADJECTIVES or lemma in PRAISE_ADJECTIVES:
        rules.append(_would_be_nice)
    if low == "no":
        rules.append(_none_there)
    if low in _MODALS:
        rules.append(_modal)
    if low in _COURTESY:
        rules.append(_order)
    if low == "if":
        rules.append(_if_it_had)
    return rules


def _give(c: Context, n: int) -> list[Found]:
    """Read "add X", "should include X", "it would be nice if X was added"."""
    view = c.view
    if view.negated(n) or view.pos[n] not in ("VERB", "NOUN", "PROPN", "ADJ") or c.request < _POSSIBLE:
        return []
    if view.low[n] in _PAST_ASKS:
        return _given(c, n)
    if view.low[n] != view.lemmas[n] and not view.low[n].endswith("ing"):
        return []
    if not _directed(c, n):
        return []
    heads = [k for k in view.kids_by(n, "dobj") if k > n][:1]
    if heads:
        # "add cloud storage and FTP": the parser may hang the second thing on the verb
        heads += [k for k in view.kids_by(n, "conj") if k > heads[0] and view.pos[k] in ("NOUN", "PROPN")]
    return [f for h in heads for f in wished_things(c, h, (n,))]


def _give_way(c: Context, n: int) -> list[Found]:
    """Read "give us an option to sort"."""
    view = c.view
    heads = [k for k in view.kids_by(n, "dobj") if k > n and view.lemmas[k] in POINTERS]
    if not heads or view.negated(n) or view.low[n] != "give" or not _directed(c, n):
        return []
    return wished_things(c, heads[0], (n,))


def _given(c: Context, n: int) -> list[Found]:
    """Read "X should be added", "if you added X"."""
    view = c.view
    wanted = bool(view.auxiliaries(n) & {"should", "could", "would", "must", "can"}) or any(
        view.low[k] == "if" for k in view.kids_by(n, "mark")
    )
    if not wanted:
        return []
    heads = view.kids_by(n, "nsubjpass") or [k for k in view.kids_by(n, "dobj") if k > n]
    return [f for h in heads[:1] for f in wished_things(c, h, (n,))]


def _directed(c: Context, n: int) -> bool:
    """Whether a verb such as "add" is said to the makers, and not of what the customer does or the product did."""
    view = c.view
    subject = view.subject(n)
    before = [view.word(n - back) for back in (1, 2, 3)]
    if "how" in before or before[0] in ("for", "of", "from", "in", "after", "when", "while"):
        return False
    if _COURTESY & set(before):
        return True
    if before[0] == "to":
        head = view.heads[n]
        if view.pos[head] in ("NOUN", "PROPN") or (
            subject is not None and view.low[subject] in USER_PRONOUNS - {"you"}
        ):
            return False
        return view.lemmas[head] not in ("try", "able", "want", "possible", "use", "have", "like") and subject != head
    if subject is not None:
        modal = bool((view.auxiliaries(n) | view.auxiliaries(view.heads[n])) & _MODALS)
        return view.low[subject] not in _SELVES and (modal or _hoped(c, n))
    if view.low[n].endswith("ing"):
        return c.request >= _LIKELY or before[0] in ("about", "consider", "by", "suggest", "recommend")
    return view.opens[n] or view.rel[n] in ("ROOT", "conj", "ccomp") or c.request >= _LIKELY


def _hoped(c: Context, n: int) -> bool:
    head = c.view.heads[n]
    return c.view.lemmas[head] in ("wish", "hope", "suggest", "recommend", "request") or any(
        c.view.low[k] == "if" for k in c.view.kids_by(n, "mark")
    )


def _let(c: Context, n: int) -> list[Found]:
    """Read "let me choose", "should allow access to"; a product that does let one is no request."""
    view = c.view
    if (
        view.negated(n)
        or view.low[n] != view.lemmas[n]
        or {"alone", "know", "'s", "down"} & {view.word(n + 1), view.word(n + 2)}
    ):
        return []
    subject = view.subject(n)
    said_to = subject is None or view.low[subject] in ("you", "me", "us")
    modal = bool(view.auxiliaries(n) & _MODALS)
    to = view.word(n - 1) == "to"
    courtesy = _COURTESY & {view.word(n - 1), view.word(n - 2)}
    if not (
        modal or courtesy or (said_to and (view.opens[n] or c.request >= _LIKELY)) or (to and c.request >= _LIKELY)
    ):
        return []
    return allowed(c, n, ())


def _wish(c: Context, n: int) -> list[Found]:
    """Read "I wish I could", "wish it had", "wish for"."""
    view = c.view
    found: list[Found] = []
    for k in view.kids_by(n, "ccomp", "advcl"):
        found += wished_clause(c, k, (n,))
    if not found:
        for prep in view.kids_by(n, "prep"):
            heads = view.kids_by(prep, "pobj") if view.low[prep] == "for" else []
            found += [f for h in heads[:1] for f in wished_things(c, h, (n, prep))]
    return found


def _would_like(c: Context, n: int) -> list[Found]:
    """Read "would like to move files", "I want tabs", "I need to sort files"."""
    view = c.view
    if view.negated(n) or view.pos[n] not in ("VERB", "AUX"):
        return []
    would = bool({view.low[k] for k in view.kids_by(n, "aux")} & {"would", "'d", "d"})
    subject = view.subject(n)
    mine = subject is None or view.low[subject] in USER_PRONOUNS
    if (mine and view.lemmas[n] == "require") or view.kids_by(n, "auxpass") or _aside(c, n):
        return []
    if view.lemmas[n] in ("like", "love", "appreciate") and not would:
        return []
    if mine and view.lemmas[n] in ("want", "need") and c.request < (_POSSIBLE if would else _LIKELY):
        return []
    for k in view.kids_by(n, "xcomp", "ccomp"):
        if view.pos[k] == "VERB" or view.lemmas[k] == "be":
            own = view.kids_by(k, "nsubj")
            if own and view.low[own[0]] not in _SELVES:
                return wished_clause(c, k, (n,))
            if mine:
                return user_deeds(c, k, (n,)) or [f for h in _attribute(c, k) for f in wished_things(c, h, (n,))]
            return _needs_to(c, k, n)
    heads = [k for k in view.kids_by(n, "dobj") if k > n] or _attribute(c, n)
    return [f for h in heads[:1] for f in wished_things(c, h, (n,))]


def _aside(c: Context, n: int) -> bool:
    """Whether "need" or "want" stands where nothing is asked: "all you need", "when it needs to be charged"."""
    view = c.view
    if "why" in view.low[max(0, n - 5) : n]:
        return True
    if (view.rel[n] == "relcl" and not _attribute(c, n)) or view.low[n] in ("wanted", "wanting", "needing"):
        return True
    return any(view.low[k] in ("when", "if", "once", "whenever", "what", "whatever") for k in view.kids[n])


def _needs_to(c: Context, verb: int, n: int) -> list[Found]:
    """Read "it needs to remember the folder"."""
    view = c.view
    if view.lemmas[verb] in ASK_VERBS | ALLOW_VERBS | {"have", "be"}:
        return wished_clause(c, verb, (n,))
    subject = view.subject(verb)
    if subject is None:
        return []
    who, thing, known = actor(view, subject, c.wording)
    if who != "product" or not known:
        return []
    return [of_deed(d, (n,), actor=who, subject=thing) for d in deeds(view, verb, c.wording) if not d.pending]


def _lack(c: Context, n: int) -> list[Found]:
    """Read "lacks X", "lack of X", "is missing X"; "X is missing" is a failure, and read elsewhere."""
    view = c.view
    if view.negated(n) or (view.pos[n] == "NOUN" and c.request < _LIKELY):
        return []
    heads = [k for k in view.kids_by(n, "dobj") if k > n and view.low[k] not in ("that", "which", "what")]
    for prep in view.kids_by(n, "prep"):
        if view.low[prep] in ("of", "in") and view.lemmas[n] == "lack":
            heads += view.kids_by(prep, "pobj")
    if view.lemmas[n] == "miss":
        subject = view.subject(n)
        if subject is not None and view.low[subject] in _SELVES:
            return []
        if view.low[n] != "missing":
            return []
    heads += _attribute(c, n)
    return [f for h in heads[:1] for f in wished_things(c, h, (n,))]


def _attribute(c: Context, n: int) -> list[int]:
    """What X is in "the only thing missing is X", "all it lacks is X"."""
    view = c.view
    for k in range(n + 1, min(n + 5, len(view))):
        if view.lemmas[k] == "be" and view.kids_by(k, "attr"):
            return [a for a in view.kids_by(k, "attr") if a > k][:1]
    return []


def _need(c: Context, n: int) -> list[Found]:
    found = _would_like(c, n)
    if found or c.view.negated(n):
        return found
    return [f for h in _attribute(c, n) for f in wished_things(c, h, (n,))]


def _would_be_nice(c: Context, n: int) -> list[Found]:
    """Read "would be nice to have X", "it would be great if", "X would be nice"."""
    view = c.view
    be = view.heads[n]
    if view.lemmas[be] != "be" and view.lemmas[n] != "appreciate":
        return []
    be = n if view.lemmas[be] != "be" else be
    marks = {view.low[k] for k in view.kids_by(be, "aux")}
    if not marks & {"would", "'d", "d", "could", "will", "'ll", "should"} or view.negated(be):
        return []
    at = (be, n)
    found: list[Found] = []
    for k in (*view.kids_by(be, "advcl", "xcomp", "ccomp"), *view.kids_by(n, "xcomp", "advcl", "ccomp")):
        if k < be and view.word(0) != "if":
            continue
        mark = any(view.low[m] == "if" for m in view.kids_by(k, "mark", "advmod"))
        if mark or view.subject(k) not in (None, view.subject(be)):
            found += wished_clause(c, k, at)
        elif view.lemmas[k] not in ASK_VERBS:
            found += user_deeds(c, k, at)
    subject = view.kids_by(be, "nsubj", "nsubjpass")
    if not found and subject and view.low[subject[0]] not in PRODUCT_WORDS:
        found = wished_things(c, subject[0], at)
    return found


def _none_there(c: Context, n: int) -> list[Found]:
    """Read "no way to log in", "no cloud support": only what is pointed at, since "no ads" is praise."""
    view = c.view
    head = view.heads[n]
    if head <= n or view.pos[head] not in ("NOUN", "PROPN") or c.praise >= _LIKELY:
        return []
    if view.lemmas[head] in POINTERS or c.request >= _LIKELY:
        return wished_things(c, head, (n,))
    return []


def _modal(c: Context, n: int) -> list[Found]:
    """Read "it should remember the folder", "you should be able to sort", "could you sort them by date"."""
    view = c.view
    verb = view.heads[n]
    if view.rel[n] != "aux" or view.negated(verb) or view.lemmas[verb] in ASK_VERBS | ALLOW_VERBS:
        return []
    subject = view.subject(verb)
    if subject is None:
        return []
    low = view.low[subject]
    if view.low[n] in ("should", "must"):
        if merely_expected(c, n, verb, low):
            return []
        return _with_condition(c, wished_clause(c, verb, (n,)), verb)
    if low in _SELVES and n < subject and view.lemmas[verb] in ("have", "get") and view.low[n] in ("can", "could"):
        return user_deeds(c, verb, (n,))
    if low == "you" and n < subject and view.low[n] in ("can", "could", "would") and verb_text(view, verb):
        if view.lemmas[verb] in _NOT_ORDERED:
            return []
        return [of_deed(d, (n,), actor="product") for d in deeds(view, verb, c.wording) if d.object]
    return []


def _with_condition(c: Context, found: list[Found], verb: int) -> list[Found]:
    when = condition(c.view, verb, c.wording)
    if when is None or when.text.startswith("since"):
        return found
    return [replace(f, condition=when.text, tokens=tuple(sorted({*f.tokens, *when.tokens}))) for f in found]


def _order(c: Context, n: int) -> list[Found]:
    """Read "please remove ads", "dark mode please"."""
    view = c.view
    for verb in range(n + 1, min(n + 4, len(view))):
        if view.low[verb] in ("when", "if", "whenever", "while", "i", "we"):
            return []
        if view.pos[verb] == "VERB":
            if view.low[verb] != view.lemmas[verb] or view.negated(verb) or view.lemmas[verb] in _NOT_ORDERED:
                return []
            if view.lemmas[verb] in ASK_VERBS | ALLOW_VERBS or view.lemmas[verb] in IDIOM_VERBS:
                return []
            return [of_deed(d, (n, verb), actor="product") for d in deeds(view, verb, c.wording) if d.object]
    head = view.heads[n]
    if view.pos[head] in ("NOUN", "PROPN") and head < n and not any(p == "VERB" for p in view.pos):
        return wished_things(c, head, (n,))
    return []


def _if_it_had(c: Context, n: int) -> list[Found]:
    """Read "5 stars if it had tabs", "if only I could sort"."""
    view = c.view
    verb = view.heads[n]
    asked = view.lemmas[view.heads[verb]] in ("ask", "wonder", "know", "see") if verb != n else False
    if verb == n or asked or view.pos[verb] not in ("VERB", "AUX"):
        return []
    could = bool({view.low[k] for k in view.kids_by(verb, "aux")} & {"could", "would"})
    if not (could or view.low[verb] in ("had", "was", "were", "supported", "allowed")):
        return []
    subject = view.subject(verb)
    if subject is None or (view.low[subject] in _SELVES and not could):
        return []
    return wished_clause(c, verb, (n,))


def bare(c: Context) -> list[Found]:
    """A statement that is nothing but a thing ("Dark mode"), where it is likely a request."""
    view = c.view
    if c.request < _LIKELY or any(p in ("VERB", "AUX") for p in view.pos) or len(view) > 12:
        return []
    for n in range(len(view)):
        if view.heads[n] == n and view.pos[n] in ("NOUN", "PROPN"):
            found = wished_things(c, n, ())
            if found:
                return found
            phrase = noun_phrase(view, n, c.wording)
            return [Found(force="ask", object=phrase.text, tokens=phrase.tokens)] if phrase else []
    return []


_BY_LEMMA: dict[str, Callable[[Context, int], list[Found]]] = {
    "wish": _wish,
    "like": _would_like,
    "love": _would_like,
    "want": _would_like,
    "appreciate": _would_like,
    "need": _need,
    "require": _need,
    "lack": _lack,
    "miss": _lack,
    "missing": _lack,
}
