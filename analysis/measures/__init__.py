"""Measures: from occurrences to numbers, each with its denominator and its interval.

They know frames and columns, not where these came from, and state formula, source and limits.

    count           how often each value occurs in each group, zeros included
    spread          in how many groups it occurs, and how much hangs on one of them
    damage_interval  how far a count hangs on damaged text
    sentence_share  in what share of sentences it stands
    sizes           the denominators of any selection of sentences
    content_terms   the words that say something
    dispersion      how evenly it is spread over the groups, beside what chance would give
    keyness         what marks one group against all the others together
    collocates, association    what stands with a word in its sentences, and how closely
    segmentation    how far a count hangs on where the segmenter cut
    rate_interval, share_interval    exact 95 % limits
    bootstrap_rate, bootstrap_share    95 % limits over other sentences of the same reports
    shared_characters, shared_share  how much wording two cities, or any, have in common
    find_text, TextSearch, concordance    where a wording stands, and between what
    match_reference, split_codes, precision_recall, krippendorff_alpha    how far codings agree
    bootstrap_alpha  95 % limits of alpha over other sentences
    clauses, by_clause    the same counts by clause
    write_sheet, read_sheet    a sheet for a second coder
"""

from analysis.measures.agreement import (
    bootstrap_alpha,
    krippendorff_alpha,
    match_reference,
    precision_recall,
    split_codes,
)
from analysis.measures.bootstrap import bootstrap_rate, bootstrap_share
from analysis.measures.clauses import by_clause, clauses
from analysis.measures.coding_sheet import read_sheet, write_sheet
from analysis.measures.collocates import association, collocates
from analysis.measures.concordance import TextSearch, concordance, find_text
from analysis.measures.counts import content_terms, count, sentence_share, sizes, spread
from analysis.measures.damage import damage_interval
from analysis.measures.dispersion import dispersion
from analysis.measures.intervals import rate_interval, share_interval
from analysis.measures.keyness import keyness
from analysis.measures.segmentation import segmentation
from analysis.measures.sharing import shared_characters, shared_share

__all__ = [
    "TextSearch",
    "association",
    "bootstrap_alpha",
    "bootstrap_rate",
    "bootstrap_share",
    "by_clause",
    "clauses",
    "collocates",
    "concordance",
    "content_terms",
    "count",
    "damage_interval",
    "dispersion",
    "find_text",
    "keyness",
    "krippendorff_alpha",
    "match_reference",
    "precision_recall",
    "rate_interval",
    "read_sheet",
    "segmentation",
    "sentence_share",
    "share_interval",
    "shared_characters",
    "shared_share",
    "sizes",
    "split_codes",
    "spread",
    "write_sheet",
]
