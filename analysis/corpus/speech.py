"""Who says each sentence: a named person, the meeting, or the reporter.

A sentence that names its speaker (李猛指出 / 会议强调 / 他要求 / 主持召开会议，强调要) gives the floor, and so
does one that announces a speech (李猛提出三点要求。) to the orders behind it, while it is the reporter's
itself. The sentences that follow in the paragraph keep the floor until the reporter speaks again. A
paragraph that goes on with an enumeration (二要 …) or an order without a subject (要 …) keeps the
floor of the one before; so does what stands between two points. Who has no name (有关负责人表示,
专家建议, 《通知》指出) ends the floor and does not get it: the row is the reporter's.
"""

import re
from collections.abc import Mapping
from itertools import groupby, islice
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from analysis.corpus.people import Names, any_of, find_people, is_spoken_of
from analysis.corpus.speakers import (
    ACTED,
    ADVERB,
    CLAUSE,
    GOES_ON,
    NO_MARK,
    ORDERS,
    QUOTED,
    TAKES_OBJECT,
    VERB,
    WORDS,
    Speech,
    find_announced,
    find_speech,
)

_REPORTED = re.compile(
    rf"{any_of(WORDS['reported'])}|会议[还并]?{any_of(WORDS['meeting_acts'])}|会议还(?!要|应|必须)|"
    rf"(?:20\d\d年)?\d{{1,2}}月\d{{1,2}}日|[^，。；：！？要]{{0,10}}会[上前后期]|"
    rf"{NO_MARK}{{0,40}}(?:先后|依次|分别|纷纷|踊跃|交流|表态)发言"
)
_NOBODY = re.compile(
    rf"(?:{NO_MARK}{{0,20}}，)?(?P<subject>(?!要){NO_MARK}{{0,30}}?{any_of(WORDS['nobody'])})"
    rf"{ADVERB}{{0,2}}(?P<verb>{any_of(WORDS['nobody_verbs'])})[，：。]"
)
# Where, or on what occasion, somebody did what the next clause tells: 在南苑市场，李玲查看了….
_SCENE = re.compile(
    rf"(?:[在到每]|来到|走进|前往){NO_MARK}+，|{NO_MARK}{{1,30}}(?:[后时中]|期间)，"
)
_POINT = re.compile(r"[第其（(]?([一二三四五六七八九十]{1,2}|\d{1,2})(?:要|是|[、，）)．])")
_CONTINUES = re.compile(
    rf"{_POINT.pattern}|其[一二三四五]|{NO_MARK}{{2,20}}方面(?:[。：]|，[^。]{{0,80}}?(?:要(?!求)|必须))|"
    r"(?:首先|其次|再次)，?要?|(?:下一?步|同时|当前|此外|另外)，?(?:要|必须|务必)|还?要(?!求)|必须|务必"
)
_TALKS = re.compile(any_of(WORDS["talks"]))
_HE = re.compile("[他她](?!们)")

_TOLD = ("body", "roster")
_NEAR = 45  # characters from the start of a sentence within which its subject stands
_LONGEST_QUOTE = 30  # sentences
_QUOTE = re.compile("“[^“]*(?:“[^”]*”[^“”]*)*”")
_LEFT_OPEN = re.compile(rf"{VERB}(?:如下)?：?$")
_DIGITS = "零一二三四五六七八九十"

_REPORTER = Speech("", None, "reporter")


def attribute_speech(sentences: pd.DataFrame) -> pd.DataFrame:
    """Name the speaker of each sentence.

    Takes    sentences of one or more articles in order: article_id, paragraph, zone, text.
    Returns  the same rows with speaker, verb and speaker_rule (meeting, named, pronoun, chairing,
             announced, quote, carried, continued, reporter; NA outside body and roster).
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


class _Heard(NamedTuple):
    """What the lines above leave: who has the floor or is to have it, whom 他 means, who made points."""

    floor: Speech = _REPORTER
    announced: Speech | None = None
    subject: str = ""
    points: Mapping[int, Speech] = MappingProxyType({})
    line: _Line | None = None


def _speeches(lines: list[_Line]) -> list[Speech | None]:
    names = (name for line in lines for _, _, name in find_people(line.text))
    known = frozenset(names).difference(QUOTED)
    found: list[Speech | None] = []
    heard = _Heard()
    for line in lines:
        if line.zone not in _TOLD:
            found.append(None)
            continue
        is_new = heard.line is None or heard.line.paragraph != line.paragraph
        floor = _floor(line, heard, known, is_new=is_new)
        found.append(floor)
        heard = _hear(line, floor, heard, known)
    return _with_gaps(lines, _with_quotes(lines, found), known)


def _hear(line: _Line, floor: Speech, heard: _Heard, known: Names) -> _Heard:
    announced = None if floor.speaker else find_announced(line.text, heard.subject, known)
    is_roster = line.zone == "roster"
    if is_roster:
        announced = announced or heard.announced
    is_another = any(point.speaker != floor.speaker for point in heard.points.values())
    points = {} if is_roster or (floor.speaker and is_another) else dict(heard.points)
    if floor.speaker:
        starts = (clause.start() for clause in CLAUSE.finditer(line.text))
        points |= {number: floor for start in starts if (number := _number(line.text, start))}
    subject = _subject(line.text, floor, known) or heard.subject
    return _Heard(floor, announced, subject, points, line)


def _number(text: str, start: int = 0) -> int:
    """Give the number of the point that starts here (一要 …, 二、…, 3．…); 0 where none does."""
    point = _POINT.match(text, start)
    if not point:
        return 0
    return int(point[1]) if point[1].isdecimal() else sum(map(_DIGITS.index, point[1]))


def _floor(line: _Line, heard: _Heard, known: Names, *, is_new: bool) -> Speech:
    if line.zone == "roster":
        return _REPORTER
    if said := find_speech(line.text, heard.subject, known):
        return said
    floor, announced = heard.floor, heard.announced
    by = announced.speaker if announced else heard.subject
    if not (floor.speaker or is_new) and by and (goes_on := GOES_ON.match(line.text)):
        return Speech(by, goes_on["verb"], "pronoun")
    if _is_reported(line.text, known):
        return _REPORTER
    if announced and (_CONTINUES.match(line.text) or _gives_order(line.text)):
        return announced
    if not floor.speaker:
        point = heard.points.get(_number(line.text) - 1) if is_new else None
        return point._replace(rule="continued") if point else _REPORTER
    if is_new:
        is_more = _is_more(line.text, heard.line.text if heard.line else "")
        return floor._replace(rule="continued") if is_more else _REPORTER
    return _REPORTER if _announces(line.text, floor, known) else floor._replace(rule="carried")


def _gives_order(text: str) -> bool:
    clauses = islice(CLAUSE.finditer(text), 2)
    return any(ORDERS.search(clause.group()) for clause in clauses)


def _is_more(text: str, above: str) -> bool:
    """Tell whether a paragraph goes on with the speech that the one above ends in."""
    if _CONTINUES.match(text) or _LEFT_OPEN.search(above):
        return True
    return _number(above) > 0 and _gives_order(text)


def _announces(text: str, floor: Speech, known: Names) -> bool:
    """Tell whether a sentence amid a speech is the reporter's, who announces the next part of it."""
    announced = find_announced(text, "", known)
    if not announced or announced.speaker != floor.speaker:
        return False
    return announced.speaker != "会议" or text.startswith("会议")


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


def _with_gaps(lines: list[_Line], found: list[Speech | None], known: Names) -> list[Speech | None]:
    """Give what stands between two points of a speech to its speaker."""
    last = 0
    for i, speech in enumerate(found):
        if not speech or not speech.speaker:
            continue
        if speech.rule == "continued" and _number(lines[i].text) > 1:
            for k in range(last + 1, i):
                if found[k] == _REPORTER and not _is_reported_line(lines[k], known):
                    found[k] = speech
        last = i
    return found


def _is_reported_line(line: _Line, known: Names) -> bool:
    return line.zone == "roster" or _is_reported(line.text, known)


def _is_reported(text: str, known: Names) -> bool:
    """Tell whether the reporter takes the floor back: a time, an act of the meeting, somebody else."""
    if _REPORTED.match(text) or _is_nobodys(text):
        return True
    people = [each for each in find_people(text, known) if each[2] not in QUOTED]
    first = CLAUSE.search(text)
    if not first or ORDERS.search(first.group()):
        return False
    if any(start < min(first.end(), _NEAR) for start, _, _ in people):
        return True
    return _is_scene(text, [end for _, end, _ in people])


def _is_scene(text: str, ends: list[int]) -> bool:
    """Tell whether somebody, 他 or one whose name has such an end, acts where the text begins."""
    scene = _SCENE.match(text)
    clause = CLAUSE.search(text, scene.end()) if scene else None
    if not clause:
        return False
    if he := _HE.match(text, clause.start()):
        ends = [*ends, he.end()]
    return any(ACTED.search(text, end, clause.end()) for end in ends)


def _is_nobodys(text: str) -> bool:
    """Tell whether somebody without a name speaks; in 按照《通知》要求， nobody does."""
    nobody = _NOBODY.match(text)
    if not nobody or nobody.group().startswith(QUOTED):
        return False
    is_noun = nobody["verb"] in WORDS["nouns_too"] and TAKES_OBJECT.search(nobody["subject"])
    return not is_noun


def _subject(text: str, floor: Speech, known: Names) -> str | None:
    """Name whom 他 in the next sentence means: who spoke in this one, or of whom it tells.

    Of several persons it is the first who talked (通报, 讲话); what is said names no new one.
    """
    if floor.speaker:
        return floor.speaker if floor.speaker in known else None
    people = [
        (start, end, name)
        for start, end, name in find_people(text, known)
        if name not in QUOTED and not is_spoken_of(text, start)
    ]
    stops = [*(start for start, _, _ in people[1:]), len(text)]
    talked = (
        name
        for (_, end, name), stop in zip(people, stops, strict=False)
        if _TALKS.search(text, end, stop)
    )
    return next(talked, people[0][2] if people else None)
