"""Pinyin annotations: brackets that hold how the character before them is read, as in 領(lǐng)."""

import re

from analysis.corpus.characters import HAN
from analysis.corpus.cleaning import Change
from analysis.corpus.pinyin import BLANKS, SYLLABLE, reads, spelling

# Twelve characters hold the longest syllable, its marks and blanks.
# The search starts at brackets, which are rare, and looks back; the quantifier is bounded.
_BRACKET = re.compile(rf"(?<=[{HAN}])[(（]([{SYLLABLE}{BLANKS}]{{1,12}})[)）]")


def find_annotations(text: str) -> list[Change]:
    """Ask for the removal of every bracket that holds a legal reading of the character before it.

    Every other bracket stays: (擴大), （市）, (右二), and a reading of another character.
    The time is linear in the length of the text.

    >>> find_annotations("領(lǐng)導(擴大)")[0].evidence
    '領 reads lǐng'
    >>> find_annotations("省(shì)、市(右二)")
    []
    """
    return [
        Change(m.start(), m.end(), "", "annotation", f"{before} reads {spelling(m[1])}")
        for m in _BRACKET.finditer(text)
        if reads(before := text[m.start() - 1], m[1])
    ]
