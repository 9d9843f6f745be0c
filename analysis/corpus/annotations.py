"""Pinyin annotations: brackets that hold how the character before them is read, as in 領(lǐng)."""

import re
from functools import cache
from unicodedata import normalize

from opencc import OpenCC
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

from analysis.corpus.characters import HAN
from analysis.corpus.cleaning import Change

_BLANKS = " \t\u00a0\u3000"
# Letters, pinyin's vowels with their marks (composed or combining) and ɡ, which typesetters of
# textbooks use for g. Twelve characters hold the longest syllable, its marks and blanks.
SYLLABLE = "a-zà-üāēěīńňōūǎǐǒǔǖǘǚǜǹḿê\u0300-\u0304\u0308\u030cɡ"
# The search starts at brackets, which are rare, and looks back; the quantifier is bounded.
_BRACKET = re.compile(rf"(?<=[{HAN}])[(（]([{SYLLABLE}{_BLANKS}]{{1,12}})[)）]")

_BLANK = str.maketrans("", "", _BLANKS)
_SPELLINGS = str.maketrans("ɡv", "gü")


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


def reads(character: str, syllable: str) -> bool:
    """Tell whether the syllable is a legal reading of the character.

    Any reading of any dictionary counts, in the neutral tone or with the tone mark left out too:
    some pages annotate 為(wei). A variant also has the readings of its simplified form.

    >>> reads("為", "wéi"), reads("為", "wèi "), reads("為", "wei"), reads("為", "wěi")
    (True, True, True, False)
    """
    return spelling(syllable) in readings(character)


def spelling(syllable: str) -> str:
    """Write a syllable the one way readings are written: composed, no blanks, ü for v, g for ɡ."""
    return normalize("NFC", syllable.translate(_BLANK)).translate(_SPELLINGS)


@cache
def readings(character: str) -> frozenset[str]:
    """List the legal readings of a character, with tone marks and without."""
    forms = {character, *_simplified(character)}
    toned = {
        spelling(reading)
        for form in forms
        for reading in pinyin_dict.get(ord(form), "").split(",")
        if reading
    }
    return frozenset(toned | {spelling(to_normal(reading, v_to_u=True)) for reading in toned})


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(character: str) -> str:
    return str(_converter().convert(character))
