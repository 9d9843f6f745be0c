"""Tell place, dates, newspaper and chair of a report from its own words; a card wins over them."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta

import pandas as pd

from analysis import edtf
from analysis.corpus.authority import find_authority
from analysis.corpus.newspapers import find_newspaper
from analysis.corpus.people import find_people, find_person
from analysis.schema import ZONES

_PUBLISHED = re.compile(
    r"(?:(20\d\d)\s?[年/.-]|(?<=[期间])[：:])\s?(\d{1,2})\s?[月/.-]\s?(\d{1,2})(?!\d)"
)
_CLOCK = re.compile(r"\d:\d\d")  # a headline with one has its dateline on the same line
_DISPATCHED = re.compile(r"(\d{1,2})月(\d{1,2})日[讯电]")
_DAY = re.compile(
    r"(?:(?<!\w)|(?<=[讯电于]))"
    r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})(?:日|(?<=月\d)号|(?<=月\d\d)号)(?!以来|[起前后]|[0零]时)|"
    r"(?P<near>昨[日天晚夜]|(?<![如至当])今[日天晚夜早晨]|(?<![\u4e00-\u9fff])前[日天晚])(?![（的起])|"
    r"(?<=[昨今前]（)(?P<bracketed>\d{1,2})日?）[日天晚]"
)
_RECENTLY = re.compile("(?:^|(?<=[，。；]))(?:近日|日前)")
_MEETS = re.compile("会|召开|主持|举行|调度")
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
    newspaper = find_newspaper(lines)
    published = _published([*lines, *filter(_CLOCK.search, heads)])
    met, met_basis = _met([lead[:4], captions, heads], published or _dispatched(lines))
    return {
        **find_authority(
            heads,
            [*lead, *captions],
            newspaper=newspaper,
            furniture=_texts(sentences, "byline", "boilerplate"),
        ),
        "newspaper": newspaper,
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
    """Read the day of publication."""
    days = (_joined(m.groups()) for line in lines for m in _PUBLISHED.finditer(line))
    return next(filter(None, days), None)


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
    """Date the meeting by the first day named in a sentence that tells of a meeting."""
    for texts in passages:
        for text in texts:
            day = _DAY.search(text)
            recently = _RECENTLY.search(text)
            if not _MEETS.search(text) or not (day or recently):
                continue
            if day and not (recently and recently.start() < day.start()):
                return _dated(day, reported)
            break  # 近日: a day named further down is that of something else
    return None, None


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
