"""What is said around a sentence: problem, story, criteria, questions, and what each part rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.point import Point
from feedback2req.domain.priority import Interval
from feedback2req.domain.requirement import INFERRED, STATED, Criterion, Slot
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import Theme
from feedback2req.stages.draft.figures import counted, mean_rating, share_with_bounds
from feedback2req.stages.draft.lexicon import NETWORKS
from feedback2req.stages.draft.needs import Need
from feedback2req.stages.draft.sentence import Sentence

_BENEFIT = re.compile(
    r"\bso (?:that )?(?:i|we) (?:can|could|don't have to|do not have to) ((?:[\w'-]+ ?){2,9})(?=[.,;!?]|$)", re.I
)
_SELF = re.compile(r"\b(my|me|myself|mine|our|your|u|it|them|this|that)\b", re.I)
_MAX_PROPOSALS = 8
_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the texts around a sentence are made of."""

    system: str
    theme: Theme
    statements: Sequence[Statement]
    items: Mapping[str, FeedbackItem]
    n_customers: int
    share: Interval | None

    def item(self, statement: int) -> FeedbackItem:
        """Give the item that a statement stands in."""
        return self.items[self.statements[statement].item_id]

    def passage(self, point: Point) -> str:
        """Give the words that a point was read from."""
        return self.item(point.statement).text[point.start : point.end]

    def customers(self, statements: Sequence[int]) -> set[str]:
        """Give the different customers who made some statements."""
        return {self.item(n).customer for n in statements}


def problem(sentence: Sentence, said: Sequence[int], told: Told) -> str:
    """What customers suffer or lack, with their number, their share of all and their mean rating; no solution."""
    n = len(told.customers(said))
    rating = mean_rating(told.item(s) for s in said)
    figures = f"{counted(n)}, {share_with_bounds(n, max(n, told.n_customers))} of all"
    figures += "" if rating is None else f", mean rating {rating:.1f}"
    return f"{sentence.trouble} ({figures})."


def story(sentence: Sentence, exact: Sequence[Point], told: Told) -> tuple[str, tuple[str, ...]]:
    """The user story, and the statements its benefit is taken from; nobody's benefit is made up."""
    said, ids = _benefit(exact, told)
    tail = f", so that I can {said}" if said else ""
    return f"As a user, I want {sentence.want}{tail}.", ids


def _benefit(exact: Sequence[Point], told: Told) -> tuple[str, tuple[str, ...]]:
    for p in exact:
        statement = told.statements[p.statement]
        m = _BENEFIT.search(statement.text)
        if m and "can " in m.group(0).lower() and not _SELF.search(m.group(1)):
            return m.group(1).strip(), (statement.statement_id,)
    return "", ()


def criteria(sentence: Sentence, system: str) -> tuple[Criterion, ...]:
    """The main case, and one that goes wrong."""
    when = sentence.trigger if sentence.keyword in ("When", "If") else "the user works with it"
    starts = sentence.trigger.startswith(f"the user opens {system}")
    given = sentence.given or f"{system} is {'installed' if starts else 'open'}"
    given = given.replace(f"{system} is open", f"{system} is installed") if starts else given
    if sentence.keyword == "While":
        given = sentence.trigger
        when = "an hour passes" if sentence.kind == "quality" else "a test session of [duration: open] ends"
    elif not sentence.trigger:
        when = f"the user works with {system}"
    basis = INFERRED if "trigger" in sentence.inferred or "response" in sentence.inferred else STATED
    if not sentence.trigger or sentence.keyword == "While":
        basis = INFERRED
    then = sentence.observed(system)
    unhappy = f"{system} {sentence.unhappy_then}" if sentence.unhappy_then else then
    return (
        Criterion(given=given, when=when, then=then, basis=basis),
        Criterion(given=sentence.unhappy_given, when=when, then=unhappy, basis=INFERRED),
    )


def success(said: Sequence[int], told: Told) -> str:
    """How one would see that the need is met: fewer customers speak of it, against the share of today."""
    n = len(told.customers(said))
    if told.share is not None:
        s = told.share
        today = f"{100 * s.value:.1f} % ({100 * s.low:.1f}-{100 * s.high:.1f} %)"
        whom = f"speak of “{told.theme.label}”"
    else:
        today, whom = share_with_bounds(n, max(n, told.n_customers)), "ask for this or report it"
    return (
        f"Among customers who write about the first version with this change, the share of those who {whom} is at most"
        f" [target: open], against {today} today."
    )


def proposals(need: Need, points: Sequence[Point], sentence: Sentence, told: Told) -> tuple[str, ...]:
    """Products and techniques that customers name in their requests, with the number of customers."""
    own = {w.lower() for w in f"{told.system} {sentence.title} {' '.join(need.topic.thing)}".split()}
    voices: dict[str, set[str]] = defaultdict(set)
    asked = {p.statement for p in points if p.force == "ask"}
    for p in points:
        if p.statement not in asked:
            continue
        for phrase in (p.object, p.complement):
            for name in _names(phrase or ""):
                if not {w.lower() for w in name.split()} & (own | NETWORKS):
                    voices[name].add(told.item(p.statement).customer)
    whole = [v for v in voices if not any(v != w and set(v.split()) < set(w.split()) for w in voices)]
    order = sorted(whole, key=lambda v: (-len(voices[v]), v))[:_MAX_PROPOSALS]
    return tuple(f"{v} ({counted(len(voices[v]))})" for v in order)


def _names(phrase: str) -> list[str]:
    """Runs of words that are written with a capital."""
    runs: list[list[str]] = [[]]
    for word in phrase.split():
        if word != word.lower():
            runs[-1].append(word)
        else:
            runs.append([])
    return [" ".join(r) for r in runs if r]


def questions(sentence: Sentence, names: Sequence[str], told: Told, *, heard: int) -> tuple[str, ...]:
    """What a person has to settle before this can be built."""
    asked = list(sentence.questions)
    if heard < _SEVERAL:
        asked.append("One customer says so in so many words: do the others of this theme mean the same?")
    if len(names) > 1:
        asked.append(f"Which comes first: {', '.join(n.rsplit(' (', 1)[0] for n in names[:4])}?")
    if "trigger" in sentence.inferred:
        asked.append("No customer says when this is to happen: is the trigger right?" if sentence.trigger else "")
    if told.system == "the product":
        asked.append("Which product is meant by “the product”?")
    return tuple(dict.fromkeys(q for q in asked if q))


def _when(sentence: Sentence, exact: Sequence[Point], told: Told) -> Slot:
    """The statements that name the condition; where none does, the trigger is the customer's own deed."""
    last = sentence.trigger.split()[-1].lower()
    naming = [p for p in exact if p.condition and last in p.condition.lower()] or exact
    return Slot(
        basis=STATED, statement_ids=tuple(dict.fromkeys(told.statements[p.statement].statement_id for p in naming))
    )


def slots(sentence: Sentence, exact: Sequence[Point], told: Told) -> dict[str, Slot]:
    """For each slot, whether a customer stated it, and in which statements."""
    ids = tuple(dict.fromkeys(told.statements[p.statement].statement_id for p in exact))
    stated = Slot(basis=STATED, statement_ids=ids)
    inferred = Slot(basis=INFERRED)
    found = {
        "title": inferred if "response" in sentence.inferred else stated,
        "problem": stated,
        "trigger": inferred if "trigger" in sentence.inferred or not sentence.trigger else _when(sentence, exact, told),
        "response": inferred if "response" in sentence.inferred else stated,
        "role": inferred,
        "want": stated,
        "success_criterion": inferred,
    }
    if "limit" in sentence.inferred:
        found["limit"] = inferred
    benefit = story(sentence, exact, told)[1]
    if benefit:
        found["benefit"] = Slot(basis=STATED, statement_ids=benefit)
    return found
