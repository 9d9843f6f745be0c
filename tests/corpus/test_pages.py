"""Saved pages in the styles of Chinese news sites: what is the report, and what is not lost."""

import html
import json
import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import Corpus, find_files
from analysis.corpus.build import build_source
from analysis.corpus.pages import read_page
from analysis.corpus.sources import Source, decode, read_source

CASES = Path(__file__).parent.parent / "cases"
PAGES = sorted((CASES / "pages").glob("*.html"))
FACTS = ("headline", "city_zh", "newspaper", "published_on", "meeting_on")
TEXT = "".join(
    f"<p>2月{day}日，会议强调，要落实第{day}项措施，确保到位。</p>" for day in range(1, 9)
)


def build(raw: str, ending: str) -> Corpus:
    return Corpus(**build_source(Source("x", f"x{ending}", "0" * 64, "utf-8", raw), None))


def body(corpus: Corpus) -> list[str]:
    told = corpus.sentences["zone"].isin(["body", "roster"])
    return corpus.sentences.loc[told, "text"].tolist()


def is_partitioned(raw: str, corpus: Corpus) -> bool:
    """Tell whether sentences and the edits outside of them cover each character once."""
    covered = np.zeros(len(raw), dtype=int)
    for start, end in corpus.sentences[["start", "end"]].to_numpy():
        covered[start:end] += 1
    for start, end in corpus.edits[["start", "end"]].to_numpy():
        if not covered[start:end].all():
            covered[start:end] += 1
    return bool((covered == 1).all())


@pytest.fixture(scope="module", params=PAGES, ids=lambda path: path.stem)
def page(request: pytest.FixtureRequest) -> tuple[dict, str, Corpus]:
    source = read_source(request.param)
    expected = json.loads(request.param.with_suffix(".json").read_text("utf-8"))
    return expected, source.raw, Corpus(**build_source(source, None))


def test_body_is_the_report_and_nothing_else(page):
    expected, _, corpus = page
    assert body(corpus) == expected["body"]


def test_facts_are_those_of_the_page(page):
    expected, _, corpus = page
    told = (
        corpus.articles[list(FACTS)]
        .astype(object)
        .where(corpus.articles[list(FACTS)].notna(), None)
    )
    assert told.to_dict("records") == [{fact: expected[fact] for fact in FACTS}]
    source = corpus.sources.iloc[0]
    assert (source["encoding"], source["n_annotations"]) == (
        expected["encoding"],
        expected["n_annotations"],
    )


def test_both_laws_hold_for_the_source_of_a_page(page):
    _, raw, corpus = page
    assert is_partitioned(raw, corpus)
    name = corpus.sources["source_id"].iloc[0]
    assert corpus.raw(name) == raw


def test_spans_show_the_source(page):
    expected, raw, corpus = page
    first = corpus.sentences[corpus.sentences["text"] == expected["body"][0]].iloc[0]
    source = html.unescape(raw[first["start"] : first["end"]])
    assert source[0] == expected["body"][0][0]
    assert source[-1] == expected["body"][0][-1]


@pytest.mark.parametrize(
    ("top", "headline"),
    [
        ("<title>江海网</title><h1>江海网</h1><h2>市委常委会召开会议</h2>", "市委常委会召开会议"),
        ("<title>市委常委会召开会议 - 江海网</title><ul><li>要闻<li>问政</ul>", "市委常委会召开会议-江海网"),
        ("<title>市委常委会召开会议_江海网</title><h1>市委常委会<br>召开会议</h1>", "市委常委会 召开会议"),
        ("<h3>江海要闻</h3><p><b>市委常委会召开会议</b><p>马上就访 主持", "市委常委会召开会议 马上就访 主持"),
        ("<title>市委常委会召开……</title><p>市委常委会召开会议<p>2020-02-13", "市委常委会召开会议"),
    ],
    ids=["logo", "picture", "two lines", "no title", "cut title"],
)  # fmt: skip
def test_headline_is_found_without_its_usual_place(top: str, headline: str):
    articles = build(f"<p>首页 | 江海网要闻</p>{top}{TEXT}", ".html").articles
    assert (
        articles["headline"].astype(object).where(articles["headline"].notna(), None)[0] == headline
    )


LISTED = ("会议要求，做好值班值守。", "要抓好落实。", "要加强管控。")
END = "会议强调，要统筹做好各项工作，确保全年目标任务如期完成。"


@pytest.mark.parametrize(
    ("item", "below"),
    [
        ("<li>{}", END),
        ("<li><a href=x>{}</a>", END),
        ("<h4>{}</h4>", END),
        ("<h3><b>{}</b></h3>", ""),
    ],
)
def test_items_and_headings_that_are_sentences_are_text(item: str, below: str):
    listed = "".join(item.format(sentence) for sentence in LISTED)
    more = "<h3>相关阅读</h3><ul><li><a href=1>我市召开会议</a><li><a href=2>今日通报</a></ul>"
    sentences = build(f"<h1>市委召开会议</h1>{TEXT}{listed}<p>{below}{more}", ".html").sentences
    body = sentences.loc[sentences["zone"] == "body", "text"]
    assert set(LISTED) <= set(body)
    assert not body.str.contains("我市召开会议|今日通报").any()


# The text path is the oracle: a report reads the same in a page as in a text file.
LAYOUTS = {
    "hanshan": "<div id=zoom><h1>{head}</h1><div>来源：某报 2020-02-13</div>{text}</div>",
    "danzhou": "<table><tr><td>{menu}</td><td><b>{head}</b><br>{lines}</td></tr></table>",
    "gutian": "<article><header><h1>{head}</h1></header>{text}</article><section>{menu}</section>",
    "dingxi": "<form><center><font>{head}</font></center><div>{spans}</div></form>",
    "shufu": "<main><h3>{head}</h3><section><section>{text}</section></section></main>{menu}",
}
MENU = "".join(f"<li><a href=/{n}>第{n}条新闻，还有很多内容。</a></li>" for n in range(20))


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_report_reads_the_same_as_text_and_as_page(name: str):
    lines = decode((CASES / "reports" / f"{name}.txt").read_bytes())[1].split("\n")
    head, *text = [html.escape(line.strip(), quote=False) for line in lines if line.strip()]
    inside = LAYOUTS[name].format(
        head=head,
        text="\n".join(f"<p>　　{line}</p>" for line in text),
        lines="<br><br>\n".join(text),
        spans="".join(f"<p><span>{line[:9]}</span><span>{line[9:]}</span></p>" for line in text),
        menu=f"<ul>{MENU}</ul>",
    )
    raw = f"<title>{head}_某网</title><ul>{MENU}</ul>{inside}<p>版权所有：某网，不得转载。</p>"
    assert body(build(raw, ".html")) == body(build("\n".join([head, *text]), ".txt"))


def test_text_that_the_parser_drops_is_not_lost():
    # libxml2 gives up in the 254th open element.
    raw = f"<h1>市委召开疫情防控会议</h1>{'<div>' * 300}{TEXT}"
    assert read_page(raw).told == []
    assert len(body(build(raw, ".html"))) == 8


def test_unclosed_inline_tags_hide_nothing():
    assert len(body(build(f"<h1>市委召开疫情防控会议</h1>{'<font>' * 300}{TEXT}", ".html"))) == 8


def test_a_page_without_an_article_is_read_like_a_text_file():
    raw = "<p>要闻<p>会议强调，要坚持！"
    assert read_page(raw).told == []
    assert body(build(raw, ".html")) == ["会议强调，要坚持！"]


def test_marks_that_the_page_holds_are_not_used():
    raw = f"<title>市委召开疫情防控会议</title><p>\U00020000</p>{TEXT}<p>\U00020001</p>"
    assert len(body(build(raw, ".html"))) == 8


@settings(max_examples=80)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<br>", "<div>", "</div>", "<h1>", "<title>市委召开防控会议</title>", "<td>",
             "<a href='", "'>", "<script>", "</script>", "<!--", "-->", "<form>", "<li>", "<a>", "<", "&#0;",
             "<table><tr><td colspan=9 rowspan='²'>", "<frameset>", "<select><option>", "<base href='http://[x'>",
             "2020-02-13 来源：某报", "会议强调，要落实。", "领导", "\0", "\ufffe", "\U00020000", "\n", TEXT]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_any_page_is_told_in_order(raw: str):
    page = read_page(raw)
    spans = [at for line in page.told for at in (line.start, line.end)]
    assert spans == sorted(spans)
    assert {line.zone for line in page.told} <= {"headline", "byline", "boilerplate"}


@settings(max_examples=5)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "<h1>市委召开防控会议</h1>", "<div>来源：某报</div>", "領(lǐng)導", "確?!叭r(nóng)", "&nbsp;",
             "<b>", "<rt>lǐng</rt>", "<script>", "<!--", "本报讯（记者 甲乙）", "推荐阅读<p>", "?", "\r\n", "A1,", TEXT]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_both_laws_hold_for_any_page(raw: str):
    raw = f"<p>会议强调，要落实。{raw}"
    corpus = build(raw, ".html")
    assert corpus.raw("x") == raw
    assert is_partitioned(raw, corpus)


def test_what_the_extractor_logs_reaches_nobody(capfd, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # those of pytest
    for raw in ("", "<p>", "<", "甲。", "<form>甲。</form>", TEXT):
        read_page(raw)
    assert capfd.readouterr() == ("", "")


GBK = f'<meta charset="{{}}"><meta name=description content="会议"><h1>防控会议</h1>{TEXT}'


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "big5", "iso-8859-1"])
def test_a_declared_encoding_is_not_believed_against_the_bytes(declared: str):
    raw = GBK.format(declared)
    assert decode(raw.encode("gbk")) == ("gb18030", raw)


def test_the_encoding_is_found_behind_a_long_script():
    raw = f"<script>{'var a = 1;' * 30_000}</script>" + GBK.format("gb2312")
    assert decode(raw.encode("gbk")) == ("gb18030", raw)


@pytest.mark.parametrize(
    ("encoding", "declared"), [("gb18030", "GB2312"), ("utf-8", "utf-8"), ("big5hkscs", "big5")]
)
def test_a_character_cut_in_a_description_does_not_spoil_the_page(encoding: str, declared: str):
    shown = TEXT if encoding != "big5hkscs" else "<p>會議強調，要堅持防控，確保到位。</p>" * 8
    head, tail = '<meta name=description content="會議', f'"><meta charset={declared}>{shown}'
    name, raw = decode(head.encode(encoding)[:-1] + tail.encode(encoding))
    assert (name, raw.count("\N{REPLACEMENT CHARACTER}")) == (encoding, 1)
    assert raw.endswith(shown)
    assert not build(raw, ".html").sentences["is_damaged"].any()


def test_find_files_takes_pages_but_not_what_was_saved_with_them(tmp_path: Path):
    others = ["a_files/frame.html", "b.files/c/x.htm", "e.js"]
    reports = ["a.html", "b.HTM", "c_files/d.html"]
    for name in others + reports:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    assert find_files([tmp_path]) == [tmp_path / name for name in reports]
