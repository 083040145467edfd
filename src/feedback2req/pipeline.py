"""The order of the stages: the only file that knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from feedback2req.config import PipelineConfig
from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.feedback import Feedback, FeedbackItem
from feedback2req.domain.identity import digest, folded
from feedback2req.domain.parse import Parse
from feedback2req.domain.point import Point
from feedback2req.domain.priority import Limit
from feedback2req.domain.readings import Embeddings, Grouping
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.statement import Cuts, Statement
from feedback2req.domain.themes import Membership, Theme, ThemeModel
from feedback2req.ports import Drafter, Encoder, LanguageIdentifier, Masker, Parser, Progress, StatementReader
from feedback2req.stages.assign import assign
from feedback2req.stages.check import CheckResult, check, check_statement
from feedback2req.stages.classify import channels, classify, item_sentiment, set_aside, statement_sentiment
from feedback2req.stages.clean import CleanResult, clean
from feedback2req.stages.cluster import cluster
from feedback2req.stages.compare import compare
from feedback2req.stages.dedupe import dedupe
from feedback2req.stages.describe import describe
from feedback2req.stages.draft import draft
from feedback2req.stages.draft.naming import called
from feedback2req.stages.embed import embed
from feedback2req.stages.extract import aspects, extract
from feedback2req.stages.group import group
from feedback2req.stages.match import match
from feedback2req.stages.neighbours import neighbours
from feedback2req.stages.rank import rank
from feedback2req.stages.redraft import Corpus, worded
from feedback2req.stages.relate import Related, relate
from feedback2req.stages.segment import segment

DEFAULT_PRODUCT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the pipeline is given from outside: ports filled by adapters."""

    parser: Parser
    language: LanguageIdentifier
    masker: Masker
    encoder: Encoder
    reader: StatementReader
    progress: Progress
    code_digest: str
    drafter: Drafter | None = None


def run(
    feedback: Feedback,
    tools: Tools,
    *,
    product: str | None = None,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    last: Snapshot | None = None,
    backlog: Sequence[ExistingRequirement] | None = None,
) -> Snapshot:
    """Turn what was read into a ranked backlog.

    Parameters
    ----------
    feedback : Feedback
        Rows of one or several files.
    tools : Tools
        Models and the rest of the outside.
    product : str, optional
        The product to analyse when there are several, and the system named in requirements.
    as_of : date, optional
        The day that recency counts from; the day of the newest item if not given.
    config : PipelineConfig, optional
    last : Snapshot, optional
        The snapshot before this one: keys live on, and changes are told.
    backlog : sequence of ExistingRequirement, optional
        What a tracker holds already; the drafts are compared with it.

    Raises
    ------
    InputNotUsable
        If no item is left to analyse.
    """
    config = config or PipelineConfig()
    # one thread in linear algebra: sums must not depend on how many cores there are
    with threadpool_limits(limits=1):
        return _run(feedback, tools, product, as_of, config, last, backlog)


def _run(
    feedback: Feedback,
    tools: Tools,
    product: str | None,
    as_of: date | None,
    config: PipelineConfig,
    last: Snapshot | None,
    backlog: Sequence[ExistingRequirement] | None,
) -> Snapshot:
    tell = tools.progress.stage
    tell("clean", len(feedback.raw_items))
    cleaned = clean(feedback, language=tools.language, masker=tools.masker, product=product)
    items = cleaned.items
    by_id = {item.item_id: item for item in items}
    parses = _parse(items, tools)

    segmentation = segment(items, parses, _cut(items, tools))
    statements = segmentation.statements
    grouping = group(statements)

    tell("classify", len(grouping.texts))
    readings = classify(grouping, tools.reader, competitors=config.competitors)
    sentiment = statement_sentiment(statements, by_id, grouping, readings)
    whole = item_sentiment(items, statements, sentiment)
    points = extract(statements, by_id, parses, readings.intents[grouping.text_of])
    about = aspects(statements, by_id, parses, points)
    asides = set_aside(statements, grouping, readings, about)
    channel = channels(asides, grouping, readings)

    tell("embed", int((channel > 0).sum()))
    embeddings = embed(grouping, tools.encoder, channel > 0)

    tell("cluster", len(grouping.texts))
    near = neighbours(embeddings, channel, n_neighbours=config.n_neighbours)
    copies = dedupe(embeddings, near, grouping, min_similarity=config.near_copy_similarity, cap=config.near_copy_cap)
    clustering = cluster(embeddings, near, copies, channel, granularity=config.granularity, seed=config.seed)
    found = match(
        clustering,
        embeddings,
        copies,
        near.kin,
        last=last.theme_model if last else None,
        config_digest=config.digest(),
        seed=config.seed,
    )
    model, membership = _placed(found, statements, by_id, grouping, embeddings, channel, asides, config)

    tell("describe", len(model.keys))
    themes = describe(
        model, membership, statements, by_id, parses, points, grouping, readings, embeddings, tools.encoder, config
    )

    tell("rank", len(themes))
    counted_from = as_of or _newest(items)
    ranking = rank(
        themes,
        statements,
        by_id,
        sentiment=sentiment,
        item_sentiment={item.item_id: float(whole[i]) for i, item in enumerate(items)},
        grouping=grouping,
        readings=readings,
        as_of=counted_from,
        config=config,
    )
    by_key = {theme.key: theme for theme in themes}
    ranked = tuple(RankedTheme(theme=by_key[s.key], standing=s) for s in ranking.themes)
    strengths = tuple(RankedTheme(theme=by_key[s.key], standing=s) for s in ranking.strengths)

    tell("draft", len(ranked))
    system = cleaned.system or DEFAULT_PRODUCT
    qualities = [readings.qualities[row] for row in grouping.text_of]
    drafts = _drafted(
        ranked,
        system,
        statements,
        by_id,
        points,
        readings.intents[grouping.text_of],
        qualities,
        sentiment,
        membership,
        config,
    )
    reworded = worded(
        drafts,
        [one.theme for one in ranked],
        tools.drafter,
        Corpus(statements=statements, items=by_id, strengths=membership.strengths),
        product=system,
        system=called(system),
        check=lambda text, quotes: check_statement(text, product=system, quotes=quotes),
        begin=tell,
        on_done=tools.progress.advance,
    )
    checked = check(reworded.drafts, product=system)
    related = Related(requirements=checked.requirements, backlog=())
    if backlog is not None:
        tell("relate", len(backlog))
        related = relate(
            checked.requirements,
            backlog,
            product=system,
            statements=statements,
            items=by_id,
            grouping=grouping,
            embeddings=embeddings,
            encoder=tools.encoder,
        )
    notes = tuple(Limit(code="note", text=note) for note in cleaned.notes)
    return Snapshot(
        product=system,
        as_of=counted_from,
        digests=_digests(items, config, tools, backlog),
        counts={
            **_counts(feedback, cleaned, statements, grouping, copies.leaders, membership, themes, checked),
            **reworded.counts,
        },
        feedback=feedback,
        rejected=cleaned.rejected,
        items=items,
        item_sentiment=whole,
        statements=statements,
        statement_sentiment=sentiment,
        aspects=about,
        grouping=grouping,
        readings=readings,
        membership=membership,
        theme_model=model,
        themes=ranked,
        strengths=strengths,
        ranking=replace(ranking, limits=(*ranking.limits, *reworded.limits, *notes)),
        requirements=related.requirements,
        copy_of=_copies(items),
        changes=compare(ranked, last.themes if last else None),
        backlog=None if backlog is None else related.backlog,
        rebuilt_on=counted_from,
    )


def _parse(items: Sequence[FeedbackItem], tools: Tools) -> dict[str, Parse]:
    """Parses by item id; each distinct text is parsed once, in the order of the texts."""
    texts = sorted({item.text for item in items})
    tools.progress.stage("parse", len(texts))
    of = dict(zip(texts, tools.parser.parse(texts), strict=True))
    return {item.item_id: of[item.text] for item in items}


def _cut(items: Sequence[FeedbackItem], tools: Tools) -> dict[str, Cuts]:
    """Cuts by item id; each distinct text is cut once, in the order of the texts."""
    texts = sorted({item.text for item in items})
    tools.progress.stage("segment", len(texts))
    of = dict(zip(texts, tools.reader.cut(texts), strict=True))
    return {item.item_id: of[item.text] for item in items}


def _placed(
    found: ThemeModel,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    grouping: Grouping,
    embeddings: Embeddings,
    channel: NDArray[np.int8],
    asides: tuple[str | None, ...],
    config: PipelineConfig,
) -> tuple[ThemeModel, Membership]:
    """Membership of every statement, under the themes that enough customers speak of."""
    vectors, of = embeddings.matrix[grouping.text_of], channel[grouping.text_of]
    customers = [items[s.item_id].customer for s in statements]
    fewest = config.fewest_customers(len({item.customer for item in items.values()}))
    model = found
    while True:
        membership = assign(vectors, of, asides, model)
        people: list[set[str]] = [set() for _ in model.keys]
        for t, customer in zip(membership.themes, customers, strict=True):
            if t >= 0:
                people[t].add(customer)
        kept = np.flatnonzero([len(p) >= fewest for p in people])
        if len(kept) == len(model.keys):
            return model, membership
        model = model.only(kept)


def _drafted(
    ranked: Sequence[RankedTheme],
    product: str,
    statements: Sequence[Statement],
    items: Mapping[str, FeedbackItem],
    points: Sequence[Point],
    intents: NDArray[np.float32],
    qualities: Sequence[str | None],
    sentiment: NDArray[np.float32],
    membership: Membership,
    config: PipelineConfig,
) -> list[Requirement]:
    """What the rules draft from all ranked themes, in the order of rank."""
    by_statement: dict[int, list[Point]] = {}
    for point in points:
        by_statement.setdefault(point.statement, []).append(point)
    n_customers = len({item.customer for item in items.values()})
    drafts: list[Requirement] = []
    for one in ranked:
        drafts += draft(
            one.theme,
            product=product,
            n_customers=n_customers,
            share=one.standing.share,
            statements=statements,
            items=items,
            points=[p for m in one.theme.members for p in by_statement.get(m, ())],
            intents=intents,
            sentiment=sentiment,
            strengths=membership.strengths,
            qualities=qualities,
            max_evidence=config.max_evidence,
        )
    return drafts


def _newest(items: Sequence[FeedbackItem]) -> date | None:
    return max((item.received_at.date() for item in items if item.received_at is not None), default=None)


def _copies(items: Sequence[FeedbackItem]) -> dict[str, str]:
    """Item id to the first item with the same text, for every later copy."""
    first: dict[str, str] = {}
    return {
        item.item_id: first[text]
        for item in items
        if first.setdefault(text := folded(item.text), item.item_id) != item.item_id
    }


def _digests(
    items: Sequence[FeedbackItem],
    config: PipelineConfig,
    tools: Tools,
    backlog: Sequence[ExistingRequirement] | None,
) -> dict[str, str]:
    content = sorted(
        digest(i.item_id, i.text, i.customer, str(i.received_at), str(i.rating), i.product, i.language) for i in items
    )
    encoder = tools.encoder.info
    drafter = () if tools.drafter is None else (tools.drafter.info.name, tools.drafter.info.version)
    return {
        "input": digest(*content),
        "config": config.digest(),
        "models": digest(encoder.name, encoder.revision, encoder.sha256, tools.reader.version, *drafter),
        "code": tools.code_digest,
        **({} if backlog is None else {"backlog": digest(*(repr(one) for one in backlog))}),
    }


def _counts(
    feedback: Feedback,
    cleaned: CleanResult,
    statements: Sequence[Statement],
    grouping: Grouping,
    leaders: NDArray[np.int64],
    membership: Membership,
    themes: Sequence[Theme],
    checked: CheckResult,
) -> dict[str, int]:
    """What came in and went out of each stage; states and reasons add up to the statements."""
    states = Counter(membership.states.tolist())
    reasons = Counter(reason for reason in membership.reasons if reason is not None)
    n_texts = len(grouping.texts)
    return {
        "rows_read": feedback.n_rows_read,
        "rows_used": feedback.n_rows_read - len(cleaned.rejected),
        "rows_rejected": len(cleaned.rejected),
        "items": len(cleaned.items),
        "customers": len({item.customer for item in cleaned.items}),
        "statements": len(statements),
        "distinct_texts": n_texts,
        "near_copies": int((leaders != np.arange(n_texts)).sum()),
        "core": states[0],
        "attached": states[1],
        "unassigned": states[2],
        **{f"unassigned_{reason}": n for reason, n in sorted(reasons.items())},
        "themes": sum(t.kind != "praise" for t in themes),
        "strengths": sum(t.kind == "praise" for t in themes),
        "requirements": len(checked.requirements),
        "drafts_dropped": len(checked.dropped),
    }
