"""A small but complete snapshot, hostile texts included, for tests of everything that a run writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from feedback2req.domain.backlog import BacklogLine, ExistingRequirement, Spoken
from feedback2req.domain.feedback import ColumnGuess, FeedbackItem, FileReport, RejectedRow
from feedback2req.domain.priority import Alarm, Interval, Limit, Part, Priority, Ranking, Standing, Trend
from feedback2req.domain.readings import INTENTS, EncoderInfo, Grouping, Readings
from feedback2req.domain.relation import ALREADY_THERE, CONTRADICTS, Match
from feedback2req.domain.requirement import Criterion, Evidence, Finding, Requirement, Slot
from feedback2req.domain.snapshot import Change, RankedTheme, Snapshot
from feedback2req.domain.statement import Statement
from feedback2req.domain.themes import STATES, Area, Membership, Subtheme, Theme, ThemeModel

SCRIPT = "<script>alert(1)</script>"
END_TAG = "</script><img src=x onerror=alert(2)>"
FORMULA = "=cmd|'/c calc'!A0"
OVERRIDE = "safe \u202egnp.exe"
SEPARATOR = "one line\u2028another line"
EMOJI = "Love it 🎉👩‍👩‍👧"

HOSTILE = (SCRIPT, END_TAG, FORMULA, OVERRIDE, SEPARATOR, EMOJI)

MOVE, CLOUD, LAYOUT = "theme-00000000000000a1", "theme-00000000000000b2", "theme-00000000000000c3"
FTP, CLEAN = "theme-00000000000000d4", "theme-00000000000000e5"
FILES, REMOTE = "area-00000000000000a1", "area-00000000000000b2"
AREAS = {MOVE: FILES, LAYOUT: FILES, CLOUD: REMOTE, FTP: REMOTE}
SIBLINGS = {MOVE: (LAYOUT,), LAYOUT: (MOVE,)}
KEYS = (MOVE, CLOUD, LAYOUT, FTP, CLEAN)

# What each statement says, in which item; an item is its statements joined by a space.
_SAID: tuple[tuple[str, tuple[tuple[str, str | None, str, float], ...]], ...] = (
    ("a01", (("Copying to the SD card fails every time.", MOVE, "core", -0.7), (SCRIPT, None, "unclear", 0.0))),
    ("a02", (("It crashes when I move a folder and I lost my photos.", MOVE, "core", -0.9),)),
    ("a03", ((f"Moving files stops half way. {FORMULA}", MOVE, "core", -0.6),)),
    ("a04", (("When using the cut and paste option it keeps showing as unsuccessful?", MOVE, "attached", -0.6),)),
    ("a05", (("Nice app.", None, "filler", 0.8), ("Please add Google Drive and Dropbox.", CLOUD, "core", 0.1))),
    ("a06", ((f"But lacks cloud support. Deal breaker for me. {END_TAG}", CLOUD, "core", -0.5),)),
    ("a07", (("All file managers should, by now, allow access to Google Drive.", CLOUD, "core", -0.2),)),
    ("a08", (("A file explorer should just be a file explorer.", CLOUD, "attached", -0.1),)),
    ("a09", (("Would love dark icons in the list view.", LAYOUT, "core", 0.1),)),
    ("a10", ((f"{OVERRIDE} is how my files are listed now", LAYOUT, "core", -0.3),)),
    ("a11", ((f"Let us set the root directory of the FTP server, {SEPARATOR}", FTP, "core", 0.0),)),
    ("a12", (("An FTP client would be great.", FTP, "core", 0.2), (EMOJI, CLEAN, "core", 0.9))),
    ("a13", (("The interface is clean and simple.", CLEAN, "core", 0.8),)),
    ("a14", (("The interface is clean and simple.", CLEAN, "core", 0.8),)),
    ("a15", ()),
    ("=b16", (("=1+1", None, "unclear", 0.0),)),
)


def _item(row: int, external_id: str, text: str) -> FeedbackItem:
    return FeedbackItem(
        item_id=f"item-{row:016x}",
        external_id=external_id,
        product="Amaze",
        source="google-play",
        file="reviews.csv",
        row=row,
        text=text,
        url={1: "https://example.org/reviews/1?a=1&b=2", 2: "javascript:alert(3)"}.get(row),
        received_at=None if row == 13 else datetime(2016, 6, row, 9, 30, tzinfo=UTC),
        author=None if row == 13 else f"{min(row, 15):012x}",
        account=None,
        rating=None if row == 13 else float(1 + row % 5),
        satisfaction=None,
        language="en",
        attributes={"version": "3.1.0", "device": '"><b onload=alert(4)>'},
    )


def _contents() -> tuple[list[FeedbackItem], list[Statement], list[tuple[str | None, str, float]]]:
    items: list[FeedbackItem] = []
    statements: list[Statement] = []
    said: list[tuple[str | None, str, float]] = []
    for row, (external_id, points) in enumerate(_SAID, start=1):
        item = _item(row, external_id, " ".join(point[0] for point in points) or "👍")
        items.append(item)
        start = 0
        for text, theme, state, sentiment in points:
            statements.append(
                Statement(
                    statement_id=f"stmt-{len(statements):016x}",
                    item_id=item.item_id,
                    start=start,
                    end=start + len(text),
                    text=text,
                    reading="add Google Drive" if text.startswith("Please add") else text,
                    aside="filler" if state == "filler" else None,
                )
            )
            said.append((theme, state, sentiment))
            start += len(text) + 1
    return items, statements, said


def _priority(rank: int, low: int, high: int, in_kind: int, values: Sequence[float]) -> Priority:
    names = ("reach", "pain", "momentum", "recency")
    weights = (0.40, 0.30, 0.15, 0.15)
    parts = tuple(Part(name=n, weight=w, value=v) for n, w, v in zip(names, weights, values, strict=True))
    return Priority(
        score=sum(p.weight * p.value for p in parts),
        rank=rank,
        rank_low=low,
        rank_high=high,
        rank_in_kind=in_kind,
        parts=parts,
        without={"recency": rank, "pain": max(1, 3 - rank), "reach": rank, "momentum": rank, "zendesk-eu": rank},
    )


_PRIORITIES: Mapping[str, Priority] = {
    MOVE: _priority(1, 1, 1, 1, (0.6117, 0.6901, 1.0, 0.6733)),
    CLOUD: _priority(2, 2, 3, 1, (0.6117, 0.2213, 0.5, 0.3401)),
    FTP: _priority(3, 2, 4, 2, (0.4009, 0.0667, 0.5, 0.6667)),
    LAYOUT: _priority(4, 3, 4, 2, (0.4009, 0.1501, 0.5, 0.1001)),
}

_WORDS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    MOVE: (
        "problem",
        "Copying or moving files fails",
        "The customer copies, moves or deletes files and it fails or crashes.",
        ("cut and paste", "move a folder", "SD card"),
    ),
    CLOUD: (
        "wish",
        "Cloud storage access",
        "The customer asks to reach files kept with an online storage provider; FTP is not meant.",
        ("cloud support", "Google Drive", "Dropbox"),
    ),
    FTP: ("wish", "FTP & SFTP <access>", "The customer asks for FTP, as a client or a server.", ("FTP client",)),
    LAYOUT: ("problem", "@Layout of the list view", "The customer is unhappy with how files are listed.", ("list",)),
    CLEAN: ("praise", "Clean, simple interface", "The customer praises the interface.", ("clean", "simple")),
}


def _ranked(key: str, statements: Sequence[Statement], themes: Sequence[str | None]) -> RankedTheme:
    kind, label, criterion, keyphrases = _WORDS[key]
    members = tuple(n for n, theme in enumerate(themes) if theme == key)
    items = {statements[n].item_id for n in members}
    rising = key == MOVE
    theme = Theme(
        key=key,
        kind=kind,
        label=label,
        criterion=criterion,
        keyphrases=keyphrases,
        exemplars=tuple(statements[n].statement_id for n in members[:3]),
        members=members,
        parent=AREAS.get(key),
        siblings=SIBLINGS.get(key, ()),
        merged_from=("theme-00000000000000f6",) if rising else (),
    )
    standing = Standing(
        key=key,
        n_statements=len(members),
        n_items=len(items),
        n_customers=len(items),
        share=Interval(value=len(items) / 15, low=len(items) / 40, high=len(items) / 8, n=15),
        sentiment=Interval(value=-0.7 if rising else 0.05, low=-0.85 if rising else -0.3, high=0.4, n=len(members)),
        trend=Trend(
            direction="rising" if rising else "steady",
            ratio=10.7 if rising else 1.1,
            q_value=0.001 if rising else 0.8,
            reason="5 of 223 items before, then 6 of 25" if rising else "too few items to show a change",
        ),
        why=f"{len(items)} customers tell of it, and it hurts." if rising else f"{len(items)} customers ask.",
        priority=_PRIORITIES.get(key),
    )
    return RankedTheme(theme=theme, standing=standing)


def _evidence(statement: Statement, item: FeedbackItem, start: int = 0, end: int | None = None) -> Evidence:
    first, last = statement.start + start, statement.end if end is None else statement.start + end
    return Evidence(
        statement_id=statement.statement_id,
        item_id=item.item_id,
        quote=item.text[first:last],
        start=first,
        end=last,
        url=item.url,
        received_at=item.received_at,
        rating=item.rating,
    )


def _requirements(
    quotes: Mapping[str, list[Evidence]], statement_ids: Mapping[str, tuple[str, ...]]
) -> tuple[Requirement, ...]:
    cloud = Requirement(
        key="req-00000000000000a1",
        theme=CLOUD,
        kind="functional",
        quality_characteristic=None,
        title="Browse cloud storage in the file manager",
        problem="People who keep files in cloud storage cannot reach them in the file manager.",
        statement="When the user opens a connected cloud storage account, Amaze shall list the files of that account.",
        story="As a person who keeps files in cloud storage, I want to open it in Amaze, so that I need no second app.",
        acceptance_criteria=(
            Criterion(
                given="a connected account", when="the user opens it", then="its top folder is listed", basis="stated"
            ),
            Criterion(
                given="a connected account and no network",
                when="the user opens it",
                then="a message names the reason",
                basis="inferred",
            ),
        ),
        success_criterion="Fewer customers ask for cloud storage after the first version that has it.",
        proposed_solutions=("Google Drive (2 customers)", "Dropbox (1 customer)"),
        evidence=tuple(quotes[CLOUD][:3]),
        counter_evidence=tuple(quotes[CLOUD][3:]),
        slots={
            "statement": Slot(basis="inferred"),
            "problem": Slot(basis="stated", statement_ids=statement_ids[CLOUD]),
            "story": Slot(basis="inferred"),
        },
        open_questions=("Which provider first?", f"List only, or copy too? {SCRIPT}"),
        drafter_name="rules",
        drafter_version="1",
        findings=(Finding(rule="vague-term", severity="note", message="“top” may be vague", start=0, end=4),),
    )
    move = replace(
        cloud,
        key="req-00000000000000b2",
        theme=MOVE,
        kind="fix",
        title="Finish copying and moving of files",
        problem="Copying and moving files fails or crashes; one customer lost photos.",
        statement="When the user moves files to another folder, Amaze shall keep every file in one of both folders.",
        story="As a person who tidies files, I want moving to finish, so that no file is lost.",
        proposed_solutions=(),
        evidence=tuple(quotes[MOVE]),
        counter_evidence=(),
        findings=(),
        slots={"problem": Slot(basis="stated", statement_ids=statement_ids[MOVE])},
    )
    return (move, cloud)


def _areas(ranked: Mapping[str, RankedTheme], statements: Sequence[Statement]) -> tuple[Area, ...]:
    found = []
    for key, label in ((REMOTE, "Cloud & <FTP>"), (FILES, "=Files and lists")):
        themes = [theme for theme in AREAS if AREAS[theme] == key]
        items = {statements[m].item_id for theme in themes for m in ranked[theme].theme.members}
        found.append(
            Area(
                key=key,
                label=label,
                themes=tuple(themes),
                n_statements=sum(len(ranked[theme].theme.members) for theme in themes),
                n_items=len(items),
                n_customers=len(items),
            )
        )
    return tuple(found)


def _subthemes(theme: Theme, statements: Sequence[Statement]) -> tuple[Subtheme, ...]:
    halves = ((theme.members[:2], "@Cloud of one's own"), (theme.members[2:], f"Drives {SCRIPT}"))
    return tuple(
        Subtheme(
            key=f"part-{n:016x}",
            theme=theme.key,
            label=label,
            criterion="The customer asks for it.",
            exemplars=(statements[members[0]].statement_id,),
            members=members,
            n_items=len(members),
            n_customers=len(members),
        )
        for n, (members, label) in enumerate(halves)
    )


def make_snapshot() -> Snapshot:
    """Sixteen items of one product: four ranked themes, a strength, two requirements, an alarm, limits, changes."""
    items, statements, said = _contents()
    themes = [theme for theme, _, _ in said]
    by_item = {item.item_id: item for item in items}
    texts = tuple(sorted({s.reading for s in statements}))
    row_of = {text: n for n, text in enumerate(texts)}
    text_of = np.array([row_of[s.reading] for s in statements], dtype=np.int64)
    ranked = {key: _ranked(key, statements, themes) for key in KEYS}
    quotes = {
        key: [_evidence(statements[n], by_item[statements[n].item_id]) for n in ranked[key].theme.members]
        for key in KEYS
    }
    rejected = (RejectedRow(file="reviews.csv", row=17, reason="empty_text", detail=f"column {SCRIPT} is empty"),)
    files = FileReport(
        file="reviews.csv",
        sha256="0" * 64,
        tool="Google Play",
        format="csv",
        encoding="utf-8",
        delimiter=",",
        n_rows=17,
        columns=("id", "text"),
        mapping=(ColumnGuess(field="text", column="<b>text</b>", basis="name", score=1.0),),
    )
    model = ThemeModel(
        keys=KEYS,
        prototypes=np.eye(len(KEYS), dtype=np.float32),
        owners=np.arange(len(KEYS), dtype=np.int64),
        prototype_channels=np.array([1, 1, 1, 1, 2], dtype=np.int8),
        channels=np.array([1, 1, 1, 1, 2], dtype=np.int8),
        taught=np.zeros(len(KEYS), dtype=np.bool_),
        core_thresholds=np.full(len(KEYS), 0.7, dtype=np.float32),
        attach_thresholds=np.full(len(KEYS), 0.6, dtype=np.float32),
        encoder=EncoderInfo(name="none", revision="0", sha256="0" * 64, n_dims=len(KEYS)),
        config_digest="0" * 64,
        lineage=((),) * len(KEYS),
    )
    return Snapshot(
        product="Amaze <File> Manager",
        as_of=date(2016, 6, 16),
        digests={name: name[0] * 64 for name in ("input", "config", "models", "code")},
        counts={
            "rows_read": 17,
            "rows_used": 16,
            "rows_rejected": 1,
            "items": 16,
            "customers": 15,
            "statements": len(statements),
            "distinct_texts": len(texts),
            "assigned": sum(theme is not None for theme in themes),
            "unassigned_unclear": 2,
            "unassigned_filler": 1,
        },
        files=(files,),
        rejected=rejected,
        items=tuple(items),
        item_sentiment=np.linspace(-0.9, 0.9, len(items), dtype=np.float32),
        statements=tuple(statements),
        statement_sentiment=np.array([sentiment for _, _, sentiment in said], dtype=np.float32),
        aspects=tuple("cloud access" if "cloud" in s.text else None for s in statements),
        grouping=Grouping(
            texts=texts,
            digests=tuple(f"{n:064x}" for n in range(len(texts))),
            text_of=text_of,
            counts=np.bincount(text_of, minlength=len(texts)).astype(np.int64),
        ),
        readings=Readings(
            intents=np.linspace(0.01, 0.99, len(texts) * len(INTENTS), dtype=np.float32).reshape(len(texts), -1),
            sentiment=np.zeros(len(texts), dtype=np.float32),
            qualities=tuple("reliability" if "crashes" in text else None for text in texts),
            flags=tuple({"data_loss": ("lost my photos",)} if "lost my" in text else {} for text in texts),
        ),
        membership=Membership(
            themes=np.array([-1 if theme is None else KEYS.index(theme) for theme in themes], dtype=np.int64),
            states=np.array([STATES.index(s) if t else 2 for t, s, _ in said], dtype=np.int8),
            similarities=np.full(len(statements), np.nan, dtype=np.float32),
            strengths=np.array([0.8 if theme else 0.0 for theme in themes], dtype=np.float32),
            reasons=tuple(None if theme else state for theme, state, _ in said),
        ),
        theme_model=model,
        base_model=model,
        themes=(ranked[MOVE], ranked[CLOUD], ranked[FTP], ranked[LAYOUT]),
        strengths=(ranked[CLEAN],),
        areas=_areas(ranked, statements),
        subthemes=_subthemes(ranked[CLOUD].theme, statements),
        ranking=Ranking(
            themes=tuple(ranked[key].standing for key in (MOVE, CLOUD, FTP, LAYOUT)),
            strengths=(ranked[CLEAN].standing,),
            alarms=(
                Alarm(
                    flag="data_loss",
                    label="Files lost while moving them",
                    n_customers=1,
                    statement_ids=(statements[2].statement_id,),
                    words=("lost my photos", SCRIPT),
                ),
            ),
            limits=(
                Limit(code="no_revenue", text="No column holds revenue: the value of a theme is left out."),
                Limit(code="few_customers", text=f"Only 15 customers were heard. {FORMULA}"),
            ),
            formula="score = 0.40 reach + 0.30 pain + 0.15 momentum + 0.15 recency",
            weights={"reach": 0.40, "pain": 0.30, "momentum": 0.15, "recency": 0.15},
            meanings={
                "reach": "ln(1 + customers) / ln(1 + all customers)",
                "pain": "mean of max(0, -sentiment)",
                "momentum": "0.5 unless a change passes its test",
                "recency": "mean of 0.5^(days before the newest item / 90)",
            },
        ),
        requirements=_requirements(
            quotes, {key: tuple(e.statement_id for e in found) for key, found in quotes.items()}
        ),
        copy_of={items[13].item_id: items[12].item_id},
        changes=(
            Change(
                key=MOVE,
                label="Moving files",
                event="up",
                rank_before=3,
                rank_after=1,
                reason=f"6 more customers {SCRIPT}",
            ),
        ),
    )


def with_backlog(snapshot: Snapshot) -> Snapshot:
    """The same run beside a tracker whose entries are strangers' words, too."""
    told = ExistingRequirement(
        id="ACME-1", title=f"Cloud | {SCRIPT}", url="https://example.org/reviews/1?a=1&b=2", status=FORMULA
    )
    silent = ExistingRequirement(id="=2", title=END_TAG, url="javascript:alert(5)", file="jira.csv")
    move, cloud = snapshot.requirements
    quoted = tuple(e.statement_id for e in cloud.evidence)
    matches = tuple(
        Match(
            existing_id=one.id,
            title=one.title,
            url=one.url,
            relation=relation,
            probability=probability,
            reason=f"both speak of {OVERRIDE}",
            statement_ids=quoted[:1],
        )
        for one, relation, probability in ((told, ALREADY_THERE, 0.95), (silent, CONTRADICTS, 0.41))
    )
    lines = (
        BacklogLine(existing=silent, requirements=(), n_statements=0, n_customers=0, statements=()),
        BacklogLine(
            existing=told,
            requirements=((cloud.key, ALREADY_THERE, 0.95),),
            n_statements=2,
            n_customers=2,
            statements=tuple(Spoken(statement_id=s, probability=0.75, is_against=False) for s in quoted[:2]),
        ),
    )
    return replace(snapshot, requirements=(move, replace(cloud, matches=matches)), backlog=lines)


def without_themes(snapshot: Snapshot) -> Snapshot:
    """The same feedback with nothing found in it."""
    n = len(snapshot.statements)
    membership = replace(
        snapshot.membership,
        themes=np.full(n, -1, dtype=np.int64),
        states=np.full(n, 2, dtype=np.int8),
        strengths=np.zeros(n, dtype=np.float32),
        reasons=("rare",) * n,
    )
    ranking = replace(snapshot.ranking, themes=(), strengths=(), alarms=())
    return replace(
        snapshot, membership=membership, ranking=ranking, themes=(), strengths=(), areas=(), subthemes=(),
        requirements=(), changes=None,
    )  # fmt: skip
