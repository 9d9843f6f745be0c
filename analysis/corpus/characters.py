"""Repairs of single characters: script, variants, punctuation width, blanks.

Each `find_` takes a text and returns the changes it asks for; it changes nothing itself.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from operator import ne
from pathlib import Path

from ahocorasick_rs import AhoCorasick
from opencc import OpenCC

from analysis.corpus.cleaning import Change

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN = re.compile(f"[{HAN}]")

# A traditional text shows it in a third of its characters; a simplified one holds a stray
# traditional form (a name, 於) at most.
_HANT_SHARE = 0.05
_SAMPLE = 20_000

# 著 stands for 着 in traditional text, except where it means "book" or "outstanding". OpenCC
# leaves every 著 that its phrases do not know (胶著, 著力).
_ZHU = "名称作述录者书译姓"
_BEFORE_ZHU = "显卓昭编原专论名土合巨遗译"
_ZHE = re.compile(f"(?<![{_BEFORE_ZHU}])著(?![{_ZHU}])")

# Some pages strew such signs against copying. The others are also written: 々, ζ, 二〇二二, 〖…〗.
_ORNAMENTS = "♂♀◎☉☆★○●◇◆□■△▲▽▼◥◤◢◣〓※↑↓←→↖↗↘↙"
_OFTEN_WRITTEN = frozenset("々〇ζ〗")
_STREWN = re.compile(
    f"(?<=[{HAN}])[{_ORNAMENTS}{''.join(sorted(_OFTEN_WRITTEN))}]{{1,3}}(?=[{HAN}，。、；：,;])"
)
_NUMERALS = frozenset("〇一二三四五六七八九十零")
_DIFFERENT = 2

# What OpenCC's t2s leaves: forms of Hong Kong (衞敍枱粧) and Taiwan (痺), and what converters of
# simplified pages write for 陕 and 抬.
_VARIANTS = dict(zip("衞敍枱粧痺陜擡", "卫叙台妆痹陕抬", strict=True))
_VARIANT = re.compile(f"[{''.join(_VARIANTS)}]")

_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
_NARROW = str.maketrans("！？", "!?")
_HALF = re.compile(r"[,;:!?()]")
_CORNERS = dict(zip("「」『』", "“”‘’", strict=True))  # quotation marks of traditional pages
_LOST = "???"  # three in a row ask nothing: characters were lost there
_MARKS = ",;:!?() "
_NEAR = 4  # marks and blanks to look past for a neighbour
_PAIR = re.compile(r"\([^()\n]{0,200}\)")
_STOP = re.compile(
    f'(?<=[{HAN}”’）)%"])\\.(?=[”’」』）)]?$|[{HAN}“‘（("]|\\d{{1,2}}[.、](?!\\d))', re.M
)
_QUOTED = re.compile('"[^"\n]{1,200}"')
_DOUBLED = re.compile(r"[，,]+(?=[，,、；;。])|(?<=、)[、，,]+|(?<=(?<!。)。)。(?!。)")

_BLANK = "[^\\S\n]|[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x09\x0b-\x1f\x7f]"
_BLANKS = re.compile(f"(?:{_BLANK})+")
_LINE_ENDS = frozenset("\r\v\f\x85\u2028\u2029")
_WORD = re.compile(r"[A-Za-z0-9]")


@cache
def _dictionaries() -> tuple[dict[str, str], dict[str, str]]:
    """Read OpenCC's phrases and characters, each with its simplified form."""
    phrases, characters = (
        {before: after.split(" ")[0] for before, after in entries.items()}
        for *_, entries in OpenCC("t2s").dict_cache.values()
    )
    return phrases, characters


@cache
def _table() -> dict[int, str]:
    return str.maketrans(_dictionaries()[1])


@cache
def _phrases() -> tuple[AhoCorasick, list[str]]:
    phrases, _ = _dictionaries()
    return AhoCorasick(phrases), list(phrases.values())


def _simplified(text: str) -> str:
    """Convert as OpenCC's `convert` does: the longest phrases first, what is left by character.

    `convert` itself copies what is left of a line at each match, which takes the square of its
    length; and it is 20 times slower on a report.
    """
    finder, after = _phrases()
    plain = text.translate(_table())
    phrases: dict[int, str] = {}
    taken: set[int] = set()
    found = finder.find_matches_as_indexes(text, overlapping=True)
    for number, start, end in sorted(found, key=lambda match: (match[1] - match[2], match[1])):
        if taken.isdisjoint((start, end - 1)):
            taken.update(range(start, end))
            phrases[start] = after[number]
    pieces: list[str] = []
    done = 0
    for start, phrase in sorted(phrases.items()):
        pieces += (plain[done:start], phrase)
        done = start + len(phrase)
    return "".join([*pieces, plain[done:]])


def detect_script(text: str) -> str:
    """Tell hant from hans by the share of Han characters that have another simplified form."""
    han = "".join(_HAN.findall(text[:_SAMPLE]))
    changed = sum(map(ne, han, han.translate(_table())))
    return "hant" if changed > _HANT_SHARE * len(han) else "hans"


def find_script(text: str) -> list[Change]:
    """Ask for the simplified form of every traditional character."""
    pairs = zip(text, _simplified(text), strict=True)
    return [Change(i, i + 1, new, "script") for i, (old, new) in enumerate(pairs) if old != new]


def find_variants(text: str) -> list[Change]:
    """Ask for 着 where a traditional source wrote 著 for it (胶着, 着力; but 著名, 显著).

    And for the usual form of the few variants that the conversion leaves (衞, 陜).
    """
    why = "著 means 着 here: no word for a book or for being outstanding stands around it"
    zhe = [Change(m.start(), m.end(), "着", "variant", why) for m in _ZHE.finditer(text)]
    others = [
        Change(m.start(), m.end(), _VARIANTS[m[0]], "variant") for m in _VARIANT.finditer(text)
    ]
    return sorted(zhe + others)


def find_ornaments(text: str) -> list[Change]:
    """Ask for the removal of signs that a page strewed into its sentences (麻痹思♂想).

    Strewn are signs that stand behind a Han character and before another, or a mark, wherever the
    page has them, if there are two different ones: bullets stand at the start of a line, and one
    sign alone may part names. On such a page 々, 〇 and 〗 are strewn, too, but not 二〇二二.
    """
    found = list(_STREWN.finditer(text))
    inside = Counter("".join(m[0] for m in found))
    signs = {sign for sign in inside if sign in _ORNAMENTS and text.count(sign) == inside[sign]}
    if len(signs) < _DIFFERENT:
        return []
    why = f"strewn on this page: {''.join(sorted(signs))}"
    removed = signs | _OFTEN_WRITTEN
    return [
        Change(m.start(), m.end(), "", "damage", why)
        for m in found
        if removed.issuperset(m[0]) and not _NUMERALS.issuperset(text[m.start() - 1] + m[0])
    ]


def find_punctuation(text: str) -> list[Change]:
    """Ask for full-width marks next to Chinese text, one where two were typed, “ for 「."""
    doubled = [Change(m.start(), m.end(), "", "punctuation") for m in _DOUBLED.finditer(text)]
    gone = {i for change in doubled for i in range(change.start, change.end)}
    brackets = _chinese_brackets(text)
    wide = [
        Change(m.start(), m.end(), m.group().translate(_WIDE), "punctuation")
        for m in _HALF.finditer(text)
        if m.start() in brackets or (m.start() not in gone and _is_chinese_mark(text, m.start()))
    ]
    stops = [
        Change(m.start(), m.end(), "。", "punctuation")
        for m in _STOP.finditer(text)
        if not _parts_a_name(text, m.start())
    ]
    corners = [
        Change(m.start(), m.end(), _CORNERS[m.group()], "punctuation")
        for m in re.finditer("[「」『』]", text)
    ]
    return sorted([*wide, *stops, *doubled, *corners, *_quotation_marks(text)])


def _parts_a_name(text: str, at: int) -> bool:
    """Tell a dot typed for that of a name (艾尔肯.吐尔逊) from a full stop."""
    return {text[at - 1], text[at + 1 : at + 2]} <= _syllables()


@cache
def _syllables() -> frozenset[str]:
    words = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))
    return frozenset("".join(words["syllables"].split()))


def _quotation_marks(text: str) -> Iterator[Change]:
    """Ask for “ and ” in turn where a line has "straight" marks around Chinese, none left over."""
    for line in re.finditer(r"[^\n]+", text):
        if line.group().count('"') % 2:
            continue
        for m in _QUOTED.finditer(text, *line.span()):
            if _HAN.search(m.group()) or _beside_chinese(text, *m.span()):
                yield Change(m.start(), m.start() + 1, "“", "punctuation")
                yield Change(m.end() - 1, m.end(), "”", "punctuation")


def find_stops(text: str) -> list[Change]:
    """Ask for half-width ！ and ？: among lost characters they are no marks and end no sentence."""
    return [
        Change(m.start(), m.end(), m.group().translate(_NARROW), "punctuation")
        for m in re.finditer("[！？]", text)
    ]


def _is_chinese_mark(text: str, at: int) -> bool:
    if text[at] == "?" and _LOST in text[max(0, at - 2) : at + 3]:
        return False
    return text[at] not in "()" and _beside_chinese(text, at, at + 1)


def _beside_chinese(text: str, start: int, end: int) -> bool:
    """Tell whether a neighbour is Chinese, and the mark does not stand inside 08:14 or 1,000."""
    before = text[max(0, start - _NEAR) : start].rstrip(_MARKS)[-1:]
    after = text[end : end + _NEAR].lstrip(_MARKS)[:1]
    if before.isascii() and after.isascii():
        return False
    return not (_WORD.match(before) and _WORD.match(after))


def _chinese_brackets(text: str) -> set[int]:
    """Find the bracket pairs with Chinese inside or beside them; a pair has one width."""
    return {
        at
        for m in _PAIR.finditer(text)
        if _HAN.search(m.group()) or _beside_chinese(text, *m.span())
        for at in (m.start(), m.end() - 1)
    }


def find_blanks(text: str) -> list[Change]:
    """Ask for one blank between words that a blank parts, and for none anywhere else.

    Kept are blanks between two Han characters (they part headlines and names) and between two
    Latin ones; those at line ends, beside punctuation or between 50 and 家 only set the type.
    """
    return [
        Change(m.start(), m.end(), _blank(text, m), "whitespace") for m in _BLANKS.finditer(text)
    ]


def _blank(text: str, match: re.Match[str]) -> str:
    if not any(c.isspace() for c in match.group()):
        return ""
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end()] if match.end() < len(text) else "\n"
    if "\n" in (before, after):
        return ""
    if not _LINE_ENDS.isdisjoint(match.group()):
        return "\n"
    both_han = _HAN.match(before) and _HAN.match(after)
    both_latin = before.isascii() and after.isascii()
    return " " if both_han or both_latin else ""
