"""Find fixed wording by its characters: slogans and policy phrases, counted in families."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick

from analysis import paths, schema
from analysis.rhetoric.slogans import find_slogans

_KINDS = ("slogan", "policy")
_MARKS = frozenset("、，；“”‘’")
# Before a form that starts with a number, these make it part of a larger number or an ordinal:
# 十四个一批, 第四方责任. 一 and 万 do not: they also end words (统一, 千千万万).
_NUMBERS = frozenset("二三四五六七八九十百千两第初0123456789")
_STARTS_NUMBER = _NUMBERS | {"一", "万"}


class _Form(NamedTuple):
    family: str
    is_unless: bool
    breaks: frozenset[int]  # the characters of the form behind which marks may stand


class _Lexicon(NamedTuple):
    kinds: dict[str, str]
    automaton: AhoCorasick
    forms: list[_Form]
    patterns: list[tuple[str, re.Pattern[str]]]


class _Match(NamedTuple):
    start: int
    end: int
    family: str
    is_unless: bool
    is_gapped: bool = False


def read_phrases() -> pd.DataFrame:
    """Read the lexicon of phrases.

    Returns:
        One row per form: family, kind (slogan · policy), form, role. The role is canonical,
        variant, members (the list that a number stands for), patterns (a regular expression) or
        unless (wording that holds a form of the family but does not mean it).

    Raises:
        ValueError: a family has two kinds, or has members, patterns or exceptions but no kind.
    """
    path = paths.LEXICON / "phrases.toml"
    lexicon = tomllib.loads(path.read_text(encoding="utf-8"))
    members = {family: ["、".join(parts)] for family, parts in lexicon["members"].items()}
    kinds = {family: kind for kind in _KINDS for family in lexicon[kind]}
    tables = [
        ("canonical", {family: [family] for family in kinds}),
        *(("variant", lexicon[kind]) for kind in _KINDS),
        ("members", members),
        *((role, lexicon[role]) for role in ("patterns", "unless")),
    ]
    wrong = set(lexicon["slogan"]) & set(lexicon["policy"])
    wrong |= {family for _, table in tables for family in table} - set(kinds)
    if wrong:
        raise ValueError(
            f"read_phrases: expected each family in either [slogan] or [policy], "
            f"got {sorted(wrong)} in {path.name}. Give it one kind."
        )
    rows = [
        (family, kinds[family], form, role)
        for role, table in tables
        for family, forms in table.items()
        for form in forms
    ]
    return pd.DataFrame(rows, columns=["family", "kind", "form", "role"])


def _without_marks(text: str) -> tuple[str, list[int]]:
    """Drop the marks from a text; return what is left, and where each character of it stood."""
    places = [place for place, character in enumerate(text) if character not in _MARKS]
    return "".join(text[place] for place in places), places


@cache
def _lexicon() -> _Lexicon:
    phrases = read_phrases()
    is_pattern = phrases["role"] == "patterns"
    bare, forms = [], []
    for family, form, role in phrases.loc[~is_pattern, ["family", "form", "role"]].to_numpy():
        characters, places = _without_marks(form)
        gaps = (step for step, (here, then) in enumerate(pairwise(places)) if then > here + 1)
        bare.append(characters)
        forms.append(_Form(family, role == "unless", frozenset(gaps)))
    patterns = phrases.loc[is_pattern, ["family", "form"]].to_numpy()
    return _Lexicon(
        kinds=dict(zip(phrases["family"], phrases["kind"], strict=True)),
        automaton=AhoCorasick(bare),
        forms=forms,
        patterns=[(family, re.compile(pattern)) for family, pattern in patterns],
    )


def _is_cut_from_number(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    is_tail = text[start] in _STARTS_NUMBER and before in _NUMBERS
    return is_tail or (text[end - 1].isdigit() and after.isdigit())


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the quotation mark that a match would leave half open: 增强“四个意识|”."""
    for opening, closing in ("“”", "‘’"):
        quotes = [character for character in text[start:end] if character in opening + closing]
        if quotes[:1] == [closing] and text.endswith(opening, 0, start):
            start -= 1
        if quotes[-1:] == [opening] and text.startswith(closing, end):
            end += 1
    return start, end


def _has_stray_mark(places: list[int], breaks: frozenset[int]) -> bool:
    """Tell whether a mark stands in a match where the form has none."""
    steps = enumerate(pairwise(places))
    return any(after > before + 1 and step not in breaks for step, (before, after) in steps)


def _matches(text: str) -> Iterator[_Match]:
    """Yield every match of every form and pattern."""
    lexicon = _lexicon()
    bare, places = _without_marks(text)
    for number, first, behind in lexicon.automaton.find_matches_as_indexes(bare, overlapping=True):
        form = lexicon.forms[number]
        start, end = places[first], places[behind - 1] + 1
        if _has_stray_mark(places[first:behind], form.breaks):
            continue
        if not _is_cut_from_number(text, start, end):
            yield _Match(*_with_quotes(text, start, end), form.family, form.is_unless)
    for family, pattern in lexicon.patterns:
        for match in pattern.finditer(text):
            span = _with_quotes(text, *match.span())
            yield _Match(*span, family, is_unless=False, is_gapped=True)


def _outermost(matches: Iterable[_Match]) -> list[_Match]:
    """Keep of each family the leftmost and longest matches, apart, then drop the exceptions.

    An exception and a match that only cross each other both stand.
    """
    last: dict[str, _Match] = {}
    kept = []
    for match in sorted(matches, key=lambda match: (match.start, -match.end)):
        before = last.get(match.family)
        if before is not None:
            crosses = match.start < before.end and not (before.is_unless or match.is_unless)
            if crosses or match.end <= before.end:
                continue
        last[match.family] = match
        kept.append(match)
    return [match for match in kept if not match.is_unless]


def _new_slogans(text: str, known: list[_Match]) -> list[_Match]:
    """Find the slogans built on a number of which no known phrase holds all.

    In the gap of a policy a slogan still stands for itself: 压实“十个哨点”监测责任.
    """
    kinds = _lexicon().kinds
    whole = [match for match in known if not match.is_gapped or kinds[match.family] == "slogan"]
    found = (_Match(*span, text[slice(*span)], is_unless=False) for span in find_slogans(text))
    return [
        slogan
        for slogan in found
        if not any(match.start <= slogan.start and slogan.end <= match.end for match in whole)
    ]


def _rows(text: str) -> Iterator[dict[str, object]]:
    known = _outermost(_matches(text))
    widest = None
    for match in sorted(known + _new_slogans(text, known), key=lambda m: (m.start, -m.end)):
        is_nested = False
        if widest is None or match.end > widest.end:
            widest = match
        else:
            is_nested = match[:2] != widest[:2]
        yield {
            "phrase": text[match.start : match.end],
            "family": match.family,
            "kind": _lexicon().kinds.get(match.family, "slogan"),
            "is_nested": is_nested,
            "start": match.start,
            "end": match.end,
        }


def find_phrases(sentences: pd.DataFrame) -> pd.DataFrame:
    """Find the phrases of the lexicon, and slogans built on a number whoever coined them.

    Takes the body `sentences`. Works on characters: no tokenizer has a say. A slogan that no phrase
    of the lexicon holds (`find_slogans`) is a family under its own characters. Within a family a
    match inside a longer one is dropped, so that the rows of a family are its occurrences; a match
    inside a longer one of another family is kept, and nested. Matches that cross are both kept.

    Returns:
        One row per occurrence, in reading order: sentence_id, article_id, city, phrase (as it
        stands), family, kind, is_nested, start, end [characters of the sentence's text, half-open].

    Raises:
        KeyError: a column is missing.

    Source: lexicon/phrases.toml, lexicon/slogans.toml; Aho and Corasick 1975, so the time is linear in the text.
    """
    keys = ["sentence_id", "article_id", "city"]
    rows = [
        {**dict(zip(keys, sentence, strict=True)), **row}
        for *sentence, text in sentences[[*keys, "text"]].itertuples(index=False, name=None)
        for row in _rows(text)
    ]
    return schema.table("phrases", rows)
