import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb

from analysis.measures import content_terms, count, spread
from analysis.report.charts import phrases as charts
from analysis.report.labels import city_labels
from analysis.report.style import GREY, city_styles
from tests.check_figure import check_figure

WORDS = {
    "title": "统筹兼顾 balance is said in every place, and nobody says it more than once",
    "note": "n = 9 uses of 4 families. Source: a made-up corpus",
}
CITIES = {"Wuhan": "武汉 Wuhan", "Urumqi": "新疆（省级） Xinjiang 2022"}
ODD = {
    "one city": [("Wuhan", "六稳", False), ("Wuhan", "六稳", False), ("Wuhan", "总体战", True)],
    "long names": [
        ("Wuhan", "增强“四个意识”、坚定“四个自信”、做到“两个维护”", False),
        ("Urumqi", "在大战中践行初心使命、在大考中交出合格答卷", False),
        ("Urumqi", "麻痹思想、厌战情绪、侥幸心理、松劲心态", False),
    ],
    "city not known": [(np.nan, "六稳", False), ("Wuhan", "六保", False), (np.nan, "无此语", True)],
    "nothing": [],
}


pytestmark = pytest.mark.usefixtures("house_style")


def make_counts(phrases: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count phrases on their own and nested, each with its number of cities."""
    phrases = phrases.astype({"family": pd.CategoricalDtype(sorted(set(phrases["family"])))})
    nested = phrases["is_nested"]
    counts = count(phrases[~nested], articles, of="family")
    counts["n_nested"] = count(phrases[nested], articles, of="family")["n"]
    reach = spread(counts, of="family").drop(columns=["n", "n_chars", "per_10k"])
    reach = reach.drop(columns=["per_10k_low", "per_10k_high"])
    return counts.merge(reach, on="family", validate="many_to_one").sort_values(
        "n_groups", ascending=False, kind="stable"
    )


def draw_all(phrases: pd.DataFrame, articles: pd.DataFrame, labels: dict[str, str]) -> dict:
    counts = make_counts(phrases, articles)
    parts = counts[counts["n"] > 0].groupby(["city", "n_groups", "of_groups"], dropna=False).size()
    cards = phrases.groupby(["city", "family"], dropna=False, sort=False)["is_nested"]
    cards = cards.agg(n="size", is_nested="all").reset_index()
    words = counts.rename(columns={"family": "term"}).assign(n_sentences=counts["n"])
    drawn = {"labels": labels, **WORDS}
    return {
        "reach": charts.plot_reach(parts.rename("n_families").reset_index(), **drawn),
        "families": charts.plot_families(counts, **drawn),
        "shared": charts.plot_shared(spread(counts, of="family"), **WORDS),
        "own": charts.plot_own(cards.assign(is_quoted=True, per_10k=80.2), **drawn),
        "words": charts.plot_words(
            words[words["n"] > 0].groupby("city", dropna=False).head(12), **drawn
        ),
    }


def make_articles(cities: list) -> pd.DataFrame:
    size = {"n_chars": 500, "n_tokens": 200}
    return pd.DataFrame({"article_id": [str(city) for city in cities], "city": cities, **size})


def make_phrases(rows: list) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["city", "family", "is_nested"])
    article_id = [str(city) for city in frame["city"]]
    return frame.astype({"is_nested": bool}).assign(article_id=article_id)


def draw_odd(case: str) -> dict:
    phrases = make_phrases(ODD[case])
    return draw_all(phrases, make_articles([*CITIES, np.nan]), CITIES)


def get_contrast(one, other) -> float:
    """Give the contrast of two colours by WCAG 2.1."""
    parts = np.array([to_rgb(one), to_rgb(other)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    dark, light = sorted(linear @ [0.2126, 0.7152, 0.0722])
    return (light + 0.05) / (dark + 0.05)


def texts(fig: plt.Figure) -> list[str]:
    return [text.get_text() for ax in fig.axes for text in ax.texts]


@pytest.fixture(scope="module")
def labels(corpus):
    return city_labels(corpus.articles)


@pytest.mark.parametrize("name", ["reach", "families", "shared", "own"])
def test_charts_of_the_five_reports_have_no_fault(corpus, labels, name):
    shared = spread(count(corpus.phrases, corpus.articles, of="family"), of="family")
    kept = shared[(shared["n_groups"] > 1) | (shared["n"] > 3)]["family"]
    phrases = corpus.phrases[corpus.phrases["family"].isin(kept)]
    assert check_figure(draw_all(phrases, corpus.articles, labels)[name]) == []


def test_words_of_the_five_reports_have_no_fault(corpus, labels):
    counts = count(content_terms(corpus.terms), corpus.articles, of="term")
    words = counts.groupby("city", sort=False).head(12)
    words = words.assign(n_sentences=words["n"], n_groups=5, of_groups=5)
    assert check_figure(charts.plot_words(words, labels=labels, **WORDS)) == []


@pytest.mark.parametrize("case", ODD)
@pytest.mark.parametrize("name", ["reach", "families", "shared", "own", "words"])
def test_charts_of_odd_corpora_have_no_fault(case, name):
    assert check_figure(draw_odd(case)[name]) == []


def test_families_shows_zeros_and_nested_uses_as_such():
    assert texts(draw_odd("one city")["families"]) == ["2", "0", "0", "0 (1)", "0", "0"]


def test_families_heads_each_reach_with_its_number_of_families():
    rows = [("Wuhan", "六稳", False), ("Urumqi", "六稳", False), ("Wuhan", "六保", False)]
    fig = draw_all(make_phrases(rows), make_articles([*CITIES]), CITIES)["families"]
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == [
        "in 2 of 2: 1 family",
        "六稳\nsix stabilities",
    ]
    assert [label.get_text() for label in fig.axes[1].get_yticklabels()] == [
        "in 1 of 2: 1 family",
        "六保\nsix guarantees",
    ]


def test_reach_draws_in_the_colour_of_a_city_only_what_is_its_own():
    rows = [("Wuhan", "六稳", False), ("Urumqi", "六稳", False), ("Wuhan", "六保", False)]
    fig = draw_all(make_phrases(rows), make_articles([*CITIES]), CITIES)["reach"]
    colours = [to_hex(bar.get_facecolor()) for bar in fig.axes[0].patches]
    assert colours.count(city_styles(CITIES)["Wuhan"].colour) == 1
    assert city_styles(CITIES)["Urumqi"].colour not in colours
    assert [bar.get_width() for bar in fig.axes[0].patches] == [1, 1, 1]


def test_shared_names_uses_and_places():
    rows = [("Wuhan", "六稳", False), ("Urumqi", "六稳", False), ("Wuhan", "六稳", False)]
    fig = draw_all(make_phrases(rows), make_articles([*CITIES]), CITIES)["shared"]
    assert [text.strip() for text in texts(fig)] == ["3 in 2 of 2"]


def test_own_lists_each_phrase_once_with_its_uses():
    listed = texts(draw_odd("one city")["own"])
    assert listed == [
        "武汉 Wuhan",
        "2 in all; 80 per 10,000 characters",
        "六稳  six stabilities ×2",
        "总体战  total war",
    ]


def test_own_keeps_the_order_of_the_places(corpus, labels):
    own = corpus.phrases.drop_duplicates("family").groupby("city").head(9)
    own = own.set_index("city").loc[list(labels)].reset_index().assign(is_quoted=False, n=1)
    listed = texts(charts.plot_own(own.assign(per_10k=60), labels=labels, **WORDS))
    assert [text for text in listed if text in labels.values()] == list(labels.values())


def test_numbers_on_bars_and_cells_can_be_read(corpus, labels):
    drawn = draw_all(corpus.phrases, corpus.articles, labels)
    bars = [(bar.get_center(), bar.get_facecolor()) for bar in drawn["reach"].axes[0].patches]
    faces = {(round(float(x), 2), round(float(y), 2)): face for (x, y), face in bars}
    numbers = {text.get_position(): text.get_color() for text in drawn["reach"].axes[0].texts}
    assert len(numbers) == len(bars) > 15
    on_bars = [
        get_contrast(faces[round(x, 2), round(y, 2)][:3], ink) for (x, y), ink in numbers.items()
    ]
    assert min(on_bars) >= 4.5
    cells = [cell for ax in drawn["families"].axes[:2] for cell in ax.patches]
    words = [text for ax in drawn["families"].axes[:2] for text in ax.texts]
    assert len(cells) == len(words) > 100
    pairs = zip(cells, words, strict=True)
    assert (
        min(get_contrast(cell.get_facecolor()[:3], text.get_color()) for cell, text in pairs) >= 4.5
    )


def test_words_are_grey_where_all_places_use_them():
    words = pd.DataFrame({"city": "Wuhan", "term": ["要", "复工"], "n": [3, 1], "n_groups": [2, 1]})
    words = words.assign(per_1k=words["n"], n_sentences=1, of_groups=2)
    bars = charts.plot_words(words, labels=CITIES, **WORDS).axes[0].patches
    own = city_styles(CITIES)["Wuhan"].colour
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [GREY, own]


def test_charts_leave_their_frames_as_they_are():
    phrases = make_phrases(ODD["long names"])
    counts = make_counts(phrases, make_articles([*CITIES]))
    before = counts.copy()
    charts.plot_families(counts, labels=CITIES, **WORDS)
    pd.testing.assert_frame_equal(counts, before)
