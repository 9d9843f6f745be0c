"""Charts of the course of a report: the sides of control and development, from first to last.

Titles come from the notebook, which holds the numbers they speak of. `names` name the reports by
their article_id, in the order in which they are drawn; the sides are the keys of SIDES.
"""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.report.style import GREY, INK, NOTE_PT, SOURCE, WIDTH, label_figure

# A side is wider than the control and development of `charts.themes`, and so has another name.
SIDES = {"control": ("防控类", "#3d444d"), "development": ("发展类", "#0f7f72")}

_EMPTY = "#e9ecef"
_NAME_ROOM = 0.024  # share of the longest strip that a character of a name needs


def plot_course(sentences: pd.DataFrame, names: Mapping[str, str], *, title: str) -> Figure:
    """Follow each report sentence by sentence: is it of control, development, both, neither?

    Takes    sentences: body sentences in reading order: article_id, speaker, n_chars, half [first
             or second], control, development [bool].
    Returns  one strip a report of two lanes, all on one scale of characters; over it who speaks
             (grey: the reporter), under it a mark between the halves.
    """
    rows = [name for name in names if name in set(sentences["article_id"])]
    fig, axes = plt.subplots(
        len(rows), sharex=True, squeeze=False, figsize=(WIDTH, 0.9 * len(rows) + 0.6)
    )
    longest = int(sentences.groupby("article_id")["n_chars"].sum().max())
    for ax, name in zip(axes[:, 0], rows, strict=True):
        own = sentences[sentences["article_id"] == name]
        _draw_strip(ax, own, longest)
        ax.set_title(f"{names[name]} · {len(own)} sentences", pad=17)
    axes[-1, 0].set_xlabel("characters of the body, from its first sentence")
    axes[-1, 0].xaxis.set_major_formatter("{x:,.0f}")
    key = (
        "A block is a sentence: dark if it is of the control side 防控类, green if of the "
        "development side 发展类."
    )
    note = (
        "Over the strips who speaks, grey: 记者 the reporter. ▲: the second half of the sentences "
        f"begins. n = {len(sentences)} body sentences. {SOURCE}."
    )
    label_figure(fig, title=title, subtitle=key, note=note)
    return fig


def plot_halves(shares: pd.DataFrame, names: Mapping[str, str], *, title: str) -> Figure:
    """Compare the halves of each report: in what share of sentences each side is spoken of.

    Takes    shares: one row per (article_id, half, about), with the columns of `sentence_share`.
    Returns  a panel a side; a row a report: open the first half, filled the second, with exact
             95 % intervals and the counts.
    """
    order = [name for name in names if name in set(shares["article_id"])]
    fig, axes = plt.subplots(ncols=2, sharey=True, figsize=(WIDTH, 0.55 * len(order) + 0.8))
    for ax, (about, (zh, colour)) in zip(axes, SIDES.items(), strict=True):
        for share in shares[shares["about"] == about].to_dict("records"):
            late = share["half"] == "second"
            row = order.index(share["article_id"]) + (0.17 if late else -0.17)
            ends = (100 * share["share_low"], 100 * share["share_high"])
            ax.plot(ends, (row, row), color=colour, linewidth=1.2, alpha=0.5)
            ax.plot(100 * share["share"], row, "o", mec=colour, mfc=colour if late else "white")
            count = f"{share['n_sentences']}/{share['of_sentences']}"
            ax.annotate(count, (106, row), va="center", size=NOTE_PT)
        ax.set_title(f"{zh} {about} side")
        ax.set(xlim=(-4, 132), xticks=range(0, 101, 25), xlabel="% of the half's sentences")
        ax.grid(axis="y", visible=False)
    axes[0].set(yticks=range(len(order)), yticklabels=[names[name] for name in order])
    axes[0].set(ylim=(len(order) - 0.5, -0.5))
    total = shares.drop_duplicates(["article_id", "half"])["of_sentences"].sum()
    note = (
        "Open: first half; filled: second half; lines: exact 95 % intervals; k/n: of n sentences, k "
        f"are of this side. n = {total} sentences of {len(order)} reports. {SOURCE}."
    )
    label_figure(fig, title=title, note=note)
    return fig


def plot_thirds(shares: pd.DataFrame, names: Mapping[str, str], *, title: str) -> Figure:
    """Follow both sides through the thirds of each report, by the share of clauses.

    Takes    shares: one row per (article_id, third, about), as `bootstrap_share` gives them, with
             n_sentences and of_sentences counting clauses.
    Returns  a panel a report; bars are 95 % limits, left out where all draws agree.
    """
    order = [name for name in names if name in set(shares["article_id"])]
    deep = -(-len(order) // 3)
    size = (WIDTH, 1.75 * deep + 0.2)
    fig, axes = plt.subplots(deep, 3, sharex=True, sharey=True, squeeze=False, figsize=size)
    for ax, name in zip(axes.flat, order, strict=False):
        own = shares[shares["article_id"] == name]
        for place, (about, (_, colour)) in enumerate(SIDES.items()):
            _draw_thirds(ax, own[own["about"] == about], colour, 0.1 * (2 * place - 1))
        of = own.groupby("third")["of_sentences"].first().astype("str")
        ax.set_title(f"{names[name]}\n{' + '.join(of)} clauses", size=NOTE_PT)
    for ax in axes.flat[len(order) :]:
        ax.set_axis_off()
    axes[0, 0].set(xticks=(1, 2, 3), xlim=(0.6, 3.4), ylim=(-4, 104))
    for ax in axes[:, 0]:
        ax.set_ylabel("% of clauses", size=NOTE_PT)
    for ax in axes[-1]:
        ax.set_xlabel("third of the report", size=NOTE_PT)
    key = "Dark circle: clauses of the control side 防控类; green square: of the development side 发展类."
    total = shares.drop_duplicates(["article_id", "third"])["of_sentences"].sum()
    note = (
        "Upright lines: 95 % bootstrap limits, clauses drawn anew. "
        f"n = {total} clauses of {len(order)} reports. {SOURCE}."
    )
    label_figure(fig, title=title, subtitle=key, note=note)
    return fig


def _draw_thirds(ax: Axes, own: pd.DataFrame, colour: str, shift: float) -> None:
    places, values = own["third"] + shift, 100 * own["share"]
    marker = "os"[shift > 0]
    ax.plot(places, values, f"{marker}-", color=colour, ms=5, lw=1.4)
    ax.vlines(places, 100 * own["share_low"], 100 * own["share_high"], color=colour, alpha=0.5)


def _draw_strip(ax: Axes, own: pd.DataFrame, longest: int) -> None:
    """Draw the two lanes of a report, its speakers above, the middle of its sentences below."""
    ends = own["n_chars"].cumsum()
    starts = ends - own["n_chars"]
    for lane, (side, (_, colour)) in enumerate(SIDES.items()):
        colours = own[side].map({True: colour, False: _EMPTY})
        width = own["n_chars"] - longest / 500
        ax.barh(lane, width, left=starts, height=0.86, color=colours, linewidth=0)
    run = own["speaker"].ne(own["speaker"].shift()).cumsum()
    for _, places in own.groupby(run):
        speaker = places["speaker"].iloc[0]
        left, right = starts[places.index[0]], ends[places.index[-1]] - longest / 150
        colour = INK if speaker else GREY
        ax.plot((left, right), (-0.75, -0.75), color=colour, linewidth=1.5)
        if (right - left) / longest > _NAME_ROOM * len(speaker or "记者"):
            place = ((left + right) / 2, -0.9)
            ax.annotate(speaker or "记者", place, ha="center", size=NOTE_PT, annotation_clip=False)
    ax.plot(starts[own["half"] == "second"].min(), 1.72, "^", color=INK, ms=5, clip_on=False)
    ax.set(ylim=(1.6, -0.9), xlim=(0, longest), yticks=[0, 1])
    ax.set_yticklabels([zh for zh, _ in SIDES.values()], size=NOTE_PT)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
