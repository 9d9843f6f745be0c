import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import measures
from analysis.report.charts import timeline
from analysis.report.style import use_house_style
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


def test_plot_timelines_cuts_what_began_before_the_first_year(articles):
    periods = pd.DataFrame(
        [("“十三五”规划 plan", "2016-01-01", "2020-12-31"), ("一季度", "2022-01-01", "2022-03-31")],
        columns=["label", "from_on", "to_on"],
    )
    fig = timeline.plot_timelines(periods, articles, title=TITLE)
    assert check_figure(fig) == []
    lines = fig.axes[0].lines
    assert [line.get_marker() for line in lines].count("<") == 1
    bars = [tuple(line.get_xdata()) for line in lines if len(line.get_xdata()) == 2]
    days = [pd.Timestamp(day).toordinal() for day in ("2020-01-01", "2021-01-01")]
    assert bars[0] == tuple(days)


def test_plot_timelines_draws_one_report_without_periods(unknown_place):
    none = pd.DataFrame(columns=["label", "from_on", "to_on"], dtype="str")
    fig = timeline.plot_timelines(none, unknown_place, title=TITLE)
    assert check_figure(fig) == []
    assert {"会议 met", "刊发 printed", "2021", "2022"} <= set(texts(fig))


def test_plot_wording_writes_zeros_and_parts_the_years(articles):
    reports = articles["article_id"]
    counts = pd.DataFrame(0, index=["核酸 nucleic acid test"], columns=[*reports])
    counts["zhengzhou-1"] = 3
    fig = timeline.plot_wording(counts, articles, title=TITLE)
    assert check_figure(fig) == []
    assert texts(fig).count("0") == 5
    assert [line.get_xdata()[0] for line in fig.axes[0].lines] == [4]


def test_charts_leave_their_frames_as_they_were(horizons, articles):
    frames = [horizons, articles]
    before = [frame.copy() for frame in frames]
    timeline.plot_calendar(articles, title=TITLE)
    timeline.plot_horizons(horizons, articles, title=TITLE)
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
