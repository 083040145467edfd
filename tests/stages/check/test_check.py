"""The rules for one requirement and for all of them."""

from __future__ import annotations

import dataclasses

import pytest

from feedback2req.domain.requirement import Evidence, Requirement
from feedback2req.stages.check import check, check_statement

GOOD = "When the user opens a connected cloud storage account, Amaze File Manager shall list the files of that account."


def rules(text: str, product: str = "Amaze", severity: str = "error") -> set[str]:
    return {f.rule for f in check_statement(text, product=product, quotes=[]) if f.severity == severity}


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("Amaze shall have better cloud support.", "R7"),
        ("Amaze shall support cloud storage and FTP/SFTP.", "R19"),
        ("Amaze shall support cloud storage and FTP/SFTP.", "R17"),
        ("When a check arrives, Amaze shall post it within 24 hours.", "R34"),
        ("When a check arrives, Amaze shall post it within 24 hours.", "R24"),
        ("Amaze shall not charge unfair late fees.", "R16"),
        ("Amaze shall refund {$1000.00}.", "R34"),
        ("Amaze shall list files as needed.", "R8"),
        ("Amaze shall open zip, rar etc.", "R9"),
        ("Amaze shall list files. Amaze shall open files.", "R18"),
        ("Amaze shall eventually list files.", "R35"),
        ("Cloud storage would be nice.", "R1"),
        ("The bank shall list the files.", "R1"),
    ],
)
def test_a_bad_requirement_breaks_its_rule(bad: str, rule: str) -> None:
    assert rule in rules(bad)


@pytest.mark.parametrize(
    ("weak", "rule", "severity"),
    [
        ("Amaze shall add a Dropbox button to the side menu.", "R31", "warning"),
        ("Amaze shall be able to list files.", "R10", "warning"),
        ("Amaze shall always list files.", "R26", "warning"),
        ("When the user opens a folder, the files shall be listed.", "R2", "note"),
    ],
)
def test_a_weak_requirement_is_told_so(weak: str, rule: str, severity: str) -> None:
    assert rule in rules(weak, severity=severity)


def test_a_good_requirement_has_no_findings() -> None:
    assert check_statement(GOOD, product="Amaze File Manager") == ()


def test_an_open_value_is_no_quantity_without_evidence() -> None:
    text = "When the user opens Amaze, Amaze shall show the first screen within [time limit: open]."
    assert check_statement(text, product="Amaze", quotes=[]) == ()


def test_a_quantity_from_a_quote_may_stand() -> None:
    text = "When the user opens Amaze, Amaze shall show the first screen within 5 seconds."
    assert "R34" not in {f.rule for f in check_statement(text, product="Amaze", quotes=["I want it within 5 seconds"])}
    assert "R34" in {f.rule for f in check_statement(text, product="Amaze", quotes=["within 15 seconds"])}


def test_words_of_the_products_name_break_no_rule() -> None:
    assert check_statement("Simple Notes and More shall list the notes.", product="Simple Notes and More") == ()


def test_offsets_point_at_the_words() -> None:
    text = "Amaze shall have better folders."
    found = check_statement(text, product="Amaze")
    assert [text[f.start : f.end] for f in found] == ["better"]


def requirement(statement: str, title: str, quote: str = "But lacks cloud support.") -> Requirement:
    said = Evidence(
        statement_id="s", item_id="i", quote=quote, start=0, end=len(quote), url=None, received_at=None, rating=None
    )
    return Requirement(
        key=f"r-{title}",
        theme="t",
        kind="functional",
        quality_characteristic=None,
        title=title,
        problem="",
        statement=statement,
        story="",
        acceptance_criteria=(),
        success_criterion="",
        proposed_solutions=(),
        evidence=(said,) if quote else (),
        counter_evidence=(),
        slots={},
        open_questions=(),
        drafter_name="rules",
        drafter_version="1",
    )


def test_nothing_with_an_error_is_published() -> None:
    bad = requirement("Amaze shall have better cloud support.", "Better cloud support")
    result = check([bad], product="Amaze")
    assert result.requirements == ()
    assert [(r.key, reason) for r, reason in result.dropped] == [(bad.key, "rule_R7")]


def test_the_second_of_two_equal_sentences_is_dropped() -> None:
    first, second = requirement(GOOD, "Browse"), requirement(GOOD.upper().replace("SHALL", "shall"), "Again")
    result = check([first, dataclasses.replace(second, statement=GOOD)], product="Amaze File Manager")
    assert [r.title for r in result.requirements] == ["Browse"]
    assert [reason for _, reason in result.dropped] == ["repeats"]


def test_titles_are_unique() -> None:
    other = GOOD.replace("list the files", "show the size")
    result = check([requirement(GOOD, "Browse"), requirement(other, "browse")], product="Amaze File Manager")
    assert [reason for _, reason in result.dropped] == ["same_title"]


def test_a_requirement_without_evidence_is_dropped() -> None:
    assert check([requirement(GOOD, "Browse", quote="")], product="Amaze File Manager").dropped[0][1] == "no_evidence"


def test_default_stands_for_the_product() -> None:
    assert check_statement("The product shall list the files.", product="default") == ()
