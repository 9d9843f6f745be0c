"""How Chinese characters read, in pinyin."""

from functools import cache
from unicodedata import normalize

from opencc import OpenCC
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

BLANKS = " \t\u00a0\u3000"
# Letters, pinyin's vowels with their marks (composed or combining) and ɡ, which typesetters of
# textbooks use for g.
SYLLABLE = "a-zà-üāēěīńňōūǎǐǒǔǖǘǚǜǹḿê\u0300-\u0304\u0308\u030cɡ"

_BLANK = str.maketrans("", "", BLANKS)
_SPELLINGS = str.maketrans("ɡv", "gü")


def reads(character: str, syllable: str) -> bool:
    """Tell whether the syllable is a legal reading of the character.

    Any reading of any dictionary counts, in the neutral tone or with the tone mark left out too:
    some pages annotate 為(wei). A variant also has the readings of its simplified form.

    >>> reads("為", "wéi"), reads("為", "wèi "), reads("為", "wei"), reads("為", "wěi")
    (True, True, True, False)
    """
    return spelling(syllable) in readings(character)


def readings_from(character: str, beginning: str) -> list[str]:
    """List the legal readings of a character that begin so.

    >>> readings_from("轉", "zhuǎ")
    ['zhuǎi', 'zhuǎn']
    """
    return sorted(r for r in readings(character) if r.startswith(spelling(beginning)))


def spelling(syllable: str) -> str:
    """Write a syllable the one way readings are written: composed, no blanks, ü for v, g for ɡ."""
    return normalize("NFC", syllable.translate(_BLANK)).translate(_SPELLINGS)


@cache
def readings(character: str) -> frozenset[str]:
    """List the legal readings of a character, with tone marks and without."""
    forms = {character, *simplified(character)}
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


@cache
def simplified(character: str) -> str:
    """Give the simplified form of a character."""
    return str(_converter().convert(character))
