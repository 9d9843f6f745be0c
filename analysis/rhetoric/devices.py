"""Find rhetorical devices: words that carry an image, a demand or force, and figures of form.

The words, and what the figures are compared with, are data: `lexicon/devices.toml` says how to read
them. Slogans built on a number have rules of their own (`slogans`).
"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick

from analysis import paths, schema
from analysis.rhetoric.figures import find_antithesis, find_four_character
from analysis.rhetoric.parallelism import Figure, Lists, find_parallelism, find_series
from analysis.rhetoric.slogans import find_slogans

_LABELS = ("zh", "en", "definition", "not_when")
_KEYS = {*_LABELS, "rules", "exclusions", "lists"}
_RULE = {"detail", "words", "patterns"}
_EXCLUSION = {"pattern", "why"}
_GAP = "[^，；：。！？]{0,40}?"
_REST = "(?:[^，、；：。！？“”]|“[^“”]{1,20}”){1,30}"


class _Rule(NamedTuple):
    detail: str
    words: list[str]
    patterns: list[re.Pattern[str]]
    encloses: bool


class _Device(NamedTuple):
    rules: list[_Rule]
    automaton: AhoCorasick
    owners: list[_Rule]  # the rule of each word of the automaton
    exclusions: list[re.Pattern[str]]


def read_devices() -> pd.DataFrame:
    """Read what the devices are.

    Returns  one row per device, in the order of `schema.DEVICES`: device, zh, en [labels],
             definition, not_when.
    Raises   ValueError if the lexicon is not sound; see `check_lexicon`.
    """
    return pd.DataFrame(
        {"device": device} | {label: _read()[device][label] for label in _LABELS}
        for device in schema.DEVICES
    )


def find_devices(sentences: pd.DataFrame) -> pd.DataFrame:
    """Find the rhetorical devices in sentences.

    Takes    sentences: body sentences with sentence_id, article_id, city, text.
    Returns  one row per device found, in reading order: sentence_id, article_id, city, device, text,
             detail [frame of a parallelism or an antithesis, family of a metaphor, degree of an
             obligation, else NA], start, end [characters of text, half-open]. Devices may overlap or
             nest, and so may parallelisms, and a metaphor that reaches round another.
    Raises   KeyError if a column is missing; ValueError if the lexicon is not sound.
    Source   lexicon/devices.toml, lexicon/slogans.toml; for words Aho and Corasick 1975. The time is
             linear in the text.
    Limits   form and words are all it sees. Held against sentences marked before the rules were
             written, antithesis is the weak one (tests/rhetoric/test_devices.py): where it is
             counted, read its rows.
    """
    keys = ["sentence_id", "article_id", "city"]
    rows = [
        {
            **dict(zip(keys, sentence, strict=True)),
            "device": device,
            "text": text[figure.start : figure.end],
            "detail": figure.detail or None,
            "start": figure.start,
            "end": figure.end,
        }
        for *sentence, text in sentences[[*keys, "text"]].itertuples(index=False, name=None)
        for device, figure in _devices(text)
    ]
    return schema.table("devices", rows)


def check_lexicon(lexicon: Mapping[str, Mapping[str, Any]]) -> None:
    """Check the entries of a lexicon, one a device.

    Raises   ValueError that lists all that is wrong: devices or keys missing or unknown, a word
             empty or twice, a pattern that does not compile or matches nothing at all, an exclusion that
             does not say why.
    """
    problems = [f"device {device!r}" for device in {*schema.DEVICES} ^ lexicon.keys()]
    problems += [
        f"{device}: {problem}" for device, entry in lexicon.items() for problem in _problems(entry)
    ]
    if problems:
        raise ValueError(
            f"check_lexicon: expected sound devices, got {'; '.join(sorted(problems))} in "
            "devices.toml. Correct these entries."
        )


def _problems(entry: Mapping[str, Any]) -> Iterator[str]:
    if not {*_LABELS} <= entry.keys() <= _KEYS:
        yield f"keys {sorted(entry)}, expected {sorted(_LABELS)} and some of {sorted(_KEYS)}"
        return
    rules, exclusions = entry.get("rules", []), entry.get("exclusions", [])
    for name, keys, group in (("rules", _RULE, rules), ("exclusions", _EXCLUSION, exclusions)):
        wrong = [sorted(each) for each in group if each.keys() - {"encloses"} != keys]
        if wrong:
            yield f"{name} with keys {wrong}, expected {sorted(keys)}"
            return
    groups = [*entry.get("lists", {}).values(), [word for rule in rules for word in rule["words"]]]
    for word, n in (item for group in groups for item in Counter(group).items()):
        if n > 1 or not word:
            yield f"word {word!r} empty or twice"
    for pattern in [each for rule in rules for each in rule["patterns"]] + [
        each["pattern"] for each in exclusions
    ]:
        try:
            if _compile(pattern).match(""):
                yield f"pattern {pattern!r} matches nothing at all"
        except re.error as error:
            yield f"pattern {pattern!r} does not compile ({error})"


@cache
def _read() -> dict[str, Any]:
    lexicon = tomllib.loads((paths.LEXICON / "devices.toml").read_text(encoding="utf-8"))
    check_lexicon(lexicon)
    return lexicon


@cache
def _lists() -> Lists:
    return {
        name: tuple(values)
        for entry in _read().values()
        for name, values in entry.get("lists", {}).items()
    }


@cache
def _device(device: str) -> _Device:
    entry = _read()[device]
    rules = [
        _Rule(
            rule["detail"],
            rule["words"],
            [_compile(pattern) for pattern in rule["patterns"]],
            rule.get("encloses", False),
        )
        for rule in entry["rules"]
    ]
    words = [(word, rule) for rule in rules for word in rule.words]
    return _Device(
        rules,
        AhoCorasick([word for word, _ in words]),
        [rule for _, rule in words],
        [_compile(rule["pattern"]) for rule in entry["exclusions"]],
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("……", _REST).replace("…", _GAP))


def _devices(text: str) -> list[tuple[str, Figure]]:
    """Find the devices of a text, in reading order."""
    lists, series = _lists(), find_series(text, _lists())
    found = {
        "numeral_slogan": [Figure(*span) for span in find_slogans(text)],
        "parallelism": find_parallelism(text, series, lists),
        "antithesis": find_antithesis(text, [*_matches(text, "antithesis")], series, lists),
        "four_character": find_four_character(text, lists),
        "metaphor": _worded(text, "metaphor"),
        "obligation": _worded(text, "obligation"),
        "intensifier": _worded(text, "intensifier"),
    }
    return sorted(
        ((device, figure) for device, figures in found.items() for figure in figures),
        key=lambda row: (row[1].start, -row[1].end, schema.DEVICES.index(row[0])),
    )


def _worded(text: str, device: str) -> list[Figure]:
    """Find a device by its words; of matches that overlap the leftmost, of those the longest."""
    kept: list[Figure] = []
    reach = -1
    for figure, encloses in sorted(_matches(text, device).items(), key=_rank):
        if encloses or figure.start >= reach:
            kept.append(figure)
            reach = reach if encloses else figure.end
    return kept


def _rank(match: tuple[Figure, bool]) -> tuple[int, int, bool, str]:
    figure, encloses = match
    return figure.start, -figure.end, encloses, figure.detail


def _matches(text: str, device: str) -> dict[Figure, bool]:
    """Find all that shows a device and lies in no exclusion, and whether it may hold others."""
    rules, automaton, owners, exclusions = _device(device)
    found = {
        Figure(start, end, owners[word].detail): False
        for word, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
    }
    for rule in rules:
        for pattern in rule.patterns:
            for match in pattern.finditer(text):
                found[Figure(*match.span(), rule.detail)] = rule.encloses
    covers = sorted(match.span() for rule in exclusions for match in rule.finditer(text))
    starts = [start for start, _ in covers]
    reach = [0, *accumulate((end for _, end in covers), max)]
    return {
        figure: encloses
        for figure, encloses in found.items()
        if reach[bisect_right(starts, figure.start)] < figure.end
    }
