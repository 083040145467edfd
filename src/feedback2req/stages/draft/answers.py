"""A theme of questions: what users ask how to do is to be explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.point import Point
from feedback2req.domain.statement import Statement
from feedback2req.stages.draft.lexicon import CHANGING, CHOOSING, ORDERS, SHOWING
from feedback2req.stages.draft.naming import name
from feedback2req.stages.draft.needs import Need, Topic, content
from feedback2req.stages.draft.sentence import Sentence

_EXPLAINED = ORDERS | SHOWING | CHANGING | CHOOSING | frozenset(("log", "sign", "use", "pay", "enable", "disable"))


def answer(
    points: Sequence[Point],
    customers: Sequence[str],
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    *,
    system: str,
) -> tuple[Need, Sentence] | None:
    """The deed that most customers ask how to do, two at least, as a requirement for information."""
    by_topic: dict[Topic, Need] = {}
    for p, who in zip(points, customers, strict=True):
        if p.verb is None or p.object is None or p.actor != "user" or p.verb.split()[0] not in _EXPLAINED:
            continue
        topic = Topic("ask", p.verb, content(p.object)[-1:])
        need = by_topic.setdefault(topic, Need(topic))
        need.points.append(p)
        need.authors.append(who)
    asked = [n for n in by_topic.values() if len(n.customers) >= 2]
    if not asked:
        return None
    need = min(asked, key=lambda n: (-len(n.customers), n.topic.verb or "", n.topic.thing))
    thing = need.most_said("object")
    texts = [items[statements[p.statement].item_id].text[p.start : p.end] for p in need.points]
    if thing is None:
        return None
    named = name(thing, texts)
    deed = f"{need.topic.verb} {named.first}"
    return need, Sentence(
        keyword="When",
        trigger="the user opens the help",
        verb="explain",
        rest=f"how to {deed}",
        title=f"explain how to {need.topic.verb} {named.bare}",
        want=f"to know how to {deed}",
        trouble=f"Customers do not know how to {deed}",
        kind="information",
        unhappy_given="the device has no network",
        unhappy_then=f"explains how to {deed} all the same",
        questions=("Where do customers look for this explanation first?",),
        inferred=("trigger",),
    )
