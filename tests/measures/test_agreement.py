import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis import paths
from analysis.measures.agreement import (
    bootstrap_alpha,
    krippendorff_alpha,
    match_reference,
    precision_recall,
    split_codes,
)

# Krippendorff 2011, section A: ten units, two observers, alpha = 0.095.
MEG = "0100000010"
OWEN = "1110010000"
FEW = settings(max_examples=25)  # a frame for each example is slow


def coding(**themes):
    """Make a coding: the codes of each sentence, joined by ;."""
    table = pd.DataFrame({"sentence_id": list(themes), "themes": list(themes.values())})
    return split_codes(table)


def binary(decisions):
    return coding(**{f"s{n}": "war" if yes == "1" else "" for n, yes in enumerate(decisions)})


# --- split_codes ---------------------------------------------------------------------------------


def test_split_codes_keeps_a_sentence_without_codes():
    table = pd.DataFrame({"sentence_id": ["s1", "s2", "s3"], "themes": ["war;exam", None, ""]})
    found = split_codes(table)
    assert list(found["sentence_id"]) == ["s1", "s1", "s2", "s3"]
    assert list(found["theme"].dropna()) == ["war", "exam"]


def test_split_codes_needs_its_column():
    with pytest.raises(ValueError, match="expected column 'reading_1' in reference"):
        split_codes(pd.DataFrame({"sentence_id": ["s1"]}), "reading_1")


# --- precision_recall ----------------------------------------------------------------------------


def test_precision_recall_counts_each_theme_once_a_sentence():
    reference = coding(s1="war;exam", s2="war", s3="", s4="rural")
    coded = coding(s1="war;war", s2="war;exam", s3="war")
    found = precision_recall(coded, reference).set_index("theme")
    assert found[["tp", "fp", "fn"]].to_dict("index") == {
        "exam": {"tp": 0, "fp": 1, "fn": 1},
        "rural": {"tp": 0, "fp": 0, "fn": 1},
        "war": {"tp": 2, "fp": 1, "fn": 0},
        "micro": {"tp": 2, "fp": 2, "fn": 2},
    }
    assert found.loc["war", ["precision", "recall", "f1"]].tolist() == pytest.approx(
        [2 / 3, 2 / 2, 4 / 5]
    )
    assert found.loc["micro", ["precision", "recall", "f1"]].tolist() == [2 / 4, 2 / 4, 4 / 8]


def test_precision_recall_is_na_where_undefined():
    found = precision_recall(coding(s1=""), coding(s1="war")).set_index("theme")
    assert pd.isna(found.loc["war", "precision"])
    assert found.loc["war", "recall"] == 0
    assert found.loc["war", "f1"] == 0


def test_precision_recall_of_no_codes_at_all_is_one_row_of_na():
    found = precision_recall(coding(s1=""), coding(s1=""))
    assert found["theme"].tolist() == ["micro"]
    assert found[["tp", "fp", "fn"]].to_numpy().tolist() == [[0, 0, 0]]
    assert found[["precision", "recall", "f1"]].isna().to_numpy().all()


def test_precision_recall_refuses_sentences_that_were_not_read():
    with pytest.raises(ValueError, match=r"got \['s2'\] and 0 more in coded\. Select"):
        precision_recall(coding(s2="war"), coding(s1="war"))


pairs = st.lists(
    st.tuples(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc"))), min_size=1
)


@FEW
@given(pairs)
def test_precision_recall_equals_counting_sets(drawn):
    coded, reference = (
        coding(**{f"s{n}": ";".join(sorted(pair[side])) for n, pair in enumerate(drawn)})
        for side in (0, 1)
    )
    found = precision_recall(coded, reference).set_index("theme")
    for theme in set("abc") & set(found.index):
        votes = [(theme in left, theme in right) for left, right in drawn]
        expected = [votes.count(vote) for vote in ((True, True), (True, False), (False, True))]
        assert found.loc[theme, ["tp", "fp", "fn"]].tolist() == expected
    both = sum(len(left & right) for left, right in drawn)
    all_votes = sum(len(left) + len(right) for left, right in drawn)
    if all_votes:
        assert found.loc["micro", "f1"] == pytest.approx(2 * both / all_votes)


# --- krippendorff_alpha --------------------------------------------------------------------------


def test_krippendorff_alpha_gives_the_published_value():
    found = krippendorff_alpha(binary(MEG), binary(OWEN)).set_index("theme")
    assert found.loc["war", ["n_decisions", "n_first", "n_second", "n_differ"]].tolist() == [
        *(10, 2, 4, 4)
    ]
    assert found.loc["war", "alpha"] == pytest.approx(1 - 19 * 4 / (14 * 6))
    assert round(found.loc["war", "alpha"], 3) == 0.095


@FEW
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_krippendorff_alpha_equals_one_less_observed_over_expected(votes):
    first, second = (binary("".join("01"[vote[side]] for vote in votes)) for side in (0, 1))
    found = krippendorff_alpha(first, second).set_index("theme")
    values = [value for vote in votes for value in vote]
    chance = [
        (left, right) for i, left in enumerate(values) for j, right in enumerate(values) if i != j
    ]
    expected = sum(left != right for left, right in chance) / len(chance)
    observed = sum(left != right for left, right in votes) / len(votes)
    if expected:
        assert found.loc["war", "alpha"] == pytest.approx(1 - observed / expected)
    elif any(values):
        assert pd.isna(found.loc["war", "alpha"])


def test_krippendorff_alpha_pools_every_sentence_and_theme():
    found = krippendorff_alpha(coding(s1="war", s2="exam"), coding(s1="war", s2="")).set_index(
        "theme"
    )
    assert found.loc["all", "n_decisions"] == 4
    assert found.loc["all", "alpha"] == pytest.approx(1 - 7 * 1 / (5 * 3))


def test_krippendorff_alpha_needs_the_same_sentences():
    with pytest.raises(ValueError, match="expected the same sentences in first and second"):
        krippendorff_alpha(coding(s1="war"), coding(s2="war"))


def test_krippendorff_alpha_of_the_two_readings_is_what_their_readme_says():
    table = pd.read_csv(paths.REFERENCE / "themes.csv").rename(
        columns={"sentence_key": "sentence_id"}
    )
    found = krippendorff_alpha(split_codes(table, "reading_1"), split_codes(table, "reading_2"))
    assert found.set_index("theme").loc["all", "alpha"] == pytest.approx(0.98, abs=0.005)


# --- bootstrap_alpha -----------------------------------------------------------------------------


def test_bootstrap_alpha_equals_drawing_sentence_by_sentence():
    found = bootstrap_alpha(binary(MEG), binary(OWEN)).set_index("theme").loc["war"]
    votes = np.array([[int(left), int(right)] for left, right in zip(MEG, OWEN, strict=True)])
    generator = np.random.default_rng(1)
    alphas = []
    for _ in range(5_000):
        drawn = votes[generator.integers(10, size=10)]
        yes, differ = drawn.sum(), (drawn[:, 0] != drawn[:, 1]).sum()
        if 0 < yes < 20:
            alphas.append(1 - 19 * differ / (yes * (20 - yes)))
    assert found["alpha"] == pytest.approx(1 - 19 * 4 / (14 * 6))
    # two runs of 5,000 draws each; alpha takes few values
    expected = np.quantile(alphas, [0.025, 0.975])
    assert found[["alpha_low", "alpha_high"]].tolist() == pytest.approx(expected, abs=0.05)
    assert found["n_draws"] == pytest.approx(len(alphas), abs=40)


def test_bootstrap_alpha_counts_the_draws_in_which_it_is_defined():
    # of two sentences one is a yes: half of all draws hold the same sentence twice
    found = bootstrap_alpha(coding(s1="war", s2=""), coding(s1="war", s2="")).set_index("theme")
    assert found.loc["war", "n_draws"] == pytest.approx(2_500, abs=150)
    assert found.loc["war", "alpha"] == 1
    assert found[["alpha_low", "alpha_high"]].isna().to_numpy().all()


def test_bootstrap_alpha_is_na_where_undefined():
    found = bootstrap_alpha(coding(s1="", s2=""), coding(s1="", s2="")).set_index("theme")
    assert found.loc["all", ["alpha", "alpha_low", "alpha_high"]].isna().all()
    assert found.loc["all", "n_draws"] == 0


def test_bootstrap_alpha_hangs_on_the_seed_and_not_on_the_order():
    first, second = coding(s1="war", s2="exam", s3=""), coding(s1="war", s2="", s3="exam")
    shuffled = first.sample(frac=1, random_state=1), second.sample(frac=1, random_state=2)
    assert_frame_equal(bootstrap_alpha(first, second), bootstrap_alpha(*shuffled))
    other = bootstrap_alpha(first, second, seed=1)
    assert not other.equals(bootstrap_alpha(first, second))


def test_bootstrap_alpha_needs_the_same_sentences():
    with pytest.raises(ValueError, match=r"^bootstrap_alpha: expected the same sentences"):
        bootstrap_alpha(coding(s1="war"), coding(s2="war"))


# --- match_reference -----------------------------------------------------------------------------


def sentences(*texts):
    return pd.DataFrame({"sentence_id": [f"s{n}" for n in range(1, len(texts) + 1)], "text": texts})


@pytest.mark.parametrize(
    "text",
    [
        "会议指出，要“严防”输入（境外）。",
        "会议指出,要 “严防” 输入(境外)。",
        "本报讯(记者 甲 乙) 会议指出,要“严防”输入(境外)。",
        "本报讯（记者　甲）会议指出，要“严防”输入（境外）。",
    ],
)
def test_match_reference_looks_past_blanks_width_and_byline(text):
    reference = pd.DataFrame({"text": [text], "themes": ["containment"]})
    found = match_reference(
        sentences("他参加会议。", "会议指出，要“严防”输入（境外）。"), reference
    )
    assert found.to_dict("list") == {
        "sentence_id": ["s2"],
        "text": [text],
        "themes": ["containment"],
    }


def test_match_reference_finds_every_row_of_the_seeds():
    for name in ("themes", "speakers"):
        reference = pd.read_csv(paths.REFERENCE / f"{name}.csv")
        own = reference.rename(columns={"sentence_key": "sentence_id"})[["sentence_id", "text"]]
        found = match_reference(own, reference)
        assert (found["sentence_id"] == reference["sentence_key"]).all()


def test_match_reference_lists_rows_without_or_with_several_sentences():
    reference = pd.DataFrame({"text": ["甲到会。", "乙到会。", "丙到会。"]})
    message = (
        "match_reference: expected one sentence for each row, got none or several in reference "
        "for row 1 乙到会。…; row 2 丙到会。…. Pass the body and roster sentences "
        "of the same reports, once."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        match_reference(sentences("甲到会。", "丙到会。", "丙，到会。"), reference)


def test_match_reference_leaves_its_input_unchanged():
    reference = pd.DataFrame({"text": ["甲到会。"]})
    before = reference.copy()
    match_reference(sentences("甲到会。"), reference)
    assert_frame_equal(reference, before)


def test_split_codes_passes_over_blanks():
    read = pd.DataFrame({"sentence_id": ["a", "b", "c"], "themes": ["x; y;", None, " "]})
    coding = split_codes(read)
    assert coding["sentence_id"].tolist() == ["a", "a", "b", "c"]
    assert coding["theme"].dropna().tolist() == ["x", "y"]
