"""Charts of time: when the meetings were, what days they speak of, how far ahead they look.

Titles come from the notebook, which holds the numbers they speak of. Rows stand in the order of
`articles`; a report or city whose place is not known has no name and no colour of its own.
"""

import re
from datetime import date
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import MaxNLocator

from analysis.report.labels import (
    article_labels,
    city_labels,
    is_place,
    place_name,
    place_style,
)
from analysis.report.style import GREY, INK, NOTE_PT, SOURCE, WIDTH, label_figure

HORIZONS = {
    "past": "过去\npast",
    "now": "当前\nnow",
    "hours": "小时\nhours",
    "days": "天周月\nday to\nmonth",
    "quarter": "季度\n季节\nquarter,\nseason",
    "year": "年\nyear",
    "beyond": "长远\nlong\nrun",
    "no end": "无期限\nno end",
}

_BAND, _SHADE = "#e9ecef", "#f1f3f5"
_APART = 45  # days: what is farther apart stands on separate pieces of the axis
_BEFORE, _AFTER = 1.6, 2.6  # days drawn before the first and after the last of a piece


def plot_calendar(articles: pd.DataFrame, periods: pd.DataFrame, *, title: str) -> Figure:
    """Set meetings and publications on a calendar, and below the periods named on one of years.

    Takes    articles: the table. Only whole dates are drawn; every date is written beside its row.
             periods: one row per bar: label, from_on, to_on [whole dates]. A bar that begins before
             the year of the first meeting is cut there, and its own first year written behind it.
    Returns  above, one row a report, on an axis that breaks where months are left out; below, one
             row a period, on an axis without a break.
    Raises   ValueError if no meeting has a whole date.
    """
    rows = _on_calendar(articles)
    if rows["met_day"].isna().all():
        raise ValueError(
            "plot_calendar: expected a meeting with a whole date such as 2020-02-12, got "
            f"{articles['meeting_on'].to_list()} in articles. Write the dates on the cards."
        )
    pieces = _pieces(pd.concat([rows["met_day"], rows["printed_day"]]))
    heights = [0.56 * len(rows), 0.25 * len(periods) + 0.15]
    fig = plt.figure(figsize=(WIDTH, sum(heights) + 1.2))
    widths = [last - first + _BEFORE + _AFTER for first, last in pieces]
    grid = GridSpec(2, len(pieces), fig, width_ratios=widths, height_ratios=heights)
    axes = [fig.add_subplot(grid[0, number]) for number in range(len(pieces))]
    _draw_calendar(axes, pieces, rows)
    years = fig.add_subplot(grid[1, :])
    _draw_periods(years, periods, _year_starts(rows["met_day"]))
    for first, last in pieces:
        years.axvspan(first - 0.5, last + 0.5, color=INK, linewidth=1, zorder=3)
    key = (
        "Mark: the meeting 会议, filled where its date is stated, open where it is inferred. Upright "
        "bar: printed 刊发; ?: its day is not known. Below: the periods that the reports name 提及."
    )
    note = (
        "Shaded: Saturday and Sunday. Black lines: the days of the meetings and printings above. "
        "Periods without both ends are not drawn. "
        f"n = {len(rows)} reports, {len(periods)} periods. {SOURCE} and their cards."
    )
    label_figure(fig, title=title, subtitle=key, note=note)
    return fig


def plot_horizons(counts: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Show how many temporal expressions of each city look how far.

    Takes    counts: one row per (city, horizon) as `analysis.measures.count` gives them, zeros
             included; the horizons are the keys of HORIZONS.
    Returns  a table of counts, shaded by count, zeros written.
    """
    labels = city_labels(articles)
    n_chars = counts.groupby("city", sort=False, dropna=False)["n_chars"].first()
    table = counts.pivot_table(
        "n", index="city", columns="horizon", sort=False, dropna=False, observed=False
    ).reindex(index=n_chars.index, columns=list(HORIZONS))
    fig, ax = plt.subplots(figsize=(WIDTH, 0.5 * len(table) + 0.9))
    _draw_counts(ax, table)
    totals = zip(table.index, table.sum(axis="columns"), n_chars, strict=True)
    rows = [f"{place_name(city, labels)}\n{n:.0f} in {of:,} characters" for city, n, of in totals]
    ax.set_yticklabels(rows, rotation=0)
    ax.set_xticklabels([*HORIZONS.values()], size=NOTE_PT, va="top")
    ax.axvline(2, color=INK, linewidth=1.5)
    note = (
        "Right of the line: after the day of the meeting. A unit counts by its name (季度 quarter, "
        "春季 spring, 全年 whole year), a date by how many days it is from the meeting. "
        f"n = {table.to_numpy().sum():.0f} temporal expressions. {SOURCE}."
    )
    label_figure(fig, title=title, note=note)
    return fig


def plot_reach(ends: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Draw on which day after the meeting the periods end that a city looks ahead to.

    Takes    ends: one row per point: city, label, to_day [days after the meeting], in the order in
             which those of a city are drawn.
    Returns  a row a point, below the name of its city; a city without points keeps its name.
    """
    labels, known = city_labels(articles), articles["city"]
    cities = [*labels, *known[known.isna()].drop_duplicates()]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.25 * (len(ends) + len(cities)) + 0.8))
    names: list[str] = []
    for city in cities:
        own = ends[is_place(ends["city"], city)]
        ax.axhspan(len(names) - 0.42, len(names) + 0.42, color=_BAND, linewidth=0)
        names.append(place_name(city, labels) + ("" if len(own) else ": 无 none"))
        colour, marker = place_style(city, labels)
        for label, day in zip(own["label"], own["to_day"], strict=True):
            ax.plot(day, len(names), marker, color=colour, ms=7, clip_on=False, zorder=3)
            place = (day, len(names))
            ax.annotate(f"{day:.0f}", place, (8, 0), textcoords="offset points", va="center")
            names.append(label)
    ax.set(yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    ax.set(xlim=(0, 1.1 * ends["to_day"].max() if len(ends) else 30))
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 3, 6, 10]))
    ax.set_xlabel("days from the meeting to the last day of the period")
    note = f"n = {len(ends)} periods that end after the meeting. {SOURCE}."
    label_figure(fig, title=title, note=note)
    return fig


def plot_wording(counts: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Show which words stand in which report, zeros written.

    Takes    counts: words (index) by article_id (columns), in the order of their rows and columns.
    Returns  a table of counts, shaded by count; a line between reports of different years.
    """
    names = article_labels(articles)
    reports = articles.set_index("article_id").reindex(counts.columns)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.27 * len(counts) + 1.1))
    _draw_counts(ax, counts)
    heads = [re.sub(r" (?=[A-Za-z0-9])", "\n", names[str(name)]) for name in counts]
    sizes = [f"\nn = {n:,}" for n in reports["n_chars"]]
    ax.set_xticklabels(map(str.__add__, heads, sizes), size=NOTE_PT, va="top")
    ax.set_yticklabels([*counts.index], rotation=0)
    years = reports["meeting_on"].str[:4]
    for place in range(1, counts.shape[1]):
        if years.iloc[place] != years.iloc[place - 1]:
            ax.axvline(place, color=INK, linewidth=1.5)
    total = f"{counts.to_numpy().sum():,} occurrences in {reports['n_chars'].sum():,} characters"
    note = f"{total} of the bodies (n: of each report); the line parts the years. {SOURCE}."
    label_figure(fig, title=title, note=note)
    return fig


def _draw_counts(ax: Axes, table: pd.DataFrame) -> None:
    top = 1.6 * max(1.0, float(table.to_numpy().max()))  # black would hide its number
    sns.heatmap(
        table,
        ax=ax,
        annot=True,
        fmt=".0f",
        cmap="Greys",
        vmin=0,
        vmax=top,
        cbar=False,
        linewidths=2,
    )
    ax.set(xlabel="", ylabel="")


def _on_calendar(articles: pd.DataFrame) -> pd.DataFrame:
    """Write out each date with its basis, and number the days of those that are whole."""
    written = articles["article_id"].map(article_labels(articles))
    rows = articles.assign(written=written, row=range(len(articles)))
    for verb, column in {"会议 met": "meeting_on", "刊发 printed": "published_on"}.items():
        words = (rows[column] + ", " + rows[f"{column}_basis"]).fillna("not known")
        rows["written"] = rows["written"] + f"\n{verb}: " + words
        days = pd.to_datetime(rows[column], format="%Y-%m-%d", errors="coerce")
        name = f"{verb.split()[-1]}_day"
        rows[name] = days.map(lambda day: day.toordinal(), na_action="ignore")
    return rows


def _pieces(days: pd.Series) -> list[tuple[int, int]]:
    """Find the stretches of calendar to draw, from the first to the last day of each."""
    known = days.dropna().astype("int").sort_values()
    pieces = known.groupby((known.diff() > _APART).cumsum()).agg(["min", "max"])
    return [(first, last) for first, last in pieces.itertuples(index=False)]


def _draw_calendar(axes: list[Axes], pieces: list[tuple[int, int]], rows: pd.DataFrame) -> None:
    before = None
    for ax, (first, last) in zip(axes, pieces, strict=True):
        _draw_meetings(ax, rows)
        _draw_days(ax, first, last)
        ax.set(yticks=range(len(rows)), ylim=(len(rows) - 0.5, -0.5))
        ax.set_yticklabels([] if before else rows["written"], size=NOTE_PT)
        if before:
            ax.set_ylabel(f"//   {first - before:,} days   //", size=NOTE_PT)
            ax.spines["left"].set_visible(False)
        before = last


def _draw_meetings(ax: Axes, rows: pd.DataFrame) -> None:
    labels = city_labels(rows)
    for each in rows.dropna(subset="met_day").to_dict("records"):
        colour, marker = place_style(each["city"], labels)
        row, met, printed = each["row"], each["met_day"], each["printed_day"]
        face = colour if each["meeting_on_basis"] == "stated" else "white"
        if pd.isna(printed):
            ax.plot([met, met + 1.5], [row, row], ":", color=colour)
            ax.annotate("?", (met + 1.6, row), va="center", annotation_clip=True)
        else:
            ax.plot([met, printed], [row, row], color=colour)
            ax.plot(printed, row, "|", color=colour, ms=16, mew=4)
        ax.plot(met, row, marker, mec=colour, mfc=face, ms=10, mew=1.8)


def _draw_days(ax: Axes, first: int, last: int) -> None:
    days = [date.fromordinal(day) for day in range(max(first - 1, 1), last + 3)]
    for day in days:
        if day.weekday() >= 5:
            middle = day.toordinal()
            ax.axvspan(middle - 0.5, middle + 0.5, color=_SHADE, linewidth=0, zorder=0)
    ax.set(xticks=[day.toordinal() for day in days], xlim=(first - _BEFORE, last + _AFTER))
    ax.set_xticklabels([str(day.day) for day in days], size=NOTE_PT)
    ax.set_xlabel(f"{date.fromordinal(first):%B %Y}", size=NOTE_PT)


def _draw_periods(ax: Axes, periods: pd.DataFrame, starts: list[int]) -> None:
    """Draw a bar a period on an axis of whole years, whose first days are `starts`."""
    for row, period in enumerate(periods.to_dict("records")):
        first, last = (date.fromisoformat(period[end]).toordinal() for end in ("from_on", "to_on"))
        left = max(first, starts[0])
        ax.barh(row, last + 1 - left, left=left, height=0.5, color=GREY, linewidth=0)
        if first < left:
            words = f"began in {date.fromordinal(first).year}"
            place = (last + 1, row)
            ax.annotate(words, place, (4, 0), textcoords="offset points", va="center", size=NOTE_PT)
    ax.set(yticks=range(len(periods)), ylim=(max(len(periods), 1) - 0.4, -0.6))
    ax.set_yticklabels(periods["label"], size=NOTE_PT)
    ax.set(xticks=starts, xticklabels=[], xlim=(starts[0], starts[-1]))
    middles = [(first + last) / 2 for first, last in pairwise(starts)]
    years = [str(date.fromordinal(start).year) for start in starts[:-1]]
    ax.set_xticks(middles, years, minor=True, size=NOTE_PT)
    ax.grid(axis="y", visible=False)


def _year_starts(days: pd.Series) -> list[int]:
    """Number the first days of the years in which days lie, and of the year after."""
    first, last = (date.fromordinal(int(day)).year for day in (days.min(), days.max()))
    return [date(year, 1, 1).toordinal() for year in range(first, last + 2)]
