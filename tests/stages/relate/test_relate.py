"""Drafts beside a tracker: known by key, by meaning, or new; and what customers say of the tracker's rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.relation import ALREADY_THERE, CONTRADICTS, in_tracker
from feedback2req.pipeline import Tools
from feedback2req.stages.embed import embed
from feedback2req.stages.relate import Related, relate
from tests.factories import make_snapshot

CLOUD, MOVE = "req-00000000000000a1", "req-00000000000000b2"
TRACKER = (
    ExistingRequirement(id="A-1", title="Access Google Drive, Dropbox and other cloud storage"),
    ExistingRequirement(id="A-2", title="Translate the handbook into Latin"),
    ExistingRequirement(id="A-3", title="Add an FTP client"),
    ExistingRequirement(id="A-4", title="Show the weather of the holiday island"),
)


def related(tools: Tools, existing: Sequence[ExistingRequirement]) -> Related:
    snapshot = make_snapshot()
    return relate(
        snapshot.requirements,
        existing,
        product="Amaze",
        statements=snapshot.statements,
        items={item.item_id: item for item in snapshot.items},
        grouping=snapshot.grouping,
        embeddings=embed(snapshot.grouping, tools.encoder, np.ones(len(snapshot.grouping.texts), dtype=np.bool_)),
        encoder=tools.encoder,
    )


@pytest.fixture(scope="module")
def found(tools: Tools) -> Related:
    return related(tools, TRACKER)


def test_a_draft_that_the_tracker_holds_is_found_and_others_are_not(found: Related) -> None:
    ids = {r.key: [m.existing_id for m in r.matches] for r in found.requirements}
    assert ids[CLOUD][0] == "A-1"
    assert "A-2" not in ids[CLOUD] + ids[MOVE]
    assert "A-4" not in ids[CLOUD] + ids[MOVE]


def test_a_match_says_how_sure_why_and_which_quotes_it_would_add(found: Related) -> None:
    draft = next(r for r in found.requirements if r.key == CLOUD)
    match = draft.matches[0]
    assert 0.3 <= match.probability <= 1
    assert "cloud" in match.reason
    assert set(match.statement_ids) <= {e.statement_id for e in draft.evidence}
    assert match.statement_ids


def test_each_row_of_the_tracker_has_its_drafts_and_the_statements_that_speak_to_it(found: Related) -> None:
    said = {s.statement_id: s.text for s in make_snapshot().statements}
    lines = {line.existing.id: line for line in found.backlog}
    assert [line.existing for line in found.backlog] == list(TRACKER)
    assert said[lines["A-3"].statements[0].statement_id] == "An FTP client would be great."
    assert lines["A-1"].requirements[0][0] == CLOUD
    assert lines["A-2"].n_statements == lines["A-2"].n_customers == 0
    for line in found.backlog:
        assert line.n_customers <= line.n_statements
        assert all(s.probability >= 0.5 for s in line.statements)


def test_a_row_that_was_exported_from_here_is_known_by_its_key_whatever_it_is_called_now(tools: Tools) -> None:
    renamed = ExistingRequirement(id="7", title="Weather of the island", key=CLOUD)
    match = next(r for r in related(tools, [renamed, *TRACKER]).requirements if r.key == CLOUD).matches[0]
    assert (match.existing_id, match.relation, match.probability) == ("7", ALREADY_THERE, 1.0)


def test_the_opposite_wish_contradicts(tools: Tools) -> None:
    against = ExistingRequirement(id="N", title="Do not show a connected cloud storage account or list its files")
    draft = next(r for r in related(tools, [against, *TRACKER]).requirements if r.key == CLOUD)
    assert [m.relation for m in draft.matches if m.existing_id == "N"] == [CONTRADICTS]


def test_beside_an_empty_tracker_all_is_new(tools: Tools) -> None:
    empty = related(tools, ())
    assert empty.backlog == ()
    assert all(r.matches == () for r in empty.requirements)


def test_a_second_comparison_gives_the_same(tools: Tools, found: Related) -> None:
    assert related(tools, TRACKER) == found


def test_what_stands_in_the_tracker_is_told_in_words(found: Related) -> None:
    draft = next(r for r in found.requirements if r.key == CLOUD)
    assert in_tracker((), is_compared=False) == ""
    assert in_tracker((), is_compared=True) == "new"
    assert "A-1 “Access Google Drive" in in_tracker(draft.matches, is_compared=True)
