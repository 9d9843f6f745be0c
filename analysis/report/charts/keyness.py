"""Charts of what marks each place, where a phrase stands in the reports, and what they share.

Each function draws the rows of a frame in their order, under a title and over a note that come from
the notebook, which holds the numbers they speak of. `labels` name the cities, all of the corpus, so
that colours agree between charts.
"""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MultipleLocator, PercentFormatter

from analysis.report.labels import (
    label_lines,
    place_name,
    place_style,
    stack,
    term_label,
)
from analysis.report.style import INK, NOTE_PT, PALE, QUIET, WIDTH, label_figure

Colour = str | tuple[float, float, float, float]

_BAND, _EMPTY = "#d3d9e0", "#f3f4f6"
_LINE = 0.165  # inches, a line of 9 pt
_BESIDE, _PANEL = 17.0, 15.0  # Han characters of 9 pt beside the axes, and above half of them
_PERCENT = PercentFormatter(1, decimals=0, symbol=" %")
_SHADES = ("#cdd3da", "#a3adb8", "#76818d", "#4b5661")  # shared by two, three, four, more places


def plot_keyness(
    keyness: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw how much more often each city uses what marks it most, with the limits of that.

    Takes    keyness: rows of `analysis.measures.keyness` for several targets: city, family,
             n_target, n_reference, log_ratio, low, high, left_out_min, left_out_max, n_groups,
             of_groups.
    Returns  a forest plot: for each family the ratio, on an axis that doubles from step to step, its
             family-wise limits, cut off where the axis ends, and its range when one other city at
             a time is left out.
    """
    names, rows, bottom = _term_rows(keyness["family"])
    fig, ax = plt.subplots(figsize=(WIDTH, bottom * _LINE + 0.9))
    ends = _reach(keyness[["low", "high", "log_ratio"]].to_numpy(dtype=float))
    ax.axvline(0, color=INK, lw=0.8)
    for row, key in zip(rows, keyness.to_dict("records"), strict=True):
        style = place_style(key["city"], labels)
        ax.hlines(row, key["left_out_min"], key["left_out_max"], color=_BAND, lw=9)
        ax.hlines(row, *np.clip([key["low"], key["high"]], *ends), color=style.colour, lw=1.2)
        ax.plot(key["log_ratio"], row, style.marker, color=style.colour)
        others = f"{key['n_reference']} in {key['n_groups']} of {key['of_groups']} others"
        _write_beside(ax, row, f"{key['n_target']} here, {others}")
    ax.set_yticks(rows, names, size=NOTE_PT, linespacing=1.1)
    ax.set(xlim=ends, ylim=(bottom, 0))
    ax.xaxis.set_major_locator(MultipleLocator(4))
    ax.xaxis.set_major_formatter(lambda power, _: _times(power))
    ax.tick_params(axis="x", labelsize=NOTE_PT)
    ax.set_xlabel("times as often as in the other places 频率比 (×1: equally often)")
    ax.grid(visible=False, axis="y")
    _legend(ax, keyness["city"].unique().tolist(), labels)
    label_figure(fig, title=title, note=note)
    return fig


def plot_places_in_text(
    uses: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    title: str,
    note: str,
) -> Figure:
    """Draw where in each report each family stands, from its first body character to its last.

    Takes    uses: one row per use: family, article_id, at [0 to 1], in the order of the families.
             articles: article_id, city, name, in order.
    Returns  a panel for each family, in two columns; in it a strip for each report, a tick a use.
    """
    families = uses["family"].drop_duplicates().tolist()
    deep = -(-len(families) // 2) or 1
    size = (WIDTH, deep * (len(articles) * 0.2 + 0.55) + 0.4)
    fig, axes = plt.subplots(deep, 2, sharex=True, sharey=True, squeeze=False, figsize=size)
    for ax, family in zip(axes.flat, families, strict=False):
        _draw_strips(ax, uses[uses["family"] == family], articles, labels)
        ax.set_title(
            f"{term_label(family, _PANEL)}  n = {sum(uses['family'] == family)}", size=NOTE_PT
        )
    for ax in axes.flat[len(families) :]:
        ax.set_visible(False)
    axes[0, 0].set_yticks(range(len(articles)), articles["name"])
    axes[0, 0].set(xlim=(-0.02, 1.02), ylim=(len(articles) - 0.4, -0.6), xticks=[0, 0.5, 1])
    axes[0, 0].xaxis.set_major_formatter(_PERCENT)
    for ax in axes.flat[max(len(families) - 2, 0) : len(families)]:
        ax.set_xlabel("place in the body 正文位置", size=NOTE_PT)
        ax.tick_params(labelbottom=True)
    label_figure(fig, title=title, note=note)
    return fig


def plot_shared_wording(
    parts: pd.DataFrame, *, names: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw how much of each report is wording that other places have too.

    Takes    parts: as `analysis.measures.shared_share` gives them; names of the articles.
    Returns  a stacked bar for each report, the widest shared darkest; beside it the sum.
    """
    reports = parts["article_id"].drop_duplicates().tolist()
    reaches = sorted(parts["k"].unique(), reverse=True)
    wide = parts.pivot_table("share", "article_id", "k").loc[reports, reaches]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.4 * len(reports) + 0.9))
    left = np.zeros(len(reports))
    for reach in reaches:
        ax.barh(range(len(reports)), wide[reach], left=left, color=_shade(reach), edgecolor="white")
        left = left + wide[reach].to_numpy()
    sums = parts.groupby("article_id").agg(n=("n_shared", "sum"), of=("n_chars", "first"))
    for row, (end, report) in enumerate(
        zip(left, sums.loc[reports].to_dict("records"), strict=True)
    ):
        words = f"  {report['n']:,} of {report['of']:,}"
        ax.text(end, row, words, va="center", size=NOTE_PT, color=QUIET)
    ax.set_yticks(range(len(reports)), [names[report] for report in reports])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.35 * max(left, default=1))
    ax.xaxis.set_major_formatter(_PERCENT)
    ax.set_xlabel("share of the body's characters 占正文字数")
    ax.grid(visible=False, axis="y")
    handles = [Patch(color=_shade(reach), label=f"in {reach} places") for reach in reaches]
    ax.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1), ncols=4)
    label_figure(fig, title=title, note=note)
    return fig


def plot_shared_pairs(
    pairs: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw which share of each city's text stands in each other city too, to the letter or nearly.

    Takes    pairs: as `analysis.measures.shared_characters` gives them.
    Returns  a heat map, a row for each city: in the cell the share, and the characters shared;
             beside the row all its characters.
    """
    cities = pairs["city"].drop_duplicates().tolist()
    fig, ax = plt.subplots(figsize=(WIDTH, 0.55 * len(cities) + 0.9))
    norm = Normalize(0, max(pairs["share"].max(), 0.01) if len(pairs) else 1)
    for place in range(len(cities)):
        _draw_cell(ax, place, place, "–", _EMPTY)
    for pair in pairs.to_dict("records"):
        share, at = pair["share"], (cities.index(pair["city"]), cities.index(pair["other"]))
        words = "–" if pd.isna(share) else f"{100 * share:.1f} %\n{pair['n_shared']:,}"
        _draw_cell(ax, *at, words, _EMPTY if pd.isna(share) else PALE(norm(share)))
    heads = [place_name(city, labels).replace(" ", "\n", 1) for city in cities]
    sizes = pairs.drop_duplicates("city")["n_chars"]
    sides = [f"{head}\nof {n:,}" for head, n in zip(heads, sizes, strict=True)]
    middles = [place + 0.5 for place in range(len(cities))]
    ax.set(xlim=(0, len(cities) or 1), ylim=(len(cities) or 1, 0))
    ax.set_yticks(middles, sides, size=NOTE_PT, linespacing=1.1)
    ax.set_xticks(middles, heads, size=NOTE_PT)
    ax.xaxis.tick_top()
    _strip(ax)
    label_figure(fig, title=title, note=note)
    return fig


def _draw_cell(ax: Axes, row: int, place: int, words: str, face: Colour) -> None:
    ax.add_patch(Rectangle((place, row), 1, 1, facecolor=face, edgecolor="white"))
    ax.text(place + 0.5, row + 0.5, words, ha="center", va="center", size=NOTE_PT)


def _draw_strips(
    ax: Axes, uses: pd.DataFrame, articles: pd.DataFrame, labels: Mapping[str, str]
) -> None:
    rows = range(len(articles))
    ax.hlines(rows, 0, 1, color="#e4e7ea", lw=8)
    for row, article_id, city in zip(rows, articles["article_id"], articles["city"], strict=True):
        own = uses.loc[uses["article_id"] == article_id, "at"]
        ax.plot(own, [row] * len(own), "|", color=place_style(city, labels).colour, ms=10, mew=2.2)
    _strip(ax)


def _term_rows(terms: pd.Series) -> tuple[list[str], list[float], float]:
    """Label the terms and stack them: labels, the middle of each, how far down they reach."""
    names = [term_label(term, _BESIDE) for term in terms]
    return names, *stack([max(label_lines(name), 1.6) for name in names])


def _reach(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Give the ends of an axis that shows all finite values."""
    finite = values[np.isfinite(values)]
    return (finite.min() - 0.5, finite.max() + 0.5) if finite.size else (-1.0, 1.0)


def _times(power: float) -> str:
    """Write 2 to a whole power as a factor: ×8, ×1, ×1/8."""
    return f"×{2**power:,.0f}" if power >= 0 else f"×1/{2**-power:,.0f}"


def _strip(ax: Axes) -> None:
    """Leave only what is drawn: no grid, ticks or frame."""
    ax.tick_params(length=0, labelsize=NOTE_PT)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _write_beside(ax: Axes, row: float, words: str) -> None:
    ax.annotate(
        words, (1, row), (4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
        va="center", size=NOTE_PT, color=QUIET,
    )  # fmt: skip


def _shade(n_cities: int) -> str:
    return _SHADES[min(n_cities, 5) - 2]


def _legend(ax: Axes, cities: list[str], labels: Mapping[str, str]) -> None:
    styles = {city: place_style(city, labels) for city in cities}
    handles = [
        Line2D([], [], color=style.colour, marker=style.marker, label=place_name(city, labels))
        for city, style in styles.items()
    ]
    handles.append(Line2D([], [], color=_BAND, lw=9, label="one other place left out"))
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.35, 1), ncols=3, fontsize=NOTE_PT,
        handlelength=1.2,
    )  # fmt: skip
