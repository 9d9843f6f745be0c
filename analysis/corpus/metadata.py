"""Tell place, dates, newspaper and chair of a report from its own words; a card wins over them."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, timedelta

import pandas as pd

from analysis import edtf
from analysis.corpus.people import find_people, find_person
from analysis.corpus.places import Place, ending_at

_KIND = "(自治区|[省市州盟地县旗区])"
_LEVEL = {"省": "province", "自治区": "province", "县": "county", "旗": "county", "区": "district"}
_LEVEL |= dict.fromkeys("州盟地", "prefecture")
_OFFICE = re.compile(
    r"(区党委|自治区|[省市州盟地县旗区])(?:党?委|政府)?(?:副?书记|长|主席|领导)(?=[、\w])"
)
_OURS = re.compile(rf"我{_KIND}")
_WHOLE = re.compile(rf"全{_KIND}(?!面|员|域)")
_TASK_FORCE = re.compile(rf"(?<![我全]){_KIND}委?(?:应对|统筹|新冠|新型冠状|疫情防控)")
_UNITS_OF_PREFECTURE = re.compile("县（?市|县、?区|区、?县|市、?县")
_UNITS_OF_COUNTY = re.compile("镇街|乡镇|镇（街|镇、街|镇（区")

# 代县长 is an acting magistrate, not the head of 代县.
_AUTHORITY = re.compile(
    rf"{_KIND}(?={_KIND}?(?:党?委|政府|人民政府|领导|人大|政协|纪委|应对|新冠|新型|疫情|统筹|召开))|"
    rf"(?<!代){_KIND}(?={_KIND}?长)"
)
_ANY_KIND = re.compile(_KIND)
_PAPER = re.compile("日报|晚报|晨报|早报|时报|商报|都市报|新闻网|电视台|融媒|发布|网|在线")
_SEAT = re.compile(
    "(?<=在)[^，。、；在]{2,10}?(?=市区|城区|分会场|召开|举行)|[^，。]{2,6}(?=分会场)"
)

_NEWSPAPERS = (
    re.compile(r"来源：\s*([^\s，：|（）]{2,20})"),
    re.compile(r"《([^》]{2,12}报)》"),
    re.compile(r"([\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|商报|都市报))"),
    re.compile(r"（(\w{2,6}(?:全媒体|融媒体?))(?:中心)?(?:首席|见习)?记者"),
    re.compile(r"^([\u4e00-\u9fff]{2,8}[报网])讯"),
)
_NO_NEWSPAPER = re.compile("本[报网站]|网络|原创")

_PUBLISHED = re.compile(r"(20\d\d)\s?[年/.-]\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)")
_DAY = re.compile(
    r"(?:^|(?<=[，。；）（\s讯电]))"
    r"(?:(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日|(?P<near>今|昨)[日天](?!（))"
)
_MEETS = re.compile("会|召开|主持|举行|调度")
# A report appears within days of the meeting; later dates on a page are those of a copy.
_LONGEST_DELAY = timedelta(days=31)

# To chair (主持) work or a drafting is not to chair a meeting: 主持市政府工作的副市长.
_CHAIRS = re.compile(
    "(?:共同)?(?:主持|组织召开|召集)(?!人|制定|起草|[^，。]{0,10}工作(?:的|[，。]|$))"
)
# 市委书记甲、市长乙主持: names joined by 、 with the second one's titles between them.
_JOINED = re.compile("[、和与及][^，。；：]{0,20}")
_LOOK_BACK = 200  # characters before a verb in which its subject is looked for
_CENTRAL = re.compile("总书记|总理|国家主席|中共中央|国务院")


def describe_article(sentences: pd.DataFrame) -> dict[str, object]:
    """Describe one report.

    Takes    sentences: its rows in order, with zone, position and text.
    Returns  city, city_zh, province_zh, level, newspaper, meeting_on, meeting_on_basis,
             published_on, published_on_basis, chairs; None where the text does not tell.
             A basis is `stated` if every part that is given stands in one expression, `inferred`
             if the year or month is taken from the line of publication.
    Limits   the place of a report that says 我市 throughout is known only from its newspaper.
    """
    own = sentences[sentences["zone"] != "boilerplate"]
    lead = own.loc[own["zone"].isin(["body", "roster"]), "text"].tolist()
    frame = own.loc[own["zone"].isin(["headline", "byline"]), "text"].tolist()
    published = _published(frame)
    met, met_basis = _met(lead[:4], published)
    return _place_facts([*frame, *lead]) | {
        "newspaper": _newspaper([*frame, *lead[:1]]),
        "chairs": "、".join(_chairs(own["text"].tolist())) or None,
        "meeting_on": met,
        "meeting_on_basis": met_basis,
        "published_on": published and published.isoformat(),
        "published_on_basis": "stated" if published else None,
    }


def _place_facts(texts: list[str]) -> dict[str, object]:
    kind = _kind(texts)
    place = _place(texts, kind) if kind else None
    facts: dict[str, object] = dict.fromkeys(("city", "city_zh", "province_zh", "level"))
    if kind:
        facts["level"] = place.level if place else _LEVEL.get(kind) or _level_of_city(texts)
    if place:
        labelled = (_seat(texts, place) if place.level == "province" else None) or place
        facts |= {"city": labelled.english, "city_zh": labelled.short}
        facts["province_zh"] = place.province.short
    return facts


def _kind(texts: list[str]) -> str | None:
    """Tell whose meeting it is (省, 市, 县 …) by offices, 我市 and 全市, once a sentence."""
    named: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    for text in texts:
        starts = {start for start, _, _ in find_people(text)}
        offices = (m for m in _OFFICE.finditer(text) if m.end() in starts or text[m.end()] == "、")
        named.update({_plain(m.group(1)): 3 for m in offices})
        named.update({m.group(1): 2 for m in _TASK_FORCE.finditer(text)})
        ours.update({m.group(1): 3 for m in _OURS.finditer(text)})
        ours.update({m.group(1): 1 for m in _WHOLE.finditer(text)})
    if named["自治区"] and not named["区"]:
        ours["自治区"] += ours.pop("区", 0)
    best = (named + ours).most_common(1)
    return best[0][0] if best and best[0][1] > 1 else None


def _plain(kind: str) -> str:
    """Read 区党委 as the committee of a region (自治区); a district has a 区委."""
    return "自治区" if kind == "区党委" else kind


def _level_of_city(texts: list[str]) -> str | None:
    """Tell a prefecture from a county-level city (县级市) by the units it gives orders to."""
    page = "".join(texts)
    if _UNITS_OF_PREFECTURE.search(page):
        return "prefecture"
    return "county" if _UNITS_OF_COUNTY.search(page) else None


def _place(texts: list[str], kind: str) -> Place | None:
    """Find the place of the authority among the places named, by how they are named."""
    scores: Counter[tuple[Place, ...]] = Counter()
    for text in texts:
        for weight, end in _place_ends(text):
            places = tuple(p for p in ending_at(text, end) if _is_of_kind(p, kind))
            if places:
                scores[places] += weight
    best = scores.most_common(1)
    if not best or best[0][1] < 2:
        return None
    return _disambiguate(best[0][0], "".join(texts))


def _place_ends(text: str) -> Iterator[tuple[int, int]]:
    """Give where a place may end, and its weight: 洛阳市委, 洛阳日报, 在洛阳召开, 洛阳市."""
    yield from ((5, m.end()) for m in _AUTHORITY.finditer(text))
    yield from ((2, m.start()) for m in _PAPER.finditer(text))
    yield from ((2, m.end()) for m in _SEAT.finditer(text))
    yield from ((1, m.end()) for m in _ANY_KIND.finditer(text))


def _is_of_kind(place: Place, kind: str) -> bool:
    if kind in ("省", "自治区"):
        return place.level == "province"
    if kind == "市":
        return place.name.endswith("市")
    return place.level == _LEVEL[kind] and not place.name.endswith("市")


def _disambiguate(places: tuple[Place, ...], page: str) -> Place | None:
    """Choose among places of one name (鼓楼区) the one whose prefecture or province is named."""
    if len(places) == 1:
        return places[0]
    named = [p for p in places if any(above.stem in page for above in p.above)]
    return named[0] if len(named) == 1 else None


def _seat(texts: list[str], province: Place) -> Place | None:
    """Find the city of the province in which the meeting was held: 在昆明召开."""
    for text in texts:
        for match in _SEAT.finditer(text):
            for place in ending_at(text, match.end()):
                if place.level == "prefecture" and place.province == province:
                    return place
    return None


def _newspaper(texts: list[str]) -> str | None:
    for pattern in _NEWSPAPERS:
        for text in texts:
            match = pattern.search(text)
            if match and not _NO_NEWSPAPER.search(match.group(1)):
                return match.group(1)
    return None


def _published(texts: list[str]) -> date | None:
    for text in texts:
        for match in _PUBLISHED.finditer(text):
            try:
                return date(*map(int, match.groups()))
            except ValueError:
                continue
    return None


def _met(lead: list[str], published: date | None) -> tuple[str | None, str | None]:
    """Date the meeting by the first day named in a sentence that tells of a meeting."""
    for text in lead:
        match = _DAY.search(text)
        if match and _MEETS.search(text):
            return _dated(match, published)
    return None, None


def _dated(match: re.Match[str], published: date | None) -> tuple[str | None, str | None]:
    if match["near"]:
        day = published and published - timedelta(days=match["near"] == "昨")
        return (day.isoformat(), "inferred") if day else (None, None)
    year, month, day_of_month = (int(part) if part else None for part in match.groups()[:3])
    full = _completed(year, month, day_of_month, published) if published else None
    if full and not (year and month):
        return full.isoformat(), "inferred"
    try:
        return edtf.join(year, month, day_of_month), "stated"
    except ValueError:
        return None, None


def _completed(
    year: int | None, month: int | None, day: int | None, published: date
) -> date | None:
    """Find the last such day up to the publication, if the report can have waited that long."""
    for days in range(_LONGEST_DELAY.days + 1):
        candidate = published - timedelta(days=days)
        if (
            candidate.day == day
            and candidate.month in (month, None if month else candidate.month)
            and candidate.year in (year, None if year else candidate.year)
        ):
            return candidate
    return None


def _chairs(texts: list[str]) -> list[str]:
    """List who chaired, in the order in which the text names them."""
    known = {name for text in texts for _, _, name in find_people(text)}
    names: dict[str, None] = {}
    for text in texts:
        for match in _CHAIRS.finditer(text):
            names |= dict.fromkeys(
                _subject_people(text[max(0, match.start() - _LOOK_BACK) : match.start()], known)
            )
    return list(names)


def _subject_people(subject: str, known: Collection[str]) -> list[str]:
    """List the person before the verb, and those joined to that person by 、."""
    people = find_people(subject, known) if find_person(subject, known) else []
    chain: list[str] = []
    after = None
    for start, end, name in reversed(people):
        if after is not None and not _JOINED.fullmatch(subject, end, after):
            break
        if _CENTRAL.search(subject, max(0, start - 8), end + 4):
            break
        chain.insert(0, name)
        after = start
    return chain
