"""Find antithesis, two matched clauses, and runs of phrases of four characters.

What two clauses or phrases are compared with is data: the lists of `lexicon/devices.toml`, here
under their names. The time is linear in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from analysis.rhetoric.parallelism import (
    Figure,
    Lists,
    Part,
    Series,
    cut,
    ends,
    runs,
    starts,
)

_HAN = "[\u3400-\u9fff]"
_FOUR = re.compile(f"(?!..等|[把要将被对让使和与的地]){_HAN}{{4}}")
# 稳外贸稳外资: one verb opens two words of three characters, and no third
_TOGETHER = re.compile(
    f"([稳保防促抓控扩强补增减降清]){_HAN}{{2}}\\1{_HAN}{{2}}(?!{_HAN}{{0,2}}\\1)"
)


def find_antithesis(
    text: str, correlated: Iterable[Figure], found: Iterable[Series], lists: Lists
) -> list[Figure]:
    """Find two members of matched form, given the correlative pairs and the series of the text.

    A pair that is two members of a longer series is none.
    """
    pairs = [*correlated, *_matched(text, cut(text), lists)]
    pairs += [Figure(*match.span(), f"{match[1]}…") for match in _TOGETHER.finditer(text)]
    return list(_outermost(_untaken(pairs, found)))


def find_four_character(text: str, lists: Lists) -> list[Figure]:
    """Find two or more phrases of four characters side by side that make up a whole series."""
    return [
        Figure(row[0].start, row[-1].end)
        for row in _fours(text, cut(text), lists)
        if len(row) >= 2 and 2 * sum(_is_thing(member.of(text), lists) for member in row) < len(row)
    ]


# --- antithesis ----------------------------------------------------------------------------------


def _matched(text: str, parts: Sequence[Part], lists: Lists) -> Iterator[Figure]:
    """Find pairs of parts joined by 、 or ， of which neither is one of a longer list."""
    edge = Part(0, 0, "")
    neighbours = zip([edge, *parts], parts, parts[1:], [*parts[2:], edge], strict=False)
    for before, one, two, after in neighbours:
        if one.after not in ("、", "，"):
            continue
        pair = _pair(one.of(text), two.of(text), one.after, lists)
        if pair:
            size, other, frame = pair
            figure = Figure(one.end - size, two.start + other, frame)
            opens = before.after != "、" or _led(text[one.start : figure.start], lists)
            closes = two.after != "、" or len(after.of(text)) != other
            if opens and closes:
                yield figure


def _pair(one: str, two: str, joint: str, lists: Lists) -> tuple[int, int, str] | None:
    """Measure the matched members at the end of one part and at the start of the next."""
    for size in sorted({len(one), len(two), *range(3, 9)}, reverse=True):
        if 3 <= size <= min(len(one), len(two)) and starts(two[size:], lists["after"]):
            frame = _shared(one[-size:], two[:size], lists)
            # 毫不放松防输入、防扩散: the frame itself shows where the first member begins
            shown = joint == "、" and (size == len(two) or one[-size] == two[0])
            if frame and (shown or ends(one[:-size], lists["before"])):
                return size, size, frame
    return _opposed(one, two, lists) or _around(one, two, lists)


def _shared(one: str, two: str, lists: Lists) -> str:
    """Name what two members of one length share that makes a pair of clauses of them, or ""."""
    things = _is_thing(one, lists) and _is_thing(two, lists)
    if one == two or things or (one in lists["measures"] and two in lists["measures"]):
        return ""
    tail = next(at for at in range(len(one)) if one[-1 - at] != two[-1 - at])
    if tail >= 2 and one[-2:] in lists["predicates"]:
        return f"…{one[-2:]}"
    named = (one[0] in lists["names"] and one[0] != one[1]) or one[:2] in lists["adjectives"]
    if one[:2] == two[:2] and len(one) > 3 and tail < 2 and not named:
        return f"{one[:2]}…"
    stem = len(one) - (tail if tail >= 2 else 0)
    for at in range(stem):
        if one[at] == two[at] and one[at] in lists["pivots"] and one[at + 1 : at + 2] != "的":
            return f"…{one[at]}…"
        if one[at] + two[at] in lists["opposites"] or two[at] + one[at] in lists["opposites"]:
            return f"…{one[at]}/{two[at]}…"
    return ""


def _opposed(one: str, two: str, lists: Lists) -> tuple[int, int, str] | None:
    """Measure two short clauses of nearly one length that open with opposed words: 多…，少…."""
    if not (min(len(one), len(two)) >= 3 and len(two) <= 8 and abs(len(one) - len(two)) <= 2):
        return None
    for at in range(3):
        if one[at] + two[0] in lists["heads"] and ends(one[:at], lists["before"]):
            return len(one) - at, len(two), f"{one[at]}/{two[0]}…"
    return None


def _around(one: str, two: str, lists: Lists) -> tuple[int, int, str] | None:
    """Measure members of unequal length in a frame of two words: 在…中，在…中."""
    for word in lists["opening"]:
        start = one.rfind(word)
        if start < 0 or not two.startswith(word):
            continue
        first, second = one[start + len(word) :], two[len(word) :]
        closing = [c for c in lists["closing"] if c in first[1:] and c in second[1:]]
        if closing and max(len(first), len(second)) <= 3 * min(len(first), len(second)):
            return len(one) - start, len(two), f"{word}…{closing[0]}…"
    return None


def _untaken(pairs: Iterable[Figure], found: Iterable[Series]) -> Iterator[Figure]:
    """Leave out the pairs that reach over two members of a series, unless they hold all of it."""
    gaps = sorted((one.end, each.start, each.end) for each in found for one in each.members[:-1])
    for pair in pairs:
        inside = gaps[bisect_left(gaps, (pair.start + 1,)) : bisect_left(gaps, (pair.end,))]
        if all(pair.start <= start and end < pair.end for _, start, end in inside):
            yield pair


def _outermost(figures: Iterable[Figure]) -> Iterator[Figure]:
    """Keep figures that do not overlap: the leftmost, of those the longest."""
    reach = -1
    for figure in sorted(figures, key=lambda each: (each.start, -each.end, each.detail)):
        if figure.start >= reach:
            reach = figure.end
            yield figure


# --- four-character runs -------------------------------------------------------------------------


def _fours(text: str, parts: Sequence[Part], lists: Lists) -> Iterator[list[Part]]:
    """Find rows of four-character members; a row goes on over a ， between two whole series."""
    row: list[Part] = []
    for run in runs(parts, "、"):
        members = _of_four(text, run, lists)
        if not (row and members and row[-1].after == "，" and members[0].start == run[0].start):
            yield row
            row = []
        row += members
    yield row


def _of_four(text: str, run: Sequence[Part], lists: Lists) -> list[Part]:
    """Cut the members out of a series joined by 、 if each of them has four characters."""
    # 各级党委、政府和各级领导干部要扛起责任、经受考验: the list before 要 is another one
    begins = [at for at, part in enumerate(run[:-1]) if _led(part.of(text)[:-4], lists)]
    run = run[begins[-1] :] if begins else run
    first, last = run[0].of(text), run[-1].of(text)
    before = lists["before"] if len(run) > 1 else ("要",)
    if not (ends(first[:-4], before) and (len(run) == 1 or starts(last[4:], lists["after"]))):
        return []
    members = [run[0]._replace(start=max(run[0].start, run[0].end - 4)), *run[1:]]
    if len(last) > 4 and len(run) > 1:
        members[-1] = Part(run[-1].start, run[-1].start + 4, "")
    whole = all(
        _FOUR.fullmatch(member.of(text)) and not ends(member.of(text), lists["none"])
        for member in members
    )
    return members if whole else []


def _led(before: str, lists: Lists) -> bool:
    """Say whether what stands before a member leads it in, so that an earlier list ends there."""
    return before.endswith("要") or (len(before) >= 5 and ends(before, lists["before"]))


def _is_thing(part: str, lists: Lists) -> bool:
    return part.endswith(lists["things"]) and not part.startswith(lists["verbs"])
