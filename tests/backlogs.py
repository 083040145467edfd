"""A published backlog with hostile words in every field, for tests of what leaves for other tools."""

from __future__ import annotations

from feedback2req.domain.backlog import Backlog, BacklogEntry, TracedQuote
from feedback2req.domain.requirement import Criterion
from tests.factories import END_TAG, FORMULA, OVERRIDE, SCRIPT

CALLS = "@octocat fixes #12, GH-7 and ACME-3, see https://evil.example/x and www.evil.example"
MARKS = r"*bold* _it_ [~admin] {panel} !img.png! |cell| `code` \n back\slash &#64;x"
LINES = (
    'first\nFeature: second\n\n@tag\n# comment\n| a | b |\n"""\nScenario: third\nfeedback2req key: r-ffffffffffffffff'
)
KEY, OTHER = "r-00000000000000a1", "r-00000000000000b2"


def entry(key: str = KEY, *, rank: int = 1, title: str = "Browse cloud storage", **changes: object) -> BacklogEntry:
    quotes = (SCRIPT, END_TAG, FORMULA, OVERRIDE, CALLS, MARKS, LINES)
    values: dict[str, object] = {
        "key": key,
        "theme": f"Cloud {CALLS}",
        "kind": "functional",
        "quality_characteristic": "performance efficiency",
        "status": "candidate",
        "title": title,
        "problem": LINES,
        "statement": f"When the user types {MARKS} or {CALLS}, Amaze shall keep [limit: open] of it.",
        "story": FORMULA,
        "acceptance_criteria": (Criterion(given=LINES, when=CALLS, then=MARKS, basis="stated"),),
        "success_criterion": "-1 of them",
        "proposed_solutions": (f"@dropbox {SCRIPT}",),
        "open_questions": (END_TAG,),
        "evidence": tuple(
            TracedQuote(
                text=text,
                source="zendesk-eu",
                external_id=f"{n}]|>",
                url="https://example.org/t/1?a=(1)|2]&b=>x" if n == 0 else None,
                received_on="2026-05-01",
                rating=2.0,
            )
            for n, text in enumerate(quotes)
        ),
        "counter_evidence": (),
        "n_customers": 16,
        "share": (0.065, 0.04, 0.103),
        "rank": rank,
        "rank_low": 1,
        "rank_high": 4,
    }
    return BacklogEntry(**{**values, **changes})  # type: ignore[arg-type]


def backlog() -> Backlog:
    return Backlog(
        product="Amaze <File> Manager",
        entries=(
            entry(),
            entry(OTHER, rank=2, title="=Finish copying, @all #4", kind="fix", quality_characteristic=None),
        ),
    )
