"""Charts of rhetorical devices, and of any profile whose numbers need their intervals beside them.

As in the other charts, title and note come from the notebook, which holds the numbers they speak of.
"""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from analysis.report.style import COLOURS, GREY, NOTE_PT, QUIET, WIDTH, CityStyle, label_figure

_ACROSS = 5  # panels beside each other: six would leave no room for the ticks
_KINDS = (CityStyle(COLOURS[1], "o"), CityStyle(COLOURS[3], "D"))
_APART = 0.36  # of a row, between the marks of two kinds
_ROW, _LINE, _AXIS = 0.27, 0.17, 0.3  # inches: a row, a line of a panel's name, its ticks


def plot_panels(
    table: pd.DataFrame, *, xlabel: str, title: str, note: str, percent: bool = False
) -> Figure:
    """Draw a profile as dots with their intervals: a panel a group, a row a category.

    Takes    table: one row per (panel, row, kind), in the order to be drawn and named as a reader
             should see them: panel, row, kind [one or two, such as sentences and clauses], n
             [count], value, low, high; NA is not drawn. percent: the values are shares.
    Returns  panels on one scale. With one kind, n stands at the end of each row; with two, a legend
             tells them apart. A mark is grey where n is 0.
    """
    panels, rows, kinds = (table[name].unique().tolist() for name in ("panel", "row", "kind"))
    fig, axes = _make_panels(panels, n_rows=len(rows), has_legend=len(kinds) > 1)
    drawn = table.astype(dict.fromkeys(["value", "low", "high"], "float64"))  # NaN is not drawn
    for ax, panel in zip(axes, panels, strict=True):
        own = drawn[drawn["panel"] == panel]
        for mark in own.itertuples():
            place = kinds.index(mark.kind)
            shift = _APART * (place - (len(kinds) - 1) / 2)
            _draw_mark(ax, mark, rows.index(mark.row) + shift, _KINDS[place])
        if len(kinds) == 1:
            _write_counts(ax, own, rows)
        ax.set_title(panel, size=NOTE_PT)
    axes[0].set_yticks(range(len(rows)), rows, size=NOTE_PT)
    axes[0].set_ylim(len(rows) - 0.5, -0.5)
    _set_scale(axes[0], drawn["high"].max(), percent=percent)
    if len(kinds) > 1:
        _add_legend(fig.axes[0], kinds)
    bottom = axes[_ACROSS * ((len(axes) - 1) // _ACROSS) :]
    bottom[len(bottom) // 2].set_xlabel(xlabel, size=NOTE_PT)
    label_figure(fig, title=title, note=note)
    return fig


def _make_panels(
    panels: Sequence[str], *, n_rows: int, has_legend: bool
) -> tuple[Figure, list[Axes]]:
    """Make an axes for each panel, and an empty one above them if there is a legend."""
    across, deep = min(_ACROSS, len(panels)), -(-len(panels) // _ACROSS)
    lines = max(panel.count("\n") for panel in panels) + 1
    heights = [_ROW * n_rows + _LINE * lines + _AXIS] * deep
    cells: list[list[Any]] = [
        [row * across + place for place in range(across)] for row in range(deep)
    ]
    if has_legend:
        heights, cells = [_ROW, *heights], [["legend"] * across, *cells]
    size = (WIDTH, sum(heights) + _AXIS)
    fig = plt.figure(figsize=size)
    axes = fig.subplot_mosaic(cells, sharex=True, sharey=True, height_ratios=heights)
    for place, ax in axes.items():
        if place == "legend" or place >= len(panels):
            ax.set_axis_off()
        ax.tick_params(labelbottom=True, labelsize=NOTE_PT)
        ax.grid(visible=False, axis="y")
    return fig, [axes[place] for place in range(len(panels))]


def _draw_mark(ax: Axes, mark: Any, row: float, style: CityStyle) -> None:
    colour = style.colour if mark.n else GREY
    ax.plot((mark.low, mark.high), (row, row), color=colour, lw=1.3, alpha=0.7)
    ax.plot(mark.value, row, style.marker, color=colour, markersize=4.5, clip_on=False, zorder=3)


def _write_counts(ax: Axes, own: pd.DataFrame, rows: Sequence[str]) -> None:
    for row, n in zip(own["row"], own["n"], strict=True):
        ax.annotate(
            f"{n}", (1, rows.index(row)), (4, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", size=NOTE_PT, color=QUIET,
        )  # fmt: skip


def _set_scale(ax: Axes, highest: float, *, percent: bool) -> None:
    top = highest if highest > 0 else 1
    ax.set_xlim(0, 1.03 * min(1, top) if percent else 1.03 * top)
    ax.xaxis.set_major_locator(MaxNLocator(2))  # "0 %" and "50 %" fill the axis of a panel
    ax.xaxis.set_major_formatter("{x:.0%}" if percent else "{x:g}")


def _add_legend(ax: Axes, kinds: Sequence[str]) -> None:
    handles = [
        Line2D([], [], color=style.colour, marker=style.marker, lw=1.3, label=kind)
        for kind, style in zip(kinds, _KINDS, strict=False)
    ]
    ax.legend(handles=handles, loc="center left", ncols=2, fontsize=NOTE_PT, borderaxespad=0)
