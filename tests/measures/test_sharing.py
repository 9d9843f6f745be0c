import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.measures.sharing import shared_characters, shared_share
from analysis.rhetoric.formulas import find_formulas

# Countable by hand: 甲 has two reports, 丁 is a report of an unknown place, 戊 has no text.
#   a-1 甲 [统筹疫情防控]工作。 10 characters     a-2 甲 复工[疫情防控]   6
#   b-1 乙 [统筹疫情防控]     6                  c-1 丙 抓[疫情防控]抓好[复工复产] 11
#   d-1 NA [复工复产]         4                  e-1 戊                0
TEXTS = {
    "a-1": "统筹疫情防控工作。…",
    "a-2": "复工疫情防控",
    "b-1": "统筹疫情防控",
    "c-1": "抓疫情防控抓好复工复产",
    "d-1": "复工复产",
    "e-1": "",
}
CITIES = {"a-1": "甲", "a-2": "甲", "b-1": "乙", "c-1": "丙", "d-1": None, "e-1": "戊"}


@pytest.fixture
def articles():
    return pd.DataFrame(
        {
            "article_id": list(TEXTS),
            "city": list(CITIES.values()),
            "n_chars": [len(text) for text in TEXTS.values()],
        }
    )


@pytest.fixture
def formulas():
    rows = [
        (formula, article_id, text.index(formula))
        for formula in ("统筹疫情防控", "疫情防控", "复工复产")
        for article_id, text in TEXTS.items()
        if formula in text
    ]
    table = pd.DataFrame(rows, columns=["formula", "article_id", "start"])
    table["end"] = table["start"] + table["formula"].str.len()
    return table.assign(sentence_id=table["article_id"] + "-1", **{"class": "shared"})


def rows(table):
    return {tuple(row) for row in table.astype(object).where(table.notna(), None).to_numpy()}


def test_shared_characters_counts_each_character_of_a_pair_once(formulas, articles):
    table = shared_characters(formulas, articles)
    assert list(table.columns) == ["city", "other", "n_shared", "n_chars", "share"]
    assert table["city"].drop_duplicates().tolist() == ["甲", "乙", "丙", "d-1", "戊"]
    assert len(table) == 5 * 4
    expected = {
        ("甲", "乙", 10, 16, 10 / 16),  # 统筹疫情防控, and 疫情防控 in the other report
        ("甲", "丙", 8, 16, 8 / 16),
        ("乙", "甲", 6, 6, 1),
        ("乙", "丙", 4, 6, 4 / 6),
        ("丙", "甲", 4, 11, 4 / 11),
        ("丙", "乙", 4, 11, 4 / 11),
        ("丙", "d-1", 4, 11, 4 / 11),
        ("d-1", "丙", 4, 4, 1),
    }
    assert rows(table[table["n_shared"] > 0]) == expected
    assert table.loc[table["city"] == "戊", "share"].isna().all()


def test_shared_share_counts_each_character_at_the_most_cities(formulas, articles):
    table = shared_share(formulas, articles)
    assert list(table.columns) == ["article_id", "city", "k", "n_shared", "n_chars", "share"]
    assert rows(table) == {
        ("a-1", "甲", 2, 2, 10, 2 / 10),  # 统筹; 疫情防控 is shared by three
        ("a-1", "甲", 3, 4, 10, 4 / 10),
        ("a-2", "甲", 2, 0, 6, 0),
        ("a-2", "甲", 3, 4, 6, 4 / 6),
        ("b-1", "乙", 2, 2, 6, 2 / 6),
        ("b-1", "乙", 3, 4, 6, 4 / 6),
        ("c-1", "丙", 2, 4, 11, 4 / 11),
        ("c-1", "丙", 3, 4, 11, 4 / 11),
        ("d-1", None, 2, 4, 4, 1),
        ("d-1", None, 3, 0, 4, 0),
        ("e-1", "戊", 2, 0, 0, None),
        ("e-1", "戊", 3, 0, 0, None),
    }


def test_without_a_city_its_sharing_is_missing(formulas, articles):
    left = articles["city"] != "丙"
    kept = formulas[formulas["article_id"] != "c-1"]
    table = shared_share(kept, articles[left])
    assert table["k"].unique().tolist() == [2]
    assert table.set_index("article_id")["n_shared"].to_dict() == {
        "a-1": 6,
        "a-2": 4,
        "b-1": 6,
        "d-1": 0,  # 复工复产 stands nowhere else now
        "e-1": 0,
    }


def test_no_formula_is_zero_not_missing(formulas, articles):
    none = formulas.iloc[:0]
    assert (shared_characters(none, articles)["n_shared"] == 0).all()
    assert shared_share(none, articles)[
        ["k", "n_shared"]
    ].drop_duplicates().to_numpy().tolist() == [[2, 0]]


def test_the_input_stays_as_it_was(formulas, articles):
    before = formulas.copy(), articles.copy()
    shared_characters(formulas, articles)
    shared_share(formulas, articles)
    assert_frame_equal(formulas, before[0])
    assert_frame_equal(articles, before[1])


@pytest.mark.parametrize("measure", [shared_characters, shared_share])
def test_more_shared_than_there_is_says_what_to_pass(measure, formulas, articles):
    name = measure.__name__
    where = "甲" if measure is shared_characters else "a-1"
    n_chars, n_shared = (8, 10) if measure is shared_characters else (2, 4)
    articles["n_chars"] = [2, 6, 6, 11, 4, 0]
    with pytest.raises(ValueError, match=f"^{name}: expected spans") as error:
        measure(formulas, articles)
    assert str(error.value) == (
        f"{name}: expected spans in the sentences' texts, got {n_shared} characters of {n_chars} "
        f"in {where!r}. Pass corpus.to_text(corpus.formulas)."
    )


@pytest.mark.parametrize("measure", [shared_characters, shared_share])
def test_a_missing_column_and_an_unknown_article_are_errors(measure, formulas, articles):
    with pytest.raises(
        ValueError, match=f"{measure.__name__}: expected column 'class' in formulas"
    ):
        measure(formulas.drop(columns="class"), articles)
    with pytest.raises(ValueError, match=f"{measure.__name__}: expected occurrences only in"):
        measure(formulas, articles[articles["article_id"] != "c-1"])


texts = st.lists(
    st.tuples(st.sampled_from(["甲", "乙", "丙", None]), st.text("疫情防控，", max_size=16)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25)
@given(texts)
def test_sharing_holds_together(reports):
    names = [f"r-{number}" for number in range(len(reports))]
    cities, bodies = zip(*reports, strict=True)
    articles = pd.DataFrame({"article_id": names, "city": pd.Series(cities, dtype="str")})
    sentences = articles.assign(sentence_id=names, text=bodies)
    articles["n_chars"] = [len(text) for text in bodies]
    formulas = find_formulas(sentences)
    pairs = shared_characters(formulas, articles)
    assert pairs["share"].dropna().between(0, 1).all()
    support = pairs.set_index(["city", "other"])["n_shared"] > 0
    assert all(support[city, other] == support[other, city] for city, other in support.index)
    # What a report shares with any one city is no more than what it shares at all, and that is
    # the union of its spans.
    union = {name: set() for name in names}
    for row in formulas.itertuples():
        union[row.article_id] |= set(range(row.start, row.end))
    totals = shared_share(formulas, articles).groupby("article_id")["n_shared"].sum()
    assert totals.to_dict() == {name: len(union[name]) for name in names}
    place = articles["city"].fillna(articles["article_id"])
    of_place = totals.reindex(names).groupby(place.to_numpy()).sum()
    assert (pairs["n_shared"].to_numpy() <= of_place.loc[pairs["city"]].to_numpy()).all()


def test_all_that_the_five_share_is_shared_with_someone(corpus):
    formulas = find_formulas(corpus.body)
    shares = shared_share(formulas, corpus.articles)
    assert shares["k"].unique().tolist() == [2, 3, 4, 5]
    assert shares.groupby("article_id")["share"].sum().between(0.15, 0.5).all()
    assert (shared_characters(formulas, corpus.articles)["n_shared"] > 0).all()
