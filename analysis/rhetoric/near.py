"""Find near formulas: wording of two or more cities that differs by one or two characters in one spot.

A **frame** is two arms with a slot between them, in one clause: 统筹[ ]疫情防控, filled by 做好, 推进,
抓好 or by nothing. Each arm has two or more units, both together six or more Han characters; the
slot holds two units at most. So any two wordings of a frame begin alike and end alike, and one or
two characters are put in, left out or put for others.

*near*: a frame that stands in two or more places with two or more fillings and, in at least one of
its occurrences, cannot have a longer arm without standing so in fewer places. Four units that stand
around more than 2,000 slots start no frame: that is text that repeats itself, or a great many reports.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from analysis.rhetoric.stretches import Codes, Shared, Spans, Units, cut_links, factorize, spans_of

ARM = 2
SLOT = 2
MIN_HAN = 6
MOST = 2_000

Arms = tuple[int, int]  # units of the left and the right one


class _Slots(NamedTuple):
    """Every slot with room for two arms, one entry a slot."""

    left: Codes  # unit after the left arm
    right: Codes  # first unit of the right arm
    filling: Codes  # equal where what stands in the slot is
    place: Codes


def find_near(units: Units) -> Iterator[Spans]:
    """Find the frames of near wording, each as the spans of its occurrences.

    Source   phrase frames (Fletcher 2002; Römer 2010), of characters and with a slot that may be
             empty; found by seed and extension, as in BLAST (Altschul et al. 1990).
    Limits   wording that differs in two spots is not found: two pairs in the five reports.
    """
    slots = _slots(units)
    frames = _frames(units, slots)
    kept: dict[Arms, set[int]] = defaultdict(set)
    for arms, wording in _closed(units, slots, frames):
        kept[arms].add(wording)
    for (left, right), wordings in kept.items():
        frame = frames[left, right]
        first, last = slots.left[frame.at] - left, slots.right[frame.at] + right
        yield from spans_of(frame, wordings, first, last)


def _slots(units: Units) -> _Slots:
    parts = []
    for width in range(SLOT + 1):
        left = np.arange(ARM, len(units.code) + 1 - ARM - width)
        left = left[units.clause[left - ARM] == units.clause[left + width + ARM - 1]]
        filling = np.zeros_like(left)
        for step in range(width):
            filling = filling * (len(units.code) + 1) + units.code[left + step] + 1
        parts.append((left, left + width, filling, units.place[left]))
    left, right, filling, place = map(np.concatenate, zip(*parts, strict=True))
    return _Slots(left, right, factorize(filling), place)


def _frames(units: Units, slots: _Slots) -> dict[Arms, Shared]:
    """Grow the arms, unit by unit, as long as what they frame is shared and varies."""
    at, key = np.arange(len(slots.left)), np.zeros_like(slots.left)
    for unit in (slots.left - 2, slots.left - 1, slots.right, slots.right + 1):
        key = factorize(key * len(units.code) + units.code[unit])
    at = at[np.bincount(key)[key] <= MOST]
    frames = {(ARM, ARM): Shared.of(at, key[at], slots.place[at], slots.filling[at])}
    edge = [(ARM, ARM)]
    while edge:
        longer = sorted({arms for a, b in edge for arms in ((a + 1, b), (a, b + 1))})
        for a, b in longer:
            if a > ARM:
                frames[a, b] = _longer(units, slots, frames[a - 1, b], -a)
            else:
                frames[a, b] = _longer(units, slots, frames[a, b - 1], b - 1)
        edge = [arms for arms in longer if len(frames[arms].at)]
    return frames


def _longer(units: Units, slots: _Slots, shorter: Shared, step: int) -> Shared:
    """Take in the unit so many steps before the slot (below 0) or behind it."""
    unit = (slots.left if step < 0 else slots.right)[shorter.at] + step
    clause = np.append(
        units.clause, 0
    )  # clause 0 is none: the unit before the first, after the last
    is_there = clause[unit] == clause[slots.right[shorter.at]]
    at, unit = shorter.at[is_there], unit[is_there]
    key = shorter.wording[is_there] * len(units.code) + units.code[unit]
    return Shared.of(at, key, slots.place[at], slots.filling[at])


def _closed(
    units: Units, slots: _Slots, frames: Mapping[Arms, Shared]
) -> Iterator[tuple[Arms, int]]:
    """Give the frames with an occurrence that cannot be longer, without the links at their ends."""
    for (a, b), frame in frames.items():
        longer = [frames[arms] for arms in ((a + 1, b), (a, b + 1)) if arms in frames]
        n_longer = np.max([each.places_at(frame.at) for each in longer], axis=0, initial=0)
        for at, n_places in frame.closed(n_longer):
            left, right = int(slots.left[at]), int(slots.right[at])
            first = left - a + cut_links(units.wording(left - a, left))[0]
            last = right + b - cut_links(units.wording(right, right + b))[1]
            if min(arms := (left - first, last - right)) < ARM:
                continue
            wording = frames[arms].wording_if(at, n_places)
            n_han = units.n_han[[left, last]] - units.n_han[[first, right]]
            if wording is not None and n_han.sum() >= MIN_HAN:
                yield arms, wording
