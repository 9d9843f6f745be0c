"""Who says each sentence: a named person, the meeting, or the reporter.

A sentence that names its speaker (李猛指出 / 会议强调 / 他要求 / 主持召开会议，强调要) gives the floor; those that
follow in the paragraph keep it until the reporter speaks again. A paragraph that goes on with an
enumeration (二要 …) or an order without a subject (要 …) keeps the floor of the one before.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from analysis.corpus.people import find_people, find_person

_VERB = "指出|强调|要求|提出|表示|认为|指示|希望|说"
_SAYS = re.compile(
    rf"(?P<subject>[^，。；：！？]{{0,60}}?)(?P<verb>(?:{_VERB})(?:并?(?:{_VERB}))*)(?=[，：]|(?:要|必须|务必)(?!求))"
)
_CLAUSE = re.compile(r"[^，。；：！？]+")
_PRONOUN = re.compile(
    r"(?:^|.*[，：])?(?:会上|最后|同时)?[他她](?:还|又|同时|特别|最后|再次|进一步|在.{1,8}(?:时|中|上))?$"
)
_MEETING = re.compile(
    r"(?P<noun>会议|大会|全会|(?<=.)会|指挥部|领导小组|[省市县区州旗]委|[省市县区州旗]政府|党组)(?:还|又|同时|特别|最后|再次|进一步)?$"
)
# A clause that opens with one of these has 要求 or 指示 as its object: 落实省委会议要求.
_TAKES_OBJECT = re.compile(
    r"(?:.*(?:和|、|并))?(?:要)?(?:认真|全面|严格|坚决|深入)?(?:落实|贯彻|按照|按|根据|依照|遵照|遵循|对照|围绕|传达|学习|符合|对标|达到|满足|提出|听取|部署)"
)
# What may stand between a person and the verb: a title, an occasion, an adverb. Anything else makes the
# verb a noun: 李亚传达了上级部署要求.
_LEADS_TO_VERB = re.compile(
    r"(?:同志|副?(?:书记|省长|市长|县长|区长|州长|主任|部长|主席))?(?:.{0,30}(?:时|[上中后]|并))?"
    r"(?:还|又|也|就此|最后|首先|同时|随后|再次|特别|反复|着重|进一步|明确|重点){0,2}(?:[就对].{1,30})?"
)
# The head of state is quoted at these meetings; he does not speak there.
_QUOTED = ("习近平", "总书记")

_REPORTED = re.compile(
    r"(?:当[日天]|会前|会后|随后|会上|会议(?:期间|开始前|结束)|昨[日天]|今[日天]|(?:20\d\d年)?\d{1,2}月\d{1,2}日|"
    r"会议(?:还|并)?(?:听取|传达|学习|审议|研究|分析|观看|通报|宣读|书面|以视频|以电视|由|采取|安排|部署|讨论|原则))"
)
_CONTINUES = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,2}(?:要|是|、|，)|其[一二三四五]|(?:首先|其次|再次)，?要?|还?要(?!求)|必须|务必)"
)
_ORDERS = re.compile(r"要(?!求|点|素|闻|员|害|道)|必须|务必")


class Speech(NamedTuple):
    """Who speaks, by which verb, and the rule that says so; the reporter is ("", None, …)."""

    speaker: str
    verb: str | None
    rule: str


_REPORTER = Speech("", None, "reporter")


def attribute_speech(sentences: pd.DataFrame) -> pd.DataFrame:
    """Name the speaker of each sentence.

    Takes    sentences of one or more articles in order: article_id, paragraph, zone, text.
    Returns  the same rows with speaker, verb and speaker_rule (meeting, named, pronoun, chairing,
             carried, continued, reporter; NA outside body and roster).
    """
    found = [
        speech
        for _, article in sentences.groupby("article_id", sort=False)
        for speech in _speeches(
            list(article[["paragraph", "zone", "text"]].itertuples(index=False))
        )
    ]
    return sentences.assign(
        speaker=[s.speaker if s else "" for s in found],
        verb=pd.array([s.verb if s else None for s in found], dtype="str"),
        speaker_rule=pd.array([s.rule if s else None for s in found], dtype="str"),
    )


def _speeches(rows: list[tuple[int, str, str]]) -> Iterator[Speech | None]:
    floor, subject, before = _REPORTER, "", None
    for paragraph, zone, text in rows:
        if zone not in ("body", "roster"):
            yield None
            continue
        held = _held(floor, text, is_new=paragraph != before)
        floor = _REPORTER if zone == "roster" else _said(text, subject) or held
        subject = _subject(text) or subject
        before = paragraph
        yield floor


def _held(floor: Speech, text: str, *, is_new: bool) -> Speech:
    """Tell who holds the floor in a sentence that names no speaker."""
    if not floor.speaker or _is_reported(text):
        return _REPORTER
    if not is_new:
        return floor._replace(rule="carried")
    return floor._replace(rule="continued") if _CONTINUES.match(text) else _REPORTER


def _is_reported(text: str) -> bool:
    """Tell whether the reporter takes the floor back: a time, an act of the meeting, a person acting."""
    if _REPORTED.match(text):
        return True
    first = _CLAUSE.search(text)
    if not first or _ORDERS.search(first.group()):
        return False
    return any(start < 30 and name not in _QUOTED for start, _, name in find_people(first.group()))


def _said(text: str, subject: str) -> Speech | None:
    """Find the words of a sentence that name its speaker."""
    for match in _SAYS.finditer(text):
        if match.start() and text[match.start() - 1] not in "，。；：！？“、 ":
            continue
        speech = _speech(match["subject"], match["verb"], text[: match.start()], subject)
        if speech and not speech.speaker.startswith(_QUOTED):
            return speech
    return None


def _speech(said_by: str, verb: str, before: str, subject: str) -> Speech | None:
    if not said_by:
        chair = find_person(before) or ("会议" if "会" in before else "")
        return Speech(chair, verb, "chairing") if chair else None
    if _PRONOUN.match(said_by):
        return Speech(subject, verb, "pronoun") if subject else None
    if _TAKES_OBJECT.match(said_by):
        return None
    if meeting := _MEETING.search(said_by):
        noun = meeting["noun"]
        return Speech("会议" if noun == "会" else noun, verb, "meeting")
    person = find_person(said_by)
    if not person or not _LEADS_TO_VERB.fullmatch(said_by.rpartition(person)[2]):
        return None
    return Speech(person, verb, "named")


def _subject(text: str) -> str | None:
    """Name whom 他 in the next sentence means: the first person of this one."""
    return next((name for _, _, name in find_people(text) if name not in _QUOTED), None)
