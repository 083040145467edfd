"""What holds for every table: rows add up, and their order changes nothing."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback2req.adapters.readers import read_files
from feedback2req.domain.feedback import Feedback
from feedback2req.errors import InputNotUsable

CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
ROW = st.tuples(
    st.sampled_from(["", "1", "2", "3"]), CELL, st.sampled_from(["", "2024-01-02", "13/02/2024", "03/02/2024", "x"])
)
RULES = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, rows: list[tuple[str, str, str]]) -> Feedback:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("id", "text", "date"), *rows])
    path.write_bytes(buffer.getvalue().encode())
    return read_files([path])


@RULES
@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_each_row_is_kept_or_rejected_once(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    feedback = read(tmp_path / "a.csv", rows)
    kept = {i.row for i in feedback.raw_items}
    dropped = [r.row for r in feedback.rejected]
    assert sorted([*kept, *dropped]) == list(range(1, len(rows) + 1))
    own = [i.external_id for i in feedback.raw_items if i.external_id is not None]
    assert len(own) == len(set(own))


@RULES
@given(rows=st.lists(ROW, min_size=1, max_size=12), seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(tmp_path: Path, rows: list[tuple[str, str, str]], seed: object) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]

    def seen(feedback: Feedback) -> object:
        items = sorted((i.external_id or "", i.text, str(i.received_at)) for i in feedback.raw_items)
        report = feedback.files[0]
        return items, sorted(r.reason for r in feedback.rejected), report.mapping, report.alternatives, report.notes

    try:
        first = seen(read(tmp_path / "a.csv", rows))
    except InputNotUsable:
        return
    assert seen(read(tmp_path / "a.csv", shuffled)) == first
