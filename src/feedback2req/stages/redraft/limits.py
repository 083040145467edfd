"""What has to be said when a drafter from outside was switched on."""

from __future__ import annotations

from collections.abc import Sequence

from feedback2req.domain.drafting import DrafterInfo
from feedback2req.domain.priority import Limit
from feedback2req.stages.redraft.tally import Tally

_NAMES = {
    "unreachable": "not reached",
    "timeout": "too slow",
    "http_429": "too many requests",
    "http_401": "key refused",
    "http_403": "key refused",
    "http_404": "model or address unknown",
    "bad_json": "not the JSON that was asked for",
    "bad_answer": "no chat completion",
    "truncated": "cut off",
    "too_long": "too long",
    "filtered": "filtered by the server",
}


def not_served(product: str) -> Limit:
    """A drafter is there, and not for this product."""
    return Limit(
        code="drafter_off",
        text=f"The language model is not switched on for “{product}”: nothing was sent to it.",
    )


def limits(tally: Tally, drafter: DrafterInfo, *, n_drafts: int) -> Sequence[Limit]:
    """How much was worded by whom, and what went wrong; one line each."""
    worded = tally.accepted + tally.repaired
    found = [
        Limit(
            code="drafter_used",
            text=f"{drafter.name} was given the masked statements of themes and worded {worded} of {n_drafts} "
            f"drafts ({tally.repaired} after a repair); {tally.fallback} times its wording was not taken. With a "
            "language model, equal input may not give equal text.",
        )
    ]
    n_failed = tally.failed.total()
    if n_failed or tally.not_asked:
        named = sorted(tally.failed.items(), key=lambda f: (-f[1], f[0]))
        why = ", ".join(f"{_NAMES.get(outcome, outcome.replace('_', ' '))} {n}" for outcome, n in named)
        rest = f"; {tally.not_asked} more were not put" if tally.not_asked else ""
        text = (
            f"The language model gave no usable answer to {n_failed} of {tally.calls} questions"
            f"{f' ({why})' if why else ''}{rest}: the wording by rules stands there."
        )
        found.append(Limit(code="drafter_failed", text=text))
    return found
