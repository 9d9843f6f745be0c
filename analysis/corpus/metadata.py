"""Tell place, dates, newspaper and chair of a report from its own words; a card wins over them."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import product

import pandas as pd

from analysis import edtf
from analysis.corpus.authority import find_authority
from analysis.corpus.newspapers import find_newspaper, find_owner
from analysis.corpus.people import find_people, find_person
from analysis.schema import ZONES

_PUBLISHED = re.compile(
    r"(?:(20\d\d)\s?[年/.-]|(?<=[期间])[：:])\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)"
)
# What stands before a day of publication, and before one that is not the page's own.
_PRINTED = re.compile(r"(?:发布|发表|发稿|刊发|刊登)(?:日期|时间)?[于在]?\s?[：:]?\s?$")
_CHANGED = re.compile(
    r"(?:更新|修改|打印|访问|当前|现在|系统|截止|下载|生成|成文)(?:日期|时间)\s?[：:]?\s?$"
)
_LABELLED = re.compile(r"(?:日期|时间)\s?[：:]?\s?$")
_LONGEST_LABEL = 10
# A headline with a clock or a labelled day has its dateline on the same line.
_DATELINE = re.compile(r"\d:\d\d|(?:日期|时间)\s?[：:]\s?20\d\d")
_DISPATCHED = re.compile(r"(\d{1,2})月(\d{1,2})日[讯电]")
_DAY = re.compile(
    r"(?:(?<!\w)|(?<=[讯电于])|(?<=[^\W\dA-z至到自从由截在每与和及或中定拟])"
    r"(?=(?:20\d\d年)?\d{1,2}月\d{1,2}[日号](?:[^，。；：]{0,30}?(?:主持|召开|举行)(?![的后以之])|"
    r"(?:上午|中午|下午|晚上?|凌晨)?(?:来到|前往|深入|[赴在]|到(?!\d)))))"
    r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})(?:日|(?<=月\d)号|(?<=月\d\d)号)"
    r"(?!以来|[起前后]|[0零]时|消息|[讯电]|报道)|"
    r"(?P<near>昨[日天晚夜]|(?<![如至当])今[日天晚夜早晨]|(?<![\u4e00-\u9fff])前[日天晚])(?![（的起])|"
    r"(?<=[昨今前]（)(?P<bracketed>\d{1,2})日?）[日天晚]"
)
_RECENTLY = re.compile("(?:^|(?<=[，。；]))(?:近日|日前)")
# Days of what others said or did: 会议指出，3月5日…, 传达3月5日会议精神
_SAID = re.compile("指出|强调|认为|表示|通报")
_HEARD = re.compile("传达|学习|贯彻|落实|按照|根据|总书记|总理|国务院|中央|全国")
_SPIRIT = re.compile(
    "(?:(?!主持|深入|传达|学习|贯彻|落实|听取|(?:召开|举行)(?!的))[^，。；：]){0,60}精神"
)
_OPENING = 500  # characters of a sentence, in which it names its day
_CLAUSE = re.compile("[，。；：]")
_MEETS = re.compile("会|召开|主持|举行|调度")
_INSPECTS = re.compile("督导|督查|检查|调研|察看|查看|视察|暗访|走访|慰问")
# A report appears within days of the meeting; later dates on a page are those of a copy.
_LONGEST_DELAY = timedelta(days=31)
_YEARS = (2020, 2021)  # for a day without a year: one leap year, one other

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
             if a part is taken from the line of publication.
    Limits   the place of a report that says 我市 throughout is known only from its newspaper or
             its page.
    """
    heads, lines, captions = (_texts(sentences, z) for z in ("headline", "byline", "caption"))
    lead = _texts(sentences, "body", "roster")
    own = _texts(sentences, *(zone for zone in ZONES if zone != "boilerplate"))
    furniture = _texts(sentences, "boilerplate")
    newspaper = find_newspaper(lines)
    published = _published([*lines, *filter(_DATELINE.search, heads)])
    met, met_basis = _met([lead[:4], captions, heads], published or _dispatched(lines))
    return {
        **find_authority(
            heads,
            [*lead, *captions],
            newspaper=newspaper,
            furniture=[*lines, *furniture],
        ),
        "newspaper": newspaper or find_owner(furniture),
        "chairs": "、".join(_chairs(own)) or None,
        "meeting_on": met,
        "meeting_on_basis": met_basis,
        "published_on": published,
        "published_on_basis": "stated" if published else None,
    }


def _texts(sentences: pd.DataFrame, *zones: str) -> list[str]:
    rows = zip(sentences["zone"].tolist(), sentences["text"].tolist(), strict=True)
    return [text for zone, text in rows if zone in zones]


def _published(lines: Sequence[str]) -> str | None:
    """Read the day of publication; a labelled one (发布时间) wins over the clock of the page."""
    found: list[tuple[int, int, str]] = []
    for line in lines:
        for match in _PUBLISHED.finditer(line):
            if day := _joined(match.groups()):
                rank = _rank(line[max(0, match.start() - _LONGEST_LABEL) : match.start()])
                found.append((rank, int(match[1] or 0), day))
    top = max((rank for rank, _, _ in found), default=0)
    best = [each for each in found if each[0] == top]
    years = [year for _, year, _ in best if year]
    return next((day for _, year, day in best if year <= min(years, default=0) + 1), None)


def _rank(before: str) -> int:
    """Rank what stands before a day: 发布时间 over 时间 over nothing over 更新时间."""
    if _CHANGED.search(before):
        return 0
    return 3 if _PRINTED.search(before) else 2 if _LABELLED.search(before) else 1


def _dispatched(lines: Sequence[str]) -> str | None:
    """Read the day, without its year, on which the report was sent: 8月14日电."""
    days = (_joined([None, *m.groups()]) for line in lines for m in _DISPATCHED.finditer(line))
    return next(filter(None, days), None)


def _joined(parts: Sequence[str | None]) -> str | None:
    """Write year, month and day as a date; None where no such day exists."""
    try:
        return edtf.join(*(int(part) if part else None for part in parts))
    except ValueError:
        return None


def _met(passages: Sequence[Sequence[str]], reported: str | None) -> tuple[str | None, str | None]:
    """Date the meeting by the first day named in a sentence that tells of one, or of a visit."""
    for tells, texts in product((_MEETS, _INSPECTS), passages):
        openings = (text[:_OPENING].replace("元月", "1月") for text in texts)
        for text in filter(tells.search, openings):
            day = next(filter(_is_own_day, _DAY.finditer(text)), None)
            recently = _RECENTLY.search(text)
            if day and not (recently and recently.start() < day.start()):
                return _dated(day, reported)
            if recently:
                break  # 近日: a day named further down is that of something else
    return None, None


def _is_own_day(day: re.Match[str]) -> bool:
    """Tell the day of the report's own event from one that it only speaks of."""
    before = day.string[: day.start()]
    if _SAID.search(before) or _HEARD.search(_CLAUSE.split(before)[-1]):
        return False
    return not _SPIRIT.match(day.string, day.end())


def _dated(match: re.Match[str], reported: str | None) -> tuple[str | None, str | None]:
    candidates = edtf.days(reported, years=_YEARS) if reported else []
    if match["near"]:
        back = timedelta(days="今昨前".index(match["near"][0]))
        day = edtf.agreed([candidate - back for candidate in candidates])
        return (day, "inferred") if day else (None, None)
    told = _joined([*match.groups()[:2], match[3] or match["bracketed"]])
    full = [last for each in candidates if told and (last := _completed(told, each))]
    day = edtf.agreed(full) if full and len(full) == len(candidates) else told
    return day, (day and ("stated" if day == told else "inferred"))


def _completed(told: str, reported: date) -> date | None:
    """Find the last such day up to the report, if that can have waited so long."""
    year, month, day = edtf.split(told)
    for days in range(_LONGEST_DELAY.days + 1):
        candidate = reported - timedelta(days=days)
        if (
            candidate.day == day
            and month in (None, candidate.month)
            and year in (None, candidate.year)
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
