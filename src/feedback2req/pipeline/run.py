"""From an export, or from items that a store holds, to a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from threadpoolctl import threadpool_limits

from feedback2req.config import PipelineConfig
from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.feedback import Feedback, FeedbackItem
from feedback2req.domain.identity import digest, folded
from feedback2req.domain.past import Past
from feedback2req.domain.point import Point
from feedback2req.domain.priority import Limit
from feedback2req.domain.requirement import Requirement
from feedback2req.domain.review import Review, standing
from feedback2req.domain.snapshot import RankedTheme, Snapshot
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.domain.themes import Theme
from feedback2req.errors import InputNotUsable
from feedback2req.pipeline.asked import Asked, Tools
from feedback2req.pipeline.found import Found, find_themes
from feedback2req.pipeline.read import Read, read_items
from feedback2req.stages.arrange import arrange
from feedback2req.stages.check import CheckResult, check, check_statement
from feedback2req.stages.clean import CleanResult, clean
from feedback2req.stages.compare import compare
from feedback2req.stages.describe import describe
from feedback2req.stages.draft import draft
from feedback2req.stages.draft.naming import called
from feedback2req.stages.rank import rank
from feedback2req.stages.redraft import Corpus, worded
from feedback2req.stages.relate import Related, relate
from feedback2req.stages.replay import decided, excluded

DEFAULT_PRODUCT = "default"


def run(
    feedback: Feedback,
    tools: Tools,
    *,
    product: str | None = None,
    as_of: date | None = None,
    config: PipelineConfig | None = None,
    past: Past | None = None,
    reviews: Sequence[Review] = (),
    backlog: Sequence[ExistingRequirement] | None = None,
    taxonomy: Sequence[GivenTheme] = (),
) -> Snapshot:
    """Turn what was read from files into a ranked backlog.

    Parameters
    ----------
    feedback : Feedback
        Rows of one or several files.
    tools : Tools
        Models and the rest of the outside.
    product : str, optional
        The product to analyse when there are several, and the system named in requirements.
    as_of, config, past, reviews, backlog, taxonomy : optional
        See `Asked`.

    Raises
    ------
    InputNotUsable
        If no item is left to analyse.
    """
    tools.progress.stage("clean", len(feedback.raw_items))
    cleaned = clean(feedback, language=tools.language, masker=tools.masker, product=product)
    asked = Asked(
        as_of=as_of,
        config=config or PipelineConfig(),
        past=past,
        reviews=reviews,
        backlog=backlog,
        taxonomy=taxonomy,
    )
    return analyse(cleaned, tools, asked)


def analyse(cleaned: CleanResult, tools: Tools, asked: Asked) -> Snapshot:
    """Turn items into a ranked backlog.

    Raises
    ------
    InputNotUsable
        If people's decisions leave no item.
    """
    # one thread in linear algebra: sums must not depend on how many cores there are
    with threadpool_limits(limits=1):
        return _analyse(cleaned, tools, asked)


def _analyse(cleaned: CleanResult, tools: Tools, asked: Asked) -> Snapshot:
    tell, config, past = tools.progress.stage, asked.config, asked.past
    reviews = standing(asked.reviews)
    items = _heard(cleaned, reviews)
    if not items:
        raise InputNotUsable(
            "no item is left: the authors of all of them are left out by decision", remedy="undo one of these decisions"
        )
    read = read_items(items, tools, config)
    counted_from = asked.as_of or _newest(items)
    digests = digests_of(cleaned, tools, asked)

    tell("cluster", len(read.grouping.texts))
    found = find_themes(read, asked, tools.encoder, models_digest=digests["models"], as_of=counted_from)

    tell("describe", len(found.model.keys))
    levels = arrange(
        found.model,
        found.membership,
        read.grouping,
        read.embeddings,
        last=past.areas if past is not None else (),
        seed=config.seed,
    )
    described = describe(
        found.model,
        found.membership,
        levels,
        read.statements,
        read.items,
        read.parses,
        read.points,
        read.grouping,
        read.readings,
        read.embeddings,
        tools.encoder,
        config,
        past=past.themes if past is not None else (),
        names=found.replayed.names,
        given=asked.taxonomy,
    )
    themes = described.themes

    tell("rank", len(themes))
    ranking = rank(
        themes,
        read.statements,
        read.items,
        sentiment=read.sentiment,
        item_sentiment={item.item_id: float(read.item_sentiment[i]) for i, item in enumerate(items)},
        grouping=read.grouping,
        readings=read.readings,
        as_of=counted_from,
        config=config,
    )
    by_key = {theme.key: theme for theme in themes}
    ranked = tuple(RankedTheme(theme=by_key[s.key], standing=s) for s in ranking.themes)
    strengths = tuple(RankedTheme(theme=by_key[s.key], standing=s) for s in ranking.strengths)

    tell("draft", len(ranked))
    system = cleaned.system or DEFAULT_PRODUCT
    drafts = _drafted(ranked, system, read, found, config)
    reworded = worded(
        drafts,
        [one.theme for one in ranked],
        tools.drafter,
        Corpus(statements=read.statements, items=read.items, strengths=found.membership.strengths),
        product=system,
        system=called(system),
        check=lambda text, quotes: check_statement(text, product=system, quotes=quotes),
        begin=tell,
        on_done=tools.progress.advance,
    )
    theme_of = {read.statements[m].statement_id: one.key for one in ranked for m in one.theme.members}
    settled, unmet = decided(reviews, reworded.drafts, past.requirements if past is not None else (), theme_of)
    checked = check(settled, product=system)
    related = Related(requirements=checked.requirements, backlog=())
    if asked.backlog is not None:
        tell("relate", len(asked.backlog))
        related = relate(
            checked.requirements,
            asked.backlog,
            product=system,
            statements=read.statements,
            items=read.items,
            grouping=read.grouping,
            embeddings=read.embeddings,
            encoder=tools.encoder,
        )
    notes = tuple(Limit(code="note", text=note) for note in cleaned.notes)
    told = (*notes, *_not_replayed((*found.replayed.left_over, *unmet)), *_of_taxonomy(asked.taxonomy, found))
    counts = _counts(cleaned, read, found, themes, checked, n_left_out=len(cleaned.items) - len(items))
    return Snapshot(
        product=system,
        as_of=counted_from,
        digests=digests,
        counts={**counts, **reworded.counts},
        files=cleaned.files,
        rejected=cleaned.rejected,
        items=items,
        item_sentiment=read.item_sentiment,
        statements=read.statements,
        statement_sentiment=read.sentiment,
        aspects=read.about,
        grouping=read.grouping,
        readings=read.readings,
        membership=found.membership,
        theme_model=found.model,
        base_model=found.base,
        themes=ranked,
        strengths=strengths,
        areas=described.areas,
        subthemes=described.subthemes,
        ranking=replace(ranking, limits=(*ranking.limits, *reworded.limits, *told)),
        requirements=related.requirements,
        copy_of=_copies(items),
        changes=compare(
            (*ranked, *strengths),
            read.statements,
            read.items,
            past,
            found.lineage,
            as_of=counted_from,
            weights=ranking.weights,
            silent_days=config.silent_after_days,
        ),
        backlog=None if asked.backlog is None else related.backlog,
        rebuilt_on=counted_from if found.rebuilt or past is None else past.rebuilt_on,
        n_rebuilt=len(read.statements) if found.rebuilt or past is None else past.n_rebuilt,
        reviews=tuple(asked.reviews),
    )


def _drafted(
    ranked: Sequence[RankedTheme], product: str, read: Read, found: Found, config: PipelineConfig
) -> list[Requirement]:
    """What the rules draft from all ranked themes, in the order of rank."""
    by_statement: dict[int, list[Point]] = {}
    for point in read.points:
        by_statement.setdefault(point.statement, []).append(point)
    n_customers = len({item.customer for item in read.items.values()})
    qualities = [read.readings.qualities[row] for row in read.grouping.text_of]
    intents = read.intents
    drafts: list[Requirement] = []
    for one in ranked:
        drafts += draft(
            one.theme,
            product=product,
            n_customers=n_customers,
            share=one.standing.share,
            statements=read.statements,
            items=read.items,
            points=[p for m in one.theme.members for p in by_statement.get(m, ())],
            intents=intents,
            sentiment=read.sentiment,
            strengths=found.membership.strengths,
            qualities=qualities,
            max_evidence=config.max_evidence,
        )
    return drafts


def _not_replayed(left_over: Sequence[tuple[Review, str]]) -> list[Limit]:
    return [
        Limit(
            code="decision_not_replayed",
            text=f"A decision of {review.at.date().isoformat()} could not be replayed ({review.action}): {why}.",
        )
        for review, why in left_over
    ]


def _of_taxonomy(taxonomy: Sequence[GivenTheme], found: Found) -> list[Limit]:
    """Where the taxonomy and the feedback do not fit together."""
    return [
        *(Limit(code=one.code, text=one.text) for one in found.disagreements),
        *(
            Limit(code="taxonomy_empty", text=f"No statement was found for “{theme.name}” of the taxonomy.")
            for theme in taxonomy
            if theme.key not in found.model.keys
        ),
    ]


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


def _heard(cleaned: CleanResult, reviews: Sequence[Review]) -> tuple[FeedbackItem, ...]:
    """Items without those of authors whom a person left out."""
    left_out = excluded(reviews, cleaned.items)
    return tuple(item for item in cleaned.items if item.item_id not in left_out)


def digests_of(cleaned: CleanResult, tools: Tools, asked: Asked) -> dict[str, str]:
    """Digests of all that an answer depends on but the last snapshot: where none has changed there is nothing to do."""
    reviews = standing(asked.reviews)
    items = _heard(cleaned, reviews)
    content = sorted(
        digest(i.item_id, i.text, i.customer, str(i.received_at), str(i.rating), i.product, i.language) for i in items
    )
    encoder = tools.encoder.info
    drafter = () if tools.drafter is None else (tools.drafter.info.name, tools.drafter.info.version)
    return {
        "input": digest(*content),
        "config": asked.config_digest(),
        "models": digest(encoder.name, encoder.revision, encoder.sha256, tools.reader.version, *drafter),
        "code": tools.code_digest,
        **({} if asked.backlog is None else {"backlog": digest(*(repr(one) for one in asked.backlog))}),
        **({"reviews": digest(*(repr(one) for one in reviews))} if reviews else {}),
    }


def _counts(
    cleaned: CleanResult,
    read: Read,
    found: Found,
    themes: Sequence[Theme],
    checked: CheckResult,
    *,
    n_left_out: int,
) -> dict[str, int]:
    """What came in and went out of each stage; states and reasons add up to the statements."""
    states = Counter(found.membership.states.tolist())
    reasons = Counter(reason for reason in found.membership.reasons if reason is not None)
    return {
        "rows_read": cleaned.n_rows_read,
        "rows_used": cleaned.n_rows_read - len(cleaned.rejected),
        "rows_rejected": len(cleaned.rejected),
        "items": len(read.items),
        **({"items_left_out": n_left_out} if n_left_out else {}),
        "customers": len({item.customer for item in read.items.values()}),
        "statements": len(read.statements),
        "distinct_texts": len(read.grouping.texts),
        "near_copies": found.n_near_copies,
        "core": states[0],
        "attached": states[1],
        "unassigned": states[2],
        **{f"unassigned_{reason}": n for reason, n in sorted(reasons.items())},
        "themes": sum(t.kind != "praise" for t in themes),
        "strengths": sum(t.kind == "praise" for t in themes),
        "requirements": len(checked.requirements),
        "drafts_dropped": len(checked.dropped),
    }
