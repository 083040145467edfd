"""People's decisions outlive re-runs: random ones, on growing feedback, under kept themes and full rebuilds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback2req.config import PipelineConfig
from feedback2req.domain.past import Past
from feedback2req.domain.review import Anchor, Review
from feedback2req.domain.snapshot import Snapshot
from feedback2req.pipeline import Asked, Tools, analyse
from feedback2req.stages.clean import clean
from tests.feedback import MIXED, TOPICS, Row, feedback

QUICK = PipelineConfig(n_bootstrap=20)
N_EDITS, N_RERUNS = 70, 4
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATE = [
    Row(text.replace("Please", "Kindly").replace("The", "This"), author=f"late{n}", days=-n)
    for n, text in enumerate(text for texts in TOPICS.values() for text in texts)
]


def run(tools: Tools, rows: Sequence[Row], reviews: Sequence[Review], past: Snapshot | None, *, keep: bool) -> Snapshot:
    cleaned = clean(feedback(rows), language=tools.language, masker=tools.masker, product="Amaze", key="secret")
    before = None if past is None else Past.of(past)
    return analyse(cleaned, tools, Asked(config=QUICK, past=before, keep_themes=keep, reviews=reviews))


def members(snapshot: Snapshot) -> dict[str, str]:
    return dict(Past.of(snapshot).members)


class Person:
    """Decides at random on what is published, and knows what has to hold after each decision."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - decisions are no secret
        self.reviews: list[Review] = []
        self.names: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.where: dict[str, str | None] = {}
        self.statuses: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.pinned: set[str] = set()
        self.gone: set[str] = set()

    def decide(self, snapshot: Snapshot) -> None:
        """One decision, of a kind drawn at random."""
        alive = [t for t in (*snapshot.themes, *snapshot.strengths) if t.key not in self.into]
        theme = self._random.choice(alive)
        statement = snapshot.statements[self._random.choice(theme.theme.members)]
        words = (Anchor(item_id=statement.item_id, quote=statement.text),)
        action = self._random.choice(["rename", "merge", "move", "move", "pin", "accept", "reject", "link", "exclude"])
        if action == "rename":
            self._make(action, theme.key, f"Name {len(self.reviews)}", words)
            self.names[theme.key] = f"Name {len(self.reviews) - 1}"
        elif action == "merge" and len(alive) > 4:
            alike = [t for t in alive if t.key != theme.key and (t.kind == "praise") == (theme.kind == "praise")]
            other = self._random.choice(alike)
            self._make(action, theme.key, other.key, words)
            self.into[theme.key] = other.key
        elif action == "move":
            other = self._random.choice(alive)
            self._make(action, statement.statement_id, other.key, words)
            self._placed(snapshot, statement.text, other.key)
        elif action == "pin":
            self._make(action, theme.key, None, words)
            self.pinned.add(theme.key)
        elif action in ("accept", "reject", "link") and snapshot.requirements:
            wanted = self._random.choice(snapshot.requirements)
            quotes = tuple(Anchor(item_id=e.item_id, quote=e.quote) for e in wanted.evidence)
            self._make(action, wanted.key, "A-1" if action == "link" else "why", quotes)
            if action == "link":
                self.links[wanted.key] = "A-1"
            else:
                self.statuses[wanted.key] = f"{action}ed"
        elif action == "exclude" and len(self.gone) < 2:
            author = self._random.choice([i.author for i in snapshot.items if i.author])
            self._make(action, str(author), None, ())
            self.gone.add(str(author))

    def _placed(self, snapshot: Snapshot, text: str, key: str) -> None:
        """Exact copies go the same way as the one that was moved."""
        for statement in snapshot.statements:
            if statement.text.casefold() == text.casefold():
                self.where[statement.statement_id] = key

    def _make(self, action: str, target: str, value: str | None, anchors: tuple[Anchor, ...]) -> None:
        n = len(self.reviews)
        at = START + timedelta(minutes=n)
        review = Review(review_id=f"rv-{n:03}", at=at, by="pm", action=action, target=target, value=value)
        self.reviews.append(replace(review, anchors=anchors))

    def last(self, key: str) -> str:
        """Where a theme is now, after all merges."""
        while key in self.into:
            key = self.into[key]
        return key


def assert_holds(person: Person, snapshot: Snapshot) -> None:
    themes = {t.key: t for t in (*snapshot.themes, *snapshot.strengths)}
    heard = {s.statement_id for s in snapshot.statements}
    for key, name in person.names.items():
        if key not in person.into:
            assert themes[key].label == name
    for key in person.into:
        assert key not in themes
        assert key in themes[person.last(key)].theme.merged_from
    at = members(snapshot)
    for statement, key in person.where.items():
        if statement in heard and key is not None:
            assert at.get(statement) == person.last(key)
    assert {person.last(key) for key in person.pinned} <= set(themes)
    requirements = {r.key: r for r in snapshot.requirements}
    for key, status in person.statuses.items():
        assert requirements[key].status == status
    for key, issue in person.links.items():
        assert requirements[key].link == issue
    assert not person.gone & {item.author for item in snapshot.items}
    assert [r for r in snapshot.ranking.limits if r.code == "decision_not_replayed"] == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_decision_holds_after_re_runs_with_new_feedback(tools: Tools, seed: int) -> None:
    person = Person(seed)
    snapshot = run(tools, MIXED, (), None, keep=True)
    for _ in range(N_EDITS):
        person.decide(snapshot)
        if len(person.reviews) % 12 == 0:  # a person looks at a new answer now and then
            snapshot = run(tools, MIXED, person.reviews, snapshot, keep=True)
            assert_holds(person, snapshot)
    for n in range(1, N_RERUNS + 1):
        rows = [*MIXED, *LATE[: n * len(LATE) // N_RERUNS]]
        snapshot = run(tools, rows, person.reviews, snapshot, keep=n % 2 == 1)
        assert_holds(person, snapshot)
