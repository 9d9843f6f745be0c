"""Paragraphs to sentences, bylines and rosters apart from what is reported."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.corpus.characters import HAN

_STOPS = "。！？"
_END = re.compile(r"(?:…{2,}|[。！？])[。！？…]*[”’」』）)》】]*")
# After an ellipsis, or a stop inside quotation marks, the sentence goes on with one of these.
_GOES_ON = "，、；：,;:的等和与及了》」』”’）)"

_SAYS = re.compile(f"[A-Za-z{HAN}]")  # a | or ③5 behind the last stop says nothing
_TITLE = 50  # characters of a title, at most

_NAMES = r"[\u3400-\u9fff·]{2,12}(?: [\u3400-\u9fff·]{1,12}){0,6}"
_REPORTERS = rf"(?:本[报网台]|全媒体|融媒体|首席|见习|特约)*(?:记者|通讯员) ?{_NAMES}"
_LEAD_BYLINE = re.compile(
    r"(?:[^，。（(]{0,24}(?:讯|电|消息|报道))? ?"
    r"[（(][^（）()。]{0,40}(?:记者|通讯员|编辑|报道)[^（）()。]{0,60}[）)][ ：]*|"
    rf"(?:本[报网台站刊](?:讯|消息)|[^，。（(\s]{{2,10}}(?:[报网台社端]|融媒体?|传媒|发布)讯)[ ：]*"
    rf"(?:（[^（）。，]{{2,40}}）|{_REPORTERS}(?:报道[ ：]*| |(?=\d)))?|"
    r"[^，。（(\s]{2,12}(?:报|网|社|台|端)[^，。（(\s]{0,4}\d{1,2}月\d{1,2}日(?:讯|电(?![视话]))[ ：]*|"
    r"(?:\d{1,2}月)?\d{1,2}日讯[ ：]*"
)
_TAIL_BYLINE = re.compile(
    r"[（(【][^（）()【】。]{0,16}(?:记者|通讯员|责编|责任编辑|编辑|来源|文图|文/|资料图|原标?题)[^（）()【】。]{0,60}[）)】]。?$|"
    r"(?<=[。！？”])\s?(?:"
    rf"（(?:{_NAMES}|20\d\d年\d{{1,2}}月\d{{1,2}}日)）|{_REPORTERS}|"
    r"(?:责任编辑|编辑|责编|校对|审核|来源|作者|记者)[：｜/][^，。：；]{2,20})$"
)
_CAPTION_TAIL = re.compile(r"(?:本报)?(?:记者|通讯员) ?\S{2,4}(?: \S{2,4})* ?摄影?[）)]?。?$")


class Span(NamedTuple):
    """A stretch of the clean text and the zone it belongs to."""

    start: int
    end: int
    zone: str


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the spans of the sentences of text[start:end].

    A sentence ends after 。！？ or …… and the closing quotes and brackets that follow; blanks
    around it belong to none.
    """
    at = start
    for match in _END.finditer(text, start, end):
        after = text[match.end() : match.end() + 1] if match.end() < end else ""
        if match.group()[-1] not in _STOPS and after and after in _GOES_ON:
            continue
        if _in_title(text, at, match.start()) and after:
            continue
        yield from _stripped(text, at, match.end())
        at = match.end()
    yield from _stripped(text, at, end)


def _in_title(text: str, start: int, at: int) -> bool:
    start = max(start, at - _TITLE)
    return text.rfind("《", start, at) > text.rfind("》", start, at)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def split_zones(text: str, start: int, end: int, zone: str) -> Iterator[Span]:
    """Divide a paragraph into sentences and part the bylines from a body paragraph."""
    if zone == "caption":
        yield from _split_tail(text, start, end, zone, _CAPTION_TAIL)
    elif zone == "body":
        lead = _LEAD_BYLINE.match(text, start, end)
        if lead and lead.end() > start:
            yield from (Span(*span, "byline") for span in _stripped(text, start, lead.end()))
            start = lead.end()
        yield from _split_tail(text, start, end, zone, _TAIL_BYLINE)
    else:
        yield from (Span(*span, zone) for span in _stripped(text, start, end))


def _split_tail(
    text: str, start: int, end: int, zone: str, tail: re.Pattern[str]
) -> Iterator[Span]:
    found = tail.search(text, max(start, end - 100), end)
    stop = found.start() if found else end
    for span in split_sentences(text, start, stop):
        yield Span(*span, zone if _SAYS.search(text, *span) else "boilerplate")
    if found:
        byline = "caption" if zone == "caption" else "byline"
        yield from (Span(*span, byline) for span in _stripped(text, stop, end))
