"""Rules for all texts together: said twice, against each other, in two words, in two forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback2req.ports import Encoder
from feedback2req.stages.check.likeness import (
    Content,
    asked_text,
    content_of,
    opposed,
    pairs_by_vectors,
    pairs_by_words,
)
from feedback2req.stages.check.rule import BOTH, ERROR, NOTE, WARNING, Hit, SetRule, pattern_of
from feedback2req.stages.check.view import STORY, View

NEAR = 0.85
SAME_MEANING = 0.94
_RELATED = 0.6
_SAME_BUT_POLE = 0.75
_STATE = re.compile(
    r"\b(?:by default|default|only|always|initially|at (?:the )?start|must be|shall be)\b", re.IGNORECASE
)
_TERMS = (
    ("email", "e-mail"), ("log in", "login to", "log on", "sign in", "sign on"), ("website", "web site", "web-site"),
    ("username", "user name", "user id"), ("database", "data base"), ("checkbox", "check box"), ("online", "on-line"),
    ("popup", "pop-up"), ("dropdown", "drop-down"), ("real-time", "realtime"), ("homepage", "home page"),
    ("plugin", "plug-in"), ("log out", "sign out", "log off"), ("filename", "file name"), ("webpage", "web page"),
    ("timestamp", "time stamp"), ("backend", "back-end"), ("metadata", "meta data", "meta-data"),
    ("seconds", "sec", "secs"), ("minutes", "mins"), ("hours", "hrs"), ("percent", "per cent"), ("color", "colour"),
    ("cancelled", "canceled"), ("catalog", "catalogue"), ("dialog", "dialogue"), ("license", "licence"),
)  # fmt: skip
_SUBJECT = re.compile(
    r"\s*(?:the\s+)?(?:[A-Z]\w+\s+){0,2}(system|product|application|app|software|platform|website|tool|program)"
    r"\s+(?:shall|must|will|should)\b",
    re.IGNORECASE,
)
# what follows is a name, not a quantity
_LABEL = re.compile(
    r"\b(?:round|version|level|step|phase|page|section|item|grade|type|part|chapter|release|class|tier)\s+\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two texts that are alike, and what tells them apart."""

    first: int
    second: int
    overlap: float
    contents: tuple[Content, Content]


def set_rules(names: Sequence[str], encoder: Encoder | None) -> tuple[SetRule, ...]:
    """The rules for a set; `names` says how messages call each text ("line 3")."""

    def rule(key: str, find: Callable[[Sequence[View], Sequence[str]], Iterator[Hit]]) -> SetRule:
        says, severity, kinds = SET_RULES[key]
        return SetRule(key=key, says=says, severity=severity, kinds=kinds, find=lambda views: find(views, names))

    def by_meaning(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
        return _same_meaning(views, names, encoder)

    return (
        rule("R30", _repeated),
        rule("R30-near", _near),
        rule("R30-meaning", by_meaning),
        rule("C11", _conflicts),
        rule("R36", _terms),
        rule("QUS-uniform", _uniform),
    )


SET_RULES = {
    "R30": ("Nothing is said twice.", ERROR, BOTH),
    "R30-near": ("Nothing is said twice in nearly the same words.", WARNING, BOTH),
    "R30-meaning": ("Nothing is said twice in other words (needs vectors).", NOTE, BOTH),
    "C11": ("No two texts contradict each other.", WARNING, BOTH),
    "R36": ("One thing has one name.", NOTE, BOTH),
    "QUS-uniform": ("All stories follow one template.", NOTE, (STORY,)),
}
"""Key to what the rule says, severity and kinds."""


def _repeated(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
    first: dict[tuple[str, ...], int] = {}
    for i, view in enumerate(views):
        said = _folded(view)
        if said in first:
            yield _whole(i, view, f"says the same as {names[first[said]]}", "keep one of them")
        else:
            first[said] = i


def _near(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
    told: set[int] = set()
    for pair in _pairs(views, least=NEAR, alike=True):
        one, other = pair.contents
        i = pair.second
        # the same words in another order say another thing: from a to b, from b to a
        turned = one.words != other.words and sorted(one.words) == sorted(other.words)
        if i not in told and not turned and len(one.core & other.core) >= 3:
            told.add(i)
            yield _whole(
                i, views[i], f"says nearly the same as {names[pair.first]}", "keep one of them, or say what differs"
            )


def _same_meaning(views: Sequence[View], names: Sequence[str], encoder: Encoder | None) -> Iterator[Hit]:
    if encoder is None or len(views) < 2:
        return
    vectors = encoder.encode([asked_text(view) for view in views])
    contents = [content_of(view) for view in views]
    told: set[int] = set()
    for i, j, _ in pairs_by_vectors(vectors, least=SAME_MEANING):
        one, other = contents[i], contents[j]
        same = one.numbers == other.numbers and one.negated == other.negated and opposed(one, other) is None
        if same and j not in told and _folded(views[i]) != _folded(views[j]):
            told.add(j)
            yield _whole(j, views[j], f"means what {names[i]} means", "keep one of them, or say what differs")


def _conflicts(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
    told: set[int] = set()
    for pair in _pairs(views, least=_RELATED, alike=False):
        i = pair.second
        why = None if i in told else _against(pair, views)
        if why is not None:
            told.add(i)
            yield _whole(
                i, views[i], f"contradicts {names[pair.first]}: {why}", "keep one of them, or name the case of each"
            )


def _against(pair: Pair, views: Sequence[View]) -> str | None:
    one, other = pair.contents
    if len(one.core | other.core) < 2:
        return None
    poles = opposed(one, other)
    if poles is not None and one.negated == other.negated:
        states = all(_STATE.search(views[i].text) for i in (pair.first, pair.second))
        return f"“{poles[1]}” against “{poles[0]}”" if states and one.numbers == other.numbers else None
    if one.poles != other.poles or pair.overlap < _SAME_BUT_POLE:
        return None
    if one.negated != other.negated and one.numbers == other.numbers:
        return "one says “not”" if pair.overlap >= NEAR else None
    if one.numbers and other.numbers and one.numbers != other.numbers and len(one.numbers) == len(other.numbers):
        if any(_LABEL.search(views[i].text) for i in (pair.first, pair.second)):
            return None
        a, b = next((a, b) for a, b in zip(one.numbers, other.numbers, strict=True) if a != b)
        return f"{b} against {a}" if pair.overlap == 1.0 else None
    return None


def _terms(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
    for group in _TERMS:
        yield from _minority({term: _places(views, pattern_of([term])) for term in group})
    subjects: dict[str, list[tuple[int, int, int]]] = {}
    for i, view in enumerate(views):
        m = _SUBJECT.match(view.plain)
        if m:
            subjects.setdefault(m.group(1).lower(), []).append((i, *m.span(1)))
    yield from _minority(subjects)


def _places(views: Sequence[View], pattern: re.Pattern[str]) -> list[tuple[int, int, int]]:
    """Text and span of the first match in each text."""
    return [(i, *m.span()) for i, view in enumerate(views) if (m := pattern.search(view.plain)) is not None]


def _minority(found: Mapping[str, Sequence[tuple[int, int, int]]]) -> Iterator[Hit]:
    """Texts that use another name than most of the set do."""
    used = sorted((name for name in found if found[name]), key=lambda n: (-len(found[n]), n))
    for name in used[1:]:
        for i, start, end in found[name]:
            yield Hit(
                text=i,
                start=start,
                end=end,
                message=f"“{name}” here, “{used[0]}” elsewhere",
                suggestion=used[0],
            )


def _uniform(views: Sequence[View], names: Sequence[str]) -> Iterator[Hit]:
    forms = {i: _template(view) for i, view in enumerate(views) if view.kind == STORY and view.story.wish is not None}
    if len(forms) < 3:
        return
    (usual, n), *_ = sorted(Counter(forms.values()).items(), key=lambda pair: (-pair[1], pair[0]))
    if n * 2 < len(forms):
        return
    for i, form in forms.items():
        wish = views[i].story.wish
        if form != usual and wish is not None:
            yield Hit(
                text=i,
                start=wish[0],
                end=wish[1],
                message=f"the other stories say “{usual}”, this one “{form}”",
                suggestion=usual,
            )


def _template(view: View) -> str:
    """The first words of the wish: "I want", "I can"."""
    start, end = view.story.wish or (0, 0)
    return " ".join(view.text[start:end].replace("’", "'").split()[:2])


def _folded(view: View) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", view.text.casefold()))


def _pairs(views: Sequence[View], *, least: float, alike: bool) -> Iterator[Pair]:
    """Pairs of texts of one kind that are alike; copies stand back behind the first, since they are told as such."""
    first = list({_folded(view): i for i, view in reversed(list(enumerate(views)))}.values())[::-1]
    contents = [content_of(views[i]) for i in first]
    for i, j, overlap in pairs_by_words(contents, least=least, alike=alike):
        a, b = first[i], first[j]
        if views[a].kind == views[b].kind:
            yield Pair(first=min(a, b), second=max(a, b), overlap=overlap, contents=(contents[i], contents[j]))


def _whole(i: int, view: View, message: str, advice: str) -> Hit:
    return Hit(text=i, start=0, end=len(view.text), message=message, suggestion=advice)
