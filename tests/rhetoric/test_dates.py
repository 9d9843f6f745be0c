"""Cases with meetings on 2022-03-27 and a speaker, unless they say otherwise."""

import json
import re
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import edtf, paths, schema
from analysis.rhetoric.dates import find_dates, rules

CASES = json.loads((Path(__file__).parents[1] / "cases" / "dates.json").read_text("utf-8"))
JIONLP = json.loads((paths.REFERENCE / "dates_jionlp.json").read_text("utf-8"))
MARKED = pd.read_csv(paths.REFERENCE / "dates.csv", dtype="str")


def tables(*, text, speaker="会议", meeting_on="2022-03-27", published_on=None):
    sentences = [{"sentence_id": "a-1", "article_id": "a", "city": None, "speaker": speaker}]
    articles = [{"article_id": "a", "meeting_on": meeting_on, "published_on": published_on}]
    return pd.DataFrame(sentences).assign(text=text), pd.DataFrame(articles)


def found(dates):
    rows = dates[CASES["columns"]].itertuples(index=False)
    return [[None if pd.isna(value) else value for value in row] for row in rows]


def read(case):
    given_ = {
        key: case[key] for key in ("text", "speaker", "meeting_on", "published_on") if key in case
    }
    return found(find_dates(*tables(**given_)))


@pytest.fixture(scope="module")
def found_in_five(corpus):
    return find_dates(corpus.body, corpus.articles)


def by_label(kind):
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["label"])


def test_find_dates_finds_what_a_reader_marked_and_no_more(found_in_five):
    columns = ["sentence_id", *CASES["columns"]]
    pd.testing.assert_frame_equal(found_in_five[columns], MARKED[columns])


def test_find_dates_agrees_with_jionlp(found_in_five, corpus):
    dates = found_in_five.merge(corpus.articles[["article_id", "meeting_on"]], on="article_id")
    dates = dates.merge(pd.DataFrame(JIONLP["answers"]), on=["meeting_on", "text"], how="left")
    both = dates.dropna(subset="to_on_y")
    differ = both[(both["from_on_x"] != both["from_on_y"]) | (both["to_on_x"] != both["to_on_y"])]
    assert (len(dates), len(both), len(differ)) == (46, 21, 3)
    assert set(differ["text"]) == {"春季"}  # from 4 February, by the solar terms, against 1 March


def test_jionlp_finds_nothing_that_the_reader_missed():
    marked = set(zip(MARKED["sentence_id"], MARKED["text"], strict=True))
    others = {text for key, text in JIONLP["extracted"] if (key, text) not in marked}
    # of 前期工作, 一天一检, 五天三检, 第一时间, 全天候; 24小时 of 黄金24小时 is marked
    assert others == {"前期", "一天", "五天", "一时", "全天", "24小时"}


@by_label("made")
def test_find_dates_reads(case):
    assert read(case) == case["expected"]


@by_label("unchanged")
def test_find_dates_leaves_out(case):
    assert read(case) == []


@pytest.mark.xfail(reason="known limits of the rules", strict=True)
@by_label("known_failure")
def test_find_dates_known_failure(case):
    assert read(case) == case["expected"]


@pytest.mark.parametrize(
    ("texts", "articles", "day"),
    [
        (["3月20日发现病例。", "当天封控。"], ["a", "a"], "2022-03-20"),
        (["3月20日至22日筛查。", "当天封控。"], ["a", "a"], "2022-03-27"),
        (["3月20日发现病例。", "全市动员。", "当天封控。"], ["a", "a", "a"], "2022-03-27"),
        (["3月20日发现病例。", "当天封控。"], ["a", "b"], "2022-03-27"),
    ],
)
def test_find_dates_takes_that_day_from_the_sentence_before(
    texts: list[str], articles: list[str], day: str
):
    rows = zip(texts, articles, strict=True)
    sentences = pd.DataFrame(
        {"sentence_id": f"{key}-{i}", "article_id": key, "city": None, "speaker": "", "text": text}
        for i, (text, key) in enumerate(rows)
    )
    known = [{"article_id": key, "meeting_on": "2022-03-27", "published_on": None} for key in "ab"]
    dates = find_dates(sentences, pd.DataFrame(known))
    assert list(dates.loc[dates["text"] == "当天", "from_on"]) == [day]


def test_find_dates_spans_slice_back_in_order_without_overlap(found_in_five, corpus):
    texts = corpus.body.set_index("sentence_id")["text"]
    for key, dates in found_in_five.groupby("sentence_id"):
        spans = list(zip(dates["start"], dates["end"], strict=True))
        assert [texts[key][start:end] for start, end in spans] == list(dates["text"])
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_find_dates_keeps_its_input():
    sentences, articles = tables(text="3月27日，当前")
    before = sentences.copy(), articles.copy()
    find_dates(sentences, articles)
    pd.testing.assert_frame_equal(sentences, before[0])
    pd.testing.assert_frame_equal(articles, before[1])


def test_find_dates_of_nothing_has_all_columns():
    sentences, articles = tables(text="当前")
    assert list(find_dates(sentences.iloc[:0], articles).columns) == schema.columns("dates")


def test_find_dates_names_the_article_it_does_not_know():
    sentences, articles = tables(text="当前")
    with pytest.raises(KeyError) as caught:
        find_dates(sentences.assign(article_id="b"), articles)
    assert caught.value.args[0] == (
        "find_dates: expected each article_id of sentences in articles, got ['b'] only in "
        "sentences. Pass the two tables of one build."
    )


@settings(max_examples=25)
@given(st.dates(date(2019, 1, 1), date(2023, 12, 31)), st.dates(date(1990, 1, 1), date(2035, 1, 1)))
def test_find_dates_places_a_full_date_where_it_says(meeting, day):
    text = f"{day.year}年{day.month}月{day.day}日"
    dates = find_dates(*tables(text=text, meeting_on=meeting.isoformat()))
    assert found(dates)[0][:4] == [text, day.isoformat(), day.isoformat(), "stated"]
    assert (dates["horizon"][0] == "past") == (day < meeting)
    assert (dates["horizon"][0] == "now") == (day == meeting)


def meetings(text, written):
    """One article and sentence for every third day of three years, its meeting as `written`."""
    days = pd.date_range("2020-01-01", "2022-12-31", freq="3D").strftime("%Y-%m-%d")
    articles = pd.DataFrame({"article_id": days, "meeting_on": [written(day) for day in days]})
    sentences = pd.DataFrame({"sentence_id": days, "article_id": days, "city": None, "text": text})
    return find_dates(sentences.assign(speaker="会议"), articles.assign(published_on=None))


def test_find_dates_intervals_begin_before_they_end():
    dates = meetings("昨日、二季度、冬季、今冬明春、年底前、未来7天、本月下旬、下月初", str)
    assert len(dates) == 8 * dates["article_id"].nunique()
    assert (dates["from_on"] <= dates["to_on"]).all()


def test_find_dates_with_an_unknown_year_says_nothing_false():
    text = "2月底前，昨日，本周，3月份，去年，年初，下个季度，今冬明春，全国两会，5月1日起"
    known, partial = meetings(text, str), meetings(text, lambda day: "XXXX" + day[4:])
    assert len(known) == len(partial) == 10 * known["article_id"].nunique()
    for end in ("from_on", "to_on"):
        told = partial[end].notna()
        pairs = zip(known.loc[told, end], partial.loc[told, end], strict=True)
        assert all(re.fullmatch(vague.replace("X", "."), sure) for sure, vague in pairs)
    told = partial["horizon"].notna()
    assert (known["horizon"] == partial["horizon"])[told].all()


def test_find_dates_is_linear_in_hostile_text():
    sizes = {}
    for n in (2_000, 8_000):
        begin = time.perf_counter()
        find_dates(*tables(text="十年2月1日至党的十九大和十九届“二〇前一" * (n // 20)))
        sizes[n] = time.perf_counter() - begin
    assert sizes[8_000] < 10 * sizes[2_000] + 0.5


def test_rules_needs_change_no_match(corpus):
    texts = [
        case["text"] for kind in ("made", "unchanged", "known_failure") for case in CASES[kind]
    ]
    texts += corpus.body["text"].tolist()
    matched = [match[0] for rule in rules() for text in texts for match in rule.find.finditer(text)]
    needed = [
        match[0]
        for rule in rules()
        for text in texts
        if not rule.needs or set(rule.needs) & set(text)
        for match in rule.find.finditer(text)
    ]
    assert matched == needed


def test_rules_name_horizons_that_exist():
    assert {rule.horizon for rule in rules()} <= {None, *schema.HORIZONS}
    assert {rule.voice for rule in rules()} == {None, "reporter", "speaker"}


def test_rules_events_are_days_in_order():
    events = [rule.value for rule in rules() if rule.resolve == "event"]
    events += [span for rule in rules() if rule.resolve == "yearly" for span in rule.value.values()]
    assert all(edtf.is_valid(str(day)) for span in events for day in span)
    assert all(first < last for first, last in events)
