import doctest
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import edtf, schema

YEARS = range(2019, 2025)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((2020, 2, 12), "2020-02-12"),
        ((None, 2, 12), "XXXX-02-12"),
        ((None, None, 13), "XXXX-XX-13"),
        ((None, 2, 29), "XXXX-02-29"),
        ((2020, None, None), "2020-XX-XX"),
        ((2020, 2, None), "2020-02-XX"),
        ((987, 6, 5), "0987-06-05"),
    ],
)
def test_join_and_split_are_inverse(parts, text):
    assert edtf.join(*parts) == text
    assert edtf.split(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"), [("2020", (2020, None, None)), ("2020-02", (2020, 2, None))]
)
def test_split_reads_reduced_precision(text, parts):
    assert edtf.split(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        *("2021-02-29", "XXXX-02-30", "2020-13", "2020-00-01", "2020-XX-32", "0000-01-01"),
        *("XXXX-XX-XX", "XXXX", "202X-01-01"),
        *("2020-2-12", "2020-02-12 ", "2020-02-12\n", "２０２０", "", "2020-02-"),
    ],
)
def test_is_valid_refuses(text):
    assert not edtf.is_valid(text)


def test_split_says_what_to_do():
    with pytest.raises(ValueError, match=r"^split: ") as caught:
        edtf.split("2020-02-30")
    assert str(caught.value) == (
        "split: expected a date such as 2020-02-12, XXXX-02-12 or 2020-02, got '2020-02-30'. "
        "Write each unknown part as X and check that the day exists."
    )


def test_join_refuses_what_nothing_is_known_of():
    with pytest.raises(ValueError, match="'XXXX-XX-XX'"):
        edtf.join(None, None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-02-12", date(2020, 2, 12), date(2020, 2, 12)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02-XX", date(2021, 2, 1), date(2021, 2, 28)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-XX-31", date(2022, 1, 31), date(2022, 12, 31)),
    ],
)
def test_days_reach_from_the_first_to_the_last(text, first, last):
    found = edtf.days(text)
    assert (found[0], found[-1]) == (first, last)


def test_no_day_without_a_year():
    assert edtf.days("XXXX-02-12") == []


def test_days_takes_each_year_an_unknown_year_may_be():
    assert edtf.days("XXXX-02-29", years=YEARS) == [date(2020, 2, 29), date(2024, 2, 29)]
    assert len(edtf.days("XXXX-XX-31", years=[2021])) == 7
    assert edtf.days("2020-02-29", years=[2021]) == [date(2020, 2, 29)]


def test_agreed_keeps_what_all_days_share():
    assert edtf.agreed([date(2020, 2, 28), date(2021, 2, 28)]) == "XXXX-02-28"
    assert edtf.agreed([date(2020, 2, 29), date(2021, 2, 28)]) == "XXXX-02-XX"
    assert edtf.agreed([date(2020, 2, 29), date(2021, 3, 28)]) is None
    assert edtf.agreed([]) is None


@given(st.lists(st.dates(date(2019, 1, 1), date(2024, 12, 31)), min_size=1))
def test_agreed_covers_every_candidate_and_fits_the_schema(candidates):
    text = edtf.agreed(candidates)
    if text is None:
        assert len(candidates) > 1
    else:
        assert re.search(schema.EDTF, text)
        assert set(candidates) <= set(edtf.days(text, years=YEARS))


@given(st.dates(min_value=date(1000, 1, 1)))
def test_split_agrees_with_isoformat(day):
    assert edtf.split(day.isoformat()) == (day.year, day.month, day.day)
    assert edtf.days(day.isoformat()) == [day]


def test_examples_in_the_docstrings_hold():
    result = doctest.testmod(edtf)
    assert result.attempted > 0
    assert result.failed == 0
