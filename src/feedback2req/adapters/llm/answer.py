"""From a model's text to a proposal: strict, and whole or nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from feedback2req.domain.drafting import Claim, Proposal, ProposedCriterion

LONGEST = 32_768
_BLOCK = re.compile(r"```(?:json)?[ \t]*\n(?P<inner>.*)\n```", re.DOTALL)
_IDS = Field(max_length=64)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Claim(_Strict):
    text: str
    cites: list[str] = _IDS


class _Criterion(_Strict):
    given: str
    when: str
    then: str
    cites: list[str] = _IDS


class _Quote(_Strict):
    id: str
    quote: str


class _Answer(_Strict):
    kind: str
    title: str
    problem: _Claim
    statement: str
    trigger_cites: list[str] = _IDS
    response_cites: list[str] = _IDS
    want: _Claim
    criteria: list[_Criterion] = Field(max_length=16)
    quotes: list[_Quote] = _IDS


def proposal_of(content: str) -> Proposal | None:
    """The proposal in a model's text, or None when the text is anything but the JSON that was asked for.

    One block of code around the whole is let pass: servers that ignore the schema let models write it. A key
    that is missing, unknown or twice, a NaN, or a word before or behind makes it none.
    """
    if len(content) > LONGEST:
        return None
    text = content.strip()
    block = _BLOCK.fullmatch(text)
    try:
        raw = json.loads(block["inner"] if block else text, object_pairs_hook=_once, parse_constant=_no_constant)
        answer = _Answer.model_validate(raw)
    except (ValueError, RecursionError, ValidationError):
        return None
    return Proposal(
        kind=answer.kind,
        title=answer.title,
        problem=Claim(text=answer.problem.text, cites=tuple(answer.problem.cites)),
        statement=answer.statement,
        trigger=tuple(answer.trigger_cites),
        response=tuple(answer.response_cites),
        want=Claim(text=answer.want.text, cites=tuple(answer.want.cites)),
        criteria=tuple(
            ProposedCriterion(given=c.given, when=c.when, then=c.then, cites=tuple(c.cites)) for c in answer.criteria
        ),
        quotes=tuple((q.id, q.quote) for q in answer.quotes),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
