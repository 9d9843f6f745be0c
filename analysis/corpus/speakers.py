"""Read from a sentence who speaks in it, or whose words it announces.

李猛指出，… / 会议强调，… / 他要求… / 主持召开会议，强调要… name who speaks; 李猛提出三点要求。 tells that
the words of 李猛 come next. Joint speakers are joined by 、 (沈洪兵、姚建红指出).
"""

import re
from typing import NamedTuple

from analysis.corpus.people import (
    SPEECH_VERBS,
    Names,
    any_of,
    find_people,
    find_person,
    read_words,
)

WORDS = read_words("speech.toml")
VERB = any_of(SPEECH_VERBS)
ADVERB = any_of(WORDS["adverbs"])
NO_MARK = "[^，。；：！？]"
CLAUSE = re.compile(rf"{NO_MARK}+")
# The head of state is quoted at these meetings; he does not speak there.
QUOTED = ("习近平", "总书记")

_BODY = any_of(WORDS["bodies"])
_MEANWHILE = rf"(?:但|而|不过|因此)?(?:(?:会[上后前]|此外|另外|为此|对此|当天|其间|{ADVERB})，?)?"
_ORDER = "(?<![重主需首])要(?!求|点|素|闻|员|害|道)|必须|务必"
ORDERS = re.compile(_ORDER)
_DOES = "(?<![工合协操运动])[作做](?![好到实细为])出?"
_DID = any_of((*WORDS["did"], "发言", "通报", "汇报"))
# 提出四点要求，一要; 提出要求：一要; 作具体部署：要. In 提出要求，强调要 it is 强调 that says, and in
# 提出要求，市长作部署 nobody does: behind a comma there are points or an order.
_ASKS = (
    rf"(?:(?P<asks>提出)了?(?:[一二两三四五六七八九十几]+[个点条项]\S{{0,8}}?|{NO_MARK}{{0,6}}要求)|"
    rf"(?:{_DOES}|进行)了?(?:工作|(?![作做]){NO_MARK}){{0,10}}?(?P<did>{_DID})(?=：))"
    rf"(?=：|，(?!并?{VERB})(?:[第其]?一|首先|{NO_MARK}{{0,30}}?(?:{_ORDER})))"
)
# 强调指出 and 指出并强调 are one verb. Behind it: a mark; a figure (介绍2月5日); the end of the sentence
# (说。 or 会议指出 alone on its line); 强调要; 问值班员：“.
_TELLS = (
    rf"(?!提出{NO_MARK}{{0,6}}要求|(?<=[慰访])问)(?P<verb>(?:明确|决定)(?=[，：])|{VERB}(?:并?{VERB}){{0,2}})(?:记者)?"
    rf"(?:(?=[，：“])|(?={NO_MARK}{{1,8}}：“)|"
    r"(?<=[说调出求示绍])(?=\d)|(?<=[说问道调出示诉者])。?$|(?:要|必须|务必)(?!求))"
)
_SAYS = re.compile(rf"(?P<subject>{NO_MARK}{{0,80}}?)(?:{_ASKS}|{_TELLS})")
_OPENS = re.compile(
    rf"{_MEANWHILE}(?P<subject>(?:(?!指出|强调|要求){NO_MARK}){{1,40}}?)"
    rf"(?P<verb>{any_of(WORDS['orders'])})(?!的|了|和|并|、|{VERB})"
)
_DECIDES = re.compile(r"会议(?:还|经?研究)?(?P<verb>决定)(?![了的])")
GOES_ON = re.compile(rf"{ADVERB}?(?P<verb>要求|强调|指出|希望|叮嘱|勉励)(?![了的和、，：])")
ACTED = re.compile(any_of(WORDS["acts"]))
_ANNOUNCES = re.compile(
    rf"(?:(?P<asks>提出)了?{NO_MARK}{{0,14}}(?:要求|意见|建议|希望|措施|[一二两三四五六七八九十几][点条项])|"
    rf"(?:(?:{_DOES}|进行)了?|再)(?:工作|(?![作做]){NO_MARK}){{0,10}}?(?P<did>{any_of(WORDS['did'])}))。?$"
)

_PRONOUN = re.compile(rf"{_MEANWHILE}[他她](?!们)")
_HE_DID = re.compile("(?:^|，)[他她](?!们)")
_MEETING = re.compile(
    rf"(?P<noun>(?:[省市县区州旗盟]委、?)?(?:[省市县区州旗盟]|人民)政府|自治[区州县]党委|{_BODY}(?:办公室)?|"
    r"(?<=常委)会|(?<=.)(?<![协学商工金员事委字社机])会)(?:还|又|也|同时|特别|最后|再次|进一步|明确|着重|反复|一致)?$"
)
_CONVENED = re.compile("会议|(?:召开|举行).*会")
TAKES_OBJECT = re.compile(any_of(WORDS["takes_object"]))
# Between a person and the verb: a title, an occasion or manner, whom it is about. Anything else makes
# the verb a noun: 李亚传达了上级部署要求.
_LEADS_TO_VERB = re.compile(
    r"(?:同志|副?(?:书记|[省市县区州盟旗]长|主任|部长|局长|主席|院长|教授|院士))?"
    r"(?:.{0,60}(?:时|[上中后]|并|地|边.{1,4}))?"
    rf"{ADVERB}{{0,2}}(?:(?:[就对向]|针对|代表|结合)(?:(?!提出|响应|进行|[^工][作做][出了]?).){{1,30}})?"
    rf"{ADVERB}{{0,2}}"
)
_AND = re.compile(rf"[、和](?:{NO_MARK}{{0,24}})")  # between joint speakers; a title may follow
_LOOK_BACK = 200  # characters before a verb in which its subject is looked for


class Speech(NamedTuple):
    """Who speaks, by which verb, and the rule that says so; the reporter is ("", None, …)."""

    speaker: str
    verb: str | None
    rule: str


def find_speech(text: str, subject: str, known: Names) -> Speech | None:
    """Find the words of a sentence that name its speaker.

    Takes    text: a sentence. subject: whom 他 would mean. known: names the report has introduced.
    """
    if decides := _DECIDES.match(text):
        return Speech("会议", decides["verb"], "meeting")
    opening = _OPENS.match(text)
    if opening and (speech := _opens(opening, subject, known)):
        return speech
    for match in _SAYS.finditer(text):
        if match.start() and text[match.start() - 1] not in "，。；：！？“”、 ":
            continue
        speech = _speech(match, _before(text, match.start()), subject, known)
        if speech and not speech.speaker.startswith(QUOTED):
            return speech
    return _chaired(text, subject, known)


def find_announced(text: str, subject: str, known: Names) -> Speech | None:
    """Name whose words come next, where a sentence (提出三点要求) only tells that there are some."""
    match = _ANNOUNCES.search(text)
    if not match:
        return None
    speech = _chair(_before(text, match.start()), match["asks"] or match["did"], subject, known)
    return speech._replace(rule="announced") if speech else None


def _before(text: str, end: int) -> str:
    return text[max(0, end - _LOOK_BACK) : end]


def _opens(match: re.Match[str], subject: str, known: Names) -> Speech | None:
    said_by, verb = match["subject"], match["verb"]
    if said_by in ("会议", "大会"):
        return Speech(said_by, verb, "meeting")
    if _PRONOUN.match(said_by):
        return _by_pronoun(match, verb, subject)
    person = _named(said_by, known)
    return Speech(person, verb, "named") if person and person not in QUOTED else None


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
    return _joint(person, said_by, known) if leads else None


def _joint(person: str, text: str, known: Names) -> str:
    """Join a person and those right before, who speak as well: 沈洪兵、姚建红."""
    joined: list[str] = []
    stop = len(text)
    for start, end, name in reversed(find_people(text, known)):
        if joined and not _AND.fullmatch(text, end, stop):
            break
        if joined or name == person:
            joined.insert(0, name)
            stop = start
    return "、".join(joined) or person


def _chaired(text: str, subject: str, known: Names) -> Speech | None:
    for clause in CLAUSE.finditer(text):
        before = _before(text, clause.start())
        if not before or ORDERS.search(before):
            continue
        match = GOES_ON.match(text, clause.start())
        if match and ACTED.search(before):
            return _chair(before, match["verb"], subject, known)
        opening = _OPENS.match(text, clause.start())
        if opening and _PRONOUN.match(opening["subject"]):
            return _by_pronoun(opening, opening["verb"], find_person(before, known) or subject)
    return None


def _chair(before: str, verb: str, subject: str, known: Names) -> Speech | None:
    person = find_person(before, known)
    chair = _joint(person, before, known) if person else ""
    chair = chair or ("会议" if _CONVENED.search(before) else "")
    chair = chair or (subject if _HE_DID.search(before) else "")
    return Speech(chair, verb, "chairing") if chair else None


def _has_no_subject(said_by: str, before: str, known: Names) -> bool:
    """Tell whether the subject stands a clause before: 李猛听取了汇报，肯定了工作并强调."""
    if find_people(said_by, known) or ORDERS.search(before):
        return False
    return _LEADS_TO_VERB.fullmatch(said_by) is not None


def _speech(match: re.Match[str], before: str, subject: str, known: Names) -> Speech | None:
    said_by, verb = match["subject"], match["verb"] or match["asks"] or match["did"]
    if re.fullmatch(f"{ADVERB}?", said_by):
        return _chair(before, verb, subject, known)
    if _PRONOUN.match(said_by):
        return _by_pronoun(match, verb, find_person(before, known) or subject)
    meeting = _MEETING.search(said_by)
    if meeting and not TAKES_OBJECT.search(said_by):
        noun = meeting["noun"]
        return Speech("会议" if noun == "会" else noun, verb, "meeting")
    if person := _named(said_by, known):
        return Speech(person, verb, "named")
    return _chair(before, verb, subject, known) if _has_no_subject(said_by, before, known) else None
