"""Patterns of how requests and failures are worded, over the tokens of a statement in small letters."""

from __future__ import annotations

import re

_MERIT = (
    "(?:nice|nicer|great|greater|grt|gr8|good|cool|cooler|awesome|perfect|better|amazing|helpful|useful|lovely"
    "|excellent|fantastic|ideal|wonderful|brilliant|complete|stars?|appreciated|welcomed?|handy|happy|glad|rock|love)"
)
_MAY = "(?:would|'d|d|wud|wd|could|will|'ll|might|should)"
_PLEASE = "(?:please|pls|plz|plez|kindly|pl)"
_YOU = "(?:it|there|you|u|they|this|the app|that app|only|we|he)"
_ME = "(?:i|we|you|u|one|users?|people)"
_MY = "(?:me|us|users?|the user|you|people|one|it|this app|this|the app)"
_GIVE = "(?:add|include|implement|integrate|introduce|incorporate|provide)"
_MADE = "(?:make|give us|give me|have|develop|create|put|update with|improve with)"
_ALSO = "(?:also |just |only |really |very much |absolutely |actually )?"
_NOT_HERE = "(?!(?:to|it|this|that|if|when|them|you|me|more of)\\b)"

THING_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!how to )(?<!can )(?<!only )(?<!had to )\b{_GIVE}(?:ed|ing|d|s)? (?:in |on |back |us |me |things like )?",
        rf"\b(?:{_PLEASE}|(?:can|could|would|will) (?:you|u|we)(?: please| also)?) {_MADE} {_NOT_HERE}",
        rf"\b(?:needs?|lacks?|lacking|requires?|must have) (?:to (?:have|include|add|support) )?{_NOT_HERE}",
        rf"\b(?:missing|miss)(?: (?:is|are))? {_NOT_HERE}",
        (
            r"\b(?:only|one|1) (?:other |more |small )?(?:thing|feature|request|suggestion|wish|improvement)s?\b"
            rf"[^.,;!?]{{0,40}}? (?:is|are|would be|'s) {_NOT_HERE}"
        ),
        rf"\b(?:wish|hope) {_YOU} (?:also |could |would |will |'d )?(?:had|has|have|was|were|included?|supported) ",
        rf"\b(?:would|'d|d|id|i'd) {_ALSO}(?:love|like|appreciate|prefer) (?:to (?:see|have|get) )?{_NOT_HERE}",
        rf"\b{_MERIT}(?: app)? (?:to have|to see) ",
        rf"\b{_MAY} be (?:\w+ )?{_MERIT} (?:app )?with ",
        rf"\bif {_YOU} (?:also |just |only |could |can |would |'d )?(?:had|has|have|was|were|'s|got|gets) ",
        rf"\bif {_YOU} (?:also |just |only |could |can |would |'d )?(?:added|add|includes?|included|supports?) ",
        (
            r"\b(?:waiting for|looking forward to|how about|what about|could use|could do with|could have|could deserve"
            r"|hope to see|hope for|i suggest|i recommend|i want|we want|requesting|i request|hoping for)"
            rf" (?:having |adding )?{_NOT_HERE}"
        ),
        r"\bshould (?:also )?(?:have|include|support|come with) ",
    )
)
"""Behind one of these stands a thing that is asked for."""
DEED_LEADS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"\b(?:options?|ability|ways?|possibility|features?|function|chance|setting|button|toggle|method|choice"
            rf"|functionality|inability) (?:where {_ME} (?:can|could) |(?:for (?:a |the )?(?:me|users?|us) )?too? )"
        ),
        rf"\b(?:wish|if|hope|so|only|where) (?:only |that )?{_ME} (?:could|can) {_ALSO}",
        rf"\b{_MAY} be (?:\w+ ){{0,2}}{_MERIT}(?: if {_ME} (?:can|could)| to) ",
        r"\bbe(?:ing)? able to ",
        rf"\blets? {_MY} (?:to )?",
        rf"\b(?:allow|allows|allowing|allowed|enable|enables|permit)(?: {_MY})? to ",
        rf"\b(?:would|'d|d) {_ALSO}(?:love|like|prefer) to ",
    )
)
"""Behind one of these stands what the customer wants to do."""
TRAILING = (
    re.compile(
        rf" {_MAY} (?:also |really |definitely )?(?:be|make|help)(?: (?:it|this|the app))? ?(?:\w+ ){{0,2}}?{_MERIT}\b"
    ),
    re.compile(rf" {_PLEASE} ?[.!]*$"),
)
"""Before one of these stands a thing that is asked for."""
CANNOT = re.compile(
    r"\b(?:ca n't|cannot|can not|can nt|ca nt|cant|could n't|could not|could nt|unable to|not able to|inability to"
    r"|(?:wo|does|will|would) (?:n't|not|nt) (?:let|allow) (?:me|us|you)(?: to)?"
    r"|(?:impossible|not possible|no way|fails?|failed) to|can no longer)"
    r" (?:even |seem to |seems to |possibly |get to |really |actually |longer )?"
)
"""Behind it stands what the customer is not able to do."""
FAILING = re.compile(
    r" (?:(?:do|does|did|is|are|wo|will|has|have)? ?(?:n't|not|nt|never|no longer|stopped) (?:\w+ly )?"
    r"(?P<verb>work|function|show|appear|load|open|play|respond|sync|update|connect|download)(?:s|ing|ed|n)?\b"
    r"|(?:is|are) (?:\w+ly )?(?:broken|buggy|glitchy|not functional)\b)"
)
"""Before it stands what does not work."""
NONE_OF = re.compile(r"\bnone of (?:the |my |your )?")
