"""Units of text and what places share of them: the ground for formulas to the letter and near ones.

A **unit** is a Han character, or a whole run of digits or Latin letters (12 is not in 2012). 、 and
quotation marks are passed over: “六稳” is 六稳, 早发现、早报告 is 早发现早报告. Any other mark ends a
clause. A **stretch** is neighbouring units of one clause. A **place** is a city; an article whose
city is not known is a place of its own.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]
Spans = list[tuple[int, int]]  # of each occurrence, its first unit and the one after its last

# Units; a longer clause is cut, which bounds all work. The longest clause of 31 reports has 43.
LONGEST = 60

_QUOTES = "“”‘’「」『』《》"
_PIECE = re.compile(
    r"(?P<unit>(?P<han>[\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af])"
    rf"|[0-9A-Za-z][0-9A-Za-z.-]{{,30}}%?)(?P<pause>[{_QUOTES}]*、)?|[^{_QUOTES}、]"
)
# Links: 的, 和, 与, 要 (of, and, and, is to), but not in 目的, 和谐, 参与, 重要, 要求; and a character
# that a 、 leaves alone: 战 in (总体)战、阻击战, but not 煤 in 煤、电、油.
_LEAD = re.compile("(?:的|和(?!谐)|与(?!会)|要(?![求素点])|[^、]、(?=[^、]{2}))*")
_TAIL = re.compile(
    "(?:(?<!目)的|(?<![总共])和|(?<!参)与|(?<![重主需必首])要|(?<=[^、]{2})、[^、])*$"
)


class Units(NamedTuple):
    """All units of the sentences, one entry a unit."""

    text: list[str]  # with the 、 behind it
    code: Codes  # equal where the unit is
    row: Codes  # of its sentence
    clause: Codes
    place: Codes
    start: Codes  # in the sentence's text
    end: Codes
    n_han: Codes  # Han characters before it; one entry more than there are units

    def wording(self, first: int, last: int) -> str:
        """Give the wording of a stretch, without quotation marks."""
        return "".join(self.text[first:last]).removesuffix("、")


def split_units(sentences: pd.DataFrame) -> Units:
    """Split the texts of sentences (with article_id and city) into units."""
    columns = ["text", "row", "clause", "start", "end", "is_han"]
    units = pd.DataFrame(_units(sentences["text"]), columns=columns)
    row, clause, start, end, is_han = units[columns[1:]].to_numpy(dtype=np.int64).T
    return Units(
        text=units["text"].tolist(),
        code=factorize(units["text"].str.removesuffix("、")),
        row=row,
        clause=clause,
        place=factorize(sentences["city"].fillna(sentences["article_id"]))[row],
        start=start,
        end=end,
        n_han=np.concatenate([[0], is_han.cumsum()]),
    )


def _units(texts: Iterable[str]) -> Iterator[tuple[str, int, int, int, int, bool]]:
    clause = 0
    for row, text in enumerate(texts):
        clause, n = clause + 1, 0
        for match in _PIECE.finditer(text):
            if not match["unit"] or n == LONGEST:
                clause, n = clause + 1, 0
            if unit := match["unit"]:
                n += 1
                wording = unit + "、" if match["pause"] else unit
                yield wording, row, clause, *match.span("unit"), bool(match["han"])


def factorize(values: pd.Series | Codes) -> Codes:
    """Number the distinct values in the order in which they first stand."""
    return pd.factorize(values)[0].astype(np.int64, copy=False)


class Shared(NamedTuple):
    """What two or more places share, of one shape, one entry an occurrence."""

    at: Codes  # where it stands, ascending
    wording: Codes  # equal where the wording is
    n_places: Codes  # that share it

    @classmethod
    def of(cls, at: Codes, key: Codes, places: Codes, fillings: Codes | None = None) -> "Shared":
        """Keep what two or more places share and, where it has them, with two or more fillings."""
        wording = factorize(key)
        n_places = _n_distinct(wording, places)
        is_kept = n_places > 1
        if fillings is not None:
            is_kept &= _n_distinct(wording, fillings) > 1
        return cls(at[is_kept], wording[is_kept], n_places[is_kept])

    def places_at(self, at: Codes) -> Codes:
        """Tell how many places share what stands at each of these; 0 where nothing shared does."""
        if not len(self.at):
            return np.zeros_like(at)
        near = np.searchsorted(self.at, at).clip(max=len(self.at) - 1)
        return np.where(self.at[near] == at, self.n_places[near], 0)

    def closed(self, n_longer: Codes) -> Iterator[tuple[int, int]]:
        """Give place and n_places of one occurrence of each wording that fewer share if longer."""
        chosen = np.flatnonzero(self.n_places > n_longer)
        chosen = chosen[np.unique(self.wording[chosen], return_index=True)[1]]
        yield from zip(self.at[chosen].tolist(), self.n_places[chosen].tolist(), strict=True)

    def wording_if(self, at: int, n_places: int) -> int | None:
        """Give the wording of what stands there if so many places share it."""
        entry = np.searchsorted(self.at, at)
        return int(self.wording[entry]) if self.n_places[entry] == n_places else None


def _n_distinct(groups: Codes, values: Codes) -> Codes:
    """Count the distinct values in the group of each entry."""
    width = int(values.max(initial=0)) + 1
    pairs = pd.unique(groups * width + values)
    counted: Codes = np.bincount(pairs // width)[groups]
    return counted


def spans_of(shared: Shared, wordings: set[int], first: Codes, last: Codes) -> Iterator[Spans]:
    """Give the spans, one for each entry, of the chosen wordings, those of each together."""
    chosen = np.flatnonzero(np.isin(shared.wording, list(wordings)))
    chosen = chosen[np.argsort(shared.wording[chosen], kind="stable")]
    spans = list(zip(first[chosen].tolist(), last[chosen].tolist(), strict=True))
    stops = np.flatnonzero(np.diff(shared.wording[chosen], append=-1)) + 1
    yield from (spans[start:stop] for start, stop in pairwise([0, *stops.tolist()]))


def cut_links(wording: str) -> tuple[int, int]:
    """Count the units of the links at both ends of a wording."""
    lead, tail = _LEAD.match(wording), _TAIL.search(wording)
    n_lead, n_tail = (len(end[0].replace("、", "")) if end else 0 for end in (lead, tail))
    return n_lead, n_tail
