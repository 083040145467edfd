"""What cannot be concluded from this data, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from feedback2req.domain.feedback import FeedbackItem
from feedback2req.domain.priority import Limit
from feedback2req.domain.sentiment import rating_disagrees
from feedback2req.stages.rank.crowd import Crowd

FEW_CUSTOMERS = 50
WINDOW_SHARE = 0.75


def limits(
    items: Mapping[str, FeedbackItem],
    item_sentiment: Mapping[str, float],
    crowd: Crowd,
    *,
    window_days: int,
    n_ranked: int,
) -> list[Limit]:
    """Limits of the sample, each with a stable code and one or two sentences for people."""
    found = [
        Limit(
            code="self_selected",
            text="The people who write are not all customers: delighted and furious ones write more. Shares are "
            "shares of those who wrote.",
        )
    ]
    found += _people(items, crowd)
    found += _time(items, crowd, window_days)
    found += _language(items)
    found += _ratings(items, item_sentiment)
    found.append(
        Limit(code="no_revenue", text="Revenue is no part of the score: the input says nothing that is used for it.")
    )
    if n_ranked == 0:
        found.append(Limit(code="no_themes", text="Nothing was said by enough different customers to be ranked."))
    return found


def _people(items: Mapping[str, FeedbackItem], crowd: Crowd) -> list[Limit]:
    unknown = sum(i.author is None and i.account is None for i in items.values())
    found = []
    if unknown == len(items):
        text = "No column says who wrote. Counts are of items: one person who wrote twice counts as two."
        found.append(Limit(code="no_customers", text=text))
    elif unknown:
        text = f"{unknown} of {len(items)} items do not say who wrote them; each counts as a customer of its own."
        found.append(Limit(code="unknown_customers", text=text))
    if crowd.n_customers < FEW_CUSTOMERS:
        text = (
            f"Only {crowd.n_customers} customer{'s' * (crowd.n_customers != 1)}: the order of themes is a first "
            "impression. Read the quotes, not the ranks."
        )
        found.append(Limit(code="small_sample", text=text))
    products = Counter(i.product for i in items.values())
    if len(products) > 1:
        most = ", ".join(f"{name} ({n})" for name, n in sorted(products.items(), key=lambda p: (-p[1], p[0]))[:4])
        text = (
            f"{len(products)} products were analysed together: {most}{' and others' if len(products) > 4 else ''}. "
            "Shares are of all their customers; name one product to rank it alone."
        )
        found.append(Limit(code="several_products", text=text))
    return found


def _time(items: Mapping[str, FeedbackItem], crowd: Crowd, window_days: int) -> list[Limit]:
    dated = crowd.newest[crowd.newest >= 0]
    if not len(dated):
        text = "No item is dated: recency and momentum are no part of the score, and no trend can be told."
        return [Limit(code="no_dates", text=text)]
    found = []
    undated = sum(i.received_at is None for i in items.values())
    if undated:
        found.append(Limit(code="some_undated", text=f"{undated} of {len(items)} items have no date."))
    recent = int((dated < window_days).sum())
    if recent > WINDOW_SHARE * len(dated) and len(dated) > 1:
        text = (
            f"{recent} of {len(dated)} customers wrote in the last {window_days} days: that is the window of the "
            "export, and no growth."
        )
        found.append(Limit(code="short_window", text=text))
    return found


def _language(items: Mapping[str, FeedbackItem]) -> list[Limit]:
    others = Counter(i.language for i in items.values() if i.language not in ("en", "und"))
    if not others:
        return []
    most = ", ".join(f"{code} ({n})" for code, n in sorted(others.items(), key=lambda p: (-p[1], p[0]))[:5])
    n = sum(others.values())
    text = f"{n} of {len(items)} items are not in English and were counted, but not read into themes: {most}."
    return [Limit(code="languages_not_read", text=text)]


def _ratings(items: Mapping[str, FeedbackItem], sentiment: Mapping[str, float]) -> list[Limit]:
    rated = [(i.satisfaction, sentiment[i.item_id]) for i in items.values() if i.satisfaction is not None]
    if not rated:
        return [Limit(code="no_ratings", text="No rating is given: sentiment is read from the text alone.")]
    apart = sum(rating_disagrees(satisfaction, score) for satisfaction, score in rated)
    if not apart:
        return []
    text = f"In {apart} of {len(rated)} rated items the rating and the text disagree; the text was believed."
    return [Limit(code="rating_mismatch", text=text)]
