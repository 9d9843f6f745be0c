"""Who says each sentence: a named person, the meeting, or the reporter.

A sentence that names its speaker (李猛指出 / 会议强调 / 他要求 / 主持召开会议，强调要) gives the floor; those that
follow in the paragraph keep it until the reporter speaks again. A paragraph that goes on with an
enumeration (二要 …) or an order without a subject (要 …) keeps the floor of the one before.
"""

import re
from typing import NamedTuple

import pandas as pd

from analysis.corpus.people import find_people, find_person

_VERB = "指出|强调|要求|提出|表示|认为|指示|希望|说"
_VERBS = rf"(?P<verb>(?:{_VERB})(?:并?(?:{_VERB})){{0,2}})"
_SAYS = re.compile(
    rf"(?P<subject>[^，。；：！？]{{0,60}}?){_VERBS}"
    # 提出四点要求，一要; 说。”; 会议指出 alone on its line; 强调要 without a mark between.
    r"(?:了?[一二三四五六七八九十几]+[个点条项]\S{0,8}?(?=[，：])|(?=[，：]|(?<!要求)。?$|(?:要|必须|务必)(?!求)))"
)
# Who opens a sentence and speaks needs no mark behind the verb: 她要求农业农村局开通绿色通道.
_OPENS = re.compile(rf"(?P<subject>[^，。；：！？]{{1,12}}?){_VERBS}(?![的了])")
_CLAUSE = re.compile(r"[^，。；：！？]+")
_PRONOUN = re.compile(
    r"(?:^|.*[，：])?(?:会上|最后|同时)?[他她](?:还|又|同时|特别|最后|再次|进一步|在.{1,8}(?:时|中|上))?$"
)
_MEETING = re.compile(
    r"(?P<noun>会议|大会|全会|(?<=.)会|指挥部|领导小组|自治[区州县]党委|党委|党工委|[省市县区州旗]委|[省市县区州旗]政府|党组)(?:还|又|同时|特别|最后|再次|进一步)?$"
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


_TOLD = ("body", "roster")
_NEAR = 30  # characters from the start of a sentence within which its subject stands
_LOOK_BACK = 200  # characters before a verb in which its subject is looked for
_QUOTE = re.compile("“[^“]*(?:“[^”]*”[^“”]*)*”")
_LEFT_OPEN = re.compile(rf"(?:{_VERB})：?$")


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
             quote, carried, continued, reporter; NA outside body and roster).
    """
    found = [
        speech
        for _, own in sentences.groupby("article_id", sort=False)
        for speech in _speeches(list(map(_Line._make, own[list(_Line._fields)].to_numpy())))
    ]
    return sentences.assign(
        speaker=[s.speaker if s else "" for s in found],
        verb=pd.array([s.verb if s else None for s in found], dtype="str"),
        speaker_rule=pd.array([s.rule if s else None for s in found], dtype="str"),
    )


class _Line(NamedTuple):
    paragraph: int
    zone: str
    text: str


def _speeches(lines: list[_Line]) -> list[Speech | None]:
    known = {name for line in lines for _, _, name in find_people(line.text)} - set(_QUOTED)
    found: list[Speech | None] = []
    floor, subject = _REPORTER, ""
    before: _Line | None = None
    for line in lines:
        if line.zone not in _TOLD:
            found.append(None)
            continue
        is_new = before is None or before.paragraph != line.paragraph
        floor = _floor(line, floor, subject, known, before if is_new else None)
        found.append(floor)
        subject = _subject(line.text, known) or subject
        before = line
    return _with_quotes(lines, found)


def _floor(
    line: _Line, floor: Speech, subject: str, known: set[str], above: _Line | None
) -> Speech:
    """Tell who has the floor; `above` is the last line of another paragraph, if there is one."""
    if line.zone == "roster":
        return _REPORTER
    if said := _said(line.text, subject, known):
        return said
    if not floor.speaker or _is_reported(line.text, known):
        return _REPORTER
    if above is None:
        return floor._replace(rule="carried")
    goes_on = _CONTINUES.match(line.text) or _LEFT_OPEN.search(above.text)
    return floor._replace(rule="continued") if goes_on else _REPORTER


def _with_quotes(lines: list[_Line], found: list[Speech | None]) -> list[Speech | None]:
    """Give a quote that stands before the words that name its speaker to that speaker."""
    for i in range(len(lines) - 1, 0, -1):
        speech, quote = found[i], lines[i - 1]
        if not speech or speech.rule not in ("named", "pronoun"):
            continue
        opens = lines[i].text.find(str(speech.verb)) < _NEAR
        if opens and quote.paragraph == lines[i].paragraph and _QUOTE.fullmatch(quote.text):
            found[i - 1] = speech._replace(rule="quote")
    return found


def _is_reported(text: str, known: set[str]) -> bool:
    """Tell whether the reporter takes the floor back: a time, an act of the meeting, a person."""
    if _REPORTED.match(text):
        return True
    first = _CLAUSE.search(text)
    if not first or _ORDERS.search(first.group()):
        return False
    people = find_people(first.group(), known)
    return any(start < _NEAR and name not in _QUOTED for start, _, name in people)


def _said(text: str, subject: str, known: set[str]) -> Speech | None:
    """Find the words of a sentence that name its speaker."""
    opening = [m for m in [_OPENS.match(text)] if m and _is_speaker(m["subject"], known)]
    for match in [*opening, *_SAYS.finditer(text)]:
        if match.start() and text[match.start() - 1] not in "，。；：！？“”、 ":
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        speech = _speech(match, before, subject, known)
        if speech and not speech.speaker.startswith(_QUOTED):
            return speech
    return None


def _is_speaker(words: str, known: set[str]) -> bool:
    return words in known or words in ("他", "她", "会议", "大会")


def _speech(match: re.Match[str], before: str, subject: str, known: set[str]) -> Speech | None:
    said_by, verb = match["subject"], match["verb"]
    if not said_by:
        chair = find_person(before, known) or ("会议" if "会" in before else "")
        return Speech(chair, verb, "chairing") if chair else None
    if _PRONOUN.match(said_by):
        return Speech(subject, verb, "pronoun") if subject else None
    if _TAKES_OBJECT.match(said_by):
        return None
    if meeting := _MEETING.search(said_by):
        noun = meeting["noun"]
        return Speech("会议" if noun == "会" else noun, verb, "meeting")
    person = find_person(said_by, known)
    if not person or not _LEADS_TO_VERB.fullmatch(said_by.rpartition(person)[2]):
        return None
    return Speech(person, verb, "named")


def _subject(text: str, known: set[str]) -> str | None:
    """Name whom 他 in the next sentence means: the first person of this one."""
    return next((name for _, _, name in find_people(text, known) if name not in _QUOTED), None)
