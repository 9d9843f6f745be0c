"""Measures: from occurrences to numbers, each with its denominator and its interval.

They know frames and columns, not where these came from, and state formula, source and limits.

    count           how often each value occurs in each group, zeros included
    spread          in how many groups it occurs, and how much hangs on one of them
    sentence_share  in what share of sentences it stands
    sizes           the denominators of any selection of sentences
    content_terms   the words that say something
    rate_interval, share_interval    exact 95 % limits
    find_text, TextSearch, concordance    where a wording stands, and between what
    match_reference, split_codes, precision_recall, krippendorff_alpha    how far codings agree
"""

from analysis.measures.agreement import (
    krippendorff_alpha,
    match_reference,
    precision_recall,
    split_codes,
)
from analysis.measures.concordance import TextSearch, concordance, find_text
from analysis.measures.counts import content_terms, count, sentence_share, sizes, spread
from analysis.measures.intervals import rate_interval, share_interval

__all__ = [
    "TextSearch",
    "concordance",
    "content_terms",
    "count",
    "find_text",
    "krippendorff_alpha",
    "match_reference",
    "precision_recall",
    "rate_interval",
    "sentence_share",
    "share_interval",
    "sizes",
    "split_codes",
    "spread",
]
