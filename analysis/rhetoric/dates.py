"""Find temporal expressions and place them on the calendar, reckoned from the day of the meeting.

The expressions are the rules of `lexicon/dates.toml`; `reckoning` tells how each kind of rule reckons.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from analysis import edtf, paths, schema
from analysis.rhetoric.reckoning import RECKONINGS, SINCE, YEAR_WORDS, Days, Groups

Reckoned = dict[str, str | None]

YEARS = range(2020, 2023)  # what an unknown year may be: such meetings were held in these

_REACHES = {"days": 31, "quarter": 92, "year": 366}


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
             and includes the day it names. A meeting without a date is taken to have been in the
             month before publication.
    """
    anchors = {
        row["article_id"]: _anchors(row["meeting_on"], row["published_on"])
        for row in articles.to_dict("records")
    }
    unknown = sorted(set(sentences["article_id"]) - set(anchors))
    if unknown:
        raise KeyError(
            f"find_dates: expected each article_id of sentences in articles, got {unknown} only in "
            "sentences. Pass the two tables of one build."
        )
    rows: list[dict[str, object]] = []
    named: list[Reckoned] = []  # in this sentence and the one before
    article = None
    for row in sentences.to_dict("records"):
        place = {name: row[name] for name in ("sentence_id", "article_id", "city")}
        named = named if row["article_id"] == article else []
        article, before, named = row["article_id"], named, []
        for rule, match in _matches(row["text"], "speaker" if row["speaker"] else "reporter"):
            span = {"text": match[0], "start": match.start(), "end": match.end()}
            days = _reckon(rule, match.groupdict(), *anchors[article])
            if rule.resolve == "that_day":
                days = _taken_up([*before, *named]) or days
            elif rule.resolve == "date":
                named.append(days)
            rows.append(place | span | days)
    return schema.table("dates", rows)


def _taken_up(named: Sequence[Reckoned]) -> Reckoned | None:
    """Give the day that 当天 takes up: the last named, unless the meeting's is among them."""
    if not named or any(days["horizon"] == "now" for days in named):
        return None
    last = named[-1]
    is_day = last["from_on"] and last["from_on"] == last["to_on"]
    return last | {"basis": "inferred"} if is_day else None


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


def _anchors(met: str | None, printed: str | None) -> tuple[list[date], list[date]]:
    """List the days on which the meeting may have been, and those of publication."""
    # Each 17th day of all years: they differ in all that depends on the day.
    meetings = printings = [day for year in YEARS for day in edtf.days(str(year))[::17]]
    if printed and not pd.isna(printed):
        printings = edtf.days(printed, years=YEARS)
        within = range(_REACHES["days"] + 1)
        meetings = [day - timedelta(days=n) for day in printings for n in within]
    if met and not pd.isna(met):
        meetings = edtf.days(met, years=YEARS)
    return meetings, printings


def _reckon(
    rule: Rule, groups: Groups, meetings: Sequence[date], printings: Sequence[date]
) -> Reckoned:
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
    first, last = RECKONINGS[rule.resolve](groups, at, rule.value)
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
    if groups.get("tail") in SINCE or (last and last < at):
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
    written = year not in YEAR_WORDS if year else rule.resolve == "date" and "XXXX" in told
    return "stated" if written and not groups.get("tail") else "inferred"
