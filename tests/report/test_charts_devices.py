import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.measures import count
from analysis.report.charts.devices import plot_panels
from analysis.report.labels import city_labels, place_style
from analysis.report.style import INK, city_styles
from tests.check_figure import check_figure

WORDS = {
    "xlabel": "每万字次数\nper 10,000 characters",
    "title": "War is the image of all five, and no two intervals are disjoint",
    "note": "n = 60; source",
}
PLACES = ["德州 Dezhou", "云南（省级） Yunnan", "乌鲁木齐 Urumqi 2022", "不明 not known"]


pytestmark = pytest.mark.usefixtures("house_style")


def make_table(panels: list[str], rows: list[str]) -> pd.DataFrame:
    """Make a row per combination: n 0, 1, 2 … in turn, its value a tenth of it."""
    grid = pd.MultiIndex.from_product([panels, rows], names=["panel", "row"])
    table = grid.to_frame(index=False).assign(n=np.arange(len(grid)) % 4)
    value = table["n"] / 10
    return table.assign(value=value, low=value / 2, high=value + 0.2)


def dots_of(ax: plt.Axes) -> list[plt.Line2D]:
    return [line for line in ax.lines if len(line.get_xdata()) == 1]


def marks_of(ax: plt.Axes) -> list[tuple[float, float]]:
    return [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots_of(ax)]


def scale_of(ax: plt.Axes) -> tuple[bool, bool]:
    """Tell whether an axes shows the numbers of its scale, and their name."""
    return bool(ax.xaxis.get_tick_params()["labelbottom"]), bool(ax.get_xlabel())


@pytest.mark.parametrize("percent", [False, True])
@pytest.mark.parametrize("n_panels", [1, 2, 6, 7])
def test_plot_panels_has_no_fault(n_panels, percent):
    panels = [f"{number} 复工复产与经济发展\neconomy" for number in range(n_panels)]
    table = make_table(panels, PLACES).assign(of=132)
    table["high"] *= 0.66  # to 33 %, where the scale has most ticks
    assert check_figure(plot_panels(table, percent=percent, **WORDS)) == []


def test_plot_panels_has_no_fault_with_the_devices_of_a_corpus(corpus):
    labels = city_labels(corpus.articles)
    table = count(corpus.devices, corpus.articles, of="device")
    table = table.assign(
        row=table["city"].map(labels),
        style=table["city"].map(city_styles(labels)),
        low=table["per_10k_low"],
        high=table["per_10k_high"],
    )
    fig = plot_panels(table.rename(columns={"device": "panel", "per_10k": "value"}), **WORDS)
    assert check_figure(fig) == []
    expected = [city_styles(labels)[city] for city in table["city"].unique()]
    for ax in fig.axes[: table["device"].nunique()]:
        assert [(to_hex(dot.get_color()), dot.get_marker()) for dot in dots_of(ax)] == expected


def test_plot_panels_puts_each_number_in_its_panel_and_row():
    left, right = plot_panels(make_table(["德州", "洛阳"], ["war", "exam"]), **WORDS).axes
    assert [marks_of(ax) for ax in (left, right)] == [[(0, 0), (0.1, 1)], [(0.2, 0), (0.3, 1)]]
    assert [text.get_text() for text in right.texts] == ["2", "3"]
    assert [label.get_text() for label in left.get_yticklabels()] == ["war", "exam"]
    assert [ax.get_title(loc="left") for ax in (left, right)] == ["德州", "洛阳"]


def test_plot_panels_writes_what_the_count_is_a_part_of():
    table = make_table(["war"], ["德州", "洛阳"]).assign(of=[26, 25])
    texts = plot_panels(table, percent=True, **WORDS).axes[0].texts
    assert [text.get_text() for text in texts] == ["0/26", "1/25"]


def test_plot_panels_writes_the_scale_below_the_lowest_of_each_column():
    axes = plot_panels(make_table(list("abcdefg"), ["war"]), **WORDS).axes
    scales = [scale_of(ax) for ax in axes[:7]]
    assert scales == [(False, False)] * 4 + [(True, False)] * 2 + [(True, True)]


def test_plot_panels_writes_shares_in_per_cent():
    ax = plot_panels(make_table(["war"], PLACES), percent=True, **WORDS).axes[0]
    written = [ax.xaxis.get_major_formatter()(share, 0) for share in (0, 0.3, 0.025)]
    assert written == ["0", "30", "2.5"]


def test_plot_panels_draws_what_was_not_found_hollow():
    styled = make_table(["war"], ["德州", "洛阳"]).assign(
        style=[place_style(c, "ab") for c in "ab"]
    )
    none, some = dots_of(plot_panels(styled, **WORDS).axes[0])
    assert (none.get_markerfacecolor(), some.get_markerfacecolor()) == ("white", some.get_color())
    assert none.get_color() != some.get_color()


def test_plot_panels_draws_what_is_no_place_in_ink():
    dots = dots_of(plot_panels(make_table(["first third"], ["war", "exam"]), **WORDS).axes[0])
    assert {to_hex(dot.get_color()) for dot in dots} == {INK}


def test_plot_panels_leaves_out_what_is_not_defined():
    missing = dict.fromkeys(["value", "low", "high"], pd.array([pd.NA], dtype="Float64"))
    fig = plot_panels(make_table(["德州"], ["war"]).assign(**missing), **WORDS)
    assert np.isnan(marks_of(fig.axes[0])[0][0])
    assert check_figure(fig) == []


def test_plot_panels_keeps_shares_below_one():
    table = make_table(["德州"], ["war"]).assign(value=1.0, high=1.0)
    assert plot_panels(table, percent=True, **WORDS).axes[0].get_xlim() == pytest.approx((0, 1.03))


def test_plot_panels_leaves_its_frame_as_it_was():
    table = make_table(["德州", "洛阳"], ["war"])
    before = table.copy(deep=True)
    plot_panels(table, **WORDS)
    pd.testing.assert_frame_equal(table, before)
