from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.places import ending_at, find_places, find_stems, place_of


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("南京市", ["南京市"]),
        ("对口支援湖北咸宁", ["咸宁市"]),
        ("凉山州", ["凉山彝族自治州"]),
        ("喀什地", ["喀什地区"]),
        ("中牟", ["中牟县"]),
        ("广西", ["广西壮族自治区"]),
        ("我市", []),
        ("", []),
    ],
)
def test_ending_at(text: str, names: list[str]):
    assert [place.name for place in ending_at(text, len(text))] == names


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("洛阳市", "Luoyang"),
        ("西安市", "Xi'an"),
        ("吕梁市", "Lüliang"),
        ("陕西省", "Shaanxi"),
        ("山西省", "Shanxi"),
        ("重庆市", "Chongqing"),
        ("台州市", "Taizhou"),
        ("漯河市", "Luohe"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("甘孜藏族自治州", "Ganzi"),
        ("忠县", "Zhongxian"),
        ("东乡族自治县", "Dongxiang"),
    ],
)
def test_english(name: str, english: str):
    assert [place.english for place in ending_at(name, len(name))] == [english]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("吐鲁番市高昌区召开会议", ["吐鲁番市", "高昌区"]),
        ("上海浦东新区", ["浦东新区"]),
        ("吉林省吉林市", ["吉林省", "吉林市"]),
        ("喀什地委", ["喀什地"]),
        ("全州疫情防控", []),
        ("苏州市和县里", ["苏州市"]),
        ("各市和县", []),
        ("马鞍山市和县", ["马鞍山市", "和县"]),
        ("主城区、郊区", []),
        ("阳泉市郊区", ["阳泉市", "郊区"]),
        ("我市、本县、各区", []),
        ("临平区和钱塘区", ["临平区", "钱塘区"]),
        ("政府代县长高远", []),
        ("代县县长高远", ["代县"]),
        ("邢台市襄都区", ["邢台市", "襄都区"]),
    ],
)
def test_find_places(text: str, names: list[str]):
    assert [text[m.start : m.end] for m in find_places(text)] == names


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("洛阳日报", [["洛阳市"]]),
        ("上海嘉定", [["上海市"], ["嘉定区"]]),
        ("珠晖融媒", [["珠晖区"]]),
        ("芜湖日报", [["芜湖市", "芜湖县", "芜湖区"]]),
        ("无为发布", [["无为县", "无为市", "无为区"]]),
        ("本台消息", []),
    ],
)
def test_find_stems(name: str, names: list[list[str]]):
    assert [[place.name for place in m.places] for m in find_stems(name)] == names


def test_renamed_district_keeps_both_names():
    codes = {place.code for name in ("桥东区", "襄都区") for place in ending_at(name, 3)}
    assert "130502" in codes
    assert place_of("130000").name == "河北省"


@given(st.text("河北省石家庄市和县城郊区州全我新", max_size=30))
def test_find_places_gives_names_in_order_and_apart(text: str):
    found = find_places(text)
    assert all(one.start < two.start and one.end < two.end for one, two in pairwise(found))
