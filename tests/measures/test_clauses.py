import re

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.measures.bootstrap import bootstrap_share
from analysis.measures.clauses import by_clause, clauses
from analysis.measures.counts import sentence_share

SPEAKER = {"a-1-1": "甲", "a-1-2": "乙"}


def make(*texts):
    """Make a report that prints its sentences one after the other, and a term per character."""
    sentences, terms, start = [], [], 0
    for number, text in enumerate(texts, start=1):
        sentence_id, clause = f"a-1-{number}", 1
        sentences.append((sentence_id, "a-1", "甲城", number, "body", start, start + len(text)))
        for offset, character in enumerate(text, start=start):
            terms.append((sentence_id, clause, character, offset, offset + 1))
            clause += character in "，；："
        start += len(text)
    columns = ["sentence_id", "article_id", "city", "position", "zone", "start", "end"]
    frame = pd.DataFrame(sentences, columns=columns)
    return (
        frame.assign(speaker=frame["sentence_id"].map(SPEAKER)),
        pd.DataFrame(terms, columns=["sentence_id", "clause", "term", "start", "end"]),
    )


def found(**spans):
    """Make an occurrence of each theme, in the first sentence unless the span says which."""
    rows = [
        ("a-1-1", theme, *span) if len(span) == 2 else (span[0], theme, *span[1:])
        for theme, span in spans.items()
    ]
    return pd.DataFrame(rows, columns=["sentence_id", "theme", "start", "end"])


def test_clauses_has_a_row_for_each_with_its_span_and_its_sentences_columns():
    sentences, terms = make("一二，三：四。", "五。")
    table = clauses(sentences, terms)
    assert list(table.columns) == [*sentences.columns, "third"]
    assert table["sentence_id"].tolist() == ["a-1-1/1", "a-1-1/2", "a-1-1/3", "a-1-2/1"]
    assert table[["start", "end"]].to_numpy().tolist() == [[0, 3], [3, 5], [5, 7], [7, 9]]
    assert table["speaker"].tolist() == ["甲", "甲", "甲", "乙"]


@pytest.mark.parametrize(
    ("n", "thirds"), [(1, [1]), (2, [1, 2]), (3, [1, 2, 3]), (7, [1, 1, 1, 2, 2, 3, 3])]
)
def test_clauses_cuts_each_report_in_thirds(n, thirds):
    sentences, terms = make("一，" * (n - 1) + "一。")
    other = [frame.assign(sentence_id="b-1-1") for frame in (sentences, terms)]
    other[0] = other[0].assign(article_id="b-1")
    both = clauses(
        pd.concat([sentences, other[0]], ignore_index=True),
        pd.concat([terms, other[1]], ignore_index=True),
    )
    assert both["third"].tolist() == thirds * 2


def test_clauses_leaves_out_other_zones_and_its_input_unchanged():
    sentences, terms = make("一，二。", "三。")
    marked = sentences.assign(zone=["body", "caption"])
    before = marked.copy()
    table = clauses(marked, terms[terms["sentence_id"] == "a-1-1"])
    assert table["sentence_id"].tolist() == ["a-1-1/1", "a-1-1/2"]
    assert_frame_equal(marked, before)


def test_clauses_refuses_terms_of_other_sentences():
    sentences, terms = make("一，二。", "三。")
    with pytest.raises(
        ValueError, match=r"^clauses: expected occurrences only in the sentence_ids"
    ):
        clauses(sentences.head(1), terms)


def test_by_clause_places_each_occurrence_and_one_over_a_comma_twice():
    sentences, terms = make("一二，三：四。", "五。")
    occurrences = found(war=(0, 2), exam=(5, 6), balance=(1, 4), rural=("a-1-2", 7, 8))
    placed = by_clause(occurrences, clauses(sentences, terms))
    assert list(placed.columns) == list(occurrences.columns)
    assert placed[["sentence_id", "theme"]].to_numpy().tolist() == [
        ["a-1-1/1", "war"],
        ["a-1-1/3", "exam"],
        ["a-1-1/1", "balance"],
        ["a-1-1/2", "balance"],
        ["a-1-2/1", "rural"],
    ]


def test_by_clause_refuses_an_occurrence_outside():
    sentences, terms = make("一二。")
    message = (
        "by_clause: expected occurrences only in the clauses that are searched, got 'a-1-1' "
        "outside them. Select the same in both frames."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        by_clause(found(war=(7, 8)), clauses(sentences, terms))


@pytest.mark.parametrize("share", [sentence_share, bootstrap_share])
def test_shares_of_clauses_by_speaker(share):
    sentences, terms = make("一二，三：四，五。", "五，六。")
    table = clauses(sentences, terms)
    placed = by_clause(found(war=(0, 2), balance=(1, 4)), table)
    result = share(placed, table, of="theme", by="speaker").set_index(["speaker", "theme"])
    assert result["share"].to_dict() == {
        ("甲", "war"): 1 / 4,
        ("甲", "balance"): 2 / 4,
        ("乙", "war"): 0,
        ("乙", "balance"): 0,
    }
    assert result["of_sentences"].to_dict()["乙", "war"] == 2
