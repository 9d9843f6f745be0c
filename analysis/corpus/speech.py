"""Who says each sentence: a named person, the meeting, or the reporter.

A sentence that names its speaker (李猛指出 / 会议强调 / 他要求 / 主持召开会议，强调要) gives the floor; those that
follow in the paragraph keep it until the reporter speaks again. A paragraph that goes on with an
enumeration (二要 …) or an order without a subject (要 …) keeps the floor of the one before. Who has no
name (有关负责人表示, 专家建议, 《通知》指出) ends the floor and does not get it: the row is the reporter's.
"""

import re
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import pandas as pd

from analysis.corpus.people import (
    SPEECH_VERBS,
    Names,
    any_of,
    find_people,
    find_person,
    is_spoken_of,
    read_words,
)

_WORDS = read_words("speech.toml")
_VERB = any_of(SPEECH_VERBS)
_ADVERB = any_of(_WORDS["adverbs"])
_BODY = any_of(_WORDS["bodies"])
_NO_MARK = "[^，。；：！？]"

_MEANWHILE = rf"(?:但|而|不过|因此)?(?:(?:会[上后前]|此外|另外|为此|对此|当天|其间|{_ADVERB})，?)?"
# 提出四点要求，一要; 提出要求：一要; but in 提出要求，强调要 it is 强调 that says.
_ASKS = (
    rf"(?P<asks>提出)了?(?:[一二两三四五六七八九十几]+[个点条项]\S{{0,8}}?|{_NO_MARK}{{0,6}}要求)"
    rf"(?=：|，(?!并?{_VERB}))"
)
# 强调指出 and 指出并强调 are one verb. Behind it: a mark; a figure (介绍2月5日); the end of the sentence
# (说。 or 会议指出 alone on its line); 强调要; 问值班员：“.
_TELLS = (
    rf"(?!提出{_NO_MARK}{{0,6}}要求)(?P<verb>(?:明确|决定)(?=[，：])|{_VERB}(?:并?{_VERB}){{0,2}})(?:记者)?"
    rf"(?:(?=[，：“])|(?={_NO_MARK}{{1,8}}：“)|"
    r"(?<=[说调出求示绍])(?=\d)|(?<=[说问道调出示诉者])。?$|(?:要|必须|务必)(?!求))"
)
_SAYS = re.compile(rf"(?P<subject>{_NO_MARK}{{0,80}}?)(?:{_ASKS}|{_TELLS})")
_OPENS = re.compile(
    rf"{_MEANWHILE}(?P<subject>(?:(?!指出|强调|要求){_NO_MARK}){{1,40}}?)"
    rf"(?P<verb>{any_of(_WORDS['orders'])})(?!的|了|和|并|、|{_VERB})"
)
_GOES_ON = re.compile(rf"{_ADVERB}?(?P<verb>要求|强调|指出|希望|叮嘱|勉励)(?![的了和、，：])")
_ACTED = re.compile(any_of(_WORDS["acts"]))

_PRONOUN = re.compile(rf"{_MEANWHILE}[他她](?!们)")
_HE_DID = re.compile("(?:^|，)[他她](?!们)")
_MEETING = re.compile(
    rf"(?P<noun>(?:[省市县区州旗盟]委、?)?(?:[省市县区州旗盟]|人民)政府|自治[区州县]党委|{_BODY}(?:办公室)?|"
    r"(?<=常委)会|(?<=.)(?<![协学商工金员事委字社机])会)(?:还|又|也|同时|特别|最后|再次|进一步|明确|着重|反复|一致)?$"
)
_CONVENED = re.compile("会议|(?:召开|举行).*会")
_TAKES_OBJECT = re.compile(any_of(_WORDS["takes_object"]))
# Between a person and the verb: a title, an occasion or manner, whom it is about. Anything else makes
# the verb a noun: 李亚传达了上级部署要求.
_LEADS_TO_VERB = re.compile(
    r"(?:同志|副?(?:书记|[省市县区州盟旗]长|主任|部长|局长|主席|院长|教授|院士))?"
    r"(?:.{0,60}(?:时|[上中后]|并|地|边.{1,4}))?"
    rf"{_ADVERB}{{0,2}}(?:(?:[就对向]|针对|代表|结合)(?:(?!提出|响应|进行|[^工][作做][出了]?).){{1,30}})?"
    rf"{_ADVERB}{{0,2}}"
)
# The head of state is quoted at these meetings; he does not speak there.
_QUOTED = ("习近平", "总书记")

_CLAUSE = re.compile(rf"{_NO_MARK}+")
_REPORTED = re.compile(
    rf"{any_of(_WORDS['reported'])}|会议[还并]?{any_of(_WORDS['meeting_acts'])}|"
    rf"(?:20\d\d年)?\d{{1,2}}月\d{{1,2}}日|[^，。；：！？要]{{0,10}}会[上前后期]|"
    rf"{_NO_MARK}{{0,40}}(?:先后|依次|分别|纷纷|踊跃|交流|表态)发言"
)
_NOBODY = re.compile(
    rf"(?:{_NO_MARK}{{0,20}}，)?(?!要){_NO_MARK}{{0,30}}?{any_of(_WORDS['nobody'])}{_ADVERB}{{0,2}}"
    rf"{any_of(_WORDS['nobody_verbs'])}[，：。]"
)
_CONTINUES = re.compile(
    r"第?[一二三四五六七八九十]{1,2}(?:要|是|、|，)|[（(]?[一二三四五六七八九十\d]{1,2}[）)、．]|其[一二三四五]|"
    r"(?:首先|其次|再次)，?要?|(?:下一?步|同时|当前|此外|另外)，?(?:要|必须|务必)|还?要(?!求)|必须|务必"
)
_ORDERS = re.compile(r"(?<![重主需首])要(?!求|点|素|闻|员|害|道)|必须|务必")
_TALKS = re.compile(any_of(_WORDS["talks"]))

_TOLD = ("body", "roster")
_NEAR = 45  # characters from the start of a sentence within which its subject stands
_LOOK_BACK = 200  # characters before a verb in which its subject is looked for
_LONGEST_QUOTE = 30  # sentences
_QUOTE = re.compile("“[^“]*(?:“[^”]*”[^“”]*)*”")
_LEFT_OPEN = re.compile(rf"{_VERB}(?:如下)?：?$")


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
    columns = [sentences[name].tolist() for name in ("article_id", *_Line._fields)]
    found = [
        speech
        for _, own in groupby(zip(*columns, strict=True), key=itemgetter(0))
        for speech in _speeches([_Line(*line) for _, *line in own])
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
    names = (name for line in lines for _, _, name in find_people(line.text))
    known = frozenset(names).difference(_QUOTED)
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
        subject = _subject(line.text, floor, known) or subject
        before = line
    return _with_quotes(lines, found)


def _floor(line: _Line, floor: Speech, subject: str, known: Names, above: _Line | None) -> Speech:
    """Tell who has the floor; `above` is the last line of another paragraph, if there is one."""
    if line.zone == "roster":
        return _REPORTER
    if said := _said(line.text, subject, known):
        return said
    if not floor.speaker and subject and above is None and (goes_on := _GOES_ON.match(line.text)):
        return Speech(subject, goes_on["verb"], "pronoun")
    if not floor.speaker or _is_reported(line.text, known):
        return _REPORTER
    if above is None:
        return floor._replace(rule="carried")
    goes_on = _CONTINUES.match(line.text) or _LEFT_OPEN.search(above.text)
    return floor._replace(rule="continued") if goes_on else _REPORTER


def _with_quotes(lines: list[_Line], found: list[Speech | None]) -> list[Speech | None]:
    """Give a quote that stands before the words that name its speaker to that speaker."""
    for i in range(len(lines) - 1, 0, -1):
        speech = found[i]
        if not speech or speech.rule not in ("named", "pronoun"):
            continue
        if lines[i].text.find(str(speech.verb)) < _NEAR:
            for k in _quote_above(lines, i):
                found[k] = speech._replace(rule="quote")
    return found


def _quote_above(lines: list[_Line], i: int) -> range:
    """Give the lines right above line i, in its paragraph, that are one quote and nothing else."""
    quote = ""
    lowest = max(-1, i - 1 - _LONGEST_QUOTE) if lines[i - 1].text.endswith("”") else i - 1
    for k in range(i - 1, lowest, -1):
        if lines[k].paragraph != lines[i].paragraph:
            break
        quote = lines[k].text + quote
        if quote.startswith("“") and _QUOTE.fullmatch(quote):
            return range(k, i)
    return range(0)


def _is_reported(text: str, known: Names) -> bool:
    """Tell whether the reporter takes the floor back: a time, an act of the meeting, somebody else."""
    nobody = _NOBODY.match(text)
    if _REPORTED.match(text) or (nobody and not nobody.group().startswith(_QUOTED)):
        return True
    first = _CLAUSE.search(text)
    if not first or _ORDERS.search(first.group()):
        return False
    near = min(first.end(), _NEAR)
    return any(start < near and name not in _QUOTED for start, _, name in find_people(text, known))


def _said(text: str, subject: str, known: Names) -> Speech | None:
    """Find the words of a sentence that name its speaker."""
    opening = _OPENS.match(text)
    if opening and (speech := _opens(opening, subject, known)):
        return speech
    for match in _SAYS.finditer(text):
        if match.start() and text[match.start() - 1] not in "，。；：！？“”、 ":
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        speech = _speech(match, before, subject, known)
        if speech and not speech.speaker.startswith(_QUOTED):
            return speech
    return _chaired(text, subject, known)


def _opens(match: re.Match[str], subject: str, known: Names) -> Speech | None:
    said_by, verb = match["subject"], match["verb"]
    if said_by in ("会议", "大会"):
        return Speech(said_by, verb, "meeting")
    if _PRONOUN.match(said_by):
        return _by_pronoun(match, verb, subject)
    person = _named(said_by, known)
    return Speech(person, verb, "named") if person and person not in _QUOTED else None


def _by_pronoun(match: re.Match[str], verb: str, subject: str) -> Speech | None:
    pronoun = _PRONOUN.match(match["subject"])
    leads = pronoun and _LEADS_TO_VERB.fullmatch(match["subject"], pronoun.end())
    quotes = match.string.startswith("：“", match.end())  # 他握着老人的手说：“
    return Speech(subject, verb, "pronoun") if (leads or quotes) and subject else None


def _named(said_by: str, known: Names) -> str | None:
    """Name the person who is the subject of the verb behind these words, in full or as 梅市长."""
    person = find_person(said_by, known) or ""
    named = next((n for n in (person, person[:2], person[:1]) if n and n in said_by), None)
    leads = named and _LEADS_TO_VERB.fullmatch(said_by.rpartition(named)[2])
    return person if leads else None


def _chaired(text: str, subject: str, known: Names) -> Speech | None:
    for clause in _CLAUSE.finditer(text):
        before = text[max(0, clause.start() - _LOOK_BACK) : clause.start()]
        match = _GOES_ON.match(text, clause.start())
        if match and _ACTED.search(before) and not _ORDERS.search(before):
            return _chair(before, match["verb"], subject, known)
    return None


def _chair(before: str, verb: str, subject: str, known: Names) -> Speech | None:
    chair = find_person(before, known) or ("会议" if _CONVENED.search(before) else "")
    chair = chair or (subject if _HE_DID.search(before) else "")
    return Speech(chair, verb, "chairing") if chair else None


def _has_no_subject(said_by: str, before: str, known: Names) -> bool:
    """Tell whether the subject stands a clause before: 李猛听取了汇报，肯定了工作并强调."""
    if find_people(said_by, known) or _ORDERS.search(before):
        return False
    return _LEADS_TO_VERB.fullmatch(said_by) is not None


def _speech(match: re.Match[str], before: str, subject: str, known: Names) -> Speech | None:
    said_by, verb = match["subject"], match["verb"] or match["asks"]
    if re.fullmatch(f"{_ADVERB}?", said_by):
        return _chair(before, verb, subject, known)
    if _PRONOUN.match(said_by):
        return _by_pronoun(match, verb, find_person(before, known) or subject)
    meeting = _MEETING.search(said_by)
    if meeting and not _TAKES_OBJECT.search(said_by):
        noun = meeting["noun"]
        return Speech("会议" if noun == "会" else noun, verb, "meeting")
    if person := _named(said_by, known):
        return Speech(person, verb, "named")
    return _chair(before, verb, subject, known) if _has_no_subject(said_by, before, known) else None


def _subject(text: str, floor: Speech, known: Names) -> str | None:
    """Name whom 他 in the next sentence means: who spoke in this one, or of whom it tells.

    Of several persons it is the first who talked (通报, 讲话); what is said names no new one.
    """
    if floor.speaker:
        return floor.speaker if floor.speaker in known else None
    people = [
        (start, end, name)
        for start, end, name in find_people(text, known)
        if name not in _QUOTED and not is_spoken_of(text, start)
    ]
    stops = [*(start for start, _, _ in people[1:]), len(text)]
    talked = (
        name
        for (_, end, name), stop in zip(people, stops, strict=False)
        if _TALKS.search(text, end, stop)
    )
    return next(talked, people[0][2] if people else None)
