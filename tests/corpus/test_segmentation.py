import tempfile
from pathlib import Path

import jieba
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from analysis.corpus import segmentation
from analysis.corpus.segmentation import resegment
from analysis.corpus.terms import split_terms

TEXTS = [
    "李猛要求，抓好复工复产，压实“四方责任”。",
    "24日，新增BA.2病例3.5%；AB角要上岗！",
    "做好新冠肺炎疫情防控，",
]


@pytest.fixture(scope="module")
def terms():
    rows = {"sentence_id": [f"a-1-{i}" for i in range(len(TEXTS))], "article_id": "a-1"}
    return split_terms(pd.DataFrame({**rows, "city": "Dezhou", "text": TEXTS}))


def cut(tokens, segmenter):
    return tokens.loc[tokens["segmenter"] == segmenter, "term"].tolist()


def test_resegment_cuts_the_same_text_three_times(terms):
    tokens = resegment(terms)
    assert tokens["segmenter"].unique().tolist() == ["ours", "hmm", "no_user_words"]
    for _, found in tokens.groupby("segmenter"):
        assert found.groupby("sentence_id")["term"].agg("".join).tolist() == TEXTS
        clauses = found.groupby(["sentence_id", "clause"])["term"].agg("".join)
        assert_series_equal(clauses, terms.groupby(["sentence_id", "clause"])["term"].agg("".join))


def test_resegment_keeps_ours_as_it_is(terms):
    tokens = resegment(terms)
    ours = tokens[tokens["segmenter"] == "ours"].drop(columns="segmenter")
    assert_frame_equal(ours, terms[ours.columns])


def test_resegment_shows_what_the_model_and_our_words_do(terms):
    tokens = resegment(terms)
    ours, hmm, plain = (cut(tokens, name) for name in ("ours", "hmm", "no_user_words"))
    assert ours[:3] == ["李", "猛", "要求"]
    assert hmm[:2] == ["李猛", "要求"]
    assert "新冠肺炎" in ours
    assert plain[-7:] == ["做好", "新", "冠", "肺炎", "疫情", "防控", "，"]


def test_resegment_leaves_numbers_latin_and_punctuation_alone(terms):
    others = terms.loc[terms["kind"] != "word", "term"].tolist()
    tokens = resegment(terms)
    for _, found in tokens[tokens["kind"] != "word"].groupby("segmenter"):
        assert found["term"].tolist() == others


def test_resegment_does_not_listen_to_another_tokenizer(terms, monkeypatch):
    before = resegment(terms)
    monkeypatch.setattr(jieba.dt, "FREQ", {"复工复产压实": 10**9})
    monkeypatch.setattr(jieba.dt, "total", 10**9)
    monkeypatch.setattr(jieba.dt, "initialized", True)
    jieba.add_word("要求抓好", 10**9)
    other = jieba.Tokenizer()
    other.FREQ, other.total, other.initialized = {"疫情防控": 10**9}, 10**9, True
    other.add_word("疫情防", 10**9)
    assert_frame_equal(resegment(terms), before)


def test_segmenters_leave_jieba_the_temporary_folder_and_stderr_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words))
    segmenters = segmentation._segmenters.__wrapped__()
    assert list(segmenters["no_user_words"]("复产")) == ["复", "产"]
    after = (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words))
    assert before == after
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_resegment_of_nothing_has_all_columns_and_leaves_its_input_alone(terms):
    before = terms.copy(deep=True)
    columns = resegment(terms).columns.tolist()
    assert_frame_equal(terms, before)
    empty = resegment(terms.iloc[:0])
    assert empty.empty
    assert empty.columns.tolist() == columns
