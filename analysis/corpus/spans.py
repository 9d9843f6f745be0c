"""Places in a sentence to places in its raw file, and back, from the tables alone."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.corpus.cleaning import Edit, Offsets, ends_of, restore, starts_of

Places = dict[str, tuple[Offsets, Offsets]]


def to_raw(occurrences: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame) -> pd.DataFrame:
    """Turn `start`, `end` from offsets into a sentence's text to offsets into its raw file.

    Args:
        occurrences: any table with sentence_id, start and end.
        sentences: all sentences of the sources concerned, every zone.
        edits: the edits of the sources concerned.

    Raises:
        KeyError: a sentence_id is not among the sentences.
        ValueError: a span is not one of its sentence's text; raw offsets are not turned twice.
    """
    places = dict(_places(sentences, edits))
    spans = []
    for key, start, end in _keys(occurrences):
        starts, ends = _place("to_raw", places, key)
        _check_span("to_raw", (start, end), (0, len(starts)), key)
        spans.append((starts[start], ends[end - 1]))
    return _with_spans(occurrences, spans)


def to_text(
    occurrences: pd.DataFrame, sentences: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """Turn `start`, `end` from offsets into a raw file to offsets into the sentence's text.

    The inverse of `to_raw`, with the same arguments and errors.
    """
    places = dict(_places(sentences, edits))
    spans = []
    for key, start, end in _keys(occurrences):
        starts, ends = _place("to_text", places, key)
        _check_span("to_text", (start, end), (int(starts[0]), int(ends[-1])), key)
        spans.append((int(starts.searchsorted(start)), int(ends.searchsorted(end)) + 1))
    return _with_spans(occurrences, spans)


def _place(function: str, places: Places, key: str) -> tuple[Offsets, Offsets]:
    if key not in places:
        raise KeyError(f"{function}: expected a sentence_id of sentences, got {key!r}.")
    return places[key]


def _check_span(function: str, span: tuple[int, int], room: tuple[int, int], key: str) -> None:
    if not room[0] <= span[0] < span[1] <= room[1]:
        other = {"to_raw": "raw file already", "to_text": "text already"}[function]
        raise ValueError(
            f"{function}: expected a span within {room[0]} to {room[1]}, got {span[0]} to {span[1]} "
            f"in {key}. Is it one of the {other}? Then leave {function} out."
        )


def raw_text(source_id: str, sentences: pd.DataFrame, edits: pd.DataFrame) -> str:
    """Put a raw file together again from its sentences and edits.

    Raises:
        KeyError: no such source.
    """
    own = sentences[sentences["source_id"] == source_id].sort_values("start")
    if own.empty:
        known = ", ".join(sentences["source_id"].unique())
        raise KeyError(f"raw_text: expected one of {known}, got {source_id!r}")
    changes = edits.loc[edits["source_id"] == source_id, ["start", "end", "before", "after"]]
    return restore("".join(own["text"]), changes.itertuples(index=False, name=None))


def _keys(occurrences: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    return zip(occurrences["sentence_id"], occurrences["start"], occurrences["end"], strict=True)


def _places(
    sentences: pd.DataFrame, edits: pd.DataFrame
) -> Iterator[tuple[str, tuple[Offsets, Offsets]]]:
    """Give each sentence's raw starts and ends, one a character of its text."""
    changes = {source: list(map(Edit._make, own.to_numpy())) for source, own in _by_source(edits)}
    for source, own in sentences.sort_values("start").groupby("source_id", sort=False):
        lengths = own["text"].str.len()
        stops = lengths.cumsum()
        size, logged = int(stops.iloc[-1]), changes.get(str(source), [])
        starts, ends = starts_of(size, logged), ends_of(size, logged)
        for key, length, stop in zip(own["sentence_id"], lengths, stops, strict=True):
            yield key, (starts[stop - length : stop], ends[stop - length : stop])


def _by_source(edits: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    for source, own in edits.groupby("source_id", sort=False):
        yield str(source), own[list(Edit._fields)]


def _with_spans(occurrences: pd.DataFrame, spans: list[tuple[int, int]]) -> pd.DataFrame:
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    return occurrences.assign(
        start=np.array(starts, dtype="int64"), end=np.array(ends, dtype="int64")
    )
