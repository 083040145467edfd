"""The page of figures on the rules, made from the result alone."""

from __future__ import annotations

from typing import Any

ENOUGH = 10
NARROWED = ("QUS-means", "R8", "R9", "R10", "R16", "R24", "R25", "R26", "R30-near", "R31", "R34", "R35")
"""Rules that were narrowed after the findings of this half had been read."""
TURNED_OFF = {"R7-about": (1, 2), "R31-technology": (1, 9), "QUS-problem": (3, 4)}
"""Rules that were on, and were turned off for what this half showed: right of judged."""

_HEAD = """# Rules of requirement texts, measured

`FEEDBACK2REQ_DATA=FOLDER python -m benchmarks.requirements.lint` makes this page.

## Is a finding right? Rules that are on by default

Rules were built on one half of PROMISE (by project), of 20 backlogs (by project), of CrowdRE (by row) and on the
training split of ReqEval; this table is of the rest:
{texts}.
Up to 40 findings a rule were drawn by a fixed seed and judged by hand ([sheet](lint_sheet.csv), without the texts):
does the text break the rule as its source states it, at that place? **One reader judged, who also wrote the rules**:
a second one would differ in some. The share has a Wilson 95 % interval. Rules marked ‡ were narrowed after the
findings of this half had been read, so their figures are those of development; no fresh half is left for them. How
much the rules miss in these texts is not known: nobody labelled every fault in them.

| rule | found | judged | right | 95 % | reaches 0.80 |
|---|---:|---:|---:|---|---|
"""
_STORIES = """
## Beside labels of others: user stories

UStAI: stories written by language models, labelled by people for the criteria of QUS. Rules for one story: the half
that was not built on, by row; rules for a set: by system. Rules that end in `-wide`, `R30-meaning` and `QUS-problem`
are off by default. Recall is low throughout, since what people label is mostly meaning: a role that the system does
not know, a solution, a dependency. `QUS-role` and `QUS-means` look for parts that are missing, the labels tell of
parts that make no sense. Labels of *atomic* are given to some stories that join two verbs and withheld from as many,
so no rule of words can follow them. `R30-near` found one pair, which asks for the same in the same words; both
stories are labelled unique.

| rule | label | stories | precision | recall |
|---|---|---:|---|---|
"""
_PRONOUNS = """
## Pronouns

ReqEval, test split: a pronoun is *nocuous* when readers resolve it differently. Any pronoun breaks R24 as INCOSE
words it; that fewer than four of five are misread is why `R24-wide` is off by default. `R24` looks at pronouns that
open a sentence alone: the marked ones stand elsewhere.

| rule | pronouns | precision | recall |
|---|---:|---|---|
"""
_AQUSA = """
## Beside AQUSA

The authors of AQUSA publish what it finds on two backlogs (g09 and g14, 136 stories here). Where the rules coincide:
*atomic*, by conjunctions in the means. Each finding of either tool was judged by the same one reader
([verdicts](aqusa.csv)); recall is of the faults that either found. The figures are too small to rank the two, and g09
is in the half that was built on. AQUSA's one other finding there, a repeated “I want”, has no rule here. The
precision and recall in its paper were not at hand to be checked, and are not repeated.

| tool | found | right | precision | of all found by either |
|---|---:|---:|---:|---:|
"""


def page(result: dict[str, Any], machine: str) -> str:
    """The whole page as Markdown."""
    hand = result["hand"]
    rows = [_hand_row(key, one) for key, one in hand.items() if one["n"]]
    silent = ", ".join(_name(key) for key, one in hand.items() if not one["n"])
    off = ", ".join(f"`{key}` ({right} of {n} right)" for key, (right, n) in TURNED_OFF.items())
    return "".join(
        (
            _HEAD.format(texts=result["texts"]),
            "\n".join(rows),
            f"\n\n“too few”: fewer than {ENOUGH} findings could be judged. Without any finding in this half,\n",
            f"nothing is known of {silent};\nthey are on because what they look for is a fault by definition.\n",
            f"\nTurned off by default for what this half showed: {off}.\n",
            _labels(result),
            _pronouns(result),
            _aqusa(result),
            _speed(result, machine),
        )
    )


def _hand_row(key: str, one: dict[str, Any]) -> str:
    shown = "too few" if one["n"] < ENOUGH else "yes" if one["value"] >= 0.8 else "no"
    return f"| {_name(key)} | {one['found']} | {one['n']} | {one['value']:.2f} | {_interval(one)} | {shown} |"


def _name(key: str) -> str:
    return f"`{key}` ‡" if key in NARROWED else f"`{key}`"


def _interval(one: dict[str, Any]) -> str:
    return f"{one['low']:.2f}-{one['high']:.2f}"


def _share(one: dict[str, Any]) -> str:
    return "-" if one["value"] is None else f"{one['value']:.2f} ({one['right']} of {one['n']})"


def _labels(result: dict[str, Any]) -> str:
    rows = [
        f"| `{key}` | {one['column']} | {one['rows']} | {_share(one['precision'])} | {_share(one['recall'])} |\n"
        for key, one in result["labels"].items()
    ]
    return _STORIES + "".join(rows)


def _pronouns(result: dict[str, Any]) -> str:
    rows = [
        f"| `{key}` | {one['rows']} | {_share(one['precision'])} | {_share(one['recall'])} |\n"
        for key, one in result["pronouns"].items()
    ]
    return _PRONOUNS + "".join(rows)


def _aqusa(result: dict[str, Any]) -> str:
    rows = []
    for tool, one in result["aqusa"].items():
        precision = one["right"] / one["found"]
        rows.append(f"| {tool} | {one['found']} | {one['right']} | {precision:.2f} | {one['right']} of {one['of']} |\n")
    return _AQUSA + "".join(rows)


def _speed(result: dict[str, Any], machine: str) -> str:
    seconds = result["seconds"]
    return (
        f"\n## Speed\n\n1,000 texts: {seconds['default']} s by default, {seconds['strict']} s with all rules (without "
        f"vectors), one process on {machine}.\n"
    )
