import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.cleaning import AlignedText, Change, replay, restore


@st.composite
def cleaned(draw: st.DrawFn) -> tuple[AlignedText, str]:
    """An aligned text after up to four rounds of changes, and the text made by plain slicing."""
    text = AlignedText.of(draw(st.text("ab(c)，", max_size=30)))
    plain = text.text
    for round_ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.sets(st.integers(0, len(plain)), max_size=8)))
        changes = [
            Change(start, end, draw(st.text("xyz", max_size=3)), f"round {round_}")
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        text = text.apply(changes)
        for change in reversed(changes):
            plain = plain[: change.start] + change.after + plain[change.end :]
    return text, plain


@given(cleaned())
def test_apply_changes_the_text_as_slicing_does(case: tuple[AlignedText, str]):
    text, plain = case
    assert text.text == plain


@given(cleaned())
def test_edits_and_kept_characters_partition_the_raw_text(case: tuple[AlignedText, str]):
    text, _ = case
    done = 0
    for edit in text.edits:
        assert done <= edit.start < edit.end
        assert text.raw[edit.start : edit.end] == edit.before
        done = edit.end
    assert done <= len(text.raw)


@given(cleaned())
def test_edits_replay_both_ways(case: tuple[AlignedText, str]):
    text, _ = case
    assert replay(text.raw, [(e.start, e.end, e.after) for e in text.edits]) == text.text
    back = restore(text.text, [(e.start, e.end, e.before, e.after) for e in text.edits])
    assert back == text.raw


@given(cleaned())
def test_spans_are_ordered_and_kept_characters_slice_back(case: tuple[AlignedText, str]):
    text, _ = case
    starts, ends = text.starts(), text.ends()
    assert len(starts) == len(ends) == len(text.text)
    assert (starts <= ends).all()
    assert (starts[1:] >= ends[:-1]).all()
    edited = np.zeros(len(text.raw) + 1, dtype=bool)
    for edit in text.edits:
        edited[edit.start : edit.end] = True
    for character, start, end in zip(text.text, starts, ends, strict=True):
        assert edited[start] or text.raw[start:end] == character


def test_apply_merges_a_larger_change_and_takes_its_reason():
    text = AlignedText.of("a  b").apply([Change(1, 3, " ", "whitespace")])
    merged = text.apply([Change(0, 3, "", "duplicate", "why")])
    assert [(e.start, e.end, e.kind, e.before, e.evidence) for e in merged.edits] == [
        (0, 4, "duplicate", "a  b", "why")
    ]


def test_apply_keeps_the_proof_of_a_repair_that_is_converted_later():
    text = AlignedText.of("確?!").apply([Change(1, 3, "農", "damage", "bytes")])
    converted = text.apply([Change(1, 2, "农", "script")])
    assert converted.text == "確农"
    assert [(e.kind, e.after, e.evidence) for e in converted.edits] == [("damage", "农", "bytes")]


def test_apply_leaves_a_deletion_at_the_edge_apart():
    text = AlignedText.of("開(kāi)會").apply([Change(1, 6, "", "annotation")])
    both = text.apply([Change(0, 1, "开", "script"), Change(1, 2, "会", "script")])
    assert [(e.start, e.end, e.kind) for e in both.edits] == [
        (0, 1, "script"),
        (1, 6, "annotation"),
        (6, 7, "script"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        [Change(1, 1, "x", "script")],
        [Change(0, 9, "x", "script")],
        [Change(1, 2, "x", "script"), Change(0, 1, "x", "script")],
    ],
)
def test_apply_refuses_changes_that_do_not_fit(changes: list[Change]):
    with pytest.raises(ValueError, match="expected changes sorted, apart and inside a text of 3"):
        AlignedText.of("abc").apply(changes)
