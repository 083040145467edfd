"""Answers that no reader may be given, each by its name, on whole runs of two samples."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from feedback2req.domain.snapshot import Snapshot
from tests.golden.runs import all_themes, complaints, file_manager

pytestmark = pytest.mark.slow

STOP_WORDS = frozenset(
    "a an the and or but nor so of to in on at by for from with without when if that which who whom whose is are was "
    "were be been am do does did have has had my your our their his her its it this these those i "
    "you we they not no than as "
    "into can could would should will shall may might must very more most some any".split()
)
# words that name no part or behaviour of any product
EMPTY = frozenset(
    "app apps application good great best nice bad worst better love hate like problem problems issue issues bug bugs "
    "thing things stuff everything nothing reason regards update version time day year amaze "
    "product feature features option "
    "request requests fix complaint complaints situation matter experience please thanks".split()
)  # fmt: skip
VAGUE = re.compile(
    r"\b(?:better|improved?|support|good|easy|easily|user-friendly|fast|nice|appropriate|unfair|proper(?:ly)?)\b", re.I
)
MONEY_OR_MASK = re.compile(r"\{\$|\$\d|XX")
SPEECH_ACT = re.compile(
    r"^(?:please|pls|thanks?|thank you|hi|hello|sorry|help|regards|fix)\b|\bplease\b"
    r"|\bcall(?:ed|ing)?\b.*\bcustomer service"
    r"|^(?:i |we )?(?:called|contacted|spoke|told|asked|wrote|tried|uninstall\w*|reply\w*)\b",
    re.I,
)
# topics that four teams share: they tell nobody who has to act
TOO_WIDE = re.compile(
    r"^(?:payments?|accounts?|cards?|credit cards?|files?|folders?|fees?|charges?|customer service|service|bank|app|ui|"
    r"storage|access|money|amount|balance|update)(?: (?:issues?|problems?|troubles?|wrong|not working))?$",
    re.I,
)


MOST_WEAK = 0.05
MOST_STRANGE = 0.15
"""Where the labels stand, as shares of all: lower them when labels get better, never raise them."""


@pytest.fixture(scope="module", params=[file_manager, complaints], ids=["file-manager", "complaints"])
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    found: Snapshot = request.param()
    return found


@pytest.fixture(scope="module")
def labels(snapshot: Snapshot) -> list[str]:
    found = [t.label for t in all_themes(snapshot)]
    assert found
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.casefold())


def test_no_label_is_a_bag_of_words(labels: list[str]) -> None:
    assert [x for x in labels if re.search(r"[,;/|_]", x)] == []
    assert [x for x in labels if len(x.split()) > 8] == []


def test_no_label_ends_in_a_stop_word(labels: list[str]) -> None:
    assert [x for x in labels if words(x)[-1] in STOP_WORDS and words(x)[-1] != "it"] == []


def test_no_label_says_nothing_but_that_there_is_trouble(labels: list[str]) -> None:
    form = {"missing", "wrong", "not", "working", "slow", "lost", "removed", "cannot", "trouble", "of"}
    assert [x for x in labels if set(words(x)) <= EMPTY | STOP_WORDS | form] == []


def test_no_ranked_label_is_so_wide_that_four_teams_would_share_it(snapshot: Snapshot) -> None:
    wide = [t.label for t in snapshot.themes if TOO_WIDE.match(t.label)]
    assert len(wide) <= MOST_WEAK * len(snapshot.themes), wide


def test_no_label_is_a_plea_or_a_story(labels: list[str]) -> None:
    assert [x for x in labels if SPEECH_ACT.search(x)] == []


def test_no_label_or_keyphrase_is_a_mask_or_an_amount(snapshot: Snapshot, labels: list[str]) -> None:
    assert [x for x in labels if MONEY_OR_MASK.search(x)] == []
    assert [p for t in all_themes(snapshot) for p in t.theme.keyphrases if MONEY_OR_MASK.search(p)] == []


def test_no_label_contradicts_itself(labels: list[str]) -> None:
    twice = re.compile(
        r"\b(?:crash\w*|problem|fail\w*|freez\w*|error|lag) (?:is |are )?(?:not working|missing|problems)\b", re.I
    )
    assert [x for x in labels if twice.search(x)] == []


def test_no_label_is_given_twice_or_told_apart_by_a_number(labels: list[str]) -> None:
    assert [x for x, n in Counter(x.casefold() for x in labels).items() if n > 1] == []
    # themes that no phrase of their members names say so ("Other problems"), and alone may be numbered
    unnamed = re.compile(r"(?:Other (?:problems|wishes|questions)|General praise) \(\d+\)$")
    assert [x for x in labels if re.search(r"\(\d+\)$|\b\d+$", x) and not unnamed.match(x)] == []


def stem(word: str) -> str:
    return word[: max(3, len(word) - 3)]


def test_a_label_is_in_the_words_of_its_members(snapshot: Snapshot) -> None:
    # forms add words of their own ("wrongly", "cannot"); what the label is about must be said by two members
    strange = []
    for theme in all_themes(snapshot):
        said = [snapshot.statements[m].text.casefold() for m in theme.theme.members]
        told = [w for w in words(theme.label) if w not in EMPTY | STOP_WORDS and not w.isdigit()]
        if not any(sum(stem(w) in text for text in said) >= 2 for w in told):
            strange.append((theme.label, said[:3]))
    assert len(strange) <= MOST_STRANGE * len(all_themes(snapshot)), strange


def test_no_word_of_a_label_is_unknown_to_all_customers(snapshot: Snapshot) -> None:
    form = {"cannot", "wishes", "questions", "praise", "crashes", "freezes", "drains"}
    said = " ".join(item.text for item in snapshot.items).casefold()
    labels = [t.label for t in all_themes(snapshot)]
    assert [x for x in labels for w in words(x) if w not in form and not w.isdigit() and stem(w) not in said] == []


def test_every_requirement_has_evidence_of_its_own_theme_alone(snapshot: Snapshot) -> None:
    members = {t.key: {snapshot.statements[m].statement_id for m in t.theme.members} for t in snapshot.themes}
    text = {i.item_id: i.text for i in snapshot.items}
    assert snapshot.requirements
    for r in snapshot.requirements:
        assert r.evidence
        assert {e.statement_id for e in r.evidence} <= members[r.theme]
        assert all(text[e.item_id][e.start : e.end] == e.quote for e in r.evidence)


def test_no_requirement_is_vague(snapshot: Snapshot) -> None:
    assert [r.statement for r in snapshot.requirements if VAGUE.search(r.statement.split(" shall ")[-1])] == []


def test_every_requirement_is_one_sentence_with_shall(snapshot: Snapshot) -> None:
    for r in snapshot.requirements:
        assert r.statement.endswith(".")
        assert len(re.findall(r"\bshall\b", r.statement)) == 1


def test_no_requirement_is_two_in_one(snapshot: Snapshot) -> None:
    # "the files and folders of that account" is one thing; two deeds after one shall are two requirements
    two = re.compile(r"\bshall\b.*(?:\band/or\b|\w/\w|\band (?:shall|let|list|show|keep|offer|add|allow|open)\b)", re.I)
    assert [r.statement for r in snapshot.requirements if two.search(r.statement)] == []


def test_no_requirement_is_a_negated_complaint(snapshot: Snapshot) -> None:
    judged = re.compile(r"\bshall not\b.*\b(?:unfair|bad|wrong|terrible|excessive|too)\b", re.I)
    assert [r.statement for r in snapshot.requirements if judged.search(r.statement)] == []


def test_no_requirement_is_one_customers_case(snapshot: Snapshot) -> None:
    found = [t for r in snapshot.requirements for t in (r.title, r.statement, r.story) if MONEY_OR_MASK.search(t)]
    assert found == []


def test_no_number_is_in_a_requirement_that_no_customer_gave(snapshot: Snapshot) -> None:
    for r in snapshot.requirements:
        quotes = " ".join(e.quote for e in r.evidence)
        assert set(re.findall(r"\d+", r.statement)) <= set(re.findall(r"\d+", quotes + snapshot.product)), r.statement


def test_no_proposed_solution_is_prescribed(snapshot: Snapshot) -> None:
    brands = re.compile(r"\b(?:button|menu|Dropbox|OneDrive|Google Drive|ES File Explorer|ES Explorer)\b", re.I)
    assert [r.statement for r in snapshot.requirements if brands.search(r.statement)] == []


def test_no_story_invents_a_role_or_a_benefit_without_saying_so(snapshot: Snapshot) -> None:
    invented = re.compile(r"\bbusy\b|\bprofessional\b|\bproductiv\w+\b|\bseamless\w*\b|\befficien\w+\b", re.I)
    for r in snapshot.requirements:
        assert not invented.search(r.story), r.story
        assert "story" in r.slots or any(name.startswith(("story", "role", "benefit")) for name in r.slots), r.slots


def test_praise_is_never_ranked(snapshot: Snapshot) -> None:
    assert all(t.standing.priority is None for t in snapshot.strengths)
    assert all(t.kind != "praise" for t in snapshot.themes)
