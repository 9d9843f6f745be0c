"""The company a word keeps inside sentences, and how strongly each word is drawn to it."""

import numpy as np
import pandas as pd
from scipy import special

from analysis.measures.checks import check_columns


def collocates(terms: pd.DataFrame, node: str) -> pd.DataFrame:
    """Score each term by how often it stands in one sentence with the node.

    The unit is the sentence: each counts once, however often it holds a term, so that every term
    has a proper table of four cells. A window of neighbouring tokens would count the same
    neighbours twice where the node is repeated, and would depend on the segmenter.

    Takes    terms: one row per token, with sentence_id and term, such as `content_terms` gives;
             node: one of these terms.
    Returns  one row per other term, the highest log_dice first, then the highest o11, equals by
             code point: collocate, o11 [sentences that hold both], r1 [that hold the node], c1
             [that hold the collocate], n [all that hold a term], and the scores of `association`.
             A node that never occurs has r1 = 0.
    Raises   ValueError if a column is missing.
    Limits   long sentences make chance company. Below o11 = 3 or so the scores say little.
    """
    check_columns("collocates", "terms", terms, ["sentence_id", "term"])
    held = terms.drop_duplicates(["sentence_id", "term"])
    with_node = held.loc[held["term"] == node, "sentence_id"]
    c1 = held["term"].value_counts().drop(node, errors="ignore").sort_index()
    beside = held.loc[held["sentence_id"].isin(with_node), "term"].value_counts()
    table = pd.DataFrame(
        {
            "collocate": c1.index,
            "o11": beside.reindex(c1.index, fill_value=0).to_numpy(),
            "r1": len(with_node),
            "c1": c1.to_numpy(),
            "n": held["sentence_id"].nunique(),
        }
    )
    return association(table).sort_values(
        ["log_dice", "o11"], ascending=False, kind="stable", ignore_index=True
    )


def association(table: pd.DataFrame) -> pd.DataFrame:
    """Score how far two things are drawn to each other, from the counts of their meetings.

    With e11 = r1 c1 / n, the meetings expected by chance, and the other cells in the same way:

    log_dice           14 + log2(2 o11 / (r1 + c1)): at most 14, 1 less is half as much; NA if o11 = 0
    mi                 log2(o11 / e11) [bits]; > 0: more often than by chance; NA if o11 = 0
    delta_p_collocate  o11 / r1 - (c1 - o11) / (n - r1): how much likelier the collocate is where
                       the node is than where it is not; -1 to 1, NA if the node is nowhere or
                       everywhere
    delta_p_node       o11 / c1 - (r1 - o11) / (n - c1): the same the other way round
    g2                 2 sum o ln(o / e) over the four cells, < 0 if o11 < e11

    Takes    table: o11, r1, c1, n [counts], one row per pair.
    Returns  the table with log_dice, mi, delta_p_collocate, delta_p_node and g2 added.
    Raises   ValueError if a column is missing.
    Source   log_dice: Rychlý 2008, Proceedings of RASLAN: 6-9. mi: Church & Hanks 1990,
             Computational Linguistics 16:22-29. delta_p: Gries 2013, Int. J. of Corpus
             Linguistics 18:137-165. g2: Dunning 1993, Computational Linguistics 19:61-74.
    Limits   mi favours rare pairs and g2 frequent ones; the four sum up the same three counts.
    """
    check_columns("association", "table", table, ["o11", "r1", "c1", "n"])
    o11, r1, c1, n = (table[name].to_numpy(dtype=float) for name in ("o11", "r1", "c1", "n"))
    met = np.where(o11 > 0, o11, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.stack([o11, r1 - o11, c1 - o11, n - r1 - c1 + o11])
        expected = np.stack([r1 * c1, r1 * (n - c1), (n - r1) * c1, (n - r1) * (n - c1)]) / n
        g2 = 2 * special.rel_entr(observed, expected).sum(axis=0)
        return table.assign(
            log_dice=14 + np.log2(2 * met / (r1 + c1)),
            mi=np.log2(met / expected[0]),
            delta_p_collocate=o11 / r1 - (c1 - o11) / (n - r1),
            delta_p_node=o11 / c1 - (r1 - o11) / (n - c1),
            g2=np.copysign(g2, o11 - expected[0]),
        )
