"""What is said and how: fixed wording, themes and dates, found in the body sentences."""

from dataclasses import replace

import pandas as pd

from analysis import schema
from analysis.corpus import Corpus
from analysis.rhetoric.dates import find_dates
from analysis.rhetoric.phrases import find_phrases
from analysis.rhetoric.themes import code_themes


def find_rhetoric(corpus: Corpus) -> Corpus:
    """Fill the tables phrases, themes and dates of a corpus."""
    body = corpus.body
    found = {
        "phrases": find_phrases(body),
        "themes": code_themes(body),
        "dates": find_dates(body, corpus.articles),
    }
    return replace(corpus, **{name: _placed(corpus, name, rows) for name, rows in found.items()})


def _placed(corpus: Corpus, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    return schema.table(name, corpus.to_raw(rows))
