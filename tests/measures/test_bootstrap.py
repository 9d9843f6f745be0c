import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy import stats

from analysis.measures.bootstrap import bootstrap_rate, bootstrap_share
from analysis.measures.intervals import rate_interval


def make(hits, *, n_chars=10, city="甲城"):
    """Make a report of each list: its n-th sentence holds the phrase as often as the list says."""
    sentences = pd.DataFrame(
        [
            {"sentence_id": f"{article}-{i:03}", "article_id": article, "n": n}
            for article, report in hits.items()
            for i, n in enumerate(report)
        ]
    ).assign(city=city, zone="body", n_chars=n_chars)
    held = sentences["sentence_id"].repeat(sentences["n"])
    occurrences = pd.DataFrame({"sentence_id": held, "phrase": "防控"}).reset_index(drop=True)
    return occurrences, sentences.drop(columns="n")


def limits(table):
    return table.filter(regex="_low|_high").iloc[0].tolist()


def test_bootstrap_share_of_two_sentences_is_none_to_all():
    # a draw of two takes the same sentence twice with a chance of 1/4 each: more than 2.5 %
    table = bootstrap_share(*make({"a": [1, 0]}), of="phrase")
    assert table.iloc[0].tolist() == ["甲城", "防控", 1, 2, 0.5, 0, 1]


def test_bootstrap_share_keeps_every_report():
    # one report always has it, the other never: whatever is drawn, half of the sentences do
    table = bootstrap_share(*make({"a": [1, 1, 1], "b": [0, 0, 0]}), of="phrase")
    assert table["share"].tolist() == [0.5]
    assert np.isnan(limits(table)).all()


def test_bootstrap_rate_brings_all_occurrences_and_characters_of_a_sentence():
    # draws of two sentences: 0 in 20, 3 in 30 or 6 in 40 characters
    occurrences, sentences = make({"a": [3, 0]})
    sentences["n_chars"] = [20, 10]
    table = bootstrap_rate(occurrences, sentences, of="phrase")
    assert table[["n", "n_chars", "per_10k"]].iloc[0].tolist() == [3, 30, 1_000]
    assert limits(table) == pytest.approx([0, 1_500])


@pytest.mark.parametrize("bootstrap", [bootstrap_share, bootstrap_rate])
@pytest.mark.parametrize("report", [[0, 0, 0], [2, 2, 2], [1]])
def test_bootstrap_has_no_limits_where_all_draws_agree(bootstrap, report):
    occurrences, sentences = make({"a": report})
    phrases = occurrences.astype({"phrase": pd.CategoricalDtype(["防控"])})
    table = bootstrap(phrases, sentences, of="phrase")
    assert table.iloc[0, 2] == (
        sum(report) if bootstrap is bootstrap_rate else np.sign(report).sum()
    )
    assert np.isnan(limits(table)).all()


def test_bootstrap_agrees_with_scipy():
    rng = np.random.default_rng(1)
    report, n_chars = rng.poisson(0.6, 40), rng.integers(10, 90, 40)
    occurrences, sentences = make({"a": report}, n_chars=n_chars)
    expected = stats.bootstrap(
        (report, n_chars),
        lambda n, size, axis: n.sum(axis=axis) / size.sum(axis=axis),
        paired=True,
        method="percentile",
        rng=np.random.default_rng(2),
    ).confidence_interval
    got = limits(bootstrap_rate(occurrences, sentences, of="phrase"))
    assert got == pytest.approx([10_000 * expected.low, 10_000 * expected.high], rel=0.05)


def test_bootstrap_share_covers_the_true_share():
    rng = np.random.default_rng(3)
    reports = {f"r{i:03}": rng.binomial(1, 0.3, 40) for i in range(200)}
    table = bootstrap_share(*make(reports, city="r"), of="phrase", by="article_id")
    covers = (table["share_low"] <= 0.3) & (table["share_high"] >= 0.3)
    assert len(covers) == 200
    assert 0.88 <= covers.mean() <= 0.98


def test_bootstrap_rate_is_wider_than_the_exact_interval_where_occurrences_cluster():
    clustered, spread = [5] * 4 + [0] * 36, [1] * 20 + [0] * 20
    (low,), (high,) = rate_interval(20, 400)
    widths = []
    for report in (clustered, spread):
        got = limits(bootstrap_rate(*make({"a": report}), of="phrase"))
        widths.append((got[1] - got[0]) / 10_000)
    assert widths[0] > high - low > widths[1]


def test_bootstrap_gives_the_same_for_one_seed_in_any_order_of_rows():
    lengths = [11, 37, 23, 8, 55, 41, 19, 30, 64, 12]
    occurrences, sentences = make({"a": [2, 0, 1, 0, 0, 3], "b": [1, 0, 0, 0]}, n_chars=lengths)
    one = bootstrap_rate(occurrences, sentences, of="phrase", seed=7)
    turned = bootstrap_rate(occurrences[::-1], sentences[::-1], of="phrase", seed=7)
    other = bootstrap_rate(occurrences, sentences, of="phrase", seed=8)
    assert_frame_equal(one, turned)
    assert limits(one) != limits(other)


def test_bootstrap_of_one_report_depends_on_no_other():
    occurrences, sentences = make({"a": [2, 0, 1, 0, 0, 3], "b": [1, 0, 0, 0]})
    both = bootstrap_share(occurrences, sentences, of="phrase", by="article_id")
    first = occurrences[occurrences["sentence_id"].str.startswith("b")]
    alone = bootstrap_share(
        first, sentences[sentences["article_id"] == "b"], of="phrase", by="article_id"
    )
    assert_frame_equal(both[both["article_id"] == "b"].reset_index(drop=True), alone)


def test_bootstrap_writes_every_pair_and_passes_over_other_zones():
    occurrences, sentences = make({"a": [1, 0], "b": [0, 1]})
    sentences["city"] = ["甲城", "甲城", "乙城", "乙城"]
    headline = sentences.iloc[[0]].assign(sentence_id="c-000", city="丙城", zone="headline")
    phrases = occurrences.astype({"phrase": pd.CategoricalDtype(["复工", "防控"])})
    table = bootstrap_share(phrases, pd.concat([sentences, headline]), of="phrase")
    assert table.iloc[:, :4].to_numpy().tolist() == [
        ["甲城", "复工", 0, 2],
        ["甲城", "防控", 1, 2],
        ["乙城", "复工", 0, 2],
        ["乙城", "防控", 1, 2],
        ["丙城", "复工", 0, 0],
        ["丙城", "防控", 0, 0],
    ]
    assert table["share"].isna().tolist() == [False] * 4 + [True] * 2


@pytest.mark.parametrize("bootstrap", [bootstrap_share, bootstrap_rate])
def test_bootstrap_of_nothing_has_all_columns_and_leaves_its_input_alone(bootstrap):
    occurrences, sentences = make({"a": [1, 0]})
    before = occurrences.copy(deep=True), sentences.copy(deep=True)
    columns = bootstrap(occurrences, sentences, of="phrase").columns.tolist()
    assert_frame_equal(occurrences, before[0])
    assert_frame_equal(sentences, before[1])
    empty = bootstrap(occurrences.iloc[:0], sentences, of="phrase")
    assert empty.empty
    assert empty.columns.tolist() == columns


@pytest.mark.parametrize("bootstrap", [bootstrap_share, bootstrap_rate])
def test_bootstrap_refuses_what_it_cannot_count(bootstrap):
    occurrences, sentences = make({"a": [1, 0]})
    name = bootstrap.__name__
    with pytest.raises(ValueError, match=f"^{name}: expected column 'theme' in occurrences"):
        bootstrap(occurrences, sentences, of="theme")
    with pytest.raises(ValueError, match=f"^{name}: expected column 'zone' in sentences"):
        bootstrap(occurrences, sentences.drop(columns="zone"), of="phrase")
    with pytest.raises(ValueError, match=f"^{name}: .* got 'a-000' outside them"):
        bootstrap(occurrences, sentences.assign(zone="caption"), of="phrase")
