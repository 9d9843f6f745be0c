"""Pinyin annotations: brackets that hold how the character before them is read, as in 領(lǐng)."""

import re

from analysis.corpus.characters import HAN
from analysis.corpus.cleaning import Change
from analysis.corpus.pinyin import BLANKS, SYLLABLE, readings_from, reads, spelling

# Twelve characters hold the longest syllable, its marks and blanks.
# The search starts at brackets, which are rare, and looks back; the quantifier is bounded.
_OPENED = rf"(?<=[{HAN}])[(（]([{SYLLABLE}{BLANKS}]{{0,12}})"
_BRACKET = re.compile(rf"{_OPENED}[)）]")
_CUT = re.compile(rf"{_OPENED}\Z")  # by the end of the text
_LONGEST = 14


def find_annotations(text: str) -> list[Change]:
    """Ask for the removal of every bracket that holds a legal reading of the character before it.

    So is a bracket that the end of the text cut off, if what is left of it begins such a reading;
    one of which nothing is left, if the text has other annotations. Every other bracket stays:
    (擴大), （市）, (右二), and a reading of another character.
    The time is linear in the length of the text.

    >>> find_annotations("領(lǐng)導(擴大)")[0].evidence
    '領 reads lǐng'
    >>> find_annotations("落實到點(di")[0].evidence
    '點 reads dian; the end of the text cuts it off'
    >>> find_annotations("省(shì)、市(右二)、縣(市")
    []
    """
    whole = [
        Change(m.start(), m.end(), "", "annotation", f"{before} reads {spelling(m[1])}")
        for m in _BRACKET.finditer(text)
        if reads(before := text[m.start() - 1], m[1])
    ]
    end = len(text.rstrip())
    cut = _CUT.search(text, max(0, end - _LONGEST), end)
    legal = readings_from(text[cut.start() - 1], cut[1]) if cut else []
    if cut and legal and (spelling(cut[1]) or whole):
        why = f"{text[cut.start() - 1]} reads {legal[0]}; the end of the text cuts it off"
        whole.append(Change(cut.start(), end, "", "annotation", why))
    return whole
