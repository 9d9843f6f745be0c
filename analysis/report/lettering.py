"""Set Chinese text apart in a page, and embed the letters it needs."""

import re
from base64 import b64encode
from io import BytesIO

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from fontTools import subset
from fontTools.ttLib import TTFont

from analysis.report.style import font_file

_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_CHINESE = re.compile(rf"([“‘]?\d{{0,4}}[{_WIDE}](?:[{_WIDE}\d“”‘’…—·]*[{_WIDE}…])?[”’]?)")
_QUOTED = re.compile("“([^“”]*)”")
_ENGLISH = re.compile("[A-Za-z]{2}")


def mark_chinese(soup: BeautifulSoup) -> None:
    """Say which text is Chinese: for the shapes of its characters and for screen readers."""
    for tag in soup.find_all(True):
        for text in tag.find_all(string=_CHINESE, recursive=False):
            pieces = _chinese_pieces(text)
            if tag.string is text and not any(pieces[::2]):
                tag["lang"] = "zh-Hans"
                continue
            for number, piece in enumerate(pieces):
                node = NavigableString(piece)
                text.insert_before(node)
                if number % 2:
                    node.wrap(soup.new_tag("span", lang="zh-Hans"))
            text.extract()


def _chinese_pieces(text: str) -> list[str]:
    """Split text so that each second piece is Chinese; a term quoted in English leaves its quotes.

    In a Chinese font quotes are as wide as a character, which tears an English sentence apart.
    """
    pieces = _CHINESE.split(text)
    if _ENGLISH.search(text):
        for number in range(1, len(pieces), 2):
            if quoted := _QUOTED.fullmatch(pieces[number]):
                pieces[number - 1] += "“"
                pieces[number] = quoted[1]
                pieces[number + 1] = "”" + pieces[number + 1]
    return pieces


def font_face(soup: BeautifulSoup) -> str:
    """Embed the glyphs of the characters that occur in Chinese text.

    As TrueType: WOFF is a third smaller, but its bytes depend on the zlib of the machine.
    """
    used = {character for tag in soup.find_all(lang="zh-Hans") for character in tag.get_text()}
    font = TTFont(font_file(), recalcTimestamp=False)
    copyright_and_licence = [0, 13, 14]
    cutter = subset.Subsetter(
        subset.Options(hinting=False, layout_features=[], name_IDs=copyright_and_licence)
    )
    cutter.populate(text="".join(sorted(used)))
    cutter.subset(font)
    packed = BytesIO()
    font.save(packed)
    return (
        '@font-face { font-family: "Report Han"; src: url(data:font/ttf;base64,'
        f'{b64encode(packed.getvalue()).decode()}) format("truetype"); }}\n'
    )
