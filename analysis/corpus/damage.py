"""Damage that bytewise tools left in a page, and its repair where the bytes prove it.

Pages of this kind went through tools that took GBK text for a string of bytes, two to a character.
Two of their habits broke characters apart:

1.  The annotator put a reading behind every pair of bytes that *looks* like a traditional
    character, also where it is the second byte of one character and the first of the next. 日報 is
    C8 D5 88 F3. 報 got its reading; then D5 88, which is 請, got one: C8 D5 88 (qǐng) F3 (bào).
2.  Another tool put a byte before every A3 A1, A3 BF and A3 BB (！ ？ ；), also across characters.
    保“三農(nóng) is B1 A3 A1 B0 C8 FD DE 72 (nóng), and became B1 _ A3 A1 B0 C8 FD DE 72 (nóng).

Then the page was decoded. A first byte without a second shows as ? and swallows the bracket, or
the byte _, behind it. *From there on every character is read one byte off*, until a single byte
stands where a character should start: a second byte below 81 shows as itself (DE 72 ends in r), one
with a bracket behind it as ? again. A pair that is no character (FD DE) leaves nothing to see. So
日報 shows as 日?qǐng)?bào), and 確保“三農 as 確?！叭r(nóng), which some pages narrow to 確?!叭r(nóng).

A full-width blank is A1 A1. Behind a full stop (A1 A3) it makes the second tool's A3 A1, so that
工作。　　會議 shows as 工作?！　h: two pairs in a row, A1 95 and FE D7, are no characters. A blank that
the page's encoding lacks (U+00A0) shows as a ? that asks nothing, and is taken out.

A repair turns this round: it writes the run as bytes, pairs them the other way and searches what
fills the bytes that were lost. Each candidate, read one byte off, shows exactly as the run does and
fits the readings left in it; that is the proof. Where several do, word frequencies decide, if the
best is 12 times as likely as the next. All other damage stays, and `find_damage` reports it. Not
searched are runs whose start shows no ?, and runs that start with neither a reading nor a mark: no
page is known to show these (see tests).

The time is linear: only a ? in such a place starts a search, which looks at no more than WINDOW
characters, and there are no more than _SEARCHES in a text; what is beyond is reported, not repaired.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from analysis.corpus.characters import HAN, detect_script
from analysis.corpus.cleaning import Change
from analysis.corpus.lattice import STOPS, Lattice, score
from analysis.corpus.misread import (
    CUT_READING,
    READING,
    WINDOW,
    Run,
    add_run,
    decode,
    encode,
    find_runs,
    lost_leads,
    widen,
)
from analysis.corpus.pinyin import SYLLABLE, spelling

# exp(2.5) = 12 times as likely as the runner-up, and exp(12) times as likely as the text as it
# stands: 什么？！他说，B超 could be such a run too.
_MARGIN = 2.5
_GAIN = 12.0
_UNBALANCED = 5.0  # exp(5) times less likely: a bracket, quotation mark or stop out of place
_SEARCHES = 200  # in a text, 0.1 s each: a report has a handful, and a text with more is no report
_THOROUGH = 5  # damaged spots in which two hidden pairs in a row are tried, 1 s each
_LISTED = 4  # runners-up that the evidence names
_CONTEXT = 6  # characters on either side that the words of a repair must fit

# Every pattern starts with the rare characters that the regex engine can skip to.
_TONED = f"[{SYLLABLE} ]{{0,5}}[à-üāēěīńňōūǎǐǒǔǖǘǚǜǹḿ\u0300-\u030c][{SYLLABLE} ]{{0,5}}[)）]"
_BEHIND = r"(?<![^\s,;:)\x80-\U0010ffff].)(?<![?？].)"
# 日?qǐng), 確?！叭 and 。總(zǒng) as ???zǒng), but not ??? or ？！！.
_ANCHOR = re.compile(
    rf"[?？\ufffd]{_BEHIND}(?:{CUT_READING}|(?=[!！?？;；](?:[^!！?？;；\s]|\u3000| [?？]|[?？]{CUT_READING})))"
)
_OFF = "[^\x00-\x7f，、。；：？]"
# What no report holds unless it is damaged.
_SIGNS = tuple(
    map(
        re.compile,
        (
            r"\ufffd+",
            r"[?？]{3,}",
            r"[?？][!！][ \u3000]+[?？]",  # full-width blanks behind a full stop
            rf"[?？]{_BEHIND}(?={_TONED})",  # a reading that lost its bracket
            # A reading behind a letter; a ? shortly before it is the start of the run: ?黧w(tǐ).
            rf"(?:[?？]{_BEHIND}{_OFF}{{0,5}})?[@-~€](?=[(（]{_TONED})(?<=[?)\x80-\U0010ffff].)",
            f"[\u3105-\u3129](?=[{HAN}])",  # zhuyin among characters
            "锟斤拷",  # U+FFFD in UTF-8, read as GBK
        ),
    )
)
# A ? at the start of a line or behind a full stop asks nothing.
_STRAY = re.compile(rf"(?:^[ \u3000]{{0,8}}|(?<=。))([?？])(?=[ \u3000\n(（“《\d{HAN}])", re.M)
# Another tool put a comma before some marks. A page that it went through shows two somewhere.
_DOUBLED = re.compile("[,，][,，、。]")
_DOUBLED_AT_END = re.compile("[，、][，、。]*$")
_NOT_IN_A_CLAUSE = re.compile("[\x00-\x7f?？\ufffd]")
_PARTNERS = (("“", "”"), ("《", "》"), ("（", "）"))


class _Repair(NamedTuple):
    """The likeliest text for a run; the others, and how much less likely they are (natural log)."""

    text: str
    others: tuple[tuple[str, float], ...]
    gain: float
    run: Run

    @property
    def is_proved(self) -> bool:
        return not self.others or self.others[0][1] >= _MARGIN


def find_repairs(text: str) -> list[Change]:
    """Ask for what stood there before the damage, wherever that is proved.

    A change covers the run from its first mark on, readings included. Its evidence names the
    bytes, what the run shows, the readings it fits, and the runners-up with their distance.

    >>> [(change.start, change.after) for change in find_repairs("德州日?qǐng)?bào)新媒體")]
    [(3, '報')]
    >>> find_repairs("這是為什麼?!他說(好)")
    []
    """
    spots = list(_spots(text))
    touched = _inside([(change.start, change.end) for change, _ in spots] + _signs(text))
    strays = [
        Change(*m.span(1), "", "damage", "a ? that asks nothing: a blank the page's encoding lacks")
        for m in _STRAY.finditer(text)
        if m.start(1) not in touched
    ]
    return sorted([change for change, is_proved in spots if is_proved] + strays)


def find_damage(text: str) -> list[tuple[int, int]]:
    """List the spots (start, end) of damage that cannot be proved and stays.

    >>> find_damage("疫情???防控，怎么办？"), find_damage("德州日?qǐng)?bào)")
    ([(2, 5)], [])
    """
    spots = list(_spots(text))
    searched = _inside((change.start, change.end) for change, _ in spots)
    unproved = [(change.start, change.end) for change, is_proved in spots if not is_proved]
    signs = [sign for sign in _signs(text) if sign[0] not in searched]
    return sorted({*signs, *unproved})


def _signs(text: str) -> list[tuple[int, int]]:
    return [match.span() for pattern in _SIGNS for match in pattern.finditer(text)]


def _inside(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _spots(text: str) -> Iterator[tuple[Change, bool]]:
    """Give the likeliest repair of every damaged spot, and whether it is proved."""
    is_hant = detect_script(text) == "hant"
    is_doubled = bool(_DOUBLED.search(text))
    done = found = 0
    for match in islice(_ANCHOR.finditer(text), _SEARCHES):
        start, behind = match.span()
        if start < done:
            continue
        before = _plain(text[max(0, start - WINDOW) : start])
        reading = spelling(match[1] or "")
        befores = [before]
        if is_doubled and not reading:
            befores.append(_DOUBLED_AT_END.sub("", before))
        tail = text[behind : behind + 2 * WINDOW]
        may_hide_two = found < _THOROUGH
        repair = _best(befores, reading, tail, is_hant=is_hant, may_hide_two=may_hide_two)
        if repair:
            found += 1
            done = behind + repair.run.end
            evidence = _evidence(before[-1:], reading, repair)
            yield Change(start, done, repair.text, "damage", evidence), repair.is_proved


def _best(
    befores: list[str], reading: str, tail: str, *, is_hant: bool, may_hide_two: bool
) -> _Repair | None:
    """Take the first search that proves a repair.

    Two hidden pairs in a row are tried where one gives no proof, and at once behind blanks.
    """
    best = None
    has_blank = "\u3000" in tail[:2]
    tries = (has_blank, True) if may_hide_two else (False,)
    for hides_two, before in product(tries, befores):
        if hides_two and not (best or has_blank):
            break
        repair = _search(before, reading, tail, is_hant=is_hant, may_hide_two=hides_two)
        best = repair or best
        if repair and repair.is_proved:
            break
    return best


def _plain(text: str) -> str:
    return widen(READING.sub("", text))


@lru_cache(4096)
def _search(
    before: str, reading: str, tail: str, *, is_hant: bool, may_hide_two: bool
) -> _Repair | None:
    """Find the likeliest repair of a run that starts between `before` and `tail`.

    The reading is that of the pair astride the two characters, or "".
    """
    leads = lost_leads(before[-1:], reading)
    near = _NOT_IN_A_CLAUSE.split(before)[-1][-_CONTEXT:]
    repairs = []
    for run in find_runs(tail) if leads else ():
        after = _plain(tail[run.end :])
        behind = _NOT_IN_A_CLAUSE.split(after)[0][:_CONTEXT]
        lattice = Lattice(is_hant=is_hant)
        lattice.add_text(near)
        add_run(lattice, run, leads, may_hide=bool(reading), may_hide_two=may_hide_two)
        lattice.add_text(behind)
        inside = slice(len(near), -len(behind) or None)
        ranked = [(text[inside], value) for text, value in lattice.rank()]
        ranked = _balanced(_proved(ranked, run), before, after)
        as_is = score(f"{near}?{reading}{run.shown}{behind}", is_hant=is_hant)
        if ranked and (reading or run.pairs):
            repairs.append(_compared(ranked, as_is, run))
    best = max(repairs, key=lambda repair: repair.gain, default=None)
    return best if best and best.gain >= _GAIN else None


def _proved(ranked: list[tuple[str, float]], run: Run) -> list[tuple[str, float]]:
    """Keep the texts that show as the run does when they lose their first byte."""
    return [(text, value) for text, value in ranked if decode(text.encode("gbk")[1:]) == run.shown]


def _balanced(ranked: list[tuple[str, float]], before: str, after: str) -> list[tuple[str, float]]:
    """Rank again: less likely are brackets without a partner, and a stop that starts a line."""
    line_before, line_after = before.split("\n")[-1], after.split("\n")[0]

    def alone(text: str) -> int:
        line = line_before + text + line_after
        starts_a_line = not line_before.strip() and text[0] in STOPS
        return starts_a_line + sum(abs(line.count(a) - line.count(b)) for a, b in _PARTNERS)

    weighed = [(text, value - _UNBALANCED * alone(text)) for text, value in ranked]
    return sorted(weighed, key=lambda item: -item[1])


def _compared(ranked: list[tuple[str, float]], as_is: float, run: Run) -> _Repair:
    (text, best), *others = ranked
    return _Repair(text, tuple((other, best - value) for other, value in others), best - as_is, run)


def _evidence(before: str, reading: str, repair: _Repair) -> str:
    """Write the proof in one line."""
    text, run = repair.text, repair.run
    data = text.encode("gbk")
    proof = [f"{text} = {' '.join(c.encode('gbk').hex().upper() for c in text)}"]
    if reading:
        astride = (encode(before) or b"")[1:] + data[:1]
        proof.append(f"{astride.hex().upper()} = {decode(astride)} reads {reading}")
    proof.append(f"without {data[0]:02X} it shows {run.shown}")
    if run.reading:
        proof.append(f"{text[-1]} reads {run.reading}")
    others = ", ".join(f"{other} -{distance:.1f}" for other, distance in repair.others[:_LISTED])
    return "; ".join([*proof, f"runners-up (log): {others}" if others else "no runner-up"])
