import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import measures
from analysis.report.charts import timeline
from analysis.report.style import city_styles, use_house_style
from tests.check_figure import check_figure

TITLE = "一个发现 What the chart shows, in a sentence that is long enough to need two lines of it"


@pytest.fixture(autouse=True)
def _style():
    use_house_style()
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def articles(corpus):
    return corpus.articles.sort_values(["meeting_on", "article_id"], ignore_index=True)


@pytest.fixture(scope="session")
def horizons(corpus, articles):
    found = corpus.dates["horizon"].fillna("no end")
    categories = [*timeline.HORIZONS]
    dates = corpus.dates.assign(horizon=pd.Categorical(found, categories=categories))
    return measures.count(dates, articles, of="horizon")


@pytest.fixture(scope="session")
def course(corpus):
    late = corpus.body.groupby("article_id")["position"].rank(pct=True) > 0.5
    flags = {
        side: corpus.body["text"].str.contains(word)
        for side, word in {"control": "防控", "development": "经济|复工"}.items()
    }
    return corpus.body.assign(half=late.map({False: "first", True: "second"}), **flags)


@pytest.fixture
def unknown_place():
    """One report of which nothing is known but the day it was printed."""
    nothing = dict.fromkeys(["city", "city_zh", "province_zh", "level"])
    dates = {"meeting_on": "2021-01-31", "meeting_on_basis": "card"}
    printed = {"published_on": "2021-02-01", "published_on_basis": "inferred"}
    return pd.DataFrame([{"article_id": "村报-1", **nothing, **dates, **printed}]).astype("str")


def texts(fig):
    fig.canvas.draw()
    return [text.get_text() for text in fig.findobj(plt.Text) if text.get_visible()]


def test_plot_calendar_is_readable_and_writes_what_is_not_known(articles):
    fig = timeline.plot_calendar(articles, title=TITLE)
    assert check_figure(fig) == []
    written = [text for text in texts(fig) if "\nprinted: " in text]
    assert len(written) == 6
    assert sum(text.endswith("printed: not known") for text in written) == 4
    assert "德州 Dezhou 2020\nmet: 2020-02-12, inferred\nprinted: not known" in written


def test_plot_calendar_breaks_the_axis_and_says_how_long_the_break_is(articles):
    fig = timeline.plot_calendar(articles, title=TITLE)
    assert "//   765 days   //" in texts(fig)  # 21 February 2020 to 27 March 2022
    assert [ax.get_xlabel() for ax in fig.axes] == ["February 2020", "March 2022", ""]


def test_plot_calendar_shades_weekends_only(articles):
    dates = {"meeting_on": ["2022-03-27"], "published_on": ["2022-03-28"]}
    fig = timeline.plot_calendar(articles.tail(1).assign(**dates), title=TITLE)
    shaded = [patch.get_x() + patch.get_width() / 2 for patch in fig.axes[0].patches]
    assert shaded == [pd.Timestamp(f"2022-03-{day}").toordinal() for day in (26, 27)]


def test_plot_calendar_keeps_a_row_for_a_report_whose_day_is_not_known(articles):
    partial = articles.assign(meeting_on=articles["meeting_on"].mask(articles.index == 0))
    partial.loc[1, "meeting_on"] = "XXXX-02-17"
    fig = timeline.plot_calendar(partial, title=TITLE)
    assert check_figure(fig) == []
    assert any("met: XXXX-02-17, stated" in text for text in texts(fig))
    assert any("met: not known" in text for text in texts(fig))


def test_plot_calendar_refuses_reports_without_a_whole_date(articles):
    with pytest.raises(ValueError, match="plot_calendar: expected a meeting with a whole date"):
        timeline.plot_calendar(articles.assign(meeting_on="XXXX-02-17"), title=TITLE)


def test_plot_horizons_is_readable_and_writes_zeros(horizons, articles):
    fig = timeline.plot_horizons(horizons, articles, title=TITLE)
    assert check_figure(fig) == []
    assert texts(fig).count("0") == (horizons["n"] == 0).sum() > 0


def test_plot_horizons_keeps_a_city_that_is_not_known_and_counts_of_zero(horizons, articles):
    none = horizons.assign(city=horizons["city"].where(horizons["city"] != "Dezhou"), n=0)
    fig = timeline.plot_horizons(none, articles, title=TITLE)
    assert check_figure(fig) == []
    assert "不明 not known\n0 in 1,361 characters" in texts(fig)


def test_plot_reach_marks_open_ends_by_arrows_and_counts_the_days_ahead(articles):
    spans = pd.DataFrame(
        [
            ("Nanjing", "疫情发生以来 since the outbreak", None, 0),
            ("Nanjing", "下一步 next step", 0, None),
            ("Luoyang", "党的二十大 20th Party Congress", 203, 209),
        ],
        columns=["city", "label", "from_day", "to_day"],
    )
    fig = timeline.plot_reach(spans, articles, title=TITLE)
    assert check_figure(fig) == []
    markers = [line.get_marker() for line in fig.axes[0].lines]
    assert (markers.count("<"), markers.count(">")) == (1, 1)
    assert [text.strip() for text in texts(fig) if text.strip().startswith("+2")] == ["+209"]


def test_plot_reach_gives_a_city_that_is_not_known_no_colour(unknown_place):
    spans = pd.DataFrame([(None, "全年 whole year", -30.0, 334.0)])
    spans.columns = ["city", "label", "from_day", "to_day"]
    fig = timeline.plot_reach(spans, unknown_place, title=TITLE)
    assert check_figure(fig) == []
    assert timeline.UNKNOWN in texts(fig)


def test_plot_course_is_readable_and_draws_each_sentence_twice(course, articles):
    fig = timeline.plot_course(course, articles, title=TITLE)
    assert check_figure(fig) == []
    assert sum(len(ax.patches) for ax in fig.axes) == 2 * len(course)


def test_plot_course_names_each_speaker_and_follows_the_order_of_articles(course, articles):
    written = texts(timeline.plot_course(course, articles, title=TITLE))
    assert {"李猛", "杨洪涛", "张传忠", "陈豪", "阮成发", "安伟", "何雄", "会议"} <= set(written)
    titles = [text for text in written if "sentences" in text and "met " in text]
    assert [title.split()[1].removeprefix("（省级）") for title in titles] == [
        "Dezhou", "Luoyang", "Nanjing", "Kunming", "Zhengzhou", "Zhengzhou",
    ]  # fmt: skip


def test_plot_course_draws_one_sentence_of_an_unknown_place(course, unknown_place):
    own = course.head(1).assign(article_id="村报-1", speaker="欧阳一二三四五六")
    fig = timeline.plot_course(own, unknown_place, title=TITLE)
    assert check_figure(fig) == []
    assert "村报-1 · met 2021-01-31, 1 sentences" in texts(fig)


def test_plot_halves_is_readable_and_writes_the_counts(course, articles):
    rows = course.melt(["sentence_id", "article_id", "half"], [*timeline.SIDES], var_name="about")
    about = rows[rows["value"]]
    parted = course.assign(part=course["article_id"] + " " + course["half"])
    shares = measures.sentence_share(about, parted, of="about", by="part")
    shares[["article_id", "half"]] = shares["part"].str.rsplit(" ", n=1, expand=True)
    fig = timeline.plot_halves(shares, articles, title=TITLE)
    assert check_figure(fig) == []
    counts = shares["n_sentences"].astype("str") + "/" + shares["of_sentences"].astype("str")
    assert sorted(counts) == sorted(
        text for text in texts(fig) if "/" in text and text[0].isdigit()
    )


def test_charts_leave_their_frames_as_they_were(course, horizons, articles):
    frames = [course, horizons, articles]
    before = [frame.copy() for frame in frames]
    timeline.plot_calendar(articles, title=TITLE)
    timeline.plot_horizons(horizons, articles, title=TITLE)
    timeline.plot_course(course, articles, title=TITLE)
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_colours_of_the_two_sides_are_no_citys(articles):
    colours = {style.colour for style in city_styles(articles["city"]).values()}
    assert colours.isdisjoint(colour for _, colour in timeline.SIDES.values())
