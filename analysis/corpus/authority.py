"""Whose meeting a report tells of: the place of the authority, and its level.

Two questions. Which kind of authority is it (省, 市, 县 …)? Its offices, 我市 and 全市 tell. Which
place of that kind? The one that calls the meeting, whose committee or government acts, or whose
newspaper reports. Places that people come from, that are helped, or whose orders are carried out
are only spoken of.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from analysis.corpus.newspapers import places_of
from analysis.corpus.people import find_people
from analysis.corpus.places import Mention, Place, ending_at, find_places, find_stems, place_of

_KINDS = "自治区|兵团|师市|[省市州盟地县旗区]"
_ZONE_KIND = "开发区"
_LEVELS = dict.fromkeys(("省", "自治区", "兵团"), "province")
_LEVELS |= dict.fromkeys(("州", "盟", "地", "师市"), "prefecture")
_LEVELS |= {"县": "county", "旗": "county", "区": "district", _ZONE_KIND: "district"}
_XINJIANG = "650000"  # the corps (兵团) has its divisions there
_DIVISIONS = "6590"  # the codes of their cities begin so

_OFFICE = re.compile(
    rf"(?<![社园军])(?!(?<=[新发范理])区党委)((?<![林矿景库])区党委|{_KINDS})(?:党?委|政府)?"
    rf"(?:副?书记|长|主席|领导|政委|司令员)(?=[、\w])"
)
_OURS = re.compile(rf"我({_KINDS})")
_WHOLE = re.compile(rf"全({_KINDS})(?!面|员|域)")
_TASK_FORCE = re.compile(rf"(?<![我全])({_KINDS})委?(?:应对|统筹|新冠|新型冠状|疫情防控)")
_ZONE = re.compile(
    "(?:(?:经济技术|高新技术产业|高新技术|经济)?开发|经开|高新|新|工业园|产业园|保税|示范|度假|管理)区"
)
_ZONE_ACTS = re.compile("党?工委|党委|管委会|管理委员会|领导|召开|举行")
_ZONE_HEAD = "党工委书记、管委会主任"
_UNITS_OF_PREFECTURE = re.compile(
    "[县旗][（、]?区|(?:[县旗]|各区)[（、]?市(?!场)|区[（、]?县|市、?县"
)
_UNITS_OF_COUNTY = re.compile("镇街|乡镇|镇（街|镇、街|镇（区")

_OFFICES = re.compile(
    rf"(?:{_KINDS})?(?:党?委|政府|人民政府|领导|人大|政协|纪委|应对|新冠|新型|疫情防|统筹|召开|长)"
)
_HEAD_OFFICE = re.compile(rf"(?:{_KINDS})?(?:党?委书记|长)")
_CALLS = re.compile("[^，。；：]{0,40}?(?:召开|举行|主持)")
_HEADING = re.compile("：|召开|举行|部署")
_SEAT = re.compile(
    "(?<=在)[^，。、；在]{2,10}?(?=(?:隆重|以[^，。、；]{2,12}[形方]式)?(?:召开|举行))"
)
_BRANCH = "[^，。]{2,6}(?=分会场)"
# 在市区的分会场, 结合句容实际, 市生态环境局句容分局: what else only the place itself says
_AT_HOME = re.compile(
    rf"(?<=在)[^，。、；在]{{2,10}}?(?=市区|城区|分会场)|{_BRANCH}|"
    "(?<=结合)[^，。]{2,6}(?=实际)|(?<=局)[^，。、；局]{2,6}(?=分局)"
)
_ISSUED = ("《", "印发")  # 《石首市疫苗接种实施方案》
_STOP = re.compile("[，。；：！？]")
_HEEDS = re.compile("传达|学习|贯彻|落实|按照|根据|遵照|收听|收看|参加|听取|汲取|吸取|借鉴|援助")
_FROM = "在到赴返自从由经涉对援往离抵至与和及驻"
_SPOKEN_OF = re.compile("、|等|疫情(?!防控)|来|返|旅居|病例|籍|方向|医疗队")
_NEAR = 60  # characters before a name in which its clause begins
_ENOUGH = 2
_CRUMB = re.compile(r"[^>》›»|｜：\s]+")
_FURNITURE = re.compile("首页|位置|来源|政府|主办|版权|频道|新闻网|发布|融媒|门户")


def find_authority(
    heads: Sequence[str],
    lead: Sequence[str],
    *,
    newspaper: str | None,
    furniture: Sequence[str] = (),
) -> dict[str, str | None]:
    """Tell the place and level of the authority that met.

    Takes    heads: the lines of the headline. lead: the sentences of body and roster, then
             captions. newspaper: who published the report. furniture: other lines of the page,
             asked only where the report itself names no place.
    Returns  city, city_zh, province_zh, level; None where nothing tells. A province has its seat
             as city where the report says where it met, a development zone the city it lies in.
    Limits   of the places of one name (鼓楼区) that of the city named above it is meant; where
             no such city is named, the place stays unknown.
    """
    texts = [*heads, *lead]
    kind = _kind(texts)
    if kind is None:
        return dict.fromkeys(("city", "city_zh", "province_zh", "level"))
    papers = places_of(newspaper) if newspaper else []
    place = _place(heads, lead, kind, papers) or _in_furniture(furniture, kind)
    place = _at_seat(texts, kind, place)
    # A meeting's branch venues lie in its province.
    venues = (ending_at(m.string, m.end()) for text in lead for m in re.finditer(_BRANCH, text))
    homes = (m[0] for m in chain(papers, venues) if len({place.province for place in m}) == 1)
    home = place or next(homes, None)
    if home and _LEVELS.get(kind) == "province":
        place = place or home.province
    return {
        "city": place.english if place else None,
        "city_zh": place.short if place else None,
        "province_zh": home.province.short if home else None,
        "level": _level(texts, kind, place),
    }


def _kind(texts: Sequence[str]) -> str | None:
    """Tell whose meeting it is (省, 市, 县 …) by offices, 我市 and 全市, once a sentence."""
    named: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    for text in texts:
        named.update(_offices(text))
        named.update({_kind_of(place): 3 for each in _callers(text) for place in each.places})
        named.update({m[1]: 2 for m in _TASK_FORCE.finditer(text) if _acts(text, m.start())})
        ours.update({m[1]: 3 for m in _OURS.finditer(text)})
        ours.update({m[1]: 1 for m in _WHOLE.finditer(text) if _acts(text, m.start())})
    page = "".join(texts)
    # 区党委 (not 社区党委): the committee of a region, or of a zone in a province.
    is_zone = "省" in page and "自治区" not in page
    named[_ZONE_KIND if is_zone else "自治区"] += named.pop("区党委", 0)
    for kind in ("自治区", _ZONE_KIND):  # both say 全区 of themselves
        if named[kind] and not named["区"]:
            ours[kind] += ours.pop("区", 0)
    if named["师市"]:
        return "师市"
    best = (named + ours).most_common(1)
    return best[0][0] if best and best[0][1] > 1 else None


def _offices(text: str) -> dict[str, int]:
    """Weigh the kinds whose office somebody holds (市委书记李猛) or whose zone acts."""
    starts = {start for start, _, _ in find_people(text)}
    kinds = [
        m[1]
        for m in _OFFICE.finditer(text)
        if (m.end() in starts or text[m.end()] == "、") and _acts(text, m.start())
    ]
    if _ZONE_HEAD in text or any(_ZONE_ACTS.match(text, m.end()) for m in _zones(text)):
        kinds.append(_ZONE_KIND)
    return dict.fromkeys(kinds, 3)


def _zones(text: str) -> Iterator[re.Match[str]]:
    """Find the development zones named; a district may be called a new area (浦东新区)."""
    districts = {mention.end for mention in find_places(text)}
    return (m for m in _ZONE.finditer(text) if m.end() not in districts)


def _acts(text: str, at: int) -> bool:
    """Tell whether who is named here acts, or is only heeded: 贯彻落实省委会议精神."""
    return not _HEEDS.search(_STOP.split(text[max(0, at - _NEAR) : at])[-1])


def _callers(text: str) -> list[Mention]:
    """Find the places that call a meeting: 3月7日，涪陵区召开疫情防控会议."""
    found = [mention for mention in find_places(text) if _is_subject(text, mention)]
    nexts = [*(mention.start for mention in found[1:]), len(text)]
    return [
        mention
        for mention, stop in zip(found, nexts, strict=False)
        if _CALLS.match(text, mention.end, stop)
    ]


def _is_subject(text: str, mention: Mention) -> bool:
    before = text[mention.start - 1 : mention.start]
    if not _acts(text, mention.start) or (before and before in _FROM):
        return False
    return before != "、" or bool(_OFFICES.match(text, mention.end))


def _kind_of(place: Place) -> str:
    name = place.name
    return "自治区" if name.endswith("自治区") else "地" if name.endswith("地区") else name[-1]


def _place(
    heads: Sequence[str], lead: Sequence[str], kind: str, papers: Sequence[tuple[Place, ...]]
) -> Place | None:
    """Find the place of the authority among the places named, by how they are named."""
    if kind == "兵团":
        return place_of(_XINJIANG)
    claims = _zone_claims([*heads, *lead]) if kind == _ZONE_KIND else _claims(heads, lead)
    scores: Counter[Place] = Counter()
    for weight, places in chain(claims, map(_paper_claim, papers)):
        scores.update(dict.fromkeys(_of_kind(places, kind), weight))
    most = max(scores.values(), default=0)
    if most < _ENOUGH:
        return None
    best = [place for place, score in scores.items() if score == most]
    above = "".join(place.stem for places in papers for place in places)
    alike = [place for place in best if place.stem == best[0].stem]
    return _decide(alike, "".join([*heads, *lead, above]))


def _paper_claim(places: tuple[Place, ...]) -> tuple[int, tuple[Place, ...]]:
    """Weigh a newspaper's place: a county's reports on its own, a prefecture's on its counties too."""
    return (20 if places[0].level in ("county", "district") else 3), places


def _claims(heads: Sequence[str], lead: Sequence[str]) -> Iterator[tuple[int, tuple[Place, ...]]]:
    """Weigh the places named: 洛阳市委召开, 洛阳市委, 在洛阳召开, 洛阳市."""
    for i, text in enumerate([*heads, *lead]):
        is_opening = i < len(heads) + 2
        callers = {caller.start for caller in _callers(text)}
        for mention in find_places(text):
            is_caller = mention.start in callers
            weight = _weight(text, mention, is_caller=is_caller, is_opening=is_opening)
            if weight:
                yield weight, _below(mention.places, ending_at(text, mention.start))
        for home in chain(_SEAT.finditer(text), _AT_HOME.finditer(text)):
            yield 2, ending_at(text, home.end())
    for head in heads:
        for mention in find_stems(head[:_NEAR])[:1]:
            if mention.start == 0 and _HEADING.match(head, mention.end):
                yield 6, mention.places


def _weight(text: str, mention: Mention, *, is_caller: bool, is_opening: bool) -> int:
    if is_caller:
        return 8 if is_opening else 5
    if text.endswith(_ISSUED, 0, mention.start):
        return 2
    if not _acts(text, mention.start):
        return 0
    if _OFFICES.match(text, mention.end):  # 泉州市委常委、晋江市委书记 is Jinjiang's
        return 7 if _HEAD_OFFICE.match(text, mention.end) else 5
    if not _is_subject(text, mention) or _SPOKEN_OF.match(text, mention.end):
        return 0
    return 2 if is_opening else 1


def _zone_claims(texts: Sequence[str]) -> Iterator[tuple[int, tuple[Place, ...]]]:
    """Weigh the places in which a development zone may lie: 芜湖经开区, 常州市天宁开发区."""
    for text in texts:
        for zone in _zones(text):
            clause = _STOP.split(text[max(0, zone.start() - 12) : zone.start()])[-1]
            yield from ((3, mention.places) for mention in find_stems(clause)[-1:])


def _of_kind(places: tuple[Place, ...], kind: str) -> tuple[Place, ...]:
    if kind == _ZONE_KIND:
        return tuple(sorted(places, key=lambda place: place.level != "prefecture")[:1])
    return tuple(place for place in places if _is_of_kind(place, kind))


def _is_of_kind(place: Place, kind: str) -> bool:
    if kind in ("省", "自治区"):
        return place.level == "province"
    if kind == "师市":
        return place.code.startswith(_DIVISIONS)
    return _kind_of(place) == kind


def _below(places: tuple[Place, ...], above: tuple[Place, ...]) -> tuple[Place, ...]:
    """Keep those of one name that lie in the place named right before them: 福州市鼓楼区."""
    return tuple(place for place in places if set(place.above) & set(above)) or places


def _decide(alike: Sequence[Place], page: str) -> Place | None:
    """Choose among places of one name the one whose prefecture or province is named most."""
    if len(alike) == 1:
        return alike[0]
    counts = [sum(page.count(above.stem) for above in place.above) for place in alike]
    most = max(counts)
    return alike[counts.index(most)] if counts.count(most) == 1 else None


def _in_furniture(lines: Sequence[str], kind: str) -> Place | None:
    """Find the place whose page it is: 首页 > 新闻动态 > 稻城要闻, 主办：稻城县人民政府."""
    firsts = (line if len(line) < _NEAR else line.partition(" ")[0] for line in lines)
    own = [line for line in firsts if len(line) < _NEAR and _FURNITURE.search(line)]
    named = (each for line in own for crumb in _CRUMB.findall(line) for each in places_of(crumb))
    counts = Counter(_of_kind(places, kind) for places in named)
    best = next((places for places, _ in counts.most_common() if places), ())
    return _decide(best, "".join(own)) if best else None


def _at_seat(texts: Sequence[str], kind: str, place: Place | None) -> Place | None:
    """Label a province by the city it met in, an unnamed prefecture by that of its own: 在延吉召开."""
    level = _LEVELS.get(kind)
    matches = chain.from_iterable(map(_SEAT.finditer, texts))
    for seat in chain.from_iterable(ending_at(m.string, m.end()) for m in matches):
        if level == "province" and seat.level == "prefecture" and place in (None, seat.province):
            return seat
        if level == "prefecture" and place is None:
            place = next((above for above in seat.above if _is_of_kind(above, kind)), None)
    return place


def _level(texts: Sequence[str], kind: str, place: Place | None) -> str | None:
    """Tell the level; that of an unnamed city by the units it gives orders to."""
    if kind != "市":
        return _LEVELS[kind]
    if place:
        return place.level
    page = "".join(texts)
    if _UNITS_OF_PREFECTURE.search(page):
        return "prefecture"
    return "county" if _UNITS_OF_COUNTY.search(page) else None
