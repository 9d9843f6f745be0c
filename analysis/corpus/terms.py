"""Split body sentences into tokens: one row per token occurrence, nothing lost but blanks."""

import re
from collections.abc import Iterator
from functools import cache

import jieba
import pandas as pd

from analysis import schema
from analysis.corpus.lexicon import read_terms

_HAN = "[㐀-䶿一-鿿豈-﫿𠀀-𿿿〇々]"
_LETTER = f"(?:(?!{_HAN})[^\\W_])"
# Numbers and Latin words are cut here: jieba would break 3.5% and BA.2 at the point.
# No quantifier stands in another that could match the same characters: linear on any input.
_PIECE = rf"(?P<han>{_HAN}+)|{_LETTER}+(?:[-.,．]{_LETTER}+)*[%％‰]?|…+|—+|\S"
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
        han = piece.lastgroup == "han"
        for token in _tokenizer().cut(piece[0], HMM=False) if han else [piece[0]]:
            yield token, start
            start += len(token)


def _kind(token: str) -> str:
    if re.search(_HAN, token):
        return "word"
    if not any(character.isalnum() for character in token):
        return "punctuation"
    return "latin" if any(character.isalpha() for character in token) else "number"


def _rows(text: str) -> Iterator[dict[str, object]]:
    clause, is_over = 1, False
    for position, (token, start) in enumerate(_tokens(text), start=1):
        if is_over and token[0] not in _CLOSES and token[0] not in _ENDS_CLAUSE:
            clause, is_over = clause + 1, False
        is_over = is_over or token[0] in _ENDS_CLAUSE
        yield {
            "clause": clause,
            "position": position,
            "term": token,
            "kind": _kind(token),
            "start": start,
            "end": start + len(token),
        }


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
    keys = ["sentence_id", "article_id", "city"]
    rows = [
        {**dict(zip(keys, sentence, strict=True)), **row}
        for *sentence, text in sentences[[*keys, "text"]].itertuples(index=False, name=None)
        for row in _rows(text)
    ]
    return schema.table("terms", rows)
