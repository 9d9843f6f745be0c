import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import stats

from analysis.measures.counts import content_terms, count, sentence_share, sizes, spread

# A corpus to count by hand. Three reports, two cities, one report of an unknown place.
#   a-1 甲城  防控,复工。复工！     4 tokens of 11 characters
#   b-1 乙城  防控。                1 token  of  3 characters
#   c-1 (NA)  防控,防控。           2 tokens of  6 characters


@pytest.fixture
def articles():
    return pd.DataFrame(
        {
            "article_id": ["b-1", "a-1", "c-1"],
            "source_id": ["b", "a", "c"],
            "city": ["乙城", "甲城", None],
            "n_chars": [3, 11, 6],
            "n_tokens": [1, 4, 2],
        }
    )


@pytest.fixture
def sentences():
    return pd.DataFrame(
        {
            "sentence_id": ["a-1-1", "a-1-2", "a-1-3", "b-1-1", "c-1-1"],
            "article_id": ["a-1", "a-1", "a-1", "b-1", "c-1"],
            "source_id": ["a", "a", "a", "b", "c"],
            "city": ["甲城", "甲城", "甲城", "乙城", None],
            "zone": ["headline", "body", "body", "body", "body"],
            "n_chars": [4, 8, 3, 3, 6],
            "n_tokens": [0, 3, 1, 1, 2],
        }
    )


@pytest.fixture
def phrases():
    return pd.DataFrame(
        {
            "sentence_id": ["a-1-2", "a-1-2", "a-1-3", "b-1-1", "c-1-1", "c-1-1"],
            "article_id": ["a-1", "a-1", "a-1", "b-1", "c-1", "c-1"],
            "phrase": ["防控", "复工", "复工", "防控", "防控", "防控"],
        }
    )


def _records(frame, columns):
    return [tuple(None if pd.isna(x) else x for x in row) for row in frame[columns].to_numpy()]


def test_count_writes_every_pair_and_zero_and_the_unknown_city(phrases, articles):
    counts = count(phrases, articles, of="phrase")
    assert _records(counts, ["city", "phrase", "n", "n_chars", "n_tokens"]) == [
        ("乙城", "防控", 1, 3, 1),
        ("乙城", "复工", 0, 3, 1),
        ("甲城", "防控", 1, 11, 4),
        ("甲城", "复工", 2, 11, 4),
        (None, "防控", 2, 6, 2),
        (None, "复工", 0, 6, 2),
    ]


def test_count_gives_rates_per_10k_characters_and_per_1k_tokens(phrases, articles):
    counts = count(phrases, articles, of="phrase")
    assert counts["per_10k"].tolist() == pytest.approx(
        [10_000 * rate for rate in (1 / 3, 0 / 3, 1 / 11, 2 / 11, 2 / 6, 0 / 6)]
    )
    assert counts["per_1k"].tolist() == pytest.approx(
        [1_000 * rate for rate in (1 / 1, 0 / 1, 1 / 4, 2 / 4, 2 / 2, 0 / 2)]
    )


def test_count_brackets_each_rate_with_its_poisson_limits(phrases, articles):
    row = count(phrases, articles, of="phrase").iloc[3]
    limits = [row["per_10k_low"] * 11 / 10_000, row["per_10k_high"] * 11 / 10_000]
    assert stats.poisson.sf(1, limits[0]) == pytest.approx(0.025)
    assert stats.poisson.cdf(2, limits[1]) == pytest.approx(0.025)
    assert row["per_1k_high"] * 4 / 1_000 == pytest.approx(limits[1])


@pytest.mark.parametrize(("by", "groups"), [("article_id", 3), ("source_id", 3), ("city", 3)])
def test_count_adds_up_whatever_the_groups(phrases, articles, by, groups):
    counts = count(phrases, articles, of="phrase", by=by)
    assert len(counts) == groups * 2
    assert counts["n"].sum() == len(phrases)
    assert counts.drop_duplicates(by)["n_chars"].sum() == articles["n_chars"].sum()


def test_count_joins_the_articles_of_one_city(phrases, articles):
    one_city = articles.assign(city="甲城")
    counts = count(phrases, one_city, of="phrase")
    assert _records(counts, ["city", "phrase", "n", "n_chars", "n_tokens"]) == [
        ("甲城", "防控", 4, 20, 7),
        ("甲城", "复工", 2, 20, 7),
    ]


def test_count_keeps_categories_that_never_occur_and_their_order(phrases, articles):
    kinds = pd.CategoricalDtype(["大考", "复工", "防控"])
    counts = count(phrases.astype({"phrase": kinds}), articles, of="phrase")
    assert counts["phrase"].tolist() == ["大考", "复工", "防控"] * 3
    assert counts.groupby("phrase")["n"].sum().to_dict() == {"大考": 0, "复工": 2, "防控": 4}


@pytest.mark.parametrize("dtype", ["str", pd.CategoricalDtype(["防控", "复工"])])
def test_count_keeps_a_missing_value_as_a_row(phrases, articles, dtype):
    holed = phrases.assign(phrase=phrases["phrase"].where(phrases["article_id"] != "b-1"))
    counts = count(holed.astype({"phrase": dtype}), articles, of="phrase")
    assert len(counts) == 3 * 3
    assert counts["n"].sum() == len(phrases)
    assert counts[counts["phrase"].isna()]["n"].tolist() == [1, 0, 0]


def test_count_orders_equal_values_by_code_point(articles):
    tied = pd.DataFrame({"article_id": ["a-1"] * 3, "term": ["丙", "乙", "丁"]})
    assert count(tied, articles, of="term")["term"].tolist()[:3] == sorted("丙乙丁")


def test_count_of_nothing_has_all_columns_and_no_rows(phrases, articles):
    counts = count(phrases.iloc[:0], articles, of="phrase")
    assert counts.empty
    assert counts.columns.tolist() == count(phrases, articles, of="phrase").columns.tolist()


def test_count_has_no_rate_where_there_is_no_text(phrases, articles):
    empty = pd.DataFrame({"article_id": ["d-1"], "city": ["丁城"], "n_chars": [0], "n_tokens": [0]})
    counts = count(phrases, pd.concat([articles, empty]), of="phrase")
    rates = counts[counts["city"] == "丁城"].filter(like="per_")
    assert rates.shape == (2, 6)
    assert rates.isna().all(axis=None)


def test_count_refuses_an_article_that_was_not_searched(phrases, articles):
    with pytest.raises(
        ValueError,
        match=r"^count: expected occurrences only in the article_ids that are searched, "
        r"got 'c-1' outside them\. Select the same in both frames\.$",
    ):
        count(phrases, articles.iloc[:2], of="phrase")


def test_count_refuses_an_article_listed_twice(phrases, articles):
    with pytest.raises(ValueError, match=r"^count: expected each article_id once, got 'b-1' twice"):
        count(phrases, pd.concat([articles, articles]), of="phrase")


def test_count_names_the_missing_column_and_those_there_are(phrases, articles):
    with pytest.raises(
        ValueError,
        match=r"^count: expected column 'theme' in occurrences, "
        r"got \['sentence_id', 'article_id', 'phrase'\]\.",
    ):
        count(phrases, articles, of="theme")


def test_spread_counts_groups_and_leaves_one_out(phrases, articles):
    row = spread(count(phrases, articles, of="phrase"), of="phrase").set_index("phrase").loc["防控"]
    assert row[["n", "n_groups", "of_groups", "n_unknown", "n_chars"]].tolist() == [4, 2, 2, 2, 20]
    assert (row["largest"], row["largest_share"]) == ("乙城", 1 / 4)
    assert row["per_10k"] == pytest.approx(10_000 * 4 / 20)
    without = {"乙城": 3 / 17, "甲城": 3 / 9, "unknown": 2 / 14}
    assert row["left_out_min"] == pytest.approx(10_000 * min(without.values()))
    assert row["left_out_max"] == pytest.approx(10_000 * max(without.values()))


def test_spread_shows_a_value_of_one_group_only(phrases, articles):
    row = spread(count(phrases, articles, of="phrase"), of="phrase").set_index("phrase").loc["复工"]
    assert row[["n", "n_groups", "of_groups", "n_unknown"]].tolist() == [2, 1, 2, 0]
    assert (row["largest"], row["largest_share"]) == ("甲城", 2 / 2)
    assert row["left_out_min"] == 0


def test_spread_has_no_largest_for_a_value_nobody_uses(phrases, articles):
    kinds = pd.CategoricalDtype(["防控", "复工", "大考"])
    row = spread(count(phrases.astype({"phrase": kinds}), articles, of="phrase"), of="phrase")
    unused = row.set_index("phrase").loc["大考"]
    assert unused[["n", "n_groups", "per_10k", "per_10k_low"]].tolist() == [0, 0, 0, 0]
    assert unused["per_10k_high"] > 0
    assert unused[["largest", "largest_share"]].isna().all()


def test_spread_leaves_nothing_out_of_a_single_group(phrases, articles):
    table = spread(count(phrases, articles.assign(city="甲城"), of="phrase"), of="phrase")
    assert table[["left_out_min", "left_out_max"]].isna().all(axis=None)
    assert table["largest_share"].tolist() == [1, 1]


def test_spread_does_not_count_a_group_without_text(phrases, articles):
    empty = pd.DataFrame({"article_id": ["d-1"], "city": ["丁城"], "n_chars": [0], "n_tokens": [0]})
    counts = count(phrases, pd.concat([articles, empty]), of="phrase")
    assert spread(counts, of="phrase")["of_groups"].tolist() == [2, 2]


def test_spread_of_nothing_has_all_columns_and_no_rows(phrases, articles):
    table = spread(count(phrases.iloc[:0], articles, of="phrase"), of="phrase")
    assert table.empty
    assert "left_out_max" in table


def test_spread_refuses_counts_without_zeros(phrases, articles):
    counts = count(phrases, articles, of="phrase")
    with pytest.raises(
        ValueError,
        match=r"^spread: expected one row for each of 3 city x 2 phrase, got 4 rows in counts\.",
    ):
        spread(counts[counts["n"] > 0], of="phrase")


def test_sentence_share_counts_each_sentence_once(phrases, sentences):
    share = sentence_share(phrases, sentences, of="phrase")
    assert _records(share, ["city", "phrase", "n_sentences", "of_sentences"]) == [
        ("甲城", "防控", 1, 2),
        ("甲城", "复工", 2, 2),
        ("乙城", "防控", 1, 1),
        ("乙城", "复工", 0, 1),
        (None, "防控", 1, 1),
        (None, "复工", 0, 1),
    ]
    assert share["share"].tolist() == [1 / 2, 2 / 2, 1 / 1, 0, 1 / 1, 0]


def test_sentence_share_brackets_each_share(phrases, sentences):
    share = sentence_share(phrases, sentences, of="phrase")
    exact = stats.binomtest(1, 2).proportion_ci(method="exact")
    assert share.loc[0, ["share_low", "share_high"]].tolist() == pytest.approx(list(exact))


def test_sentence_share_has_a_row_for_a_group_without_body(phrases, sentences):
    page = sentences.iloc[[0]].assign(sentence_id="d-1-1", city="丁城")
    share = sentence_share(phrases, pd.concat([sentences, page]), of="phrase")
    last = share[share["city"] == "丁城"]
    assert last["of_sentences"].tolist() == [0, 0]
    assert last[["share", "share_low", "share_high"]].isna().all(axis=None)


def test_sentence_share_refuses_an_occurrence_outside_the_body(phrases, sentences):
    headline = phrases.iloc[[0]].assign(sentence_id="a-1-1")
    with pytest.raises(ValueError, match=r"only in the sentence_ids .*, got 'a-1-1' outside them"):
        sentence_share(headline, sentences, of="phrase")


def test_sizes_sums_a_selection_for_count(phrases, sentences):
    body = sentences[sentences["zone"] == "body"]
    assert _records(sizes(body), ["article_id", "source_id", "city", "n_chars", "n_tokens"]) == [
        ("a-1", "a", "甲城", 11, 4),
        ("b-1", "b", "乙城", 3, 1),
        ("c-1", "c", None, 6, 2),
    ]
    assert count(phrases, sizes(body), of="phrase")["n"].sum() == len(phrases)


def test_content_terms_drops_function_words_and_other_kinds():
    terms = pd.DataFrame(
        {
            "term": ["的", "防控", "要", "不", "24", "，", "CBD"],
            "kind": ["word", "word", "word", "word", "number", "punctuation", "latin"],
        }
    )
    assert content_terms(terms)["term"].tolist() == ["防控", "要", "不"]


def test_measures_leave_their_input_alone(phrases, articles, sentences):
    counts = count(phrases, articles, of="phrase")
    frames = [phrases, articles, sentences, counts]
    before = [frame.copy(deep=True) for frame in frames]
    count(phrases, articles, of="phrase")
    spread(counts, of="phrase")
    sentence_share(phrases, sentences, of="phrase")
    sizes(sentences)
    for frame, copy in zip(frames, before, strict=True):
        assert_frame_equal(frame, copy)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from("防控复工")), max_size=40),
    st.lists(st.sampled_from(["甲城", "乙城", None]), min_size=6, max_size=6),
)
def test_count_equals_counting_by_hand(found, cities):
    articles = pd.DataFrame(
        {"article_id": list("abcdef"), "city": cities, "n_chars": 100, "n_tokens": 50}
    ).astype({"city": "str"})
    occurrences = pd.DataFrame(
        {"article_id": ["abcdef"[i] for i, _ in found], "term": [term for _, term in found]},
        dtype="str",
    )
    counts = count(occurrences, articles, of="term")
    assert len(counts) == len(set(cities)) * len({term for _, term in found})
    for city, term, n in _records(counts, ["city", "term", "n"]):
        assert n == sum(1 for i, other in found if other == term and cities[i] == city)
    table = spread(counts, of="term")
    inside = table["left_out_min"].isna() | (
        (table["left_out_min"] <= table["per_10k"] + 1e-9)
        & (table["per_10k"] <= table["left_out_max"] + 1e-9)
    )
    assert inside.all()
    assert np.array_equal(table["n"], counts.groupby("term", sort=False)["n"].sum())


@pytest.mark.parametrize("of", ["n", "n_chars", "city"])
def test_count_refuses_a_column_named_like_one_of_its_result(of):
    rows = pd.DataFrame({"article_id": ["a"], "city": ["甲"], "n": [1], "n_chars": [3]})
    with pytest.raises(ValueError, match="expected two columns other than"):
        count(rows, rows.assign(n_tokens=1), of=of)
