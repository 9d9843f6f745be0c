"""Charts of keyness, places in the text and shared wording: on the five, and on odd corpora."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures import count, keyness, shared_characters, shared_share
from analysis.report.charts import keyness as charts
from analysis.report.labels import article_labels, city_labels
from tests.check_figure import check_figure

WORDS = {"title": "Hardly a phrase marks its place for sure", "note": "n = 9. Source: a test"}


pytestmark = pytest.mark.usefixtures("house_style")


@pytest.fixture(scope="module")
def articles(corpus):
    names = article_labels(corpus.articles)
    return corpus.articles.assign(name=corpus.articles["article_id"].map(names))


@pytest.fixture(scope="module")
def labels(corpus):
    return city_labels(corpus.articles)


@pytest.fixture(scope="module")
def counts(corpus, articles):
    rows = count(corpus.phrases, articles, of="family")
    return rows[rows.groupby("family")["n"].transform("sum") >= 4]


@pytest.fixture(scope="module")
def formulas(corpus):
    return corpus.to_text(corpus.formulas)


def test_keyness_of_the_five(counts, labels):
    marks = pd.concat([keyness(counts, of="family", target=city) for city in labels])
    drawn = marks[marks["n_target"] > 0].groupby("city").head(3)
    fig = charts.plot_keyness(drawn, labels=labels, **WORDS)
    assert check_figure(fig) == []
    assert len(fig.axes[0].get_yticklabels()) == len(drawn)


def test_limits_without_end_stop_at_the_edge(labels):
    row = {
        "city": "Luoyang", "family": "六稳", "n_target": 3, "n_reference": 0, "log_ratio": 2.0,
        "low": 0.5, "high": np.inf, "left_out_min": 1.5, "left_out_max": 2.5, "n_groups": 0,
        "of_groups": 4,
    }  # fmt: skip
    fig = charts.plot_keyness(pd.DataFrame([row]), labels=labels, **WORDS)
    assert check_figure(fig) == []
    (limits,) = [
        c for c in fig.axes[0].collections if len(c.get_linewidths()) and c.get_linewidths()[0] < 2
    ]
    assert limits.get_segments()[0][:, 0].tolist() == [0.5, fig.axes[0].get_xlim()[1]]


@pytest.mark.parametrize("n", [1, 5, 6])
def test_each_use_is_a_tick_in_the_strip_of_its_report(corpus, articles, counts, labels, n):
    families = counts["family"].drop_duplicates().head(n)
    uses = corpus.phrases[corpus.phrases["family"].isin(families)].assign(at=0.5)
    fig = charts.plot_places_in_text(uses, articles, labels=labels, **WORDS)
    assert check_figure(fig) == []
    ticks = {
        (ax.get_title(loc="left").split()[0], name): len(line.get_xdata())
        for ax in fig.axes[:n]
        for name, line in zip(articles["article_id"], ax.lines, strict=True)
    }
    assert sum(ticks.values()) == len(uses)
    by_hand = uses.groupby(["family", "article_id"]).size().to_dict()
    assert {key: n for key, n in ticks.items() if n} == by_hand
    assert [ax.get_visible() for ax in fig.axes] == [True] * n + [False] * (n % 2)


def test_keyness_writes_the_axis_as_factors(counts, labels):
    marks = keyness(counts, of="family", target="Kunming").head(3)
    fig = charts.plot_keyness(marks, labels=labels, **WORDS)
    fig.canvas.draw()
    ticks = {label.get_position()[0]: label.get_text() for label in fig.axes[0].get_xticklabels()}
    assert [ticks[power] for power in (-4, 0, 4)] == ["×1/16", "×1", "×16"]


def test_shared_wording_draws_every_share(articles, formulas):
    parts = shared_share(formulas, articles)
    names = dict(zip(articles["article_id"], articles["name"], strict=True))
    fig = charts.plot_shared_wording(parts, names=names, **WORDS)
    assert check_figure(fig) == []
    assert sum(bar.get_width() for bar in fig.axes[0].patches) == pytest.approx(
        parts["share"].sum()
    )


def test_shared_pairs_leaves_the_diagonal_open(articles, formulas, labels):
    pairs = shared_characters(formulas, articles)
    fig = charts.plot_shared_pairs(pairs, labels=labels, **WORDS)
    assert check_figure(fig) == []
    cells = [text.get_text() for text in fig.axes[0].texts]
    assert cells.count("–") == len(labels)
    assert len(cells) == len(labels) ** 2
    first = pairs.iloc[0]
    assert f"{100 * first['share']:.1f} %\n{first['n_shared']:,}" in cells


def test_charts_of_nothing_are_drawn(articles, formulas, labels):
    none = formulas.head(0)
    marks = pd.DataFrame(columns=["city", "family", "log_ratio", "low", "high"])
    uses = pd.DataFrame(columns=["family", "article_id", "at"])
    one = articles.head(1)
    for fig in (
        charts.plot_keyness(marks, labels=labels, **WORDS),
        charts.plot_places_in_text(uses, one, labels=labels, **WORDS),
        charts.plot_shared_pairs(shared_characters(none, articles), labels=labels, **WORDS),
    ):
        assert check_figure(fig) == []
