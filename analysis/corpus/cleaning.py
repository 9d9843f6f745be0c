"""Clean text that never forgets where it came from.

Every change to a raw file goes through `AlignedText.apply`, which logs it. Two laws hold for any
text and any changes: the characters kept and the spans of the edits partition the raw text
(conservation), and the edits carry the raw text to the clean text and back (replay).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int64]


class Change(NamedTuple):
    """Replace text[start:end], which must not be empty, by `after`."""

    start: int
    end: int
    after: str
    kind: str
    evidence: str | None = None


class Edit(NamedTuple):
    """A logged change: the raw span it covers, what stood there and what stands there now."""

    start: int
    end: int
    kind: str
    before: str
    after: str
    evidence: str | None = None


@dataclass(frozen=True)
class AlignedText:
    """A raw text, its clean form, and the edits between the two, sorted by raw start."""

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def of(cls, raw: str) -> "AlignedText":
        """Start with nothing changed."""
        return cls(raw, raw)

    def apply(self, changes: Iterable[Change]) -> "AlignedText":
        """Make changes, given in offsets of the present text, sorted and apart.

        A change that meets an earlier edit becomes one edit with it: of the later kind if the
        change is the larger of the two, else of the earlier, whose evidence is the stronger.

        Raises:
            ValueError: changes are empty, out of order or outside the text.
        """
        changes = [c for c in changes if self.text[c.start : c.end] != c.after]
        if not changes:
            return self
        _check(changes, len(self.text))
        edits: list[Edit] = []
        pieces: list[str] = []
        done = copied = 0
        for group in _groups(changes, _places(self.edits)):
            change, old = group.changes[0], self.edits[group.first : group.stop]
            kind, why, after = change.kind, change.evidence, change.after
            if old:
                kind, why = _winner(group, old)
                after = _changed(self.text, group)
            before = self.raw[group.raw_start : group.raw_end]
            edits += self.edits[copied : group.first]
            edits.append(Edit(group.raw_start, group.raw_end, kind, before, after, why))
            pieces += (self.text[done : group.start], after)
            done, copied = group.end, group.stop
        edits += self.edits[copied:]
        pieces.append(self.text[done:])
        return AlignedText(self.raw, "".join(pieces), tuple(edits))

    def starts(self) -> Offsets:
        """Give the raw offset at which each clean character starts."""
        return starts_of(len(self.text), self.edits)

    def ends(self) -> Offsets:
        """Give the raw offset at which each clean character ends."""
        return ends_of(len(self.text), self.edits)


class _Places(NamedTuple):
    """Where each edit stands in the clean text, and what to add to an offset for its raw one."""

    starts: Offsets
    ends: Offsets
    shifts: Offsets  # before the first edit, and behind each


def _places(edits: Sequence[Edit]) -> _Places:
    raw_starts = np.fromiter((edit.start for edit in edits), np.int64, len(edits))
    raw_ends = np.fromiter((edit.end for edit in edits), np.int64, len(edits))
    sizes = np.fromiter((len(edit.after) for edit in edits), np.int64, len(edits))
    shifts = np.cumsum(raw_ends - raw_starts - sizes)
    ends = raw_ends - shifts
    return _Places(ends - sizes, ends, np.append(0, shifts))


class _Group(NamedTuple):
    """Changes and the edits, first to stop, that overlap them: one stretch of the clean text."""

    changes: Sequence[Change]
    first: int
    stop: int
    start: int
    end: int
    raw_start: int
    raw_end: int


def _check(changes: Sequence[Change], size: int) -> None:
    end = 0
    for change in changes:
        if not end <= change.start < change.end <= size:
            raise ValueError(
                f"apply: expected changes sorted, apart and inside a text of {size}, got {change}"
            )
        end = change.end


def _groups(changes: Sequence[Change], places: _Places) -> Iterator[_Group]:
    """Put together what overlaps; a deletion at the edge of a change stays apart from it."""
    start = np.fromiter((change.start for change in changes), np.int64, len(changes))
    end = np.fromiter((change.end for change in changes), np.int64, len(changes))
    first = np.searchsorted(places.ends, start, side="right")
    stop = np.searchsorted(places.starts, end, side="left")
    # Two changes are in one group where the last edit that meets the one meets the other, too.
    begins = np.flatnonzero(np.append(True, first[1:] >= stop[:-1]))
    lasts = np.append(begins[1:], len(changes)) - 1
    start, end, first, stop = start[begins], end[lasts], first[begins], stop[lasts]
    meets = first < stop
    start[meets] = np.minimum(start[meets], places.starts[first[meets]])
    end[meets] = np.maximum(end[meets], places.ends[stop[meets] - 1])
    raw_start, raw_end = start + places.shifts[first], end + places.shifts[stop]
    rows = np.column_stack([begins, lasts + 1, first, stop, start, end, raw_start, raw_end])
    for begin, until, *rest in map(np.ndarray.tolist, rows):
        yield _Group(changes[begin:until], *rest)


def _changed(text: str, group: _Group) -> str:
    pieces: list[str] = []
    at = group.start
    for change in group.changes:
        pieces += (text[at : change.start], change.after)
        at = change.end
    return "".join([*pieces, text[at : group.end]])


def _winner(group: _Group, edits: Sequence[Edit]) -> tuple[str, str | None]:
    change = group.changes[0]
    covers = (change.start, change.end) == (group.start, group.end)
    larger = all(len(edit.after) < group.end - group.start for edit in edits)
    winner = change if covers and larger else edits[0]
    return winner.kind, winner.evidence


def starts_of(size: int, edits: Sequence[Edit]) -> Offsets:
    """Give the raw offset at which each of `size` clean characters starts.

    A character that stands in an edit of another length gets its proportional share of the raw
    span, so that spans stay in order and side by side.
    """
    return _edges(size, edits, 0)


def ends_of(size: int, edits: Sequence[Edit]) -> Offsets:
    """Give the raw offset at which each of `size` clean characters ends; see `starts_of`."""
    return _edges(size, edits, 1)


def _edges(size: int, edits: Sequence[Edit], side: int) -> Offsets:
    places = _places(edits)
    kept = np.diff(places.ends, prepend=0, append=size)
    edges = np.arange(size, dtype=np.int64) + side + np.repeat(places.shifts, kept)
    lengths = places.ends - places.starts
    starts = places.starts + places.shifts[:-1]
    widths = lengths + np.diff(places.shifts)
    own = np.repeat(np.arange(len(edits)), lengths)  # the edit that a character stands in
    nth = np.arange(len(own)) - (np.cumsum(lengths) - lengths)[own]
    edges[places.starts[own] + nth] = starts[own] + (nth + side) * widths[own] // lengths[own]
    return edges


def replay(raw: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Carry a raw text to its clean form by (start, end, after), sorted by raw start."""
    pieces: list[str] = []
    done = 0
    for start, end, after in edits:
        pieces += (raw[done:start], after)
        done = end
    return "".join([*pieces, raw[done:]])


def restore(text: str, edits: Iterable[tuple[int, int, str, str]], *, start: int = 0) -> str:
    """Carry a clean stretch that begins at raw `start` back, by (start, end, before, after)."""
    pieces: list[str] = []
    at, raw_at = 0, start
    for edit_start, edit_end, before, after in edits:
        kept = edit_start - raw_at
        pieces += (text[at : at + kept], before)
        at += kept + len(after)
        raw_at = edit_end
    return "".join([*pieces, text[at:]])
