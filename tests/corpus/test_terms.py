import json
import re
import tempfile
from pathlib import Path

import jieba
import pandas as pd
import pytest
from ahocorasick_rs import AhoCorasick
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import paths
from analysis.corpus import Corpus, terms
from analysis.corpus.lexicon import read_terms
from analysis.corpus.terms import split_terms

CASES = json.loads((Path(__file__).parent.parent / "cases" / "terms.json").read_text("utf-8"))
WORDS = list(read_terms()["term"])
TEXTS = st.lists(
    st.one_of(st.sampled_from([*WORDS, "24", "3.5%", "，", "”", "；", " ", "AB"]), st.text())
)


def sentences(*texts: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sentence_id": [f"a-1-{i}" for i in range(1, len(texts) + 1)],
            "article_id": "a-1",
            "city": "Luoyang",
            "text": list(texts),
        }
    )


def cut(text: str) -> list[str]:
    return split_terms(sentences(text))["term"].tolist()


@pytest.fixture(scope="module")
def plain() -> jieba.Tokenizer:
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_split_terms(case: dict, request: pytest.FixtureRequest):
    if case["kind"] == "known_failure":
        request.applymarker(pytest.mark.xfail(reason=case["why"], strict=True))
    assert cut(case["text"]) == case["expected"]


@settings(max_examples=50)
@given(TEXTS)
def test_tokens_slice_back_in_order_and_leave_only_blanks(parts: list[str]):
    text = "".join(parts)
    rows = split_terms(sentences(text))
    assert [text[row.start : row.end] for row in rows.itertuples()] == rows["term"].tolist()
    assert rows["position"].tolist() == list(range(1, len(rows) + 1))
    assert (rows["end"] > rows["start"]).all()
    assert (rows["start"].iloc[1:].array >= rows["end"].iloc[:-1].array).all()
    assert "".join(rows["term"]) == "".join(text.split())


@settings(max_examples=50)
@given(TEXTS)
def test_clauses_rise_by_one_and_no_clause_goes_on_behind_its_end(parts: list[str]):
    rows = split_terms(sentences("".join(parts)))
    steps = rows["clause"].diff().iloc[1:]
    assert steps.isin([0, 1]).all()
    before = rows["term"].shift().iloc[1:]
    goes_on = before.isin(list("，；：。！？")) & (rows["kind"].iloc[1:] == "word")
    assert (steps[goes_on] == 1).all()


# Of Han characters only: jieba takes Latin letters into a run, and of two equally likely ways to
# cut it the last digits of its sums would decide, which hang on what else stands in the run.
HAN = st.lists(
    st.sampled_from([word for word in WORDS if not re.search("[A-Z]", word)])
    | st.text("疫情防控工作会议强调要落实的一〇㐀龥𠀀", max_size=8)
).map("".join)


@settings(max_examples=200)
@given(HAN)
def test_words_are_cut_as_jieba_cuts_them(text: str):
    assert cut(text) == terms._tokenizer().lcut(text, HMM=False)


def test_words_of_reports_are_cut_as_jieba_cuts_them(corpus: Corpus):
    taught = terms._tokenizer()
    runs = [run for text in corpus.sentences["text"] for run in re.findall("[一-龥]+", text)]
    assert len(runs) > 1000
    found = split_terms(sentences(*runs)).groupby("sentence_id", sort=False)["term"].agg(list)
    assert found.tolist() == [taught.lcut(run, HMM=False) for run in runs]


def test_split_terms_numbers_clauses_with_their_closing_marks():
    rows = split_terms(sentences("他说：“好，”要抓；“稳！”进"))
    by_clause = rows.groupby("clause")["term"].agg("".join)
    assert by_clause.to_dict() == {1: "他说：", 2: "“好，”", 3: "要抓；", 4: "“稳！”", 5: "进"}


def test_split_terms_tells_kinds_by_script():
    rows = split_terms(sentences("一要AB角，３.5%①BA.2〇“……Ω"))
    assert dict(zip(rows["term"], rows["kind"], strict=True)) == {
        **dict.fromkeys(["一", "要", "AB角", "〇"], "word"),
        **dict.fromkeys(["，", "“", "……"], "punctuation"),
        **dict.fromkeys(["３.5%"], "number"),
        "①BA.2": "latin",
        "Ω": "latin",
    }


def test_split_terms_keeps_columns_without_rows_and_its_input():
    given_ = sentences("要落实。", " ")
    before = given_.copy()
    rows = split_terms(given_)
    assert set(rows["sentence_id"]) == {"a-1-1"}
    pd.testing.assert_frame_equal(given_, before)
    assert split_terms(given_.head(0)).columns.tolist() == rows.columns.tolist()


def test_split_terms_does_not_listen_to_another_tokenizer(monkeypatch: pytest.MonkeyPatch):
    text = "统筹做好疫情防控工作"
    before = cut(text)
    monkeypatch.setattr(jieba.dt, "FREQ", {"统筹做好疫情": 10**9})
    monkeypatch.setattr(jieba.dt, "total", 10**9)
    monkeypatch.setattr(jieba.dt, "initialized", True)
    jieba.add_word(text, 10**9)
    assert jieba.lcut(text, HMM=False) == [text]
    assert cut(text) == before == ["统筹", "做好", "疫情", "防控", "工作"]


def test_tokenizer_leaves_jieba_the_temporary_folder_and_stderr_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words))
    tokenizer = terms._tokenizer.__wrapped__()
    assert tokenizer.lcut("复产", HMM=False) == ["复产"]
    after = (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words))
    assert before == after
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_terms_are_listed_once():
    repeated = [word for word in WORDS if WORDS.count(word) > 1]
    assert repeated == []


def test_terms_are_words_that_jieba_would_break(plain: jieba.Tokenizer):
    assert [word for word in WORDS if plain.lcut(word, HMM=False) == [word]] == []


@pytest.mark.parametrize("carrier", ["{}", "各地要做好{}工作。", "要{}，", "“{}”的作用"])
def test_terms_come_out_whole(carrier: str):
    rows = split_terms(sentences(*(carrier.format(word) for word in WORDS)))
    found = set(zip(rows["sentence_id"], rows["term"], strict=True))
    assert [word for i, word in enumerate(WORDS, 1) if (f"a-1-{i}", word) not in found] == []


def test_terms_leave_known_longer_words_whole(plain: jieba.Tokenizer):
    taught = terms._tokenizer()
    finder = AhoCorasick(WORDS)
    known = [word for word, n in plain.FREQ.items() if n and finder.find_matches_as_indexes(word)]
    whole = [word for word in known if plain.lcut(word, HMM=False) == [word]]
    assert len(whole) >= 10
    assert [word for word in whole if taught.lcut(word, HMM=False) != [word]] == []


def test_read_terms_asks_for_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / "terms.txt").write_text("# words\n\n专班\ttask force\n流调\n", encoding="utf-8")
    monkeypatch.setattr(paths, "LEXICON", tmp_path)
    with pytest.raises(ValueError, match="read_terms: ") as raised:
        read_terms()
    assert str(raised.value) == (
        "read_terms: expected a word, a tab and a reason, got '流调' in terms.txt, line 4. "
        "Write the reason or drop the word."
    )
