"""Charts of time: when the meetings were, what days they speak of, how far ahead they look.

Titles come from the notebook, which holds the numbers they speak of. Rows stand in the order of
`articles`; a report or city whose place is not known has no name and no colour of its own.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from analysis.report.labels import UNKNOWN, city_labels
from analysis.report.style import (
    GREY,
    INK,
    NOTE_PT,
    QUIET,
    WIDTH,
    CityStyle,
    city_styles,
    label_figure,
)

HORIZONS = {
    "past": "past\n过去",
    "now": "now\n当前",
    "hours": "hours\n小时",
    "days": "to 31\ndays\n天",
    "quarter": "to 92\ndays\n季度",
    "year": "to 366\ndays\n年",
    "beyond": "beyond\n长远",
    "no end": "no end\n无期限",
}
SOURCE = "Source: the reports in seeds/reports"

_EMPTY, _SHADE = "#e9ecef", "#f1f3f5"
_NO_CITY = CityStyle(GREY, "P")
_APART = 45  # days: what is farther apart stands on separate pieces of the axis
_BEFORE, _AFTER = 1.6, 2.6  # days drawn before the first and after the last of a piece
_FAR = 2400  # days: where an open end is drawn
_TICKS = (-1461, -365, -30, 0, 7, 30, 365)
_TICK_WORDS = ("−4 y", "−1 y", "−30", "the\nmeeting", "+7", "+30", "+1 y")


def article_names(articles: pd.DataFrame) -> dict[str, str]:
    """Name each report by its city, with a number where a city has several."""
    cities, pairs = (
        _city_names(articles),
        zip(articles["city"], articles["article_id"], strict=True),
    )
    names = pd.Series([cities.get(city, name) for city, name in pairs])
    number = " (" + names.groupby(names).cumcount().add(1).astype("str") + ")"
    numbered = names.where(~names.duplicated(keep=False), names + number)
    return dict(zip(articles["article_id"], numbered, strict=True))


def plot_calendar(articles: pd.DataFrame, *, title: str) -> Figure:
    """Set meetings and publications on a calendar; where months are left out, the axis breaks.

    Takes    articles: the table. Only whole dates are drawn; every date is written beside its row.
    Returns  one row a report; below, all meetings again on an axis without a break.
    Raises   ValueError if no meeting has a whole date.
    """
    rows = _on_calendar(articles)
    if rows["met_day"].isna().all():
        raise ValueError(
            "plot_calendar: expected a meeting with a whole date such as 2020-02-12, got "
            f"{articles['meeting_on'].to_list()} in articles. Write the dates on the cards."
        )
    pieces = _pieces(pd.concat([rows["met_day"], rows["printed_day"]]))
    fig = plt.figure(figsize=(WIDTH, 0.6 * len(rows) + 1.6))
    widths = [last - first + _BEFORE + _AFTER for first, last in pieces]
    grid = GridSpec(2, len(pieces), fig, width_ratios=widths, height_ratios=[len(rows), 0.5])
    styles, before = city_styles(articles["city"]), None
    for number, (first, last) in enumerate(pieces):
        ax = fig.add_subplot(grid[0, number])
        _draw_meetings(ax, rows, styles)
        _draw_days(ax, first, last)
        ax.set(yticks=range(len(rows)), ylim=(len(rows) - 0.5, -0.5))
        ax.set_yticklabels([] if before else rows["written"], size=NOTE_PT)
        if before:
            ax.set_ylabel(f"//   {first - before:,} days   //", size=NOTE_PT)
            ax.spines["left"].set_visible(False)
        before = last
    _draw_to_scale(fig.add_subplot(grid[1, :]), rows, styles)
    key = "Mark: the meeting, filled where its date is stated, open where it is inferred. Bar: printed."
    note = f"Shaded: Saturday and Sunday. n = {len(rows)} reports. {SOURCE} and their cards."
    label_figure(fig, title=title, subtitle=f"{key} ?: day of printing not known.", note=note)
    return fig


def plot_horizons(counts: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Show how many temporal expressions of each city look how far.

    Takes    counts: one row per (city, horizon) as `analysis.measures.count` gives them, zeros
             included; the horizons are the keys of HORIZONS.
    Returns  a table of counts, shaded by count, zeros written.
    """
    names = _city_names(articles)
    n_chars = counts.groupby("city", sort=False, dropna=False)["n_chars"].first()
    table = counts.pivot_table(
        "n", index="city", columns="horizon", sort=False, dropna=False, observed=False
    ).reindex(index=n_chars.index, columns=list(HORIZONS))
    fig, ax = plt.subplots(figsize=(WIDTH, 0.5 * len(table) + 0.8))
    top = 1.6 * max(1.0, float(table.to_numpy().max()))  # black would hide its number
    sns.heatmap(table, ax=ax, annot=True, cmap="Greys", vmin=0, vmax=top, cbar=False, linewidths=2)
    totals = zip(table.index, table.sum(axis="columns"), n_chars, strict=True)
    rows = [f"{names.get(city, UNKNOWN)}\n{n:.0f} in {of:,} characters" for city, n, of in totals]
    ax.set_yticklabels(rows, rotation=0)
    ax.set_xticklabels([*HORIZONS.values()], va="top")
    ax.set(xlabel="", ylabel="")
    ax.axvline(2, color=INK, linewidth=1.5)
    note = f"n = {table.to_numpy().sum():.0f} temporal expressions. {SOURCE}."
    label_figure(fig, title=title, note=f"Right of the line: after the day of the meeting. {note}")
    return fig


def plot_reach(spans: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Draw the days that expressions cover, counted from the meeting, near days wider apart.

    Takes    spans: one row per bar, those of a city together: city, label, from_day, to_day [days
             after the meeting; NA where that end is open].
    Returns  a bar a row in the colour of its city; an open end is an arrow.
    """
    names, styles = _city_names(articles), city_styles(articles["city"])
    fig, ax = plt.subplots(figsize=(WIDTH, 0.25 * (len(spans) + spans["city"].nunique()) + 1.2))
    labels: list[str] = []
    for city, own in spans.groupby("city", sort=False, dropna=False):
        labels.append(names.get(str(city), UNKNOWN))
        ax.axhline(len(labels) - 1, color=_EMPTY, linewidth=15, zorder=0.5)
        for span in own.to_dict("records"):
            _draw_span(ax, len(labels), span, styles.get(str(city), _NO_CITY).colour)
            labels.append(span["label"])
    ax.set_xscale("symlog", linthresh=3, linscale=0.5)
    ax.set(yticks=range(len(labels)), yticklabels=labels, ylim=(len(labels) - 0.4, -0.6))
    ax.set(xlim=(-1.2 * _FAR, 1.2 * _FAR), xticks=_TICKS)
    ax.set_xticklabels(_TICK_WORDS, size=NOTE_PT)
    ax.set_xlabel("days from the meeting (log scale)")
    ax.minorticks_off()
    ax.axvline(0, color=INK, linewidth=1)
    ax.grid(axis="y", visible=False)
    note = f"n = {len(spans)} periods of more than one day. {SOURCE}."
    label_figure(fig, title=title, note=f"Arrow: the text sets no end on that side. {note}")
    return fig


def plot_timelines(periods: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Set three time lines below each other: meetings, publications, the periods that are named.

    Takes    periods: one row per bar: label, from_on, to_on [whole dates]; articles: as
             `plot_calendar`. A bar that begins before the year of the first meeting is cut there.
    """
    rows, styles = _on_calendar(articles), city_styles(articles["city"])
    labels = ["会议 met", "刊发 printed", *("提及 named: " + periods["label"])]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.3 * len(labels) + 0.7))
    for each in rows.to_dict("records"):
        colour, marker = styles.get(each["city"], _NO_CITY)
        ax.plot(each["met_day"], 0, marker, mec=colour, mfc="white")
        ax.plot(each["printed_day"], 1, marker, mec=colour, mfc="white")
    starts = _year_starts(rows["met_day"])
    for row, period in enumerate(periods.to_dict("records"), 2):
        first, last = (date.fromisoformat(period[end]).toordinal() for end in ("from_on", "to_on"))
        bar = ax.plot((max(first, starts[0]), last + 1), (row, row), color=QUIET, lw=6)[0]
        bar.set_solid_capstyle("butt")
        if first < starts[0]:
            ax.plot(starts[0], row, "<", color=QUIET, ms=9, clip_on=False)
    _draw_years(ax, starts)
    ax.set(yticks=range(len(labels)), yticklabels=labels, ylim=(len(labels) - 0.4, -0.6))
    ax.grid(axis="y", visible=False)
    key = "Arrow: it began earlier. Periods without both ends are not drawn."
    note = f"{key} n = {len(rows)} reports, {len(periods)} periods. {SOURCE}."
    label_figure(fig, title=title, note=note)
    return fig


def plot_wording(counts: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Show which words stand in which report, zeros written.

    Takes    counts: words (index) by article_id (columns), in the order of their rows and columns.
    Returns  a table of counts, shaded by count; a line between reports of different years.
    """
    names = article_names(articles)
    years = articles.set_index("article_id")["meeting_on"].str[:4].reindex(counts.columns)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.27 * len(counts) + 0.9))
    top = 1.6 * max(1.0, float(counts.to_numpy().max()))  # black would hide its number
    sns.heatmap(counts, ax=ax, annot=True, cmap="Greys", vmin=0, vmax=top, cbar=False, linewidths=2)
    ax.set_xticklabels(
        [names[str(name)].replace(" ", "\n") for name in counts], size=NOTE_PT, va="top"
    )
    ax.set_yticklabels([*counts.index], rotation=0)
    ax.set(xlabel="", ylabel="")
    for place in range(1, counts.shape[1]):
        if years.iloc[place] != years.iloc[place - 1]:
            ax.axvline(place, color=INK, linewidth=1.5)
    note = f"Occurrences in the bodies; the line parts the years. {SOURCE}."
    label_figure(fig, title=title, note=note)
    return fig


def _city_names(articles: pd.DataFrame) -> dict[str, str]:
    """Name each city with the year of its first meeting, where both are known."""
    years = articles.groupby("city")["meeting_on"].first().str.extract(r"^(\d{4})")[0].fillna("")
    return {city: f"{name} {years[city]}" for city, name in city_labels(articles).items()}


def _on_calendar(articles: pd.DataFrame) -> pd.DataFrame:
    """Write out each date with its basis, and number the days of those that are whole."""
    written = articles["article_id"].map(article_names(articles))
    rows = articles.assign(written=written, row=range(len(articles)))
    for verb, column in {"met": "meeting_on", "printed": "published_on"}.items():
        words = (rows[column] + ", " + rows[f"{column}_basis"]).fillna("not known")
        rows["written"] = rows["written"] + f"\n{verb}: " + words
        days = pd.to_datetime(rows[column], format="%Y-%m-%d", errors="coerce")
        rows[f"{verb}_day"] = days.map(lambda day: day.toordinal(), na_action="ignore")
    return rows


def _pieces(days: pd.Series) -> list[tuple[int, int]]:
    """Find the stretches of calendar to draw, from the first to the last day of each."""
    known = days.dropna().astype("int").sort_values()
    pieces = known.groupby((known.diff() > _APART).cumsum()).agg(["min", "max"])
    return [(first, last) for first, last in pieces.itertuples(index=False)]


def _draw_meetings(ax: Axes, rows: pd.DataFrame, styles: Mapping[str, CityStyle]) -> None:
    for each in rows.dropna(subset="met_day").to_dict("records"):
        colour, marker = styles.get(each["city"], _NO_CITY)
        row, met, printed = each["row"], each["met_day"], each["printed_day"]
        face = colour if each["meeting_on_basis"] == "stated" else "white"
        if pd.isna(printed):
            ax.plot([met, met + 1.5], [row, row], ":", color=colour)
            ax.annotate("?", (met + 1.6, row), va="center", color=colour, annotation_clip=True)
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
    ax.set_xlabel(f"{date.fromordinal(first):%B %Y}")


def _draw_to_scale(ax: Axes, rows: pd.DataFrame, styles: Mapping[str, CityStyle]) -> None:
    for each in rows.to_dict("records"):
        colour, marker = styles.get(each["city"], _NO_CITY)
        ax.plot(each["met_day"], 0, marker, mec=colour, mfc="white")
    _draw_years(ax, _year_starts(rows["met_day"]))
    ax.set(yticks=[0], yticklabels=["to scale"], ylim=(-1, 1))
    ax.spines["left"].set_visible(False)
    ax.tick_params(labelsize=NOTE_PT)


def _year_starts(days: pd.Series) -> list[int]:
    """Number the first days of the years in which days lie, and of the year after."""
    first, last = (date.fromordinal(int(day)).year for day in (days.min(), days.max()))
    return [date(year, 1, 1).toordinal() for year in range(first, last + 2)]


def _draw_years(ax: Axes, starts: list[int]) -> None:
    years = [str(date.fromordinal(start).year) for start in starts]
    ax.set(xticks=starts, xticklabels=years, xlim=(starts[0], starts[-1]))


def _draw_span(ax: Axes, row: int, span: Mapping[Any, Any], colour: str) -> None:
    """Draw one bar from the first to the last day, with the number of days to the last."""
    is_open = (pd.isna(span["from_day"]), pd.isna(span["to_day"]))
    ends = (-_FAR if is_open[0] else span["from_day"], _FAR if is_open[1] else span["to_day"])
    line = ax.plot(ends, (row, row), "|-", color=colour, lw=7, ms=7, mew=2)[0]
    line.set_solid_capstyle("butt")
    for end, marker in [(end, m) for end, m, o in zip(ends, "<>", is_open, strict=True) if o]:
        ax.plot(end, row, marker, color=colour, ms=11, mew=0)
    if not is_open[1] and ends[1] > 0:
        ax.annotate(f"  +{ends[1]:.0f}", (ends[1], row), va="center", size=NOTE_PT)
