"""What a report tells of its authority; the cases of `metadata.json` go through here as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.authority import find_authority
from analysis.schema import LEVELS

FACTS = ["city", "city_zh", "province_zh", "level"]
COUNTY = ["3月7日，我县召开疫情防控会议，县委书记王明主持。"]


def test_find_authority_tells_nothing_of_no_meeting():
    assert find_authority([], ["春暖花开。"], newspaper="洛阳日报") == dict.fromkeys(FACTS)


def test_find_authority_asks_furniture_only_where_the_report_names_no_place():
    furniture = ["首页 > 新闻 > 稻城要闻"]
    assert find_authority([], COUNTY, newspaper=None, furniture=furniture)["city_zh"] == "稻城县"
    named = ["3月7日，高阳县召开疫情防控会议，县委书记王明主持。"]
    assert find_authority([], named, newspaper=None, furniture=furniture)["city_zh"] == "高阳县"


def test_find_authority_reads_no_long_furniture():
    furniture = ["又一篇报道说，" + "稻城县人民政府" * 12]
    assert find_authority([], COUNTY, newspaper=None, furniture=furniture)["city_zh"] is None


@pytest.mark.parametrize(
    ("lead", "city"),
    [
        ("贯彻落实洛阳市委部署，我市召开会议，市长王明主持。", None),
        ("洛阳市委部署工作，我市召开会议，市长王明主持。", "洛阳"),
        ("对洛阳市、新乡市来返人员，我市召开会议研究，市长王明主持。", None),
        ("河南省委常委、洛阳市委书记王明主持召开全市会议。", "洛阳"),
    ],
)
def test_find_authority_tells_who_acts_from_who_is_spoken_of(lead: str, city: str | None):
    assert find_authority([], [lead], newspaper=None)["city_zh"] == city


@given(st.lists(st.text("洛阳市委书记王明主持召开会在全我县区，、。》《", max_size=30), max_size=4))
def test_find_authority_gives_city_province_and_level_together(lead: list[str]):
    facts = find_authority(lead[:1], lead[1:], newspaper=None)
    assert list(facts) == FACTS
    assert (facts["city"] is None) == (facts["city_zh"] is None)
    assert facts["city_zh"] is None or facts["province_zh"]
    assert facts["level"] in (None, *LEVELS)


def test_find_authority_takes_the_first_named_of_two_that_are_named_alike():
    both = ["河南省省长王凯", "洛阳市市长刘宛康"]
    found = [
        find_authority([], ["、".join(names) + "出席疫情防控会议。"], newspaper=None)["level"]
        for names in (both, both[::-1])
    ]
    assert found == ["province", "prefecture"]
