import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.sentences import split_sentences, split_zones

CASES = json.loads((Path(__file__).parent.parent / "cases" / "sentences.json").read_text("utf-8"))
TEXTS = st.text("会议要。！？…“”（）《》，；的 ", max_size=60)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_split_sentences(case: dict):
    assert split(case["text"]) == case["expected"]


@given(TEXTS)
def test_sentences_and_the_blanks_between_them_are_the_text(text: str):
    spans = list(split_sentences(text, 0, len(text)))
    kept = {i for start, end in spans for i in range(start, end)}
    assert sum(end - start for start, end in spans) == len(kept)
    assert all(text[i].isspace() for i in set(range(len(text))) - kept)


@given(TEXTS, st.sampled_from(["body", "caption", "headline", "byline"]))
def test_zones_of_a_paragraph_lose_no_character(text: str, zone: str):
    spans = list(split_zones(text, 0, len(text), zone))
    assert (
        "".join(text[s.start : s.end] for s in spans).split()
        == "".join(split(text) if zone in ("body", "caption") else [text]).split()
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "本报讯（郑报全媒体记者 张昕 翟宝宽）3月27日，省委会议召开。",
            [
                ("byline", "本报讯（郑报全媒体记者 张昕 翟宝宽）"),
                ("body", "3月27日，省委会议召开。"),
            ],
        ),
        (
            "本报讯 2月3日，市委召开会议。",
            [("byline", "本报讯"), ("body", "2月3日，市委召开会议。")],
        ),
        (
            "各县（市、区）设分会场。（记者 杨猛 陈晓波）",
            [("body", "各县（市、区）设分会场。"), ("byline", "（记者 杨猛 陈晓波）")],
        ),
        (
            "领导小组（扩大）会议要求，要落实。",
            [("body", "领导小组（扩大）会议要求，要落实。")],
        ),
        (
            "本台消息（记者 麦合木提·阿不力孜 赵欣怡）8月14日，会议召开。",
            [
                ("byline", "本台消息（记者 麦合木提·阿不力孜 赵欣怡）"),
                ("body", "8月14日，会议召开。"),
            ],
        ),
        (
            "本报讯 记者王平 李四报道 2月7日，市委召开会议。",
            [("byline", "本报讯 记者王平 李四报道"), ("body", "2月7日，市委召开会议。")],
        ),
        (
            "本报讯 记者 王平 市委书记李四召开会议，部署工作。",
            [("byline", "本报讯 记者 王平"), ("body", "市委书记李四召开会议，部署工作。")],
        ),
        (
            "本网讯（林志）11月14日晚，会议召开。",
            [("byline", "本网讯（林志）"), ("body", "11月14日晚，会议召开。")],
        ),
        (
            "新湖南客户端7月29日讯（通讯员 秦浩）7月28日，会议召开。",
            [("byline", "新湖南客户端7月29日讯（通讯员 秦浩）"), ("body", "7月28日，会议召开。")],
        ),
        (
            "河北日报讯2月3日，省委召开会议。",
            [("byline", "河北日报讯"), ("body", "2月3日，省委召开会议。")],
        ),
        (
            "安排了当前工作。（王海）",
            [("body", "安排了当前工作。"), ("byline", "（王海）")],
        ),
        (
            "要落实。（2022年3月5日）",
            [("body", "要落实。"), ("byline", "（2022年3月5日）")],
        ),
        (
            "要落实。本报记者 张三 李四",
            [("body", "要落实。"), ("byline", "本报记者 张三 李四")],
        ),
        (
            "会议通讯畅通，讯息及时。",
            [("body", "会议通讯畅通，讯息及时。")],
        ),
        ("要落实。③5", [("body", "要落实。"), ("boilerplate", "③5")]),
    ],
)
def test_split_zones_parts_bylines_from_the_body(text: str, expected: list[tuple[str, str]]):
    spans = split_zones(text, 0, len(text), "body")
    assert [(s.zone, text[s.start : s.end]) for s in spans] == expected
