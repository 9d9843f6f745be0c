"""Charts of what marks each place, where a phrase stands in the reports, and what they share.

Each function draws the rows of a frame in their order, under a title and over a note that come from
the notebook, which holds the numbers they speak of. `labels` name the cities, all of the corpus, so
that colours agree between charts.
"""

from collections.abc import Mapping

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from analysis.report.labels import (
    label_lines,
    place_name,
    place_style,
    stack,
    term_label,
)
from analysis.report.style import INK, NOTE_PT, QUIET, WIDTH, label_figure

_BAND, _EMPTY = "#d3d9e0", "#f3f4f6"
_LINE = 0.165  # inches, a line of 9 pt
_BESIDE = 17.0  # Han characters of 9 pt beside the axes
_PALETTE = mpl.colormaps["Blues"]
_DARK = 0.6  # of the palette: from here on, text is white
_SHADES = ("#cdd3da", "#a3adb8", "#76818d", "#4b5661")  # shared by two, three, four, more places


def plot_keyness(
    keyness: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw how much more often each city uses what marks it most, with the limits of that.

    Takes    keyness: rows of `analysis.measures.keyness` for several targets: city, family,
             n_target, n_reference, log_ratio, low, high, left_out_min, left_out_max, n_groups,
             of_groups.
    Returns  a forest plot: for each family the log ratio, its family-wise limits, cut off where the
             axis ends, and its range when one other city at a time is left out.
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
        others = f"others {key['n_groups']} of {key['of_groups']}"
        _write_beside(ax, row, f"{key['n_target']} : {key['n_reference']}, {others}")
    ax.set_yticks(rows, names, size=NOTE_PT, linespacing=1.1)
    ax.set(xlim=ends, ylim=(bottom, 0))
    ax.set_xlabel("log2 of the ratio of rates 频率比 (1: twice as often; 0: equally often)")
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

    Takes    uses: one row per use: family, article_id, at [0 to 1], dp, dp_chance [one value a
             family], in the order of the families. articles: article_id, city, name, in order.
    Returns  a strip for each family and report; beside each family its deviation of proportions,
             and what chance would give.
    """
    families = uses.drop_duplicates("family")
    names, rows, bottom = _term_rows(families["family"])
    where = dict(zip(families["family"], rows, strict=True))
    size = (WIDTH, bottom * _LINE + 0.9)
    fig, axes = plt.subplots(1, max(len(articles), 1), sharey=True, squeeze=False, figsize=size)
    for ax, report in zip(axes.flat, articles.to_dict("records"), strict=False):
        own = uses[uses["article_id"] == report["article_id"]]
        colour = place_style(report["city"], labels).colour
        ax.hlines(rows, 0, 1, color="#e4e7ea", lw=5)
        ax.plot(own["at"], own["family"].map(where), "|", color=colour, ms=9, mew=1.6)
        ax.set_title(report["name"], size=NOTE_PT, color=colour, loc="center")
        ax.set(xlim=(-0.04, 1.04), ylim=(bottom, 0), xticks=[0, 1])
        ax.set_xticklabels(["始", "末"], size=NOTE_PT)
        _strip(ax)
    axes[0, 0].set_yticks(rows, names, size=NOTE_PT, linespacing=1.1)
    for row, family in zip(rows, families.to_dict("records"), strict=True):
        _write_beside(axes[0, -1], row, f"{family['dp']:.2f} ({family['dp_chance']:.2f})")
    subtitle = "始 first, 末 last character of the body. Right: DP, in brackets by chance"
    label_figure(fig, title=title, subtitle=subtitle, note=note)
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
    ax.xaxis.set_major_formatter("{x:.0%}")
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
    Returns  a heat map, a row for each city: share in the cell.
    """
    cities = pairs["city"].drop_duplicates().tolist()
    wide = pairs.pivot_table("share", "city", "other").reindex(cities, columns=cities)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.45 * len(cities) + 0.9))
    norm = Normalize(0, max(pairs["share"].max(), 0.01) if len(pairs) else 1)
    for (row, place), share in np.ndenumerate(wide.to_numpy(dtype=float)):
        face = _EMPTY if np.isnan(share) else _PALETTE(norm(share))
        ax.add_patch(Rectangle((place, row), 1, 1, facecolor=face, edgecolor="white"))
        ink = "white" if norm(share) > _DARK else INK
        words = "–" if np.isnan(share) else f"{share:.1%}"
        ax.text(place + 0.5, row + 0.5, words, color=ink, ha="center", va="center")
    heads = [place_name(city, labels) for city in cities]
    middles = [place + 0.5 for place in range(len(cities))]
    ax.set(xlim=(0, len(cities) or 1), ylim=(len(cities) or 1, 0))
    ax.set_yticks(middles, heads, size=NOTE_PT)
    ax.set_xticks(middles, [head.replace(" ", "\n") for head in heads], size=NOTE_PT)
    ax.xaxis.tick_top()
    _strip(ax)
    label_figure(fig, title=title, note=note)
    return fig


def _term_rows(terms: pd.Series) -> tuple[list[str], list[float], float]:
    """Label the terms and stack them: labels, the middle of each, how far down they reach."""
    names = [term_label(term, _BESIDE) for term in terms]
    return names, *stack([max(label_lines(name), 1.6) for name in names])


def _reach(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Give the ends of an axis that shows all finite values."""
    finite = values[np.isfinite(values)]
    return (finite.min() - 0.5, finite.max() + 0.5) if finite.size else (-1.0, 1.0)


def _strip(ax: Axes) -> None:
    """Leave only what is drawn: no grid, ticks or frame."""
    ax.tick_params(length=0)
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
