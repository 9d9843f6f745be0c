"""Find formulas: the wording that two or more cities share, to the letter or nearly so.

`stretches.py` says what units, stretches and places are.

*shared*: a stretch with four or more Han characters that stands in two or more places and, in at
least one of its occurrences, cannot be longer by a unit without standing in fewer places.
*near*: stretches of two or more places that differ by one or two characters; see `near.py`. All
that differ so from one wording, the most frequent, are one formula.

In both, links at the ends (的, 和, 与, 要: of, and, and, is to) are cut off.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis import schema
from analysis.rhetoric.near import find_near
from analysis.rhetoric.stretches import Shared, Spans, Units, cut_links, spans_of, split_units

MIN_HAN = 4


def find_formulas(sentences: pd.DataFrame) -> pd.DataFrame:
    """Find the wording that two or more cities share.

    Takes    sentences: the body sentences of all articles to compare, with sentence_id, article_id,
             city, text.
    Returns  the table `formulas`, one row per occurrence, in reading order, also inside a longer
             formula; start, end are offsets into the sentence's text. A formula is named by its
             most frequent wording, then its first, without quotation marks; n_chars is the length
             of that name. n_cities counts the places of its rows: an article without a city is one
             of its own.
    Raises   KeyError if a column is missing.
    Source   closed sequences (Yan, Han and Afshar 2003), here closed under the places that share
             them, grown from what is shared one unit shorter (Agrawal and Srikant 1994).
    Limits   characters know no words: an end may cut one (一线人员防|护). The time grows with the text
             times the length of what it shares, `LONGEST` at most. All articles are compared: the
             formulas of two corpora together are more than those of each.
    """
    units = split_units(sentences)
    rows = [
        (kind, f"{kind} {number}", *span, units.wording(*span))
        for kind, classes in (("shared", _find_shared(units)), ("near", find_near(units)))
        for number, spans in enumerate(classes)
        for span in spans
    ]
    found = pd.DataFrame(rows, columns=["class", "key", "first", "last", "wording"])
    first, last = found[["first", "last"]].to_numpy(dtype=np.int64).T
    found = found.assign(row=units.row[first], place=units.place[first])
    places = sentences[["sentence_id", "article_id", "city"]].iloc[found["row"]]
    found = pd.concat([found, places.reset_index(drop=True)], axis=1)
    texts = sentences["text"].tolist()
    ends = zip(units.row[first], units.start[first], units.end[last - 1], strict=True)
    spans = [_whole(texts[row], int(start), int(end)) for row, start, end in ends]
    found[["start", "end"]] = np.array(spans, dtype=np.int64).reshape(-1, 2)
    order = ["row", "start", "end"]
    found = found.sort_values(order, ascending=[True, True, False], kind="stable")
    return schema.table("formulas", _named(found))


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark that a span would leave half open: 增强“四个意识|”."""
    opened = text.count("“", start, end) - text.count("”", start, end)
    start -= opened < 0 and text.endswith("“", 0, start)
    end += opened > 0 and text.startswith("”", end)
    return start, end


def _find_shared(units: Units) -> Iterator[Spans]:
    stretches = _grow(units)
    kept: list[set[int]] = [set() for _ in stretches]
    for length, wording in _closed(units, stretches):
        kept[length].add(wording)
    for length, (shared, wordings) in enumerate(zip(stretches, kept, strict=True)):
        yield from map(_apart, spans_of(shared, wordings, shared.at, shared.at + length))


def _apart(spans: Spans) -> Spans:
    """Leave out occurrences that overlap one before them, as in 好好好好好好."""
    kept: Spans = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _grow(units: Units) -> list[Shared]:
    """Find the shared stretches of each length, from 0 to the first length that has none.

    A stretch can be shared only if it is without its first unit, and without its last.
    """
    nothing = np.zeros(0, dtype=np.int64)
    stretches = [Shared(nothing, nothing, nothing)]
    at, key = np.arange(len(units.code)), units.code
    while len(at):
        stretches.append(Shared.of(at, key, units.place[at]))
        at, wording, _ = stretches[-1]
        follows = np.flatnonzero(at[1:] == at[:-1] + 1)
        follows = follows[units.clause[at[follows]] == units.clause[at[follows + 1]]]
        key = wording[follows] * len(units.code) + wording[follows + 1]
        at = at[follows]
    return stretches


def _closed(units: Units, stretches: list[Shared]) -> Iterator[tuple[int, int]]:
    """Give length and wording of what cannot be longer, without the links at its ends."""
    longer = [*stretches[1:], stretches[0]]
    for length, (shared, more) in enumerate(zip(stretches, longer, strict=True)):
        n_longer = np.maximum(more.places_at(shared.at), more.places_at(shared.at - 1))
        for at, n_places in shared.closed(n_longer):
            lead, tail = cut_links(units.wording(at, at + length))
            first, last = at + lead, at + length - tail
            if first < last and units.n_han[last] - units.n_han[first] >= MIN_HAN:
                wording = stretches[last - first].wording_if(first, n_places)
                if wording is not None:
                    yield last - first, wording


def _named(found: pd.DataFrame) -> pd.DataFrame:
    """Name each formula by its most frequent wording, then its first; count the places of a name."""
    n = found.groupby(["key", "wording"])["row"].transform("size")
    ranked = found.assign(n=n).sort_values("n", ascending=False, kind="stable")
    formula = ranked.groupby("key")["wording"].transform("first").astype("str")
    named = found.assign(formula=formula, n_chars=formula.str.len())
    named = named.drop_duplicates(["class", "formula", "first", "last"])
    n_cities = named.groupby(["class", "formula"])["place"].transform("nunique")
    return named.assign(n_cities=n_cities)
