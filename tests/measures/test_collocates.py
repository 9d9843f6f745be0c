import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures.collocates import association, collocates

GOLD = json.loads((Path(__file__).parent.parent / "cases" / "association.json").read_text("utf-8"))


def terms_of(*sentences):
    rows = [(f"a-1-{i}", term) for i, sentence in enumerate(sentences) for term in sentence.split()]
    return pd.DataFrame(rows, columns=["sentence_id", "term"], dtype="str")


# 防控 stands in three of the five sentences, 疫情 in three, in two of them with 防控.
TERMS = terms_of("疫情 防控 工作", "防控 疫情 疫情 防控", "防控 复工", "疫情", "复工 会议")


def test_collocates_counts_sentences_once_however_often_they_hold_a_term():
    table = collocates(TERMS, "防控").set_index("collocate")
    counts = {term: tuple(row) for term, *row in table[["o11", "r1", "c1", "n"]].itertuples()}
    assert counts == {
        "疫情": (2, 3, 3, 5),
        "工作": (1, 3, 1, 5),
        "复工": (1, 3, 2, 5),
        "会议": (0, 3, 1, 5),
    }


def test_collocates_scores_by_its_formulas():
    row = collocates(TERMS, "防控").set_index("collocate").loc["疫情"]
    assert row["log_dice"] == pytest.approx(14 + math.log2(2 * 2 / (3 + 3)))
    assert row["mi"] == pytest.approx(math.log2(2 / (3 * 3 / 5)))
    assert row["delta_p_collocate"] == pytest.approx(2 / 3 - 1 / 2)
    assert row["delta_p_node"] == pytest.approx(2 / 3 - 1 / 2)
    likelihood = sum(
        o * math.log(o / e) for o, e in [(2, 9 / 5), (1, 6 / 5), (1, 6 / 5), (1, 4 / 5)]
    )
    assert row["g2"] == pytest.approx(2 * likelihood)


def test_collocates_puts_the_closest_first_and_the_absent_last():
    table = collocates(TERMS, "防控")
    assert table["collocate"].tolist() == ["疫情", "工作", "复工", "会议"]
    absent = table.iloc[-1]
    assert absent[["log_dice", "mi"]].isna().all()
    assert absent["delta_p_collocate"] == pytest.approx(-1 / 2)
    assert absent["g2"] < 0


def test_collocates_of_a_node_that_never_occurs():
    table = collocates(TERMS, "大考")
    assert table["r1"].tolist() == [0] * 5
    assert table[["log_dice", "mi", "delta_p_collocate"]].isna().all(axis=None)


def test_collocates_of_nothing_has_all_columns_and_leaves_its_input_alone():
    before = TERMS.copy(deep=True)
    columns = collocates(TERMS, "防控").columns.tolist()
    assert_frame_equal(TERMS, before)
    empty = collocates(TERMS.iloc[:0], "防控")
    assert empty.empty
    assert empty.columns.tolist() == columns


def test_collocates_names_the_missing_column():
    with pytest.raises(ValueError, match=r"^collocates: expected column 'term' in terms, got \["):
        collocates(TERMS.drop(columns="term"), "防控")


def test_association_equals_association_measures():
    expected = pd.DataFrame(GOLD["collocates"]["rows"], dtype=float)
    got = association(expected)
    with np.errstate(divide="ignore"):
        log_dice = 14 + np.log2(expected["dice"].where(expected["o11"] > 0))
    mi = expected["mutual_information"] * math.log2(10)
    for mine, theirs in [
        (got["log_dice"], log_dice),
        (got["mi"], mi),
        (got["delta_p_node"], expected["liddell"]),
        (got["delta_p_collocate"], expected["liddell_swapped"]),
    ]:
        assert mine.tolist() == pytest.approx(theirs.tolist(), nan_ok=True)
    # where a margin is all of n, two cells are expected to be empty: theirs is 0 / 0 there
    has_four = expected["log_likelihood"].notna()
    g2, theirs = got["g2"][has_four], expected["log_likelihood"][has_four]
    assert g2.tolist() == pytest.approx(theirs.tolist())
    assert got["g2"][~has_four].tolist() == [0, 0]


def test_association_equals_the_ucs_toolkit():
    expected = pd.DataFrame(GOLD["surface"]["rows"])
    got = association(expected.drop(columns="mi"))
    assert got["mi"].tolist() == pytest.approx((expected["mi"] * math.log2(10)).tolist())
    assert got["g2"].tolist() == pytest.approx(expected["log_likelihood"].tolist())
    assert (2 ** (got["log_dice"] - 14)).tolist() == pytest.approx(expected["dice"].tolist())


def test_association_gives_the_delta_p_of_of_course():
    # Gries 2013:144, of course in the spoken BNC: 5610, 168938 / 2257, 10233063
    table = pd.DataFrame(
        {"o11": [5610], "r1": [5610 + 168938], "c1": [5610 + 2257], "n": [10409868]}
    )
    row = association(table).iloc[0]
    assert round(row["delta_p_collocate"], 3) == 0.032  # how far of predicts course
    assert round(row["delta_p_node"], 3) == 0.697  # how far course predicts of
