"""Why a theme stands where it stands, as one sentence that can be said aloud."""

from __future__ import annotations

from feedback2req.domain.priority import Interval, Trend

_VERBS = {"problem": "report it", "wish": "ask for it", "question": "ask about it", "praise": "praise it"}
_FEELINGS = ((-0.6, "they are very unhappy about it"), (-0.2, "they are unhappy about it"), (0.2, "they say so calmly"))
_HAPPY = "they say so in good spirits"


def why(kind: str, share: Interval, sentiment: Interval, trend: Trend) -> str:
    """One sentence: how many of how many customers, how they feel, and whether it is changing."""
    n = round(share.value * share.n)
    verb = (
        _VERBS[kind]
        if n != 1
        else _VERBS[kind].replace("report", "reports").replace("ask", "asks").replace("praise", "praises")
    )
    feeling = next((words for bound, words in _FEELINGS if sentiment.value <= bound), _HAPPY)
    said = f"{n} of {share.n} customers {verb} ({_percent(share.value)}, at least {_percent(share.low)})"
    if kind != "praise":
        said += f", {feeling}"
    if trend.direction in ("rising", "falling"):
        times = f", {trend.ratio:.1f} times the share before" if trend.ratio else ""
        said += f", and it is {trend.direction}{times}"
    return said + "."


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"
