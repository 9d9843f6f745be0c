from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure

from analysis.report.style import use_house_style
from tests.check_figure import check_figure


@pytest.fixture(autouse=True)
def _style():
    use_house_style()
    yield
    plt.close("all")


def _kinds(fig: Figure) -> set[tuple[str, str]]:
    return {(fault.kind, fault.text) for fault in check_figure(fig)}


def test_check_figure_passes_good_charts():
    fig, axes = plt.subplots(2, 3, figsize=(6.5, 4))
    for ax in axes.flat[:5]:
        ax.plot([1, 2, 3], [1, 4, 9])
        ax.set(title="洛阳 Luoyang", xlabel="天数")
    axes.flat[5].set_visible(False)
    assert check_figure(fig) == []


def test_check_figure_knows_rotated_labels_from_their_boxes():
    fig, ax = plt.subplots()
    ax.bar(range(9), range(9))
    ax.set_xticks(range(9), ["疫情防控工作领导小组"] * 9, rotation=45, ha="right")
    fig.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert any(one.overlaps(other) for one, other in pairwise(boxes))
    assert check_figure(fig) == []


def test_check_figure_ignores_text_that_is_not_drawn():
    fig, ax = plt.subplots()
    ax.set_xlim(0, 1)
    ax.text(50, 50, "far away", clip_on=True)
    ax.text(0.5, 0.5, "hidden", visible=False, size=1)
    assert check_figure(fig) == []


def test_check_figure_finds_every_fault_of_a_bad_chart():
    fig, ax = plt.subplots()
    ax.text(0.5, 0.5, "经济社会发展")
    ax.text(0.52, 0.5, "复工复产")
    ax.text(0.2, 0.2, "tiny", size=6)
    ax.text(0.8, 0.8, "\N{CJK UNIFIED IDEOGRAPH-20BB7}")
    ax.text(0.9, 0.1, "partly inside the axes", clip_on=True)
    fig.text(0.9, 0.98, "a title that runs out of the figure")
    assert _kinds(fig) == {
        ("overlap", "经济社会发展"),
        ("small", "tiny"),
        ("glyph", "\N{CJK UNIFIED IDEOGRAPH-20BB7}"),
        ("clipped", "partly inside the axes"),
        ("clipped", "a title that runs out of the figure"),
    }


def test_check_figure_leaves_the_chart_as_it_was():
    fig, ax = plt.subplots()
    label = ax.text(0.5, 0.5, "斜体", rotation=30)
    check_figure(fig)
    assert label.get_rotation() == 30
