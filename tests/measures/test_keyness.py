import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from analysis.measures.keyness import keyness

GOLD = json.loads((Path(__file__).parent.parent / "cases" / "association.json").read_text("utf-8"))
SCORES = ["percent_diff", "log_ratio", "low", "high", "lrc", "g2", "log_odds", "z"]


def counts_of(n, sizes):
    """Make the frame that count() gives: n[city] is the list of the counts of values 0, 1, ..."""
    rows = [
        {"city": city, "term": f"t{value}", "n": found, "n_chars": sizes[city]}
        for city in n
        for value, found in enumerate(n[city])
    ]
    return pd.DataFrame(rows, columns=["city", "term", "n", "n_chars"])


def score(n, sizes, target="甲"):
    """Score against the others, in the order of the values."""
    table = keyness(counts_of(n, sizes), of="term", target=target)
    return table.set_index("term").loc[[f"t{value}" for value in range(len(n[target]))]]


def score_gold(gold):
    rows = gold["rows"]
    rows = rows + [{"n_target": 1, "n_reference": 1}] * (gold.get("n_values", 0) - len(rows))
    n = {"甲": [r["n_target"] for r in rows], "乙": [r["n_reference"] for r in rows]}
    return score(n, {"甲": gold["n_chars_target"], "乙": gold["n_chars_reference"]})


def test_keyness_equals_association_measures():
    gold = GOLD["keyness"]
    table, expected = score_gold(gold), pd.DataFrame(gold["rows"])
    assert table["log_ratio"].tolist() == pytest.approx(expected["log_ratio"].tolist())
    assert table["lrc"].tolist() == pytest.approx(expected["conservative_log_ratio"].tolist())


def test_keyness_equals_the_lrc_of_its_author():
    gold = GOLD["lrc"]
    expected = [row["lrc"] for row in gold["rows"]]
    assert score_gold(gold)["lrc"].iloc[: len(expected)].tolist() == pytest.approx(expected)


# 甲 has 100 characters, the others 300 and 100: of n + m occurrences, 1/5 is due to 甲.
N = {"甲": [4, 0, 2, 0], "乙": [1, 3, 6, 0], "丙": [0, 1, 2, 0]}
SIZES = {"甲": 100, "乙": 300, "丙": 100}


def test_keyness_states_the_counts_behind_its_scores():
    table = score(N, SIZES)
    assert table["n_target"].tolist() == [4, 0, 2, 0]
    assert table["n_reference"].tolist() == [1, 4, 8, 0]
    assert table["per_10k_target"].tolist() == pytest.approx([400, 0, 200, 0])
    assert table["per_10k_reference"].tolist() == pytest.approx([25, 100, 200, 0])
    assert table["percent_diff"].tolist() == pytest.approx([1500, -100, 0, np.nan], nan_ok=True)
    assert table["n_groups"].tolist() == [1, 2, 2, 0]
    assert (table["city"] == "甲").all()
    one = table.iloc[0]
    assert one[["n_chars_target", "n_chars_reference", "of_groups"]].tolist() == [100, 400, 2]
    assert one["p_min"] == pytest.approx(1 / 3)
    assert one["log_ratio"] == pytest.approx(math.log2((4.5 / 100.5) / (1.5 / 400.5)))


def test_keyness_bounds_the_log_ratio_exactly_for_all_values_at_once():
    table = score(N, SIZES)
    for n, m, row in zip([4, 0, 2], [1, 4, 8], table.itertuples(), strict=False):
        exact = stats.binomtest(n, n + m).proportion_ci(1 - 0.05 / 3, method="exact")
        with np.errstate(divide="ignore"):
            limits = np.log2(np.array(exact) / (1 - np.array(exact)) * 400 / 100)
        assert [row.low, row.high] == pytest.approx(limits.tolist())
    assert table["low"].iloc[1] == -np.inf


def test_keyness_gives_the_likelihood_ratio_of_two_cells():
    table = score(N, SIZES)
    for n, m, row in zip([4, 0, 2], [1, 4, 8], table.itertuples(), strict=False):
        due = [(n + m) / 5, (n + m) * 4 / 5]
        expected = stats.power_divergence([n, m], due, lambda_="log-likelihood").statistic
        assert row.g2 == pytest.approx(math.copysign(expected, n - due[0]), abs=1e-12)


def test_keyness_of_what_is_rare_equals_the_likelihood_ratio_of_four_cells():
    n, m, text, rest = 12, 5, 10**7, 3 * 10**7
    four = stats.contingency.chi2_contingency(
        [[n, m], [text - n, rest - m]], correction=False, lambda_="log-likelihood"
    )
    row = score({"甲": [n], "乙": [m]}, {"甲": text, "乙": rest}).iloc[0]
    assert row["g2"] == pytest.approx(four.statistic, rel=1e-5)


def fightin_words(target, reference):
    """Follow Monroe et al. 2008 word by word: eq. 16, 20 and 22; y counts, a prior."""
    used = [w for w in target if target[w] + reference[w] > 0]
    a = {w: reference[w] + 0.5 for w in used}
    a_0, n_i, n_j = sum(a.values()), sum(target.values()), sum(reference.values())
    scores = {}
    for w in used if len(used) > 1 else []:  # a value has odds only against others
        y_i, y_j = target[w], reference[w]
        omega_i = (y_i + a[w]) / (n_i + a_0 - y_i - a[w])
        omega_j = (y_j + a[w]) / (n_j + a_0 - y_j - a[w])
        delta = math.log(omega_i) - math.log(omega_j)
        variance = 1 / (y_i + a[w]) + 1 / (y_j + a[w])
        scores[w] = [delta, delta / math.sqrt(variance)]
    return scores


@settings(max_examples=40)
@given(st.lists(st.tuples(*[st.integers(0, 30)] * 3), min_size=2, max_size=6))
def test_keyness_gives_the_log_odds_of_monroe(found):
    n = dict(zip(SIZES, map(list, zip(*found, strict=True)), strict=True))
    table = score(n, SIZES)
    reference = table["n_reference"].to_dict()
    expected = fightin_words(table["n_target"].to_dict(), reference)
    for term, row in table.iterrows():
        got = row[["log_odds", "z"]].tolist()
        if term in expected:
            assert got == pytest.approx(expected[term], abs=1e-9)
        else:
            assert np.isnan(got).all()


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5),
    st.integers(1, 5_000),
    st.integers(1, 5_000),
)
def test_keyness_turns_round_with_its_sides(found, text, rest):
    n = dict(zip("甲乙", map(list, zip(*found, strict=True)), strict=True))
    sizes = {"甲": text, "乙": rest}
    one, other = score(n, sizes, "甲"), score(n, sizes, "乙")
    for here, there in [("log_ratio", "log_ratio"), ("low", "high"), ("lrc", "lrc"), ("g2", "g2")]:
        assert one[here].tolist() == pytest.approx((-other[there]).tolist(), abs=1e-6, nan_ok=True)
    seen = one[one["n_target"] + one["n_reference"] > 0]
    assert (seen["low"] <= seen["log_ratio"]).all()
    assert (seen["log_ratio"] <= seen["high"]).all()
    assert ((seen["lrc"] == 0) == ((seen["low"] <= 0) & (seen["high"] >= 0))).all()


def test_keyness_leaves_each_other_group_out():
    table = score(N, SIZES)
    without = [
        score({c: N[c] for c in N if c != city}, SIZES)["log_ratio"] for city in ("乙", "丙")
    ]
    expected = pd.concat(without, axis=1)
    assert table["left_out_min"].tolist() == pytest.approx(expected.min(axis=1), nan_ok=True)
    assert table["left_out_max"].tolist() == pytest.approx(expected.max(axis=1), nan_ok=True)


def test_keyness_has_no_range_where_one_group_holds_all():
    table = score({"甲": [0, 1], "乙": [3, 0], "丙": [0, 0]}, SIZES)
    assert table["left_out_min"].isna().tolist() == [True, False]
    alone = score({"甲": [1], "乙": [1]}, SIZES)
    assert alone[["left_out_min", "left_out_max"]].isna().all(axis=None)


def test_keyness_of_a_value_that_never_occurs_is_missing_and_not_counted():
    table = score(N, SIZES)
    assert table.loc["t3", SCORES].isna().all()
    shorter = score({city: found[:3] for city, found in N.items()}, SIZES)
    assert_frame_equal(table.iloc[:3], shorter)


def test_keyness_without_a_reference_is_missing():
    table = score({"甲": [1, 2]}, {"甲": 100})
    assert table[[*SCORES, "per_10k_reference"]].isna().all(axis=None)
    assert table["p_min"].tolist() == [1, 1]


def test_keyness_puts_first_what_marks_the_target_most():
    counts = counts_of({"甲": [0, 9, 40, 0, 5], "乙": [30, 9, 1, 0, 2]}, {"甲": 100, "乙": 100})
    table = keyness(counts, of="term", target="甲")
    assert table["term"].tolist() == ["t2", "t4", "t1", "t0", "t3"]
    assert (table["lrc"].iloc[0] > 0, table["lrc"].iloc[3] < 0) == (True, True)


def test_keyness_of_nothing_has_all_columns_and_leaves_its_input_alone():
    counts = counts_of(N, SIZES)
    before = counts.copy(deep=True)
    columns = keyness(counts, of="term", target="甲").columns.tolist()
    assert_frame_equal(counts, before)
    empty = keyness(counts.iloc[:0], of="term", target="甲")
    assert empty.empty
    assert empty.columns.tolist() == columns


def test_keyness_refuses_a_target_that_was_not_counted():
    with pytest.raises(
        ValueError,
        match=r"^keyness: expected one of \['甲', '乙', '丙'\] as target, got '丁' in counts\. "
        r"Name a city that was counted\.$",
    ):
        keyness(counts_of(N, SIZES), of="term", target="丁")
