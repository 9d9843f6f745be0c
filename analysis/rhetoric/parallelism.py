"""Find parallelism by comparing neighbouring parts of a text: three or more that share a frame.

A text is cut into parts at ，、；： and the like. A quotation stays whole in the part it stands in, and
is cut for itself as well. The same comparison is made of parts joined by 、, of clauses joined by ，
and of what ； joins. What makes a frame is data: the lists of `lexicon/devices.toml`, here under
their names. The time is linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

Lists = Mapping[str, tuple[str, ...]]

_HAN = "[\u3400-\u9fff]"
_QUOTATION = re.compile("“[^“”]{1,80}”")
_PART = re.compile("[^、，；：。！？…（）]+")
_AND = re.compile("和|以及|及|与")
_WORD = re.compile(f"{_HAN}{{1,2}}")
_LEVELS = (("", "、"), ("、", "，"), ("、，", "；"))
# Frames that no fixed character or place describes.
_SHAPES = {
    "…“…”": re.compile(
        f"{_HAN}{{2}}“[^“”]{{0,8}}[一二三四五六七八九十百千万两双0-9][^“”]{{0,8}}”[^“”]{{0,4}}"
    ),
    "…要…": re.compile(f"(?:(?![重主需只必首想既又还也更要]){_HAN}){{2,12}}要(?![求素])"),
    "一要…": re.compile("[一二三四五六七八九十]{1,2}要(?![求素])"),
    "一是…": re.compile("[一二三四五六七八九十]{1,2}是"),
}
_SHAPES_AT = (("…“…”",), ("…“…”", "…要…"), ("一要…", "一是…"))
# 落实落细落地, 在岗在位在状态, 早发现早报告早隔离: a character opens words written together.
_TOGETHER = re.compile(
    f"({_HAN})(?:(?!\\1){_HAN}(?:\\1(?!\\1){_HAN}){{1,4}}\\1(?:到位|状态|(?!\\1){_HAN})"
    f"|(?!\\1){_HAN}{{2}}(?:\\1(?!\\1){_HAN}{{2}}){{2,5}})"
)


class Figure(NamedTuple):
    """Where a figure stands in its text, half-open, and its frame or what else is to be told."""

    start: int
    end: int
    detail: str = ""


class Part(NamedTuple):
    """A stretch between two separators, and the one after it, "" where that is no single one."""

    start: int
    end: int
    after: str

    def of(self, text: str) -> str:
        """Take the part out of its text."""
        return text[self.start : self.end]


class Frame(NamedTuple):
    """What members share: a key, `at` characters from the left, or from the right if negative."""

    key: str
    at: int

    def __str__(self) -> str:
        if self.key in _SHAPES:
            return self.key
        return "…" * (self.at != 0) + self.key + "…" * (self.at != -len(self.key))


class Series(NamedTuple):
    """Members in a row that share a frame."""

    members: list[Part]
    frame: Frame

    @property
    def start(self) -> int:
        """Where the first member begins."""
        return self.members[0].start

    @property
    def end(self) -> int:
        """Where the last member ends."""
        return self.members[-1].end


def find_parallelism(text: str, found: Iterable[Series], lists: Lists) -> list[Figure]:
    """Tell of the series of a text, and find the words written together: 落实落细落地."""
    series = {Figure(each.start, each.end, str(each.frame)) for each in found}
    together = {
        Figure(*match.span(), f"{match[1]}…")
        for match in _TOGETHER.finditer(text)
        if match[1] not in lists["names"] and match[1] not in lists["closers"]
    }
    return sorted(series | together)


def find_series(text: str, lists: Lists) -> list[Series]:
    """Find the series of three or more members that are joined by 、, by ， and by ；."""
    parts = cut(text)
    found: list[Series] = []
    for level, (inside, joint) in enumerate(_LEVELS):
        for run in runs(_merged(parts, inside), joint):
            series = [*_framed(text, run, level, lists)] if len(run) >= 3 else []
            if level == 0 and len(run) >= 2 and (pair := _split(text, run[-1])):
                series += _framed(text, [*run[:-1], *pair], level, lists)
            found += _apart(series)
    return found


# --- parts ---------------------------------------------------------------------------------------


def cut(text: str) -> list[Part]:
    """Cut a text at the separators outside quotations, then each quotation for itself."""
    masked = _QUOTATION.sub(lambda match: "“" + "·" * (len(match[0]) - 2) + "”", text)
    parts = list(_cut(masked, 0))
    for quotation in _QUOTATION.finditer(text):
        parts += _cut(quotation[0][1:-1], quotation.start() + 1)
    return parts


def _cut(text: str, offset: int) -> Iterator[Part]:
    spans = [match.span() for match in _PART.finditer(text)]
    for (start, end), following in zip_longest(spans, spans[1:]):
        gap = text[end : following[0]] if following else ""
        yield Part(offset + start, offset + end, gap if len(gap) == 1 else "")


def runs(parts: Iterable[Part], links: str) -> Iterator[list[Part]]:
    """Group the parts between which one of the separators stands."""
    run: list[Part] = []
    for part in parts:
        run.append(part)
        if not part.after or part.after not in links:
            yield run
            run = []


def _merged(parts: Iterable[Part], links: str) -> Iterator[Part]:
    return (Part(run[0].start, run[-1].end, run[-1].after) for run in runs(parts, links))


def _split(text: str, part: Part) -> list[Part]:
    """Part the last member of a list from the one before it: 责任意识和大局意识."""
    link = _AND.search(text, part.start + 2, min(part.end - 1, part.start + 16))
    if not link:
        return []
    return [Part(part.start, link.start(), "、"), part._replace(start=link.end())]


# --- series --------------------------------------------------------------------------------------


def _apart(found: Iterable[Series]) -> Iterator[Series]:
    """Keep series that do not overlap: the leftmost, of those the longest, of those the tightest."""
    reach = -1
    for series in sorted(found, key=_rank):
        if series.start >= reach:
            reach = series.end
            yield series


def _rank(series: Series) -> tuple[int, int, int, Frame]:
    return series.start, -series.end, -len(series.frame.key), series.frame


def _framed(text: str, run: Sequence[Part], level: int, lists: Lists) -> Iterator[Series]:
    """Find the stretches of a run whose members share a frame, and cut them out at its edges."""
    since: dict[Frame, int] = {}
    for index in range(len(run) + 1):
        frames = _frames(run[index].of(text), level, lists) if index < len(run) else set()
        for frame in [frame for frame in since if frame not in frames]:
            series = _fitted(text, run, range(since.pop(frame), index), frame, lists)
            if series:
                yield series
        for frame in frames:
            since.setdefault(frame, index)


def _frames(part: str, level: int, lists: Lists) -> set[Frame]:
    """List what a part may share with its neighbours: words at its edges, characters inside."""
    size = len(part)
    frames = {Frame(part[:2], 0)} if size > 2 else set()
    if part[0] in lists["openers"] or (level == 0 and size <= 4):
        frames.add(Frame(part[0], 0))
    if level < 2 and not part.endswith(lists["name_words"]):
        frames |= {Frame(part[-2:], -2)} if size > 2 else set()
        if level == 0 and (size <= 3 or part[-1] in lists["closers"]):
            frames.add(Frame(part[-1], -1))
        places = [*range(1, min(4, size - 1)), *range(max(-6, 1 - size), -1)]
        free = level == 0 and size <= 4
        frames |= {Frame(part[at], at) for at in places if free or part[at] in lists["inner"]}
    shapes = [key for key in _SHAPES_AT[level] if _SHAPES[key].match(part)]
    return {frame for frame in frames if _tells(frame.key, lists)} | {Frame(k, 0) for k in shapes}


def _tells(key: str, lists: Lists) -> bool:
    """Say whether a shared key is more than what lists of names share by their nature."""
    names = lists["names"] if len(key) == 1 else lists["name_words"]
    return _WORD.fullmatch(key) is not None and key not in names


def _fitted(
    text: str, run: Sequence[Part], stretch: range, frame: Frame, lists: Lists
) -> Series | None:
    """Cut the members of a stretch out of a run, whose first and last part may hold more."""
    clauses = run[0].after != "、"
    members = list(run[max(stretch.start, 1) : min(stretch.stop, len(run) - 1)])
    if not members:
        return None
    if stretch.stop >= len(run) - 1:
        size = _head(run[-1].of(text), frame, _sizes(members), lists)
        if size and (size == len(run[-1].of(text)) or not clauses):
            members.append(run[-1]._replace(end=run[-1].start + size))
    if stretch.start <= 1 and (size := _tail(run[0].of(text), frame, _sizes(members), lists)):
        members.insert(0, run[0]._replace(start=run[0].end - size))
    sizes = _sizes(members)
    even = run[0].after == "；" or max(sizes) <= _longest(frame, min(sizes), clauses=clauses)
    return Series(members, frame) if len(members) >= 3 and even else None


def _sizes(members: Iterable[Part]) -> list[int]:
    return [part.end - part.start for part in members]


def _longest(frame: Frame, shortest: int, *, clauses: bool) -> int:
    """Say how long a member may be: the less a frame tells, the more the rhythm has to."""
    if frame.at == 0 and (clauses or len(frame.key) > 1):
        return 20 * shortest
    if frame.at in (0, -len(frame.key)):
        return 2 * shortest + 1
    return shortest + 1 + clauses


def _tail(part: str, frame: Frame, sizes: Sequence[int], lists: Lists) -> int:
    """Measure the member at the end of the first part of a run; 0 if there is none."""
    if part.startswith(frame.key, max(frame.at, 0)) and frame.at >= 0:
        return len(part)
    if frame.key in _SHAPES:
        shape = _SHAPES[frame.key].pattern
        opening = re.search(f"(?:^|(?<=，)){shape}", part)
        closing = re.search(f"{shape}$", part[-24:])
        return len(part) - opening.start() if opening else len(closing[0]) if closing else 0
    if frame.at >= 0:
        places = [match.start() - frame.at for match in re.finditer(frame.key, part)]
        heads = [start for start in places if start > 0 and part[start - 1] in "，："]
        return _nearest([len(part) - at for at in heads or places if at >= 0], sizes)
    loose = max(sizes) + 1 if frame.at == -1 else -frame.at  # 人民战争、总体战、阻击战
    if frame.key not in part[-loose:]:
        return 0
    if frame.at < -len(frame.key) and min(sizes) == max(sizes) < len(part):
        return sizes[0]
    if len(part) <= max(sizes) + 1:
        return len(part)
    edges = [n for n in _about(sizes) if ends(part[:-n][-6:], lists["before"])]
    return _nearest(edges, sizes) or max(sizes)


def _head(part: str, frame: Frame, sizes: Sequence[int], lists: Lists) -> int:
    """Measure the member at the start of the last part of a run; 0 if there is none."""
    if frame.at < 0:
        stops = [match.start() - frame.at for match in re.finditer(frame.key, part)]
        closed = frame.at == -len(frame.key)
        after = lists["after"]
        fits = [n for n in stops if n <= len(part) and (closed or starts(part[n : n + 6], after))]
        return _nearest(fits, sizes)
    if frame.key in _SHAPES:
        shape = _SHAPES[frame.key].match(part)
        return 0 if not shape else shape.end() if shape[0].endswith("”") else len(part)
    if not part.startswith(frame.key, frame.at):  # 走得出、稳得住、能挣钱
        return len(part) if frame.key == "得" and len(part) == sizes[-1] else 0
    if len(part) <= max(sizes) + 1:
        return len(part)
    edges = [n for n in _about(sizes) if starts(part[n : n + 6], lists["after"])]
    return _nearest(edges, sizes) or len(part)


def _about(sizes: Sequence[int]) -> range:
    return range(min(sizes), min(max(sizes) + 2, 40))


def _nearest(lengths: Iterable[int], sizes: Sequence[int]) -> int:
    usual = sum(sizes) / len(sizes)
    return min(lengths, key=lambda length: abs(length - usual), default=0)


def ends(part: str, words: tuple[str, ...]) -> bool:
    """Say whether a part ends in one of the words, or is empty: a member may begin after it."""
    return part == "" or part.endswith(words)


def starts(part: str, words: tuple[str, ...]) -> bool:
    """Say whether a part starts with one of the words, or is empty: a member may end before it."""
    return part == "" or part.startswith(words)
