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
from analysis.corpus.lattice import Lattice, is_known
from analysis.corpus.pinyin import SYLLABLE, readings, spelling

WINDOW = 80  # no run is longer

PINYIN = f"[{SYLLABLE} ]{{1,12}}"
READING = re.compile(f"[(（]({PINYIN})[)）]")
# A first byte swallows the bracket behind it: ?qǐng). Some decoders kept it: \ufffd(qǐng).
CUT_READING = f"(?:(?<=\ufffd)[(（])?({PINYIN})[)）]"

_CUT = re.compile(f"[?？\ufffd]{CUT_READING}")
_CUT_ALONE = re.compile("[?？\ufffd](?![0-9A-Za-z.%])")
_SINGLE = re.compile("[@-~€]")  # what a second byte shows as where a character should start
_HAN = re.compile(f"[{HAN}]")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")

_LEADS = tuple(range(0x81, 0xFF))
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_EURO = 0x80  # read as a character of its own

_Bytes = tuple[int, ...]


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
    data = widen(character).encode("gb18030", "ignore")
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
    pair = encode(before)
    if not pair or not reading:
        return _LEADS if pair else ()
    return tuple(lead for lead in _LEADS if reading in _readings(decode(bytes((pair[1], lead)))))


def find_runs(tail: str) -> Iterator[Run]:
    """Take the characters for what their bytes are, up to each place where the run may end."""
    pairs: list[bytes] = []
    at = 0
    while at < min(len(tail), WINDOW):
        cut = _CUT.match(tail, at)
        if cut:
            yield Run(tuple(pairs), None, spelling(cut[1]), "", cut.end())
            return
        if at and _CUT_ALONE.match(tail, at):
            yield Run(tuple(pairs), None, "", "", at + 1)
            if _CUT_ALONE.search(tail, 1, at):
                return
        bracket = READING.match(tail, at + 1)
        behind = bracket.end() if bracket else at + 1
        if _SINGLE.match(tail, at):
            last = _EURO if tail[at] == "€" else ord(tail[at])
            yield Run(tuple(pairs), last, spelling(bracket[1]) if bracket else "", "", behind)
            return
        pair = encode(tail[at])
        if pair and pair[1] < _EURO:
            yield Run(tuple(pairs), pair[0], "", chr(pair[1]), at + 1)
        if not pair or pair[1] <= _EURO:
            return
        pairs.append(pair)
        is_read = bracket and spelling(bracket[1]) in _readings(tail[at])
        at = behind if is_read else at + 1


def add_run(lattice: Lattice, run: Run, leads: _Bytes, *, may_hide: bool) -> None:
    """Let every text follow that a run may have been, the lost bytes filled in.

    A pair that is no character and does not show may be missing anywhere in the run, but at its
    start only if may_hide.
    """
    starts = {leads: lattice.last}
    for pair in run.pairs:
        if may_hide:
            starts |= _add_hidden(lattice, starts)
        _add_character(lattice, starts, (pair[0],), "")
        starts = {(pair[1],): lattice.last}
        may_hide = True
    if may_hide and (run.last or run.reading):
        starts |= _add_hidden(lattice, starts)
    trails = (run.last,) if run.last else _TRAILS
    _add_character(lattice, starts, trails, run.reading)
    lattice.add_text(run.ascii)


def _add_character(
    lattice: Lattice, starts: dict[_Bytes, int], trails: _Bytes, reading: str
) -> None:
    """Let a character follow every start, which lists its first byte."""
    found = [(node, _characters(leads, trails, reading)) for leads, node in starts.items()]
    end = lattice.add_node()
    for start, characters in found:
        for character in characters:
            lattice.add_edge(start, end, character)


def _add_hidden(lattice: Lattice, starts: dict[_Bytes, int]) -> dict[_Bytes, int]:
    """Let a character follow whose second byte is hidden, and give the first bytes of the next."""
    ends: dict[_Bytes, int] = {}
    for leads, start in starts.items():
        for trail, next_leads in _hidden_pairs().items():
            for character in _characters(leads, (trail,), ""):
                if next_leads not in ends:
                    ends[next_leads] = lattice.add_node()
                lattice.add_edge(start, ends[next_leads], character)
    return ends


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
