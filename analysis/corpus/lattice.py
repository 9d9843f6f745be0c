"""How likely a text is by the frequency of its words, and the likeliest of many texts at once."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from heapq import nlargest
from math import inf, log

import jieba
from opencc import OpenCC

from analysis.corpus.characters import HAN
from analysis.corpus.lexicon import read_terms
from analysis.corpus.pinyin import simplified

# Marks in 10,000 tokens of the five reports, rounded: jieba's dictionary has none; and 会议, which
# opens paragraphs and is six times as frequent as in the dictionary.
_MARKS = {
    **{"，": 850, "、": 550, "。": 250, "“": 125, "”": 125, "（": 25, "）": 25},
    **{"；": 15, "：": 10, "《": 5, "》": 5, "！": 4, "？": 4, "…": 4, "—": 4, "·": 4},
    **{"\u3000": 5, "\u3000\u3000": 25, "会议": 30},  # blanks of a page without line ends
}
# A middling word of jieba's dictionary, of 60 million: the frequency of the words of terms.txt,
# most of which are younger than the dictionary (六保, 健康码).
_TERM = 500
_RARE, _JUNK = -19.0, -21.0  # a Han character the dictionary has not seen; anything else
_COMMON = -13.0  # a word that the dictionary counted 140 times
_OTHER_SCRIPT = 4.0  # a simplified form on a traditional page is exp(4) times less likely
_CLASH = 10.0
STOPS = frozenset("，、；：。！？")
_OPEN = STOPS | {"\u3000"}  # no stop stands behind
_CLOSES = frozenset("”）》")
_SHORT_QUOTE = re.compile("“[^“”]{0,4}。$")
_KEPT = 12  # texts at a node
_TRIED = 2 * _KEPT  # words between two nodes
_IS_HAN = re.compile(f"[{HAN}]")


class Lattice:
    """Texts that share stretches: nodes from 0 to `last`, edges that carry a character.

    An edge leads to a node of a higher number.
    """

    def __init__(self, *, is_hant: bool) -> None:
        self._edges: list[list[tuple[str, str, float, int]]] = [[]]
        self._is_hant = is_hant

    @property
    def last(self) -> int:
        """Name the node added last."""
        return len(self._edges) - 1

    def add_node(self) -> int:
        """Add a node behind all others."""
        self._edges.append([])
        return self.last

    def add_edge(self, start: int, end: int, character: str) -> None:
        """Let a character stand between two nodes."""
        is_odd = self._is_hant and _is_hans(character)
        cost = _OTHER_SCRIPT if is_odd else 0.0
        self._edges[start].append((character, simplified(character), cost, end))

    def add_text(self, text: str) -> None:
        """Let a text follow the last node."""
        for character in text:
            start = self.last
            self.add_edge(start, self.add_node(), character)

    def rank(self) -> list[tuple[str, float]]:
        """List the likeliest texts from node 0 to the last, best first, with their log likelihood.

        A text is as likely as the product of its words' frequencies, over its best segmentation.
        """
        best: list[dict[str, float]] = [{} for _ in self._edges]
        best[0][""] = 0.0
        for node, texts in enumerate(best):
            kept = _first(texts)
            texts.clear()
            texts.update(kept)
            for word, end, likelihood in self._words(node) if kept else ():
                for text, so_far in kept:
                    value = so_far + likelihood - _clash(text, word)
                    if value > best[end].get(text + word, -inf):
                        best[end][text + word] = value
        return _first(best[-1])

    def _words(self, node: int) -> Iterable[tuple[str, int, float]]:
        """List the words that start at a node, with the node they end at and their likelihood."""
        vocabulary = _vocabulary()
        found: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        todo = [("", "", node, 0.0)]
        while todo:
            word, key, at, paid = todo.pop()
            for character, plain, cost, end in self._edges[at]:
                longer = key + plain
                if word and longer not in vocabulary:
                    continue
                todo.append((word + character, longer, end, paid + cost))
                likelihood = vocabulary.get(longer)
                if likelihood is None and not word:
                    likelihood = _RARE if _IS_HAN.match(character) else _JUNK
                if likelihood is not None:
                    found[end].append((likelihood - paid - cost, word + character))
        return [
            (word, end, likelihood)
            for end, words in found.items()
            for likelihood, word in nlargest(_TRIED, words)
        ]


def score(text: str, *, is_hant: bool) -> float:
    """Give the log likelihood of one text."""
    lattice = Lattice(is_hant=is_hant)
    lattice.add_text(text)
    return lattice.rank()[0][1]


@cache
def is_known(character: str) -> bool:
    """Tell whether the dictionary, or the list of marks, has the character."""
    return _vocabulary().get(simplified(character)) is not None


@lru_cache(4096)
def partners(before: frozenset[str], after: tuple[str, ...]) -> frozenset[str]:
    """List the simplified characters that begin or go on with a common word beside one of these."""
    follow, precede = _neighbours()
    return frozenset(_MARKS).union(
        *(follow[simplified(character)] for character in before),
        *(precede[simplified(character)] for character in after),
    )


@cache
def _neighbours() -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """Map characters to those behind and before them at the start of common words."""
    follow: defaultdict[str, set[str]] = defaultdict(set)
    precede: defaultdict[str, set[str]] = defaultdict(set)
    for word, likelihood in _vocabulary().items():
        if len(word) > 1 and likelihood is not None and likelihood > _COMMON:
            follow[word[0]].add(word[1])
            precede[word[1]].add(word[0])
    return follow, precede


@cache
def _is_hans(character: str) -> bool:
    """Tell whether the character is the simplified form of another, or may be (里, 后)."""
    return bool(_converter().convert(character) != character)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _first(texts: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(texts.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]


def _clash(text: str, word: str) -> float:
    """Make impossible punctuation costly: ，。 or （。 or “六。” (a full stop in a bare term)."""
    before, mark = text[-1:], word[0]
    if before in _OPEN and (mark in STOPS or (mark in _CLOSES and before not in "。！？")):
        return _CLASH
    return _CLASH if mark == "”" and _SHORT_QUOTE.search(text) else 0.0


@cache
def _vocabulary() -> dict[str, float | None]:
    """Map words to their log likelihood, and the beginnings of words that are none to None."""
    tokenizer = jieba.Tokenizer()
    counts, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    size = log(total)
    words: dict[str, float | None] = {w: log(n) - size if n else None for w, n in counts.items()}
    for term in read_terms()["term"]:
        for end in range(1, len(term)):
            words.setdefault(term[:end], None)
        words[term] = log(max(counts.get(term, 0), _TERM)) - size
    return words | {mark: log(n / 10_000) for mark, n in _MARKS.items()}
