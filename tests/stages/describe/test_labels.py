"""Labels of whole themes: what members share, said as a problem, a wish or praise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from feedback2req.pipeline import Tools
from tests.stages.describe.test_describe import described

OTHERS = (
    ("wish", ("Please add a dark theme.", "A dark theme would be nice.", "I want a dark theme.")),
    ("problem", ("The search is slow.", "Searching is so slow.", "Slow search.")),
)


def label(tools: Tools, kind: str, texts: Sequence[str]) -> str:
    return described(tools, [(kind, texts), *OTHERS])[0].label


@pytest.mark.parametrize(
    ("kind", "texts", "expected"),
    [
        (
            "problem",
            ("It crashes since the update.", "Crashing after the last update.", "Updated and now it crashes."),
            "Crashes after an update",
        ),
        (
            "problem",
            ("I can't copy files.", "Cannot move files.", "Can't move or copy files.", "Unable to copy files."),
            "Cannot copy files",
        ),
        (
            "problem",
            ("MMS doesn't work.", "Can't send MMS.", "MMS not working.", "MMS won't send.", "The MMS part is broken."),
            "MMS not working",
        ),
        (
            "problem",
            ("They charged me a late fee.", "I was charged a late fee.", "You billed me a late fee."),
            "Late fee wrongly charged",
        ),
        (
            "wish",
            ("Please add FTP support.", "ftp would be great.", "Add FTP.", "It lacks FTP access."),
            "FTP support",
        ),
        (
            "wish",
            ("Add cloud support.", "Please add cloud support.", "I want cloud storage.", "Cloud storage please.",
             "It needs cloud storage."),
            "Cloud storage support",
        ),
        ("praise", ("The interface is clean.", "Clean interface.", "I love the clean interface."), "Clean interface"),
        ("praise", ("Simple and clean.", "Clean and simple!", "It is clean, simple."), "Clean and simple"),
    ],
)  # fmt: skip
def test_a_label_says_what_most_members_say(tools: Tools, kind: str, texts: Sequence[str], expected: str) -> None:
    assert label(tools, kind, texts) == expected


def test_broken_letters_stand_in_no_label_and_no_keyphrase(tools: Tools) -> None:
    theme = described(tools, [("wish", ("ð¥ ð ð¥", "Ð¥ Ð¥", "ð¥")), *OTHERS])[0]
    assert theme.label == "Other wishes"
    assert theme.keyphrases == ()


def test_no_keyphrase_repeats_another(tools: Tools) -> None:
    texts = ("Please add cloud storage support.", "Cloud storage!", "cloud support please", "Add cloud storages.")
    phrases = [frozenset(p.split()) for p in described(tools, [("wish", texts), *OTHERS])[0].keyphrases]
    assert phrases
    assert not any(a <= b for a in phrases for b in phrases if a is not b)
