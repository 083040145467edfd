"""Rules that forbid words: most of them a list, some with a look at the neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback2req.stages.check import lexicon
from feedback2req.stages.check.rule import BOTH, ERROR, NOTE, WARNING, Hit, Rule, pattern_of, words
from feedback2req.stages.check.view import REQUIREMENT, View

_ALL_VAGUE = pattern_of(lexicon.VAGUE_WIDE)
_ABOUT = re.compile(r"\b(?:about|approximately|around|almost|nearly|roughly)\s+(?=\d)", re.IGNORECASE)
_VERB_PLACE = re.compile(r"\b(?:shall|must|will|should|can|to)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# "no more than 2" and "not exceed 2" set a bound, which can be observed
_BOUND = r"(?!\s+(?:\w+\s+){0,2}(?:more|longer|less|later|fewer|greater|higher|lower|exceed)\b)"
_NEGATED = re.compile(
    rf"\b(?:shall|must|will|should|can|may|could)\s+(?:not|never)\b{_BOUND}|\bcannot\b{_BOUND}"
    rf"|\b(?:shall|must|will|should)\s+\w+\s+no\b{_BOUND}|\b(?:can|won|shouldn|don|doesn|mustn|couldn)['’]t\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*(?:it|they|this|these|those|that|he|she)\s+(?:shall|must|will|should|is|are|can|may)\b", re.IGNORECASE
)
# "It shall be possible to": this "it" stands for no noun
_EXPLETIVE = re.compile(
    r"\s*it\s+(?:(?:shall|must|will|should|may)\s+(?:also\s+)?be|is)\s+(?:also\s+)?"
    r"(?:possible|impossible|necessary|required|recommended|important|essential|desirable|allowed|the\s+responsibility)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"\b(?:if|when|whenever|unless|where|because)\b[^.!?;]*$", re.IGNORECASE)
_OWN_DEED = re.compile(r"\b(?:to|can)\s*$", re.IGNORECASE)
_ESCAPES = pattern_of(lexicon.ESCAPES)
_INFINITIVES = pattern_of(lexicon.INFINITIVES)
_PERSON_SUBJECT = re.compile(
    r"\b(?:" + "|".join(lexicon.PEOPLE) + r")\s+(?:shall|must|will|should|can)\s+(?:\w+ly\s+)?$", re.IGNORECASE
)
_TEMPORAL = pattern_of(lexicon.TEMPORAL)
_AS_SOON_AS = re.compile(r"\bas\s+$", re.IGNORECASE)
_PLACES = pattern_of(lexicon.REFERENCES)
_OTHER_TEXT = re.compile(
    r"\b(?:requirements?|(?:user\s+)?stor(?:y|ies)|REQ|FR|NFR|US|UC)(?:[-_#]|\s#?)?\d+(?:\.\d+)*\b",
    re.IGNORECASE,
)
_MIXED = re.compile(r"\b(and|or)\b", re.IGNORECASE)
_WIDGETS = pattern_of(lexicon.WIDGETS)
# "at the push of a button" tells how little it takes, and "button press" what the user does
_PRESS = re.compile(
    r"\b(?:push|press|touch|click|hit|releas|hold)(?:e?[sd]?|ing)\s+(?:of\s+|on\s+)?(?:(?:an?|the|one)\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_PRESSED = re.compile(r"\s+(?:press|push|click|touch)", re.IGNORECASE)
_COMBINATORS = pattern_of(lexicon.COMBINATORS)


def _vague(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _ABOUT.finditer(view.plain, start, end):
        word = m.group().strip()
        yield Hit(
            start=m.start(), end=m.start() + len(word), message=f"“{word}” is vague", suggestion="name the bounds"
        )


def _vague_wide(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _ALL_VAGUE.finditer(view.plain, start, end):
        if m.group().lower() in lexicon.VAGUE_VERBS and not _VERB_PLACE.search(
            view.plain, max(m.start() - 30, 0), m.start()
        ):
            continue
        yield Hit(
            start=m.start(), end=m.end(), message=f"“{m.group()}” is vague", suggestion="name what can be observed"
        )


def _escapes(view: View) -> Iterator[Hit]:
    start, end = view.asked
    own = view.story.wish is not None and _OWN_DEED.search(view.text, *view.story.wish) is not None
    for m in _ESCAPES.finditer(view.plain, start, end):
        if not (own and m.group().lower() in lexicon.NEEDS):
            yield Hit(
                start=m.start(),
                end=m.end(),
                message=f"“{m.group()}” lets everybody off",
                suggestion="name the condition",
            )


def _infinitives(view: View) -> Iterator[Hit]:
    for m in _INFINITIVES.finditer(view.plain):
        # "the user shall be able to": without it, a person would be obliged
        if not _PERSON_SUBJECT.search(view.plain, max(m.start() - 60, 0), m.start()):
            yield Hit(
                start=m.start(), end=m.end(), message=f"“{m.group()}” adds nothing", suggestion="use the verb alone"
            )


def _negated(view: View) -> Iterator[Hit]:
    start = view.modal[0] if view.modal else len(view.text)
    for m in _NEGATED.finditer(view.plain, start):
        if _SUBORDINATE.search(view.plain, start, m.start()):
            continue
        yield Hit(
            start=m.start(),
            end=m.end(),
            message="says what is not to be; nothing can be observed",
            suggestion="say what happens instead",
        )


def _combinators(view: View) -> Iterator[Hit]:
    for m in _COMBINATORS.finditer(view.plain, view.modal[1] if view.modal else 0):
        yield Hit(
            start=m.start(), end=m.end(), message=f"“{m.group()}” joins two thoughts", suggestion="one requirement each"
        )


def _conditions(view: View) -> Iterator[Hit]:
    for m in _COMBINATORS.finditer(view.plain, 0, view.modal[0] if view.modal else 0):
        yield Hit(
            start=m.start(),
            end=m.end(),
            message=f"“{m.group()}” joins two conditions",
            suggestion="one requirement each",
        )


def _opening_pronoun(view: View) -> Iterator[Hit]:
    m = _OPENING.match(view.plain)
    if m and not _EXPLETIVE.match(view.plain):
        word = m.group().split()[0]
        start = view.plain.find(word)
        yield Hit(
            start=start,
            end=start + len(word),
            message=f"“{word}” needs another sentence to be understood",
            suggestion="repeat the noun",
        )


def _times(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _TEMPORAL.finditer(view.plain, start, end):
        # "as soon as the door opens" names a trigger
        if m.group().lower() != "soon" or not _AS_SOON_AS.search(view.plain, 0, m.start()):
            yield Hit(
                start=m.start(), end=m.end(), message=f"“{m.group()}” names no time", suggestion="[time limit: open]"
            )


def _references(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for pattern in (_PLACES, _OTHER_TEXT):
        for m in pattern.finditer(view.plain, start, end):
            yield Hit(
                start=m.start(), end=m.end(), message=f"“{m.group()}” points to another place", suggestion="say it here"
            )


def _mixed_logic(view: View) -> Iterator[Hit]:
    start, end = view.asked
    found = list(_MIXED.finditer(view.plain, start, end))
    kinds = {m.group().lower() for m in found}
    if len(kinds) == 2:
        yield Hit(
            start=found[0].start(),
            end=found[-1].end(),
            message="“and” and “or” together can be read in two ways",
            suggestion="one requirement each",
        )


def widgets(view: View) -> Iterator[Hit]:
    """Elements of a screen that the text prescribes."""
    start, end = view.asked
    for m in _WIDGETS.finditer(view.plain, start, end):
        pressed = _PRESSED.match(view.plain, m.end()) or _PRESS.search(view.plain, max(m.start() - 40, 0), m.start())
        if not pressed:
            yield Hit(
                start=m.start(),
                end=m.end(),
                message=f"“{m.group()}” prescribes a solution",
                suggestion="say what the user can then do",
            )


_VAGUE_SAYS = "No term that two readers understand differently."
_NAME = "name what can be observed"
RULES = (
    words("R7", _VAGUE_SAYS, lexicon.VAGUE, severity=WARNING, why="is vague", advice=_NAME),
    Rule(key="R7-about", says="No “about” before a number.", severity=WARNING, kinds=BOTH, find=_vague),
    Rule(key="R7-wide", says=_VAGUE_SAYS, severity=NOTE, kinds=(REQUIREMENT,), find=_vague_wide),
    Rule(
        key="R8", says="No clause that lets everybody off.", severity=ERROR, kinds=BOTH, find=_escapes
    ),
    words(
        "R9", "No list without an end.", lexicon.OPEN_ENDED, severity=ERROR, why="has no end",
        advice="name each case in a requirement of its own", kinds=BOTH,
    ),
    words(
        "R9-wide", "No list without an end.", lexicon.OPEN_ENDED_WIDE, severity=NOTE, why="may have no end",
        advice="name each case in a requirement of its own", kinds=BOTH,
    ),
    Rule(
        key="R10", says="No infinitive that adds nothing.", severity=NOTE, kinds=(REQUIREMENT,), find=_infinitives
    ),
    Rule(key="R15", says="“and” and “or” are not mixed.", severity=NOTE, kinds=BOTH, find=_mixed_logic),
    Rule(key="R16", says="Say what is to be, not what is not.", severity=WARNING, kinds=(REQUIREMENT,), find=_negated),
    words(
        "R16-wide", "Say what is to be, not what is not.", lexicon.NEGATIONS, severity=NOTE,
        why="says what is not to be; nothing can be observed", advice="say what happens instead",
    ),
    Rule(
        key="R19-wide", says="No word joins two things behind “shall”.", severity=NOTE, kinds=(REQUIREMENT,),
        find=_combinators,
    ),
    words(
        "R20", "A purpose belongs to the problem, not to the requirement.", lexicon.PURPOSES, severity=NOTE,
        why="gives a purpose", advice="move it to the problem",
    ),
    Rule(
        key="R24", says="No pronoun at the start, where no noun stands before it.", severity=WARNING,
        kinds=(REQUIREMENT,),
        find=_opening_pronoun,
    ),
    words(
        "R24-wide", "No pronoun.", lexicon.PRONOUNS, severity=NOTE, why="needs another sentence to be understood",
        advice="repeat the noun",
    ),
    Rule(
        key="R25", says="A text is understood without what stands around it.", severity=NOTE, kinds=BOTH,
        find=_references,
    ),
    words(
        "R25-wide", "A text is understood without what stands around it.", lexicon.REFERENCES_WIDE, severity=NOTE,
        why="may point to another place", advice="say it here", kinds=BOTH,
    ),
    words(
        "R26", "No absolute that no test can show.", lexicon.ABSOLUTES, severity=WARNING,
        why="cannot be shown by any test",
        advice="name the cases or the share",
        kinds=BOTH,
    ),
    words(
        "R26-wide", "No absolute that no test can show.", lexicon.ABSOLUTES_WIDE, severity=NOTE,
        why="may be more than a test can show", advice="name the cases",
    ),
    Rule(
        key="R28", says="One condition a requirement.", severity=NOTE, kinds=(REQUIREMENT,), find=_conditions
    ),
    Rule(
        key="R31", says="No solution: no element of a screen.", severity=WARNING, kinds=(REQUIREMENT,), find=widgets
    ),
    words(
        "R31-technology", "No solution: no technology by name.", lexicon.TECHNOLOGIES, severity=WARNING,
        why="prescribes a solution", advice="say what it has to achieve",
    ),
    words(
        "R31-wide", "No solution.", lexicon.SOLUTIONS_WIDE, severity=NOTE, why="may prescribe a solution",
        advice="say what the user can then do",
    ),
    words(
        "R32", "“each” instead of “all”, “any” or “both”.", lexicon.UNIVERSALS, severity=NOTE,
        why="leaves open whether it speaks of each one or of all together", advice="each",
    ),
    words(
        "R34", "A performance has a measure.", lexicon.UNMEASURED, severity=WARNING, why="has no measure",
        advice="[limit: open]",
        kinds=BOTH,
    ),
    words(
        "R34-wide", "A performance has a measure.", lexicon.UNMEASURED_WIDE, severity=NOTE, why="may have no measure",
        advice="[limit: open]",
    ),
    Rule(key="R35", says="A time has a measure.", severity=WARNING, kinds=BOTH, find=_times),
    words(
        "R35-wide", "A time has a measure.", lexicon.TEMPORAL_WIDE, severity=NOTE, why="names no time",
        advice="[time limit: open]",
    ),
    words(
        "R38", "No abbreviation.", lexicon.ABBREVIATIONS, severity=NOTE, why="is an abbreviation",
        advice="write it out",
        kinds=BOTH,
    ),
    words(
        "C4", "Nothing is left to be filled in.", lexicon.PLACEHOLDERS, severity=ERROR, why="is yet to be filled in",
        advice="decide it, or put it as an open question", kinds=BOTH,
    ),
)  # fmt: skip
