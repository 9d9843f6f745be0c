import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.articles import (
    find_duplicates,
    find_markup,
    find_page_breaks,
    find_wraps,
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


def test_split_paragraphs_opens_an_article_at_a_meeting_with_its_day():
    text = f"甲市召开会议\n{LEAD}\n要落实。\n乙市召开会议\n3月1日，乙市召开会议，部署工作。"
    assert [article for article, _ in zones(text)] == [1, 1, 1, 2, 2]


def test_split_paragraphs_opens_no_article_at_a_repeated_headline():
    text = f"甲市召开会议\n摘要：甲市部署。\n{LEAD}\n甲市召开会议\n{LEAD}"
    assert {article for article, _ in zones(text)} == {1}


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
        (
            f"{LEAD}\n市领导甲乙、丙丁参加\n会议指出，要严。",
            f"{LEAD}\n市领导甲乙、丙丁参加\n会议指出，要严。",
        ),
        (f"{LEAD}\n会上，市委书记\n李猛强调，要严。", f"{LEAD}\n会上，市委书记李猛强调，要严。"),
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
        ("> 首页 > 要闻", "> 首页 > 要闻"),
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


PARAGRAPHS = (
    "市委召开疫情防控工作会议",
    "本报讯（记者 李明）3月1日上午，市委召开疫情防控工作会议，市委书记李红伟主持会议并讲话，市长张九云通报情况。",
    "李红伟指出，当前疫情防控形势依然严峻复杂，各级各部门要提高政治站位，压实“四方责任”，坚决守住底线。",
    "会议要求，要做好24小时值班值守，严格落实“日报告、零报告”制度，确保不漏一车、不漏一人，筑牢防线。",
)


def wrap(paragraph: str, columns: int, indent: str = "") -> str:
    """Cut a paragraph as a program that sets type does: no line begins with a closing mark."""
    lines, width = [indent], 2 * len(indent)
    for character in paragraph:
        size = 1 if character.isascii() else 2
        if width + size > columns and character not in "，。、”）":
            lines.append("")
            width = 0
        lines[-1] += character
        width += size
    return "\n".join(lines)


@pytest.mark.parametrize("columns", [36, 40, 52, 60, 76])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_find_wraps_joins_what_was_cut_at_one_width(columns: int, indent: str):
    text = "\n".join(wrap(paragraph, columns, indent) for paragraph in PARAGRAPHS)
    joined = AlignedText.of(text).apply(find_wraps(text)).text
    assert tuple(line.strip() for line in joined.split("\n")) == PARAGRAPHS


@pytest.mark.parametrize(
    "lines",
    [
        PARAGRAPHS,
        ["坚定信心。", "同舟共济。", "科学防治。", "精准施策。", "守土有责。"],
        [
            "● 一定要坚持下去，",
            "● 严防死守",
            "● 要再压实四方责任",
            "● 不漏一人",
            "会议强调，要严。",
        ],
        [],
    ],
    ids=["paragraphs", "sentences of one length", "a list", "nothing"],
)
def test_find_wraps_leaves_lines_of_their_own(lines: list[str]):
    assert find_wraps("\n".join(lines)) == []


def test_a_wrapped_text_keeps_its_lead():
    text = "市委召开疫情防控工作会议\n3月1日上午，市委召开疫情防控工作会议，市\n委书记李红伟主持会议并讲话。"
    assert [zone for _, zone in zones(text)] == ["headline", "body", "body"]
