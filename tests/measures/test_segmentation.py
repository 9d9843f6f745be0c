import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures.segmentation import segmentation


def tokens_of(**cut):
    """Make the tokens of each segmenter: a blank between tokens, / between clauses."""
    rows = [
        (segmenter, "a-1-1", clause, term)
        for segmenter, text in cut.items()
        for clause, tokens in enumerate(text.split("/"), start=1)
        for term in tokens.split()
    ]
    columns = ["segmenter", "sentence_id", "clause", "term"]
    return pd.DataFrame(rows, columns=columns).astype({"segmenter": "str", "term": "str"})


# 工作思路 is one word or two; 要防 is a word in nobody's text but stands in it
TOKENS = tokens_of(
    ours="要 防控 工作思路 / 工作 / 要 防控 防控",
    fine="要 防控 工作 思路 / 工作 / 要 防控 防控",
)


def test_segmentation_counts_each_term_under_each_segmenter():
    table = segmentation(TOKENS, ["防控", "工作", "要防", "作要", "大考"])
    n = table.groupby("term")["n"].agg(list).to_dict()  # ours, fine, characters
    assert n == {
        "防控": [3, 3, 3],
        "工作": [1, 2, 2],
        "要防": [0, 0, 2],
        "作要": [0, 0, 0],  # stands across two clauses only
        "大考": [0, 0, 0],
    }


def test_segmentation_ranks_among_the_terms_given():
    table = segmentation(TOKENS, ["工作", "要", "防控"])
    assert table["segmenter"].tolist() == ["ours"] * 3 + ["fine"] * 3 + ["characters"] * 3
    assert table["term"].tolist() == ["工作", "要", "防控"] * 3
    assert table["rank"].tolist() == [3, 2, 1, 2, 2, 1, 2, 2, 1]


def test_segmentation_finds_no_more_tokens_than_characters_allow():
    terms = TOKENS["term"].unique().tolist()
    n = segmentation(TOKENS, terms).groupby("term")["n"].agg(list)
    assert all(max(cut) <= characters for *cut, characters in n)


def test_segmentation_of_nothing_has_zeros_and_leaves_its_input_alone():
    before = TOKENS.copy(deep=True)
    columns = segmentation(TOKENS, ["防控"]).columns.tolist()
    assert_frame_equal(TOKENS, before)
    empty = segmentation(TOKENS.iloc[:0], ["防控"])
    assert empty.columns.tolist() == columns
    assert empty.iloc[0].tolist() == ["characters", "防控", 0, 1]


def test_segmentation_refuses_a_term_given_twice():
    with pytest.raises(
        ValueError,
        match=r"^segmentation: expected each term once, got '防控' twice in terms\. Drop repeats\.$",
    ):
        segmentation(TOKENS, ["防控", "要", "防控"])
