"""A saved web page: which of the lines it shows are the report.

trafilatura chooses the article. It gets the page with a rare character before each line, and the
characters that come back name the lines it took: nothing has to be found again in the page. What
it cannot know, the layout tells: the headline is the line that the page's title repeats, the lines
below it down to the text that name a date or a source are bylines, and the rest is boilerplate.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from analysis.corpus.cleaning import AlignedText
from analysis.corpus.markup import LABEL, SOURCE, Line, list_lines, show, simplify

# trafilatura counts letters, and a Chinese character says as much as two or three: 250 would have
# it give up on a report of 200 characters for all the text of the page.
_LEAST_ARTICLE = "100"
_MARKS = range(0x20000, 0x2A6E0)  # CJK Extension B: letters to any tool, rare in any page

_SHORTEST = 4  # characters of a heading
_LEAST_TITLE = 6  # of a line that the title repeats: shorter ones are names of sites and columns
_LONGEST_TITLE = 200
_PARTED = re.compile("[_|｜—–-]")  # what parts the headline from the site's name in a title
# Names of sites and columns, which stand in headings too.
_SITE = re.compile("(?:网站?|在线|门户|政府|频道|报|首页|正文|要闻|新闻|动态)$")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORDS = re.compile("[，。；：！？,;:]")  # buttons have none of these: 关注该公众号
_BRACKETS = frozenset("（(【[")


class Told(NamedTuple):
    """A line whose zone the layout of its page tells, by its raw span."""

    start: int
    end: int
    zone: str


class Page(NamedTuple):
    """The text that a page shows, and those of its lines whose zone is told, in order."""

    text: AlignedText
    told: list[Told]


def read_page(raw: str) -> Page:
    """Read the source of a web page.

    Takes    raw: the decoded source, however broken.
    Returns  its text, one line a block, and what is told of the lines that are not the article's
             text. If trafilatura finds no article, nothing is told: the rules for text files decide.
    Limits   a report over several pages is as long as the page that was saved. The time is linear,
             some seconds for a megabyte of text. trafilatura does not get to see a page of more
             than 42,720 lines, and not the dates in its <meta> elements or above its headline.
    """
    text = show(raw)
    lines = list_lines(text)
    zones = _zones(lines, _choose(raw, lines))
    both = zip(lines, zones, strict=True)
    return Page(text, [Told(line.start, line.end, zone) for line, zone in both if zone])


def _choose(raw: str, lines: Sequence[Line]) -> list[int]:
    """Choose the lines of the article; none if trafilatura cannot see or find it."""
    used = set(raw)
    marks = list(islice((c for c in map(chr, _MARKS) if c not in used), len(lines)))
    if len(marks) < len(lines):
        return []
    pieces: list[str] = []
    done = 0
    for line, mark in zip(lines, marks, strict=True):
        pieces += (raw[done : line.start], mark)
        done = line.start
    seen, taken = _extract(simplify("".join([*pieces, raw[done:]])))
    text = [mark for line, mark in zip(lines, marks, strict=True) if _has_stop(line)]
    if taken.isdisjoint(text) or not seen.issuperset(text):
        return []
    return [i for i, mark in enumerate(marks) if mark in taken]


def _extract(page: str) -> tuple[set[str], set[str]]:
    """Give the characters that the parser sees, and those of the article.

    The parser drops what lies in more than 250 elements, as after many unclosed tags.
    """
    from trafilatura import extract, load_html  # text files need not wait for it
    from trafilatura.settings import use_config

    config = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _LEAST_ARTICLE
    tree = load_html(page)
    if tree is None:
        return set(), set()
    text = extract(tree, include_comments=False, config=config)
    return set(tree.text_content()), set(text or "")


def _zones(lines: Sequence[Line], taken: Sequence[int]) -> list[str | None]:
    """Tell the zones; None for what the rules for text files judge, the text above all."""
    if not taken:
        return [None] * len(lines)
    taken = sorted({*taken, *_left_out(lines, taken)})
    told: dict[int, str | None] = dict.fromkeys(range(len(lines)), "boilerplate")
    told |= dict.fromkeys(taken)
    told |= _below(lines, taken)
    head = _headline(lines, taken)
    if head is not None:
        told |= dict.fromkeys(range(head), "boilerplate")
        told |= _above(lines, head, taken)
    return [told[i] for i in range(len(lines))]


def _left_out(lines: Sequence[Line], taken: Sequence[int]) -> Iterator[int]:
    """Find what trafilatura took for links or headings: items and headings that are sentences.

    They stand inside the text; headings may go on right below it, where a list is a menu.
    """
    stops = [i for i in taken if _has_stop(lines[i])]
    for i in range(stops[0], stops[-1]):
        if _has_stop(lines[i]) and (lines[i].opener == "li" or _is_heading(lines[i])):
            yield i
    below = range(stops[-1] + 1, len(lines))
    yield from takewhile(lambda i: _has_stop(lines[i]) and _is_heading(lines[i]), below)


def _headline(lines: Sequence[Line], taken: Sequence[int]) -> int | None:
    """Find the line that the page's title repeats, else the last heading above the text.

    A list of reports may repeat the title again: below the headline stands half of the article.
    Where nothing is found, the title itself will do, or what the article begins with.
    """
    title = next((i for i, line in enumerate(lines) if line.opener == "title"), None)
    above = [i for i in range(taken[len(taken) // 2]) if i != title and _can_head(lines[i].words)]
    if title is not None:
        named = [(_likeness(lines[title], lines[i]), _is_heading(lines[i]), i) for i in above]
        if named and max(named)[0]:
            return max(named)[2]
    top = next(i for i in taken if _has_stop(lines[i]))
    headings = [i for i in above if i < top and _is_heading(lines[i])]
    if headings:
        return headings[-1]
    if title is not None and _can_head(_longest(lines[title].words)):
        return title
    return min(takewhile(set(taken).__contains__, reversed(range(top))), default=None)


def _can_head(words: str) -> bool:
    return len(words) >= _SHORTEST and not _SITE.search(words)


def _longest(title: str) -> str:
    """Give the part of a title that is the headline: the site and its column are shorter."""
    return max(_PARTED.split(title), key=len).strip(" .…")


def _likeness(title: Line, line: Line) -> int:
    """Tell a headline that the title holds (2) from one that holds what the title cut (1)."""
    named, words = (re.sub(r"\s", "", each.words[:_LONGEST_TITLE]) for each in (title, line))
    longest = _longest(named)
    if min(len(words), len(longest)) < _LEAST_TITLE:
        return 0
    return 2 if words in named else int(longest in words and not _has_stop(line))


def _is_heading(line: Line) -> bool:
    return line.opener in _HEADINGS


def _has_stop(line: Line) -> bool:
    return "。" in line.words


def _above(
    lines: Sequence[Line], head: int, taken: Sequence[int]
) -> Iterator[tuple[int, str | None]]:
    """Tell the zones from the headline down to the text.

    With the headline go the headings right above it and all lines down to the date or source;
    below those stand the buttons of the page.
    """
    yield head, "headline"
    top = next((i for i in taken if i > head and _has_stop(lines[i])), head + 1)
    labels = {i for i in range(head + 1, top) if LABEL.search(lines[i].words)}
    if lines[head].opener == "title":  # the menus of the page stand between
        right_above = takewhile(labels.__contains__, reversed(range(top)))
        yield from ((i, "byline") for i in right_above)
        return
    kickers = takewhile(lambda i: _is_heading(lines[i]), reversed(range(head)))
    yield from ((i, None) for i in kickers if _can_head(lines[i].words))
    first = min(labels, default=head)
    chosen, text = set(taken), {i for i in taken if _WORDS.search(lines[i].words)}
    for i in range(head + 1, top):
        goes_with = i < first if labels else i in chosen
        is_part = goes_with or i in text or _is_heading(lines[i])
        yield i, "byline" if i in labels else None if is_part else "boilerplate"


def _below(lines: Sequence[Line], taken: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Tell the zones below the text: bylines as long as lines name the source or the editors."""
    last = next((i for i in reversed(taken) if _WORDS.search(lines[i].words)), taken[-1])
    zone = "byline"
    for i in range(last + 1, len(lines)):
        if not (SOURCE.search(lines[i].words) or lines[i].words[0] in _BRACKETS):
            zone = "boilerplate"
        yield i, zone
