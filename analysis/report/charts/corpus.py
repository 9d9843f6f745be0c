"""Charts of the corpus itself: what a page holds, what was changed in it, who speaks.

Colours stand for parts of a page and kinds of speakers, never for a city.
"""

import re
from collections.abc import Callable, Iterable, Sequence

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter
from matplotlib.transforms import blended_transform_factory

from analysis.report.labels import ZONES, article_labels, city_labels
from analysis.report.style import EDGE, GREY, INK, NOTE_PT, SOURCE, WIDTH, label_figure

MEETING, REPORTER = "会议 the meeting", "记者 the reporter"
_TEAL, _OCHRE, _PALE = "#0f6b66", "#c9962b", "#dfe3e7"
_LOOKS = {  # of the zones: colour and hatch
    "body": (_TEAL, ""),
    "headline": (_OCHRE, ""),
    "roster": ("#6b7580", ""),
    "caption": ("#b4bdc6", ""),
    "byline": (INK, ""),
    "boilerplate": ("#ffffff", "//////"),
}
_REST = "other"
_CHANGES = {
    "annotation": ("注音 pinyin", _TEAL),
    "script": ("繁→简 script", _OCHRE),
    _REST: ("其他 all other kinds", "#b4bdc6"),
}
_PERSONS = (_TEAL, "#4f9f99", "#8cc3be", "#b5dad6")  # the first one named is the darkest
_OTHERS = {MEETING: _OCHRE, REPORTER: _PALE}
_ROOM_FOR_NAME, _ROOM_FOR_SHARE = 0.1, 0.06  # of a bar
_PERCENT = PercentFormatter(1, decimals=0, symbol=" %")
_LANES = (-0.18, 0.0, 0.18, -0.09, 0.09)  # neighbouring dots lie beside each other


def plot_pages(
    sentences: pd.DataFrame, edits: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame
) -> Figure:
    """Map each raw file: a strip in raw characters, coloured by zone, and below it its pinyin.

    Takes    the tables of a corpus.
    Returns  one row a file, in the order of the meetings. Damage has a mark above its strip; a line
             marks where a report of a file with several begins.
    """
    names = source_labels(sources, articles)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.6 * len(names) + 1.3))
    for row, source in enumerate(names):
        own = sentences[sentences["source_id"] == source]
        _draw_page(ax, own, edits[edits["source_id"] == source], row)
    _set_rows(ax, names.values())
    ax.set(xlim=(0, sources["n_raw_chars"].max() * 1.01), ylim=(len(names) - 0.5, -0.6))
    ax.set_xlabel("position in the raw file [characters]")
    ax.xaxis.set_major_formatter("{x:,.0f}")
    _legend(ax, _page_handles(sentences, edits), columns=4)
    note = f"{SOURCE}; n = {sources['n_raw_chars'].sum():,} raw characters in {len(names)} files."
    label_figure(fig, title=_page_title(sentences, sources, names), note=note)
    return fig


def plot_changes(changes: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw how many of 100 raw characters were removed or replaced in each file, and for what.

    Takes    changes: one row per (source_id, kind): share [0 to 1, of the raw characters
             of the file].
    Returns  a bar a file: pinyin, script, and all other kinds of edit together.
    """
    names = source_labels(sources, articles)
    part = changes["kind"].astype("str").where(changes["kind"].isin(list(_CHANGES)), _REST)
    rates = 100 * changes["share"].groupby([changes["source_id"], part], observed=True).sum()
    n_raw = sources.set_index("source_id")["n_raw_chars"]
    fig, ax = plt.subplots(figsize=(WIDTH, 0.56 * len(names) + 1.0))
    for row, source in enumerate(names):
        sizes = [rates.get((source, kind), 0.0) for kind in _CHANGES]
        words = [f"{size:.1f}" if size >= 100 * _ROOM_FOR_NAME else "" for size in sizes]
        colours = [colour for _, colour in _CHANGES.values()]
        _draw_stack(ax, row, zip(sizes, colours, words, strict=True))
        total = f"{sum(sizes):.1f} (n = {n_raw[source]:,})"
        ax.text(sum(sizes) + 1, row, total, size=NOTE_PT, va="center")
    _set_rows(ax, names.values())
    ax.set(
        xlim=(0, 122), xticks=range(0, 101, 25), xlabel="removed or replaced, of 100 raw characters"
    )
    _legend(ax, [Patch(color=colour, label=name) for name, colour in _CHANGES.values()], columns=3)
    note = f"At the end of a bar: all kinds together. {SOURCE}; n = raw characters of the file."
    changed = _range(changes.groupby("source_id")["share"].sum().rename(names), _percent)
    label_figure(fig, title=f"Removed or replaced, of the raw characters: {changed}", note=note)
    return fig


def plot_speakers(speakers: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw whose words the body of each report is.

    Takes    speakers: one row per (article_id, speaker), in the order of the bar: n_chars
             [characters of body sentences], share [0 to 1, of the article's body]. The speakers
             that are no persons are MEETING and REPORTER.
    """
    names = article_labels(articles)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.58 * len(names) + 1.0))
    for row, article in enumerate(names):
        _draw_speakers(ax, speakers[speakers["article_id"] == article], row)
    _set_rows(ax, names.values())
    ax.set(xlim=(0, 1), xlabel="share of the characters of the body")
    ax.xaxis.set_major_formatter(_PERCENT)
    colours = {"具名者 named persons": _TEAL, **_OTHERS}
    _legend(ax, [Patch(color=colour, label=name) for name, colour in colours.items()], columns=3)
    n = f"n = {speakers['n_chars'].sum():,} characters in {len(names)} reports"
    note = (
        f"Below {_percent(_ROOM_FOR_NAME)} the name is left out, below {_percent(_ROOM_FOR_SHARE)} "
        "the share too."
    )
    title = _speaker_title(speakers, articles, source_labels(sources, articles))
    label_figure(fig, title=title, note=f"{note} {SOURCE}; {n}.")
    return fig


def plot_orders(orders: pd.DataFrame, sources: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw, file by file, what share of the sentences under each of two verbs gives an order.

    Takes    orders: one row per (source_id, verb): n [sentences with an order], n_sentences,
             share, low, high [0 to 1].
    """
    names = source_labels(sources, articles)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.62 * len(names) + 1.0))
    looks = ((_OCHRE, "o", -0.16), (_TEAL, "D", 0.16))
    for verb, (colour, marker, shift) in zip(orders["verb"].unique(), looks, strict=False):
        own = orders[orders["verb"] == verb]
        rows = [list(names).index(source) + shift for source in own["source_id"]]
        ax.hlines(rows, own["low"], own["high"], color=colour, linewidth=1.4)
        ax.scatter(own["share"], rows, s=42, color=colour, marker=marker, label=verb, zorder=3)
        for row, n, of in zip(rows, own["n"], own["n_sentences"], strict=True):
            ax.text(1.04, row, f"{n} of {of}", size=NOTE_PT, va="center")
    _set_rows(ax, names.values())
    ax.set(xlim=(0, 1.2), xticks=[0, 0.25, 0.5, 0.75, 1])
    ax.set_xlabel("share of the sentences under the verb that hold an order word")
    ax.xaxis.set_major_formatter(_PERCENT)
    _legend(ax, ax.get_legend_handles_labels()[0], columns=2)
    note = f"Lines: 95 % limits. {SOURCE}; n = {orders['n_sentences'].sum()} sentences."
    label_figure(fig, title=_order_title(orders), note=note)
    return fig


def plot_lengths(sentences: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw the length of each body sentence, report by report, with the median.

    Takes    sentences: article_id, n_chars.
    """
    names = article_labels(articles)
    fig, ax = plt.subplots(figsize=(WIDTH, 0.6 * len(names) + 0.6))
    for row, article in enumerate(names):
        own = sentences.loc[sentences["article_id"] == article, "n_chars"].sort_values()
        lanes = [row + _LANES[place % len(_LANES)] for place in range(len(own))]
        ax.scatter(own, lanes, s=18, color=GREY, linewidths=0)
        ax.vlines(own.median(), row - 0.36, row + 0.36, color=_TEAL, linewidth=2.4)
    _set_rows(ax, names.values())
    ax.set_xlabel("length of a body sentence [characters, punctuation included]")
    ax.set_xlim(left=0)
    medians = sentences.groupby(sentences["article_id"].map(names))["n_chars"].median()
    span = _range(medians, "{:.0f}".format)
    longest = sentences["n_chars"].max()
    title = f"A sentence of the body has up to {longest} characters; the median is {span}"
    note = f"A dot is a sentence, a line the median. {SOURCE}; n = {len(sentences)} sentences."
    label_figure(fig, title=title, note=note)
    return fig


def source_labels(sources: pd.DataFrame, articles: pd.DataFrame) -> dict[str, str]:
    """Name each file by the city of its first report that has one, else by its source_id.

    Returns  labels by source_id, in the order of the cities' labels.
    """
    known = articles.dropna(subset=["city"]).drop_duplicates("source_id")
    files = known["source_id"].groupby(known["city"]).agg(list)
    labels = city_labels(articles)
    names = {file: label for city, label in labels.items() for file in files[city]}
    return names | {file: file for file in sources["source_id"] if file not in names}


def _set_rows(ax: Axes, names: Iterable[str]) -> None:
    labels = [re.sub(r" (?=[A-Z])", "\n", name, count=1) for name in names]  # English below
    ax.set(yticks=range(len(labels)), yticklabels=labels, ylim=(len(labels) - 0.5, -0.5))
    ax.grid(axis="y", visible=False)


def _legend(ax: Axes, handles: Sequence[Artist], *, columns: int) -> None:
    ax.legend(
        handles=handles,
        ncols=columns,
        loc="lower left",
        bbox_to_anchor=(EDGE / WIDTH, 1),
        bbox_transform=blended_transform_factory(ax.figure.transFigure, ax.transAxes),
        handlelength=1.2,
        columnspacing=1.4,
    )


def _draw_page(ax: Axes, sentences: pd.DataFrame, edits: pd.DataFrame, row: int) -> None:
    run = (sentences["zone"] != sentences["zone"].shift()).cumsum()
    runs = sentences.groupby(run).agg(
        zone=("zone", "first"), start=("start", "min"), end=("end", "max")
    )
    for zone, (colour, hatch) in _LOOKS.items():
        spans = _spans(runs[runs["zone"] == zone])
        ax.broken_barh(spans, (row - 0.25, 0.4), fc=colour, ec=GREY, hatch=hatch, lw=0)
    pinyin = edits[edits["kind"] == "annotation"]
    ax.broken_barh(_spans(pinyin), (row + 0.18, 0.14), color=INK, linewidth=0)
    damage = {"v": edits[edits["kind"] == "damage"], "x": sentences[sentences["is_damaged"]]}
    for marker, rows in damage.items():
        ax.plot(rows["start"], [row - 0.38] * len(rows), marker, color=INK, markersize=5)
    for start in sentences.groupby("article_id")["start"].min().iloc[1:]:
        ax.vlines(start, row - 0.4, row + 0.4, color=INK, linewidth=1.4)


def _spans(rows: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(rows["start"], rows["end"] - rows["start"], strict=True))


def _page_handles(sentences: pd.DataFrame, edits: pd.DataFrame) -> list[Artist]:
    zones = [
        (ZONES[zone], *look) for zone, look in _LOOKS.items() if zone in set(sentences["zone"])
    ]
    marks = {
        ("|", "注音 pinyin, removed"): (edits["kind"] == "annotation").any(),
        ("v", "已修复 repaired"): (edits["kind"] == "damage").any(),
        ("x", "仍损坏 still damaged"): sentences["is_damaged"].any(),
    }
    return [
        *(Patch(fc=fc, hatch=hatch, ec=GREY, lw=0, label=name) for name, fc, hatch in zones),
        *(
            Line2D([], [], color=INK, marker=mark, linestyle="", label=name)
            for (mark, name), is_there in marks.items()
            if is_there
        ),
    ]


def _draw_speakers(ax: Axes, own: pd.DataFrame, row: int) -> None:
    persons = iter(_PERSONS)
    pieces = []
    for speaker, share in own[["speaker", "share"]].itertuples(index=False):
        colour = _OTHERS.get(speaker) or next(persons, _PERSONS[-1])
        parts = [speaker.split(" ")[0]] * (share >= _ROOM_FOR_NAME) + [_percent(share)]
        pieces.append((share, colour, "\n".join(parts) if share >= _ROOM_FOR_SHARE else ""))
    _draw_stack(ax, row, pieces)


def _draw_stack(ax: Axes, row: int, pieces: Iterable[tuple[float, str, str]]) -> None:
    """Draw a bar of pieces, each a width, a colour and the words in its middle."""
    done = 0.0
    for width, colour, words in pieces:
        ax.barh(row, width, left=done, height=0.7, color=colour, edgecolor="white")
        ink = "white" if colour == _TEAL else INK
        ax.text(done + width / 2, row, words, color=ink, size=NOTE_PT, ha="center", va="center")
        done += width


def _page_title(sentences: pd.DataFrame, sources: pd.DataFrame, names: dict[str, str]) -> str:
    body = sentences[sentences["zone"] == "body"]
    raw = (body["end"] - body["start"]).groupby(body["source_id"]).sum()
    shares = (raw / sources.set_index("source_id")["n_raw_chars"]).rename(names)
    return f"Only the body is counted: {_range(shares, _percent)} of the raw page"


def _speaker_title(speakers: pd.DataFrame, articles: pd.DataFrame, names: dict[str, str]) -> str:
    source = speakers["article_id"].map(articles.set_index("article_id")["source_id"])
    voice = speakers["speaker"].where(speakers["speaker"].isin(_OTHERS), "persons")
    sums = speakers["n_chars"].groupby([source, voice]).sum().sort_values()
    most = dict(sums.index.tolist())  # the largest comes last and stays
    led = [name for source, name in names.items() if most.get(source) == MEETING]
    if not led:
        return "Nowhere has 会议 the meeting the largest share of the words of the body"
    rest = "elsewhere to named persons" if "persons" in most.values() else "to no person by name"
    return f"In the body of {' and '.join(led)} most words are given to 会议 the meeting, {rest}"


def _order_title(orders: pd.DataFrame) -> str:
    first, second, *_ = [*orders["verb"].unique(), "–", "–"]
    shares = orders.pivot_table(index="source_id", columns="verb", values="share")
    pairs = shares.reindex(columns=[first, second]).dropna()
    k = int((pairs[first] < pairs[second]).sum())
    where = f"In {k} of these {len(pairs)} places"
    return f"{where} orders are more frequent under {second} than under {first}"


def _range(values: pd.Series, form: Callable[[float], str]) -> str:
    """Name the smallest and the largest value, such as 2 % in 洛阳 Luoyang to 69 % in 德州 Dezhou."""
    ends = [f"{form(value)} in {name}" for name, value in values.sort_values().items()]
    return " to ".join(dict.fromkeys([*ends[:1], *ends[-1:]]))


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
