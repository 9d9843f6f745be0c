"""Lines of a page to paragraphs, and the reports a page holds.

A headline followed by a dateline (本报讯 …) opens the next report of the file.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from analysis.corpus.cleaning import Change
from analysis.corpus.zones import (
    DATELINE,
    OPENS_ARTICLE,
    SPEECH_ALONE,
    drop_furniture,
    ends_sentence,
    tell_zones,
)

_MARKUP = re.compile(
    r"[（(](?:下转|上接)[^（）()\n]{0,20}[）)]|^#{1,6}[ \t]*|^>[ \t]?(?![^\n>]{0,40}>)|"
    r"\*\*|__|&nbsp;|</?[A-Za-z][^<>\n]{0,200}>",
    re.M,
)

_MEETS = re.compile("召开|举行|主持|强调|(?:会|会议)$")
_DATED_LEAD = re.compile(r"(?:20\d\d年)?\d{1,2}月\d{1,2}日[^。]{0,60}(?:召开|举行|主持)")
_SPEECH = re.compile(r"(?:会议|大会|\w{2,4}?)(?:指出|强调|要求|认为|表示)[，：]")
_BEFORE_A_NAME = ("、", "，", "长", "书记", "主任", "主席", "代表", "同志", "委员")
_LINE = re.compile(r"[^\r\n]+")
_LINE_END = ("\n", "\r\n", "\r")
_WIDEST_WRAP = 160  # columns; a paragraph that was never cut is wider, as a rule
_RAGGED = 6  # columns that a full line may miss: a mark or a number went to the next one whole
_FEWEST_CUTS = 3


class Paragraph(NamedTuple):
    """A line of the clean text: its span, the report it belongs to (from 1), and its zone."""

    start: int
    end: int
    article: int
    zone: str


def find_markup(text: str) -> list[Change]:
    """Ask for the removal of Markdown and HTML marks, and of （下转第三版） in mid-sentence."""
    return [Change(m.start(), m.end(), "", "markup") for m in _MARKUP.finditer(text)]


def find_wraps(text: str) -> list[Change]:
    """Ask to join lines that were cut at one width, as in text copied from a PDF or a mail.

    The text is such a one where no line is much wider than the full ones, which mostly end within
    a sentence. A line that is not full ends a paragraph, as does one above an indented line.
    """
    lines = list(_LINE.finditer(text))
    if any(line.end() - line.start() > _WIDEST_WRAP for line in lines):  # most texts, soon told
        return []
    widths = [_width(line[0]) for line in lines]
    widest = max(widths, default=0)
    full = [width > widest - _RAGGED for width in widths]
    cut = [
        line
        for line, is_full in zip(lines, full, strict=True)
        if is_full and not ends_sentence(line[0])
    ]
    if widest > _WIDEST_WRAP or len(cut) < max(_FEWEST_CUTS, sum(full) / 2):
        return []
    return [
        Change(one.end(), two.start(), "", "page_break", "lines of one width were cut")
        for is_full, (one, two) in zip(full, pairwise(lines), strict=False)
        if is_full
        and text[one.end() : two.start()] in _LINE_END
        and not (ends_sentence(one[0]) or two[0][0].isspace() or DATELINE.match(two[0]))
    ]


def _width(line: str) -> int:
    """Count the columns of a line: two for a character as wide as a Han character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line)


def split_paragraphs(text: str) -> list[Paragraph]:
    """Divide a page into paragraphs, give each its zone, and number the reports from 1."""
    spans = list(_lines(text))
    lines = [text[start:end] for start, end in spans]
    zones = tell_zones(lines)
    articles = _articles(lines, zones)
    return [
        Paragraph(start, end, article, zone)
        for (start, end), zone, article in zip(
            spans, _settled(lines, zones, articles), articles, strict=True
        )
    ]


def _settled(lines: list[str], zones: list[str], articles: list[int]) -> Iterator[str]:
    """Settle the headlines of each report."""
    for _, group in groupby(zip(articles, lines, zones, strict=True), key=itemgetter(0)):
        _, own_lines, own_zones = zip(*group, strict=True)
        yield from drop_furniture(own_lines, own_zones)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        if not match.group().isspace():
            yield match.start(), match.end()


def _articles(lines: list[str], zones: list[str]) -> list[int]:
    """Number the reports: a headline after body text opens one if a lead follows it."""
    numbers: list[int] = []
    number, has_body = 1, False
    seen: set[str] = set()
    for i, zone in enumerate(zones):
        if zone == "headline" and has_body:
            lead = _lead(lines, zones, i)
            is_meeting = lines[i] not in seen and _MEETS.search(lines[i])
            if OPENS_ARTICLE.match(lead) or (is_meeting and _DATED_LEAD.match(lead)):
                number, has_body = number + 1, False
        has_body = has_body or zone == "body"
        seen.add(lines[i])
        numbers.append(number)
    return numbers


def _lead(lines: list[str], zones: list[str], at: int) -> str:
    """Give the first line of text that stands soon below a headline, or nothing."""
    below = range(at, min(at + 8, len(lines)))
    return next((lines[k] for k in below if zones[k] == "body"), "")


def find_page_breaks(text: str, paragraphs: list[Paragraph]) -> list[Change]:
    """Ask to join body paragraphs that a page break split inside a sentence."""
    changes = []
    for one, two in pairwise(paragraphs):
        same = one.zone == two.zone == "body" and one.article == two.article
        line = text[one.start : one.end]
        is_cut = not (ends_sentence(line) or SPEECH_ALONE.fullmatch(line))
        if same and is_cut and not _begins_speech(line, text[two.start : two.end]):
            changes.append(Change(one.end, two.start, "", "page_break"))
    return changes


def _begins_speech(line: str, below: str) -> bool:
    """Tell whether the line below begins a speech anew, and not behind the title of its speaker."""
    return bool(_SPEECH.match(below)) and not line.endswith(_BEFORE_A_NAME)


def find_duplicates(text: str, paragraphs: list[Paragraph]) -> list[Change]:
    """Ask for the removal of body paragraphs that the page prints a second time."""
    seen: Counter[tuple[int, str]] = Counter()
    changes = []
    for paragraph in paragraphs:
        key = (paragraph.article, text[paragraph.start : paragraph.end])
        if paragraph.zone == "body" and seen[key]:
            why = "the same paragraph stands above"
            changes.append(Change(paragraph.start, paragraph.end, "", "duplicate", why))
        seen[key] += paragraph.zone == "body"
    return changes
