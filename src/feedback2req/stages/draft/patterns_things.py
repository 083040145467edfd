"""Sentences for things that customers miss: what the user does with such a thing, and what is then seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from feedback2req.domain.inflection import indefinite, needs_article, plural, singular
from feedback2req.stages.draft.lexicon import (
    ACTIONS,
    ADJUSTED,
    ARRIVING,
    BARE_CONTAINERS,
    CHANGING,
    CHARGED,
    CONTAINERS,
    FORMATS,
    LANGUAGES,
    LOOKS,
    MADE,
    NETWORKS,
    NOTICES,
    ORDERS,
    SECRETS,
    VAGUE_HEADS,
    VAGUE_THINGS,
)
from feedback2req.stages.draft.naming import Name, name, single, without_light
from feedback2req.stages.draft.sentence import Sentence


def about_thing(
    thing: str, passages: list[str], *, system: str, predicate: str | None, failing: bool
) -> Sentence | None:
    """The sentence for a thing that is asked for, or that is missing, removed or broken.

    A thing of one plain word ("movies", "a group") has none: mostly it is there already, and more of it is meant.
    """
    core = without_light(thing)
    if core.split()[-1].lower() in CHARGED:
        return None
    core = "cloud storage" if core == "cloud" else core
    named = name(core, passages)
    said = [w.lower() for w in core.split()]
    sentence = None
    if len(said) == 1 and (said[0] in LOOKS or (said[0] in NOTICES and not failing)):
        return None
    for fits, pattern in _BY_THING:
        if fits(said):
            sentence = pattern(named, system)
            break
    if sentence is None and predicate != "not_working" and not _weak(thing, core, predicate):
        sentence = _offered(thing, passages, system)
    if sentence is None:
        return None
    kind = "fix" if failing else "functional"
    own = sentence.trouble and (predicate is None or LANGUAGES & set(said))
    trouble = sentence.trouble if own else _trouble(named, predicate)
    return replace(sentence, kind=kind, trouble=trouble)


def _weak(thing: str, core: str, predicate: str | None) -> bool:
    """Whether a head such as "feature" hangs on one plain word: "key features" names nothing that can be offered."""
    if singular(core.split()[-1].lower()) in VAGUE_HEADS:
        return True
    head = singular(thing.split()[-1].lower())
    plain = len(core.split()) < 2 and core == core.lower()
    return head in VAGUE_HEADS and plain and predicate not in ("missing", "removed")


def _trouble(thing: Name, predicate: str | None) -> str:
    if predicate == "missing":
        return (
            f"Customers report that {thing.again} no longer appears"
            if thing.first == thing.again
            else f"Customers find no {thing.bare}"
        )
    if predicate == "removed":
        return f"Customers report the loss of {thing.again}"
    if predicate == "not_working":
        many = plural(thing.bare) if thing.bare == thing.bare.lower() and needs_article(thing.bare) else thing.again
        return f"Customers report trouble with {many}"
    return f"Customers miss {thing.first}"


def _base(thing: Name, **parts: str) -> Sentence:
    return Sentence(
        keyword=parts.get("keyword", "When"),
        trigger=parts["trigger"],
        verb=parts["verb"],
        rest=parts["rest"],
        title=parts["title"],
        want=parts.get("want", thing.first),
        trouble=parts.get("trouble", ""),
        kind="functional",
        given=parts.get("given", ""),
        unhappy_given=parts["unhappy_given"],
        unhappy_then=parts["unhappy_then"],
        questions=(parts["question"],),
        inferred=("trigger", "response"),
    )


def _container(thing: Name, system: str) -> Sentence | None:
    if thing.bare.lower() in BARE_CONTAINERS:
        return None
    return _base(
        thing,
        trigger=f"the user opens {thing.first}",
        verb="list",
        rest=f"the contents of {thing.again}",
        title=f"browse {thing.bare}",
        want=f"to open {thing.first} in {system}",
        trouble=f"Customers cannot reach {thing.first}",
        unhappy_given=f"{thing.again} cannot be reached",
        unhappy_then="states the reason",
        question="Is listing enough, or are copying, opening, deleting needed too?",
    )


def _network(thing: Name, system: str) -> Sentence:
    protocol = next(w for w in thing.bare.split() if w.lower() in NETWORKS)
    return _base(
        thing,
        trigger=f"the user opens {indefinite(f'{protocol} connection')}",
        verb="list",
        rest="the contents of the remote server",
        title=f"browse files over {protocol}",
        want=f"to reach files over {protocol} in {system}",
        trouble=f"Customers cannot reach files over {protocol}",
        unhappy_given="the remote server cannot be reached",
        unhappy_then="states the reason",
        question="Is listing enough, or are copying, opening, deleting needed too?",
    )


def _look(thing: Name, system: str) -> Sentence:
    return _base(
        thing,
        trigger=f"the user turns on {thing.first}",
        verb="display",
        rest=f"each screen in {thing.bare if thing.first == thing.bare else thing.again}",
        title=f"offer {thing.first}",
        unhappy_given=f"{system} is closed while {thing.bare} is on",
        unhappy_then=f"displays each screen in {thing.bare} after the next start",
        question=f"Which screens does {thing.bare} cover, and does it follow the system setting?",
    )


def _format(thing: Name, system: str) -> Sentence:
    bare = thing.bare if thing.bare.split()[-1].lower().startswith("file") else f"{thing.bare} file"
    bare = bare.removesuffix("s") if bare.endswith("files") else bare
    opened = name(bare)
    return _base(
        opened,
        trigger=f"the user opens {opened.first}",
        verb="show",
        rest=f"the contents of {opened.again}",
        title=f"open {bare}s",
        want=f"to open {bare}s",
        unhappy_given=f"{opened.again} is damaged",
        unhappy_then="states the reason",
        question=f"Which variants of {bare}s are meant?",
    )


def _secret(thing: Name, system: str) -> Sentence:
    secret = next(w for w in thing.bare.split() if w.lower() in SECRETS)
    guard = thing.bare if thing.bare != secret else f"{secret} protection"
    return _base(
        thing,
        trigger=f"the user opens {system} with {guard} turned on",
        verb="ask for",
        rest=f"the {secret}",
        title=f"ask for the {secret} at the start",
        want=f"{system} to ask for a {secret}",
        unhappy_given=f"{guard} is on",
        unhappy_then=f"stays locked after a wrong {secret}",
        question=f"What happens when the user has lost the {secret}?",
    )


def _search(thing: Name, system: str) -> Sentence:
    return _base(
        thing,
        trigger="the user enters a search term" if thing.bare == "search" else f"the user starts {thing.first}",
        verb="list",
        rest="each item that matches the search term",
        title=f"find items by {thing.bare}",
        want=f"{thing.first} in {system}",
        unhappy_given="no item matches the search term",
        unhappy_then="says so",
        question="What is searched: names, contents, both?",
    )


def _notice(thing: Name, system: str) -> Sentence:
    one = name(thing.bare.removesuffix("s"))
    return _base(
        one,
        trigger=f"{one.first} is due",
        verb="show",
        rest=one.again,
        title=f"show each {one.bare} when due",
        want=f"{system} to show {thing.first}",
        unhappy_given=f"{system} runs in the background",
        unhappy_then=f"shows {one.again} all the same",
        question=f"Which events call for a {one.bare}?",
    )


_SPOKEN = frozenset(("subtitles", "captions", "dubbing", "audio"))


def _language(thing: Name, system: str) -> Sentence:
    language = next(w.capitalize() for w in thing.bare.split() if w.lower() in LANGUAGES)
    last = thing.bare.split()[-1].lower()
    spoken = f"{language} {last}" if last in _SPOKEN else language
    return _base(
        thing,
        trouble=f"Customers miss {spoken}",
        trigger=f"the user selects {language} as the language",
        verb="use",
        rest=spoken,
        title=f"offer {spoken}",
        want=f"to use {system} in {language}",
        unhappy_given=f"a text has no translation into {language}",
        unhappy_then="uses the original language of the text",
        question=f"What is to be in {language}: the interface, spoken words, subtitles?",
    )


def _action(thing: Name, system: str) -> Sentence:
    return _base(
        thing,
        trigger=f"the user starts {thing.first}",
        verb="carry out",
        rest=thing.again,
        title=f"carry out {thing.bare} on request",
        unhappy_given=f"{thing.again} cannot be finished",
        unhappy_then="states the reason",
        question=f"What does {thing.bare} cover, and when is it finished?",
    )


def _adjusted(thing: Name, system: str) -> Sentence | None:
    said = thing.bare.split()
    if (len(said) < 2 and said[0] not in ("wallpaper", "background", "ringtone")) or {*said[:-1]} & (ORDERS | CHANGING):
        return None
    one = single(thing.bare)
    return _base(
        one,
        trigger=f"the user changes {one.again}",
        verb="apply",
        rest=f"the new {one.bare}",
        title=f"apply a chosen {one.bare}",
        want=f"to set {one.again}",
        unhappy_given=f"the new {one.bare} is not valid",
        unhappy_then=f"keeps the previous {one.bare}",
        question=f"Which values does the user choose from for “{one.bare}”?",
    )


def _made(thing: Name, system: str) -> Sentence:
    one = single(thing.bare)
    return _base(
        one,
        trigger=f"the user makes {one.first}",
        verb="carry out",
        rest=f"the action set for {one.again}",
        title=f"carry out the action set for {one.first}",
        want=f"to use {one.first}",
        unhappy_given="the action cannot be carried out",
        unhappy_then="states the reason",
        question=f"Which action belongs to {one.again}?",
    )


def _widget(thing: Name, system: str) -> Sentence:
    one = single(thing.bare)
    return _base(
        one,
        trigger=f"the user places {one.first} on the home screen",
        verb="show",
        rest=f"the content of {one.again}",
        title=f"offer {one.first} for the home screen",
        unhappy_given="the device restarts",
        unhappy_then=f"shows the content of {one.again} again",
        question=f"What does {one.again} show?",
    )


def _lock(thing: Name, system: str) -> Sentence | None:
    one = single("security lock" if thing.bare.split()[0] in ("lock", "locks", "secure", "security") else thing.bare)
    return _base(
        one,
        trigger=f"the user opens {system} with {one.first} turned on",
        verb="ask for",
        rest="the credential of the user",
        title=f"ask for a credential behind {one.first}",
        want=f"{one.first} in {system}",
        unhappy_given=f"{one.again} is on",
        unhappy_then="stays locked after a wrong credential",
        question="Which credentials are meant: PIN, pattern, password, fingerprint?",
    )


def _offered(thing: str, passages: list[str], system: str) -> Sentence | None:
    """A thing of no known sort: that it is offered can be inspected, and what it has to do is asked."""
    said = thing.split()
    joined = without_light(thing)
    proper = joined[0] != joined[0].lower() and not joined.split()[0].isupper()
    if proper and (len(joined.split()) < 2 or any(map(_JOINING.search, passages))):
        return _connected(joined, system)
    if proper:
        return None
    if said[-1].lower() in ARRIVING:
        return None
    if said[-1].lower() in ("app", "apps", "application"):
        return None
    if len(said) < 2 and (thing == thing.lower() or said[0] in VAGUE_THINGS):
        return None
    core = without_light(thing)
    if core.lower() in VAGUE_THINGS or said[-1].lower() in VAGUE_THINGS or "support" in said:
        return None
    named = name(core if len(core.split()) > 1 else thing, passages)
    first = indefinite(named.bare) if named.first.startswith("the ") and " of " not in named.bare else named.first
    sentence = _base(
        named,
        keyword="",
        trigger="",
        verb="offer",
        rest=f"{first} to the user",
        title=f"offer {first}",
        want=first,
        given=f"{system} is in use",
        unhappy_given=f"{named.again} cannot be used",
        unhappy_then="states the reason",
        question=f"What must a user be able to do with {named.again}, at least?",
    )
    return replace(sentence, inferred=("acceptance",))


_JOINING = re.compile(r"\b(?:support|integrat\w*|compatib\w*|sync|connect\w*)\b", re.IGNORECASE)


def _connected(thing: str, system: str) -> Sentence:
    """Another product that this one is to work with."""
    return _base(
        Name(thing, thing, thing),
        trigger=f"the user connects {thing}",
        verb="exchange",
        rest=f"data with {thing}",
        title=f"exchange data with {thing}",
        want=f"to use {system} together with {thing}",
        trouble=f"Customers cannot use {system} together with {thing}",
        unhappy_given=f"{thing} cannot be reached",
        unhappy_then="states the reason",
        question=f"Which data is exchanged with {thing}, in which direction?",
    )


def _has(*lists: frozenset[str]) -> Callable[[list[str]], bool]:
    return lambda said: any(w in lexicon for w in said for lexicon in lists)


def _ends(*lists: frozenset[str]) -> Callable[[list[str]], bool]:
    return lambda said: any({said[-1], singular(said[-1])} & lexicon for lexicon in lists)


_BY_THING: tuple[tuple[Callable[[list[str]], bool], Callable[[Name, str], Sentence | None]], ...] = (
    (_has(SECRETS), _secret),
    (_has(LANGUAGES), _language),
    (_ends(frozenset(("widget", "widgets"))), _widget),
    (_ends(LOOKS), _look),
    (_ends(frozenset(("search",))), _search),
    (_ends(ADJUSTED), _adjusted),
    (_ends(frozenset(("lock", "locks"))), _lock),
    (_ends(MADE), _made),
    (_ends(NOTICES), _notice),
    (_ends(ACTIONS), _action),
    (
        lambda said: said[-1] in FORMATS or (len(said) > 1 and said[-2] in FORMATS and said[-1].startswith("file")),
        _format,
    ),
    (_ends(NETWORKS), _network),
    (lambda said: said[-1] in ("server", "share") and said[0] in NETWORKS, _network),
    (_ends(CONTAINERS), _container),
    (lambda said: said[-2:] in (["sd", "card"], ["memory", "card"]), _container),
)
