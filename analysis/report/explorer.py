"""An explorer for JupyterLab: search sentences, compare places, read a hit in its source."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from threading import RLock

import ipywidgets as widgets
import pandas as pd

from analysis.corpus import Corpus
from analysis.measures import TextSearch, concordance, count, sizes, spread
from analysis.report.concordance_table import REPORTER, concordance_html
from analysis.report.labels import UNKNOWN, ZONES, city_labels, place_name
from analysis.report.tables import HEADS, table_html

SHOWN = 50  # lines: nobody reads more at once, and the browser stays quick
PLACES_SHOWN = 20
CHOICES = 200  # in a list: the most frequent speakers of a large corpus

_HELP = "Type a word, then press Enter. 输入词语，按回车。"
_NONE = "The text is simplified Chinese with full-width punctuation. 文本为简体字、全角标点。"
_ALL = "全部 all"  # also its value: to ipywidgets None means that nothing is selected
_ZONES = [*((name, zone) for zone, name in ZONES.items()), (_ALL, _ALL)]
_RATES = ["city", "n", "n_chars", "per_10k", "per_10k_low", "per_10k_high"]
_EDITS = ["kind", "before", "after", "evidence"]
_WIDE_LABEL = {"style": {"description_width": "initial"}}


def explore(corpus: Corpus) -> widgets.VBox:
    """Build the explorer; a cell that ends with it shows it.

    A search counts all hits among the sentences chosen by place, speaker and zone; rates and
    "k of n places" refer to these sentences only. The first 50 lines are listed, in the order of
    the corpus, and one of them is shown with its raw source and what was changed in it.

    Takes    corpus: with the tables articles, sentences and edits, and raw(source_id).
    Limits   the lists of places and speakers hold the 200 most frequent.
    """
    return _Explorer(corpus).box


class _Explorer:
    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._labels = city_labels(corpus.articles)
        self._pattern = widgets.Text(
            description="检索 Search", placeholder="防控", continuous_update=False, **_WIDE_LABEL
        )
        self._regex = widgets.Checkbox(description="正则 Regular expression", indent=False)
        self._filters = {
            "city": _list(
                "地点 Place", _choices(corpus.sentences["city"], self._labels | {"": UNKNOWN})
            ),
            "speaker": _list(
                "说话人 Speaker", _choices(corpus.sentences["speaker"], {"": REPORTER})
            ),
            "zone": _list("版面 Zone", _ZONES, value="body"),
        }
        self._line = _list("看原文 Read in its source", [], layout={"width": "100%"})
        self._answers = {name: widgets.HTML() for name in ("status", "rates", "lines", "source")}
        self.box = widgets.VBox(self._rows())
        self._lock = RLock()
        for control in self._filters.values():
            self._on_change(control, self._choose)
        for control in (self._pattern, self._regex):
            self._on_change(control, self._search)
        self._on_change(self._line, self._read)
        self._choose()

    def _rows(self) -> list[widgets.Widget]:
        wrap = {"flex_flow": "row wrap"}
        search = widgets.HBox([self._pattern, self._regex], layout=wrap)
        filters = widgets.HBox([*self._filters.values()], layout=wrap)
        *results, source = self._answers.values()
        return [search, filters, *results, self._line, source]

    def _on_change(self, control: widgets.Widget, answer: Callable[[], None]) -> None:
        """Answer one change after the other.

        JupyterLab may run two callbacks at once, in threads ("comms over subshells"): without the
        lock, a search that takes longer overwrites what a later one has found.
        """

        def locked(_change: object) -> None:
            with self._lock:
                answer()

        control.observe(locked, "value")

    def _choose(self) -> None:
        sentences = self._corpus.sentences
        for column, control in self._filters.items():
            if control.value != _ALL:
                sentences = sentences[sentences[column].fillna("") == control.value]
        self._sentences, self._sizes = sentences, sizes(sentences)
        self._text = TextSearch(sentences)
        self._search()

    def _search(self) -> None:
        pattern, regex = self._pattern.value, self._regex.value
        try:
            hits = self._text.find(pattern if regex else pattern.strip(), regex=regex)
        except ValueError as error:
            self._say(str(error) if pattern.strip() else _HELP)
            return
        if hits.empty:
            self._say(f"0 hits in {_number(len(self._sentences), 'sentence')}. {_NONE}")
        else:
            self._show(hits)

    def _say(self, message: str) -> None:
        """Answer with a message alone: what an earlier search found would belie it."""
        self._line.options = []
        self._answer(rates="", lines="", status=_status(message))

    def _show(self, hits: pd.DataFrame) -> None:
        counts = count(hits, self._sizes, of="pattern")
        places = _reach(spread(counts, of="pattern"))
        lines = concordance(self._sentences, hits.head(SHOWN))
        n, of = _number(len(hits), "hit"), _number(hits["sentence_id"].nunique(), "sentence")
        shown = f"first {SHOWN} shown" if len(hits) > SHOWN else "all shown"
        self._line.options = [
            (f"{line.sentence_id}  {line.left}【{line.node}】{line.right}", tuple(line[4:]))
            for line in lines[["left", "node", "right", "sentence_id", "start", "end"]].itertuples()
        ]
        self._line.index = 0  # a list that stood empty selects nothing of itself
        self._answer(
            rates=_rates_html(counts, self._labels),
            lines=concordance_html(lines, places=self._labels),
            status=_status(f"{n} in {of}, {places}; {shown}"),
        )

    def _read(self) -> None:
        place = self._line.value
        self._answer(source=_source_html(self._corpus, *place) if place else "")

    def _answer(self, **parts: str) -> None:
        for name, html in parts.items():
            self._answers[name].value = html


def _list(label: str, options: Sequence[object], **settings: object) -> widgets.Dropdown:
    return widgets.Dropdown(description=label, options=options, **_WIDE_LABEL, **settings)


def _choices(column: pd.Series, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """List the most frequent values: those with labels in their order, then by code point."""
    frequent = {*column.fillna("").value_counts().index[:CHOICES]}
    names = [*filter(frequent.__contains__, labels), *sorted(frequent - labels.keys())]
    return [(_ALL, _ALL), *((labels.get(name, name), name) for name in names)]


def _status(message: str) -> str:
    return f'<p role="status" aria-live="polite">{escape(message)}</p>'


def _number(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def _reach(found: pd.DataFrame) -> str:
    """Say in how many places a search found something; a report of an unknown place is none."""
    [[n, of, unknown]] = found[["n_groups", "of_groups", "n_unknown"]].to_numpy().tolist()
    outside = f" and {_number(unknown, 'hit')} where the place is not known" if unknown else ""
    return f"{n} of {_number(of, 'place')}{outside}"


def _rates_html(counts: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """Compare the places in the order of their labels; of many, those with the highest rates."""
    order = {city: rank for rank, city in enumerate(labels)}
    table = counts.sort_values("per_10k", ascending=False, kind="stable").head(PLACES_SHOWN)
    table = table.sort_values("city", key=lambda city: city.map(order), kind="stable")
    rest = f", highest {PLACES_SHOWN} of {len(counts)}" if len(counts) > PLACES_SHOWN else ""
    caption = f"每万字次数 Hits per 10,000 characters by place{rest}"
    named = table.assign(city=[place_name(city, labels) for city in table["city"]])
    return table_html(named, {column: HEADS[column] for column in _RATES}, caption=caption)


def _source_html(corpus: Corpus, sentence_id: str, start: int, end: int) -> str:
    """Show a sentence with its node, the raw characters it was made of, and what was changed."""
    sentence = corpus.sentences[corpus.sentences["sentence_id"] == sentence_id].iloc[0]
    source, first, last = sentence[["source_id", "start", "end"]]
    text = sentence["text"]
    edits = corpus.edits[corpus.edits["source_id"] == source]
    edits = edits[(edits["end"] > first) & (edits["start"] < last)]
    return (
        f"<p>{escape(sentence_id)} · {escape(sentence['speaker'] or REPORTER)}</p>"
        f'<p lang="zh-Hans">{escape(text[:start])}<strong>{escape(text[start:end])}</strong>'
        f"{escape(text[end:])}</p><p>原文 Raw file {escape(source)}, characters {first} to {last}:"
        f'</p><pre lang="zh" style="white-space:pre-wrap">{escape(corpus.raw(source)[first:last])}'
        f"</pre>{_edits_html(edits)}"
    )


def _edits_html(edits: pd.DataFrame) -> str:
    if edits.empty:
        return "<p>无改动 Nothing was changed.</p>"
    visible = edits.assign(before=edits["before"].map(_visible), after=edits["after"].map(_visible))
    heads = {column: HEADS[column] for column in _EDITS}
    return table_html(visible, heads, caption=f"改动 Changed: {_number(len(edits), 'spot')}")


def _visible(text: str) -> str:
    """Write blanks and line ends by their escapes, as they could not be seen."""
    return repr(text)[1:-1] if text.isspace() else text
