import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.measures import count
from analysis.report.charts.devices import plot_panels
from analysis.report.style import GREY, use_house_style
from tests.check_figure import check_figure

WORDS = {
    "xlabel": "per 10,000 characters 每万字次数",
    "title": "War is the image of all five, and no two intervals are disjoint",
    "note": "n = 60; source",
}
PLACES = ["德州", "洛阳", "南京", "云南（省级）", "郑州", "乌鲁木齐", "不明 not known"]


@pytest.fixture(autouse=True)
def _style():
    use_house_style()
    yield
    plt.close("all")


def make_table(panels: list[str], rows: list[str], kinds: list[str]) -> pd.DataFrame:
    """Make a row per combination: n 0, 1, 2 … in turn, its value a tenth of it."""
    grid = pd.MultiIndex.from_product([panels, rows, kinds], names=["panel", "row", "kind"])
    table = grid.to_frame(index=False).assign(n=np.arange(len(grid)) % 4)
    value = table["n"] / 10
    return table.assign(value=value, low=value / 2, high=value + 0.2)


def marks_of(ax: plt.Axes) -> list[tuple[float, float]]:
    dots = [line for line in ax.lines if len(line.get_xdata()) == 1]
    return [(dot.get_xdata()[0], dot.get_ydata()[0]) for dot in dots]


@pytest.mark.parametrize("kinds", [["句 sentences"], ["句 sentences", "小句 clauses"]])
@pytest.mark.parametrize("n_panels", [1, 7])
def test_plot_panels_has_no_fault(n_panels, kinds):
    panels = [f"{place}\n35 · 182" for place in PLACES[:n_panels]]
    rows = ["责任落实 responsibility", "何雄 郑州 ②经济"]
    fig = plot_panels(make_table(panels, rows, kinds), percent=True, **WORDS)
    assert check_figure(fig) == []


def test_plot_panels_has_no_fault_with_the_devices_of_a_corpus(corpus):
    table = count(corpus.devices, corpus.articles, of="device")
    table = table.rename(columns={"city": "panel", "device": "row", "per_10k": "value"})
    table = table.assign(kind="n", low=table["per_10k_low"], high=table["per_10k_high"])
    assert check_figure(plot_panels(table, **WORDS)) == []


def test_plot_panels_puts_each_number_in_its_panel_and_row():
    table = make_table(["德州", "洛阳"], ["war", "exam"], ["n"])
    left, right = plot_panels(table, **WORDS).axes
    assert [marks_of(ax) for ax in (left, right)] == [[(0, 0), (0.1, 1)], [(0.2, 0), (0.3, 1)]]
    assert [text.get_text() for text in right.texts] == ["2", "3"]
    assert [label.get_text() for label in left.get_yticklabels()] == ["war", "exam"]
    assert [ax.get_title(loc="left") for ax in (left, right)] == ["德州", "洛阳"]


def test_plot_panels_sets_two_kinds_apart_and_names_them():
    table = make_table(["德州"], ["war"], ["sentences", "clauses"])
    legend, panel = plot_panels(table, **WORDS).axes
    (first, second) = marks_of(panel)
    assert first[1] == -second[1] < 0
    assert [text.get_text() for text in legend.get_legend().get_texts()] == ["sentences", "clauses"]


def test_plot_panels_draws_what_was_not_found_in_grey():
    table = make_table(["德州"], ["war", "exam"], ["n"])
    dots = [
        line for line in plot_panels(table, **WORDS).axes[0].lines if len(line.get_xdata()) == 1
    ]
    assert to_hex(dots[0].get_color()) == GREY
    assert to_hex(dots[1].get_color()) != GREY


def test_plot_panels_leaves_out_what_is_not_defined():
    missing = dict.fromkeys(["value", "low", "high"], pd.array([pd.NA], dtype="Float64"))
    fig = plot_panels(make_table(["德州"], ["war"], ["n"]).assign(**missing), **WORDS)
    assert np.isnan(marks_of(fig.axes[0])[0][0])
    assert check_figure(fig) == []


def test_plot_panels_keeps_shares_below_one():
    table = make_table(["德州"], ["war"], ["n"]).assign(value=1.0, high=1.0)
    assert plot_panels(table, percent=True, **WORDS).axes[0].get_xlim() == pytest.approx((0, 1.03))


def test_plot_panels_leaves_its_frame_as_it_was():
    table = make_table(["德州", "洛阳"], ["war"], ["n"])
    before = table.copy(deep=True)
    plot_panels(table, **WORDS)
    pd.testing.assert_frame_equal(table, before)
