"""Discovered phrases: counted by hand, against a slow search, and beside known phrases."""

from math import log2

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rhetoric.discovered import discover_phrases, score_phrases

NONE = pd.DataFrame({"sentence_id": [], "start": [], "end": []})


def sentences(*texts: str, reports: str = "") -> pd.DataFrame:
    """Make one sentence a text; reports names the report of each by a letter."""
    names = list(reports or "abcdefghijklmnopqrstuvwxyz"[: len(texts)])
    return pd.DataFrame(
        {
            "sentence_id": [f"{name}-{n}" for n, name in enumerate(names)],
            "article_id": names,
            "city": names,
            "text": list(texts),
        }
    )


def test_cohesion_is_that_of_the_weakest_joint():
    # 春夏秋冬 three times and nothing else but 春 and 甲乙: N = 15, n(春) = 4, all else 3.
    table = score_phrases(sentences("春夏秋冬，春", "春夏秋冬，甲", "春夏秋冬，乙"))
    assert table[["phrase", "n", "n_reports"]].to_numpy().tolist() == [["春夏秋冬", 3, 3]]
    joints = [3 * 15 / (4 * 3), 3 * 15 / (3 * 3), 3 * 15 / (3 * 3)]
    assert table["cohesion"].tolist() == pytest.approx([log2(min(joints))])


def test_what_is_always_part_of_a_longer_stretch_is_not_listed():
    table = score_phrases(sentences(*["春夏秋冬东南"] * 3, "春夏秋冬西北"))
    assert table["phrase"].tolist() == ["春夏秋冬东南", "春夏秋冬"]
    assert table["n"].tolist() == [3, 4]


def test_one_report_alone_shares_nothing():
    assert score_phrases(sentences(*["春夏秋冬"] * 5, reports="aaaaa")).empty


def test_a_phrase_does_not_cross_punctuation():
    assert score_phrases(sentences(*["春夏，秋冬", "春夏、秋冬", "春夏”秋冬"])).empty


def test_stretches_cut_at_grammatical_words_are_left_out():
    assert "的春夏秋冬" not in score_phrases(sentences(*["的春夏秋冬"] * 3))["phrase"].tolist()


def filler(n: int) -> str:
    """Write n characters, each of its own: cohesion needs other text to stand out from."""
    return "，".join(chr(0x5000 + i) for i in range(n))


def test_uses_inside_known_phrases_are_not_counted_again():
    texts = sentences(*["春夏秋冬"] * 4, filler(300))
    known = pd.DataFrame({"sentence_id": ["a-0"], "start": [1], "end": [3]})
    found = discover_phrases(texts, known)
    assert found["sentence_id"].tolist() == ["b-1", "c-2", "d-3"]
    assert set(found["kind"]) == {"discovered"}
    two = pd.concat([known, known.assign(sentence_id="b-1")])
    assert discover_phrases(texts, two).empty


def test_the_longest_takes_the_place_and_frees_it_if_too_few_are_left():
    texts = sentences(*["春夏秋冬东南"] * 3, *["春夏秋冬"] * 3, filler(400), reports="abcabcd")
    found = discover_phrases(texts, NONE)
    assert found["phrase"].value_counts().to_dict() == {"春夏秋冬东南": 3, "春夏秋冬": 3}
    known = pd.DataFrame({"sentence_id": ["a-0"], "start": [4], "end": [6]})
    freed = discover_phrases(texts, known)
    assert freed["phrase"].value_counts().to_dict() == {"春夏秋冬": 6}


def test_no_sentences_no_phrases():
    assert discover_phrases(sentences("一").head(0), NONE).empty
    assert score_phrases(sentences("一").head(0)).empty


@given(st.lists(st.text("甲乙丙，", max_size=14), min_size=2, max_size=8))
def test_counts_are_those_of_a_slow_search(texts: list[str]):
    table = score_phrases(sentences(*texts))
    runs = [run for text in texts for run in text.split("，")]
    every = [run[i:k] for run in runs for k in range(len(run) + 1) for i in range(k)]
    counts = pd.Series(every, dtype="str").value_counts()
    expected = {
        stretch: n
        for stretch, n in counts.items()
        if n >= 3 and len(stretch) >= 4 and sum(stretch in text for text in texts) >= 2
        if not any(counts.get(a + stretch) == n or counts.get(stretch + a) == n for a in "甲乙丙")
    }
    assert dict(zip(table["phrase"], table["n"], strict=True)) == expected
