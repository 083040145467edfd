"""Backlogs of trackers, re-read: our own exports come back, and the tools' own forms are known."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from feedback2req.adapters.readers.backlogs import read_backlog
from feedback2req.domain.backlog import Backlog, ExistingRequirement
from feedback2req.errors import InputNotUsable
from feedback2req.wiring import make_backlog_exporter
from tests.backlogs import KEY, OTHER, backlog


def read(folder: Path, name: str, content: str) -> tuple[ExistingRequirement, ...]:
    path = folder / name
    path.write_text(content, "utf-8")
    return read_backlog(path)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("jira-csv", "b.csv"), ("linear-csv", "b.csv"), ("azure-csv", "b.csv"), ("github-json", "b.json"),
        ("csv", "b.csv"),
    ],
)  # fmt: skip
def test_an_exported_backlog_comes_back_with_its_keys_titles_and_statements(
    target: str, name: str, tmp_path: Path
) -> None:
    whole = backlog()
    found = read(tmp_path, name, make_backlog_exporter(target).render(whole, {}).decode())
    assert keyed(found) == [(e.key, e.title, e.statement) for e in whole.entries]
    assert not any(one.has_own_id for one in found)


def keyed(found: tuple[ExistingRequirement, ...]) -> list[tuple[str | None, str, str | None]]:
    return [(one.key, one.title, one.statement) for one in found]


def test_an_empty_export_holds_nothing_to_read(tmp_path: Path) -> None:
    empty = make_backlog_exporter("jira-csv").render(Backlog(product="p", entries=()), {}).decode()
    with pytest.raises(InputNotUsable):
        read(tmp_path, "b.csv", empty)


def test_the_csv_of_jira_itself_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "jira.csv",
        "Summary,Issue key,Issue id,Issue Type,Status,Project key,Labels,Labels,Description,Comment,Comment\n"
        f'Cloud storage,ACME-12,10012,Story,In Progress,ACME,mobile,{KEY},"*Requirement:* When it \\[opens\\], '
        'A shall list.\n\nh2. More",05/Sep/26 11:00 AM;x;y,\n'
        "Dark mode,ACME-13,10013,Bug,Done,ACME,,,,,\n",
    )
    assert [(o.id, o.title, o.status, o.item_type, o.key, o.statement) for o in found] == [
        ("ACME-12", "Cloud storage", "In Progress", "Story", KEY, "When it [opens], A shall list."),
        ("ACME-13", "Dark mode", "Done", "Bug", None, None),
    ]
    assert all(one.has_own_id and one.file == "jira.csv" for one in found)


def test_the_csv_of_linear_itself_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "linear.csv",
        "ID,Team,Title,Description,Status,Estimate,Priority,Labels,Created,UUID\n"
        f'ENG-1,Eng,\'-5 degrees shown wrong,"Text \\*here\\*",Todo,,High,"a, {OTHER}",2026-01-01,u-1\n',
    )
    assert [(o.id, o.title, o.body, o.status, o.key) for o in found] == [
        ("ENG-1", "-5 degrees shown wrong", "Text *here*", "Todo", OTHER)
    ]


def test_the_csv_of_azure_boards_itself_is_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "azure.csv",
        '\ufeff"ID","Work Item Type","Title","Assigned To","State","Tags","Description"\n'
        f'"417","User Story","Export &amp; print","","Active","a; {KEY}","<div>One</div><div>Two</div>"\n',
    )
    assert [(o.id, o.item_type, o.title, o.body, o.status, o.key) for o in found] == [
        ("417", "User Story", "Export & print", "One\n\nTwo", "Active", KEY)
    ]


@pytest.mark.parametrize("packed", [False, True])
def test_issues_of_github_are_read_and_pull_requests_are_not(packed: bool, tmp_path: Path) -> None:
    issues = [
        {
            "number": 7, "title": "Dark mode", "body": f"Please.\n\nfeedback2req key: {KEY}\n", "state": "open",
            "html_url": "https://github.example/a/b/issues/7", "labels": [{"name": "ui"}],
        },
        {"number": 8, "title": "Fix", "body": None, "state": "open", "labels": [], "pull_request": {"url": "https://x"}},
        {"number": 9, "title": "Link", "body": "", "state": "closed", "html_url": "javascript:alert(1)", "labels": []},
    ]  # fmt: skip
    raw = json.dumps(issues).encode()
    path = tmp_path / ("issues.json.gz" if packed else "issues.json")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    assert [(o.id, o.title, o.status, o.url, o.key) for o in read_backlog(path)] == [
        ("7", "Dark mode", "open", "https://github.example/a/b/issues/7", KEY),
        ("9", "Link", "closed", None, None),
    ]


def test_a_plain_list_is_a_requirement_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, "list.md", "# Backlog\n\n- [ ] Dark mode\n2. The system shall print.\n\n  * Export\n")
    assert [o.title for o in found] == ["Dark mode", "The system shall print.", "Export"]
    assert len({o.id for o in found}) == 3
    assert not any(o.has_own_id for o in found)


def test_a_csv_with_ids_and_texts_is_a_list_too_and_ids_stay_unique(tmp_path: Path) -> None:
    found = read(tmp_path, "r.csv", "id,text\nR1,The system shall print.\nR1,The system shall export.\n,Third\n,\n")
    assert [(o.id, o.title) for o in found] == [
        ("R1", "The system shall print."), ("R1#2", "The system shall export."), ("3", "Third"),
    ]  # fmt: skip


def test_a_key_that_a_stranger_wrote_into_a_line_is_none(tmp_path: Path) -> None:
    found = read(tmp_path, "g.json", json.dumps([{"number": 1, "title": "a", "body": f"x feedback2req key: {KEY}"}]))
    assert [o.key for o in found] == [None]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("b.csv", "a,b\n1,2\n", "no column of titles"),
        ("b.json", "{", "not valid JSON"),
        ("b.txt", "# only a heading\n", "holds no requirement"),
        ("b.csv", "", "is empty"),
    ],
)
def test_what_cannot_be_a_backlog_is_refused_in_three_lines(name: str, content: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(InputNotUsable, match=word) as refused:
        read(tmp_path, name, content)
    assert 1 < len(str(refused.value).splitlines()) <= 3
