"""Dates as exports write them."""

from datetime import UTC, datetime

import pytest

from feedback2req.adapters.readers.dates import parse_date, parse_dates


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-09-15", datetime(2024, 9, 15, tzinfo=UTC)),
        ("2024-09-15 19:47:02", datetime(2024, 9, 15, 19, 47, 2, tzinfo=UTC)),
        ("2024-09-15T19:47:02.5Z", datetime(2024, 9, 15, 19, 47, 2, 500_000, tzinfo=UTC)),
        ("2024-09-15T19:47:02-0700", datetime(2024, 9, 16, 2, 47, 2, tzinfo=UTC)),
        ("2024-09-15 19:47:02 UTC", datetime(2024, 9, 15, 19, 47, 2, tzinfo=UTC)),
        ("1704448800", datetime(2024, 1, 5, 10, tzinfo=UTC)),
        ("1704448800000", datetime(2024, 1, 5, 10, tzinfo=UTC)),
        ("1704448800.000100", datetime(2024, 1, 5, 10, 0, 0, 100, tzinfo=UTC)),
        ("6/21/2025 16:14", datetime(2025, 6, 21, 16, 14, tzinfo=UTC)),
        ("05/Sep/26 11:00 AM", datetime(2026, 9, 5, 11, tzinfo=UTC)),
        ("14/Jul/25 3:42 PM", datetime(2025, 7, 14, 15, 42, tzinfo=UTC)),
        ("February 26, 2016", datetime(2016, 2, 26, tzinfo=UTC)),
        ("26 Feb 2016", datetime(2016, 2, 26, tzinfo=UTC)),
        ("Tue, 24 Feb 2015 11:35:52 -0800", datetime(2015, 2, 24, 19, 35, 52, tzinfo=UTC)),
        ("20240105", datetime(2024, 1, 5, tzinfo=UTC)),
    ],
)
def test_known_forms_are_read_as_utc(value: str, expected: datetime) -> None:
    assert parse_date(value, day_first=False) == expected


@pytest.mark.parametrize(
    "value", ["", "soon", "2024-13-01", "31/02/2024", "5", "5.0", "12345", "8.131.0", "9999-99-99", "١٢"]
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert parse_date(value, day_first=False) is None


def test_one_row_tells_the_order_of_day_and_month_for_all() -> None:
    dates = parse_dates(["03/02/2024", "13/02/2024"], "date")
    assert dates.values[0] == datetime(2024, 2, 3, tzinfo=UTC)
    assert dates.notes == ()
    dates = parse_dates(["03/02/2024", "02/13/2024"], "date")
    assert dates.values[0] == datetime(2024, 3, 2, tzinfo=UTC)


def test_an_ambiguous_column_is_read_month_first_and_says_so() -> None:
    dates = parse_dates(["03/02/2024"], "date")
    assert dates.values[0] == datetime(2024, 3, 2, tzinfo=UTC)
    assert "month first" in dates.notes[0]
    assert parse_dates(["03.02.2024"], "date").values[0] == datetime(2024, 2, 3, tzinfo=UTC)


def test_unreadable_dates_are_counted() -> None:
    dates = parse_dates(["2024-01-01", "soon", ""], "date")
    assert (dates.n_unreadable, dates.values[1]) == (1, None)
    assert dates.notes == ("1 dates in date could not be read",)
