"""Code sentences by rhetorical theme, with the words that show it.

The codebook, its words and its rules are data: `lexicon/themes.toml` says how to read them.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
from ahocorasick_rs import AhoCorasick

from analysis import paths, schema

_LABELS = ("zh", "en", "definition", "not_when")
_LISTS = ("words", "patterns", "exclusions", "yields_to")
_GAP = "[^，；：。！？]{0,12}?"

# A prohibition governs the 16 characters after it (克服麻痹思想、厌战情绪、侥幸心理、松劲心态);
# 不发生 and 不出现 not what their clause modifies (不发生反弹的底线, a line: it is there);
# 不, 未 and 无 only two, further off they mostly deny something else. The lookaheads are words that
# deny nothing: 不断, 毫不放松, 无症状.
_NEGATOR = re.compile(
    "(?:没有|严禁|杜绝|防止|避免|禁止|克服|反对|摒弃|力戒|谨防|严防|不得|不搞|不能|不可|不准|不许|不要)"
    "[^，；：。！？]{0,16}$"
    "|不(?:发生|出现)[^，；：。！？的]{0,16}$"
    "|(?:不(?![断仅但同少懈扣惜放松误])|未(?!来)|无(?![症偿缝论]))[^，；：。！？]{0,2}$"
)
_REACH = 20  # the longest negator with all it governs


class _Span(NamedTuple):
    start: int
    end: int


class _Theme(NamedTuple):
    name: str
    patterns: list[re.Pattern[str]]
    exclusions: list[re.Pattern[str]]
    yields_to: list[str]


class _Lexicon(NamedTuple):
    themes: list[_Theme]
    automaton: AhoCorasick
    owners: list[str]  # the theme of each word of the automaton


def read_codebook() -> pd.DataFrame:
    """Read the codebook of the themes.

    Returns  one row per theme, in the codebook's order: theme [its id], zh, en [labels],
             definition, not_when, words [joined by 、], n_words, n_patterns, n_exclusions.
    Raises   ValueError if the lexicon is not sound; see `check_lexicon`.
    """
    rows = [
        {"theme": theme}
        | {label: entry[label] for label in _LABELS}
        | {"words": "、".join(entry["words"])}
        | {f"n_{name}": len(entry[name]) for name in ("words", "patterns", "exclusions")}
        for theme, entry in _read().items()
    ]
    return pd.DataFrame(rows)


def code_themes(sentences: pd.DataFrame) -> pd.DataFrame:
    """Code the sentences by theme: a sentence has a theme if one of its words stands in it.

    Takes    sentences: body sentences with sentence_id, article_id, city, text.
    Returns  one row per matched word, in reading order: sentence_id, article_id, city, theme,
             matched, scope, start, end [characters of text, half-open]. Within a theme matches do
             not overlap (leftmost, then longest); matches of different themes may. `scope` is
             negated where a negator or prohibition governs the match in its clause. A negated match
             still shows its theme: 杜绝麻痹 (no slackness) speaks of vigilance.
    Raises   KeyError if a column is missing; ValueError if the lexicon is not sound.
    Source   lexicon/themes.toml; for the words Aho and Corasick 1975, linear in the text.
    Limits   words do not know what a sentence is about: compare with the close reading
             (`analysis.measures.agreement`) before a count is believed.
    """
    return _code(sentences, _lexicon())


def code_left_out(sentences: pd.DataFrame, *, by: str = "city") -> pd.DataFrame:
    """Code each group of sentences by those rules only that match in another group, too.

    What a rule tuned on a report gains in that report does not count here: the coding is the one
    that the other reports alone would have led to. Words, patterns and exclusions count as rules; a
    pattern stays if it matches elsewhere, whatever the words in its gaps.

    Takes    sentences: as `code_themes`, of at least two groups; by: the column that says which
             sentences belong together (city, article_id, ...).
    Returns  rows as `code_themes`, group by group in the order of sentences.
    Raises   KeyError if a column is missing; ValueError if there are less than two groups.
    Limits   rules that match in several reports were still chosen with all of them in sight: read
             it beside a coding of reports that nobody had seen.
    """
    groups = pd.Series(pd.factorize(sentences[by], use_na_sentinel=False)[0], sentences.index)
    if groups.nunique() < 2:
        raise ValueError(
            f"code_left_out: expected two groups or more, got {groups.nunique()} in column {by!r}. "
            "Pass the sentences of several reports, or name another column."
        )
    parts = []
    for group in groups.unique():
        mine = groups == group
        # 。 ends a clause, so that no pattern matches across two sentences
        elsewhere = _compiled(_attested("。".join(sentences.loc[~mine, "text"])))
        parts.append(_code(sentences[mine], elsewhere))
    return pd.concat(parts, ignore_index=True)


def name_rules(themes: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """Name the word or pattern of the lexicon that coded each row.

    Takes    themes: rows as `code_themes` or a corpus gives them; sentences: sentence_id, text.
    Returns  the rows of themes with the column rule: a word, or a pattern as the lexicon writes it;
             the first of the lexicon if several give the same match.
    Raises   KeyError if a column or a sentence is missing; ValueError if no rule gives a match, as
             when the lexicon has changed since.
    """
    texts = dict(zip(sentences["sentence_id"], sentences["text"], strict=True))
    rows = zip(themes["sentence_id"], themes["theme"], themes["matched"], strict=True)
    return themes.assign(rule=[_rule(theme, matched, texts[id_]) for id_, theme, matched in rows])


def check_lexicon(lexicon: Mapping[str, Mapping[str, Any]]) -> None:
    """Check the entries of a lexicon, one a theme.

    Raises   ValueError that lists all that is wrong: keys missing or unknown, words or patterns
             that are empty, repeated or do not compile, an exclusion that does not say why,
             yields_to a theme that is not there.
    """
    problems = [
        f"{theme}: {problem}"
        for theme, entry in lexicon.items()
        for problem in _problems(entry, others=lexicon.keys() - {theme})
    ]
    if problems:
        raise ValueError(
            f"check_lexicon: expected sound themes, got {'; '.join(problems)} in themes.toml. "
            "Correct these entries."
        )


def _problems(entry: Mapping[str, Any], *, others: set[str]) -> Iterator[str]:
    keys = {*_LABELS, *_LISTS}
    if entry.keys() != keys:
        yield f"keys {sorted(entry)} instead of {sorted(keys)}"
        return
    unexplained = [rule for rule in entry["exclusions"] if rule.keys() != {"pattern", "why"}]
    if unexplained:
        yield f"exclusions {unexplained} without just pattern and why"
        return
    exclusions = [rule["pattern"] for rule in entry["exclusions"]]
    for name, values in {**entry, "exclusions": exclusions}.items():
        if name in _LISTS:
            repeated = sorted({value for value in values if values.count(value) > 1})
            yield from (f"{name} {value!r} twice" for value in repeated)
    yield from (f"words {word!r} empty" for word in entry["words"] if not word)
    yield from _pattern_problems(entry["patterns"] + exclusions)
    unknown = sorted(set(entry["yields_to"]) - others)
    yield from (f"yields_to {theme!r}, no other theme" for theme in unknown)


def _pattern_problems(patterns: Iterable[str]) -> Iterator[str]:
    for pattern in patterns:
        try:
            if _compile(pattern).match(""):
                yield f"pattern {pattern!r} matches nothing at all"
        except re.error as error:
            yield f"pattern {pattern!r} does not compile ({error})"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("…", _GAP))


@cache
def _read() -> dict[str, Any]:
    raw = tomllib.loads((paths.LEXICON / "themes.toml").read_text(encoding="utf-8"))
    check_lexicon(raw)
    return raw


@cache
def _lexicon() -> _Lexicon:
    return _compiled(_read())


def _compiled(entries: Mapping[str, Mapping[str, Any]]) -> _Lexicon:
    words = [(word, theme) for theme, entry in entries.items() for word in entry["words"]]
    themes = [
        _Theme(
            theme,
            [_compile(pattern) for pattern in entry["patterns"]],
            [_compile(rule["pattern"]) for rule in entry["exclusions"]],
            entry["yields_to"],
        )
        for theme, entry in entries.items()
    ]
    return _Lexicon(themes, AhoCorasick([word for word, _ in words]), [theme for _, theme in words])


def _attested(text: str) -> dict[str, dict[str, Any]]:
    """Keep of every theme the words, patterns and exclusions that match in the text."""
    return {
        theme: {
            **entry,
            "words": [word for word in entry["words"] if word in text],
            "patterns": [rule for rule in entry["patterns"] if _compile(rule).search(text)],
            "exclusions": [
                rule for rule in entry["exclusions"] if _compile(rule["pattern"]).search(text)
            ],
        }
        for theme, entry in _read().items()
    }


def _rule(theme: str, matched: str, text: str) -> str:
    entry = _read().get(theme, {"words": [], "patterns": []})
    if matched in entry["words"]:
        return matched
    for pattern in entry["patterns"]:
        if any(match.group() == matched for match in _compile(pattern).finditer(text)):
            return str(pattern)
    raise ValueError(
        f"name_rules: expected a match of a rule of {theme!r}, got {matched!r} in {text[:20]!r}. "
        "Build the tables again with `analysis build`: the lexicon has changed since."
    )


def _code(sentences: pd.DataFrame, lexicon: _Lexicon) -> pd.DataFrame:
    keys = ["sentence_id", "article_id", "city"]
    rows = [
        {
            **dict(zip(keys, sentence, strict=True)),
            "theme": theme,
            "matched": text[span.start : span.end],
            "scope": _scope(text, span),
            "start": span.start,
            "end": span.end,
        }
        for *sentence, text in sentences[[*keys, "text"]].itertuples(index=False, name=None)
        for span, theme in _matches(text, lexicon)
    ]
    return schema.table("themes", rows)


def _matches(text: str, lexicon: _Lexicon) -> list[tuple[_Span, str]]:
    """Find the matches of every theme, in reading order."""
    found: dict[str, list[_Span]] = {theme.name: [] for theme in lexicon.themes}
    for word, start, end in lexicon.automaton.find_matches_as_indexes(text, overlapping=True):
        found[lexicon.owners[word]].append(_Span(start, end))
    for theme in lexicon.themes:
        spans = found[theme.name] + _find(theme.patterns, text)
        found[theme.name] = _longest(_outside(spans, _find(theme.exclusions, text)))
    return sorted(
        (span, theme.name)
        for theme in lexicon.themes
        for span in _outside(
            found[theme.name], [other for name in theme.yields_to for other in found[name]]
        )
    )


def _find(patterns: Sequence[re.Pattern[str]], text: str) -> list[_Span]:
    return [_Span(*match.span()) for pattern in patterns for match in pattern.finditer(text)]


def _longest(spans: Iterable[_Span]) -> list[_Span]:
    """Keep spans that do not overlap: the leftmost, of those the longest."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _outside(spans: Sequence[_Span], covers: Iterable[_Span]) -> list[_Span]:
    """Keep the spans that lie in none of the covers."""
    ordered = sorted(covers)
    starts = [cover.start for cover in ordered]
    reach = [0, *accumulate((cover.end for cover in ordered), max)]
    return [span for span in spans if reach[bisect_right(starts, span.start)] < span.end]


def _scope(text: str, span: _Span) -> str:
    before = text[max(0, span.start - _REACH) : span.start]
    return "negated" if _NEGATOR.search(before) else "asserted"
