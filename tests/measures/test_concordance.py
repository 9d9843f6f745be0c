import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.measures.concordance import TextSearch, concordance, find_text


def _sentences(*texts):
    return pd.DataFrame(
        {
            "sentence_id": [f"a-1-{i}" for i in range(1, len(texts) + 1)],
            "article_id": "a-1",
            "city": "甲城",
            "zone": "body",
            "speaker": "",
            "text": list(texts),
        }
    ).astype({"text": "str", "sentence_id": "str"})


@pytest.fixture
def sentences():
    return _sentences("抓防控、促复工。", "全力防控疫情，科学防控。", "没有。")


def _lines(frame):
    return frame[["left", "node", "right"]].agg("|".join, axis="columns").tolist()


def test_find_text_finds_every_place_in_every_sentence(sentences):
    hits = find_text(sentences, "防控")
    assert hits[["sentence_id", "start", "end"]].to_numpy().tolist() == [
        ["a-1-1", 1, 3],
        ["a-1-2", 2, 4],
        ["a-1-2", 9, 11],
    ]
    assert set(hits["node"]) == set(hits["pattern"]) == {"防控"}


@pytest.mark.parametrize("text", ["a.c", "(", "[", "防\\控", "+"])
def test_find_text_takes_plain_text_literally(text):
    hits = find_text(_sentences("abc", f"x{text}x"), text)
    assert hits[["sentence_id", "start"]].to_numpy().tolist() == [["a-1-2", 1]]


def test_find_text_takes_regular_expressions_when_asked(sentences):
    hits = find_text(sentences, "(全力|科学)防控", regex=True)
    assert hits["node"].tolist() == ["全力防控", "科学防控"]
    assert set(hits["pattern"]) == {"(全力|科学)防控"}


@pytest.mark.parametrize(
    ("pattern", "nodes"),
    [("^.", ["抓", "全", "没"]), ("[^、，]+$", ["促复工。", "科学防控。", "没有。"])],
)
def test_find_text_sees_sentences_as_wholes(sentences, pattern, nodes):
    assert find_text(sentences, pattern, regex=True)["node"].tolist() == nodes


def test_find_text_never_finds_across_sentences():
    sentences = _sentences("防", "控")
    assert find_text(sentences, "防\n控").empty
    assert find_text(sentences, r"防\s*控", regex=True).empty
    assert find_text(sentences, "防控").empty


def test_find_text_drops_matches_of_nothing(sentences):
    assert find_text(sentences, "x*", regex=True).empty
    assert find_text(sentences, "防?", regex=True)["node"].tolist() == ["防"] * 3


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "[", "*", "(?P<x", "a{99999999999999999999}"])
def test_find_text_explains_a_broken_expression(sentences, pattern):
    with pytest.raises(ValueError, match=r"^find_text: expected a regular expression, got ") as hit:
        find_text(sentences, pattern, regex=True)
    assert repr(pattern) in str(hit.value)
    assert str(hit.value).endswith("Correct it, or search for it as plain text.")


def test_find_text_refuses_an_empty_pattern(sentences):
    with pytest.raises(ValueError, match=r"^find_text: expected a wording to search, got ''\."):
        find_text(sentences, "")


@pytest.mark.parametrize("regex", [False, True])
def test_find_text_and_concordance_of_nothing_have_all_columns(sentences, regex):
    full, none = find_text(sentences, "防控"), find_text(sentences, "核酸", regex=regex)
    nowhere = find_text(sentences.iloc[:0], "防控", regex=regex)
    assert none.empty
    assert nowhere.empty
    assert none.dtypes.to_dict() == nowhere.dtypes.to_dict() == full.dtypes.to_dict()
    lines = concordance(sentences, none)
    assert lines.empty
    assert lines.columns.tolist() == concordance(sentences, full).columns.tolist()


def test_concordance_gives_the_stated_columns(sentences):
    lines = concordance(sentences, find_text(sentences, "复工"))
    assert lines.to_dict("records") == [
        {
            "sentence_id": "a-1-1",
            "article_id": "a-1",
            "city": "甲城",
            "zone": "body",
            "speaker": "",
            "left": "抓防控、促",
            "node": "复工",
            "right": "。",
            "start": 5,
            "end": 7,
        }
    ]


def test_concordance_keeps_the_context_inside_the_sentence_and_width(sentences):
    lines = concordance(sentences, find_text(sentences, "防控"), width=3)
    assert _lines(lines) == ["抓|防控|、促复", "全力|防控|疫情，", "，科学|防控|。"]


def test_concordance_sorts_by_the_word_next_to_the_node():
    sentences = _sentences("乙科学防控丙", "甲科学防控甲", "强化防控乙")
    hits = find_text(sentences, "防控")
    left = concordance(sentences, hits, sort="left")
    right = concordance(sentences, hits, sort="right")
    assert left["left"].tolist() == ["强化", "乙科学", "甲科学"]
    assert right["right"].tolist() == sorted("丙甲乙")
    assert "化" < "学"
    assert "乙" < "甲"


def test_concordance_puts_any_order_of_occurrences_in_position(sentences):
    hits = find_text(sentences, "防控")
    mixed = hits.iloc[[2, 0, 1]]
    assert_frame_equal(concordance(sentences, mixed), concordance(sentences, hits))


def test_concordance_sorts_equals_by_position():
    sentences = _sentences("要防控。", "要防控。", "要防控。")
    lines = concordance(sentences, find_text(sentences, "防控").iloc[::-1], sort="left")
    assert lines["sentence_id"].tolist() == ["a-1-1", "a-1-2", "a-1-3"]


def test_concordance_takes_any_occurrences_with_local_offsets(sentences):
    themes = pd.DataFrame(
        {"sentence_id": ["a-1-3"], "theme": ["exam"], "start": [0], "end": [2]}, index=[7]
    )
    assert _lines(concordance(sentences, themes)) == ["|没有|。"]


@pytest.mark.parametrize(("start", "end"), [(104, 106), (-1, 2), (2, 2), (0, 4)])
def test_concordance_refuses_spans_outside_the_sentence(sentences, start, end):
    themes = pd.DataFrame({"sentence_id": ["a-1-3"], "start": [start], "end": [end]})
    with pytest.raises(
        ValueError,
        match=rf"inside the 3 characters of a-1-3, got {start} to {end}\. Offsets into the raw",
    ):
        concordance(sentences, themes)


def test_concordance_refuses_a_sentence_that_is_not_there(sentences):
    with pytest.raises(ValueError, match=r"^concordance: .* got 'a-1-2' outside them\."):
        concordance(sentences.iloc[:1], find_text(sentences, "科学"))


def test_concordance_names_all_ways_to_sort(sentences):
    with pytest.raises(ValueError, match=r"\['position', 'left', 'right'\], got 'city'"):
        concordance(sentences, find_text(sentences, "防控"), sort="city")


def test_concordance_refuses_a_negative_width(sentences):
    with pytest.raises(ValueError, match=r"expected width 0 or more, got -1\. Set width=20\."):
        concordance(sentences, find_text(sentences, "防控"), width=-1)


def test_finding_leaves_its_input_alone(sentences):
    before = sentences.copy(deep=True)
    hits = find_text(sentences, "防控")
    hits_before = hits.copy(deep=True)
    concordance(sentences, hits, sort="left")
    assert_frame_equal(sentences, before)
    assert_frame_equal(hits, hits_before)


texts = st.lists(st.text("防控、。a\n", min_size=1, max_size=12), min_size=1, max_size=6)


@given(texts, st.text("防控、。a\n", min_size=1, max_size=2), st.booleans())
def test_find_text_equals_searching_each_sentence_alone(texts, word, regex):
    hits = TextSearch(_sentences(*texts)).find(re.escape(word) if regex else word, regex=regex)
    expected = []
    for number, text in enumerate(texts, start=1):
        place = text.find(word)
        while place >= 0:
            expected.append((f"a-1-{number}", place, place + len(word)))
            place = text.find(word, place + len(word))
    assert list(hits[["sentence_id", "start", "end"]].itertuples(index=False)) == expected


@given(
    texts,
    st.text("防控、。a", min_size=1, max_size=2),
    st.integers(0, 6),
    st.sampled_from(["position", "left", "right"]),
)
def test_concordance_lines_are_slices_of_their_sentence(texts, word, width, sort):
    sentences = _sentences(*texts)
    lines = concordance(sentences, find_text(sentences, word), width=width, sort=sort)
    assert len(lines) == sum(text.count(word) for text in texts)
    by_id = sentences.set_index("sentence_id")["text"]
    for line in lines.itertuples():
        text, first = by_id[line.sentence_id], line.start - len(line.left)
        assert text[first : line.end + len(line.right)] == line.left + line.node + line.right
        assert text[line.start : line.end] == line.node == word
        assert len(line.left) == min(width, line.start)
        assert len(line.right) == min(width, len(text) - line.end)
