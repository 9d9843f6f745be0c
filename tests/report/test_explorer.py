import threading
from dataclasses import dataclass

import ipywidgets as widgets
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from analysis import schema
from analysis.measures import TextSearch, concordance, find_text
from analysis.report.concordance_table import concordance_html, concordance_table
from analysis.report.explorer import explore
from analysis.report.tables import show, table_html

ALL = "全部 all"
RAW = {
    "a": "題\n抓防(fáng)控，\n促復工。&科学防控。",
    "b": "<b>防控</b>防控。",
    "c": "防控。",
}


@dataclass(frozen=True)
class _Corpus:
    articles: pd.DataFrame
    sentences: pd.DataFrame
    edits: pd.DataFrame

    def raw(self, source_id):
        return RAW[source_id]


@pytest.fixture
def corpus():
    rows = [
        ("a-1-1", "a-1", "a", "甲城", "headline", "", "题", 0, 1),
        ("a-1-2", "a-1", "a", "甲城", "body", "王某", "抓防控，促复工。", 2, 17),
        ("a-1-3", "a-1", "a", "甲城", "body", "", "&科学防控。", 17, 23),
        ("b-1-1", "b-1", "b", "乙<城>", "body", "", "<b>防控</b>防控。", 0, 12),
        ("c-1-1", "c-1", "c", None, "body", "", "防控。", 0, 3),
    ]
    names = ["sentence_id", "article_id", "source_id", "city", "zone", "speaker", "text"]
    sentences = pd.DataFrame(rows, columns=[*names, "start", "end"])
    sentences["n_chars"] = sentences["text"].str.len()
    articles = pd.DataFrame(
        [
            ("a-1", "甲城", "甲", "某省", "prefecture", "2020-02-14"),
            ("b-1", "乙<城>", None, None, None, "2020-02-12"),
            ("c-1", None, None, None, None, None),
        ],
        columns=["article_id", "city", "city_zh", "province_zh", "level", "meeting_on"],
    )
    edits = pd.DataFrame(
        [
            ("a", 0, 1, "script", "題", "题", "t2s"),
            ("a", 4, 10, "annotation", "(fáng)", "", "<i>fáng</i> is a reading of 防"),
            ("a", 12, 13, "whitespace", "\n", "", None),
            ("a", 16, 18, "punctuation", "。&", "。&", "over the end"),
        ],
        columns=["source_id", "start", "end", "kind", "before", "after", "evidence"],
    )
    return _Corpus(articles, sentences.assign(n_tokens=1), edits)


def _all(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all(child)


class _User:
    """Acts and looks as a reader does: by label, and at what is shown."""

    def __init__(self, corpus):
        shown = list(_all(explore(corpus)))
        self.controls = {
            w.description: w for w in shown if not isinstance(w, widgets.HTML | widgets.Box)
        }
        self.html = [w for w in shown if isinstance(w, widgets.HTML)]

    def set(self, label, value):
        self.controls[label].value = value

    def search(self, pattern):
        self.set("检索 Search", pattern)

    @property
    def page(self):
        return BeautifulSoup("".join(w.value for w in self.html), "html.parser")

    @property
    def status(self):
        return self.page.find(role="status").get_text()

    def table(self, caption):
        for table in self.page.find_all("table"):
            if caption in table.caption.get_text():
                return [
                    [cell.get_text() for cell in row.find_all(["th", "td"])]
                    for row in table.tbody.find_all("tr")
                ]
        return None


@pytest.fixture
def user(corpus):
    return _User(corpus)


def test_explore_starts_with_a_hint_and_nothing_else(user):
    assert user.status == "Type a word, then press Enter. 输入词语，按回车。"
    assert user.page.table is None


def test_explore_starts_with_all_places_and_speakers_of_the_body(user):
    labels = {name: getattr(control, "label", None) for name, control in user.controls.items()}
    assert labels["地点 Place"] == labels["说话人 Speaker"] == ALL
    assert labels["版面 Zone"] == "正文 body"


def test_explore_announces_the_status_to_screen_readers(user):
    assert user.page.find(role="status")["aria-live"] == "polite"


def test_explore_says_how_many_where_and_how_many_are_shown(user):
    user.search("防控")
    assert user.status == (
        "5 hits in 4 sentences, 2 of 2 places and 1 hit where the place is not known; all shown"
    )
    user.search("复工")
    assert user.status == "1 hit in 1 sentence, 1 of 2 places; all shown"


def test_explore_compares_the_places_per_10_000_characters(user):
    user.search("防控")
    rates = [(row[0], row[1], row[2], row[3]) for row in user.table("10,000")]
    assert rates == [
        ("乙<城>", "2", "12", f"{10_000 * 2 / 12:,.1f}"),
        ("甲 甲城", "2", "14", f"{10_000 * 2 / 14:,.1f}"),
        ("不明 not known", "1", "3", f"{10_000 * 1 / 3:,.1f}"),
    ]


def test_explore_shows_the_concordance_lines(user):
    user.search("防控")
    lines = user.table("Concordance")
    assert len(lines) == 5
    assert lines[0] == ["甲 甲城", "抓", "防控", "，促复工。", "王某", "a-1-2"]
    assert lines[4] == ["不明 not known", "", "防控", "。", "记者 reporter", "c-1-1"]


def test_explore_searches_plain_text_until_regular_expressions_are_asked_for(user):
    user.search("防.，")
    assert user.status.startswith("0 hits in 4 sentences.")
    user.set("正则 Regular expression", True)
    assert user.status == "1 hit in 1 sentence, 1 of 2 places; all shown"


def test_explore_ignores_blanks_around_plain_text(user):
    user.search(" 复工 ")
    assert user.status.startswith("1 hit in 1 sentence")


def test_explore_says_what_is_wrong_with_an_expression_and_clears_the_rest(user):
    user.search("防控")
    user.set("正则 Regular expression", True)
    user.search("(<防")
    assert "expected a regular expression, got '(<防'" in user.status
    assert user.page.table is None
    assert user.controls["看原文 Read in its source"].options == ()


def test_explore_filters_by_city_speaker_and_zone(user):
    user.search("防控")
    user.set("地点 Place", "甲城")
    assert user.status == "2 hits in 2 sentences, 1 of 1 place; all shown"
    user.set("说话人 Speaker", "")
    assert user.status == "1 hit in 1 sentence, 1 of 1 place; all shown"
    user.set("地点 Place", ALL)
    assert user.status.startswith("4 hits in 3 sentences")


def test_explore_takes_reports_of_an_unknown_city_as_no_city(user):
    user.search("防控")
    user.set("地点 Place", "")
    assert user.status == (
        "1 hit in 1 sentence, 0 of 0 places and 1 hit where the place is not known; all shown"
    )


def test_explore_counts_the_body_unless_told_otherwise(user):
    user.search("题")
    assert user.status.startswith("0 hits in 4 sentences.")
    user.set("版面 Zone", "headline")
    assert user.status == "1 hit in 1 sentence, 1 of 1 place; all shown"
    user.set("版面 Zone", ALL)
    assert user.status == "1 hit in 1 sentence, 1 of 2 places; all shown"


def test_explore_answers_where_a_filter_leaves_no_sentence(user):
    user.set("说话人 Speaker", "王某")
    user.set("版面 Zone", "roster")
    user.search("防控")
    assert user.status.startswith("0 hits in 0 sentences.")


def test_explore_lists_the_places_by_their_labels_in_the_order_of_their_meetings(user):
    assert user.controls["地点 Place"].options == (
        (ALL, ALL),
        ("乙<城>", "乙<城>"),
        ("甲 甲城", "甲城"),
        ("不明 not known", ""),
    )


def test_explore_lists_every_zone_of_the_tables(user):
    zones = {value for _, value in user.controls["版面 Zone"].options}
    assert zones == {*schema.ZONES, ALL}


def test_explore_reads_a_line_in_its_source_with_what_was_changed(user):
    user.search("复工")
    assert user.page.pre.get_text() == "抓防(fáng)控，\n促復工。"
    assert "characters 2 to 17" in user.page.get_text()
    assert user.table("Changed") == [
        ["annotation", "(fáng)", "", "<i>fáng</i> is a reading of 防"],
        ["whitespace", "\\n", "", "–"],
        ["punctuation", "。&", "。&", "over the end"],
    ]
    assert user.page.find_all("strong")[-1].get_text() == "复工"


def test_explore_reads_the_line_that_is_chosen(user):
    user.search("防控")
    chooser = user.controls["看原文 Read in its source"]
    label, place = chooser.options[3]
    assert label == "b-1-1  <b>防控</b>【防控】。"
    chooser.value = place
    assert user.page.pre.get_text() == "<b>防控</b>防控。"
    assert "Nothing was changed" in user.page.get_text()


def test_explore_follows_a_new_search_with_its_first_line(user):
    user.search("防控")
    chooser = user.controls["看原文 Read in its source"]
    chooser.value = chooser.options[4][1]
    user.search("科学")
    assert user.page.pre.get_text() == "&科学防控。"
    user.search("核酸")
    assert user.page.pre is None
    user.search("科学")
    assert user.page.pre.get_text() == "&科学防控。"


def test_explore_shows_no_text_as_markup(user):
    user.search("防控")
    for place in [value for _, value in user.controls["看原文 Read in its source"].options]:
        user.set("看原文 Read in its source", place)
        assert user.page.find(["b", "i", "城"]) is None


def test_explore_shows_the_first_fifty_and_counts_all(corpus):
    sentence = corpus.sentences.iloc[[1]]
    many = [sentence.assign(sentence_id=f"a-1-{i}") for i in range(10, 1_210)]
    user = _User(_Corpus(corpus.articles, pd.concat(many, ignore_index=True), corpus.edits))
    user.search("防控")
    assert user.status == "1,200 hits in 1,200 sentences, 1 of 1 place; first 50 shown"
    assert len(user.table("Concordance")) == 50
    assert user.table("10,000")[0][1:3] == ["1,200", "9,600"]


def test_explore_shows_the_twenty_highest_of_many_places(corpus):
    sentence = corpus.sentences.iloc[[1]]
    many = [
        sentence.assign(sentence_id=f"a-{i}-1", article_id=f"a-{i}", city=f"城{i}", n_chars=i)
        for i in range(10, 40)
    ]
    days = [f"2020-02-{40 - i:02}" if i > 12 else None for i in range(10, 40)]
    articles = corpus.articles.iloc[[1] * 30].assign(
        article_id=[f"a-{i}" for i in range(10, 40)],
        city=[f"城{i}" for i in range(10, 40)],
        meeting_on=days,
    )
    user = _User(_Corpus(articles, pd.concat(many, ignore_index=True), corpus.edits))
    user.search("防控")
    assert user.status == "30 hits in 30 sentences, 30 of 30 places; all shown"
    by_day = [f"城{i}" for i in [*range(29, 12, -1), 10, 11, 12]]
    assert [row[0] for row in user.table("highest 20 of 30")] == by_day


def test_explore_lets_no_slow_search_overwrite_a_later_one(user, monkeypatch):
    find, searching, release = TextSearch.find, threading.Event(), threading.Event()

    def slow(self, pattern, *, regex):
        if not searching.is_set():
            searching.set()
            release.wait(10)
        return find(self, pattern, regex=regex)

    monkeypatch.setattr(TextSearch, "find", slow)
    first = threading.Thread(target=user.search, args=["防控"])
    second = threading.Thread(target=user.set, args=["地点 Place", "甲城"])
    first.start()
    assert searching.wait(10)
    second.start()
    second.join(0.5)
    release.set()
    first.join(10)
    second.join(10)
    assert user.status == "2 hits in 2 sentences, 1 of 1 place; all shown"


def test_explore_leaves_the_corpus_alone(corpus):
    before = corpus.sentences.copy(deep=True), corpus.edits.copy(deep=True)
    user = _User(corpus)
    user.search("防控")
    user.set("地点 Place", "甲城")
    pd.testing.assert_frame_equal(corpus.sentences, before[0])
    pd.testing.assert_frame_equal(corpus.edits, before[1])


def test_concordance_html_is_an_accessible_table(corpus):
    lines = concordance(corpus.sentences, find_text(corpus.sentences, "防控"))
    page = BeautifulSoup(concordance_html(lines, caption="A <b>"), "html.parser")
    assert page.caption.get_text() == "A <b>: 5 lines"
    assert [th["scope"] for th in page.thead.find_all("th")] == ["col"] * 6
    assert [row.find("th")["scope"] for row in page.tbody.find_all("tr")] == ["row"] * 5
    assert [th.get_text() for th in page.tbody.find_all("th")] == lines["sentence_id"].tolist()
    assert {cell.get_text() for cell in page.tbody.select(".node")} == {"防控"}
    assert page.div["tabindex"] == "0"
    assert page.div["aria-label"] == page.caption.get_text()


def test_concordance_html_aligns_the_nodes(corpus):
    lines = concordance(corpus.sentences, find_text(corpus.sentences, "防控"))
    row = BeautifulSoup(concordance_html(lines), "html.parser").tbody.tr
    styles = [cell["style"] for cell in row.find_all("td")][1:]
    assert ["right" in styles[0], "center" in styles[1], "left" in styles[2]] == [True] * 3


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (None, ["甲城", "甲城", "乙<城>", "乙<城>", "不明 not known"]),
        ({"甲城": "甲 A"}, ["甲 A", "甲 A", "乙<城>", "乙<城>", "不明 not known"]),
        ({"甲城": "甲 A", "b-1": "乙 ①"}, ["甲 A", "甲 A", "乙 ①", "乙 ①", "不明 not known"]),
    ],
)
def test_concordance_html_begins_with_the_place(corpus, places, expected):
    lines = concordance(corpus.sentences, find_text(corpus.sentences, "防控"))
    rows = BeautifulSoup(concordance_html(lines, places=places), "html.parser").tbody.find_all("tr")
    assert [row.td.get_text() for row in rows] == expected


def test_concordance_table_shows_itself_in_a_notebook(corpus):
    lines = concordance(corpus.sentences, find_text(corpus.sentences, "防控"))
    assert concordance_table(lines)._repr_html_() == concordance_html(lines)


def test_table_html_writes_missing_values_as_a_dash():
    frame = pd.DataFrame({"city": ["甲城", None], "n": [1_000, 2], "rate": [1 / 3, None]})
    html = table_html(frame, {"city": "City", "n": "n", "rate": "Rate"}, caption="c")
    rows = BeautifulSoup(html, "html.parser").tbody.find_all("tr")
    assert [[cell.get_text() for cell in row] for row in rows] == [
        ["甲城", "1,000", "0.3"],
        ["–", "2", "–"],
    ]


def _shown(frame, **settings):
    soup = BeautifulSoup(show(frame, **settings)._repr_html_(), "html.parser")
    cells = [tag.get_text("/") for tag in soup.find_all(["th", "td"])]
    return cells[: len(frame.columns)], cells[len(frame.columns) :]


def test_show_names_standard_columns_in_chinese_with_english_below():
    heads, _ = _shown(pd.DataFrame({"n": [1], "lrc": [0.5], "own": ["x"], "报道 ② report": ["y"]}))
    assert heads == ["次数/uses", "保守对数比/LRC", "own", "报道 ②/report"]


def test_show_gives_places_their_labels():
    frame = pd.DataFrame({"city": ["Kunming", None], "Kunming": [1, 2], "article_id": ["k-1", "x"]})
    before = frame.copy()
    labels = {"Kunming": "云南（省级） Yunnan", "k-1": "云南 ①"}
    assert _shown(frame, places=labels) == (
        ["地点/place", "云南（省级）/Yunnan", "报道/report"],
        ["云南（省级） Yunnan", "1", "云南 ①", "–", "2", "x"],
    )
    pd.testing.assert_frame_equal(frame, before)


def test_show_sets_no_comma_into_years_and_says_yes_and_no():
    frame = pd.DataFrame({"year": [2020], "n": [2020], "is_nested": [True], "rest": [False]})
    assert _shown(frame)[1] == ["2020", "2,020", "是 yes", "否 no"]
