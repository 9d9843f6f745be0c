import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.articles import (
    find_duplicates,
    find_markup,
    find_page_breaks,
    split_paragraphs,
)
from analysis.corpus.cleaning import AlignedText

CASES = json.loads((Path(__file__).parent.parent / "cases" / "zones.json").read_text("utf-8"))
LEAD = "2月12日，市委召开疫情防控工作会议，研究部署下一步工作。"


def zones(text: str) -> list[tuple[int, str]]:
    return [(p.article, p.zone) for p in split_paragraphs(text)]


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("来源：云南日报", "byline"),
        ("2020年02月21日08:14来源：云南日报", "byline"),
        ("（责编：徐前、朱红霞）", "byline"),
        ("记者|王贺", "byline"),
        ("德州日报新媒体出品", "byline"),
        ("《洛阳日报》2020年2月18日（01、02版）", "byline"),
        ("2月20日，会议在昆明召开，省委书记出席会议。记者 周灿 摄", "caption"),
        ("图为会议现场。", "caption"),
        ("原题：", "boilerplate"),
        ("首页 > 新闻 > 要闻", "boilerplate"),
        ("字号：大 中 小", "boilerplate"),
        ("会议指出，要坚持以防控为前提。", "body"),
        ("一、提高政治站位", "headline"),
    ],
)
def test_split_paragraphs_tells_the_zone_of_a_line(line: str, zone: str):
    assert zones(f"{LEAD}\n{line}\n会议要求，要落实。")[1] == (1, zone)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_split_paragraphs_tells_the_zones_of_a_page(case: dict):
    assert [zone for _, zone in zones("\n".join(case["text"]))] == case["expected"]


def test_split_paragraphs_takes_what_stands_before_the_first_paragraph_as_headline():
    text = f"市委召开会议\n● 当前，要精准防控。\n\n{LEAD}"
    assert zones(text) == [(1, "headline"), (1, "headline"), (1, "body")]


def test_split_paragraphs_drops_the_tail():
    text = f"{LEAD}\n推荐阅读\n又一篇报道。\n要闻"
    assert [zone for _, zone in zones(text)] == ["body", *["boilerplate"] * 3]


def test_split_paragraphs_opens_an_article_at_a_headline_with_a_dateline_below():
    text = f"甲会\n本报讯（记者 甲乙）{LEAD}\n要落实。\n乙会\n本报讯（记者 丙丁）{LEAD}"
    assert [article for article, _ in zones(text)] == [1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    "dispatch", ["本台消息（记者 甲乙）", "本网讯（丙丁）", "某市日报讯（记者 甲）"]
)
def test_split_paragraphs_opens_an_article_at_any_dispatch(dispatch: str):
    text = f"甲会\n{LEAD}\n乙会\n{dispatch}{LEAD}"
    assert [article for article, _ in zones(text)] == [1, 1, 2, 2]


def test_split_paragraphs_opens_no_article_at_a_subhead():
    assert [article for article, _ in zones(f"甲会\n{LEAD}\n压实责任\n要落实。")] == [1] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{LEAD}\n要加大正\n\n反两方面宣传，要落实。",
            f"{LEAD}\n要加大正\n\n反两方面宣传，要落实。",
        ),
        (
            f"{LEAD}\n会议强调，要加大正\n\n反两方面宣传。",
            f"{LEAD}\n会议强调，要加大正反两方面宣传。",
        ),
        (f"{LEAD}\n会议指出，\n要落实。", f"{LEAD}\n会议指出，要落实。"),
        (f"{LEAD}\n会议指出\n形势严峻。", f"{LEAD}\n会议指出\n形势严峻。"),
        (f"{LEAD}\n会议要求：\n要落实。", f"{LEAD}\n会议要求：\n要落实。"),
        (f"市委召开会议，部署工作\n{LEAD}", f"市委召开会议，部署工作\n{LEAD}"),
    ],
)
def test_find_page_breaks_joins_what_a_page_split(text: str, expected: str):
    assert (
        AlignedText.of(text).apply(find_page_breaks(text, split_paragraphs(text))).text == expected
    )


def test_find_duplicates_keeps_a_paragraph_once():
    text = f"{LEAD}\n要落实。\n{LEAD}"
    changes = find_duplicates(text, split_paragraphs(text))
    assert [(c.start, c.end, c.kind) for c in changes] == [
        (len(text) - len(LEAD), len(text), "duplicate")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## **防控为前提**", "防控为前提"),
        ("<p>会议强调</p>", "会议强调"),
        ("发病率<5%且>1%", "发病率<5%且>1%"),
        ("“97183”#1", "“97183”#1"),
        ("要抓好落（下转第三版）\n（上接第一版）实", "要抓好落\n实"),
    ],
)
def test_find_markup(text: str, expected: str):
    assert AlignedText.of(text).apply(find_markup(text)).text == expected


@given(st.text("会议，。\n●#本报讯摄 ", max_size=80))
def test_paragraphs_cover_every_line_with_text(text: str):
    paragraphs = split_paragraphs(text)
    assert [text[p.start : p.end] for p in paragraphs] == [
        line for line in text.split("\n") if line.strip()
    ]
    assert [p.article for p in paragraphs] == sorted(p.article for p in paragraphs)


@pytest.mark.parametrize(
    "line", ["Home" + " > A" * 40 + " >>", "要" * 3000, "标题行\n" * 3000, "出席：" + "甲 " * 3000]
)
def test_split_paragraphs_ends_on_hostile_lines(line: str):
    assert split_paragraphs(f"{LEAD}\n{line}")[0].zone == "body"
