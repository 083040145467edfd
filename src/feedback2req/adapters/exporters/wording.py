"""Numbers as people say them, the same in the page, in text and in sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from feedback2req.domain.priority import Interval, Part, Priority, Trend
from feedback2req.domain.sentiment import sentiment_label

DASH = "–"
MINUS = "−"

_DIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_REASONS = {
    "empty": "no text",
    "empty_text": "no text",
    "duplicate": "the same row again",
    "duplicate_row": "the same row again",
    "rare": "said by too few customers to make a theme",
    "filler": "says nothing that could be acted on",
    "language": "in a language that is not read",
    "not_about_product": "not about the product",
    "unclear": "unclear what is meant",
}


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, …, 11th, …, 21st."""
    suffix = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def number(value: float, digits: int = 2) -> str:
    """Fixed digits with a true minus sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", MINUS)


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 customer``, ``12,345 customers``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def rank_words(priority: Priority) -> str:
    """``3rd (90 %: 2–6)``."""
    return rank_between(priority.rank, priority.rank_low, priority.rank_high)


def rank_between(rank: int, low: int, high: int) -> str:
    """``3rd (90 %: 2–6)``."""
    return f"{ordinal(rank)} (90 %: {low}{DASH}{high})"


def percent(value: float) -> str:
    """A share with a digit where it matters: 6.5 %, 0.03 %."""
    digits = 1 if value >= 0.001 or value == 0 else 2
    return f"{100 * value:.{digits}f} %"


def share_words(share: Interval) -> str:
    """``6.5 % (95 %: 4.0–10.3)``."""
    return f"{percent(share.value)} (95 %: {100 * share.low:.1f}{DASH}{100 * share.high:.1f})"


def sentiment_words(sentiment: Interval) -> str:
    """``negative, −0.62``; nothing is said of nothing."""
    if sentiment.n == 0:
        return "not known"
    return f"{sentiment_label(round(sentiment.value, 3))}, {number(sentiment.value)}"


def trend_words(trend: Trend) -> str:
    """``rising, 10.7 times (q = 0.001)``, or that nothing can be said."""
    if trend.direction is None:
        return "not known"
    if trend.direction == "steady" or trend.ratio is None:
        return "no change shown" if trend.direction == "steady" else trend.direction
    q = "" if trend.q_value is None else f" (q = {trend.q_value:.3f})" if trend.q_value >= 0.001 else " (q < 0.001)"
    return f"{trend.direction}, {trend.ratio:.1f} times{q}"


def reason_words(code: str) -> str:
    """A reason code for people; a code without words is shown as it is, with spaces."""
    return _REASONS.get(code, code.replace("_", " "))


def day(value: datetime | date | None) -> str:
    """``2016-07-13``, or nothing."""
    return "" if value is None else value.strftime("%Y-%m-%d")


def period(first: datetime | None, last: datetime | None) -> str:
    """The days that were read, in words."""
    if first is None or last is None:
        return "undated"
    return day(first) if day(first) == day(last) else f"{day(first)} to {day(last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summand:
    """One part of a score as it is printed: `shown` adds up to the printed score."""

    name: str
    weight: float
    value: float
    shown: float


def summands(priority: Priority, *, digits: int = 3) -> tuple[Summand, ...]:
    """Parts with their contributions rounded so that they add up on paper too.

    Rounding each product by itself may leave the sum one unit off, and a reader with a pencil finds it.
    Largest remainders: round down, then give the missing units to the parts that lost most.
    """
    unit = 10**digits
    exact = [part.weight * part.value * unit for part in priority.parts]
    units = [int(x + 1e-9) for x in exact]
    missing = round(sum(exact)) - sum(units)
    by_loss = sorted(range(len(exact)), key=lambda i: (units[i] - exact[i], i))
    for i in by_loss[: max(missing, 0)]:
        units[i] += 1
    return tuple(
        Summand(name=part.name, weight=part.weight, value=part.value, shown=n / unit)
        for part, n in zip(priority.parts, units, strict=True)
    )


def arithmetic(priority: Priority) -> str:
    """``0.40 × 0.452 + 0.30 × 0.690 + … = 0.639``."""
    terms = " + ".join(f"{_weight(part.weight)} × {part.value:.3f}" for part in priority.parts)
    return f"{terms} = {sum(s.shown for s in summands(priority)):.3f}"


def without_words(priority: Priority) -> str:
    """What would change the rank: "Without pain it would be 2nd; without recency it stays 1st"."""
    names = {part.name for part in priority.parts}
    moved, stays = [], []
    for name in _parts_first(priority.without, priority.parts):
        said = name if name in names else f"feedback from {name}"
        rank = priority.without[name]
        if rank == priority.rank:
            stays.append(said)
        else:
            moved.append(f"without {said} it would be {ordinal(rank)}")
    clauses = [*moved, *([f"without {_listed(stays)} it stays {ordinal(priority.rank)}"] if stays else [])]
    return f"{clauses[0][0].upper()}{'; '.join(clauses)[1:]}." if clauses else ""


def safe_text(text: str) -> str:
    """Text that cannot reorder or hide what stands around it.

    Directional overrides, embeddings and isolates are shown by name; other control characters become the
    replacement character. The plain marks of right-to-left scripts stay as they are.
    """
    named = _DIRECTIONAL.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)
    return _CONTROL.sub("\ufffd", named)


def web_link(url: str | None) -> str | None:
    """The link if a browser may safely follow it, else nothing: feedback may hold ``javascript:``."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def _weight(weight: float) -> str:
    return f"{weight:.2f}" if abs(weight - round(weight, 2)) < 1e-9 else f"{weight:.4f}"


def _parts_first(names: Iterable[str], parts: Sequence[Part]) -> list[str]:
    given, known = set(names), [part.name for part in parts]
    return [name for name in known if name in given] + sorted(given - set(known))


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
