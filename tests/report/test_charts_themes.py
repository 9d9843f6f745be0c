import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.measures import sentence_share, share_interval
from analysis.measures.agreement import precision_recall
from analysis.report.charts import themes as charts
from analysis.report.labels import article_labels, city_labels
from tests.check_figure import check_figure

WORDS = {
    "title": "统筹兼顾 balance leads, and no two intervals are disjoint",
    "note": "n = 9; source",
}
CITIES = {"Wuhan": "武汉 Wuhan", "Urumqi": "乌鲁木齐 Urumqi 2022"}
ODD_CITIES = ["Wuhan", "Wuhan", "Urumqi", np.nan, np.nan]


pytestmark = pytest.mark.usefixtures("house_style")


@pytest.fixture(scope="module")
def shares(corpus):
    return sentence_share(corpus.themes, corpus.sentences, of="theme")


@pytest.fixture(scope="module")
def labels(corpus):
    return city_labels(corpus.articles)


def make_sentences(cities: list[str]) -> pd.DataFrame:
    """Make one body sentence a city, and a roster of one city that has no body sentence."""
    cities = [*cities, "Urumqi"]
    zones = ["body"] * (len(cities) - 1) + ["roster"]
    ids = [f"s-{number}" for number in range(len(cities))]
    return pd.DataFrame({"sentence_id": ids, "zone": zones, "city": cities, "article_id": cities})


def make_shares(cities: list[str], carried: list[tuple[str, str]]) -> pd.DataFrame:
    found = pd.DataFrame(carried, columns=["sentence_id", "theme"])
    return sentence_share(found, make_sentences(cities), of="theme")


def make_scores(coded: list[tuple[str, str]], read: list[tuple[str, str | None]]) -> pd.DataFrame:
    columns = ["sentence_id", "theme"]
    scores = precision_recall(
        pd.DataFrame(coded, columns=columns), pd.DataFrame(read, columns=columns)
    )
    for name, other in {"precision": "fp", "recall": "fn"}.items():
        ends = share_interval(scores["tp"], scores["tp"] + scores[other])
        scores[f"{name}_low"], scores[f"{name}_high"] = ends
    return scores


def draw_odd(cities: list[str]) -> dict[str, plt.Figure]:
    """Draw every chart of sentences one of which carries two themes, `new` not in the codebook."""
    odd = make_shares(cities, [("s-0", "economy"), ("s-0", "new")])
    own = sentence_share(
        pd.DataFrame({"sentence_id": ["s-0"], "side": ["both"]}), make_sentences(cities), of="side"
    )
    formulas = odd[odd["theme"] == "economy"]
    article_id = {"city": "article_id"}
    scores = make_scores([("s-0", "economy"), ("s-1", "war")], [("s-0", "economy"), ("s-1", None)])
    return {
        "profile": charts.plot_profile(odd, labels=CITIES, **WORDS),
        "sides": charts.plot_sides(
            own.rename(columns=article_id),
            formulas.rename(columns=article_id),
            labels=CITIES,
            **WORDS,
        ),
        "agreement": charts.plot_agreement(scores, elsewhere=(0.9, 0.9), **WORDS),
    }


@pytest.mark.parametrize(
    "cities", [["Wuhan"], ODD_CITIES, [np.nan]], ids=["one city", "several", "none known"]
)
def test_charts_of_odd_corpora_have_no_fault(cities):
    faults = {name: check_figure(fig) for name, fig in draw_odd(cities).items()}
    assert faults == {"profile": [], "sides": [], "agreement": []}


def test_plot_profile_has_no_fault(shares, labels):
    assert check_figure(charts.plot_profile(shares, labels=labels, **WORDS)) == []


def test_plot_profile_has_no_fault_by_speaker(corpus):
    body = corpus.body[corpus.body["article_id"] == "dezhou-1"]
    coded = corpus.themes[corpus.themes["sentence_id"].isin(body["sentence_id"])]
    who = sentence_share(coded, body.assign(who=body["speaker"] + " "), of="theme", by="who")
    labels = {name: f"{name}德州 Dezhou" for name in who["who"]}
    assert check_figure(charts.plot_profile(who, by="who", labels=labels, **WORDS)) == []


def test_plot_profile_writes_the_counts_behind_each_cell():
    odd = make_shares(
        ["Wuhan", "Wuhan", "Luoyang"], [("s-0", "war"), ("s-2", "war"), ("s-1", "exam")]
    )
    names = {"Wuhan": "武汉", "Luoyang": "洛阳", "Urumqi": "乌鲁木齐"}
    ax = charts.plot_profile(odd, labels=names, **WORDS).axes[0]
    cells = [text.get_text() for text in ax.texts]
    assert cells == ["1/2", "1/1", "0/0", "2 in 2 of 3", "1/2", "0/1", "0/0", "1 in 1 of 3"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["战争框架 war", "考验框架 exam"]


def test_plot_profile_keeps_the_number_of_a_report_beside_its_name():
    who = {"Wuhan": "何雄 武汉 ② Wuhan 2022", "Urumqi": "云南（省级） Yunnan"}
    odd = make_shares(["Wuhan", "Urumqi"], [("s-0", "war")])
    ax = charts.plot_profile(odd, labels=who, **WORDS).axes[0]
    heads = [label.get_text() for label in ax.get_xticklabels()]
    assert heads == ["何雄\n武汉 ②\nWuhan\n2022", "云南\n（省级）\nYunnan"]


def test_plot_sides_has_no_fault(corpus):
    keys = {"economy": "development", "containment": "control"}
    coded = corpus.themes.assign(side=corpus.themes["theme"].map(keys)).dropna(subset="side")
    sides = sentence_share(coded, corpus.sentences, of="side", by="article_id")
    balance = corpus.themes[corpus.themes["theme"] == "balance"]
    formulas = sentence_share(balance, corpus.sentences, of="theme", by="article_id")
    labels = article_labels(corpus.articles)
    fig = charts.plot_sides(sides, formulas, labels=labels, **WORDS)
    assert check_figure(fig) == []


def test_plot_sides_puts_the_parts_of_a_report_end_to_end():
    sides = pd.DataFrame(
        {
            "article_id": "a-1",
            "side": ["control", "both", "development", "neither"],
            "n_sentences": [1, 0, 2, 1],
            "of_sentences": 4,
        }
    )
    formulas = make_shares(["Wuhan"], [("s-0", "balance")]).head(1).assign(article_id="a-1")
    fig = charts.plot_sides(sides, formulas, labels={"a-1": "武汉 Wuhan"}, **WORDS)
    bars = next(ax for ax in fig.axes if ax.patches)
    assert [(bar.get_x(), bar.get_width()) for bar in bars.patches] == [
        (0, 0.25),
        (0.25, 0),
        (0.25, 0.5),
        (0.75, 0.25),
    ]
    assert [text.get_text() for text in bars.texts] == ["1", "2", "1"]


def test_plot_agreement_has_no_fault(corpus):
    scores = make_scores(
        corpus.themes[["sentence_id", "theme"]].to_numpy().tolist(),
        corpus.themes[["sentence_id", "theme"]].iloc[::2].to_numpy().tolist()
        + [(name, None) for name in corpus.body["sentence_id"]],
    )
    fig = charts.plot_agreement(scores, elsewhere=(0.82, 0.834), **WORDS)
    assert check_figure(fig) == []


def test_plot_agreement_leaves_out_what_is_not_defined():
    scores = make_scores([("s-0", "war")], [("s-0", None), ("s-1", "exam")])
    ax = charts.plot_agreement(scores, elsewhere=(0.82, 0.834), **WORDS).axes[0]
    dots = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    # exam, war, all: precision and recall; rules never coded exam, the reader never war
    assert np.array_equal(dots, [np.nan, 0, 0, np.nan, 0, 0], equal_nan=True)


def test_plot_profile_leaves_its_frame_as_it_was(shares, labels):
    before = shares.copy(deep=True)
    charts.plot_profile(shares, labels=labels, **WORDS)
    pd.testing.assert_frame_equal(shares, before)
