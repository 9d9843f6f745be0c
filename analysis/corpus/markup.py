"""The source of a web page to the text it shows, one line a block.

A block starts a line, an inline tag leaves nothing, a reference such as &nbsp; its character, a
script nothing, and a line end of the source is no more than a blank. Tags, comments and blanks
side by side become one edit.

The tokens are those of the HTML Standard (section 13.2.5) as far as tags, comments, raw text and
references go. Python's own html.parser would take a minute for 60 kB of "<a ", and has changed how
it reads comments and scripts in patch releases. Here each token runs on to its end, or else to the
end of the page, as in a browser: the time is linear.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from analysis.corpus.cleaning import AlignedText, Change

_BLOCKS = (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hr html iframe "
    "input legend li main menu nav ol optgroup option p pre search section select summary table "
    "tbody td tfoot th thead title tr ul"
).replace(" ", "|")
_BLANK = r"[ \t\r\n\f]"
_END = rf"(?={_BLANK}|[/>]|\Z)"
_REST = rf"""(?:={_BLANK}*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))|[^>])*+(?:>|\Z)"""  # attributes
_TOKEN = re.compile(
    rf"""
    (?P<blank> {_BLANK}+)
  | (?P<ruby> (?:<r[pt]{_END}{_REST}[^<]*+(?:</r[pt]{_END}{_REST}{_BLANK}*+)?)+)
  | (?P<hidden> <!--(?:-?>|.*?(?:--!?>|\Z))
      | <(?P<raw>iframe|noembed|noframes|script|style|textarea){_END}{_REST}
        .*?(?:</(?P=raw){_END}{_REST}|\Z)
      | <(?:[!?]|/[^a-z])[^>]*(?:>|\Z))
  | (?P<tag> <(?P<close>/?)(?P<name>[a-z](?:(?!{_BLANK})[^/>])*+){_REST})
  | (?P<reference> &(?:\#[0-9]+|\#x[0-9a-f]+|[a-z][a-z0-9]{{1,31}});?)
    """,
    re.X | re.S | re.I,
)
_BLOCK = re.compile(_BLOCKS, re.I)
_OPENER = re.compile(rf"<(/?(?:{_BLOCKS})){_END}", re.I)
_OPENS = re.compile("<[a-z]", re.I)
_LAYOUT = frozenset(("center", "table", "tbody", "thead", "tfoot", "tr", "th", "td"))

# What stands for a gap between two stretches of text until its line is known: nothing, the bounds
# of two inline elements, a blank, a line end of the source, the bounds of two blocks. Where
# several meet, the last of these wins.
_GAPS = ("", "\f", " ", "\r", "\n")
_RUNNING = re.compile("[，。；！？,;]")

# A line that names the source, the editors or the date of the report.
SOURCE = re.compile(
    "(?:[来來]源于?|稿源|作者|[记記]者|[编編][辑輯]|[责責][编編]|日期|[时時][间間]) ?[：:]"
)
LABEL = re.compile(f"{SOURCE.pattern}|20[0-9]{{2}} ?[-年/.] ?[0-9]")


class Line(NamedTuple):
    """A line that is shown: its raw span, the tag of the block before it (h1, /p), its words.

    After <br> the block is still that of the line above.
    """

    start: int
    end: int
    opener: str
    words: str


def show(raw: str) -> AlignedText:
    """Turn the source of a page, however broken, into the text it shows.

    Limits   style sheets are not read: text they hide counts as shown.
    """
    text = AlignedText.of(raw).apply(_joined(raw, _tokens(raw)))
    return text.apply(_blanks(text.text))


def list_lines(page: AlignedText) -> list[Line]:
    """List the lines of a page that `show` gave."""
    return list(_lines(page))


def simplify(raw: str) -> str:
    """Spell a page anew with nothing but blocks and links; layout in tables becomes plain blocks.

    This is what decides where an article is, and it leaves an extractor less to stumble over.
    """
    return _TOKEN.sub(_plain, raw)


def _plain(token: re.Match[str]) -> str:
    name = (token["name"] or "").lower()
    if token["hidden"] or (name and name != "a" and not _BLOCK.fullmatch(name)):
        return ""
    if name not in _LAYOUT:
        return token[0]
    start = f"<{token['close']}"
    return f"{start}div{token[0][len(start + name) :]}"


def _tokens(raw: str) -> Iterator[Change]:
    """Ask for each token of markup to become what it shows."""
    for match in _TOKEN.finditer(raw):
        start, end = match.span()
        source = match[0]
        if match["blank"]:
            yield Change(start, end, " " if {"\r", "\n"}.isdisjoint(source) else "\r", "whitespace")
        elif match["ruby"]:
            yield Change(start, end, "", "annotation", "ruby text")
        elif match["reference"]:
            yield Change(start, end, html.unescape(source).replace("\n", "\r"), "markup")
        else:
            is_block = match["name"] and _BLOCK.fullmatch(match["name"])
            yield Change(start, end, "\n" if is_block else "", "markup")


def _joined(raw: str, tokens: Iterable[Change]) -> Iterator[Change]:
    """Make one change of the tags, comments and blanks that stand side by side."""
    gap: list[Change] = []
    for token in tokens:
        is_gap = token.after in _GAPS and token.kind != "annotation"
        if gap and not (is_gap and gap[-1].end == token.start):
            yield _gap(raw, gap)
            gap = []
        if is_gap:
            gap.append(token)
        else:
            yield token
    if gap:
        yield _gap(raw, gap)


def _gap(raw: str, tokens: Sequence[Change]) -> Change:
    start, end = tokens[0].start, tokens[-1].end
    after = max((token.after for token in tokens), key=_GAPS.index)
    closed = raw.find("</", start, end)
    if not after and closed >= 0 and _OPENS.search(raw, closed, end):
        after = "\f"
    is_blank = all(token.kind == "whitespace" for token in tokens)
    return Change(start, end, after, "whitespace" if is_blank else "markup")


def _blanks(text: str) -> Iterator[Change]:
    """Ask for blanks where line ends of the source or inline elements part words.

    In running text Chinese goes on over a line end (CSS Text 3, section 4.1.3) and over elements.
    Labels are parted by both: <span>2020-02-13</span><span>来源：…</span>.
    """
    for line in re.finditer(r"[^\n]+", text):
        is_running = bool(_RUNNING.search(line[0]))
        is_label = not is_running and bool(LABEL.search(line[0]))
        for match in re.finditer("[\f\r]", line[0]):
            at = line.start() + match.start()
            wide = not (text[at - 1 : at].isascii() or text[at + 1 : at + 2].isascii())
            parts = is_label if match[0] == "\f" else not (is_running and wide)
            yield Change(at, at + 1, " " if parts else "", "whitespace")


def _lines(page: AlignedText) -> Iterator[Line]:
    starts, ends = page.starts(), page.ends()
    done, opener = 0, ""
    for match in re.finditer(r"[^\n]+", page.text):
        words = match[0].strip()
        if words:
            first = match.start() + match[0].index(words[0])
            start, end = int(starts[first]), int(ends[first + len(words) - 1])
            tags = [tag.lower() for tag in _OPENER.findall(page.raw, done, start)]
            opener = tags[-1] if tags and tags[-1] != "br" else opener
            yield Line(start, end, opener, words)
            done = end
