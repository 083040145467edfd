"""Rules for one user story.

References
----------
.. [1] G. Lucassen et al., "Improving agile requirements: the Quality User Story framework and tool",
   Requirements Eng. 21 (2016), 383-403, doi:10.1007/s00766-016-0250-x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback2req.stages.check import lexicon
from feedback2req.stages.check.rule import ERROR, NOTE, WARNING, Hit, Rule, words
from feedback2req.stages.check.view import STORY, View
from feedback2req.stages.check.wording import widgets

_SECOND_WISH = re.compile(
    r"\b(?:and|or)\s+(?:also\s+)?(?:I|we)\s+(?:also\s+)?(?:want|can|need|would like|should|must|may)\b", re.IGNORECASE
)
_SECOND_VERB = re.compile(r"\b(?:and|or)\s+(?:then\s+|also\s+|to\s+|can\s+)*(?P<verb>[a-z]+)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{1,400}\)|\[[^\[\]]{1,400}\]|\{[^{}]{1,400}\}")
_MORE = re.compile(r"(?<=[a-z)\d]{2})(?<!\betc)[.!?](?=\s+(?!so\b)[A-Z“\"(]?\w)")


def _role(view: View) -> Iterator[Hit]:
    if view.story.role is None:
        yield Hit(
            start=0,
            end=len(view.text),
            message="says for no role what it is good for",
            suggestion="As a <role>, I want …",
        )


def _means(view: View) -> Iterator[Hit]:
    if view.story.means is None:
        yield Hit(start=0, end=len(view.text), message="says nothing that is wanted", suggestion="…, I want <means>, …")


def _ends(view: View) -> Iterator[Hit]:
    if view.story.means is not None and view.story.ends is None and "in order to" not in view.text.lower():
        start, end = view.story.means
        yield Hit(start=start, end=end, message="says not what it is good for", suggestion="…, so that <benefit>.")


def _second_wish(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _SECOND_WISH.finditer(view.plain, start, end):
        yield Hit(start=m.start(), end=m.end(), message="a second wish in one story", suggestion="one story each")


def _second_verb(view: View) -> Iterator[Hit]:
    start, end = view.asked
    for m in _SECOND_VERB.finditer(view.plain, start, end):
        if m.group("verb").lower() in lexicon.VERBS:
            yield Hit(
                start=m.start(), end=m.end(), message="a second thing to do in one story", suggestion="one story each"
            )


def _more(view: View) -> Iterator[Hit]:
    for m in _MORE.finditer(view.plain):
        yield Hit(
            start=m.start(),
            end=len(view.text),
            message="more than role, means and benefit",
            suggestion="move it to the notes",
        )
        return


def _extras(view: View) -> Iterator[Hit]:
    for m in _BRACKETS.finditer(view.plain):
        yield Hit(start=m.start(), end=m.end(), message="a note in brackets", suggestion="move it to the notes")


RULES = (
    Rule(key="QUS-role", says="A story says for whom.", severity=ERROR, kinds=(STORY,), find=_role),
    Rule(key="QUS-means", says="A story says what is wanted.", severity=ERROR, kinds=(STORY,), find=_means),
    Rule(key="QUS-ends-wide", says="A story says what it is good for.", severity=NOTE, kinds=(STORY,), find=_ends),
    Rule(key="QUS-atomic", says="A story holds one wish.", severity=WARNING, kinds=(STORY,), find=_second_wish),
    Rule(
        key="QUS-atomic-wide", says="A story asks for one thing to do.", severity=NOTE, kinds=(STORY,),
        find=_second_verb
    ),
    Rule(
        key="QUS-minimal", says="A story ends behind its benefit.", severity=WARNING, kinds=(STORY,), find=_more
    ),
    Rule(
        key="QUS-minimal-wide", says="A story holds no notes in brackets.", severity=NOTE, kinds=(STORY,), find=_extras
    ),
    words(
        "QUS-unambiguous-wide", "A story has no term that two readers understand differently.", lexicon.VAGUE,
        severity=NOTE, why="is vague", advice="name what can be observed", kinds=(STORY,),
    ),
    Rule(
        key="QUS-problem", says="A story asks for what is needed, not for an element of a screen.", severity=NOTE,
        kinds=(STORY,), find=widgets,
    ),
)  # fmt: skip
