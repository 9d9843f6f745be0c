"""Charts of rhetorical devices, and of any profile whose numbers need their intervals beside them.

As in the other charts, title and note come from the notebook, which holds the numbers they speak of.
"""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.report.style import INK, NOTE_PT, QUIET, WIDTH, CityStyle, label_figure

_ACROSS = 3  # panels beside each other: a fourth would leave no room for the names of places
_NO_PLACE = CityStyle(INK, "o")  # the colours belong to the places
_ROW, _LINE, _AXIS = 0.21, 0.17, 0.1  # inches: a row, a line of text, the air between panels


def plot_panels(
    table: pd.DataFrame, *, xlabel: str, title: str, note: str, percent: bool = False
) -> Figure:
    """Draw a profile as dots with their intervals: a panel a group, a row a category.

    Takes    table: one row per (panel, row), in the order to be drawn and named as a reader should
             see them: panel, row, n [count], value, low, high; NA is not drawn. Optional: of [what
             n is a part of], style [a `CityStyle`, as `city_styles` gives it; else ink].
             percent: the values are shares, and the scale is drawn in per cent.
    Returns  panels on one scale; at the end of each row n, or n/of. A mark is hollow where n is 0.
    """
    panels, rows = (table[name].unique().tolist() for name in ("panel", "row"))
    fig, axes = _make_panels(panels, n_rows=len(rows), n_lines=xlabel.count("\n") + 1)
    drawn = table.astype(dict.fromkeys(["value", "low", "high"], "float64"))  # NaN is not drawn
    for ax, panel in zip(axes, panels, strict=True):
        for mark in drawn[drawn["panel"] == panel].itertuples():
            _draw_mark(ax, mark, rows.index(mark.row))
        ax.set_title(panel, size=NOTE_PT)
    axes[0].set_yticks(range(len(rows)), rows, size=NOTE_PT)
    axes[0].set_ylim(len(rows) - 0.5, -0.5)
    _set_scale(axes[0], drawn["high"].max(), percent=percent)
    for ax in axes[-_ACROSS:]:  # the lowest of each column
        ax.tick_params(labelbottom=True)
    for ax in axes[_ACROSS * ((len(axes) - 1) // _ACROSS) :]:  # the lowest row
        ax.set_xlabel(xlabel, size=NOTE_PT)
    label_figure(fig, title=title, note=note)
    return fig


def _make_panels(panels: Sequence[str], *, n_rows: int, n_lines: int) -> tuple[Figure, list[Axes]]:
    across, deep = min(_ACROSS, len(panels)), -(-len(panels) // _ACROSS)
    lines = max(panel.count("\n") for panel in panels) + 1
    below = _LINE * (n_lines + 1 + (len(panels) % across > 0))  # xlabel, ticks of one row or two
    height = deep * (_ROW * n_rows + _LINE * lines + _AXIS) + below
    fig, grid = plt.subplots(
        deep, across, figsize=(WIDTH, height), sharex=True, sharey=True, squeeze=False
    )
    for ax in grid.flat:
        ax.tick_params(labelsize=NOTE_PT)
        ax.grid(visible=False, axis="y")
    for ax in grid.flat[len(panels) :]:
        ax.set_axis_off()
    return fig, list(grid.flat[: len(panels)])


def _draw_mark(ax: Axes, mark: Any, row: int) -> None:
    colour, marker = getattr(mark, "style", _NO_PLACE)
    face = colour if mark.n else "white"
    ax.plot((mark.low, mark.high), (row, row), color=colour, lw=1.4)
    ax.plot(mark.value, row, marker, color=colour, mfc=face, ms=5, clip_on=False, zorder=3)
    ax.annotate(
        f"{mark.n}/{mark.of}" if hasattr(mark, "of") else f"{mark.n}", (1, row), (4, 0),
        xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
        size=NOTE_PT, color=QUIET,
    )  # fmt: skip


def _set_scale(ax: Axes, highest: float, *, percent: bool) -> None:
    top = highest if highest > 0 else 1
    ax.set_xlim(0, 1.03 * min(1, top) if percent else 1.03 * top)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    times = 100 if percent else 1
    ax.xaxis.set_major_formatter(lambda value, _: f"{times * value:g}")
