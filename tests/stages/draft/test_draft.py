"""Candidate requirements from customers' own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from feedback2req.domain.requirement import INFERRED, Requirement
from feedback2req.domain.themes import Theme
from feedback2req.stages.check import check, check_statement
from feedback2req.stages.draft import draft
from feedback2req.stages.extract import extract
from tests.parsing import item, parse, statement

ASKS = (0.9, 0.1, 0.1, 0.1, 0.1, 0.1)
FAILS = (0.1, 0.9, 0.1, 0.1, 0.6, 0.1)
ASKED = (0.1, 0.1, 0.9, 0.1, 0.1, 0.1)
PRAISES = (0.1, 0.1, 0.1, 0.9, 0.1, 0.1)

CLOUD = (
    "Nothing compares But lacks cloud support. Deal breaker for me.",
    "Please add cloud storage support.",
    "The only thing that it's missing is support for popular cloud storage.",
    "Cloud support would be nice.",
    "Please add cloud storage",
    "If you added Dropbox support, I would use cloud storage with it",
    "All file managers should, by now, allow access to Google Drive, Dropbox, OneDrive, etc.",
    "Amaze already has the SMB support I am after, add on SFTP and Dropbox support and this will be perfect.",
)
PAYMENTS = (
    "They have not applied my payment to date.",
    "As of XX/XX/XXXX, they have still not applied the payment of {$1000.00} to my account.",
    "The bank did not apply my payment until end of XXXX and they charged me {$30.00} twice.",
    "If they would have posted the check to my account in XXXX, I would not have incurred any fees whatsoever.",
)


def drafts(
    texts: Sequence[str],
    intents: Sequence[float],
    *,
    product: str = "Amaze File Manager",
    kind: str = "wish",
    authors: Sequence[str] | None = None,
    more: Sequence[tuple[str, Sequence[float]]] = (),
    max_evidence: int = 12,
) -> tuple[Requirement, ...]:
    said = [(t, intents) for t in texts] + list(more)
    who = authors or [f"a{n}" for n in range(len(said))]
    items = [item(t, author=a, product=product, rating=4.0) for (t, _), a in zip(said, who, strict=True)]
    statements = [statement(i) for i in items]
    by_id = {i.item_id: i for i in items}
    rows = np.array([row for _, row in said])
    points = extract(statements, by_id, {i.item_id: parse(i.text) for i in items}, rows)
    theme = Theme(
        key="t-1",
        kind=kind,
        label="Theme",
        criterion="",
        keyphrases=(),
        exemplars=(),
        members=tuple(range(len(statements))),
    )
    made = draft(
        theme,
        product=product,
        statements=statements,
        items=by_id,
        points=points,
        intents=rows,
        sentiment=rows[:, 3] - rows[:, 1],
        strengths=np.linspace(1.0, 0.5, len(statements)),
        qualities=(None,) * len(statements),
        n_customers=246,
        max_evidence=max_evidence,
    )
    for requirement in made:
        assert requirement.evidence
        for e in (*requirement.evidence, *requirement.counter_evidence):
            assert by_id[e.item_id].text[e.start : e.end] == e.quote
            assert e.quote.strip()
    return made


def test_cloud_storage_is_drafted_as_a_need_with_a_trigger_and_a_visible_response() -> None:
    first = drafts(CLOUD, ASKS)[0]
    assert first.statement == (
        "When the user opens cloud storage, Amaze File Manager shall list the contents of the cloud storage."
    )
    assert first.kind == "functional"
    assert "6.5" not in first.success_criterion
    assert check_statement(first.statement, product="Amaze File Manager") == ()


def test_a_product_named_by_some_is_a_proposal_and_no_requirement() -> None:
    made = drafts(CLOUD, ASKS)
    assert any(p.startswith("Dropbox (") for p in made[0].proposed_solutions)
    assert not any("button" in r.statement or "menu" in r.statement for r in made)


def test_the_benefit_is_left_out_when_nobody_says_it() -> None:
    first = drafts(CLOUD, ASKS)[0]
    assert first.story.startswith("As a user, I want ")
    assert "so that" not in first.story
    assert first.slots["role"].basis == INFERRED
    assert "benefit" not in first.slots


def test_a_benefit_that_a_customer_gives_is_kept_with_its_source() -> None:
    made = drafts(
        [
            "Please add an option to export bookmarks so I can restore bookmarks later.",
            "I wish I could export bookmarks",
        ],
        ASKS,
    )
    assert made[0].story.endswith("so that I can restore bookmarks later.")
    assert made[0].slots["benefit"].statement_ids


def test_late_payments_are_drafted_without_any_sum_or_time_of_one_customer() -> None:
    made = drafts(PAYMENTS, FAILS, product="default", kind="problem")
    assert made[0].statement == "When a payment arrives, the product shall credit the payment."
    assert made[0].kind == "fix"
    for r in made:
        text = " ".join((r.statement, r.title, r.problem, r.story))
        assert not re.search(r"XX|\$|\d{2,}", text)


@pytest.mark.parametrize("verb", ["charge unfair late fees", "charged me unfair fees"])
def test_a_judgement_makes_no_requirement(verb: str) -> None:
    made = drafts([f"They {verb} and I am angry", f"Again they {verb}!"], FAILS, product="default", kind="problem")
    assert not any("unfair" in r.statement or " not " in r.statement for r in made)


def test_a_remedy_for_one_case_makes_no_requirement() -> None:
    texts = ["I want the bank to refund {$1000.00} to me.", "They should refund my {$1000.00}"]
    made = drafts(texts, FAILS, product="default", kind="problem")
    assert not any("1000" in r.statement for r in made)


def test_two_wishes_become_two_requirements_and_never_one_with_and() -> None:
    texts = [
        "Please add cloud storage and FTP",
        "Please add FTP and cloud storage",
        "Please add FTP. Please add cloud storage.",
    ]
    made = drafts(texts, ASKS)
    assert len(made) == 2
    assert not any(re.search(r"\b(and|or)\b|/", r.statement) for r in made)


def test_vague_wishes_give_no_draft() -> None:
    texts = [
        "Please add better support",
        "needs better performance",
        "Please improve the design",
        "better design please",
    ]
    assert drafts(texts, ASKS) == ()


def test_praise_is_never_drafted_from() -> None:
    assert drafts(CLOUD, ASKS, kind="praise") == ()
    assert drafts(["Great app", "I love the design", "The interface is sleek"], PRAISES) == ()


def test_a_crash_is_drafted_with_the_condition_that_two_customers_name() -> None:
    texts = ["App crashes every time I rotate my phone", "it crashed when I rotated the phone", "Crashes a lot"]
    made = drafts(texts, FAILS, kind="problem")
    assert made[0].statement == "When the user rotates the phone, Amaze File Manager shall keep running."
    assert made[0].title == "Keep running while rotating the phone"
    assert made[0].quality_characteristic == "reliability"


def test_a_wait_gets_an_open_limit_and_a_question_for_it() -> None:
    made = drafts(["It takes forever to load", "It takes ages to open"], FAILS, kind="problem")
    assert made[0].kind == "quality"
    assert "[time limit: open]" in made[0].statement
    assert any("time limit" in q for q in made[0].open_questions)


def test_what_users_cannot_do_becomes_what_the_product_does_on_request() -> None:
    texts = ["Cannot move files to the SD card", "I can't move files to the SD card", "unable to move files"]
    made = drafts(texts, FAILS, kind="problem")
    assert made[0].statement == (
        "When the user asks to move files to the SD card, Amaze File Manager shall move the files to the SD card."
    )
    assert made[0].title == "Move files to the SD card"
    assert made[0].problem == (
        "Customers cannot move files to the SD card (3 customers, 1.2 % (0.4-3.5 %) of all, mean rating 4.0)."
    )


def test_questions_give_one_requirement_for_information_at_most() -> None:
    texts = ["How do I open tabs?", "How to open tabs?", "how do I export bookmarks?"]
    made = drafts(texts, ASKED, kind="question")
    assert [r.kind for r in made] == ["information"]
    assert made[0].statement == "When the user opens the help, Amaze File Manager shall explain how to open tabs."


def test_every_customer_is_quoted_once_before_anyone_is_quoted_twice() -> None:
    texts = ["Please add cloud storage", "Cloud storage please, add cloud storage", "But lacks cloud storage."]
    made = drafts(texts, ASKS, authors=["one", "one", "two"], max_evidence=2)
    assert {e.quote for e in made[0].evidence} >= {"But lacks cloud storage."}
    assert len(made[0].evidence) == 2


def test_those_who_are_content_are_counter_evidence() -> None:
    content = ("The cloud storage works great for me", PRAISES)
    made = drafts(CLOUD, ASKS, more=[content])
    assert [e.quote for e in made[0].counter_evidence] == [content[0]]


def test_acceptance_has_an_unhappy_path_that_is_marked_as_inferred() -> None:
    for made in (drafts(CLOUD, ASKS), drafts(PAYMENTS, FAILS, product="default", kind="problem")):
        for r in made:
            assert len(r.acceptance_criteria) >= 2
            assert r.acceptance_criteria[1].basis == INFERRED
            assert all(c.given and c.when and c.then for c in r.acceptance_criteria)


def test_titles_are_short_and_all_drafts_pass_the_rules() -> None:
    made = [*drafts(CLOUD, ASKS), *drafts(PAYMENTS, FAILS, kind="problem")]
    assert all(len(r.title.split()) <= 8 for r in made)
    assert check(made, product="Amaze File Manager").dropped == ()


def test_keys_come_from_content_alone() -> None:
    forward, backward = drafts(CLOUD, ASKS), drafts(CLOUD[::-1], ASKS)
    assert [(r.key, r.statement, r.problem) for r in forward] == [(r.key, r.statement, r.problem) for r in backward]


def test_a_product_that_is_proposed_for_a_need_is_no_need_of_its_own() -> None:
    texts = [*CLOUD, "Please add Dropbox", "Dropbox support would be nice"]
    assert [r.title for r in drafts(texts, ASKS)] == ["Browse cloud storage"]
