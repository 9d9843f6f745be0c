"""Names as charts and tables show them: of the places that met, and of terms. Chinese first."""

import re
from collections.abc import Mapping
from itertools import accumulate

import pandas as pd

from analysis.corpus.places import find_stems
from analysis.report.style import GREY, CityStyle, city_styles
from analysis.rhetoric.glossary import gloss

UNKNOWN = "不明 not known"
ZONES = {
    "body": "正文 body",
    "headline": "标题 headline",
    "roster": "名单 roster",
    "caption": "图注 caption",
    "byline": "署名 byline",
    "boilerplate": "杂项 boilerplate",
}


def city_labels(articles: pd.DataFrame) -> dict[str, str]:
    """Name each city in Chinese and English; a provincial meeting goes by its province.

    Args:
        articles: with city, city_zh, province_zh, level, meeting_on; rows without a city are left out.

    Returns:
        Labels by city, in the order of their first meetings: 洛阳 Luoyang, 云南（省级） Yunnan. A place
        that met in another year than most has the year behind it: 郑州 Zhengzhou 2022.
    """
    met = articles["meeting_on"].str.extract(r"^(\d{4})")[0]
    usual = met.mode().head(1).tolist()
    rows = articles.assign(year=met.where(~met.isin(usual), "").fillna(""))
    rows = rows.sort_values("meeting_on", kind="stable").dropna(subset=["city"])
    columns = ["city", "city_zh", "province_zh", "level", "year"]
    first = rows.drop_duplicates("city")[columns]
    return {
        city: f"{_label(city, *names)} {year}".rstrip()
        for city, *names, year in first.itertuples(index=False)
    }


def _label(city: str, city_zh: str, province_zh: str, level: str) -> str:
    if level == "province" and pd.notna(province_zh):
        english = (place.english for each in find_stems(province_zh) for place in each.places)
        return f"{province_zh}（省级） {next(english, city)}"
    return f"{city_zh} {city}" if pd.notna(city_zh) else city


def article_labels(articles: pd.DataFrame) -> dict[str, str]:
    """Name each report by its city, with ①, ② … where a city has several; else by its article_id.

    Args:
        articles: with article_id and what `city_labels` needs.

    Returns:
        Labels by article, in the order of the cities' labels: 洛阳 Luoyang, 郑州 ② Zhengzhou 2022.
    """
    labels = city_labels(articles)
    rows = articles.assign(number=articles.groupby("city").cumcount())
    rank = {city: place for place, city in enumerate(labels)}
    rows = rows.sort_values("city", key=lambda city: city.map(rank), kind="stable")
    several = rows.loc[rows["number"] > 0, "city"].unique()
    names = {}
    for article_id, city, number in rows[["article_id", "city", "number"]].itertuples(index=False):
        label = article_id if pd.isna(city) else labels[city]
        zh, _, english = label.partition(" ")
        digit = f" {_number(int(number))}" if city in several else ""
        names[article_id] = f"{zh}{digit} {english}".rstrip()
    return names


def _number(n: int) -> str:
    return chr(ord("①") + n) if n < 20 else f"({n + 1})"


def place_name(city: str, labels: Mapping[str, str]) -> str:
    """Name a city by its label, or say that it is not known."""
    return UNKNOWN if pd.isna(city) else labels[city]


def place_style(city: str, labels: Mapping[str, str]) -> CityStyle:
    """Give a city the colour and marker it has in every chart of the cities that have labels."""
    return CityStyle(GREY, "P") if pd.isna(city) else city_styles(labels)[city]


def is_place(column: pd.Series, city: str) -> pd.Series:
    """Tell which rows are of a city; NA is a city of its own."""
    return column.isna() if pd.isna(city) else column == city


def term_label(term: str, room: float) -> str:
    """Set a term and its gloss in one line, or below each other, folded to a room of Han widths."""
    parts = [term, *filter(None, [gloss(term)])]
    whole = "  ".join(parts)
    return whole if _width(whole) <= room else "\n".join(_fold(part, room) for part in parts)


def label_lines(label: str) -> float:
    """Count the lines that a label takes, with some air below the last."""
    return 1.25 + 0.87 * label.count("\n")


def stack(heights: list[float]) -> tuple[list[float], float]:
    """Stack rows from the top; return the middle of each, and how far down they reach."""
    ends = list(accumulate(heights))
    return [end - height / 2 for end, height in zip(ends, heights, strict=True)], sum(heights) or 1


def _fold(words: str, room: float) -> str:
    lines = [""]
    for piece in re.findall(r"[^、，\s]+[、，\s]*", words):
        if lines[-1] and _width(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def _width(words: str) -> float:
    """Estimate a width in Han characters: Latin letters are about half as wide."""
    return sum(1 if character > "\u2000" else 0.5 for character in words)
