"""Charts of rhetorical themes: who carries which, what the reports are about, how far to trust it.

Each function draws the rows of a frame in their order, under a title and over a note that come from
the notebook, which holds the numbers they speak of. `labels` name the groups, all of the corpus, so
that colours agree between charts; a theme is named by its Chinese label and its id.
"""

import re
from collections.abc import Mapping

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.report.labels import place_name
from analysis.report.style import INK, NOTE_PT, QUIET, WIDTH, label_figure
from analysis.rhetoric.themes import read_codebook

SIDES = {
    "control": ("防控 control", "#3d444d", "white"),
    "both": ("兼有 both", "#dcae3c", INK),
    "development": ("发展 development", "#0f7f72", "white"),
    "neither": ("其他 neither", "#e9ecef", INK),
}

# Ink and grey, filled and hollow: the colours belong to the places.
_MEASURES = (("precision", INK, INK, -0.16), ("recall", QUIET, "white", 0.16))
_MEASURE_LABELS = {"precision": "precision 查准率", "recall": "recall 查全率"}
_PALETTE = ListedColormap(mpl.colormaps["Blues"](np.linspace(0, 0.6, 256)))  # ink reads on all
_BAND = "#d3d9e0"
_PERCENT = PercentFormatter(1, decimals=0, symbol=" %")
_ALL = "micro"  # the row of all decisions, as `precision_recall` names it


def plot_profile(
    shares: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str, by: str = "city"
) -> Figure:
    """Draw which share of each group's sentences carries each theme: colour, and n/N in the cell.

    Takes    shares: one row per (by, theme), as `sentence_share` gives them.
    Returns  a heat map, groups from left to right; at the right end of each row the sentences of
             all groups that carry the theme, and in how many groups.
    """
    groups = shares[by].drop_duplicates().tolist()
    rows = list(shares.groupby("theme", sort=False, observed=True))
    fig, ax = plt.subplots(figsize=(WIDTH, 0.3 * len(rows) + 1.4))
    norm = Normalize(0, max(shares["share"].max(), 0.01))
    for row, (_, cells) in enumerate(rows):
        _draw_cells(ax, cells, norm, row=row)
        total, reach = cells["n_sentences"].sum(), (cells["n_sentences"] > 0).sum()
        _write_beside(ax, len(groups), row + 0.5, f"{total} in {reach} of {len(groups)}")
    ax.set(xlim=(0, len(groups)), ylim=(len(rows), 0))
    ax.set_yticks([row + 0.5 for row in range(len(rows))], [_theme(str(name)) for name, _ in rows])
    places = [place + 0.5 for place in range(len(groups))]
    ax.set_xticks(places, [_stacked(place_name(group, labels)) for group in groups], size=NOTE_PT)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    scale = ScalarMappable(norm, _PALETTE)
    bar = fig.colorbar(scale, ax=ax, location="bottom", aspect=45, pad=0.02, format=_PERCENT)
    bar.set_label("share of body sentences that carry the theme 占比")
    label_figure(fig, title=title, note=note)
    return fig


def plot_sides(
    sides: pd.DataFrame, formulas: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw what part of each report is about control, development, both or neither.

    Takes    sides: one row per (article_id, side), zeros included, as `sentence_share` gives them;
             side is one of SIDES.
             formulas: one row per article_id in the same order: n_sentences that carry a formula
             of balance, of_sentences, share, share_low, share_high.
    Returns  stacked bars with their counts; beside them the share of the formula, with its exact
             interval.
    """
    groups = formulas["article_id"].tolist()
    fig, axes = plt.subplot_mosaic(
        [["legend", "legend"], ["bars", "dots"]],
        figsize=(WIDTH, 0.44 * len(groups) + 1.2),
        width_ratios=[3, 2],
        height_ratios=[0.25, 0.44 * len(groups) + 0.2],
    )
    bars, dots = axes["bars"], axes["dots"]
    for row, group in enumerate(groups):
        _draw_bar(bars, sides[sides["article_id"] == group], row)
        _draw_share(dots, formulas.iloc[row], row)
    bars.set_yticks(range(len(groups)), [place_name(group, labels) for group in groups])
    dots.set_yticks(range(len(groups)), [""] * len(groups))
    _set_shares(dots, formulas["share_high"].max())
    bars.set(xlim=(0, 1), xlabel="share of sentences 占比")
    bars.xaxis.set_major_formatter(_PERCENT)
    bars.set_title("内容 what it is about", size=NOTE_PT)
    dots.set_title("统筹兼顾 balance", size=NOTE_PT)
    dots.set_xlabel("share of sentences 占比")
    for ax in (bars, dots):
        ax.set_ylim(len(groups) - 0.5, -0.5)
        ax.grid(visible=False, axis="y")
    handles = [Patch(facecolor=colour, label=label) for label, colour, _ in SIDES.values()]
    axes["legend"].legend(handles=handles, loc="center right", ncols=4, fontsize=NOTE_PT)
    axes["legend"].set_axis_off()
    label_figure(fig, title=title, note=note)
    return fig


def plot_agreement(
    scores: pd.DataFrame, *, elsewhere: tuple[float, float], title: str, note: str
) -> Figure:
    """Draw precision and recall of each theme, each with its exact interval.

    Takes    scores: as `precision_recall` gives them, with precision_low, precision_high,
             recall_low, recall_high; theme may hold other names, such as those of reports.
             elsewhere: lowest and highest F1 of all themes that was measured on other reports,
             drawn as a band.
    Returns  a row a theme; at its end the codes of both, of the rules only, of the reader only.
    """
    fig, ax = plt.subplots(figsize=(WIDTH, 0.32 * len(scores) + 1.1))
    ax.axvspan(*elsewhere, color=_BAND, lw=0)
    numbers = [f"{name}{end}" for name, *_ in _MEASURES for end in ("", "_low", "_high")]
    drawn = scores.astype(dict.fromkeys(numbers, "float64"))  # pd.NA cannot be drawn, NaN can
    for row, score in enumerate(drawn.itertuples()):
        for name, colour, face, shift in _MEASURES:
            ends = [getattr(score, f"{name}_{end}") for end in ("low", "high")]
            ax.plot(ends, [row + shift] * 2, color=colour, lw=1.2)
            ax.plot(getattr(score, name), row + shift, "o", color=colour, mfc=face, ms=5)
        _write_beside(ax, 1.02, row, f"{score.tp} · {score.fp} · {score.fn}")
    ax.set_yticks(range(len(scores)), [_theme(name) for name in scores["theme"]])
    ax.set(ylim=(len(scores) - 0.5, -0.5), xlim=(0, 1.02), xlabel="precision, recall [0 to 1]")
    ax.grid(visible=False, axis="y")
    handles: list[Artist] = [
        Line2D([], [], color=colour, marker="o", mfc=face, lw=1.2, label=_MEASURE_LABELS[name])
        for name, colour, face, _ in _MEASURES
    ]
    handles.append(Patch(color=_BAND, label="F1 on unseen reports"))
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, fontsize=NOTE_PT,
        borderaxespad=0.2, handlelength=1.4, columnspacing=1.2,
    )  # fmt: skip
    label_figure(fig, title=title, note=note)
    return fig


def _draw_cells(ax: Axes, cells: pd.DataFrame, norm: Normalize, *, row: int) -> None:
    values = cells[["n_sentences", "of_sentences", "share"]].itertuples(index=False, name=None)
    for place, (n, of, share) in enumerate(values):
        colour = _PALETTE(norm(share)) if n else "white"
        ax.add_patch(Rectangle((place, row), 1, 1, facecolor=colour, edgecolor="#e4e7ea"))
        ink = INK if n else QUIET
        middle = (place + 0.5, row + 0.5)
        ax.text(*middle, f"{n}/{of}", size=NOTE_PT, color=ink, ha="center", va="center")


def _draw_share(ax: Axes, share: pd.Series, row: int) -> None:
    """Draw one share with its interval, and its counts beside the axis."""
    ax.plot((share["share_low"], share["share_high"]), (row, row), color=INK, lw=1.4)
    ax.plot(share["share"], row, "o", color=INK, clip_on=False, zorder=3)
    count = f"{share['n_sentences']}/{share['of_sentences']}"
    _write_beside(ax, 1, row, count, across="axes fraction")


def _set_shares(ax: Axes, highest: float) -> None:
    top = 0.25 if pd.isna(highest) else min(1, highest)
    ax.set_xlim(0, 1.05 * top)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(_PERCENT)


def _draw_bar(ax: Axes, own: pd.DataFrame, row: int) -> None:
    left = 0.0
    for side, (_, colour, ink) in SIDES.items():
        n = int(own.loc[own["side"] == side, "n_sentences"].sum())
        width = n / max(own["of_sentences"].max(), 1)
        ax.barh(row, width, left=left, color=colour, edgecolor="white", height=0.7)
        if n:
            ax.text(left + width / 2, row, str(n), color=ink, ha="center", va="center")
        left += width


def _write_beside(ax: Axes, x: float, y: float, words: str, *, across: str = "data") -> None:
    ax.annotate(
        words, (x, y), (4, 0), xycoords=(across, "data"), textcoords="offset points",
        va="center", size=NOTE_PT, color=QUIET,
    )  # fmt: skip


def _theme(theme: str) -> str:
    book = read_codebook().set_index("theme")["zh"]
    return "全部 all decisions" if theme == _ALL else f"{book.get(theme, '')} {theme}".strip()


def _stacked(label: str) -> str:
    """Set the parts of a label below each other; a number such as ① stays beside its name."""
    return re.sub(" (?![①-⑳])", "\n", label.replace("（", " （"))
