"""What moved, for people: as text and as a page."""

from __future__ import annotations

from dataclasses import replace

from feedback2req.adapters.exporters.digest import DigestMarkdown, digest_of
from feedback2req.adapters.report.digest import DigestHtml
from feedback2req.domain.snapshot import Change
from tests.factories import CLOUD, FTP, MOVE, SCRIPT, make_snapshot

SNAPSHOT = make_snapshot()


def change(key: str, event: str, before: int | None, after: int | None, label: str = "A theme") -> Change:
    return Change(key=key, label=label, event=event, rank_before=before, rank_after=after, reason="said so")


def test_a_first_snapshot_says_that_there_is_nothing_to_compare_with() -> None:
    digest = digest_of(replace(SNAPSHOT, changes=None))
    assert "no earlier snapshot" in digest.lede
    assert digest.groups == ()
    assert {one.before for one in digest.first} == {""}


def test_where_nothing_moved_it_says_so() -> None:
    assert "Nothing moved." in digest_of(replace(SNAPSHOT, changes=())).lede


def test_each_change_stands_under_what_happened_and_the_first_themes_say_where_they_stood() -> None:
    changes = (change(MOVE, "up", 3, 1), change(CLOUD, "new", None, 2), change("t-old", "gone", 7, None, "Old"))
    digest = digest_of(replace(SNAPSHOT, changes=changes))
    assert [(title, [c.key for c in found]) for title, found in digest.groups] == [
        ("New themes", [CLOUD]), ("Moved up", [MOVE]), ("Gone", ["t-old"]),
    ]  # fmt: skip
    before = {one.key: one.before for one in digest.first}
    assert (before[MOVE], before[CLOUD], before[FTP]) == ("was 3", "new", "as before")


def test_what_customers_wrote_is_no_markup() -> None:
    hostile = replace(SNAPSHOT, changes=(change(MOVE, "up", 3, 1, SCRIPT),))
    page, text = DigestHtml().render(hostile).decode(), DigestMarkdown().render(hostile).decode()
    assert SCRIPT not in page
    assert SCRIPT not in text
    assert "&lt;script" in page
