"""Which pattern fits a need: from grouped points to one sentence, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from feedback2req.domain.inflection import base_form, gerund, plural, singular
from feedback2req.domain.point import Point
from feedback2req.stages.draft.lexicon import DEVICES, SHOWN_AS, VAGUE_HEADS
from feedback2req.stages.draft.naming import Name, name, plain, without_light
from feedback2req.stages.draft.needs import Need
from feedback2req.stages.draft.patterns_broken import beside, broken
from feedback2req.stages.draft.patterns_deeds import by_product, by_user
from feedback2req.stages.draft.patterns_failures import crash, drain, lost, slow, thing_fails, usable
from feedback2req.stages.draft.patterns_things import about_thing
from feedback2req.stages.draft.patterns_wrongs import charged, decided, logged_out
from feedback2req.stages.draft.sentence import Sentence

_SURE, _PLAINLY, _FULLER = 3, 2, 4
_LOCK = re.compile(r"\b(?:pin|pattern|password|passcode|fingerprint|locks?|locking)\b", re.IGNORECASE)
_LEADING = frozenset(("option", "options", "feature", "features", "setting", "functionality", "ability", "support"))


def sentence_for(
    need: Need, passages: Sequence[str], texts: Sequence[str] = (), *, system: str, label: str = ""
) -> Sentence | None:
    """The sentence that a need becomes; None where no clean one can be made.

    Parameters
    ----------
    need : Need
        Points that say the same.
    passages : sequence of str
        Words that each point was read from, in the order of ``need.points``; they tell the articles.
    texts : sequence of str
        Whole statements of all who speak of it.
    system : str
        How the product is named in a sentence.
    label : str
        The theme's: "Crashes when deleting files" tells when, where two customers name that deed.
    """
    shape = need.topic.shape
    condition = _shared(need, "condition") or _labelled(need, label)
    if _vague(need) or _squeezed(" ".join(need.topic.thing)) == _squeezed(system):
        return None
    if shape in ("crash", "freeze"):
        return crash(condition, system=system, freezing=shape == "freeze")
    if shape == "drain":
        return drain(system=system)
    thing = _thing(need, passages, "subject" if shape == "works" else "object")
    if shape in ("broken", "product") or (shape == "do" and thing is None):
        thing = _either(need, passages)
        if thing is None and shape == "broken":
            thing = name(" ".join(need.topic.thing), passages)
    if shape == "slow":
        return slow(need.most_said("verb"), thing or _thing(need, passages, "subject"), condition, system=system)
    if shape in ("beside", "wrong", "broken"):
        return _broken(need, thing, passages, texts or passages, system)
    if (thing is None and shape != "do") or (thing is not None and _squeezed(thing.bare) == _squeezed(system)):
        return None
    thing = _guard(need, thing, texts)
    made = _of_deed(need, thing, passages, condition, system)
    if made is not None and made.verb == "offer" and thing is not None and texts and not _common(thing, texts):
        return None
    return made


def _broken(
    need: Need, thing: Name | None, passages: Sequence[str], texts: Sequence[str], system: str
) -> Sentence | None:
    """The sentence for what does not work, by itself or beside something else, or is done against one's will."""
    if need.topic.shape == "beside":
        return beside(need.topic.verb or "", _partner(need), system=system)
    if need.topic.shape == "wrong":
        return _wrong(need, thing, texts, system)
    return None if thing is None else _not_working(need, thing, passages, texts, system)


def _verb(need: Need) -> str:
    """The verb that most say, but for the "work" of those who say that it does not."""
    said = need.most_said("verb") or ""
    return need.topic.verb or "" if said in ("work", "function", "respond") else said


def _headed(phrase: str, thing: str) -> bool:
    """Whether a phrase names a kind of the thing: a "pattern lock" is a lock, a "security code" no security."""
    return singular(without_light(phrase).split()[-1]) == singular(without_light(thing).split()[-1])


def _guard(need: Need, thing: Name | None, texts: Sequence[str]) -> Name | None:
    """The thing of a need; a wish for "security" is one for a lock, where two customers name one beside it."""
    if need.topic.shape != "thing" or thing is None or without_light(thing.bare) not in ("security", "protection"):
        return thing
    return name("security lock") if sum(bool(_LOCK.search(t)) for t in texts) >= _PLAINLY else thing


def _common(thing: Name, texts: Sequence[str]) -> bool:
    """Whether each word of a thing is used by two at least: what one alone names, or misspells, is not offered."""
    said = without_light(thing.bare).split()
    forms = [(re.escape(singular(w)), re.escape(plural(singular(w)))) for w in said]
    seen = [re.compile(rf"\b(?:{one}|{many})", re.IGNORECASE) for one, many in forms]
    return all(sum(word.search(t) is not None for t in texts) > 1 for word in seen)


def _vague(need: Need) -> bool:
    """Whether a need is about nothing that can be named: a sentence about "key features" asks for nothing."""
    thing = need.topic.thing
    return bool(thing) and singular(thing[-1]) in VAGUE_HEADS


def _squeezed(text: str) -> str:
    return re.sub(r"\W", "", text.lower())


def _wrong(need: Need, thing: Name | None, texts: Sequence[str], system: str) -> Sentence | None:
    verb = need.topic.verb or ""
    if verb in ("log out", "sign out"):
        return logged_out(system=system)
    if thing is None:
        return None
    if verb in ("charge", "bill", "overcharge"):
        return charged(thing, texts, system=system) if _common(thing, texts) or len(texts) < 2 else None
    return decided(verb, thing, system=system)


def _partner(need: Need) -> str:
    """What the product does not work with or on, as most customers write it."""
    said = (need.most_said("complement") or "").split(" ", 1)[-1]
    return said.removeprefix("the ").removeprefix("a ").removeprefix("an ")


def _not_working(
    need: Need, thing: Name, passages: Sequence[str], texts: Sequence[str], system: str
) -> Sentence | None:
    """The sentence for the first wording of a thing that has one: "group text" where "groups" has none."""
    told = Counter(v for p in need.points if (v := p.object or p.subject))
    for said in [thing.bare, *sorted(told, key=lambda v: (-told[v], -len(v), v))]:
        made = broken(said, passages, texts, system=system)
        if made is not None:
            return made
        if _named(said) and _squeezed(said) != _squeezed(system) and need.heard >= _PLAINLY:
            return beside("with", said, system=system)
    return _as_thing(need, thing, passages, system)


def _as_thing(need: Need, thing: Name, passages: Sequence[str], system: str) -> Sentence | None:
    return about_thing(thing.bare, list(passages), system=system, predicate="not_working", failing=need.failing)


def _led_to(thing: str) -> str:
    """What a deed is done to: to deactivate the "administrator option" is to deactivate the administrator."""
    said = thing.split()
    return " ".join(said[:-1]) if len(said) > 1 and said[-1] in _LEADING else thing


def _named(thing: str) -> bool:
    """Whether a thing is another product by its name ("PowerAmp"): no acronym, each word with a capital."""
    return (
        len(thing) > 3
        and not DEVICES & set(thing.lower().split())
        and all(w[0].isupper() and not w.isupper() for w in thing.split())
    )


def _either(need: Need, passages: Sequence[str]) -> Name | None:
    """The thing of points of which some have it as what acts, and others as what is acted on."""
    told = Counter(v for p in need.points if (v := p.object or p.subject))
    thing = min(told, key=lambda v: (-told[v], len(v), v)) if told else None
    return name(thing, passages) if thing else None


def _of_deed(
    need: Need, thing: Name | None, passages: Sequence[str], condition: str | None, system: str
) -> Sentence | None:
    shape, verb, failing = need.topic.shape, _verb(need), need.failing
    way = _shared(need, "complement")
    sure = need.heard >= _SURE
    if shape == "do":
        thing = None if thing is None else name(_led_to(thing.bare), passages)
        return by_user(verb, thing, way, system=system, failing=failing, sure=sure)
    if thing is None:
        return None
    if shape == "lost":
        return lost(thing, condition, system=system)
    if shape == "thing":
        predicate = need.most_said("predicate") if failing else None
        return about_thing(thing.bare, list(passages), system=system, predicate=predicate, failing=failing)
    if shape == "works":
        return thing_fails(verb, thing, condition, system=system) if failing else None
    return by_product(verb, thing, way, usable(condition, system), system=system, failing=failing, sure=sure)


def _shared(need: Need, field: str) -> str | None:
    """The value of a field that enough of a need's points have to speak for it: two, and half of them at least."""
    if field == "condition":
        return _shared_condition(need)
    value = need.most_said(field)
    points = [p for p in need.points if getattr(p, field)]
    same: list[Point] = need.saying(field, value)
    if value is None or (len(need.points) > 1 and len(same) < 2):
        return None
    enough = 2 * len(same) >= len(need.points) or len(same) == len(points) > 1
    return value if enough else None


def _shared_condition(need: Need) -> str | None:
    """The condition that two customers name at least; those who leave it out do not deny it.

    Two conditions are the same when their first verb and their last noun are.
    """
    if len(need.points) == 1:
        return need.points[0].condition
    voices: dict[tuple[str, ...], set[str]] = {}
    for p, who in zip(need.points, need.authors, strict=True):
        if p.condition:
            voices.setdefault(condition_key(p.condition), set()).add(who)
    best = min(voices, key=lambda k: (-len(voices[k]), k), default=None)
    if best is None or len(voices[best]) < 2:
        return None
    worded = [p.condition for p in need.points if p.condition and condition_key(p.condition) == best]
    often = Counter(worded)
    return min(often, key=lambda c: (-often[c], len(c), c))


def _labelled(need: Need, label: str) -> str | None:
    """The condition that a theme is named by, where two customers name its deed, of whatever things."""
    doing = label.partition(" when ")[2].split()
    if need.topic.shape not in ("crash", "freeze") or len(doing) < 2:
        return None
    voices: dict[str, set[str]] = {}
    for p, who in zip(need.points, need.authors, strict=True):
        said = (p.condition or "").removeprefix("the user ").split()
        if p.condition and p.condition.startswith("the user ") and gerund(base_form(said[0])) == doing[0]:
            voices.setdefault(said[0], set()).add(who)
    best = max(sorted(voices), key=lambda v: len(voices[v]), default=None)
    if best is None or len(voices[best]) < _PLAINLY:
        return None
    return " ".join(["the user", best, *doing[1:]])


def condition_key(condition: str) -> tuple[str, ...]:
    """What two wordings of one condition share."""
    said = condition.removeprefix("the user ").split()
    if said[0] in ("after", "since"):
        return ("change",)
    last = singular(said[-1])
    return (said[0], last) if last in ("product", "app") or len(said) < 2 else ("", SHOWN_AS.get(last, last))


def _thing(need: Need, passages: Sequence[str], field: str) -> Name | None:
    thing = need.most_said(field)
    if need.topic.shape == "thing" and thing is not None and plain(thing):
        # "lock" is said by all, and says less than the "pattern lock" of some
        fuller = Counter(v for p in need.points if (v := p.object) and not plain(v) and _headed(v, thing))
        best = min(fuller, key=lambda v: (-fuller[v], len(v), v), default=thing)
        # what one of many says more exactly is not what they all want
        thing = best if _FULLER * fuller[best] >= len(need.points) else thing
    return name(thing.removeprefix("single "), passages) if thing else None
