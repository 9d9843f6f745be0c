import pandas as pd
import pytest

from analysis.corpus import Corpus
from analysis.report.charts import corpus as charts
from tests.check_figure import check_figure

KINDS = ("annotation", "damage", "markup")


pytestmark = pytest.mark.usefixtures("house_style")


@pytest.fixture(params=["five", "one", "unknown", "damaged"])
def some(request, corpus) -> Corpus:
    """The five reports; one file; files whose place and day nobody knows; damage that stays."""
    if request.param == "one":
        return select(corpus, ["nanjing"])
    if request.param == "unknown":
        unknown = dict.fromkeys(["city", "city_zh", "meeting_on"], pd.Series(dtype="str"))
        return Corpus(
            corpus.sources,
            corpus.articles.assign(**unknown),
            corpus.sentences.assign(city=pd.Series(dtype="str")),
            corpus.terms,
            corpus.edits,
        )
    if request.param == "damaged":
        part = select(corpus, ["luoyang", "zhengzhou"])
        hurt = part.sentences.assign(is_damaged=part.sentences["position"] == 7)
        return Corpus(part.sources, part.articles, hurt, part.terms, part.edits)
    return corpus


def select(corpus: Corpus, sources: list[str]) -> Corpus:
    frames = {
        name: getattr(corpus, name)[getattr(corpus, name)["source_id"].isin(sources)]
        for name in ("sources", "articles", "sentences", "edits")
    }
    return Corpus(**frames, terms=corpus.terms)


def count_changes(corpus: Corpus) -> pd.DataFrame:
    """Count edits and raw characters by hand, each kind of KINDS in each file."""
    rows = []
    for source, size in corpus.sources[["source_id", "n_raw_chars"]].to_numpy():
        for kind in KINDS:
            own = corpus.edits[
                (corpus.edits["source_id"] == source) & (corpus.edits["kind"] == kind)
            ]
            n_raw = sum(map(len, own["before"]))
            rows.append({"source_id": source, "kind": kind, "n": len(own), "share": n_raw / size})
    return pd.DataFrame(rows)


def share_speech(corpus: Corpus) -> pd.DataFrame:
    who = corpus.body["speaker"].replace({"": charts.REPORTER, "会议": charts.MEETING})
    n = corpus.body.assign(speaker=who).groupby(["article_id", "speaker"], sort=False)["n_chars"]
    speakers = n.sum().reset_index()
    total = speakers.groupby("article_id")["n_chars"].transform("sum")
    return speakers.assign(share=speakers["n_chars"] / total)


def make_orders(corpus: Corpus, n: int = 3) -> pd.DataFrame:
    rows = [
        {"source_id": source, "verb": verb, "n": n, "n_sentences": of, "share": n / of}
        for source in corpus.sources["source_id"]
        for verb, of in (("指出", 6), ("强调", 4))
    ]
    return pd.DataFrame(rows).assign(low=0.1, high=0.9)


def titles(fig) -> str:
    return " ".join(" ".join(text.get_text() for text in fig.texts).split())


def test_plot_pages_can_be_read(some):
    fig = charts.plot_pages(some.sentences, some.edits, some.sources, some.articles)
    assert check_figure(fig) == []


def test_plot_changes_can_be_read(some):
    assert check_figure(charts.plot_changes(count_changes(some), some.sources, some.articles)) == []


def test_plot_speakers_can_be_read(some):
    fig = charts.plot_speakers(share_speech(some), some.sources, some.articles)
    assert check_figure(fig) == []


@pytest.mark.parametrize("n", [0, 3])
def test_plot_orders_can_be_read(some, n):
    assert check_figure(charts.plot_orders(make_orders(some, n), some.sources, some.articles)) == []


def test_plot_lengths_can_be_read(some):
    assert check_figure(charts.plot_lengths(some.body, some.articles)) == []


def test_plot_pages_draws_each_body_character_once(corpus):
    part = select(corpus, ["nanjing"])
    fig = charts.plot_pages(part.sentences, part.edits, part.sources, part.articles)
    drawn = fig.axes[0].collections[0].get_paths()
    # The body of Nanjing is two stretches: the opening sentence, and all between the two rosters.
    assert [(box.x0, box.x1) for box in (path.get_extents() for path in drawn)] == [
        (109, 306),
        (414, 1994),
    ]


def test_plot_pages_marks_damage_that_stays_with_a_cross(corpus):
    hurt = corpus.sentences.assign(is_damaged=corpus.sentences["sentence_id"] == "luoyang-1-007")
    fig = charts.plot_pages(hurt, corpus.edits, corpus.sources, corpus.articles)
    crosses = [line for line in fig.axes[0].lines if line.get_marker() == "x"]
    assert [list(line.get_xdata()) for line in crosses if len(line.get_xdata())] == [[354]]


def test_plot_changes_says_where_most_and_least_changed(corpus):
    changes = pd.DataFrame(
        {
            "source_id": ["dezhou", "dezhou", "luoyang", "luoyang"],
            "kind": ["annotation", "markup"] * 2,
            "n": [2, 1, 0, 1],
            "share": [0.5, 0.25, 0.0, 0.125],
        }
    )
    part = select(corpus, ["dezhou", "luoyang"])
    fig = charts.plot_changes(changes, part.sources, part.articles)
    assert "12 % in 洛阳 Luoyang to 75 % in 德州 Dezhou" in titles(fig)
    written = [text.get_text() for text in fig.axes[0].texts if text.get_text()]
    assert written == ["50.0", "25.0", "75.0 (n = 3,091)", "12.5", "12.5 (n = 2,029)"]


def test_plot_speakers_says_where_the_meeting_speaks(corpus):
    fig = charts.plot_speakers(share_speech(corpus), corpus.sources, corpus.articles)
    assert "In the body of 洛阳 Luoyang and 南京 Nanjing most words are given to" in titles(fig)
    written = {text.get_text() for text in fig.axes[0].texts}
    assert {"李猛\n66 %", "陈豪\n61 %", "安伟\n53 %", "会议\n89 %"} <= written


def test_plot_speakers_says_that_the_meeting_speaks_nowhere(corpus):
    part = select(corpus, ["dezhou"])
    fig = charts.plot_speakers(share_speech(part), part.sources, part.articles)
    assert titles(fig).startswith("Nowhere has 会议 the meeting")


def test_plot_orders_counts_the_places_that_agree(corpus):
    orders = make_orders(corpus)
    turned = (orders["source_id"] == "dezhou") & (orders["verb"] == "指出")
    orders.loc[turned, ["n", "share"]] = [6, 1.0]
    fig = charts.plot_orders(orders, corpus.sources, corpus.articles)
    assert titles(fig).startswith("In 4 of these 5 places orders are more frequent under 强调")


def test_charts_keep_the_order_of_the_meetings_and_set_english_below(corpus):
    fig = charts.plot_lengths(corpus.body, corpus.articles)
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == [
        "德州\nDezhou",
        "洛阳\nLuoyang",
        "南京\nNanjing",
        "云南（省级）\nYunnan",
        "郑州 ①\nZhengzhou 2022",
        "郑州 ②\nZhengzhou 2022",
    ]


def test_source_labels_fall_back_to_the_name_of_the_file(corpus):
    unknown = corpus.articles.assign(
        city=corpus.articles["city"].where(corpus.articles["city"] != "Luoyang")
    )
    labels = charts.source_labels(corpus.sources, unknown)
    assert list(labels.items()) == [
        ("dezhou", "德州 Dezhou"),
        ("nanjing", "南京 Nanjing"),
        ("kunming", "云南（省级） Yunnan"),
        ("zhengzhou", "郑州 Zhengzhou 2022"),
        ("luoyang", "luoyang"),
    ]
