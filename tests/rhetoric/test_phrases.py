import json
import re
import time
from pathlib import Path

import jieba
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import paths
from analysis.corpus import build_corpus, find_files, terms
from analysis.rhetoric import find_rhetoric
from analysis.rhetoric.glossary import gloss, read_glossary
from analysis.rhetoric.phrases import find_phrases, read_phrases

CASES = json.loads((Path(__file__).parent.parent / "cases" / "phrases.json").read_text("utf-8"))
LEXICON = read_phrases()
FORMS = LEXICON[LEXICON["role"] != "patterns"]
MARKS = "、，；“”‘’"
NUMBER_BEFORE = re.compile(r"[二三四五六七八九十百千两第初0-9]\Z")
TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*FORMS["form"], *MARKS, "和", "周", "十", "一手抓", "统筹", "。"]),
        st.text("四六稳保早抓战大考防控输入个。", max_size=4),
    ),
    max_size=12,
).map("".join)


def sentences(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sentence_id": [f"a-1-{i}" for i in range(1, len(texts) + 1)],
            "article_id": "a-1",
            "city": "Luoyang",
            "text": list(texts),
        }
    )


def spelt(form: str) -> re.Pattern[str]:
    """Write a form as a regular expression: the slow, independent way to find it."""
    parts = re.split(f"[{MARKS}]+", form.strip(MARKS))
    return re.compile(f"[{MARKS}]*".join(map(re.escape, parts)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_find_phrases(case: dict, request: pytest.FixtureRequest):
    if case["kind"] == "known_failure":
        request.applymarker(pytest.mark.xfail(reason=case["why"], strict=True))
    found = find_phrases(sentences(case["text"]))
    assert found[["phrase", "family", "is_nested"]].to_numpy().tolist() == case["expected"]


@settings(max_examples=50)
@given(TEXTS)
def test_phrases_slice_back_and_nest_as_they_say(text: str):
    found = find_phrases(sentences(text))
    spans = list(zip(found["start"], found["end"], strict=True))
    assert [text[start:end] for start, end in spans] == found["phrase"].tolist()
    for row in found.itertuples():
        around = found[(found["start"] <= row.start) & (found["end"] >= row.end)]
        longer = around[(around["end"] - around["start"]) > row.end - row.start]
        assert row.is_nested == (len(longer) > 0)
        assert row.family not in set(longer["family"])
        meets = found[(found["start"] < row.end) & (found["end"] > row.start)]
        assert (meets["family"] == row.family).sum() == 1


EXCEPTED = set(FORMS.loc[FORMS["role"] == "unless", "family"])
SPELT = [
    (row.family, spelt(row.form))
    for row in FORMS[~FORMS["family"].isin(EXCEPTED)].itertuples(index=False)
]


@settings(max_examples=50)
@given(TEXTS)
def test_phrases_agree_with_one_regular_expression_a_form(text: str):
    found = find_phrases(sentences(text))
    for family, form in SPELT:
        for match in form.finditer(text):
            if NUMBER_BEFORE.search(text, 0, match.start()) or text[match.end() :][:1].isdigit():
                continue
            spans = found.loc[found["family"] == family, ["start", "end"]]
            meets = spans[(spans["start"] < match.end()) & (spans["end"] > match.start())]
            assert len(meets) > 0
            assert (meets["start"] <= match.start()).any()


def test_find_phrases_does_not_depend_on_the_tokenizer(monkeypatch: pytest.MonkeyPatch):
    text = sentences("要坚持两手抓、两手硬，安排企业复工复产。")
    before = find_phrases(text)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a tokenizer was asked")

    monkeypatch.setattr(jieba.Tokenizer, "cut", refuse)
    pd.testing.assert_frame_equal(find_phrases(text), before)
    assert before["family"].tolist() == ["两手抓", "复工复产"]


def test_find_phrases_keeps_columns_without_rows_and_its_input():
    given_ = sentences("他举起两手。", "“六稳”")
    before = given_.copy()
    found = find_phrases(given_)
    pd.testing.assert_frame_equal(given_, before)
    assert found["sentence_id"].tolist() == ["a-1-2"]
    assert find_phrases(given_.head(1)).columns.tolist() == found.columns.tolist()


@pytest.mark.parametrize(
    "part", ["六稳", "一手抓", "统筹疫情防控", "在大战中", "压实“", "“", "大战，", "四个意识”、"]
)
def test_find_phrases_takes_time_in_proportion_to_the_text(part: str):
    def seconds(n: int) -> float:
        started = time.process_time()
        find_phrases(sentences(part * n))
        return time.process_time() - started

    seconds(1)
    assert seconds(20_000) < 30 * max(seconds(2_000), 0.02)


def test_phrases_have_one_family_each():
    meant = FORMS[FORMS["role"] != "unless"]
    bare = meant["form"].str.translate(dict.fromkeys(map(ord, MARKS)))
    families = meant.groupby(bare)["family"].nunique()
    assert families[families > 1].empty


def test_phrases_are_found_by_every_form_of_theirs():
    meant = FORMS[FORMS["role"] != "unless"]
    texts = sentences(*meant["form"])
    found = find_phrases(texts)
    pairs = set(zip(found["sentence_id"], found["family"], strict=True))
    expected = zip(texts["sentence_id"], meant["family"], strict=True)
    assert [pair for pair in expected if pair not in pairs] == []


def test_exceptions_hold_a_form_of_their_family_and_are_not_found():
    excepted = FORMS[FORMS["role"] == "unless"]
    texts = sentences(*excepted["form"])
    found = find_phrases(texts)
    pairs = set(zip(found["sentence_id"], found["family"], strict=True))
    assert not pairs & set(zip(texts["sentence_id"], excepted["family"], strict=True))
    meant = FORMS[FORMS["role"] != "unless"].groupby("family")["form"].agg(list)
    for row in excepted.itertuples():
        assert any(form in row.form for form in meant[row.family]), row.form


def test_patterns_have_no_open_repetition():
    patterns = LEXICON.loc[LEXICON["role"] == "patterns", "form"]
    assert [pattern for pattern in patterns if re.search(r"[*+]|,\}", pattern)] == []


def test_read_phrases_names_the_family_without_a_kind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    text = '[slogan]\n"六稳" = []\n[policy]\n[members]\n"六保" = ["保就业"]\n[patterns]\n[unless]\n'
    (tmp_path / "phrases.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "LEXICON", tmp_path)
    with pytest.raises(ValueError, match="read_phrases: ") as raised:
        read_phrases()
    assert str(raised.value) == (
        "read_phrases: expected each family in either [slogan] or [policy], got ['六保'] "
        "in phrases.toml. Give it one kind."
    )


def test_glossary_lists_each_term_once_with_a_gloss():
    glossary = read_glossary()
    assert glossary["zh"].is_unique
    assert glossary["en"].str.strip().str.len().gt(0).all()


def test_glossary_has_every_family():
    assert sorted(set(LEXICON["family"]) - set(read_glossary()["zh"])) == []


def test_gloss_looks_up_or_says_none():
    assert gloss("六稳") == "six stabilities"
    assert gloss("97183") == "investment plan"
    assert gloss("没有") is None


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch):
    """Give the segmenter another user dictionary, and forget it afterwards."""
    caches = (terms._tokenizer, terms._likelihoods, terms._scanner)
    listed = pd.DataFrame({"term": ["复产", "双胜", "三个防", "情防控", "会发展"], "reason": "odd"})
    for cache in caches:
        cache.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(terms, "read_terms", lambda: listed)
        yield
    for cache in caches:
        cache.cache_clear()


def test_other_words_for_the_segmenter_change_no_phrase(corpus, other_words):
    built = find_rhetoric(build_corpus(find_files([paths.REPORTS])))
    assert_frame_equal(built.phrases, corpus.phrases)
    assert_frame_equal(built.formulas, corpus.formulas)
    assert built.terms["term"].tolist() != corpus.terms["term"].tolist()
