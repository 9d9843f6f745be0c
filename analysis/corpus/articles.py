"""Lines of a page to paragraphs with their zone, and the reports a page holds.

A page is read line by line: what stands before the first paragraph of a report is its headline,
what follows a tail marker (推荐阅读 …) is boilerplate, and a headline followed by a dateline
(本报讯 …) opens the next report of the file.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from analysis.corpus.cleaning import Change

_STOPS = "。！？…"
_CLOSERS = "”’」』）)》】"
_CAN_END = _STOPS + "：；"
_MID_SENTENCE = ("，", "、", "；")

_MARKUP = re.compile(
    r"[（(](?:下转|上接)[^（）()\n]{0,20}[）)]|^#{1,6}[ \t]*|^>[ \t]?|\*\*|__|&nbsp;|</?[A-Za-z][^<>\n]{0,200}>",
    re.M,
)

_DISPATCH = r"本[报网台站刊](?:讯|消息)|[^，。]{0,20}(?:讯|电|消息)[（(]"
_DATELINE = re.compile(
    rf"{_DISPATCH}|[本\w]{{1,12}}[报网社台端]\S{{0,10}}[讯电]\b|"
    r"(?:20\d\d年)?\d{1,2}月\d{1,2}日|[昨今前][日天晚晨早]|近日|日前"
)
_OPENS_ARTICLE = re.compile(_DISPATCH)
_DAY = r"20\d\d\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}日?"
_BYLINE = re.compile(
    r"[（(【\[□■◎•·]?\s?(?:"
    r"\w{0,6}(?:来源|稿源|作者|记者|通讯员|编辑|责编|美编|编审|主编|编委|校对|审核|初审|复审|终审|[一二三]审|监制|签发|撰稿|供稿)"
    r"(?:人员?)?(?:[：:|｜/丨]| ?[（(])|"
    r"(?:值班|文字|文图|图文|文/图|图/文|统筹|制作|摄影|发布时间|发布日期|更新时间|时间|日期)[：:|｜/丨]|"
    # □ 右江日报记者 农彩云 通讯员 岑 松
    r"(?:\w{1,8}[报台网社端体])?(?:本[报网台]|首席|见习|实习|特约)*(?:记者|通讯员) ?\w{2,4}(?: [\w·]{1,9}){0,9}$|"
    # 甘南日报2022年7月22日 星期五, 扬州发布2021-08-08 07:00发表于江苏, （2022年3月5日）
    rf"[^，。；！？]{{0,30}}?{_DAY}"
    r"(?:[ \d:：]{0,12}(?:[（(）)】\]|/]|星期|农历|第|来源|发[表布]|作者|$)| ?\d\d?:\d\d)[^，。]{0,60}$)|"
    r"[（(](?:[^（）()，。]{0,12}记者|通讯员|文/?图|图/?文)|"
    rf"{_DAY}[ \d:：]{{0,12}}[^，。]{{0,20}}$|"
    r"《[^》]{2,20}》.{0,6}20\d\d年[^。]{0,30}$|\w{2,12}[日晚晨早时商都新]报(?:新媒体|客户端|社)?$|\S{2,20}出品$"
)
_NO_BYLINE = re.compile("召开|举行")  # 2020年2月5日疫情防控会议召开 is a headline
_CAPTION = re.compile(
    r"[^\n]{0,300}(?:\S{2,4} ?摄影?[）)]?。?$|图片来源|资料图)|(?:图为|▲|△|上图|下图)|\w{0,8}(?:会议|会场)现场。?$"
)
_BOILERPLATE = re.compile(
    r"原标?[题題][：:]?$|首页|网站首页|(?:您|你)?的?(?:现在|当前|所在)?的?位置[：:]|小?字[号体]|分享|收藏|收录于|打印|关闭|浏览|点[击个赞]|阅读[：:量]|"
    r"登录|注册|无障碍|手机版|立即下载|客户端下载|扫[一码]|English|繁體|简体|【?大 ?中 ?小|\S{1,40}\.(?:png|jpe?g|gif)$"
)
_TAIL = re.compile(
    r"(?:推荐|相关|延伸|热门|热点|图片|最新|精彩|网友|全部|要闻|更多|猜你|大家都在|视频|专题|往期)(?:阅读|新闻|报道|推荐|资讯|链接|精彩|文章|评论|留言|回顾|喜欢|看|内容)?[：:]?$|"
    r"上一[篇条]|下一[篇条]|【?返 ?回(?:首页|顶部|列表|目录|上页|[】\s]|$)|版权|免责|声明[：:]|Copyright|"
    r"主办单位|网站地图|关于我们|联系我们|.{0,20}ICP备"
)
# What sums the report up above it belongs to its headline, as do the ● lines.
_SUMMARY = re.compile(
    r"●|(?:核心|阅读|新闻)提示|(?:(?:内容)?提要|导读|导语|摘要|编者按)(?:[：:\s]|$)"
)
# 出席：…, 参加会议的有：… and nothing else on the line
_ATTENDANCE = re.compile(
    "(?:参加|出席|列席|与会|参会|到会|主持)(?:会议|大会)?的?(?:还有|有|人员|领导|同志|单位|人){0,2}[：:][^。]{0,1000}。?$"
)
_CRUMBS = re.compile(
    r"[^>》›»|]{1,12}(?:[>›»|][^>›»|]{1,17}){2,12}$|[^>》›»|]{1,12}[网页][>›»][^>›»|]{1,17}$"
)
_LINE = re.compile(r"[^\r\n]+")
_LINE_END = ("\n", "\r\n", "\r")
_WIDEST_WRAP = 160  # columns; a paragraph that was never cut is wider, as a rule
_RAGGED = 6  # columns that a full line may miss: a mark or a number went to the next one whole
_FEWEST_CUTS = 3
_SPEECH_ALONE = re.compile(r"\S{0,20}(?:指出|强调|要求|提出|表示|认为)$")
_SUBHEAD = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\S{2,30}$")


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
        and not (ends_sentence(one[0]) or two[0][0].isspace() or _DATELINE.match(two[0]))
    ]


def _width(line: str) -> int:
    """Count the columns of a line: two for a character as wide as a Han character."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line)


def split_paragraphs(text: str) -> list[Paragraph]:
    """Divide a page into paragraphs, give each its zone, and number the reports from 1."""
    lines = list(_lines(text))
    zones = _zones([text[start:end] for start, end in lines])
    articles = _articles([text[start:end] for start, end in lines], zones)
    return [
        Paragraph(start, end, article, zone)
        for (start, end), zone, article in zip(lines, zones, articles, strict=True)
    ]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]+", text):
        if not match.group().isspace():
            yield match.start(), match.end()


def _zones(lines: list[str]) -> list[str]:
    zones: list[str] = []
    in_tail = has_body = False
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        zone = _zone_of_mark(line)
        in_tail = in_tail or (has_body and bool(_TAIL.match(line)))
        if in_tail:
            zone = "boilerplate"
        elif not zone:
            zone = "body" if _is_body(line, below, has_body) else "headline"
        has_body = has_body or zone == "body"
        zones.append(zone)
    return zones


def _zone_of_mark(line: str) -> str | None:
    """Give the zone that a line shows by its own wording."""
    if _CAPTION.match(line) and not line.startswith("本报讯"):
        return "caption"
    if _ATTENDANCE.match(line):
        return "roster"
    if len(line) < 80 and _BYLINE.match(line) and not _NO_BYLINE.search(line):
        return "byline"
    is_short = len(line) < 60 and "。" not in line  # 关闭娱乐场所，严格管控。 is no button
    if (is_short and _BOILERPLATE.match(line)) or _CRUMBS.match(line):
        return "boilerplate"
    return None


def _is_body(line: str, below: str, has_body: bool) -> bool:
    if below.startswith(_MID_SENTENCE):  # a page break stands before its comma
        return True
    if line.startswith("●") or (not has_body and (line.endswith("：") or _SUMMARY.match(line))):
        return False
    if ends_sentence(line) or "。" in line:
        return True
    if _SUBHEAD.match(line):
        return False
    return _goes_on(line, below) if has_body else _is_lead(line, below)


def _is_lead(line: str, below: str) -> bool:
    """Tell whether a line without a stop begins the text: a text may be wrapped at 30 characters.

    A headline may name a day as well, but then the text below it names one again.
    """
    if _OPENS_ARTICLE.match(line):
        return True
    is_clause = len(line) > 40 or ("，" in line and not _DATELINE.match(below))
    return is_clause and bool(_DATELINE.match(line))


def _goes_on(line: str, below: str) -> bool:
    """Tell whether a line without a stop is part of a paragraph that goes on below."""
    if _OPENS_ARTICLE.match(below):
        return False
    return "，" in line or "、" in line[-20:] or bool(_SPEECH_ALONE.match(line))


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence or a listed clause can end."""
    return line.rstrip(_CLOSERS)[-1:] in tuple(_CAN_END)


def _articles(lines: list[str], zones: list[str]) -> list[int]:
    """Number the reports: a headline after body text opens one if a dateline follows it."""
    numbers: list[int] = []
    number, has_body = 1, False
    for i, zone in enumerate(zones):
        if zone == "headline" and has_body and _opens_article(lines, zones, i):
            number, has_body = number + 1, False
        has_body = has_body or zone == "body"
        numbers.append(number)
    return numbers


def _opens_article(lines: list[str], zones: list[str], at: int) -> bool:
    first = next((k for k in range(at, min(at + 8, len(lines))) if zones[k] == "body"), None)
    return first is not None and bool(_OPENS_ARTICLE.match(lines[first]))


def find_page_breaks(text: str, paragraphs: list[Paragraph]) -> list[Change]:
    """Ask to join body paragraphs that a page break split inside a sentence."""
    changes = []
    for one, two in pairwise(paragraphs):
        same = one.zone == two.zone == "body" and one.article == two.article
        line = text[one.start : one.end]
        if same and not ends_sentence(line) and not _SPEECH_ALONE.fullmatch(line):
            changes.append(Change(one.end, two.start, "", "page_break"))
    return changes


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
