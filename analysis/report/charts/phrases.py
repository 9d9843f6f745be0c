"""Charts of fixed wording: who shares it, how surely, what only one says, which words lead.

Each function draws the rows of a frame in their order, under a title and over a note that come from
the notebook, which holds the numbers they speak of. `labels` name the cities, all of the corpus, so
that colours agree between charts. Chinese terms have their English gloss if the glossary has one.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm, to_rgb
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.report.labels import (
    is_place,
    label_lines,
    place_name,
    place_style,
    stack,
    term_label,
)
from analysis.report.style import GREY, INK, NOTE_PT, PALE, QUIET, WIDTH, label_figure

_SHADES = ("#cdd3da", "#a3adb8", "#76818d", "#4b5661")  # shared by two, three, four, more
_BAND = "#d3d9e0"
_LINE = 0.165  # inches, a line of 9 pt
_WIDE = 24.0  # Han characters of 9 pt beside a plot
_CELLS = 13.0  # the same beside a heat map in half a page
_CARD, _WORD = 24.5, 15.5  # the same in half a page, and beside bars in half a page


class _Row(NamedTuple):
    """A row of the heat map: a family with its cells, or a heading without."""

    label: str
    cells: pd.DataFrame | None
    height: float  # lines


def plot_reach(parts: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str) -> Figure:
    """Draw how many phrase families of each city are its own, and how many others have too.

    Takes    parts: one row per (city, n_groups): city, n_groups [cities that have the family, this
             one included], of_groups, n_families.
    Returns  a stacked bar for each city: in its colour what only it has, in greys the rest.
    """
    cities, reaches = parts["city"].unique().tolist(), sorted(parts["n_groups"].unique())
    fig, ax = plt.subplots(figsize=(WIDTH, 0.4 * len(cities) + 0.9))
    for row, city in enumerate(cities):
        left = 0
        own = parts[is_place(parts["city"], city)].sort_values("n_groups")
        for reach, n in own[["n_groups", "n_families"]].itertuples(index=False, name=None):
            ax.barh(row, n, left=left, color=_shade(reach, city, labels), edgecolor="white")
            ink = _ink_on(_shade(reach, city, labels))
            ax.text(left + n / 2, row, str(n), color=ink, ha="center", va="center", size=NOTE_PT)
            left += n
    ax.set_yticks(range(len(cities)), [place_name(city, labels) for city in cities])
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    ax.set_xlabel("phrase families of the place 套语类数")
    handles = [tuple(Patch(color=_shade(n, city, labels)) for city in cities) for n in reaches]
    ways = ["only here" if n == 1 else f"in {n} of {parts['of_groups'].iloc[0]}" for n in reaches]
    _legend(ax, handles, ways)
    label_figure(fig, title=title, note=note)
    return fig


def plot_families(
    counts: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str
) -> Figure:
    """Draw how often each city uses each phrase family: rate as colour, count in the cell.

    Takes    counts: one row per (city, family), zeros included: city, family, n, n_nested [inside
             longer phrases, in brackets beside n], per_10k, n_groups, of_groups.
    Returns  heat maps in two columns, a heading above the families of each n_groups.
    """
    cities, groups = counts["city"].drop_duplicates().tolist(), list(_groups(counts))
    cut = _two_columns([_depth(group) for group in groups])
    halves = [list(chain.from_iterable(groups[half])) for half in cut]
    bottom = max(map(_depth, halves)) or 1
    norm = PowerNorm(0.6, vmin=0, vmax=max(counts["per_10k"], default=0) or 1)
    heads = [place_name(city, labels) for city in cities]
    above = 0.7 + 0.09 * max(map(len, heads), default=0)  # inches, for the heads and the scale
    fig, axes = plt.subplots(1, 2, figsize=(WIDTH, bottom * _LINE + above))
    for ax, half in zip(axes, halves, strict=True):
        ax.set(xlim=(0, len(cities) or 1), ylim=(bottom, 0))
        _draw_families(ax, half, norm)
        middles = [place + 0.5 for place in range(len(cities))]
        ax.set_xticks(middles, heads, size=NOTE_PT, rotation=90)
        ax.xaxis.tick_top()
        ax.tick_params(length=0)
        ax.grid(visible=False)
        ax.spines[:].set_visible(False)
        ax.set_visible(bool(half))
    scale = ScalarMappable(norm, PALE)
    words = "uses per 10,000 characters 每万字次数"
    fig.colorbar(scale, ax=axes, location="bottom", aspect=60, pad=0.01, label=words)
    label_figure(fig, title=title, note=note)
    return fig


def plot_shared(shared: pd.DataFrame, *, title: str, note: str) -> Figure:
    """Draw the rate of each family in all reports, its exact interval and its leave-one-out range.

    Takes    shared: one row per family: family, n, n_groups, of_groups, per_10k, per_10k_low,
             per_10k_high, left_out_min, left_out_max.
    Returns  a dot plot; beside each family its count and in how many cities it stands.
    """
    names = [term_label(family, _WIDE) for family in shared["family"]]
    rows, bottom = stack([max(label_lines(name), 2) for name in names])
    ends = shared[["per_10k_high", "left_out_max"]].max(axis="columns")
    fig, ax = plt.subplots(figsize=(WIDTH, bottom * _LINE + 1))
    ax.hlines(rows, shared["left_out_min"], shared["left_out_max"], color=_BAND, lw=9)
    ax.hlines(rows, shared["per_10k_low"], shared["per_10k_high"], color=INK, lw=1.2)
    ax.plot(shared["per_10k"], rows, "o", color=INK)
    for row, end, family in zip(rows, ends, shared.itertuples(), strict=True):
        _write_beside(ax, end, row, f"{family.n} in {family.n_groups} of {family.of_groups}")
    ax.set_yticks(rows, names, size=NOTE_PT, linespacing=1.1)
    unit = "uses per 10,000 characters of all reports 每万字次数"
    ax.set(xlim=(0, 1.22 * max(ends, default=1)), ylim=(bottom, 0), xlabel=unit)
    ax.grid(visible=False, axis="y")
    handles = [Line2D([], [], color=INK, marker="o", lw=1.2), Line2D([], [], color=_BAND, lw=9)]
    _legend(ax, handles, ["rate, exact 95 % interval", "rates with one place left out"])
    label_figure(fig, title=title, note=note)
    return fig


def plot_own(own: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str) -> Figure:
    """List the phrases that only one city has, as a card for each city, in two columns.

    Takes    own: one row per family: city, family, n, is_quoted [in quotation marks wherever it
             stands], is_nested [only inside longer phrases], per_10k [families of its city per
             10,000 characters, the same in all rows of a city].
    Returns  the cards: a filled dot for what is quoted, grey for what is nested.
    """
    cards = [own[is_place(own["city"], city)] for city in own["city"].unique()]
    columns = [cards[half] for half in _two_columns([_height(card) for card in cards])]
    bottom = max(sum(map(_height, column)) for column in columns) or 1
    fig, axes = plt.subplots(1, 2, figsize=(WIDTH, bottom * _LINE + 0.3))
    for ax, column in zip(axes, columns, strict=True):
        ax.set(xlim=(0, 1), ylim=(bottom, 0))
        ax.set_axis_off()
        top = 0.0
        for card in column:
            _draw_card(ax, card, labels, top=top)
            top += _height(card)
    label_figure(fig, title=title, note=note)
    return fig


def plot_words(words: pd.DataFrame, *, labels: Mapping[str, str], title: str, note: str) -> Figure:
    """Draw the words that each city uses most: in its colour those that some other does not use.

    Takes    words: one row per (city, term): city, term, n, n_sentences [that hold it], per_1k,
             n_groups, of_groups.
    Returns  a panel of bars for each city; beside each bar its uses, and in how many sentences.
    """
    cities = words["city"].unique().tolist()
    deep = -(-len(cities) // 2) or 1
    fig, axes = plt.subplots(deep, 2, sharex=True, squeeze=False)
    most = 1.0
    for ax, city in zip(axes.flat, cities, strict=False):
        most = max(
            most,
            _draw_words(ax, words[is_place(words["city"], city)], place_style(city, labels).colour),
        )
        ax.set_title(place_name(city, labels), loc="right")
        ax.tick_params(labelbottom=True)
    for ax in axes.flat[max(len(cities) - 2, 0) : len(cities)]:
        ax.set_xlabel("uses per 1,000 tokens 每千词次数", size=NOTE_PT, loc="right")
    fig.set_size_inches(WIDTH, deep * (most * _LINE + 0.8))
    axes[0, 0].set_xlim(0, 1.35 * max(words["per_1k"], default=1))
    axes[0, 0].xaxis.set_major_locator(MaxNLocator(4))
    for ax in axes.flat[len(cities) :]:
        ax.set_axis_off()
    label_figure(fig, title=title, note=note)
    return fig


def _groups(counts: pd.DataFrame) -> Iterator[list[_Row]]:
    for (k, of), same in counts.groupby(["n_groups", "of_groups"], sort=False):
        n = same["family"].nunique()
        rows = [_Row(f"in {k} of {of}: {n} {'family' if n == 1 else 'families'}", None, 1.7)]
        for family, cells in same.groupby("family", sort=False, observed=True):
            label = term_label(str(family), _CELLS).replace("  ", "\n")
            rows.append(_Row(label, cells, label_lines(label)))
        yield rows


def _depth(rows: list[_Row]) -> float:
    return sum(row.height for row in rows)


def _draw_families(ax: Axes, rows: list[_Row], norm: PowerNorm) -> None:
    middles, _ = stack([row.height for row in rows])
    ax.set_yticks(middles, [row.label for row in rows], size=NOTE_PT, linespacing=1.1)
    for tick, row, middle in zip(ax.get_yticklabels(), rows, middles, strict=True):
        tick.set_color(QUIET if row.cells is None else INK)
        if row.cells is not None:
            _draw_cells(ax, row.cells, norm, top=middle - row.height / 2, height=row.height)


def _draw_cells(
    ax: Axes, cells: pd.DataFrame, norm: PowerNorm, *, top: float, height: float
) -> None:
    values = cells[["n", "n_nested", "per_10k"]].itertuples(index=False, name=None)
    for place, (n, nested, rate) in enumerate(values):
        face = PALE(norm(rate)) if n else "white"
        ax.add_patch(Rectangle((place, top), 1, height, facecolor=face, edgecolor="#e4e7ea"))
        words, at = f"{n} ({nested})" if nested else f"{n}", (place + 0.5, top + height / 2)
        ink = INK if n or nested else QUIET
        ax.text(*at, words, size=NOTE_PT, color=ink, ha="center", va="center")


def _height(card: pd.DataFrame) -> float:
    """Count the lines of a card, its heading and the gap below it included."""
    return 4.2 + sum(label_lines(entry) for entry in _entries(card))


def _entries(card: pd.DataFrame) -> list[str]:
    pairs = zip(card["family"], card["n"], strict=True)
    return [term_label(family, _CARD) + (f" ×{n}" if n > 1 else "") for family, n in pairs]


def _draw_card(ax: Axes, card: pd.DataFrame, labels: Mapping[str, str], *, top: float) -> None:
    city = card["city"].iloc[0]
    colour = place_style(city, labels).colour
    ax.text(0, top + 0.4, place_name(city, labels), size=11, va="top")
    rate = f"{len(card)} in all; {card['per_10k'].iloc[0]:.0f} per 10,000 characters"
    ax.text(0, top + 1.8, rate, color=QUIET, size=NOTE_PT, va="top")
    y = top + 3.1
    for entry, phrase in zip(_entries(card), card.itertuples(), strict=True):
        face = colour if phrase.is_quoted else "white"
        ax.plot(0.02, y + 0.45, "o", color=colour, markerfacecolor=face, ms=4.5, clip_on=False)
        ink = QUIET if phrase.is_nested else INK
        words = ax.text(0.05, y, entry, size=NOTE_PT, color=ink, va="top", linespacing=1.1)
        words.set_in_layout(False)
        y += label_lines(entry)


def _draw_words(ax: Axes, words: pd.DataFrame, colour: str) -> float:
    """Draw a panel; return the lines it takes."""
    names = [term_label(term, _WORD) for term in words["term"]]
    rows, bottom = stack([label_lines(name) for name in names])
    is_common = words["n_groups"] == words["of_groups"]
    ax.barh(rows, words["per_1k"], color=is_common.map({True: GREY, False: colour}), height=0.85)
    for row, (_, word) in zip(rows, words.iterrows(), strict=True):
        _write_beside(ax, word["per_1k"], row, f"{word['n']} / {word['n_sentences']}")
    ax.set_yticks(rows, names, size=NOTE_PT, linespacing=1.1)
    ax.set_ylim(bottom, 0)
    ax.grid(visible=False, axis="y")
    return bottom


def _two_columns(heights: list[float]) -> tuple[slice, slice]:
    """Break a list in two where the higher column is lowest; the order stays."""
    cuts = range(len(heights) + 1)
    cut = min(cuts, key=lambda cut: max(sum(heights[:cut]), sum(heights[cut:])))
    return slice(cut), slice(cut, None)


def _legend(ax: Axes, handles: list[Line2D] | list[tuple[Patch, ...]], words: list[str]) -> None:
    whole = {tuple: HandlerTuple(ndivide=None, pad=0)}
    ax.legend(handles, words, loc="lower right", bbox_to_anchor=(1, 1), ncols=5, handler_map=whole)


def _write_beside(ax: Axes, x: float, y: float, words: str) -> None:
    ax.text(x, y, f"  {words}", va="center", size=NOTE_PT, color=QUIET)


def _shade(n: int, city: str, labels: Mapping[str, str]) -> str:
    return place_style(city, labels).colour if n == 1 else _SHADES[min(n, 5) - 2]


def _ink_on(colour: str) -> str:
    """Choose white or black, the one that has a contrast of 4.5 to 1 or more (WCAG 2.1)."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
    return "white" if 1.05 / (luminance + 0.05) >= 4.5 else "black"
