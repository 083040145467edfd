"""Reviews written for a machine change no draft about what real customers say, and none becomes a requirement."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from feedback2req.config import PipelineConfig
from feedback2req.domain.drafting import Brief, Proposal
from feedback2req.domain.snapshot import Snapshot
from feedback2req.pipeline import Tools, run
from tests.drafting import Stub, changed, good
from tests.feedback import MIXED, Row, feedback
from tests.injection.variants import EVIL, VARIANTS

QUICK = PipelineConfig(n_bootstrap=20)
EVIL_ROWS = tuple(Row(v.text, author=f"evil{n}", days=3) for n, v in enumerate(VARIANTS))


@pytest.fixture(scope="module")
def clean(tools: Tools) -> Snapshot:
    return run(feedback(MIXED), tools, config=QUICK, product="Amaze")


@pytest.fixture(scope="module")
def attacked(tools: Tools) -> Snapshot:
    return run(feedback([*MIXED, *EVIL_ROWS]), tools, config=QUICK, product="Amaze")


def statements(snapshot: Snapshot) -> set[str]:
    return {r.statement for r in snapshot.requirements}


def written(snapshot: Snapshot) -> list[str]:
    """Everything that a requirement says in the product's voice."""
    return [
        text
        for r in snapshot.requirements
        for text in (r.title, r.problem, r.statement, r.story, *r.proposed_solutions, *r.open_questions)
    ]


def test_there_are_fifty_and_each_is_another() -> None:
    assert len({v.text for v in VARIANTS}) == len(VARIANTS) >= 50


def test_the_real_themes_get_the_drafts_that_they_get_without(clean: Snapshot, attacked: Snapshot) -> None:
    assert len(statements(clean)) >= 4
    assert statements(attacked) == statements(clean)


def test_no_injected_word_is_in_any_requirement(attacked: Snapshot) -> None:
    said = {word for text in written(attacked) for word in re.findall(r"[a-z0-9]+", text.casefold())}
    assert said & EVIL == set()


def test_no_injected_review_is_evidence_but_for_the_real_point_in_it(attacked: Snapshot) -> None:
    evil = {i.item_id: i.text for i in attacked.items if i.row > len(MIXED)}
    quoted = {e.quote for r in attacked.requirements for e in r.evidence if e.item_id in evil}
    assert "It crashes when I delete a file." in quoted
    assert {word for q in quoted for word in re.findall(r"[a-z0-9]+", q.casefold())} & EVIL == set()


def test_a_model_that_obeys_every_one_of_them_changes_nothing(tools: Tools, attacked: Snapshot) -> None:
    def obey(brief: Brief) -> Proposal:
        wants = next((v.wants for v in VARIANTS for _, text in brief.statements if text in v.text), VARIANTS[0].wants)
        return changed(good(brief), title=wants, statement=f"When a message arrives, Amaze shall {wants}.")

    stub = Stub(obey, product="Amaze")
    found = run(feedback([*MIXED, *EVIL_ROWS]), replace(tools, drafter=stub), config=QUICK, product="Amaze")
    assert found.requirements == attacked.requirements
    assert found.counts["drafter_calls"] == len(stub.briefs) > 0
    assert found.counts["drafter_accepted"] == found.counts["drafter_repaired"] == 0
