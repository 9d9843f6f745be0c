"""Reckon what days an expression covers, from the day of the meeting: one function a kind of rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from analysis import edtf

Days = tuple[date | None, date | None]
Groups = Mapping[str, str | None]

_NUMERALS = {numeral: n for n, numeral in enumerate("〇一二三四五六七八九")}
_NUMERALS |= {"零": 0, "○": 0, "两": 2, "元": 1}  # 元月 is January
YEAR_WORDS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1}
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}
SINCE = ("以来", "至今")
_HALF_YEAR = 200  # days, roundly: an occasion of the lunar calendar wanders


def _number(text: str | None) -> int | None:
    """Read 27, 二十七, 两, or digit by digit 二〇二〇."""
    if not text or text.isdecimal():
        return int(text) if text else None
    tens, ten, ones = text.partition("十")
    if ten:
        return 10 * _NUMERALS.get(tens, 1) + _NUMERALS.get(ones, 0)
    return int("".join(str(_NUMERALS[numeral]) for numeral in text))


def _year(groups: Groups, at: date) -> int | None:
    word = groups.get("year")
    if word in YEAR_WORDS:
        return at.year + YEAR_WORDS[word]
    return _number(word and word.rstrip("年"))


def _days_of(parts: edtf.Parts, around: int) -> list[date]:
    try:
        written = edtf.join(*parts)
    except ValueError:  # 2月30日 is found and stays unplaced
        return []
    return edtf.days(written, years=(around - 1, around, around + 1))


def _nearest(groups: Groups, at: date, month: int | None, day: int | None) -> date | None:
    year = _year(groups, at)
    days = _days_of((year, month, day), at.year)
    tail = groups.get("tail")
    if tail in SINCE:
        days = [each for each in days if each <= at]
    elif tail and tail.endswith("前") and year is None:
        days = [each for each in days if each.year >= at.year]
    handicap = timedelta(days=183 if month else 0)
    return min(days, key=lambda d: abs(d - at) + (d.year != at.year) * handicap, default=None)


def _stretch(year: int, first: int, last: int) -> tuple[date, date]:
    """Give the first day of one month and the last of another, both counted from January = 1."""
    from_, after = (date(year + (m - 1) // 12, (m - 1) % 12 + 1, 1) for m in (first, last + 1))
    return from_, after - timedelta(days=1)


def _date(groups: Groups, at: date, _: None) -> Days:
    first = _nearest(groups, at, _number(groups.get("month")), _number(groups["day"]))
    if first is None or not groups.get("day_2"):
        return first, first
    year, month, day = (_number(groups.get(name)) for name in ("year_2", "month_2", "day_2"))
    later = (each for each in _days_of((year, month, day), first.year) if each >= first)
    return first, min(later, default=None)


def _month(groups: Groups, at: date, offset: int | None) -> Days:
    if offset is None:
        if (start := _nearest(groups, at, _number(groups["month"]), 1)) is None:
            return None, None
    else:
        start, _ = _stretch(at.year, at.month + offset, at.month + offset)
    end = _number(groups.get("month_2")) or start.month
    first, last = _stretch(start.year, start.month, end + 12 * (end < start.month))
    if part := groups.get("part"):
        from_day, to_day = _PARTS.get(part, (21, last.day))
        return first.replace(day=from_day), first.replace(day=to_day)
    return first, last


def _months(groups: Groups, at: date, value: tuple[int, int]) -> Days:
    first, last = value
    year = _year(groups, at)
    if year is None:
        year = at.year - (at.month <= last - 12)
    return _stretch(year, first, last)


def _quarter(_: Groups, at: date, offset: int) -> Days:
    first = at.month - (at.month - 1) % 3 + 3 * offset
    return _stretch(at.year, first, first + 2)


def _week(groups: Groups, at: date, offset: int) -> Days:
    monday = at + timedelta(days=7 * offset - at.weekday())
    if weekday := groups.get("weekday"):
        return (monday + timedelta(days="一二三四五六日".index(weekday)),) * 2
    return monday, monday + timedelta(days=6)


def _day(_: Groups, at: date, offset: int) -> Days:
    return at + timedelta(days=offset), at + timedelta(days=offset)


def _ahead(groups: Groups, at: date, days: int | None) -> Days:
    n = _number(groups.get("n"))
    return at, at + timedelta(days=n * days) if n and days else None


def _elapsed(groups: Groups, at: date, days: int | None) -> Days:
    n = _number(groups.get("n"))
    return at - timedelta(days=n * days) if n and days else None, at


def _plan(groups: Groups, _: date, __: None) -> Days:
    start = 2001 + 5 * (_number(groups["n"]) or 0)
    return date(start, 1, 1), date(start + 4, 12, 31)


def _feast(groups: Groups, at: date, value: tuple[str, str]) -> Days:
    (month, day), (to_month, to_day) = (map(int, each.split("-")) for each in value)
    first = _nearest(groups, at, month, day)
    return first, first and first.replace(month=to_month, day=to_day)


def _occasion(groups: Groups, at: date, value: Sequence[tuple[date, date]]) -> Days:
    """Choose the nearest of those listed, one of which is in each year."""
    year = _year(groups, at)
    told = [days for days in value if year in (None, days[0].year)]
    days = min(told, key=lambda each: abs(each[0] - at), default=None)
    return (
        (days[0], days[1])
        if days and (year or abs(days[0] - at).days < _HALF_YEAR)
        else (None, None)
    )


RECKONINGS: Mapping[str, Callable[[Groups, date, Any], Days]] = {
    "date": _date,
    "month": _month,
    "months": _months,
    "quarter": _quarter,
    "week": _week,
    "day": _day,
    "day_of_print": _day,
    "that_day": _day,
    "rest_of_year": lambda _, at, __: (at, date(at.year, 12, 31)),
    "ahead": _ahead,
    "elapsed": _elapsed,
    "plan": _plan,
    "feast": _feast,
    "event": lambda _, __, value: (value[0], value[1]),
    "occasion": _occasion,
    "vague": lambda _, __, ___: (None, None),
}
