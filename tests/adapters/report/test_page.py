"""The page as a browser would parse it: nothing of the feedback is markup, nothing leaves the page."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from feedback2req.adapters.exporters.wording import web_link
from feedback2req.adapters.report.page import HtmlReport, script_json
from feedback2req.domain.snapshot import Snapshot
from tests.factories import HOSTILE, SCRIPT, make_snapshot, with_backlog, without_themes

RESOURCES = Path(__file__).parents[3] / "src/feedback2req/resources/report"
VOID = {"meta", "link", "br", "img", "hr", "input"}
HEADINGS = re.compile(r"h[1-6]$")


class Page(HTMLParser):
    """Tags, attributes, scripts, headings and visible text of a page; asserts that tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self.text: list[str] = []
        self.headings: list[int] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if HEADINGS.match(tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)
        if tag in self.raw:
            self.raw[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        if inside in self.raw:
            self.raw[inside][-1] += data
        else:
            self.text.append(data)

    @property
    def visible(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="module")
def html() -> str:
    return HtmlReport().render(with_backlog(make_snapshot())).decode()


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def test_the_only_scripts_are_ours(page: Page) -> None:
    ours = [(RESOURCES / name).read_text("utf-8") for name in ("vendor/chart.umd.min.js", "report.js")]
    assert page.raw["script"][1:] == ours
    assert next(attrs for tag, attrs in page.tags if tag == "script") == {"type": "application/json", "id": "data"}
    assert len(page.raw["style"]) == 1


def test_no_element_or_attribute_came_from_feedback(page: Page) -> None:
    assert not {"img", "iframe", "object", "embed", "link", "form", "base", "svg"} & {tag for tag, _ in page.tags}
    for _, attrs in page.tags:
        assert not any(name.startswith("on") or name in ("style", "src", "srcdoc") for name in attrs)


def test_the_policy_names_the_digests_of_style_and_scripts(page: Page) -> None:
    policy = next(
        a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for content in (*page.raw["script"][1:], *page.raw["style"]):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_hostile_texts_are_shown_as_they_were_written(page: Page) -> None:
    for text in HOSTILE:
        shown = " ".join(text.replace("\u202e", "[U+202E]").split())
        assert shown in page.visible.replace("\u2028", " ")


def test_nothing_on_the_page_can_reorder_its_neighbours(html: str) -> None:
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069]", html.replace((RESOURCES / "vendor/chart.umd.min.js").read_text("utf-8"), "")
    )


def test_the_data_of_the_charts_cannot_end_its_script(page: Page) -> None:
    raw = page.raw["script"][0]
    assert not set(raw) & set("<>&\u2028\u2029")
    assert json.loads(raw)["labels"][2] == "FTP & SFTP <access>"
    assert json.loads(script_json(HOSTILE)) == list(HOSTILE)


def test_links_lead_to_the_page_or_to_the_web_without_telling_it(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    links = [attrs for tag, attrs in page.tags if tag == "a"]
    for attrs in links:
        href = attrs["href"] or ""
        if href.startswith("#"):
            assert href[1:] in ids
        else:
            assert href == "https://example.org/reviews/1?a=1&b=2"
            assert attrs["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JaVaScript:alert(1)", "data:text/html,x", "//x", "http:", "http://[", None]
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert web_link(url) is None


def test_headings_skip_no_level_and_tables_have_captions(page: Page) -> None:
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")


def test_every_number_of_the_charts_stands_in_a_table_too(page: Page) -> None:
    data = json.loads(page.raw["script"][0])
    for n, label in enumerate(data["labels"]):
        assert label in page.visible
        assert data["interval"][n] in page.visible
        assert f"{data['score'][n]:.3f}" in page.visible
        assert round(sum(part["values"][n] for part in data["parts"]), 3) == data["score"][n]


def test_the_page_says_what_a_meeting_asks(page: Page) -> None:
    for said in (
        "16 pieces of feedback from 15 customers, 2016-06-01 to 2016-06-16",
        "1 (no text)",
        "Copying or moving files fails comes first",
        "0.40 × 0.612 + 0.30 × 0.690 + 0.15 × 1.000 + 0.15 × 0.673 = 0.703",
        "Without pain it would be 2nd",
        "tied, 2–3",
        "4, 26.7 % (95 %: 10.0–50.0)",
        "Speaks against it",
        "Files lost while moving them",
        "No column holds revenue",
        "2: unclear what is meant",
        "statements.jsonl",
        "Wilson’s interval",
    ):
        assert said in page.visible


def test_a_run_that_found_nothing_still_gives_a_page() -> None:
    snapshot = without_themes(make_snapshot())
    empty = replace(snapshot, as_of=None, ranking=replace(snapshot.ranking, limits=(), weights={}, meanings={}))
    page = Page(HtmlReport().render(empty).decode())
    assert "No theme was found" in page.visible
    assert not any(tag == "canvas" for tag, _ in page.tags)


def many_themes(snapshot: Snapshot, n: int) -> Snapshot:
    first = snapshot.themes[0]
    priority = first.priority
    themes = tuple(
        replace(
            first,
            theme=replace(first.theme, key=f"theme-{i:016x}", label=f"Theme number {i}", parent=None, siblings=()),
            standing=replace(first.standing, priority=replace(priority, rank=i, rank_low=i, rank_high=i)),
        )
        for i in range(1, n + 1)
    )
    return replace(snapshot, themes=themes, areas=(), subthemes=(), requirements=(), changes=None)


def test_the_page_says_what_the_tracker_holds_and_what_is_new(page: Page) -> None:
    assert "already there: ACME-1" in page.visible
    assert "Nothing like it: new." in page.visible
    assert "What the tracker holds" in page.visible
    assert "In the tracker" not in Page(HtmlReport().render(make_snapshot()).decode()).visible


def test_many_themes_are_all_listed_and_the_charts_show_the_first() -> None:
    page = Page(HtmlReport().render(many_themes(make_snapshot(), 40)).decode())
    assert "The first 10 of 40" in page.visible
    assert "All 40 ranked themes" in page.visible
    assert page.visible.count("Theme number 40") >= 2
    assert len(json.loads(page.raw["script"][0])["labels"]) == 10


def test_a_page_of_many_themes_stays_small() -> None:
    assert len(HtmlReport().render(many_themes(make_snapshot(), 300))) < 3_000_000


def test_the_chart_library_is_the_one_that_its_note_names() -> None:
    digest = hashlib.sha256((RESOURCES / "vendor/chart.umd.min.js").read_bytes()).hexdigest()
    assert digest in (RESOURCES / "vendor/README.md").read_text("utf-8")
    assert "MIT License" in (RESOURCES / "vendor/LICENSE.md").read_text("utf-8")


def test_scripts_hold_nothing_that_would_end_them() -> None:
    for name in ("report.js", "report.css", "vendor/chart.umd.min.js"):
        text = (RESOURCES / name).read_text("utf-8").lower()
        assert "</" not in text or "</s" not in text
        assert "<!--" not in text
        assert SCRIPT not in text
