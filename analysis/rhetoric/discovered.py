"""Discover phrases that no lexicon lists: wording that reports repeat and that holds together.

Works on characters inside a clause; no tokenizer has a say.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick

from analysis import schema

_SHORTEST, _LONGEST = 4, 16  # characters
_LEAST_USES, _LEAST_REPORTS = 3, 2
_LEAST_COHESION = 5.0  # bits
_HAN = re.compile("[\u3400-\u9fff]+")
# Grammatical words: a stretch that begins or ends with one is cut in the wrong place.
_EDGES = frozenset("的了和在是与及等对把为以将从到于之其也都就要会中内个我这并更不")


class Use(NamedTuple):
    """Where a phrase stands: the number of the sentence, and the characters of its text."""

    number: int
    start: int
    end: int


def score_phrases(sentences: pd.DataFrame) -> pd.DataFrame:
    """List the stretches of characters that could be phrases, with how well they hold together.

    Takes    sentences: with article_id and text.
    Returns  one row per stretch of 4 to 16 characters that is used 3 times or more, in 2 reports or
             more, is closed (not always part of the same longer one) and neither begins nor ends
             with a grammatical word: phrase, n, n_reports, cohesion [bits]; the longest first, of
             equals the most frequent. Cohesion is pointwise mutual information at the weakest
             joint: the minimum over all splits x|y of log2(n(xy) N / (n(x) n(y))), N the
             characters; 0 is chance.
    Source   closed n-grams as in frequent-pattern mining (Agrawal and Srikant 1994: a stretch is
             counted only if both its shorter parts are frequent); the weakest joint is what Chinese
             new-word discovery calls 凝固度.
    Limits   small numbers: at 3 uses the score mostly tells how rare the characters are.
    """
    runs = [run for text in sentences["text"] for run in _HAN.findall(text)]
    counts = _frequent(runs)
    total = sum(map(len, runs))
    reports = sentences["article_id"].tolist()
    rows = [
        (phrase, counts[phrase], len({reports[number] for number, _, _ in uses}))
        for phrase, uses in _uses(_closed(counts), sentences["text"]).items()
    ]
    rows = [row for row in rows if row[2] >= _LEAST_REPORTS]
    rows.sort(key=lambda row: (-len(row[0]), -row[1], row[0]))
    table = pd.DataFrame(rows, columns=["phrase", "n", "n_reports"])
    return table.assign(cohesion=[_cohesion(row[0], counts, total) for row in rows])


def discover_phrases(sentences: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Find the uses of discovered phrases beside the known ones.

    Takes    sentences: body sentences with sentence_id, article_id, city, text.
             known: occurrences of known phrases, with sentence_id, start, end [of text].
    Returns  the table `phrases` of the discovered alone, in reading order: each use of a stretch
             that `score_phrases` lists with 5 bits or more, where it crosses no known phrase and
             none longer that was discovered; only stretches of which 3 uses in 2 reports are left.
             Never nested.
    """
    keys = ["sentence_id", "article_id", "city"]
    scored = score_phrases(sentences)
    phrases = scored.loc[scored["cohesion"] >= _LEAST_COHESION, "phrase"].tolist()
    reports, texts = sentences["article_id"].tolist(), sentences["text"].tolist()
    taken = _marked(sentences, known)
    every = _uses(phrases, texts)
    found: list[Use] = []
    for phrase in phrases:
        free = _take(every[phrase], taken)
        if (
            len(free) >= _LEAST_USES
            and len({reports[use.number] for use in free}) >= _LEAST_REPORTS
        ):
            found += free
        else:
            _mark(taken, free, value=0)
    found.sort()
    rows = sentences[keys].iloc[[use.number for use in found]].reset_index(drop=True)
    words = [texts[use.number][use.start : use.end] for use in found]
    spans = {"start": [use.start for use in found], "end": [use.end for use in found]}
    rows = rows.assign(phrase=words, family=words, kind="discovered", is_nested=False)
    return schema.table("phrases", rows.assign(**spans))


def _frequent(runs: Sequence[str]) -> dict[str, int]:
    """Count the stretches used often enough, from one character up to the longest and one more."""
    counts = _often(Counter(character for run in runs for character in run))
    last = counts
    for size in range(2, _LONGEST + 2):
        stretches = (
            run[at : at + size]
            for run in runs
            for at in range(len(run) - size + 1)
            if run[at : at + size - 1] in last and run[at + 1 : at + size] in last
        )
        last = _often(Counter(stretches))
        counts = counts | last
    return counts


def _often(counts: Mapping[str, int]) -> dict[str, int]:
    return {stretch: n for stretch, n in counts.items() if n >= _LEAST_USES}


def _closed(counts: Mapping[str, int]) -> list[str]:
    """List what could be a phrase and is not always part of the same stretch one longer."""
    parts = ((part, n) for stretch, n in counts.items() for part in (stretch[1:], stretch[:-1]))
    inside = {part for part, n in parts if counts.get(part) == n}
    return [
        stretch
        for stretch in counts
        if _SHORTEST <= len(stretch) <= _LONGEST
        if stretch not in inside and not _EDGES & {stretch[0], stretch[-1]}
    ]


def _cohesion(stretch: str, counts: Mapping[str, int], total: int) -> float:
    joints = (counts[stretch[:at]] * counts[stretch[at:]] for at in range(1, len(stretch)))
    return math.log2(counts[stretch] * total / max(joints))


def _uses(phrases: Sequence[str], texts: Iterable[str]) -> dict[str, list[Use]]:
    """Find every use of every phrase, in one pass over the texts."""
    automaton = AhoCorasick(phrases)
    uses: dict[str, list[Use]] = {phrase: [] for phrase in phrases}
    for number, text in enumerate(texts):
        for which, *span in automaton.find_matches_as_indexes(text, overlapping=True):
            uses[phrases[which]].append(Use(number, *span))
    return uses


def _marked(sentences: pd.DataFrame, known: pd.DataFrame) -> list[bytearray]:
    """Mark the characters of each sentence that lie in a known phrase."""
    numbers = {key: number for number, key in enumerate(sentences["sentence_id"])}
    taken = [bytearray(size) for size in sentences["text"].str.len()]
    spans = known[["sentence_id", "start", "end"]].itertuples(index=False, name=None)
    _mark(taken, [Use(numbers[key], start, end) for key, start, end in spans])
    return taken


def _take(uses: Iterable[Use], taken: Sequence[bytearray]) -> list[Use]:
    """Take the uses that are free, left to right, and mark their characters."""
    free = []
    for use in uses:
        if not any(taken[use.number][use.start : use.end]):
            _mark(taken, [use])
            free.append(use)
    return free


def _mark(taken: Sequence[bytearray], uses: Iterable[Use], *, value: int = 1) -> None:
    for number, start, end in uses:
        taken[number][start:end] = bytes([value]) * (end - start)
