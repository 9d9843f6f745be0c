"""Split body sentences into tokens: one row per token occurrence, nothing lost but blanks."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from math import inf, log

import jieba
import numpy as np
import pandas as pd

from analysis.corpus.lexicon import read_terms

_HAN = "[㐀-䶿一-鿿豈-﫿𠀀-𿿿〇々]"
_LETTER = f"(?:(?!{_HAN})[^\\W_])"
# Numbers and Latin words are cut here: jieba would break 3.5% and BA.2 at the point.
# jieba knows no Han characters beyond U+9FD5: each is a token of its own.
# No quantifier stands in another that could match the same characters: linear on any input.
_PIECE = rf"(?P<han>[一-鿕]+)|{_HAN}|{_LETTER}+(?:[-.,．]{_LETTER}+)*[%％‰]?|…+|—+|\S"
_ENDS_CLAUSE = frozenset("，；：。！？…")
_CLOSES = frozenset("”’」』）》】")


@cache
def _tokenizer() -> jieba.Tokenizer:
    """Build a private tokenizer: jieba's dictionary and the words of terms.txt, nothing else.

    The prefix dictionary is built here and the tokenizer marked as initialized, because
    jieba's `initialize()` would unmarshal whatever `jieba.cache` lies in the temporary folder,
    write one there, and log to stderr.
    """
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    # add_word() gives a word the least frequency that outweighs its own pieces. Whatever used to
    # outweigh these pieces, such as a longer word around them, still does; a fixed high frequency
    # would tear it apart. Short words first, so that a word made of them outweighs them too.
    for word in sorted(read_terms()["term"], key=lambda word: (len(word), word)):
        tokenizer.add_word(word)
    return tokenizer


@cache
def _likelihoods() -> dict[str, float]:
    """Map words to their log likelihood, and the beginnings of words that are none to -inf."""
    tokenizer = _tokenizer()
    size = log(tokenizer.total)
    return {word: log(n) - size if n else -inf for word, n in tokenizer.FREQ.items()}


def _cut(run: str) -> Iterator[str]:
    """Cut a run of Han characters as jieba's `cut(HMM=False)` does, in less than half the time.

    That is the likeliest way to divide it into listed words; of two that are equally likely, the
    one whose first word is longer. Only where no listed word starts, a character stands alone.
    """
    likelihoods, unlisted = _likelihoods(), -log(_tokenizer().total)
    best, stops = [0.0] * (len(run) + 1), [0] * len(run)  # from each character to the end
    for start in reversed(range(len(run))):
        highest, at = -inf, start + 1
        for stop in range(start + 1, len(run) + 1):
            likelihood = likelihoods.get(run[start:stop])
            if likelihood is None:
                break
            value = likelihood + best[stop]
            if value >= highest:
                highest, at = value, stop
        is_listed = highest > -inf
        best[start] = highest if is_listed else unlisted + best[start + 1]
        stops[start] = at if is_listed else start + 1
    start = 0
    while start < len(run):
        yield run[start : stops[start]]
        start = stops[start]


@cache
def _scanner() -> re.Pattern[str]:
    """Compile the pieces of a text; a word of terms.txt that mixes scripts (AB角) is one piece."""
    mixed = (word for word in read_terms()["term"] if not re.fullmatch(f"{_HAN}+", word))
    return re.compile("|".join([*map(re.escape, mixed), _PIECE]))


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Yield each token of a text with its place; blanks lie between tokens, never in one."""
    for piece in _scanner().finditer(text):
        start = piece.start()
        # HMM=False: the hidden Markov model guesses words from single characters. In the five
        # reports it made 107 of 4,975 tokens: names (李猛), some cut short (翟宝|宽), and pieces
        # such as 二要 and 之勇. Without it a token is always a listed word or a single character.
        for token in _cut(piece[0]) if piece.lastgroup == "han" else [piece[0]]:
            yield token, start
            start += len(token)


@lru_cache(maxsize=2**16)
def _kind(token: str) -> str:
    if re.search(_HAN, token):
        return "word"
    if not any(character.isalnum() for character in token):
        return "punctuation"
    return "latin" if any(character.isalpha() for character in token) else "number"


def _clauses(tokens: Iterable[tuple[str, int]]) -> Iterator[int]:
    """Number the clause of each token from 1."""
    clause, is_over = 1, False
    for token, _ in tokens:
        if is_over and token[0] not in _CLOSES and token[0] not in _ENDS_CLAUSE:
            clause, is_over = clause + 1, False
        is_over = is_over or token[0] in _ENDS_CLAUSE
        yield clause


def split_terms(sentences: pd.DataFrame) -> pd.DataFrame:
    """Split sentences into tokens.

    Takes the body `sentences`. A clause ends after ，；：。！？… and the quotation marks and
    brackets that close behind it. Of the kinds, `number` is written in digits (24, 3.5%); a
    Chinese numeral is a `word`, as 一 in 一要 or 一线 counts nothing. `latin` is any other script.

    Returns:
        One row per token occurrence, in reading order: sentence_id, article_id, city, clause and
        position [from 1], term, kind, start, end [characters of the sentence's text, half-open].
        Blanks are no tokens: the offsets skip them, and nothing else.

    Raises:
        KeyError: a column is missing.

    Source: jieba 0.42.1 without its hidden Markov model, and lexicon/terms.txt. Personal names
    fall into single characters.
    """
    tokens = [list(_tokens(text)) for text in sentences["text"].tolist()]
    n = np.array([len(own) for own in tokens], dtype=np.int64)
    of = np.repeat(np.arange(len(n)), n)
    terms = [token for own in tokens for token, _ in own]
    starts = np.array([start for own in tokens for _, start in own], dtype=np.int64)
    keys = ("sentence_id", "article_id", "city")
    columns: dict[str, object] = {
        **{key: sentences[key].astype("str").array.take(of) for key in keys},
        "clause": np.array([each for own in tokens for each in _clauses(own)], dtype=np.int64),
        "position": np.arange(1, len(of) + 1) - (n.cumsum() - n)[of],
        "term": pd.array(terms, dtype="str"),
        "kind": pd.array(list(map(_kind, terms)), dtype="str"),
        "start": starts,
        "end": starts + np.array(list(map(len, terms)), dtype=np.int64),
    }
    return pd.DataFrame(columns)
