import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from analysis.measures.intervals import rate_interval, share_interval

# Limits as printed, so compared to the printed number of decimals.
POISSON = [
    # GraphPad, "How QuickCalcs computes the confidence interval of a count"
    pytest.param(25, 1, 16.18, 36.90, 2, id="graphpad-25"),
    # R, example(poisson.test): 137 cancers among nickel workers, 24.19893 expected
    pytest.param(137, 24.19893, 4.753125, 6.692709, 6, id="r-poisson-test"),
    # R package epitools, pois.exact: the upper limit of a count of 0
    pytest.param(0, 1, 0, 3.689, 3, id="epitools-0"),
]
BINOMIAL = [
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 5
    pytest.param(81, 263, 0.2527, 0.3676, 4, id="newcombe-81-263"),
    pytest.param(15, 148, 0.0578, 0.1617, 4, id="newcombe-15-148"),
    pytest.param(0, 20, 0.0, 0.1684, 4, id="newcombe-0-20"),
    pytest.param(1, 29, 0.0009, 0.1776, 4, id="newcombe-1-29"),
    # R, example(binom.test): Mendel's 682 of 925
    pytest.param(682, 925, 0.7076683, 0.7654066, 7, id="r-binom-test"),
]


@pytest.mark.parametrize(("n", "exposure", "low", "high", "decimals"), POISSON)
def test_rate_interval_gives_published_values(n, exposure, low, high, decimals):
    got = rate_interval(n, exposure)
    assert np.round(np.concatenate(got), decimals).tolist() == [low, high]


@pytest.mark.parametrize(("k", "n", "low", "high", "decimals"), BINOMIAL)
def test_share_interval_gives_published_values(k, n, low, high, decimals):
    got = share_interval(k, n)
    assert np.round(np.concatenate(got), decimals).tolist() == [low, high]


@pytest.mark.parametrize("n", [1, 2, 7, 40, 300])
def test_rate_interval_equals_root_of_the_tail_area(n):
    (low,), (high,) = rate_interval(n, 1)
    assert low == pytest.approx(
        optimize.brentq(lambda mu: stats.poisson.sf(n - 1, mu) - 0.025, 1e-9, n)
    )
    assert high == pytest.approx(
        optimize.brentq(lambda mu: stats.poisson.cdf(n, mu) - 0.025, n, 3 * n + 10)
    )


@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_share_interval_equals_scipy(k_of_n):
    k, n = k_of_n
    (low,), (high,) = share_interval(k, n)
    if n == 0:
        assert np.isnan([low, high]).all()
    else:
        expected = stats.binomtest(k, n).proportion_ci(confidence_level=0.95, method="exact")
        assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20), st.integers(1, 10**6))
def test_rate_interval_holds_the_rate_and_grows_with_the_count(counts, exposure):
    n = np.sort(np.array(counts))
    low, high = rate_interval(n, exposure)
    assert ((low <= n / exposure) & (n / exposure < high)).all()
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) >= 0).all()


def test_rate_interval_of_zero_has_low_zero_and_positive_high():
    (low,), (high,) = rate_interval(0, 10_000)
    assert low == 0
    assert high == pytest.approx(-np.log(0.025) / 10_000)


def test_intervals_without_exposure_are_missing():
    assert np.isnan(rate_interval([0, 3], 0)).all()
    assert np.isnan(share_interval(0, 0)).all()


@pytest.mark.parametrize("counts", [pd.Series([1, None]), pd.Series([1, None], dtype="Int64")])
def test_intervals_keep_missing_counts_missing(counts):
    assert np.isnan(rate_interval(counts, 5)).tolist() == [[False, True], [False, True]]
    assert np.isnan(share_interval(counts, 5)).tolist() == [[False, True], [False, True]]


def test_share_interval_of_all_has_high_one():
    (low,), (high,) = share_interval(4, 4)
    assert high == 1
    assert low == pytest.approx(0.025 ** (1 / 4))


def test_rate_interval_refuses_negative_counts():
    with pytest.raises(ValueError, match=r"0 or more, got -1 in 10 in row 1\. Count again"):
        rate_interval([2, -1], 10)


def test_share_interval_refuses_more_than_all():
    with pytest.raises(ValueError, match=r"got 5 of 4 in row 1\. Count each sentence once\."):
        share_interval([1, 5], 4)
