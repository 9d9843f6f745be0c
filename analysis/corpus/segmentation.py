"""Cut the same text in other ways, to show which counts hang on the segmenter we chose."""

from collections.abc import Callable, Iterable
from functools import cache, partial

import jieba
import pandas as pd

from analysis.corpus.lexicon import read_terms

_PLACE = ["sentence_id", "article_id", "city", "clause", "kind"]


def resegment(terms: pd.DataFrame) -> pd.DataFrame:
    """Cut every run of words again by each segmenter; numbers, Latin and punctuation stay.

    Takes the table `terms`. The segmenters: `ours` is what that table holds; `hmm` lets jieba's
    hidden Markov model guess words among the single characters; `no_user_words` knows none of
    the words of lexicon/terms.txt.

    Returns:
        One row per segmenter and token, each segmenter in reading order: segmenter, sentence_id,
        article_id, city, clause, kind, term.

    Raises:
        KeyError: a column is missing.

    Limits: words parted by nothing but a blank are cut as one run.
    Source: jieba 0.42.1, in tokenizers of our own; the one that `import jieba` shares is not used.
    """
    is_word = terms["kind"] == "word"
    place = terms[["sentence_id", "clause"]]
    goes_on = is_word & is_word.shift(fill_value=False) & (place == place.shift()).all(axis=1)
    tokens = terms.groupby((~goes_on).cumsum())
    runs = tokens[_PLACE].first().assign(term=tokens["term"].agg("".join))
    frames = [terms[[*_PLACE, "term"]].assign(segmenter="ours")]
    for segmenter, cut in _segmenters().items():
        pieces = [
            list(cut(run)) if kind == "word" else [run]
            for run, kind in zip(runs["term"], runs["kind"], strict=True)
        ]
        frames.append(runs.assign(term=pd.Series(pieces, runs.index), segmenter=segmenter))
    table = pd.concat([frame.explode("term") for frame in frames], ignore_index=True)
    return table[["segmenter", *_PLACE, "term"]].astype({"term": "str"})


@cache
def _segmenters() -> dict[str, Callable[[str], Iterable[str]]]:
    plain, taught = jieba.Tokenizer(), jieba.Tokenizer()
    # set here, because jieba's own initialize() would read and write a shared temporary file
    plain.FREQ, plain.total = plain.gen_pfdict(plain.get_dict_file())
    taught.FREQ, taught.total = plain.FREQ.copy(), plain.total
    plain.initialized = taught.initialized = True
    for word in sorted(read_terms()["term"], key=lambda word: (len(word), word)):
        taught.add_word(word)
    return {"hmm": partial(taught.cut, HMM=True), "no_user_words": partial(plain.cut, HMM=False)}
