"""``result.json``: themes, requirements and all that backs them, described by ``result.schema.json``."""

from __future__ import annotations

from collections import Counter

from feedback2req.adapters.exporters.json_text import (
    PROBABILITY_DIGITS,
    SCORE_DIGITS,
    SENTIMENT_DIGITS,
    Record,
    in_order,
    json_document,
    plain_number,
    rounded,
    timestamp,
)
from feedback2req.adapters.exporters.lookup import Lookup
from feedback2req.domain.backlog import BacklogLine
from feedback2req.domain.priority import Interval, Priority, Trend
from feedback2req.domain.relation import Match
from feedback2req.domain.requirement import Evidence, Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.themes import Area, Subtheme

SCHEMA_VERSION = "1.0"


class ResultJson:
    """Writes ``result.json``."""

    name = "result.json"

    def render(self, snapshot: Snapshot) -> bytes:
        """The whole result as one document; nothing in it depends on the order of the input's rows."""
        lookup = Lookup(snapshot)
        ranking = snapshot.ranking
        changes = snapshot.changes
        return json_document(
            {
                "schema_version": SCHEMA_VERSION,
                "snapshot": _snapshot_record(snapshot),
                "ranking": {
                    "formula": ranking.formula,
                    "weights": in_order({k: rounded(v, SCORE_DIGITS) for k, v in ranking.weights.items()}),
                    "meanings": in_order(ranking.meanings),
                },
                "limits": [{"code": limit.code, "text": limit.text} for limit in ranking.limits],
                "strengths": [theme_record(theme) for theme in snapshot.strengths],
                "alarms": [
                    {
                        "flag": alarm.flag,
                        "label": alarm.label,
                        "n_customers": alarm.n_customers,
                        "statement_ids": list(alarm.statement_ids),
                        "words": list(alarm.words),
                    }
                    for alarm in ranking.alarms
                ],
                "areas": [_area(area) for area in snapshot.areas],
                "subthemes": [_subtheme(part) for part in snapshot.subthemes],
                "themes": [theme_record(theme) for theme in snapshot.themes],
                "requirements": [
                    requirement_record(requirement, lookup.priority(requirement))
                    for requirement in snapshot.requirements
                ],
                "backlog": None if snapshot.backlog is None else [_backlog_line(line) for line in snapshot.backlog],
                "changes": None
                if changes is None
                else [
                    {
                        "key": change.key,
                        "label": change.label,
                        "event": change.event,
                        "rank_before": change.rank_before,
                        "rank_after": change.rank_after,
                        "reason": change.reason,
                        "other": change.other,
                    }
                    for change in changes
                ],
            }
        )


def theme_record(ranked: RankedTheme) -> Record:
    """A theme with its numbers; `priority` is null for a strength."""
    theme, standing = ranked.theme, ranked.standing
    return {
        "key": theme.key,
        "kind": theme.kind,
        "label": theme.label,
        "criterion": theme.criterion,
        "keyphrases": list(theme.keyphrases),
        "parent": theme.parent,
        "siblings": list(theme.siblings),
        "n_statements": standing.n_statements,
        "n_items": standing.n_items,
        "n_customers": standing.n_customers,
        "share": _share(standing.share),
        "sentiment": _sentiment(standing.sentiment),
        "trend": _trend(standing.trend),
        "why": standing.why,
        "priority": None if standing.priority is None else priority_record(standing.priority),
        "exemplars": list(theme.exemplars),
        "merged_from": list(theme.merged_from),
    }


def priority_record(priority: Priority) -> Record:
    """Score, rank and parts; the score is summed again from the rounded parts, so that it adds up as written."""
    parts = [(p.name, rounded(p.weight, SCORE_DIGITS), rounded(p.value, SCORE_DIGITS)) for p in priority.parts]
    return {
        "score": rounded(sum(weight * value for _, weight, value in parts), SCORE_DIGITS),
        "rank": priority.rank,
        "rank_low": priority.rank_low,
        "rank_high": priority.rank_high,
        "rank_in_kind": priority.rank_in_kind,
        "parts": [{"name": name, "weight": weight, "value": value} for name, weight, value in parts],
        "without": in_order(priority.without),
    }


def requirement_record(requirement: Requirement, priority: Priority) -> Record:
    """A candidate requirement with its evidence and the priority of its theme."""
    r = requirement
    return {
        "key": r.key,
        "theme": r.theme,
        "kind": r.kind,
        "quality_characteristic": r.quality_characteristic,
        "status": r.status,
        "decided_because": r.decided_because,
        "effort": plain_number(r.effort),
        "link": r.link,
        "title": r.title,
        "problem": r.problem,
        "statement": r.statement,
        "story": r.story,
        "acceptance_criteria": [
            {"given": c.given, "when": c.when, "then": c.then, "basis": c.basis} for c in r.acceptance_criteria
        ],
        "success_criterion": r.success_criterion,
        "proposed_solutions": list(r.proposed_solutions),
        "evidence": [_evidence(e) for e in r.evidence],
        "counter_evidence": [_evidence(e) for e in r.counter_evidence],
        "slots": {
            name: {"basis": r.slots[name].basis, "statement_ids": list(r.slots[name].statement_ids)}
            for name in sorted(r.slots)
        },
        "open_questions": list(r.open_questions),
        "priority": priority_record(priority),
        "findings": [
            {
                "rule": f.rule,
                "severity": f.severity,
                "message": f.message,
                "start": f.start,
                "end": f.end,
                "suggestion": f.suggestion,
            }
            for f in r.findings
        ],
        "matches": [_match(m) for m in r.matches],
        "drafter": {"name": r.drafter_name, "version": r.drafter_version},
    }


def _match(match: Match) -> Record:
    return {
        "id": match.existing_id,
        "title": match.title,
        "url": match.url,
        "relation": match.relation,
        "probability": rounded(match.probability, PROBABILITY_DIGITS),
        "reason": match.reason,
        "statement_ids": list(match.statement_ids),
    }


def _backlog_line(line: BacklogLine) -> Record:
    existing = line.existing
    return {
        "id": existing.id,
        "title": existing.title,
        "url": existing.url,
        "status": existing.status,
        "key": existing.key,
        "file": existing.file,
        "requirements": [
            {"key": key, "relation": relation, "probability": rounded(p, PROBABILITY_DIGITS)}
            for key, relation, p in line.requirements
        ],
        "n_statements": line.n_statements,
        "n_customers": line.n_customers,
        "statements": [
            {
                "statement_id": s.statement_id,
                "probability": rounded(s.probability, PROBABILITY_DIGITS),
                "is_against": s.is_against,
            }
            for s in line.statements
        ],
    }


def _snapshot_record(snapshot: Snapshot) -> Record:
    dates = sorted(item.received_at for item in snapshot.items if item.received_at is not None)
    return {
        "product": snapshot.product,
        "digests": in_order(snapshot.digests),
        "as_of": None if snapshot.as_of is None else snapshot.as_of.isoformat(),
        "first_at": timestamp(dates[0] if dates else None),
        "last_at": timestamp(dates[-1] if dates else None),
        "sources": in_order(Counter(item.source for item in snapshot.items)),
        "counts": in_order({name: int(n) for name, n in snapshot.counts.items()}),
    }


def _area(area: Area) -> Record:
    return {
        "key": area.key,
        "label": area.label,
        "themes": list(area.themes),
        "n_statements": area.n_statements,
        "n_items": area.n_items,
        "n_customers": area.n_customers,
    }


def _subtheme(part: Subtheme) -> Record:
    return {
        "key": part.key,
        "theme": part.theme,
        "label": part.label,
        "criterion": part.criterion,
        "n_statements": len(part.members),
        "n_items": part.n_items,
        "n_customers": part.n_customers,
        "exemplars": list(part.exemplars),
    }


def _share(share: Interval) -> Record:
    # Six digits and not four: one customer of a hundred thousand is not nobody.
    return {
        "value": rounded(share.value, SCORE_DIGITS),
        "low": rounded(share.low, SCORE_DIGITS),
        "high": rounded(share.high, SCORE_DIGITS),
    }


def _sentiment(sentiment: Interval) -> Record:
    return {
        "mean": rounded(sentiment.value, SENTIMENT_DIGITS),
        "low": rounded(sentiment.low, SENTIMENT_DIGITS),
        "high": rounded(sentiment.high, SENTIMENT_DIGITS),
        "n": sentiment.n,
    }


def _trend(trend: Trend) -> Record:
    return {
        "direction": trend.direction,
        "ratio": None if trend.ratio is None else rounded(trend.ratio, SENTIMENT_DIGITS),
        "q_value": None if trend.q_value is None else rounded(trend.q_value, PROBABILITY_DIGITS),
        "reason": trend.reason,
    }


def _evidence(evidence: Evidence) -> Record:
    return {
        "statement_id": evidence.statement_id,
        "item_id": evidence.item_id,
        "quote": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "url": evidence.url,
        "received_at": timestamp(evidence.received_at),
        "rating": plain_number(evidence.rating),
    }
