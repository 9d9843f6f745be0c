import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.font_manager import findfont

from analysis.report.style import (
    COLOURS,
    EDGE,
    WIDTH,
    city_styles,
    font_file,
    label_figure,
)
from tests.check_figure import check_figure

FIVE = ["Luoyang", "Zhengzhou", "Dezhou", "Kunming", "Nanjing"]
LONG_ZH = "五场会议都把“疫情防控”放在首位，但郑州会议谈“责任”最多，德州会议谈“复工复产”最多。"
LONG_EN = (
    "All five meetings put control first (防控), but Zhengzhou’s speaks of “duty” most, Dezhou's of"
    " going back to work (复工复产) and Kunming's of the border (边境)"
)


pytestmark = pytest.mark.usefixtures("house_style")


def test_use_house_style_draws_with_the_font_of_zhplot():
    assert findfont("Noto Sans SC") == str(font_file())
    assert mpl.rcParams["font.family"] == ["Noto Sans SC", "DejaVu Sans"]


def test_city_styles_do_not_depend_on_order_or_repetition():
    assert city_styles(FIVE) == city_styles([*reversed(FIVE), "Nanjing", None])


def test_city_styles_give_five_cities_five_colours_and_five_markers():
    styles = city_styles(FIVE).values()
    assert {style.colour for style in styles} == set(COLOURS)
    assert len({style.marker for style in styles}) == 5


def test_city_styles_keep_35_cities_apart():
    assert len(set(city_styles(f"city-{n:02}" for n in range(35)).values())) == 35


@pytest.mark.parametrize("title", [LONG_ZH, LONG_EN, "短"])
@pytest.mark.parametrize("height", [2, 5])
def test_label_figure_leaves_the_axes_their_room(title, height):
    fig, ax = plt.subplots(figsize=(WIDTH, height))
    ax.set(xlabel="句数", ylabel="每万字")
    fig.canvas.draw()
    before = ax.get_window_extent().height
    label_figure(fig, title=title, subtitle="每万字提及次数", note=LONG_ZH * 2)
    assert check_figure(fig) == []
    assert ax.get_window_extent().height == pytest.approx(before, rel=0.06)
    assert fig.get_figwidth() == WIDTH


def test_label_figure_breaks_lines_where_chinese_may_break():
    fig, _ = plt.subplots()
    label_figure(fig, title=LONG_ZH * 3)
    lines = fig.texts[0].get_text().splitlines()
    assert "".join(lines) == LONG_ZH * 3
    assert not [line for line in lines if re.match("[，。”]", line) or line.endswith("“")]


def test_label_figure_keeps_words_and_fills_lines_evenly():
    fig, _ = plt.subplots()
    label_figure(fig, title=LONG_EN)
    lines = fig.texts[0].get_text().splitlines()
    expected = LONG_EN.replace("’", "'").replace("“", '"').replace("”", '"')
    assert "".join(lines).replace(" ", "") == expected.replace(" ", "")
    assert len(lines) == 3
    assert len(lines[-1]) > len(lines[0]) / 2


def test_label_figure_starts_all_texts_at_one_edge():
    fig, _ = plt.subplots()
    label_figure(fig, title="题", subtitle="副题", note="注")
    assert {text.get_position()[0] for text in fig.texts} == {EDGE / WIDTH}
