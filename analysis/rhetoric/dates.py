"""Find temporal expressions and place them on the calendar, reckoned from the day of the meeting.

The expressions are the rules of `lexicon/dates.toml`; here is how each kind of rule reckons.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from analysis import edtf, paths, schema

Days = tuple[date | None, date | None]
Groups = Mapping[str, str | None]

YEARS = range(2020, 2023)  # what an unknown year may be: such meetings were held in these

_NUMERALS = {numeral: n for n, numeral in enumerate("〇一二三四五六七八九")}
_NUMERALS |= {"零": 0, "○": 0, "两": 2}
_YEAR_WORDS = {"前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "来年": 1}
_PARTS = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20)}
_REACHES = {"days": 31, "quarter": 92, "year": 366}
_SINCE = ("以来", "至今")


@dataclass(frozen=True)
class Rule:
    """One rule of the table, which explains the fields."""

    find: re.Pattern[str]
    resolve: str
    value: Any = None
    horizon: str | None = None
    needs: str = ""
    voice: str | None = None


def find_dates(sentences: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Find every temporal expression and the days it covers.

    Takes    sentences: one row per body sentence with sentence_id, article_id, city, speaker, text;
             articles: article_id, meeting_on, published_on (EDTF or NA).
    Returns  the table `dates`, one row per expression in reading order; start, end are offsets into
             the sentence's text. from_on, to_on are partial where the meeting's date is, and NA
             where that end is open or not known. horizon: past (ended before the meeting), now (its
             day), days (within 31), quarter (92), year (366) or beyond, measured to the last day
             unless the expression names a longer unit; NA where it has no end (下一步 next step).
    Raises   KeyError if a sentence's article is not in articles.
    Limits   a month without a year is of the meeting's year unless more than nine months off, a day
             without a month the nearest. A deadline (前 by) is in no earlier year than the meeting
             and includes the day it names.
    """
    anchors = {
        row["article_id"]: (_possible(row["meeting_on"]), _possible(row["published_on"]))
        for row in articles.to_dict("records")
    }
    unknown = sorted(set(sentences["article_id"]) - set(anchors))
    if unknown:
        raise KeyError(
            f"find_dates: expected each article_id of sentences in articles, got {unknown} only in "
            "sentences. Pass the two tables of one build."
        )
    rows: list[dict[str, object]] = []
    for row in sentences.to_dict("records"):
        place = {name: row[name] for name in ("sentence_id", "article_id", "city")}
        for rule, match in _matches(row["text"], "speaker" if row["speaker"] else "reporter"):
            span = {"text": match[0], "start": match.start(), "end": match.end()}
            days = _reckon(rule, match.groupdict(), *anchors[row["article_id"]])
            rows.append(place | span | days)
    return schema.table("dates", rows)


@cache
def rules() -> tuple[Rule, ...]:
    """Read the table of expressions."""
    table = tomllib.loads((paths.LEXICON / "dates.toml").read_text(encoding="utf-8"))
    fragments: dict[str, str] = table["fragments"]
    for row in table["rule"]:
        find = re.sub(r"\{([a-z]\w*)\}", lambda name: fragments[name[1]], row["find"])
        row["find"] = re.compile(find)
    return tuple(Rule(**row) for row in table["rule"])


def _matches(text: str, voice: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Give the leftmost matches, the longest at each place, none overlapping."""
    characters = set(text)
    found = [
        (rule, match)
        for rule in rules()
        if rule.voice in (None, voice)
        if not (rule.needs and characters.isdisjoint(rule.needs))
        for match in rule.find.finditer(text)
    ]
    end = 0
    for rule, match in sorted(found, key=lambda each: (each[1].start(), -each[1].end())):
        if match.start() >= end:
            end = match.end()
            if rule.resolve != "none":
                yield rule, match


def _possible(on: str | None) -> list[date]:
    if on is None or pd.isna(on):  # each 17th day: they differ in all that depends on the day
        return [day for year in YEARS for day in edtf.days(str(year))[::17]]
    return edtf.days(on, years=YEARS)


def _reckon(
    rule: Rule, groups: Groups, meetings: Sequence[date], printings: Sequence[date]
) -> dict[str, str | None]:
    """Place an expression for each day the meeting may have been on; keep what they agree on."""
    pairs = [(at, at) for at in meetings]
    if rule.resolve == "day_of_print":
        pairs = list(product(printings, meetings))
    placed = [_bounded(rule, groups, origin) for origin, _ in pairs]
    from_on, to_on = (_agreed(ends) for ends in zip(*placed, strict=True))
    told = zip(placed, pairs, strict=True)
    horizons = {_horizon(rule, groups, days, at) for days, (_, at) in told}
    return {
        "from_on": from_on,
        "to_on": to_on,
        "basis": _basis(rule, groups, from_on or to_on),
        "horizon": horizons.pop() if len(horizons) == 1 else None,
    }


def _agreed(ends: Sequence[date | None]) -> str | None:
    known = [end for end in ends if end]
    return edtf.agreed(known) if len(known) == len(ends) else None


def _bounded(rule: Rule, groups: Groups, at: date) -> Days:
    first, last = _RECKONINGS[rule.resolve](groups, at, rule.value)
    match groups.get("tail"):
        case "前" | "之前":
            return (at if last and at <= last else None), last
        case "以来" | "至今":
            return first, at
        case "起":
            return first, None
    return first, last


def _horizon(rule: Rule, groups: Groups, days: Days, at: date) -> str | None:
    first, last = days
    if groups.get("tail") in _SINCE or (last and last < at):
        return "past"
    named = None if groups.get("tail") else rule.horizon
    aim = first if named or last is None else last
    if aim is None or (last is None and aim <= at):
        return named
    if aim <= at:
        return named or "now"
    reach = (aim - at).days
    measured = next((name for name, most in _REACHES.items() if reach <= most), "beyond")
    return max(measured, named or measured, key=schema.HORIZONS.index)


def _basis(rule: Rule, groups: Groups, told: str | None) -> str | None:
    """Tell whether the words themselves fix all that the interval says."""
    if told is None:
        return None
    year = groups.get("year")
    written = year not in _YEAR_WORDS if year else rule.resolve == "date" and "XXXX" in told
    return "stated" if written and not groups.get("tail") else "inferred"


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
    if word in _YEAR_WORDS:
        return at.year + _YEAR_WORDS[word]
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
    if tail in _SINCE:
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
    first, last = (_nearest(groups, at, *map(int, day.split("-"))) for day in value)
    return first, last


_RECKONINGS: Mapping[str, Callable[[Groups, date, Any], Days]] = {
    "date": _date,
    "month": _month,
    "months": _months,
    "quarter": _quarter,
    "week": _week,
    "day": _day,
    "day_of_print": _day,
    "rest_of_year": lambda _, at, __: (at, date(at.year, 12, 31)),
    "ahead": _ahead,
    "elapsed": _elapsed,
    "plan": _plan,
    "feast": _feast,
    "event": lambda _, __, value: (value[0], value[1]),
    "yearly": lambda _, at, value: value.get(str(at.year), (None, None)),
    "vague": lambda _, __, ___: (None, None),
}
