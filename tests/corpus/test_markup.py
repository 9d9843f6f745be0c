"""What a page shows, case by case, and against the reading of another parser."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.cleaning import AlignedText, replay, restore
from analysis.corpus.markup import list_lines, show, simplify
from analysis.corpus.sources import decode

FOLDER = Path(__file__).parent.parent / "cases"
CASES = json.loads((FOLDER / "markup.json").read_text("utf-8"))
PAGES = sorted((FOLDER / "pages").glob("*.html"))
FRAGMENTS = [
    "<p>", "</p>", "<br/>", "<td width=5>", "<b>", "</b>", "<", ">", "</", "<a b='", '"', "=", "/",
    "<!--", "-->", "<!", "<?", "<script>", "</script>", "<style x>", "<title>", "</title>", "<rt>",
    "<ruby>領<rt>lǐng</rt></ruby>", "&", "&nbsp;", "&#0;", "&#13;", "&#x110000;", "&lt", ";", "#",
    "\n", "\r", "\r\n", "\f", "\v", " ", "　", "\0", "\ufffe", "\U00020000", "a1", "会议强调，", "。",
]  # fmt: skip


def laws_hold(page: AlignedText) -> bool:
    rows = [(e.start, e.end, e.before, e.after) for e in page.edits]
    apart = all(one[1] <= two[0] for one, two in pairwise(rows))
    there = replay(page.raw, [(start, end, after) for start, end, _, after in rows])
    return apart and there == page.text and restore(page.text, rows) == page.raw


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_show_gives_the_lines_of_a_browser(case: dict[str, str]):
    page = show(case["text"])
    assert [line.words for line in list_lines(page)] == case["expected"].split("\n")
    assert laws_hold(page)


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem != "broken"], ids=lambda p: p.stem)
def test_show_gives_the_characters_that_another_parser_gives(path: Path):
    raw = decode(path.read_bytes())[1]
    soup = BeautifulSoup(raw, "html.parser")
    for element in soup(["script", "style", "iframe", "rt", "rp"]):
        element.decompose()
    shown = "".join(line.words for line in list_lines(show(raw)))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", soup.get_text())


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_lines_slice_back_to_their_source(path: Path):
    page = show(decode(path.read_bytes())[1])
    lines = list_lines(page)
    assert len(lines) > 3
    for line in lines:
        source = show(page.raw[line.start : line.end])
        assert re.sub(r"\s", "", source.text) == re.sub(r"\s", "", line.words)


@settings(max_examples=150)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
def test_both_laws_hold_for_any_source(raw: str):
    assert laws_hold(show(raw))


# html.parser would need from minutes to days for these.
@pytest.mark.parametrize(
    "token", ["<a ", "<!-- ", "<a b='", "</", "<![", "<a = ", "<script ", "<rt>", "&#", "<", " "]
)
def test_show_reads_a_token_that_never_ends_in_linear_time(token: str):
    page = show("<p>会议强调。</p>" + token * 200_000)
    assert page.text.startswith("\n会议强调。\n")
    assert laws_hold(page)


def test_simplify_leaves_blocks_and_links():
    raw = "<!--x--><TABLE a=1><td><o:p>甲</o:p><a href='b'><font>乙&nbsp;</font></a><script>1</script>"
    assert simplify(raw) == "<div a=1><div>甲<a href='b'>乙&nbsp;</a>"


def test_lines_after_a_break_stand_in_the_same_block():
    lines = list_lines(show("<h1>甲<br>乙</h1>丙<p><b>丁</b>"))
    assert [line.opener for line in lines] == ["h1", "h1", "/h1", "p"]
