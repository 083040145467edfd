"""From a theme to its candidate requirements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.identity import content_id, folded
from feedback2req.domain.inflection import singular
from feedback2req.domain.point import Point
from feedback2req.domain.priority import Interval
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Theme
from feedback2req.stages.draft.answers import answer
from feedback2req.stages.draft.lexicon import ALIKE
from feedback2req.stages.draft.naming import called, without_light
from feedback2req.stages.draft.needs import Need, content, needs
from feedback2req.stages.draft.patterns_failures import usable
from feedback2req.stages.draft.quotes import counter_evidence, evidence, mentions
from feedback2req.stages.draft.sentence import Sentence
from feedback2req.stages.draft.sentences import sentence_for
from feedback2req.stages.draft.telling import Told, criteria, problem, proposals, questions, slots, story, success
from feedback2req.stages.draft.voices import Room, listen

_MAX_DRAFTS = 3
_FEW, _BRIEF, _TERSE, _PITHY = 3, 150, 100, 60
_KEYS, _OTHERS = 3, 2
_WIDE = ("crash", "freeze")
"""Needs that any theme has a customer of: a quarter of a theme speaks of them where it is about them."""
NAME, VERSION = "rules", "1"


def draft(
    theme: Theme,
    *,
    product: str,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    points: Sequence[Point],
    intents: NDArray[np.floating],
    sentiment: NDArray[np.floating],
    strengths: NDArray[np.floating],
    qualities: Sequence[str | None],
    n_customers: int,
    max_evidence: int,
    share: Interval | None = None,
) -> tuple[Requirement, ...]:
    """What the customers of a theme need, as candidate requirements with the words that prove them.

    Points that say the same are one need; a need has to be spoken of by two customers, or to be the
    strongest of a theme that hardly has more. Each need becomes one EARS sentence by a pattern that fits its
    shape. Where no clean sentence can be made there is none: a silly requirement costs more trust than a
    missing one. What no customer said is marked as inferred, and put as a question.

    Parameters
    ----------
    theme : Theme
        Praise is never drafted from; a theme of questions gives one requirement for information at most.
    product : str
        As it is to be named; ``default`` when nobody named one.
    statements : sequence of Statement
        Those of the whole run; members and points refer to them by position.
    points : sequence of Point
        Of the theme's members; others are ignored.
    intents : ndarray of shape (n_statements, 6)
        Probabilities in the order of `INTENTS`.
    sentiment, strengths : ndarray of shape (n_statements,)
        In [-1, 1], and membership in [0, 1].
    qualities : sequence of str or None, length n_statements
        The quality characteristic that each statement speaks of.
    n_customers : int, >= 1
        Of the whole run.
    max_evidence : int, >= 1
        Most quotes of one requirement.
    share : Interval, optional
        The theme's share of all customers; without it, the need's own is used where a target is set.

    Returns
    -------
    tuple of Requirement
        Three at most, the most wanted first; empty when nothing is asked or failing.
    """
    if theme.kind == "praise":
        return ()
    system = called(product)
    members = frozenset(theme.members)
    own = [p for p in points if p.statement in members]
    authors = [items[statements[p.statement].item_id].customer for p in own]
    told = Told(
        system=system, theme=theme, statements=statements, items=items, n_customers=max(1, n_customers), share=share
    )
    made: list[Requirement] = []
    heads: set[str] = set()
    room = Room(tuple(theme.members), statements, items, intents)
    for need, sentence in _sentences(theme, own, authors, told, room):
        exact = need.points
        near = dict.fromkeys(_near(need, own)) | need.bearing
        said = [*(p.statement for p in exact), *need.bearing]
        thing = _key_words(need)
        quotes = evidence(
            exact,
            near,
            statements=statements,
            items=items,
            strengths=strengths,
            max_evidence=max_evidence,
            first=_telling(need, sentence, system),
        )
        against = counter_evidence(
            theme.members,
            thing,
            frozenset(p.statement for p in own if p.force != "state"),
            statements=statements,
            items=items,
            intents=intents,
            sentiment=sentiment,
        )
        text = sentence.statement(system)
        if not quotes or _said_before(need, sentence, text, made) or (_heads(need) | _orders(need)) & heads:
            continue
        heads |= _heads(need) | _orders(need)
        names = proposals(need, own, sentence, told)
        made.append(
            Requirement(
                key=content_id("r", theme.key, folded(text)),
                theme=theme.key,
                kind=sentence.kind,
                quality_characteristic=sentence.quality or _spoken_of([qualities[n] for n in said]),
                title=_title(sentence),
                problem=problem(sentence, said, told),
                statement=text,
                story=story(sentence, exact, told)[0],
                acceptance_criteria=criteria(sentence, system),
                success_criterion=success(said, told),
                proposed_solutions=names,
                evidence=quotes,
                counter_evidence=against,
                slots=slots(sentence, exact, told),
                open_questions=questions(sentence, names, told, heard=need.heard),
                drafter_name=NAME,
                drafter_version=VERSION,
            )
        )
        if len(made) == _MAX_DRAFTS:
            break
    return tuple(made)


def _spoken_of(qualities: Sequence[str | None]) -> str | None:
    """The quality characteristic that more than half of the statements behind a need speak of."""
    (quality, n), *_ = Counter(qualities).most_common(1) or [(None, 0)]
    return quality if 2 * n > len(qualities) else None


def _sentences(
    theme: Theme, own: list[Point], authors: list[str], told: Told, room: Room
) -> list[tuple[Need, Sentence]]:
    """Needs with their sentences, the most spoken of first."""
    if theme.kind == "question":
        found = answer(own, authors, told.statements, told.items, system=told.system)
        return [] if found is None else [found]
    grouped = needs(own, authors)
    n_all = len(told.customers(theme.members))
    few = n_all <= _FEW
    made: list[tuple[Need, Sentence]] = []
    for need in grouped:
        listen(need, room)
    for need in sorted(grouped, key=_weight):
        several = len(need.customers) > 1 or need.topic.shape in _WIDE or _pithy(need, told)
        enough = (several and need.heard >= _enough(need, told)) or (few and not made and _borne_out(need, own, told))
        if not enough and (made or not _leads(need, told)):
            continue
        if need.topic.shape in _WIDE and 4 * need.heard < n_all:
            continue
        texts = [told.statements[n].text for n in dict.fromkeys([*(p.statement for p in need.points), *need.bearing])]
        passages = [told.passage(p) for p in need.points]
        sentence = sentence_for(need, passages, texts, system=told.system, label=theme.label)
        if sentence is not None:
            made.append((need, sentence))
    return made


def _heads(need: Need) -> frozenset[str]:
    """What a failing need is known by: that a thing does not work and that it cannot be sent is said once."""
    if not need.failing or not need.topic.thing or need.topic.shape == "lost":
        return frozenset()
    last = need.topic.thing[-1]
    found = {min((min(group) for group in ALIKE if last in group), default=last)}
    return frozenset(found | ({f"to {need.topic.verb}"} if need.topic.shape == "do" else set()))


def _orders(need: Need) -> frozenset[str]:
    """What a deed is known by: to select a folder and to choose a folder of images is said once."""
    if need.topic.shape != "do" or not need.topic.thing or need.topic.verb is None:
        return frozenset()
    verb = min((min(group) for group in ALIKE if need.topic.verb in group), default=need.topic.verb)
    return frozenset((f"{verb} the {need.topic.thing[-1]}",))


def _last(point: Point) -> str:
    said = (point.object or point.subject or " ").split(" of ")[0].split()
    return singular(said[-1]) if said else ""


def _telling(need: Need, sentence: Sentence, system: str) -> frozenset[int]:
    """Statements that name the condition of the sentence: the first quote is to show all of it."""
    if need.topic.shape not in _WIDE or sentence.keyword != "When":
        return frozenset(p.statement for p in need.points if _last(p) in sentence.statement(system).lower())
    last = singular(sentence.trigger.split()[-1])
    return frozenset(
        p.statement
        for p in need.points
        if p.condition and singular((usable(p.condition, system) or "").split()[-1]) == last
    )


def _weight(need: Need) -> tuple[int, int, int]:
    """What needs are put in order by: those who say it in so many words count more than those who bear it out."""
    return -need.heard - 2 * len(need.customers), -len(need.customers), -len(need.points)


def _enough(need: Need, told: Told) -> int:
    """How many customers a need takes: two, or three where a single one says it in the middle of a story."""
    brief = any(len(told.statements[p.statement].text) <= _BRIEF for p in need.points)
    return 2 if len(need.customers) > 1 or brief else 3


def _pithy(need: Need, told: Told) -> bool:
    """Whether someone says nothing but the need: then those who only hold its words may bear it out."""
    return any(len(told.statements[p.statement].text) <= _PITHY for p in need.points)


def _leads(need: Need, told: Told) -> bool:
    """Whether what one customer says in brief is what the theme is about: its key names it, and others speak of it."""
    thing = need.topic.thing[-1:]
    if not thing or need.topic.shape in (*_WIDE, "lost", "wrong", "slow", "beside"):
        return False
    named = content(" ".join((told.theme.label, *told.theme.keyphrases[:_KEYS])).lower())
    brief = any(len(told.statements[p.statement].text) <= _TERSE for p in need.points)
    if not brief or thing[0] not in named:
        return False
    said = {told.item(n).customer for n in told.theme.members if mentions(told.statements[n], thing)}
    return len(said | need.customers) > _OTHERS


def _borne_out(need: Need, own: Sequence[Point], told: Told) -> bool:
    """Whether another customer at least speaks of the thing that a single one asks for or misses."""
    return bool(told.customers(_near(need, own)) - need.customers)


def _said_before(need: Need, sentence: Sentence, text: str, made: Sequence[Requirement]) -> bool:
    response = text.partition(" shall ")[2]
    named = {p.rsplit(" (", 1)[0] for r in made for p in r.proposed_solutions}
    return _names_only(need, named) or any(
        response == r.statement.partition(" shall ")[2] or _title(sentence) == r.title for r in made
    )


def _names_only(need: Need, named: set[str]) -> bool:
    """Whether a need is for a product that customers propose for an earlier one: a solution is no second need."""
    return need.topic.shape == "thing" and all(without_light(p.object or "") in named for p in need.points)


def _title(sentence: Sentence) -> str:
    words = sentence.title.split()
    text = " ".join(words)
    for cut in (" while ", " when ", " to ", " from ", " in ", " on ", " with "):
        if len(text.split()) > 8:
            text = text.rsplit(cut, 1)[0]
    return text[0].upper() + text[1:]


def _key_words(need: Need) -> tuple[str, ...]:
    if need.topic.thing:
        return content(" ".join(need.topic.thing))
    return {"crash": ("crash",), "freeze": ("freez",), "drain": ("battery",)}.get(need.topic.shape, ())


def _near(need: Need, own: Sequence[Point]) -> list[int]:
    """Other statements that want or miss the very thing: they bear the need out, and are not counted."""
    if not need.topic.thing or need.topic.shape != "thing":
        return []
    said = {p.statement for p in need.points}
    thing = set(need.topic.thing)
    found = [
        p.statement
        for p in own
        if p.force != "state" and p.verb is None and thing <= set(content(p.object or p.subject))
    ]
    return [n for n in dict.fromkeys(found) if n not in said]
