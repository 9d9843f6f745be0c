"""Charts of time: when the meetings were, how far ahead they look, what course a report takes.

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
from analysis.report.style import GREY, INK, NOTE_PT, WIDTH, CityStyle, city_styles, label_figure

SIDES = {"control": ("防控", "#3d444d"), "development": ("发展", "#12887a")}
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
_NAME_ROOM = 0.024  # share of the longest strip that a character of a name needs


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


def plot_course(sentences: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Follow each report sentence by sentence: is it about control, development, both, neither?

    Takes    sentences: body sentences in reading order: article_id, speaker, n_chars, half [first
             or second], control, development [bool].
    Returns  one strip a report of two lanes, all on one scale of characters; over it who speaks
             (grey: the reporter), under it a mark between the halves.
    """
    rows = articles[articles["article_id"].isin(sentences["article_id"])]
    fig, axes = plt.subplots(
        len(rows), sharex=True, squeeze=False, figsize=(WIDTH, 0.9 * len(rows) + 0.6)
    )
    names = _article_names(articles)
    longest = int(sentences.groupby("article_id")["n_chars"].sum().max())
    for ax, article in zip(axes[:, 0], rows.to_dict("records"), strict=True):
        name, met = article["article_id"], article["meeting_on"]
        own = sentences[sentences["article_id"] == name]
        _draw_strip(ax, own, longest)
        of = f"met {UNKNOWN if pd.isna(met) else met}, {len(own)} sentences"
        ax.set_title(f"{names[name]} · {of}", pad=17)
    axes[-1, 0].set_xlabel("characters of the body, from its first sentence")
    key = "A block is a sentence. 防控: it is about epidemic control; 发展: about development."
    note = f"▲ half of the sentences. n = {len(sentences)} body sentences. {SOURCE}."
    label_figure(fig, title=title, subtitle=key, note=note)
    return fig


def plot_halves(shares: pd.DataFrame, articles: pd.DataFrame, *, title: str) -> Figure:
    """Compare the halves of each report: in what share of sentences each side is spoken of.

    Takes    shares: one row per (article_id, half, about), with the columns of `sentence_share`.
    Returns  a panel a side; a row a report: open the first half, filled the second, with exact
             95 % intervals and the counts.
    """
    names = _article_names(articles)
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
        ax.set_title(f"{zh} {about}", color=colour)
        ax.set(xlim=(-4, 132), xticks=range(0, 101, 25), xlabel="% of the half's sentences")
        ax.grid(axis="y", visible=False)
    axes[0].set(yticks=range(len(order)), yticklabels=[names[name] for name in order])
    axes[0].set(ylim=(len(order) - 0.5, -0.5))
    note = f"Open: first half; filled: second half; lines: exact 95 % intervals. {SOURCE}."
    label_figure(fig, title=title, note=note)
    return fig


def _city_names(articles: pd.DataFrame) -> dict[str, str]:
    """Name each city with the year of its first meeting, where both are known."""
    years = articles.groupby("city")["meeting_on"].first().str.extract(r"^(\d{4})")[0].fillna("")
    return {city: f"{name} {years[city]}" for city, name in city_labels(articles).items()}


def _article_names(articles: pd.DataFrame) -> dict[str, str]:
    """Name each report by its city, with a number where a city has several."""
    cities, pairs = (
        _city_names(articles),
        zip(articles["city"], articles["article_id"], strict=True),
    )
    names = pd.Series([cities.get(city, name) for city, name in pairs])
    number = " (" + names.groupby(names).cumcount().add(1).astype("str") + ")"
    numbered = names.where(~names.duplicated(keep=False), names + number)
    return dict(zip(articles["article_id"], numbered, strict=True))


def _on_calendar(articles: pd.DataFrame) -> pd.DataFrame:
    """Write out each date with its basis, and number the days of those that are whole."""
    written = articles["article_id"].map(_article_names(articles))
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
    met = rows["met_day"].dropna().astype("int")
    years = range(date.fromordinal(met.min()).year, date.fromordinal(met.max()).year + 2)
    starts = [date(year, 1, 1).toordinal() for year in years]
    ax.set(xticks=starts, xticklabels=[str(year) for year in years], xlim=(starts[0], starts[-1]))
    ax.set(yticks=[0], yticklabels=["to scale"], ylim=(-1, 1))
    ax.spines["left"].set_visible(False)
    ax.tick_params(labelsize=NOTE_PT)


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
