import pandas as pd
import pytest

from analysis import measures
from analysis.report.charts import timeline
from analysis.report.labels import UNKNOWN
from tests.check_figure import check_figure, texts

TITLE = "一个发现 What the chart shows, in a sentence that is long enough to need two lines of it"


pytestmark = pytest.mark.usefixtures("house_style")


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


@pytest.fixture
def periods():
    rows = [
        ("“十三五”规划 plan", "2016-01-01", "2020-12-31"),
        ("一季度", "2022-01-01", "2022-03-31"),
    ]
    return pd.DataFrame(rows, columns=["label", "from_on", "to_on"])


def test_plot_calendar_is_readable_and_writes_what_is_not_known(articles, periods):
    fig = timeline.plot_calendar(articles, periods, title=TITLE)
    assert check_figure(fig) == []
    written = [text for text in texts(fig) if "\n刊发 printed: " in text]
    assert len(written) == 6
    assert sum(text.endswith("printed: not known") for text in written) == 4
    assert "德州 Dezhou\n会议 met: 2020-02-12, inferred\n刊发 printed: not known" in written


def test_plot_calendar_breaks_the_axis_and_says_how_long_the_break_is(articles, periods):
    fig = timeline.plot_calendar(articles, periods, title=TITLE)
    assert "//   765 days   //" in texts(fig)  # 21 February 2020 to 27 March 2022
    assert [ax.get_xlabel() for ax in fig.axes] == ["February 2020", "March 2022", ""]


def test_plot_calendar_cuts_a_period_that_began_before_the_first_year(articles, periods):
    fig = timeline.plot_calendar(articles, periods, title=TITLE)
    assert [text for text in texts(fig) if text.startswith("began")] == ["began in 2016"]
    years = fig.axes[-1]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in years.containers[0]]
    ends = ("2020-01-01", "2021-01-01")  # half-open: the last day is drawn
    assert bars == [tuple(pd.Timestamp(day).toordinal() for day in ends)]


def test_plot_calendar_marks_the_days_of_the_meetings_on_the_axis_of_years(articles, periods):
    years = timeline.plot_calendar(articles, periods, title=TITLE).axes[-1]
    bars = {id(bar) for bars in years.containers for bar in bars}
    marks = [patch for patch in years.patches if id(patch) not in bars]
    spans = [("2020-02-12", "2020-02-21"), ("2022-03-27", "2022-03-27")]
    assert [(mark.get_x(), mark.get_x() + mark.get_width()) for mark in marks] == [
        (pd.Timestamp(first).toordinal() - 0.5, pd.Timestamp(last).toordinal() + 0.5)
        for first, last in spans
    ]


def test_plot_calendar_draws_one_report_without_periods(unknown_place, periods):
    fig = timeline.plot_calendar(unknown_place, periods.head(0), title=TITLE)
    assert check_figure(fig) == []
    assert {
        "村报-1\n会议 met: 2021-01-31, card\n刊发 printed: 2021-02-01, inferred",
        "2021",
    } <= set(texts(fig))


def test_plot_calendar_shades_weekends_only(articles, periods):
    dates = {"meeting_on": ["2022-03-27"], "published_on": ["2022-03-28"]}
    fig = timeline.plot_calendar(articles.tail(1).assign(**dates), periods, title=TITLE)
    shaded = [patch.get_x() + patch.get_width() / 2 for patch in fig.axes[0].patches]
    assert shaded == [pd.Timestamp(f"2022-03-{day}").toordinal() for day in (26, 27)]


def test_plot_calendar_keeps_a_row_for_a_report_whose_day_is_not_known(articles, periods):
    partial = articles.assign(meeting_on=articles["meeting_on"].mask(articles.index == 0))
    partial.loc[1, "meeting_on"] = "XXXX-02-17"
    fig = timeline.plot_calendar(partial, periods, title=TITLE)
    assert check_figure(fig) == []
    assert any("met: XXXX-02-17, stated" in text for text in texts(fig))
    assert any("met: not known" in text for text in texts(fig))


def test_plot_calendar_refuses_reports_without_a_whole_date(articles, periods):
    with pytest.raises(ValueError, match="plot_calendar: expected a meeting with a whole date"):
        timeline.plot_calendar(articles.assign(meeting_on="XXXX-02-17"), periods, title=TITLE)


def test_plot_horizons_is_readable_and_writes_zeros(horizons, articles):
    fig = timeline.plot_horizons(horizons, articles, title=TITLE)
    assert check_figure(fig) == []
    assert texts(fig).count("0") == (horizons["n"] == 0).sum() > 0


def test_plot_horizons_keeps_a_city_that_is_not_known_and_counts_of_zero(horizons, articles):
    none = horizons.assign(city=horizons["city"].where(horizons["city"] != "Dezhou"), n=0)
    fig = timeline.plot_horizons(none, articles, title=TITLE)
    assert check_figure(fig) == []
    assert "不明 not known\n0 in 1,361 characters" in texts(fig)


def test_plot_reach_draws_a_point_a_period_and_names_a_city_without_any(articles):
    ends = pd.DataFrame(
        [
            ("Luoyang", "春季 spring", 104),
            ("Zhengzhou", "一季度 first quarter", 4),
            ("Zhengzhou", "党的二十大 20th Party Congress", 209),
        ],
        columns=["city", "label", "to_day"],
    )
    fig = timeline.plot_reach(ends, articles, title=TITLE)
    assert check_figure(fig) == []
    ax = fig.axes[0]
    assert [line.get_xdata()[0] for line in ax.lines] == [104, 4, 209]
    assert [name.get_text() for name in ax.get_yticklabels()] == [
        "德州 Dezhou: 无 none",
        "洛阳 Luoyang",
        "春季 spring",
        "南京 Nanjing: 无 none",
        "云南（省级） Yunnan: 无 none",
        "郑州 Zhengzhou 2022",
        "一季度 first quarter",
        "党的二十大 20th Party Congress",
    ]


def test_plot_reach_draws_a_place_that_is_not_known_and_no_period_at_all(unknown_place):
    ends = pd.DataFrame([(None, "全年 whole year", 334.0)], columns=["city", "label", "to_day"])
    fig = timeline.plot_reach(ends, unknown_place, title=TITLE)
    assert check_figure(fig) == []
    assert {UNKNOWN, "334"} <= set(texts(fig))
    none = timeline.plot_reach(ends.head(0), unknown_place, title=TITLE)
    assert check_figure(none) == []
    assert f"{UNKNOWN}: 无 none" in texts(none)


def test_plot_wording_writes_zeros_and_parts_the_years(articles):
    reports = articles["article_id"]
    counts = pd.DataFrame(0, index=["核酸 nucleic acid test"], columns=[*reports])
    counts["zhengzhou-1"] = 3
    fig = timeline.plot_wording(counts, articles, title=TITLE)
    assert check_figure(fig) == []
    assert texts(fig).count("0") == 5
    assert [line.get_xdata()[0] for line in fig.axes[0].lines] == [4]
    heads = [name.get_text() for name in fig.axes[0].get_xticklabels()]
    assert heads[0] == "德州\nDezhou\nn = 1,361"
    assert heads[5].startswith("郑州 ②\nZhengzhou\n2022\nn = ")


def test_charts_leave_their_frames_as_they_were(horizons, articles, periods):
    frames = [horizons, articles, periods]
    before = [frame.copy() for frame in frames]
    timeline.plot_calendar(articles, periods, title=TITLE)
    timeline.plot_horizons(horizons, articles, title=TITLE)
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
