"""Runs of characters that were read one byte off: where they end, and what they may have been.

GBK writes a character in two bytes. Where the first byte of one was cut off, a decoder pairs its
second byte with the first of the next, and so on, until it falls into step again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from analysis.corpus.characters import HAN
from analysis.corpus.lattice import Lattice, is_known, partners
from analysis.corpus.pinyin import SYLLABLE, readings, simplified, spelling

WINDOW = 80  # no run is longer

PINYIN = f"[{SYLLABLE} ]{{1,12}}"
READING = re.compile(f"[(（]({PINYIN})[)）]")
# A first byte swallows the bracket behind it: ?qǐng). Some decoders kept it: \ufffd(qǐng).
CUT_READING = f"(?:(?<=\ufffd)[(（])?({PINYIN})[)）]"

_CUT = re.compile(f"[?？\ufffd]{CUT_READING}")
_CUT_ALONE = re.compile("[?？\ufffd](?![0-9A-Za-z.%])")
_SINGLE = re.compile("[@-~€]")  # what a second byte shows as where a character should start
# Behind blanks, a byte that was swallowed may be a digit.
_IS_FOLLOWED = re.compile(r"[^ \u3000\n(（]")
_HAN = re.compile(f"[{HAN}]")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")
# A page narrows full-width letters and blanks, too: half of 周出 is Ａ (A3 C1).
_WIDEST = {" ": "\u3000"} | {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
_NARROWED = 2  # letters in a run that may have been full-width

_LEADS = tuple(range(0x81, 0xFF))
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_BLANK = b"\xa1\xa1"  # full-width
_EURO = 0x80  # read as a character of its own

_Bytes = tuple[int, ...]


class _Start(NamedTuple):
    """Where a character starts: the first bytes it may have, its node, what stands before it."""

    leads: _Bytes
    node: int
    before: list[str]


class Run(NamedTuple):
    """Characters that stand for the bytes between a cut character and where it ends."""

    pairs: tuple[bytes, ...]
    last: int | None  # the single byte that ends it; None if it shows as ?
    reading: str  # of the last character, or ""
    ascii: str  # a character that was taken for a second byte, or ""
    end: int

    @property
    def shown(self) -> str:
        """Write it as it shows, without readings and with full-width marks."""
        last = b"" if self.last is None else bytes((self.last,))
        shown = decode(b"".join(self.pairs) + last + self.ascii.encode())
        return shown + "?" if self.last is None else shown


def widen(text: str) -> str:
    """Write the marks full-width that a page may have narrowed after it was decoded."""
    return text.translate(_WIDE)


def encode(character: str) -> bytes | None:
    """Give the two bytes of a character, or None if GBK has no two for it."""
    data = _WIDEST.get(character, character).encode("gb18030", "ignore")
    return data if len(data) == 2 else None


def decode(data: bytes) -> str:
    """Decode GBK as lossily as the pages' tools did.

    A first byte at the end shows as ?, a pair that is no character does not show at all.

    >>> data = "保“三農業".encode("gbk")
    >>> decode(data), decode(data[1:]), decode(data[:-1])
    ('保“三農業', '！叭r業', '保“三農?')
    """
    shown = []
    at = 0
    while at < len(data):
        pair = data[at : at + 2]
        is_single = pair[0] <= _EURO
        at += 1 if is_single else 2
        if is_single:
            shown.append("€" if pair[0] == _EURO else chr(pair[0]))
        else:
            shown.append("?" if len(pair) < 2 else pair.decode("gbk", "ignore"))
    return "".join(shown)


def lost_leads(before: str, reading: str) -> _Bytes:
    """List the first bytes that may be lost behind a character.

    With a reading, those that make a character of this reading with the last byte before them.

    >>> [hex(lead) for lead in lost_leads("日", "qǐng")]
    ['0x88']
    """
    if not reading:
        return _LEADS
    pair = encode(before)
    if not pair:
        return ()
    return tuple(lead for lead in _LEADS if reading in _readings(decode(bytes((pair[1], lead)))))


def find_runs(tail: str) -> Iterator[Run]:
    """Take the characters for what their bytes are, up to each place where the run may end."""
    pairs: list[bytes] = []
    at = letters = 0
    while at < min(len(tail), WINDOW):
        cut = _CUT.match(tail, at)
        if cut:
            yield Run(tuple(pairs), None, spelling(cut[1]), "", cut.end())
            return
        if at and _ends_alone(tail, at, pairs):
            yield Run(tuple(pairs), None, "", "", at + 1)
            if _CUT_ALONE.search(tail, 1, at):
                return
        bracket = READING.match(tail, at + 1)
        behind = bracket.end() if bracket else at + 1
        if _SINGLE.match(tail, at):
            last = _EURO if tail[at] == "€" else ord(tail[at])
            yield Run(tuple(pairs), last, spelling(bracket[1]) if bracket else "", "", behind)
            letters += 1
            if bracket or letters > _NARROWED:
                return
        pair = encode(tail[at])
        if pair and pair[1] < _EURO:
            yield Run(tuple(pairs), pair[0], "", chr(pair[1]), at + 1)
        if not pair or pair[1] <= _EURO:
            return
        pairs.append(pair)
        is_read = bracket and spelling(bracket[1]) in _readings(tail[at])
        at = behind if is_read else at + 1


def _ends_alone(tail: str, at: int, pairs: list[bytes]) -> bool:
    """Tell whether a ? here may stand for the last character; not where it swallowed a digit."""
    is_blank = pairs[-1:] == [_BLANK]
    return bool(_CUT_ALONE.match(tail, at)) and not (is_blank and _IS_FOLLOWED.match(tail, at + 1))


def add_run(
    lattice: Lattice, run: Run, leads: _Bytes, *, may_hide: bool, may_hide_two: bool
) -> None:
    """Let every text follow that a run may have been, the lost bytes filled in.

    A pair that is no character and does not show may be missing anywhere in the run, but at its
    start only if may_hide; two in a row only if may_hide_two.
    """
    start = _Start(leads, lattice.last, [])
    trails = (run.last,) if run.last else _TRAILS
    if trails is _TRAILS and not run.reading and run.pairs[-1:] == (_BLANK,):
        trails = (_BLANK[1],)
    ends = [((pair[0],), "") for pair in run.pairs] + [(trails, run.reading)]
    onward = [(pair[1],) for pair in run.pairs] + [()]
    for end, next_leads in zip(ends, onward, strict=True):
        starts = [start]
        if may_hide and end != (_TRAILS, ""):
            starts += _add_hidden(lattice, [start])
        if may_hide_two:
            starts += _add_hidden(lattice, starts[1:], end)
        _add_character(lattice, starts, *end)
        start = _Start(next_leads, lattice.last, [])
        may_hide = True
    lattice.add_text(run.ascii)


def _add_character(lattice: Lattice, starts: list[_Start], trails: _Bytes, reading: str) -> None:
    """Let a character follow every start."""
    found = [(start.node, _characters(start.leads, trails, reading)) for start in starts]
    end = lattice.add_node()
    for node, characters in found:
        for character in characters:
            lattice.add_edge(node, end, character)


def _add_hidden(
    lattice: Lattice, starts: list[_Start], follower: tuple[_Bytes, str] | None = None
) -> list[_Start]:
    """Let a character follow whose second byte is hidden, and give where the next one starts.

    With the second byte and the reading of the next one, only those that are in a word with a
    neighbour: the others are too many.
    """
    ends: dict[_Bytes, _Start] = {}
    for start in starts:
        for trail, leads in _hidden_pairs().items():
            found = _characters(start.leads, (trail,), "")
            if follower and found:
                fits = partners(frozenset(start.before), _characters(leads, *follower))
                found = tuple(c for c in found if simplified(c) in fits)
            for character in found:
                if leads not in ends:
                    ends[leads] = _Start(leads, lattice.add_node(), [])
                ends[leads].before.append(character)
                lattice.add_edge(start.node, ends[leads].node, character)
    return list(ends.values())


@lru_cache(4096)
def _characters(leads: _Bytes, trails: _Bytes, reading: str) -> tuple[str, ...]:
    """List the known characters of these bytes and this reading; a single pair is taken as it is.

    A second byte that left nothing to see, not even a reading, must be a Han character's: what a
    mark at the end of a line swallowed is the line end.
    """
    if reading:
        read = _by_reading().get(reading, {}).items()
        return tuple(c for (lead, trail), c in read if lead in leads and trail in trails)
    found = [c for pair in product(leads, trails) if (c := _shown(pair))]
    if len(leads) == len(trails) == 1:
        return tuple(found)
    return tuple(c for c in found if is_known(c) and (trails != _TRAILS or _HAN.match(c)))


@cache
def _shown(pair: tuple[int, int]) -> str:
    return decode(bytes(pair))


@cache
def _by_reading() -> dict[str, dict[tuple[int, int], str]]:
    """Map each reading to the known characters that have it, by their bytes."""
    found: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for pair in product(_LEADS, _TRAILS):
        character = _shown(pair)
        for reading in _readings(character) if is_known(character) else ():
            found[reading][pair] = character
    return dict(found)


@cache
def _hidden_pairs() -> dict[int, _Bytes]:
    """Map each byte to the bytes that make with it a pair which does not show."""
    pairs = {
        first: tuple(second for second in _LEADS if not decode(bytes((first, second))))
        for first in _LEADS
    }
    return {first: seconds for first, seconds in pairs.items() if seconds}


def _readings(characters: str) -> frozenset[str]:
    return readings(characters) if len(characters) == 1 else frozenset()
