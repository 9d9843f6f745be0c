"""Places that have an authority of their own: provinces, prefectures, counties and districts.

`places.csv` holds the codes of GB/T 2260, taken from cpca 0.5.5 (MIT, see `places.LICENSE`), and
the units founded or renamed from 2016 to 2021, which that list lacks; a unit that was renamed has
both names. The package itself is not used: it needs `pkg_resources`, which newer Pythons lack, and
finds any place of a text where the place of the authority is wanted.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from pypinyin import lazy_pinyin

# Spellings that pinyin does not give, or gives wrong: 陕 is told from 山, and a place may read a
# character in its own way.
_ENGLISH = {
    "陕西": "Shaanxi",
    "内蒙古": "Inner Mongolia",
    "西藏": "Tibet",
    "香港": "Hong Kong",
    "澳门": "Macau",
    "哈尔滨": "Harbin",
    "呼和浩特": "Hohhot",
    "乌鲁木齐": "Urumqi",
    "拉萨": "Lhasa",
    "漯河": "Luohe",
    "涡阳": "Guoyang",
    "长垣": "Changyuan",
    "朝阳": "Chaoyang",
    "洪洞": "Hongtong",
    "大埔": "Dapu",
    "覃塘": "Qintang",
    "浚县": "Xunxian",
    "单县": "Shanxian",
}
_PEOPLES = (
    "藏 羌 彝 白 傣 景颇 傈僳 哈尼 壮 苗 布依 侗 土家 回 朝鲜 蒙古 哈萨克 柯尔克孜 满 畲 瑶 "
    "仫佬 毛南 黎 仡佬 水 佤 拉祜 布朗 独龙 怒 普米 纳西 裕固 保安 东乡 撒拉 土 塔吉克 锡伯 "
    "达斡尔 维吾尔 各"
)
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_PEOPLES.replace(' ', '|')})族?)*族?自治([州县旗区])$")
_SUFFIX = re.compile("(?:特别行政区|地区|[省市州县旗区盟])$")
_LONGEST = 15
_KIND = re.compile("[省市州盟地县旗区]")
# Ordinary words unless their city stands before them: 城区 (the built-up area), 各市和县.
_WORDS = frozenset(("城区", "郊区", "矿区", "东区", "西区"))
_AND_COUNTIES = re.compile("[省市区州镇乡]和县")
_ACTING = re.compile("代县长")  # an acting magistrate, not the head of 代县


@dataclass(frozen=True)
class Place:
    """A place: GB/T 2260 code, official name, level, short name (洛阳, 中牟县, 凉山州), stem (中牟)."""

    code: str
    name: str
    level: str
    short: str
    stem: str

    @property
    def english(self) -> str:
        """Spell it in Latin letters: Luoyang, Xi'an."""
        name = self.stem if self.stem in _ENGLISH or len(self.stem) > 1 else self.short
        syllables = lazy_pinyin(name, v_to_u=True)
        joined = "".join("'" * (s[0] in "aoe") + s for s in syllables).lstrip("'")
        return _ENGLISH.get(name, joined.capitalize())

    @property
    def province(self) -> "Place":
        """The province it lies in; a province is its own."""
        return _by_code()[self.code[:2] + "0000"]

    @property
    def above(self) -> tuple["Place", ...]:
        """The prefecture and the province it lies in, as far as they are others than itself."""
        codes = (self.code[:4] + "00", self.code[:2] + "0000")
        return tuple(_by_code()[code] for code in codes if code in _by_code() and code != self.code)


class Mention(NamedTuple):
    """A place name in a text: its span, and the places that bear it."""

    start: int
    end: int
    places: tuple[Place, ...]


def ending_at(text: str, end: int) -> tuple[Place, ...]:
    """Find the places that bear the longest place name ending at an offset."""
    mention = _mention(text, end)
    return mention.places if mention else ()


def place_of(code: str) -> Place:
    """Give the place of a code of GB/T 2260."""
    return _by_code()[code]


# Several questions are asked about a sentence, one report at a time.
@lru_cache(maxsize=2048)
def find_places(text: str) -> tuple[Mention, ...]:
    """Find the places a text names with the character of their kind: 洛阳市, 凉山州, 新疆维吾尔自治区."""
    found: list[Mention] = []
    for kind in _KIND.finditer(text):
        mention = _mention(text, kind.end())
        if mention is None or not _is_name(text, mention):
            continue
        while found and mention.start <= found[-1].start:
            found.pop()
        found.append(mention)
    return tuple(found)


def find_stems(name: str) -> list[Mention]:
    """Find the places a short name tells, kind or no kind: 洛阳日报, 上海嘉定, 珠晖融媒.

    A county's stem also stands for the city or district that it may have become.
    """
    mentions = (_mention(name, end) for end in range(2, len(name) + 1))
    found: list[Mention] = []
    for mention in sorted(filter(None, mentions), key=lambda each: (each.start, -each.end)):
        if not found or mention.start >= found[-1].end:
            form = name[mention.start : mention.end]
            raised = (new for old in mention.places if old.stem == form for new in _raised(old))
            new = (each for each in raised if _by_form()[each.name] == (each,))
            found.append(mention._replace(places=(*mention.places, *new)))
    return found


def _mention(text: str, end: int) -> Mention | None:
    for start in range(max(0, end - _LONGEST), end - 1):
        if places := _by_form().get(text[start:end]):
            return Mention(start, end, places)
    return None


def _is_name(text: str, mention: Mention) -> bool:
    """Tell a name from a stem that ends like one (全州 is no 全州县) and from ordinary words."""
    form = text[mention.start : mention.end]
    is_stem = all(place.stem == form for place in mention.places)
    if is_stem or _ACTING.match(text, mention.start):
        return False
    if form not in _WORDS and not _AND_COUNTIES.match(text, max(0, mention.start - 1)):
        return True
    before = set(ending_at(text, mention.start))
    return any(before & set(place.above) for place in mention.places)


@cache
def _rows() -> tuple[Place, ...]:
    with Path(__file__).with_name("places.csv").open(encoding="utf-8") as lines:
        return tuple(_place(row["code"], row["name"]) for row in csv.DictReader(lines))


@cache
def _by_code() -> dict[str, Place]:
    return {place.code: place for place in _rows()}


@cache
def _by_form() -> dict[str, tuple[Place, ...]]:
    forms = defaultdict(list)
    for place in _rows():
        suffix = "地" if place.name.endswith("地区") else place.name[-1]
        for form in dict.fromkeys((place.name, place.short, place.stem + suffix, place.stem)):
            if len(form) > 1:
                forms[form].append(place)
    for place in _rows():
        for raised in _raised(place):
            forms.setdefault(raised.name, [raised])
    return {form: tuple(places) for form, places in forms.items()}


def _raised(place: Place) -> Iterator[Place]:
    """Give what a county may have become (无为市 in 2019, 即墨区 in 2017): no table is of all years."""
    if place.level != "county" or len(place.stem) < 2:
        return
    if place.name == f"{place.stem}县":
        yield Place(place.code, f"{place.stem}市", "county", place.stem, place.stem)
    if place.name in (f"{place.stem}县", f"{place.stem}市"):
        yield Place(place.code, f"{place.stem}区", "district", f"{place.stem}区", place.stem)


def _place(code: str, name: str) -> Place:
    if code.endswith("0000"):
        level = "province"
    elif code.endswith("00"):
        level = "prefecture"
    else:
        level = "district" if name.endswith("区") else "county"
    autonomous = _AUTONOMOUS.match(name)
    stem = autonomous.group(1) if autonomous else _SUFFIX.sub("", name)
    if level == "province" or name.endswith("市"):
        short = stem
    elif autonomous:
        short = stem + autonomous.group(2)
    else:
        short = name
    return Place(code, name, level, short, stem)
