"""Clean text that never forgets where it came from.

Every change to a raw file goes through `AlignedText.apply`, which logs it. Two laws hold for any
text and any changes: the characters kept and the spans of the edits partition the raw text
(conservation), and the edits carry the raw text to the clean text and back (replay).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
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


class _Item(NamedTuple):
    """An edit of before or a change of now, by its place in the text of before."""

    start: int
    end: int
    edit: Edit | None
    change: Change | None


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
        done = shift = 0
        for group in _groups(self._items(), changes):
            start, end = group[0].start, max(item.end for item in group)
            after = _changed(self.text, start, end, [i.change for i in group if i.change])
            pieces += (self.text[done:start], after)
            first, last = group[0].edit, _last_edit(group)
            raw_start = first.start if first else start + shift
            if last:
                shift = last.edit.end - last.end  # type: ignore[union-attr]
            raw_end = end + shift
            edits.append(self._edit(raw_start, raw_end, after, _winner(group, start, end)))
            done = end
        pieces.append(self.text[done:])
        return AlignedText(self.raw, "".join(pieces), tuple(edits))

    def starts(self) -> Offsets:
        """Give the raw offset at which each clean character starts."""
        return starts_of(len(self.text), self.edits)

    def ends(self) -> Offsets:
        """Give the raw offset at which each clean character ends."""
        return ends_of(len(self.text), self.edits)

    def _edit(self, start: int, end: int, after: str, reason: tuple[str, str | None]) -> Edit:
        return Edit(start, end, reason[0], self.raw[start:end], after, reason[1])

    def _items(self) -> Iterator[_Item]:
        shift = 0
        for edit in self.edits:
            start = edit.start - shift
            end = start + len(edit.after)
            shift = edit.end - end
            yield _Item(start, end, edit, None)


def _check(changes: Sequence[Change], size: int) -> None:
    end = 0
    for change in changes:
        if not end <= change.start < change.end <= size:
            raise ValueError(
                f"apply: expected changes sorted, apart and inside a text of {size}, got {change}"
            )
        end = change.end


def _groups(old: Iterable[_Item], changes: Iterable[Change]) -> Iterator[list[_Item]]:
    """Put together what overlaps; a deletion at the edge of a change stays apart from it."""
    new = (_Item(c.start, c.end, None, c) for c in changes)
    group: list[_Item] = []
    end = 0
    for item in merge(old, new, key=lambda i: (i.start, i.end)):
        if group and item.start >= end:
            yield group
            group = []
        end = max(end, item.end) if group else item.end
        group.append(item)
    if group:
        yield group


def _last_edit(group: list[_Item]) -> _Item | None:
    return next((item for item in reversed(group) if item.edit), None)


def _changed(text: str, start: int, end: int, changes: list[Change]) -> str:
    pieces: list[str] = []
    for change in changes:
        pieces += (text[start : change.start], change.after)
        start = change.end
    return "".join([*pieces, text[start:end]])


def _winner(group: list[_Item], start: int, end: int) -> tuple[str, str | None]:
    change = next((i.change for i in group if i.change), None)
    edit = next((i.edit for i in group if i.edit), None)
    covers = change and (change.start, change.end) == (start, end)
    larger = all(i.end - i.start < end - start for i in group if i.edit)
    if change and (not edit or (covers and larger)):
        return change.kind, change.evidence
    return edit.kind, edit.evidence  # type: ignore[union-attr]


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
    raw_end = np.array([0, *(e.end for e in edits)], dtype=np.int64)
    growth = np.array([0, *(len(e.after) - (e.end - e.start) for e in edits)], dtype=np.int64)
    clean_end = raw_end + np.cumsum(growth)
    lengths = np.diff(np.append(clean_end, size))
    edges = np.arange(size, dtype=np.int64) + side + np.repeat(raw_end - clean_end, lengths)
    for i in map(int, np.flatnonzero(growth)):
        edit, last = edits[i - 1], clean_end[i]
        n = len(edit.after)
        share = (np.arange(n) + side) * (edit.end - edit.start) // max(n, 1)
        edges[last - n : last] = edit.start + share
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
