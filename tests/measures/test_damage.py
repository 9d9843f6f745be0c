import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.corpus import Corpus
from analysis.measures.damage import damage_interval

# A corpus to count by hand. a.txt: 促復工，防控。 with 復 repaired (raw 1 to 10), then a sentence
# that reads 防控???。 b.txt: 復工。 in an undamaged file, at the raw place of a.txt's repair.
COLUMNS = ["certain", "n", "possible", "n_repaired", "n_damaged"]


@pytest.fixture
def sentences():
    return pd.DataFrame(
        {
            "sentence_id": ["a-1-1", "a-1-2", "a-1-3", "b-1-1"],
            "article_id": ["a-1", "a-1", "a-1", "b-1"],
            "source_id": ["a", "a", "a", "b"],
            "city": ["甲城", "甲城", "甲城", None],
            "zone": ["body", "body", "roster", "body"],
            "n_chars": [7, 6, 5, 3],
            "n_tokens": [3, 1, 0, 1],
            "is_damaged": [False, True, True, False],
        }
    )


@pytest.fixture
def phrases():
    return pd.DataFrame(
        {
            "sentence_id": ["a-1-1", "a-1-1", "a-1-2", "b-1-1"],
            "article_id": ["a-1", "a-1", "a-1", "b-1"],
            "phrase": ["复工", "防控", "防控", "复工"],
            "start": [1, 12, 15, 1],
            "end": [11, 14, 17, 3],
        }
    )


@pytest.fixture
def edits():
    return pd.DataFrame(
        {
            "source_id": ["a", "a"],
            "kind": ["damage", "annotation"],
            "start": [1, 12],
            "end": [10, 13],
        }
    )


def bounds(table, place, phrase):
    is_place = table.iloc[:, 0].isna() if place is None else table.iloc[:, 0] == place
    (row,) = table.loc[is_place & (table["phrase"] == phrase), COLUMNS].to_numpy().tolist()
    return row


def test_damage_interval_counts_from_certain_to_possible(phrases, sentences, edits):
    table = damage_interval(phrases, sentences, edits, of="phrase")
    assert bounds(table, "甲城", "复工") == [0, 1, 2, 1, 1]  # on the repair; one damaged sentence
    assert bounds(table, "甲城", "防控") == [2, 2, 3, 0, 1]  # an annotation is no repair
    assert bounds(table, None, "复工") == [1, 1, 1, 0, 0]  # the repair is another file's
    assert bounds(table, None, "防控") == [0, 0, 0, 0, 0]
    assert len(table) == 4


def test_damage_interval_takes_neighbours_for_untouched(phrases, sentences, edits):
    beside = phrases.assign(start=[10, 12, 15, 1], end=[12, 14, 17, 3])
    table = damage_interval(beside, sentences, edits, of="phrase")
    assert bounds(table, "甲城", "复工") == [1, 1, 2, 0, 1]


def test_damage_interval_is_the_count_where_nothing_is_damaged(phrases, sentences, edits):
    whole = sentences.assign(is_damaged=False)
    table = damage_interval(phrases, whole, edits.iloc[:0], of="phrase", by="article_id")
    assert table["certain"].equals(table["n"])
    assert table["possible"].equals(table["n"])


def test_damage_interval_counts_an_occurrence_on_two_repairs_once(phrases, sentences, edits):
    twice = pd.concat([edits, edits.iloc[:1].assign(start=10, end=11)])
    table = damage_interval(phrases, sentences, twice, of="phrase")
    assert bounds(table, "甲城", "复工") == [0, 1, 2, 1, 1]


def test_damage_interval_leaves_its_input_alone(phrases, sentences, edits):
    before = [frame.copy(deep=True) for frame in (phrases, sentences, edits)]
    damage_interval(phrases, sentences, edits, of="phrase")
    for old, new in zip(before, (phrases, sentences, edits), strict=True):
        assert_frame_equal(old, new)


def test_damage_interval_bears_tables_without_rows(phrases, sentences, edits):
    table = damage_interval(phrases.iloc[:0], sentences, edits, of="phrase")
    assert list(table.columns) == ["city", "phrase", *COLUMNS]
    assert table.empty


def test_damage_interval_names_what_is_missing(phrases, sentences, edits):
    with pytest.raises(ValueError, match=r"^damage_interval: expected column 'kind' in edits, got"):
        damage_interval(phrases, sentences, edits.drop(columns="kind"), of="phrase")
    with pytest.raises(ValueError, match="expected occurrences only in the sentence_ids"):
        damage_interval(phrases.assign(sentence_id="a-1-3"), sentences, edits, of="phrase")


def test_damage_interval_of_the_five_reports_touches_only_what_dezhou_repaired(corpus: Corpus):
    table = damage_interval(corpus.phrases, corpus.sentences, corpus.edits, of="family")
    assert not table["n_damaged"].any()
    touched = table[table["certain"] < table["n"]]
    assert set(touched["city"]) == {"Dezhou"}
    assert {"三农"} <= set(touched["family"])
