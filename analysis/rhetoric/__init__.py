"""What is said and how: wording, themes, dates, found in the body sentences."""

from dataclasses import replace

import pandas as pd

from analysis import schema
from analysis.corpus import Corpus
from analysis.rhetoric.dates import find_dates
from analysis.rhetoric.devices import find_devices
from analysis.rhetoric.discovered import discover_phrases
from analysis.rhetoric.formulas import find_formulas
from analysis.rhetoric.phrases import find_phrases
from analysis.rhetoric.themes import code_themes


def find_rhetoric(corpus: Corpus) -> Corpus:
    """Fill the tables of occurrences: phrases, themes, devices, dates, formulas."""
    body = corpus.body
    known = find_phrases(body)
    found = {
        "phrases": pd.concat([known, discover_phrases(body, known)]),
        "themes": code_themes(body),
        "devices": find_devices(body),
        "dates": find_dates(body, corpus.articles),
        "formulas": find_formulas(body),
    }
    return replace(corpus, **{name: _placed(corpus, name, rows) for name, rows in found.items()})


def _placed(corpus: Corpus, name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Turn places in sentences to raw spans, in the order of the sentences and in them of the text."""
    order = pd.Index(corpus.sentences["sentence_id"]).get_indexer(pd.Index(rows["sentence_id"]))
    ordered = rows.assign(order=order, size=rows["end"] - rows["start"])
    ordered = ordered.sort_values(["order", "start", "size"], ascending=[True, True, False])
    return schema.table(name, corpus.to_raw(ordered[[*rows.columns]]))
