"""Who published a report, and which place a newspaper's name tells.

`newspapers.csv` lists newspapers whose name hides their place (右江日报 is the daily of Baise) or
would tell a wrong one (吉林日报 is the province's, 光明日报 no place's), each with a code of
`places.csv`; all others tell it themselves: 洛阳日报, 珠晖融媒.
"""

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from analysis.corpus.places import Place, find_stems, place_of

_HAN = "\u4e00-\u9fff"
_DAILY = "(?:日报|晚报|晨报|早报|时报|商报|快报|新报|导报|都市报)"
_LABEL = "(?:作者|编辑|责编|记者|发布[时日]|时间|日期|浏览|点击|阅读|字[号体])"
_ENDS_DAILY = re.compile(f"{_DAILY}$")
_PATTERNS = (
    re.compile(
        rf"(?:来源|稿源|出处|转自|摘自)[：|｜丨]\s*《?(?!{_LABEL})([^\s，：|｜丨（）《》【】]{{2,20}}?)"
        rf"(?={_LABEL}|20\d\d|[\s，：|｜丨（）《》【】]|$)"
    ),
    re.compile(r"《([^》]{2,12}报)》"),
    re.compile(r"^《([^》]{2,12})》\s?20\d\d年"),
    re.compile(rf"([{_HAN}]{{2,8}}{_DAILY})"),
    re.compile(r"（(\w{2,6}(?:全媒体|融媒体?)|\w{2,8}[报社网台])(?:中心)?(?:首席|见习)?记者"),
    # 新湖南客户端7月29日讯, 新华社拉萨8月14日电
    re.compile(
        rf"^([{_HAN}]{{1,8}}(?:报|网|社|台|客户端))[{_HAN}]{{0,4}}?(?:\d{{1,2}}月\d{{1,2}}日)?[讯电]"
    ),
    re.compile(rf"([{_HAN}]{{2,12}}?)(?:新媒体|客户端)?出品$"),
    re.compile(rf"([{_HAN}]{{2,8}}(?:发布|融媒|新闻网|广播电视台))\s?(?=20\d\d)"),
)
# 本报 tells no name; an office that supplies the text does not publish it.
_NO_PUBLISHER = re.compile(
    "^本[报网站台刊]|^(?:互联)?网络|"
    "(?:原创|整理|综合|宣传部|办公?室?|局|指挥部|领导小组|[处科股]|街道|社区)$"
)
# Whose page it is: 版权所有 ©2022 洛阳日报社, 主办单位：栾川县融媒体中心, 首页 洛阳新闻网
_OWNER = re.compile(
    rf"(?:版权所有|主办(?:单位)?|^首页)[：\s]?(?:©|（[cC]）|Copyright)?\s?(?:20\d\d)?\s?"
    rf"([{_HAN}]{{2,8}}(?:{_DAILY}|融媒体?中心|新闻网|广播电视台))"
)


def find_newspaper(lines: Sequence[str]) -> str | None:
    """Name who published a report by its lines of publication and its headline.

    A line that names the source (来源：洛阳日报) wins over the titles of newspapers, these over
    the newsroom of a reporter, a dispatch (新华社…电) and an account.
    """
    for pattern in _PATTERNS:
        for line in lines:
            match = pattern.search(line)
            if match and not _NO_PUBLISHER.search(match.group(1)):
                return _from_its_place(match[1].partition("_")[0])  # 洛阳网_要闻
    return None


def find_owner(furniture: Sequence[str]) -> str | None:
    """Name the newspaper or newsroom whose page it is, by the furniture of the page.

    Limits   weaker than what the report says of itself: a page may copy another's report. The year
             of a copyright line is not read: it may be that in which the page was saved.
    """
    return next((match[1] for match in map(_OWNER.search, furniture) if match), None)


def _from_its_place(name: str) -> str:
    """Leave out what stands before the place or the title of a daily: 点击关注洛阳日报."""
    daily = _ENDS_DAILY.search(name)
    if not daily:
        return name
    starts = [each.start for each in find_stems(name) if each.end == daily.start()]
    starts += [name.rindex(title) for title in _listed() if name.endswith(title)]
    return name[min(starts, default=0) :]


def places_of(newspaper: str) -> list[tuple[Place, ...]]:
    """List the places a newspaper's name tells, each as the places that bear the name.

    What is named after a city and its county alike (芜湖日报) is the city's, after a province and
    a city alike (吉林发布) the province's.
    """
    mentions = find_stems(newspaper)
    listed = max((title for title in _listed() if title in newspaper), key=len, default=None)
    # 团结报 is Xiangxi's, 德宏团结报 is not.
    if listed and not any(each.end == newspaper.index(listed) for each in mentions):
        code = _listed()[listed]
        return [(place_of(code),)] if code else []
    return [_highest(mention.places) for mention in mentions]


def _highest(places: tuple[Place, ...]) -> tuple[Place, ...]:
    for level in (
        "province",
        "prefecture",
    ):  # 海南新闻网 is of the province, not of a prefecture in 青海
        if best := tuple(place for place in places if place.level == level):
            return best
    return places


@cache
def _listed() -> dict[str, str]:
    with Path(__file__).with_name("newspapers.csv").open(encoding="utf-8") as lines:
        return {row["title"]: row["code"] for row in csv.DictReader(lines)}
