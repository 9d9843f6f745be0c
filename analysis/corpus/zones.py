"""The zone of each line of a page, by its wording and its place.

What stands before the first paragraph of a report is its headline, what follows a tail marker
(推荐阅读 …) is boilerplate, and so are the buttons, menus and notices around a report.
"""

import re
from collections.abc import Sequence

from analysis.corpus.characters import HAN
from analysis.corpus.people import any_of, read_words

_WORDS = read_words("zones.toml")
_HAN = re.compile(f"[{HAN}]")
_STOPS = "。！？…"
_CLOSERS = "”’」』）)》】"
_CAN_END = _STOPS + "：；"
_MID_SENTENCE = ("，", "、", "；")

_DISPATCH = r"本[报网台站刊](?:讯|消息)|[^，。]{0,20}(?:讯|电|消息)[（(]"
DATELINE = re.compile(
    rf"{_DISPATCH}|[本\w]{{1,12}}[报网社台端]\S{{0,10}}[讯电]\b|"
    r"(?:20\d\d年)?\d{1,2}月\d{1,2}日|[昨今前][日天晚晨早]|近日|日前"
)
OPENS_ARTICLE = re.compile(_DISPATCH)
_DAY = r"20\d\d\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}日?"
_BYLINE = re.compile(
    r"[（(【\[□■◎•·*–-]?\s?(?:"
    r"\w{0,6}(?:来源|稿源|作者|记者|通讯员|编辑|责编|美编|编审|主编|编委|校对|审核|初审|复审|终审|[一二三]审|监制|签发|撰稿|供稿)"
    r"(?:人员?)?(?:[：:|｜/丨]| ?[（(])|"
    r"(?:值班(?:主任|编委|总编)?|文字|文图|图文|文/图|图/文|统筹|制作|摄影|来自|发布时间|发布日期|更新时间|时间|日期)[：:|｜/丨]|"
    r"(?:责任编辑|责编|编辑|校对|审核)(?:\w{2,4})?$|◇?记者[：:]|"
    # □ 右江日报记者 农彩云 通讯员 岑 松
    r"(?:\w{1,8}[报台网社端体])?(?:本[报网台]|首席|见习|实习|特约)*(?:记者|通讯员) ?\w{2,4}(?: [\w·]{1,9}){0,9}$|"
    # 甘南日报2022年7月22日 星期五, 扬州发布2021-08-08 07:00发表于江苏, （2022年3月5日）
    rf"[^，。；！？]{{0,45}}?{_DAY}"
    r"(?:[ \d:：]{0,12}(?:[（(）)】\]|/]|星期|农历|第|来源|发[表布]|作者|$)| ?\d\d?:\d\d)[^，。]{0,60}$)|"
    r"[（(](?:[^（）()，。]{0,12}记者|通讯员|文/?图|图/?文)|"
    rf"{_DAY}[ \d:：]{{0,12}}[^，。]{{0,20}}$|"
    r"《[^》]{2,20}》.{0,6}20\d\d年[^。]{0,30}$|\w{2,12}[日晚晨早时商都新]报(?:新媒体|客户端|社)?$|\S{2,20}出品$"
)
_NO_BYLINE = re.compile("召开|举行")  # 2020年2月5日疫情防控会议召开 is a headline
# Atomic: what is made of two words and is one (无障碍版) is tried once, so that this stays linear.
_BUTTONS = re.compile(f"(?>{any_of(_WORDS['buttons'])}|[^{HAN}])++")
_BULLETS = "0123456789.•·●-*>【[（(| "
_NOTICE = re.compile(
    "本(?:[站网文号]|公众号|平台)[^。]{0,80}(?:转载|版权|原创|不承担|侵权|删除)|"
    "(?:关键[词字]|标签|附件)[：:]|页[：:]$|还?没有账号|忘记密码"
)
_CAPTION = re.compile(
    r"[^\n]{0,300}(?:\S{2,4} ?摄影?[）)]?。?$|摄[（(][^（）()]{1,20}[）)]$)|"
    r"[^\n]{0,80}(?:图片来源|资料图)|(?:图为|▲|△|上图|下图)|\w{0,8}(?:会议|会场)现场。?$"
)
_BOILERPLATE = re.compile(
    r"原标?[题題][：:]?$|[（(]原标?题为?[：:]?《[^》]*》[）)]$|首页|网站首页|(?:您|你)?的?(?:现在|当前|所在)?的?位置[：:]|小?字[号体]|分享|收藏|收录于|打印|关闭|浏览|点[击个赞]|阅读[：:量]|"
    r"登录|注册|无障碍|手机版|立即下载|客户端下载|扫[一码]|English|繁體|简体|【?大 ?中 ?小|"
    r"[^。]{1,50}\.(?:png|jpe?g|gif|webp|bmp)\W{0,3}$"
)
_TAIL = re.compile(
    r"(?:推荐|相关|延伸|热门|热点|图片|最新|精彩|网友|全部|要闻|更多|猜你|大家都在|视频|专题|往期)(?:阅读|新闻|报道|推荐|资讯|链接|精彩|文章|评论|留言|回顾|喜欢|看|内容)?[：:]?$|"
    r"上一[篇条]|下一[篇条]|【?返 ?回(?:首页|顶部|列表|目录|上页|[】\s]|$)|[（(]?版权|免责|声明[：:]|Copyright|承印|"
    r"[^。]{0,16}(?:版权[与和及]?(?:免责)?声明|版权所有|免责声明)|\W?[一二三四①-⑨]?、?凡本[网站]|本[网站](?:部分|所有|刊载)|"
    r"主办单位|网站地图|关于我们|联系我们|联络我们|友情链接|.{0,20}ICP备"
)
# What sums the report up above it belongs to its headline, as do the ● lines.
_SUMMARY = re.compile(
    r"(?:核心|阅读|新闻)提示|(?:(?:内容)?(?:提要|摘要)|导读|导语|编者按)(?:[：:\s]|$)"
)
_SENTENCES_OF_A_REPORT = 3
# 出席：…, 参加会议的有：… and nothing else on the line
_ATTENDANCE = re.compile(
    "(?:参加|出席|列席|与会|参会|到会|主持)(?:会议|大会)?的?(?:还有|有|人员|领导|同志|单位|人){0,2}[：:][^。]{0,1000}。?$"
)
_CRUMBS = re.compile(
    r"[^>》›»|]{0,12}(?:[>›»|][^>›»|]{1,17}){2,12}$|[^>》›»|]{1,12}[网页][>›»][^>›»|]{1,17}$"
)
_NEWS = re.compile(f"{any_of(_WORDS['news'])}|会$")
_COLUMN = re.compile(rf"\W*\w{{0,8}}?{any_of(_WORDS['columns'])}\W*")
_SITE = re.compile(rf"{any_of(_WORDS['site'])}|第\w{{1,3}}版")
_POSITION = re.compile("(?:现在|当前|所在)的?位置[：:]")
_SHORTEST = 5  # Han characters of a headline that does not tell of a meeting
_CUT_OFF = re.compile(
    "会议|大会|要|必须|务必|[一二三四五六七八九十][要是]|[省市县区州旗盟](?:长|委书记)"
)
_NOTE = re.compile(r"[。！？…][”’」』]?[（(][^（）()\n]{2,60}[）)]$")  # …落实。（记者 李明）
SPEECH_ALONE = re.compile(r"\S{0,20}(?:指出|强调|要求|提出|表示|认为)$")
_SUBHEAD = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\S{2,30}$")


def tell_zones(lines: Sequence[str]) -> list[str]:
    """Tell which lines of a page are headline, byline, roster, caption, boilerplate and body."""
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


def drop_furniture(lines: Sequence[str], zones: Sequence[str]) -> list[str]:
    """Leave of the headlines of one report those that are its own: the rest is boilerplate.

    Below the text stands no headline. Above it, beside a line that can be one, those that are
    short, the name of a column or speak of the site are none, unless they tell of a meeting.
    """
    body = [i for i, zone in enumerate(zones) if zone == "body"]
    if not body:
        return list(zones)
    heads = {i for i in range(body[0]) if zones[i] == "headline" and _heads(lines[i])}
    # Above the line that tells where on the site the reader is stand its name and motto.
    top = max((i for i in range(body[0]) if _POSITION.search(lines[i])), default=-1)
    if max(heads, default=-1) <= top:
        top = -1
    return [
        "boilerplate"
        if zone == "headline"
        and (i > body[-1] or i < top or (i < body[0] and heads and i not in heads))
        else zone
        for i, zone in enumerate(zones)
    ]


def _heads(line: str) -> bool:
    """Tell whether a line can be a headline."""
    if _COLUMN.fullmatch(line):
        return False
    is_long = len(_HAN.findall(line)) >= _SHORTEST
    return bool(_NEWS.search(line)) or (is_long and not _SITE.search(line))


def _zone_of_mark(line: str) -> str | None:
    """Give the zone that a line shows by its own wording."""
    if _CAPTION.match(line) and not line.startswith("本报讯"):
        return "caption"
    if _ATTENDANCE.match(line):
        return "roster"
    if len(line) < 80 and _is_byline(line) and not _NO_BYLINE.search(line):
        return "byline"
    if _NOTICE.match(line) or _CRUMBS.match(line):
        return "boilerplate"
    is_short = len(line) < 60 and "。" not in line  # 关闭娱乐场所，严格管控。 is no button
    if is_short and (_BOILERPLATE.match(line.lstrip(_BULLETS)) or _BUTTONS.fullmatch(line)):
        return "boilerplate"
    return None


def _is_byline(line: str) -> bool:
    """Tell whether a line names source, day or staff, with blanks between (责 编) or without."""
    return any(map(_BYLINE.match, {line, line.replace(" ", "")}))


def _is_body(line: str, below: str, has_body: bool) -> bool:
    if below.startswith(_MID_SENTENCE) and (has_body or DATELINE.match(line)):
        return True  # a page break stands before its comma
    if _is_summary(line, has_body) or (not has_body and line.endswith("：")):
        return False
    if ends_sentence(line) or "。" in line:
        return True
    if _SUBHEAD.match(line):
        return False
    if not has_body:
        return _is_lead(line, below)
    return _goes_on(line, below) or (not below and bool(_CUT_OFF.match(line)))


def _is_summary(line: str, has_body: bool) -> bool:
    """Tell whether a line sums the report up; a report may be one long item of a list as well."""
    if line.startswith("●"):
        return line.count("。") < _SENTENCES_OF_A_REPORT
    return not has_body and bool(_SUMMARY.match(line))


def _is_lead(line: str, below: str) -> bool:
    """Tell whether a line without a stop begins the text: a text may be wrapped at 30 characters.

    A headline may name a day as well, but then the text below it names one again.
    """
    if OPENS_ARTICLE.match(line):
        return True
    is_clause = len(line) > 40 or ("，" in line and not DATELINE.match(below))
    return is_clause and bool(DATELINE.match(line))


def _goes_on(line: str, below: str) -> bool:
    """Tell whether a line without a stop is part of a paragraph that goes on below."""
    if OPENS_ARTICLE.match(below):
        return False
    return "，" in line or "、" in line[-20:] or bool(SPEECH_ALONE.match(line))


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence or a listed clause can end, or with a note."""
    return line.rstrip(_CLOSERS)[-1:] in tuple(_CAN_END) or bool(_NOTE.search(line))
