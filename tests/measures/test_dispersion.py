from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from analysis.measures.dispersion import dispersion


def counts_of(n, sizes):
    """Make the frame that count() gives: n[value] is the list of its counts in the parts."""
    rows = [
        {"city": part, "term": value, "n": found[part], "n_chars": size}
        for part, size in enumerate(sizes)
        for value, found in n.items()
    ]
    return pd.DataFrame(rows, columns=["city", "term", "n", "n_chars"])


def row_of(found, sizes):
    return dispersion(counts_of({"a": found}, sizes), of="term").iloc[0]


def ways(n, parts):
    """List every way to put n whole occurrences into the parts."""
    return [way for way in product(range(n + 1), repeat=parts) if sum(way) == n]


def dp(found, sizes):
    return sum(abs(v / sum(found) - s / sum(sizes)) for v, s in zip(found, sizes, strict=True)) / 2


# The corpus of 50 words that Gries 2008:406 and 2020 (Analyzing dispersion, section 2) count: its
# sizes are 9, 10, 10, 10, 11, and a occurs 1, 2, 3, 4, 5 times.
GRIES = """b a m n i b e u p
b a s a t b e w q n
b c a g a b e s t a
b a g h a b e a a t
b a h a a b e a x a t"""


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("a", 0.18),  # by hand from the printed sizes and counts: 9/50
        # as the package scattertext computes and tests them, rounded to 3 decimals there
        ("b", 0.02),
        ("i", 0.82),
        ("q", 0.8),
        ("x", 0.78),
    ],
)
def test_dispersion_of_the_corpus_of_gries(word, expected):
    parts = [line.split() for line in GRIES.splitlines()]
    sizes = [len(part) for part in parts]
    assert sizes == [9, 10, 10, 10, 11]
    assert row_of([part.count(word) for part in parts], sizes)["dp"] == pytest.approx(expected)


def test_dispersion_of_allemand():
    # Lyne 1985:85, 299, as the README of the R package tlda scores it. It says that this is the form
    # of Egbert et al. 2020, but its disp() divides by 1 - 0 always: it is the plain one.
    found = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0]
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]
    assert round(row_of(found, sizes)["dp"], 7) == 0.4990705


def test_dispersion_norms_by_the_least_part_that_has_the_value():
    row = row_of([0, 3, 1], [10, 20, 70])  # v - s: -0.1, 0.75 - 0.2, 0.25 - 0.7
    assert row["dp"] == pytest.approx(0.55)
    assert row["dp_norm"] == pytest.approx(0.55 / (1 - 0.2))
    assert row_of([0, 4, 0], [10, 20, 70])["dp_norm"] == pytest.approx(1)


def test_dispersion_of_three_equal_parts():
    # Lijffijt & Gries 2012:148: two thirds in one of three equal parts, one third in another
    row = row_of([2, 1, 0], [10, 10, 10])
    assert row["dp"] == pytest.approx(1 / 3)
    assert row["dp_norm"] == pytest.approx((1 / 3) / (1 - 1 / 3))
    assert row[["n", "n_groups", "of_groups"]].tolist() == [3, 2, 3]


PARTS = st.lists(st.integers(1, 60), min_size=2, max_size=4)


@settings(max_examples=40)
@given(PARTS, st.integers(1, 6))
def test_dispersion_reaches_from_the_most_even_to_the_most_uneven_way(sizes, n):
    every = [dp(way, sizes) for way in ways(n, len(sizes))]
    row = row_of(ways(n, len(sizes))[0], sizes)
    assert row["dp_min"] == pytest.approx(min(every), abs=1e-12)
    assert row["dp_max"] == pytest.approx(max(every))


@settings(max_examples=40)
@given(PARTS, st.integers(1, 6))
def test_dispersion_by_chance_is_the_mean_over_all_ways(sizes, n):
    shares = np.array(sizes) / sum(sizes)
    mean = sum(
        stats.multinomial.pmf(way, n, shares) * dp(way, sizes) for way in ways(n, len(sizes))
    )
    assert row_of(ways(n, len(sizes))[-1], sizes)["dp_chance"] == pytest.approx(mean)


def test_dispersion_by_chance_falls_with_frequency():
    n = {value: [value, 0, 0] for value in (1, 2, 5, 50, 5_000)}
    chance = dispersion(counts_of(n, [50, 30, 20]), of="term")["dp_chance"]
    assert (chance.diff().dropna() < 0).all()
    assert chance.iloc[0] == pytest.approx(0.5 * 0.5 + 0.3 * 0.7 + 0.2 * 0.8)
    assert chance.iloc[-1] < 0.01


@settings(max_examples=40)
@given(PARTS.flatmap(lambda s: st.permutations([(size, i % 3) for i, size in enumerate(s)])))
def test_dispersion_does_not_depend_on_the_order_or_the_unit_of_the_parts(parts):
    sizes, found = zip(*parts, strict=True)
    ordered = sorted(parts)
    row = row_of(found, sizes)
    other = row_of([n for _, n in ordered], [10 * size for size, _ in ordered])
    assert row.drop("term").tolist() == pytest.approx(other.drop("term").tolist(), nan_ok=True)
    if row["n"]:
        assert row["dp_min"] - 1e-9 <= row["dp"] <= row["dp_max"] + 1e-9
        assert row["dp"] <= row["dp_norm"] <= 1 + 1e-9


def test_dispersion_of_a_value_that_never_occurs_is_missing():
    table = dispersion(counts_of({"a": [0, 0], "b": [1, 0]}, [5, 5]), of="term")
    assert table["n"].tolist() == [0, 1]
    assert table.filter(like="dp").isna().all(axis=1).tolist() == [True, False]


def test_dispersion_over_one_part_is_zero_and_has_no_norm():
    row = row_of([3], [10])
    assert row[["dp", "dp_min", "dp_max", "dp_chance"]].tolist() == [0, 0, 0, 0]
    assert np.isnan(row["dp_norm"])


def test_dispersion_passes_over_a_part_without_text():
    with_empty, without = row_of([2, 1, 0], [6, 4, 0]), row_of([2, 1], [6, 4])
    assert with_empty["of_groups"] == 2
    assert with_empty.drop("term").tolist() == without.drop("term").tolist()


def test_dispersion_of_nothing_has_all_columns_and_leaves_its_input_alone():
    counts = counts_of({"a": [1, 2]}, [5, 5])
    before = counts.copy(deep=True)
    columns = dispersion(counts, of="term").columns.tolist()
    assert_frame_equal(counts, before)
    empty = dispersion(counts.iloc[:0], of="term")
    assert empty.empty
    assert empty.columns.tolist() == columns


def test_dispersion_refuses_counts_without_zeros():
    counts = counts_of({"a": [1, 0], "b": [1, 1]}, [5, 5])
    with pytest.raises(
        ValueError,
        match=r"^dispersion: expected one row for each of 2 city x 2 term, got 3 rows in counts\. "
        r"Pass the frame that count\(\) returns\.$",
    ):
        dispersion(counts[counts["n"] > 0], of="term")
