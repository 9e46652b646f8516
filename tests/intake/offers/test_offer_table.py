"""What the cells of an offer may hold."""

import pytest

from intake.offers._table import _is_date


@pytest.mark.parametrize(
    ("cell", "is_date"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2024-12-31 08:00", True),
        ("2024", True),
        ("2024-07", True),
        ("2024-13", False),
        ("20240731", False),  # a number of eight digits may be anything
        ("", True),
        ("k.A.", True),
        ("bald", False),
    ],
)
def test_a_day_is_one_of_the_calendar_or_a_year_or_month_alone(cell, is_date):
    assert _is_date(cell) is is_date
