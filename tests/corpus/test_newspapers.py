import csv
from pathlib import Path

import pytest

from analysis.corpus import newspapers
from analysis.corpus.newspapers import find_newspaper, find_owner, places_of
from analysis.corpus.places import place_of

LISTED = Path(newspapers.__file__).with_name("newspapers.csv")


@pytest.mark.parametrize(
    ("lines", "newspaper"),
    [
        (["2020年02月21日08:14来源：云南日报"], "云南日报"),
        (["来源：《宝鸡日报》"], "宝鸡日报"),
        (["来源|扬州日报"], "扬州日报"),
        (
            ["来源：鄂温克族自治旗人民政府门户网作者：发布时间：2020年02月07日"],
            "鄂温克族自治旗人民政府门户网",
        ),
        (["信息来源：区融媒体中心"], "区融媒体中心"),
        (["《光山新闻》2020年2月11日第1版"], "光山新闻"),
        (["甘南日报2022年7月22日 星期五"], "甘南日报"),
        (["点击上方关注右江日报"], "右江日报"),
        (["本报讯（郑报全媒体记者 张昕）"], "郑报全媒体"),
        (["新湖南客户端7月29日讯（通讯员 秦浩）"], "新湖南客户端"),
        (["新华社拉萨8月14日电"], "新华社"),
        (["龙江融媒出品"], "龙江融媒"),
        (["扬州发布2021-08-08 07:00发表于江苏"], "扬州发布"),
        (["本报讯（洛阳日报记者 王平）", "来源：河南日报"], "河南日报"),
        (["来源：县委宣传部"], None),
        (["来源：宣传处"], None),
        (["来源 | 中兴街道 民主街道"], None),
        (["【来源：洛阳网_要闻】"], "洛阳网"),
        (["洛阳新闻网2022年11月24日讯（深圳特区报记者 林远）"], "深圳特区报"),
        (["来源：本网原创"], None),
        (["来源：发布时间：2021-08-27 09:23"], None),
        (["本报讯（记者 王平）"], None),
        ([], None),
    ],
)
def test_find_newspaper(lines: list[str], newspaper: str | None):
    assert find_newspaper(lines) == newspaper


@pytest.mark.parametrize(
    ("furniture", "newspaper"),
    [
        (["版权所有 ©2022 通辽日报 蒙ICP备"], "通辽日报"),
        (["主办单位：舒城县融媒体中心 地址：城关镇"], "舒城县融媒体中心"),
        (["首页 保山新闻网 新闻中心"], "保山新闻网"),
        (["版权所有：稻城县人民政府"], None),
        (["点击关注洛阳日报"], None),
        ([], None),
    ],
)
def test_find_owner(furniture: list[str], newspaper: str | None):
    assert find_owner(furniture) == newspaper


@pytest.mark.parametrize(
    ("newspaper", "names"),
    [
        ("右江日报", [["百色市"]]),
        ("吉林日报", [["吉林省"]]),
        ("新华网", []),
        ("芜湖日报", [["芜湖市"]]),
        ("芜湖县融媒体中心", [["芜湖县"]]),
        ("重庆市武隆区融媒体中心", [["重庆市"], ["武隆区"]]),
        ("经济参考报", []),
    ],
)
def test_places_of(newspaper: str, names: list[list[str]]):
    assert [[place.name for place in places] for places in places_of(newspaper)] == names


def test_listed_newspapers_stand_once_and_with_the_place_of_their_code():
    with LISTED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["title"] for row in rows}) == len(rows)
    assert [row["place"] for row in rows if row["code"]] == [
        place_of(row["code"]).name for row in rows if row["code"]
    ]
