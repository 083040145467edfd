"""What a person may decide, and what is told when the wish names what is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedback2req.adapters.decisions import FolderDecisions
from feedback2req.adapters.exporters.folder import write_folder
from feedback2req.adapters.readers.folder_answers import FolderAnswers
from feedback2req.adapters.reviews_file import read_reviews, reviews_text, together
from feedback2req.domain.review import Review
from feedback2req.errors import InputNotUsable, WrongUsage
from feedback2req.service.review import Wish, decide
from tests.factories import CLEAN, CLOUD, FTP, MOVE, make_snapshot

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(make_snapshot(), tmp_path / "run", force=False, run_info={})
    return tmp_path / "run"


def decided(folder: Path, action: str, target: str, value: str | None = None, *ids: str, n: int = 0) -> Review:
    return decide(
        Wish(action=action, target=target, value=value, statement_ids=ids),
        by="pm",
        at=AT,
        review_id=f"rv-{n}",
        answers=lambda: FolderAnswers(folder),
        made=FolderDecisions(folder).reviews,
    )


def test_a_decision_about_a_theme_holds_words_of_it(folder: Path) -> None:
    review = decided(folder, "rename", CLOUD, "Cloud drives")
    texts = {item.item_id: item.text for item in make_snapshot().items}
    assert review.anchors
    assert all(a.quote in texts[a.item_id] for a in review.anchors)


def test_a_merge_holds_words_of_both_themes(folder: Path) -> None:
    review = decided(folder, "merge", CLOUD, FTP)
    assert review.anchors
    assert review.value_anchors
    assert set(review.anchors).isdisjoint(review.value_anchors)


def test_a_decision_about_a_requirement_holds_its_quotes(folder: Path) -> None:
    requirement = make_snapshot().requirements[0]
    review = decided(folder, "accept", requirement.key)
    assert {a.quote for a in review.anchors} <= {e.quote for e in requirement.evidence}
    assert review.anchors


def test_a_statement_that_is_moved_holds_its_own_words(folder: Path) -> None:
    statement = make_snapshot().statements[0]
    review = decided(folder, "move", statement.statement_id, FTP)
    assert [a.quote for a in review.anchors] == [statement.text]
    assert decided(folder, "move", statement.statement_id).value is None


@pytest.mark.parametrize(
    ("action", "target", "value", "told"),
    [
        ("rename", "t-gone", "X", "no theme has the key"),
        ("rename", CLOUD, None, "needs a value"),
        ("rename", CLOUD, "x" * 81, "longer than 80"),
        ("rename", CLOUD, "two\nlines", "not on one line"),
        ("merge", CLOUD, CLOUD, "into itself"),
        ("merge", CLOUD, "t-gone", "no theme has the key"),
        ("accept", "r-gone", None, "no requirement has the key"),
        ("move", "s-gone", FTP, "no statement has the id"),
        ("undo", "rv-gone", None, "no decision has the id"),
        ("exclude", " ", None, "no target"),
        ("praise", CLOUD, None, "is no action"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_says_why(
    folder: Path, action: str, target: str, value: str | None, told: str
) -> None:
    with pytest.raises(WrongUsage, match=told):
        decided(folder, action, target, value)


@pytest.mark.parametrize("number", ["0", "-1", "nan", "inf", "a lot"])
def test_effort_is_a_number_above_nothing(folder: Path, number: str) -> None:
    with pytest.raises(WrongUsage, match="above 0"):
        decided(folder, "effort", make_snapshot().requirements[0].key, number)


def test_a_label_that_another_theme_has_is_refused(folder: Path) -> None:
    taken = next(t.label for t in make_snapshot().themes if t.key == FTP)
    with pytest.raises(WrongUsage, match="already"):
        decided(folder, "rename", CLOUD, taken.upper())


def test_needs_are_not_hidden_in_a_strength(folder: Path) -> None:
    with pytest.raises(WrongUsage, match="never ranked"):
        decided(folder, "merge", CLOUD, CLEAN)
    assert decided(folder, "merge", CLEAN, CLOUD).value == CLOUD


def test_a_split_takes_statements_of_its_theme_only(folder: Path) -> None:
    snapshot = make_snapshot()
    own, other = ([snapshot.statements[m] for m in t.theme.members] for t in snapshot.themes[:2])
    assert decided(folder, "split", MOVE, "New", own[0].statement_id).anchors[0].quote == own[0].text
    with pytest.raises(WrongUsage, match="not in the theme"):
        decided(folder, "split", MOVE, "New", other[0].statement_id)


def test_decisions_are_kept_once_and_stay(folder: Path) -> None:
    kept = FolderDecisions(folder)
    one, two = decided(folder, "pin", CLOUD), decided(folder, "pin", FTP, n=1)
    assert kept.add([one]) == 1
    assert kept.add([one, two]) == 1
    assert kept.reviews() == (one, two)
    write_folder(make_snapshot(), folder, force=False, run_info={})
    assert kept.reviews() == (one, two)


def test_a_file_of_decisions_reads_as_it_was_written(folder: Path, tmp_path: Path) -> None:
    reviews = [decided(folder, "merge", CLOUD, FTP), decided(folder, "rename", FTP, "“FTP”: a 'name' # with all", n=1)]
    file = tmp_path / "decisions.yaml"
    file.write_bytes(reviews_text(reviews))
    assert read_reviews(file) == tuple(reviews)
    assert together(read_reviews(file), reviews) == tuple(reviews)


def test_an_entry_by_hand_needs_only_what_it_says_and_is_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text("- {action: effort, target: r-1, value: 3}\n", "utf-8")
    (one,), (again,) = read_reviews(file), read_reviews(file)
    assert (one.action, one.target, one.value) == ("effort", "r-1", "3")
    assert one.review_id == again.review_id


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{action: pin}", "no list"),
        ("- {action: pin}", "target"),
        ("- {action: dance, target: t-1}", "is no action"),
        ("- {action: rename, target: t-1}", "needs a value"),
        ("- {action: pin, target: t-1, when: now}", "when"),
        ("- {action: pin, target: t-1, at: 2026-01-01}", "at"),
        ("- [", "neither YAML nor JSON"),
        ("- !!python/object:os.system {}", "neither YAML nor JSON"),
    ],
)
def test_a_file_that_cannot_be_says_which_entry_and_why(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "decisions.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputNotUsable, match=told) as refused:
        read_reviews(file)
    assert "decisions.yaml" in str(refused.value)
