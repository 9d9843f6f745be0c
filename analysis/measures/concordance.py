"""Concordance (KWIC): find a wording in sentences, and set each hit between its neighbours.

Offsets here are local: half-open, into `text` of the sentence. Context ends with the sentence.
"""

import re
from typing import Literal

import numpy as np
import pandas as pd

from analysis.measures.checks import check_columns, rows_of

Sort = Literal["position", "left", "right"]

_SORTS: dict[Sort, list[str]] = {"position": [], "left": ["outwards"], "right": ["right"]}
_BETWEEN = "\n"
_CONTEXT = ["sentence_id", "article_id", "city", "zone", "speaker"]


class TextSearch:
    """Sentences made ready to be searched again and again.

    Joined once, a million sentences are searched for a word in one pass of about 0.1 s.

    Takes    sentences: with sentence_id, article_id, city, text.
    """

    def __init__(self, sentences: pd.DataFrame) -> None:
        check_columns("TextSearch", "sentences", sentences, [*_CONTEXT[:3], "text"])
        texts = sentences["text"].tolist()
        self._ids = sentences[_CONTEXT[:3]]
        self._joined = _BETWEEN.join(texts)
        self._ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.intp) - 1
        self._starts = np.concatenate([[0], self._ends[:-1] + 1]) if texts else self._ends

    def find(self, pattern: str, *, regex: bool = False) -> pd.DataFrame:
        """Find every place where the pattern stands, sentence by sentence, left to right.

        Takes    pattern: plain text, or with regex=True a regular expression of Python's `re`.
        Returns  one row per hit: sentence_id, article_id, city, pattern, node [what was found],
                 start, end. Hits do not overlap; a match of no character is no hit.
        Raises   ValueError if the pattern is empty or not a regular expression.
        Limits   nested repetition such as (a+)+ can take very long; interrupting the kernel ends
                 it. A regular expression takes about ten times as long as plain text.
        """
        matcher = _compile(pattern, regex=regex)
        if regex or _BETWEEN in pattern:
            spans = np.array(self._each(matcher), dtype=np.intp).reshape(-1, 2)
            node = pd.Series([self._joined[start:end] for start, end in spans], dtype="str")
        else:
            starts = [match.start() for match in matcher.finditer(self._joined)]
            spans = np.add.outer(np.array(starts, dtype=np.intp), [0, len(pattern)])
            node = pd.Series(pattern, range(len(spans)), dtype="str")
        row = np.searchsorted(self._starts, spans[:, 0], side="right") - 1
        start, end = (spans - self._starts[row][:, np.newaxis]).T
        hits = self._ids.take(row).reset_index(drop=True)
        return hits.assign(pattern=pattern, node=node, start=start, end=end)

    def _each(self, matcher: re.Pattern[str]) -> list[tuple[int, int]]:
        """Search sentence by sentence: joined, [^，] would cross their ends."""
        return [
            (begin + match.start(), begin + match.end())
            for begin, end in zip(self._starts.tolist(), self._ends.tolist(), strict=True)
            for match in matcher.finditer(self._joined[begin:end])
            if match.end() > match.start()
        ]


def find_text(sentences: pd.DataFrame, pattern: str, *, regex: bool = False) -> pd.DataFrame:
    """Find a wording in sentences; `TextSearch` says how and what comes back."""
    return TextSearch(sentences).find(pattern, regex=regex)


def concordance(
    sentences: pd.DataFrame,
    occurrences: pd.DataFrame,
    *,
    width: int = 20,
    sort: Sort = "position",
) -> pd.DataFrame:
    """Set each occurrence between what stands left and right of it in its sentence.

    Takes    sentences: with sentence_id, article_id, city, zone, speaker, text.
             occurrences: with sentence_id, start, end (local), as `find_text` gives them.
             width: characters of context on each side.
             sort: by position; by the left context read from the node outwards; or by the right.
    Returns  one row per occurrence: sentence_id, article_id, city, zone, speaker, left, node,
             right, start, end. Sorted by code point, equals by position.
    Raises   ValueError if a sentence is not listed or listed twice, a span is empty or lies
             outside its text, width is negative, or sort is unknown.
    """
    check_columns("concordance", "sentences", sentences, [*_CONTEXT, "text"])
    check_columns("concordance", "occurrences", occurrences, ["sentence_id", "start", "end"])
    if width < 0:
        raise ValueError(f"concordance: expected width 0 or more, got {width}. Set width=20.")
    if sort not in _SORTS:
        raise ValueError(f"concordance: expected sort in {[*_SORTS]}, got {sort!r}. Use one.")
    wanted = sentences[sentences["sentence_id"].isin(occurrences["sentence_id"])]
    row = rows_of("concordance", occurrences["sentence_id"], wanted["sentence_id"])
    lines = wanted[_CONTEXT].take(row).reset_index(drop=True)
    lines[["start", "end"]] = occurrences[["start", "end"]].to_numpy()
    texts = wanted["text"].take(row).tolist()
    _check_spans(lines, texts)
    for column, part in _parts(lines, texts, width).items():
        lines.insert(len(lines.columns) - 2, column, part)
    order = [*_SORTS[sort], "row", "start", "end"]
    ordered = lines.assign(outwards=lines["left"].str[::-1], row=row).sort_values(order)
    return ordered[lines.columns].reset_index(drop=True)


def _parts(lines: pd.DataFrame, texts: list[str], width: int) -> dict[str, pd.Series]:
    spans = list(zip(texts, lines["start"].tolist(), lines["end"].tolist(), strict=True))
    return {
        "left": pd.Series([text[max(0, a - width) : a] for text, a, _ in spans], dtype="str"),
        "node": pd.Series([text[a:b] for text, a, b in spans], dtype="str"),
        "right": pd.Series([text[b : b + width] for text, _, b in spans], dtype="str"),
    }


def _check_spans(lines: pd.DataFrame, texts: list[str]) -> None:
    size = pd.Series([len(text) for text in texts], dtype="int64")
    wrong = lines[(lines["start"] < 0) | (lines["start"] >= lines["end"]) | (lines["end"] > size)]
    if not wrong.empty:
        first = wrong.iloc[0]
        raise ValueError(
            f"concordance: expected start and end inside the {size[wrong.index[0]]} characters of "
            f"{first['sentence_id']}, got {first['start']} to {first['end']}. "
            "Offsets into the raw file must be turned into offsets into `text` first."
        )


def _compile(pattern: str, *, regex: bool) -> re.Pattern[str]:
    if not pattern:
        raise ValueError(
            "find_text: expected a wording to search, got ''. Give one or more characters."
        )
    try:
        return re.compile(pattern if regex else re.escape(pattern))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(
            f"find_text: expected a regular expression, got {pattern!r} ({error}). "
            "Correct it, or search for it as plain text."
        ) from None
